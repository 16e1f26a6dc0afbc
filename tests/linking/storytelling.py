"""Small stories for the tests of statements and discrepancies, from texts with their attributions marked.

In a text, `{who: words}` marks the content of an attribution of the speaker `who`, and `<cue>` its cue; a speaker in
two articles is the same one when named the same. The markup is taken out again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from onrecord.model import Article, Attribution, Entity, Links, Reading, Speaker, Story, digest

_MARKUP = re.compile(r"\{(\w+): |\}|<|>")


def article(name: str, marked: str, **fields: object) -> tuple[Article, Reading]:
    """An article and its reading; a cue belongs to the content that stands nearest after or before it."""
    text, contents, cues, open_at, who, at = "", [], [], 0, "", 0
    cue_at = 0
    for m in _MARKUP.finditer(marked):
        text += marked[at : m.start()]
        at = m.end()
        if m.group() == "}":
            contents.append((who, (open_at, len(text))))
        elif m.group() == "<":
            cue_at = len(text)
        elif m.group() == ">":
            cues.append((cue_at, len(text)))
        else:
            open_at, who = len(text), m.group(1)
    text += marked[at:]
    identity = digest("article", name, text)
    paragraphs, begin = [], 0
    for part in text.split("\n\n"):
        paragraphs.append(((begin, begin + len(part)),))
        begin += len(part) + 2
    row = Article(identity, f"{name}.txt", name, "", "text/plain", text, paragraphs=tuple(paragraphs))
    rows, says = [], {}
    for speaker, span in contents:
        words = text[slice(*span)]
        inner = words.strip(" ,.")
        quoted = any(mark in words for mark in '“"')
        form = "direct" if inner[:1] in '“"' and inner[-1:] in '”"' else "mixed" if quoted else "indirect"
        cue = min(cues, key=lambda c: min(abs(c[1] - span[0]), abs(c[0] - span[1])), default=None)
        one = Attribution(
            digest("said", identity, span), identity, (), (cue,) if cue else (), (span,), form, "statement",
            None, None, 1.0, "test",
        )  # fmt: skip
        rows.append(one)
        says.setdefault(speaker, []).append(one.id)
    entities = tuple(
        Entity(digest("entity", identity, who), identity, who, "person", (), (), (), tuple(ids), "test")
        for who, ids in says.items()
    )
    return replace(row, **fields), Reading(identity, tuple(rows), entities)


def story(
    *told: tuple[Article, Reading], descriptions: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[list[Article], list[Reading], Links]:
    """Articles of one story, with the speakers that share a name taken for the same."""
    articles, readings = [a for a, _ in told], [r for _, r in told]
    named: dict[str, list[str]] = {}
    for reading in readings:
        for entity in reading.entities:
            named.setdefault(entity.name or "", []).append(entity.id)
    speakers = tuple(
        Speaker(digest("speaker", who), who, "person", (), (descriptions or {}).get(who, ()), tuple(ids), "test")
        for who, ids in sorted(named.items())
    )
    one = Story(digest("story"), "a story", tuple(sorted(a.id for a in articles)), (), "test")
    return articles, readings, Links(speakers=speakers, stories=(one,))
