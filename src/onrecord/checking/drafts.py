"""A draft as an article: whatever somebody writes, read by the same pipeline as the articles of a record.

A page has menus, and intake tells them from the article. A draft as text, Markdown or a document has none: all of it is
read, also a line that would be furniture in a page.
"""

from __future__ import annotations

import bisect
import io
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord import intake, pipeline, reading
from onrecord.errors import ReadingError
from onrecord.intake import files
from onrecord.intake.containers import Limits, TooMuch
from onrecord.intake.containers.opening import opened
from onrecord.intake.decoding import decode
from onrecord.model import Article, Failure, Origin, Reading, Source, Span, Spans
from onrecord.text import covers, merged, quotations

if TYPE_CHECKING:
    from markdown_it.token import Token

# the largest draft, in bytes
MAX_BYTES = pipeline.MAX_BYTES
# what is packed may unpack to so many times that
_UNPACKED = 8

_MARKDOWN = (".md", ".markdown")
# what only Markdown has, in text that does not say what it is
_MARKED_UP = re.compile(r"(?m)^ {0,3}(?:#{1,6} \S|> ?\S|[-*+] \S)|\*\*\S|\]\((?:https?:|/|#)|(?<!\w)_\S[^_\n]*_(?!\w)")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with its reading; `marks` are its quotations, `outside` how many more stand outside of its body."""

    article: Article
    reading: Reading
    marks: tuple[Span, ...]
    outside: int = 0


def read(draft: str | Path | Source, longest: int | None = None) -> Draft:
    """Read a draft: a file, standard input ("-"), or bytes that somebody has read already.

    Raises ReadingError, which names the file and the reason, when it cannot be read, is not one text, or has more than
    `longest` characters.
    """
    source = draft if isinstance(draft, Source) else _source(str(draft))
    blocks: Spans = ()
    try:
        if longest and source.media_type == files.PLAIN:
            _check_length(source.input, decode(source.data, source.charset), longest)
        if source.media_type == files.PLAIN and _is_markdown(source):
            article, blocks = _markdown(source)
        else:
            article = _parsed(source)
        if longest:
            _check_length(source.input, article.text, longest)
        if article.media_type != files.HTML and article.media_type != files.PDF:
            article = _whole(article)
        found = reading.read([article])[0]
    except ReadingError:
        raise
    except Exception as error:
        raise ReadingError(f"{source.input}: it could not be read: {type(error).__name__}: {error}") from error
    quoted = quotations(article.text)
    inside = merged((*article.body, *article.evidence.get("title", ()), *article.evidence.get("subtitle", ())))
    marks = [span for span in quoted if covers(inside, (span,)) or _touches(span, inside)]
    plain = [span for span in blocks if not _touches(span, marks)]
    return Draft(article, found, tuple(sorted((*marks, *plain))), len(quoted) - len(marks))


def _check_length(name: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise ReadingError(f"{name}: it has {len(text):,} characters; at most {longest:,} are checked at once")


def given(name: str, data: bytes, most: int = MAX_BYTES) -> Source:
    """A draft of so many bytes at `most` that somebody hands over under the name of a file, as `read` takes it.

    Raises ReadingError, which says why, when it is no text that can be read.
    """
    limits = Limits(bytes=most, total=_UNPACKED * most)
    try:
        return _only(name, opened(name, io.BytesIO(data), limits))
    except TooMuch as error:
        raise ReadingError(f"{name}: {error}") from error


def _source(path: str) -> Source:
    return _only(path, intake.sources([path], max_bytes=MAX_BYTES))


def _only(path: str, sources: Iterator[Source | Failure]) -> Source:
    # one more than is wanted tells that there are several
    found = list(_first(sources, 2))
    if not found:
        raise ReadingError(f"{path}: there is nothing to check in it")
    for x in found:
        if isinstance(x, Failure):
            raise ReadingError(x.reason)
    if len(found) > 1:
        raise ReadingError(f"{path}: it holds several texts; a draft is one")
    source = found[0]
    assert isinstance(source, Source)
    return source


def _first(found: Iterator[Source | Failure], most: int) -> Iterator[Source | Failure]:
    for n, x in enumerate(found, 1):
        yield x
        if n == most:
            return


def _parsed(source: Source) -> Article:
    for found in intake.parse([source]):
        if isinstance(found, Failure):
            raise ReadingError(found.reason)
        return found
    raise ReadingError(f"{source.input}: there is nothing to check in it")


def _whole(article: Article) -> Article:
    """The article with all of its text as its body but for a headline: what intake took for furniture, too."""
    head = article.evidence.get("title", ())[:1]
    if any(_is_sentence(article.text[a:b]) for a, b in head):
        head = ()
    held = merged((*article.body, *head))
    apart = [row.span for row in article.furniture if row.kind not in ("byline", "date", "dateline")]
    apart += [span for field in ("title", "subtitle") for span in article.evidence.get(field, ())[:1]]
    apart = [span for span in apart if not _touches(span, held)]
    paragraphs = sorted((*article.paragraphs, *((span,) for span in merged(apart))), key=lambda spans: spans[0])
    evidence = {k: v for k, v in article.evidence.items() if k not in ("title", "subtitle")}
    if head:
        evidence["title"] = head
    joined = tuple(_unwrapped(article.text, paragraphs, {*article.headings, *head}))
    return replace(article, paragraphs=joined, furniture=(), evidence=evidence, subtitle=None)


def _unwrapped(text: str, paragraphs: Sequence[Spans], heads: Container[Span]) -> Iterator[Spans]:
    """The paragraphs, those made one that a line end in the midst of a sentence parts."""
    last: Spans = ()
    for spans in paragraphs:
        between = text[last[-1][1] : spans[0][0]] if last else ""
        wraps = last and between.count("\n") == 1 and not between.strip()
        apart = last and (last[-1] in heads or spans[0] in heads)
        # a short line may be taken for a heading; one that goes on in small letters is none
        if wraps and not _ENDS.search(text, *last[-1]) and (not apart or text[spans[0][0]].islower()):
            last = (*last, *spans)
            continue
        if last:
            yield last
        last = spans
    if last:
        yield last


# how a line ends that no sentence goes on behind
_ENDS = re.compile(r"[.!?:…][”\"'’»)\]]*\s*$")


def _is_sentence(line: str) -> bool:
    """Whether a line that stands where a headline does is none."""
    return line.rstrip("”\"'’» ").endswith((".", ",", ":"))


def _touches(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span shares a character with one of the others, which stand in order and apart."""
    at = bisect.bisect_right(others, span[0], key=lambda other: other[1])
    return at < len(others) and others[at][0] < span[1]


# --- Markdown -----------------------------------------------------------------------------------------------


def _is_markdown(source: Source) -> bool:
    ending = Path(source.input).suffix.lower()
    if ending:
        return ending in _MARKDOWN
    return bool(_MARKED_UP.search(decode(source.data, source.charset)))


def _markdown(source: Source) -> tuple[Article, Spans]:
    """The article that Markdown says, without its marks; and its block quotations, which need no quotation marks.

    `origin` of the article says on which line of the Markdown each block begins.
    """
    text, origin, quoted = plain(decode(source.data, source.charset))
    article = _parsed(replace(source, data=text.encode("utf-8", "surrogatepass"), charset="utf-8"))
    if article.text != text:
        raise ReadingError(f"{source.input}: it could not be read as Markdown")
    return replace(article, media_type="text/markdown", origin=origin), quoted


def plain(markdown: str) -> tuple[str, tuple[Origin, ...], Spans]:
    """Markdown as text, a blank line between blocks; the line on which each begins; the spans of block quotations."""
    from markdown_it import MarkdownIt

    # text that is indented is no code in a draft, and what looks like HTML is text
    parser = MarkdownIt("commonmark", {"html": False}).disable(["code"]).enable(["table", "strikethrough"])
    parts: list[str] = []
    origin: list[Origin] = []
    quoted: list[Span] = []
    at = depth = 0
    for token in parser.parse(markdown):
        depth += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type == "inline":
            words = _inline(token.children or [])
        elif token.type in ("fence", "code_block", "html_block"):
            words = token.content.strip("\n")
        else:
            continue
        if not words.strip():
            continue
        if parts:
            parts.append("\n\n")
            at += 2
        span = (at, at + len(words))
        parts.append(words)
        origin.append(Origin(span, f"line {token.map[0] + 1}" if token.map else "line not known"))
        if depth and not quotations(words):
            quoted.append(span)
        at = span[1]
    return "".join(parts), tuple(origin), merged(quoted)


def _inline(tokens: Sequence[Token]) -> str:
    """The words of a line of Markdown."""
    out = []
    for token in tokens:
        kind = token.type
        if kind == "softbreak":
            out.append(" ")
        elif kind == "hardbreak":
            out.append("\n")
        elif kind in ("text", "code_inline", "image", "html_inline", "text_special"):
            out.append(token.content)
    return "".join(out)


def line_of(article: Article, at: int) -> int | None:
    """The line of the user's file on which a character of a draft stands, counted from 1; None where there are none."""
    if article.media_type == files.PLAIN:
        return article.text.count("\n", 0, at) + 1
    if article.media_type == "text/markdown":
        n = bisect.bisect_right([o.span[0] for o in article.origin], at) - 1
        first = article.origin[max(0, n)]
        found = re.fullmatch(r"line (\d+)", first.where)
        return int(found[1]) + article.text.count("\n", first.span[0], at) if found else None
    return None
