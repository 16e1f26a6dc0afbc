"""The part of a record that a draft is about: for each claim the few articles in which its words may stand.

Only the indexes of full text are asked, so that a claim costs no more in a large record than looking its words up.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from onrecord import parts
from onrecord.checking.claims import Asked
from onrecord.columns import pack
from onrecord.comparing.saying import TOKEN, Said, Word, fold_word, stem, weight
from onrecord.model import Findings

# runs of so many words are looked up as they stand, so many of them, and so many of the rarest words by themselves
_RUN, _LIGHT, _RUNS, _RARE = 3, 6, 12, 8
# so many articles are taken for the runs of a claim, and so many attributions, of the best of so many, for its words
_BY_RUNS, _BY_WORDS, _LOOKED_AT = 12, 12, 80


def candidates(db: sqlite3.Connection, asked: Asked) -> list[str]:
    """Ids of the articles in which the words of a claim may stand, the likest first."""
    return list(dict.fromkeys([*_by_runs(db, asked.said), *_by_words(db, asked.said)]))


def part(db: sqlite3.Connection, articles: Iterable[str]) -> Findings:
    """What the record holds of some articles."""
    return parts.of_articles(db, sorted(set(articles)))


def _by_runs(db: sqlite3.Connection, said: Said) -> list[str]:
    """The articles with the most and the rarest runs of the words, in a row as they stand."""
    words = said.words
    size = min(_RUN, len(words))
    runs = [words[n : n + size] for n in range(len(words) - size + 1) if any(w.weight for w in words[n : n + size])]
    # words without content tell something only when there are many of them
    light = [words[n : n + _LIGHT] for n in range(0, len(words) - _LIGHT + 1, _LIGHT // 2)]
    runs += [run for run in light if not any(w.weight for w in run)]
    # of a long text some that are spread over it
    step = max(1, -(-len(runs) // _RUNS))
    phrases = [_phrase(said, run) for run in runs[::step]]
    if not phrases:
        return []
    question = " OR ".join(dict.fromkeys(phrases))
    return [
        id
        for (id,) in db.execute(
            """select article.id from (select rowid as number, rank from article_words where article_words match ?
            order by rank, rowid limit ?) as found join article on article.number = found.number
            order by found.rank, article.number""",
            [question, _BY_RUNS],
        )
    ]


def _by_words(db: sqlite3.Connection, said: Said) -> list[str]:
    """The articles of the attributions that hold the most of what the words tell."""
    seen: dict[str, Word] = {}
    for w in said.words:
        if w.weight:
            seen.setdefault(w.text, w)
    rare = sorted(seen.values(), key=lambda w: (-w.weight, w.text))[:_RARE]
    if not rare:
        return []
    question = " OR ".join(_phrase(said, [w]) for w in rare)
    found = db.execute(
        """select article, content_text from (select rowid as number, rank from attribution_words
        where attribution_words match ? order by rank, rowid limit ?) as found
        join attribution on attribution.number = found.number order by found.rank, found.number""",
        [question, _LOOKED_AT],
    ).fetchall()
    order = sorted(range(len(found)), key=lambda n: (-_held(said, found[n][1]), n))
    return list(dict.fromkeys(found[n][0] for n in order))[:_BY_WORDS]


def _held(said: Said, text: str) -> float:
    """How much of what the words tell stands in a text, in bits; what the text tells besides counts against it."""
    stems = {stem(word): weight(word) for word in map(fold_word, TOKEN.findall(text)) if word}
    shared = sum(bits for s, bits in said.stems.items() if s in stems)
    return shared - 0.1 * sum(bits for s, bits in stems.items() if s not in said.stems)


def _phrase(said: Said, words: Sequence[Word]) -> str:
    """The words as a phrase of an FTS5 query."""
    seen = " ".join(said.text[w.span[0] : w.span[1]] for w in words)
    return '"' + seen.replace('"', " ").replace("\0", " ") + '"'


def reported(db: sqlite3.Connection, statements: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """For each statement the articles of the whole record that report it, each with the name of its origin."""
    found = db.execute(
        """select distinct statement, attribution.article, coalesce(story || '/' || origin, attribution.article)
        from statement_attribution join attribution on attribution.id = attribution
        left join story_origin on story_origin.article = attribution.article
        where statement in (select value from json_each(?)) order by 1, 2""",
        [pack(sorted(set(statements)))],
    )
    out: dict[str, list[tuple[str, str]]] = {}
    for statement, article, origin in found:
        out.setdefault(statement, []).append((article, origin))
    return out
