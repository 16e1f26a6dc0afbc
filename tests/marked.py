"""Articles with attributions marked by hand, for tests of what reads or links on top of attributions."""

from __future__ import annotations

from dataclasses import replace

from onrecord.model import Article, Attribution, Entity, Links, Reading, Spans, Speaker, Statement, Story, digest
from onrecord.reading import occasions, times

# who, the words that name the source, the words of saying, the content
Mark = tuple[str, str, str, str]


def article(name: str, text: str, published: str | None = None, **fields: object) -> Article:
    """A plain-text article whose paragraphs are the lines of `text`."""
    spans, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(((at, at + len(line)),))
        at += len(line) + 1
    made = Article(
        digest(name), name, name, digest(text), "text/plain", text, published=published, paragraphs=tuple(spans)
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def marked(made: Article, marks: list[Mark], **kinds: str) -> Reading:
    """A reading of `made` with these attributions: each content is sought after the one before it, and the
    words that name its source and the words of saying where they stand nearest to it.

    `kinds` gives an entity's kind by the first word of its name; without it, it is a person.
    """
    rows, says, mentions, at = [], {}, {}, 0

    def nearest(words: str, content: int) -> Spans:
        if not words:
            return ()
        before, after = made.text.rfind(words, 0, content), made.text.find(words, content)
        start = min((x for x in (before, after) if x >= 0), key=lambda x: abs(x - content))
        return ((start, start + len(words)),)

    for n, (who, source, cue, content) in enumerate(marks):
        start = made.text.index(content, at)
        at = start + 1
        sourced = nearest(source, start)
        row = Attribution(
            digest(made.id, n), made.id, sourced, nearest(cue, start), ((start, start + len(content)),),
            "indirect", "statement", None, None, 1.0, "by hand",
        )  # fmt: skip
        rows.append(row)
        says.setdefault(who, []).append(row.id)
        mentions.setdefault(who, []).extend(sourced)
    entities = tuple(
        Entity(digest(made.id, who), made.id, who, kinds.get(who.split()[0], "person"), (), (),  # type: ignore[arg-type]
               tuple(sorted(set(mentions[who]))), tuple(ids), "by hand")
        for who, ids in says.items()
    )  # fmt: skip
    return Reading(made.id, tuple(rows), entities)


def read(articles: list[Article], readings: list[Reading]) -> list[Reading]:
    """The readings with their times and occasions."""
    found = times.read(articles, readings)
    readings = [replace(r, times=rows) for r, rows in zip(readings, found, strict=True)]
    mentioned = occasions.read(articles, readings)
    return [replace(r, occasions=rows) for r, rows in zip(readings, mentioned, strict=True)]


def one_story(
    articles: list[Article], readings: list[Reading], together: list[list[tuple[int, int]]] | None = None
) -> Links:
    """All articles in one story, entities of one name one speaker; `together`: (article, attribution) numbers."""
    named: dict[str, list[str]] = {}
    for reading in readings:
        for entity in reading.entities:
            named.setdefault(entity.name or "", []).append(entity.id)
    return Links(
        speakers=tuple(
            Speaker(digest("speaker", name), name, "person", (), (), tuple(sorted(ids)), "by hand")
            for name, ids in named.items()
        ),
        stories=(Story("story", "", tuple(sorted(a.id for a in articles)), (), "by hand"),),
        statements=tuple(
            Statement(f"s{n}", None, tuple(readings[i].attributions[j].id for i, j in rows), (), "by hand")
            for n, rows in enumerate(together or [])
        ),
    )
