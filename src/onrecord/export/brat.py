"""brat standoff: for each article its text and its annotations, with the configuration that brat needs beside them.

The text is that of the article, unchanged, and offsets count its code points. An attribution is its content, with
relations to the words for who speaks and for the saying; a note on it, of the type "onrecord", says in JSON what the
way back needs (docs/formats/brat.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from onrecord.export.index import Index
from onrecord.model import Article, Attribution, Entity, Findings, Span, Spans

# brat ends a piece of an annotation where a line ends; a tab would end a column
_BREAK = re.compile("[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_UNSAFE = re.compile(r"[^\w.\-]+")
_LONGEST_NAME = 80

ANNOTATIONS = """\
# written by onrecord; what may be drawn is explained in docs/formats/brat.md
[entities]
Content
Source
Cue
Mention

[relations]
Source\tArg1:Content, Arg2:Source
Cue\tArg1:Content, Arg2:Cue
Speaker\tArg1:Content, Arg2:Mention|Source
Same_statement\tArg1:Content, Arg2:Content
Other_statement\tArg1:Content, Arg2:Content
Same_speaker\tArg1:Mention|Source, Arg2:Mention|Source
Other_speaker\tArg1:Mention|Source, Arg2:Mention|Source
<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>

[events]

[attributes]
Form\tArg:Content, Value:direct|indirect|mixed
Kind\tArg:Content, Value:statement|attitude
Entity_kind\tArg:Mention, Value:person|organisation|place|group|document|unknown
"""
VISUAL = """\
[labels]
Same_statement | same statement | same
Other_statement | other statement | other
Same_speaker | same speaker | same
Other_speaker | other speaker | other
Entity_kind | kind

[drawing]
SPAN_DEFAULT fgColor:black, bgColor:lightgray, borderColor:darken
ARC_DEFAULT color:black, arrowHead:triangle-5
ATTRIBUTE_DEFAULT glyph:*
Content bgColor:#cfe3ff
Source bgColor:#ffe2b8
Cue bgColor:#dff2d0
Mention bgColor:#f1e3f6
"""


def files(findings: Findings) -> Iterator[tuple[str, Iterable[bytes]]]:
    """annotation.conf, visual.conf, and two files an article: its name and id, with the endings .txt and .ann."""
    index = Index(findings)
    yield "annotation.conf", [ANNOTATIONS.encode()]
    yield "visual.conf", [VISUAL.encode()]
    for article in findings.articles:
        name = file_name(article)
        yield f"{name}.txt", [article.text.encode()]
        yield f"{name}.ann", (line.encode() for line in _Lines(index, article).all())


def file_name(article: Article) -> str:
    """A name that every file system takes and no two articles share."""
    own = _UNSAFE.sub("_", article.name).strip("._")[:_LONGEST_NAME]
    return f"{own or 'article'}-{_UNSAFE.sub('_', article.id)}"


def fragments(text: str, spans: Spans) -> tuple[Span, ...]:
    """Spans as brat has them: none reaches over the end of a line, and none has white space alone."""
    out: list[Span] = []
    for start, stop in spans:
        at = start
        for found in [*_BREAK.finditer(text, start, stop), None]:
            end = found.start() if found else stop
            if text[at:end].strip():
                out.append((at, end))
            at = found.end() if found else stop
    return tuple(out)


class _Lines:
    """The annotations of one article, numbered in the order in which they are written."""

    def __init__(self, index: Index, article: Article) -> None:
        self.index, self.article = index, article
        self.counts: dict[str, int] = {}
        self.mentions: dict[Span, str] = {}
        reading = index.readings.get(article.id)
        said = [fragments(article.text, index.said(a)) for a in reading.attributions] if reading else []
        # how many contents there are, so that the way back can tell when one was deleted
        self.contents = sum(map(bool, said))

    def all(self) -> Iterator[str]:
        reading = self.index.readings.get(self.article.id)
        if reading is None:
            return
        for entity in reading.entities:
            yield from self._entity(entity)
        for attribution in reading.attributions:
            yield from self._attribution(attribution)

    def _next(self, letter: str) -> str:
        self.counts[letter] = self.counts.get(letter, 0) + 1
        return f"{letter}{self.counts[letter]}"

    def _words(self, type: str, spans: Spans) -> tuple[str, str]:
        """The id and the line of words; two empty strings where nothing is left of them."""
        text = self.article.text
        pieces = fragments(text, spans)
        if not pieces:
            return "", ""
        id = self._next("T")
        offsets = ";".join(f"{start} {stop}" for start, stop in pieces)
        return id, f"{id}\t{type} {offsets}\t{' '.join(text[start:stop] for start, stop in pieces)}\n"

    def _entity(self, x: Entity) -> Iterator[str]:
        for span in x.mentions:
            if span in self.mentions:
                continue
            id, line = self._words("Mention", (span,))
            if id:
                self.mentions[span] = id
                yield line
                yield f"{self._next('A')}\tEntity_kind {id} {x.kind}\n"

    def _attribution(self, x: Attribution) -> Iterator[str]:
        content, line = self._words("Content", self.index.said(x))
        if not content:
            return
        yield line
        yield f"{self._next('A')}\tForm {content} {x.form}\n"
        yield f"{self._next('A')}\tKind {content} {x.kind}\n"
        for role, spans in (("Source", x.source), ("Cue", x.cue)):
            id, line = self._words(role, spans)
            if id:
                yield line
                yield self._relation(role, content, id)
        mention = self._mention(x)
        if mention:
            yield self._relation("Speaker", content, self.mentions[mention])
        yield f"{self._next('#')}\tonrecord {content}\t{self._note(x, mention)}\n"

    def _relation(self, type: str, content: str, other: str) -> str:
        return f"{self._next('R')}\t{type} Arg1:{content} Arg2:{other}\n"

    def _mention(self, x: Attribution) -> Span | None:
        """The mention of its speaker that lies in its source, or else nearest to it; None without one."""
        speaker = self.index.speaker_of.get(x.id)
        reading = self.index.readings[self.article.id]
        own = [
            span
            for entity in reading.entities
            if speaker is not None and self.index.speaker_of_entity.get(entity.id) == speaker
            for span in entity.mentions
            if span in self.mentions
        ]
        near = x.source or self.index.said(x)
        return min(own, key=lambda span: (_distance(span, near), span), default=None)

    def _note(self, x: Attribution, mention: Span | None) -> str:
        """What the way back needs, as JSON in ASCII, so that no sign of the text ends the line."""
        spans = self.index.said(x)
        return json.dumps(
            {
                "attribution": x.id,
                "article": x.article,
                "of": self.contents,
                "spans": spans,
                "words": self.index.words(x.article, spans),
                "source": self.index.words(x.article, x.source),
                "speaker_was": self.index.name_of(x.id),
                "mention_was": mention,
                "statement_was": self.index.statements_of.get(x.id, []),
            }
        )


def _distance(span: Span, spans: Spans) -> int:
    """How many code points lie between a span and the nearest of others."""
    return min((max(0, start - span[1], span[0] - stop) for start, stop in spans), default=0)
