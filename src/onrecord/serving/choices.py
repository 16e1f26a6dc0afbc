"""What can be said against a row, and of which others: the form for it, as SQL over the part that it stands in.

A list holds what is likely to be meant, and no more than `LISTED` rows; any other row can be named by its address.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord import parts
from onrecord.columns import pack, unpack
from onrecord.report import addresses
from onrecord.report.addresses import Live
from onrecord.report.frame import CorrectionForm, Option
from onrecord.report.signs import HOW_DERIVED
from onrecord.text import fold

# the most rows that one list of a form offers
LISTED = 100
# the most characters of a row's words in a list
_SHORT = 90
# in place of one report of a statement, all the others
ALL = "all"

_ADDRESS = "Or the address of another, copied from its page"
_NAME = "Or a name, or the address of another speaker"
_NOTE = Option("note", "Nothing is wrong: this is a note")

Rows = tuple[tuple[str, str], ...]


def row(db: sqlite3.Connection, address: str) -> tuple[str, str] | None:
    """The noun and the id of the row that an address or a slug leads to; a short id, as in a saved page, may be any
    that begins with it if that is one alone. None when there is no such row and was none."""
    meant = addresses.meant(address)
    if meant is None:
        return None
    noun, id = meant
    # an article that is in no story stands for one
    for table in (noun, "article") if noun == "story" else (noun,):
        found = _first(db, f"select id from {table} where id = ?", id)
        if found is None and len(id) >= addresses.SHORT:
            begun = db.execute(f"select id from {table} where substr(id, 1, ?) = ? limit 2", [len(id), id]).fetchall()
            found = begun[0][0] if len(begun) == 1 else None
        if found:
            return table, found
    now = _NOW[noun](db, id) if noun in _NOW else None
    return (noun, now) if now else None


# where the row of a former id is: a form may have been open while links were made anew
_NOW: Mapping[str, Callable[[sqlite3.Connection, str], str | None]] = {
    "statement": lambda db, id: parts.statement_now(db, id)[0],
    "speaker": parts.speaker_now,
    "story": parts.story_now,
}


def form(
    db: sqlite3.Connection, noun: str, id: str, filled: Mapping[str, str] | None = None, problem: str | None = None
) -> CorrectionForm:
    """The form for a row that is there, with what was written in it so far."""
    return replace(_FORMS[noun](db, id), filled=filled or {}, problem=problem)


@dataclass(frozen=True, slots=True)
class _Report:
    """An attribution as a form shows it; `label` is its article's outlet or name."""

    id: str
    words: str
    source: str
    article: str
    label: str

    @property
    def who(self) -> str:
        return self.source.strip(" ,;:") or "somebody"

    @property
    def choice(self) -> tuple[str, str]:
        return f"a-{self.id}", f"{self.label}: {_short(self.words)}"


_REPORTS = """select attribution.id, said_text, source_text, article, coalesce(outlet, article.name)
from attribution join article on article.id = article"""


def reports(db: sqlite3.Connection, statement: str) -> list[_Report]:
    """The reports of a statement, the fullest first."""
    found = db.execute(
        f"""{_REPORTS} join statement_attribution on attribution = attribution.id where statement = ?
        order by length(said_text) desc, position""",
        [statement],
    )
    return [_Report(*x) for x in found]


def statement_of(db: sqlite3.Connection, attribution: str) -> str | None:
    """The statement that an attribution reports; of several the one of most reports, which is where it is shown."""
    return _first(
        db,
        """select statement from statement_attribution where attribution = ? order by
        (select count(*) from statement_attribution as every
        where every.statement = statement_attribution.statement) desc, statement""",
        attribution,
    )


def story_of(db: sqlite3.Connection, article: str) -> str | None:
    """The id of the story that an article tells, if there is one."""
    return _first(db, "select story from story_article where article = ? order by story", article)


# --- the form of each noun ---------------------------------------------------------------------------


def _statement(db: sqlite3.Connection, id: str) -> CorrectionForm:
    told = reports(db, id)
    speaker = _first(
        db, "select speaker.name from statement join speaker on speaker.id = speaker where statement.id = ?", id
    )
    articles = _beside(db, [r.article for r in told])
    parting = Option(
        "other statement", "One report of it is of another statement", "Which one?", (("", _choices(told)),)
    )
    options = [_same_statement(db, id, told[0].words, articles), *([parting] if len(told) > 1 else [])]
    return CorrectionForm(
        f"s-{id}",
        "statement",
        told[0].words,
        f"{speaker or told[0].who}, in {_listed(r.label for r in told)}",
        addresses.row("statement", id),
        (*options, _speaker_option(db, articles, "Somebody else said it"), _NOTE),
        _choices(told) if len(told) > 1 else (),
    )


def _attribution(db: sqlite3.Connection, id: str) -> CorrectionForm:
    report = _Report(*db.execute(f"{_REPORTS} where attribution.id = ?", [id]).fetchone())
    statement = statement_of(db, id)
    others = [r for r in reports(db, statement) if r.id != id] if statement else []
    articles = _beside(db, [report.article])
    parted = (("", ((ALL, "all its other reports"), *_choices(others))),)
    parting = Option("other statement", "It is another statement than", "Than which?", parted)
    joining = _same_statement(db, statement or "", report.words, articles)
    said = _speaker_option(db, articles, "Somebody else said this, of this report alone")
    return CorrectionForm(
        f"a-{id}",
        "attribution",
        report.words,
        f"{report.who}, in {report.label}",
        addresses.row("statement", id) if statement else Live().article(report.article, f"a-{id}"),
        (*([parting] if others else []), joining, said, _NOTE),
    )


def _speaker(db: sqlite3.Connection, id: str) -> CorrectionForm:
    name, kind, descriptions = db.execute("select name, kind, descriptions from speaker where id = ?", [id]).fetchone()
    named = db.execute(
        """select entity.id, coalesce(entity.name, json_extract(entity.descriptions, '$[0]'), 'not named'),
        coalesce(outlet, article.name), article.id
        from speaker_entity join entity on entity.id = entity join article on article.id = article
        where speaker = ? order by position""",
        [id],
    ).fetchall()
    articles = _beside(db, [article for *_, article in named])
    # an entity has no address of its own: it is named by its speaker's form
    own = tuple((f"entity-{entity}", f"{label}: {_short(called)}") for entity, called, label, _ in named)
    parting = Option(
        "other speaker", "In one article it is another person or body", "In which?", (("", own[:LISTED]),),
        max(0, len(own) - LISTED),
    )  # fmt: skip
    joining = replace(
        _speaker_option(db, articles, "This is the same as another speaker", leave_out=id),
        kind="same speaker",
        which="As which?",
        typed=_ADDRESS,
    )
    return CorrectionForm(
        f"who-{id}",
        "speaker",
        name,
        "; ".join(x for x in (kind, *unpack(descriptions)[:3]) if x != "unknown") or "kind not known",
        addresses.row("speaker", id),
        (joining, *([parting] if len(own) > 1 else []), _NOTE),
    )


def _story(db: sqlite3.Connection, id: str) -> CorrectionForm:
    title = _first(db, "select title from story where id = ?", id) or ""
    own = _articles(db, _told(db, id))
    others, more = _other_stories(db, id, own[0][0])
    parting = Option(
        "other story", "One of its articles tells another story", "Which one?",
        (("", tuple((f"article-{i}", words) for i, words in own[:LISTED])),), max(0, len(own) - LISTED),
    )  # fmt: skip
    joining = Option("same story", "It is the same story as another", "As which?", (("", others),), more, _ADDRESS)
    return CorrectionForm(
        f"story-{id}",
        "story",
        title,
        f"{len(own)} article{'s' if len(own) > 1 else ''}",
        addresses.row("story", id),
        (*([joining] if others else []), *([parting] if len(own) > 1 else []), _NOTE),
    )


def _article(db: sqlite3.Connection, id: str) -> CorrectionForm:
    title, label = db.execute(
        "select coalesce(title, name), coalesce(outlet, name) from article where id = ?", [id]
    ).fetchone()
    story = story_of(db, id)
    own = [(i, words) for i, words in _articles(db, _told(db, story) if story else [id]) if i != id]
    others, more = _other_stories(db, story or "", id)
    near = (("", tuple((f"article-{i}", words) for i, words in own[:LISTED])),)
    unlisted = max(0, len(own) - LISTED)
    options = (
        Option("derivation", "It comes from another article", "From which?", near, unlisted, _ADDRESS, how=True),
        *([Option("other story", "It tells another story than the other articles of its story")] if own else []),
        Option("same story", "It tells the same story as others", "Which story?", (("", others),), more, _ADDRESS),
        _NOTE,
    )
    said = db.execute(f"{_REPORTS} where article = ? order by attribution.number limit ?", [id, LISTED])
    parts = tuple((r.choice[0], f"{r.who}: {_short(r.words)}") for r in (_Report(*x) for x in said))
    return CorrectionForm(f"article-{id}", "article", title, label, addresses.row("article", id), options, parts)


def _derivation(db: sqlite3.Connection, id: str) -> CorrectionForm:
    article, origin, source, how, why = db.execute(
        "select article, origin, source, how, why from derivation where id = ?", [id]
    ).fetchone()
    label = "select coalesce(outlet, name) from article where id = ?"
    one, other = _first(db, label, article), _first(db, label, origin) if origin else source
    if one == other and origin:
        titles = dict(_articles(db, [article, origin]))
        one, other = titles[article], titles[origin]
    verb, end = HOW_DERIVED[how]
    denied = "neither comes from the other" if origin else f"{one} does not come from {other}"
    turned = Option("derivation", f"It is the other way round: {other} comes from {one}")
    return CorrectionForm(
        f"d-{id}",
        "derivation",
        f"{one} {verb} {other} {end}".strip(),
        why,
        _in_story(db, article, f"d-{id}"),
        (Option("no derivation", f"It is wrong: {denied}"), *([turned] if origin else []), _NOTE),
    )


def _discrepancy(db: sqlite3.Connection, id: str) -> CorrectionForm:
    note, kind, one, other = db.execute(
        "select note, kind, left_article, right_article from discrepancy where id = ?", [id]
    ).fetchone()
    back = _in_story(db, one or other, f"x-{id}")
    return CorrectionForm(f"x-{id}", "discrepancy", note, kind, back, (_NOTE,))


def _occasion(db: sqlite3.Connection, id: str) -> CorrectionForm:
    words, kind, article = db.execute(
        """select spans_text, occasion_mention.kind, article from occasion_evidence
        join occasion_mention on occasion_mention.id = mention where occasion = ? order by position""",
        [id],
    ).fetchone()
    return CorrectionForm(f"o-{id}", "occasion", words, kind, _in_story(db, article, f"o-{id}"), (_NOTE,))


_FORMS: Mapping[str, Callable[[sqlite3.Connection, str], CorrectionForm]] = {
    "statement": _statement,
    "attribution": _attribution,
    "speaker": _speaker,
    "story": _story,
    "article": _article,
    "derivation": _derivation,
    "discrepancy": _discrepancy,
    "occasion": _occasion,
}


# --- what can be chosen ------------------------------------------------------------------------------


def _same_statement(db: sqlite3.Connection, id: str, words: str, articles: Sequence[str]) -> Option:
    """Other statements of these articles: those of the same speaker apart, those with most words in common first."""
    own = _first(db, "select speaker from statement where id = ?", id)
    found = db.execute(
        """select statement.id, speaker, coalesce(speaker.name, 'not known'), said_text, max(length(said_text))
        from attribution join statement_attribution on attribution = attribution.id
        join statement on statement.id = statement left join speaker on speaker.id = speaker
        where article in (select value from json_each(?)) and statement.id <> ?
        group by statement.id order by statement.number""",
        [pack(list(articles)), id],
    ).fetchall()
    known = set(fold(words).split())
    found.sort(key=lambda x: (x[1] != own, -len(known & set(fold(x[3]).split()))))
    listed = [(speaker, name, (f"s-{i}", _short(said))) for i, speaker, name, said, _ in found[:LISTED]]
    mine = tuple(choice for speaker, _, choice in listed if speaker == own)
    others = tuple((slug, f"{name}: {said}") for speaker, name, (slug, said) in listed if speaker != own)
    groups = (("By the same speaker", mine), ("By others", others))
    return Option(
        "same statement", "It is the same statement as another", "As which?",
        tuple(g for g in groups if g[1]), max(0, len(found) - LISTED), _ADDRESS,
    )  # fmt: skip


def _speaker_option(db: sqlite3.Connection, articles: Sequence[str], words: str, leave_out: str = "") -> Option:
    """The speakers whom these articles name: those who say most in them first."""
    found = db.execute(
        """select speaker.id, speaker.name, count(attribution) as said
        from entity join speaker_entity on speaker_entity.entity = entity.id join speaker on speaker.id = speaker
        left join entity_says on entity_says.entity = entity.id
        where article in (select value from json_each(?)) and speaker.id <> ?
        group by speaker.id
        order by max(entity.name is not null or listed is not null) desc, said desc, speaker.name, speaker.id""",
        [pack(list(articles)), leave_out],
    ).fetchall()
    choices = tuple((f"who-{id}", _short(name)) for id, name, _ in found[:LISTED])
    return Option("speaker", words, "Who?", (("", choices),), max(0, len(found) - LISTED), _NAME)


def _other_stories(db: sqlite3.Connection, id: str, article: str) -> tuple[Rows, int]:
    """Other stories, those that began near the day of an article first; and how many are not listed."""
    found = db.execute(
        """select story.id, story.title, min(published) as first
        from story join story_article on story = story.id join article on article.id = article
        where story.id <> ? group by story.id
        order by abs(julianday(substr(min(published), 1, 10))
        - (select julianday(substr(published, 1, 10)) from article where id = ?)) nulls last, story.number limit ?""",
        [id, article, LISTED],
    ).fetchall()
    total = int(db.execute("select count(*) from story where id <> ?", [id]).fetchone()[0])
    choices = tuple(
        (f"story-{i}", f"{_short(title)} ({first[:10]})" if first else _short(title)) for i, title, first in found
    )
    return choices, total - len(found)


def _articles(db: sqlite3.Connection, ids: Sequence[str]) -> list[tuple[str, str]]:
    """Articles and what to call them, in the order of their dates."""
    return [
        (id, f"{outlet or name}: {_short(title)}" if title else outlet or name)
        for id, outlet, name, title in db.execute(
            """select id, outlet, name, title from article where id in (select value from json_each(?))
            order by published is null, published, id""",
            [pack(list(ids))],
        )
    ]


def _beside(db: sqlite3.Connection, articles: Sequence[str]) -> list[str]:
    """All articles of the stories of these."""
    found = db.execute(
        """select distinct article from story_article where story in
        (select story from story_article where article in (select value from json_each(?)))""",
        [pack(list(articles))],
    )
    return sorted({*articles, *(x for (x,) in found)})


def _told(db: sqlite3.Connection, story: str) -> list[str]:
    return [x for (x,) in db.execute("select article from story_article where story = ? order by position", [story])]


def _in_story(db: sqlite3.Connection, article: str, slug: str) -> str:
    return Live(here="").story(story_of(db, article) or article, slug)


def _choices(told: Sequence[_Report]) -> Rows:
    return tuple(r.choice for r in told[:LISTED])


def _listed(labels: Iterable[str]) -> str:
    names = list(dict.fromkeys(labels))
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHORT else line[:_SHORT].rpartition(" ")[0] + "…"


def _first(db: sqlite3.Connection, question: str, id: str) -> str | None:
    found = db.execute(question, [id]).fetchone()
    return None if found is None or found[0] is None else str(found[0])
