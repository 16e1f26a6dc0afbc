"""Subtitles (SubRip and WebVTT) to an `Article`: the cues joined to running text, with the time code of each.

A cue holds a few words, and a sentence runs over several. A paragraph ends where another speaker begins (a name before
a colon, a voice tag, a dash, ">>"), or behind a sentence when a pause follows or it has become long. Captions that roll
up say each line two or three times; it is taken once. What stands in brackets ("[applause]") is nobody's words.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.intake.decoding import decode, language
from onrecord.intake.kinds import VTT
from onrecord.model import Article, Failure, Furniture, Origin, Source, Span, digest

# a pause of so many seconds behind a sentence ends a paragraph, and so does its length in characters
PAUSE, LONG = 2.0, 700

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"[ \t]*({_CLOCK})[ \t]*-->[ \t]*({_CLOCK})(?![\d:])")
_BLOCKS = re.compile(r"\n[ \t]*\n\s*")
_NO_CUE = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION|X-TIMESTAMP-MAP)(?!\w)|\d+\s*\Z")
_TITLE = re.compile(r"WEBVTT[ \t]+(?:-[ \t]*)?(?!.*-->)(\S[^\n]*)|(?:^|\n)title:[ \t]*([^\n]+)", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>\n]{1,80})>")
# tags of both formats, and the style codes of SubStation that SubRip files hold: {\an8}
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,80}>|</?>|<\d[\d:.]*>|\{\\[^{}\n]{0,80}\}")
_CHANGE = re.compile(r"(?:>>+|[-‐–—])[ \t]*(?=\S)")
_ASIDE = re.compile(r"[\[(♪♫*][^\n]*[\])♪♫*]\Z|[♪♫][^\n]*\Z")
_LABEL = re.compile(r"[A-ZÀ-Þ][\w.'’&-]*(?:[ ][\w.'’&-]+){0,4}:(?=\s|\Z)")
_ENDS = re.compile(r"[.?!…][\"'”’»)\]]*\Z")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown at a time: seconds from the beginning, the time code as written, the lines without markup."""

    start: float
    stop: float
    code: str
    lines: tuple[str, ...]


def article(source: Source) -> Article | Failure:
    """The article of a file of subtitles, or why there is none."""
    text = decode(source.data, source.charset).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = list(cues(text))
    if not any(c.isalpha() for cue in found for line in cue.lines for c in line):
        reason = "there are no words in these subtitles" if found else "these are no subtitles: there is no time code"
        return Failure(source.input, f"{source.input}: {reason}")
    page = _Page()
    for cue in found:
        page.add(cue)
    said = page.text
    sha256 = hashlib.sha256(source.data).hexdigest()
    title = _TITLE.match(text) or _TITLE.search(_BLOCKS.split(text, maxsplit=1)[0])
    return Article(
        id=digest("article", source.name, sha256),
        input=source.input,
        name=source.name,
        sha256=sha256,
        media_type=source.media_type,
        text=said,
        language=language(said),
        title=" ".join((title[1] or title[2]).split()) if title and source.media_type == VTT else None,
        retrieved=source.retrieved,
        paragraphs=tuple(((a, b),) for a, b in page.paragraphs),
        furniture=tuple(page.furniture),
        origin=tuple(page.origin),
        role="subtitles",
    )


def cues(text: str) -> Iterator[Cue]:
    """The cues of a file in their order, lines that only repeat those of the cue before left out."""
    before: tuple[str, ...] = ()
    for start, stop, code, lines in _timed(text):
        shown = tuple(line for line in map(_plain, lines) if line)
        new = _new(before, shown)
        before = shown or before
        if new:
            yield Cue(start, stop, code, new)


def _timed(text: str) -> Iterator[tuple[float, float, str, list[str]]]:
    """Start and end in seconds, the time code, and the lines of each cue."""
    held: tuple[float, float, str, list[str]] | None = None
    for block in _BLOCKS.split(text):
        lines = block.split("\n")
        places = [n for n, line in enumerate(lines) if _TIMES.match(line)]
        if not places:
            # an empty line within a cue, which SubRip does not forbid
            if held and not _NO_CUE.match(block.strip()):
                held[3].extend(lines)
            continue
        for n, at in enumerate(places):
            if held:
                yield held
            following = places[n + 1] if n + 1 < len(places) else len(lines)
            # without an empty line between cues the number of the next stands below the words
            if following < len(lines) and following > at + 1 and lines[following - 1].strip().isdigit():
                following -= 1
            m = _TIMES.match(lines[at])
            assert m is not None
            groups = m.groups()
            held = (_seconds(groups[1:5]), _seconds(groups[6:]), f"{m[1]} --> {m[6]}", lines[at + 1 : following])
    if held:
        yield held


def _seconds(clock: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, parts = clock
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{parts or 0}")


def _plain(line: str) -> str:
    """A line without markup; a voice is a name before a colon."""
    line = _VOICE.sub(lambda m: f"{m[1].strip()}: ", line, count=1)
    return " ".join(html.unescape(_TAG.sub("", line)).split())


def _unvoiced(line: str) -> str:
    """A line without the name of who says it, which a line that rolls up has lost."""
    label = _LABEL.match(line)
    return line[label.end() :].strip() if label else line


def _new(before: tuple[str, ...], shown: tuple[str, ...]) -> tuple[str, ...]:
    """The lines that are not the last ones of the cue before, which roll up."""
    for n in range(min(len(before), len(shown)), 0, -1):
        if list(map(_unvoiced, before[-n:])) == list(map(_unvoiced, shown[:n])):
            return shown[n:]
    return shown


class _Page:
    """The running text as it grows."""

    def __init__(self) -> None:
        self.paragraphs: list[Span] = []
        self.furniture: list[Furniture] = []
        self.origin: list[Origin] = []
        self._pieces: list[str] = []
        self._size = 0
        # where the paragraph began that is not ended, whose name stood last, and when the last cue ended
        self._begun: int | None = None
        self._label = ""
        self._stop = 0.0

    @property
    def text(self) -> str:
        """The words of all cues."""
        self.end()
        return "".join(self._pieces)

    def add(self, cue: Cue) -> None:
        """Put the words of a cue behind those that are there."""
        dashes = sum(bool(_CHANGE.match(line)) for line in cue.lines)
        if self._full(cue.start - self._stop >= PAUSE):
            self.end()
        self._stop = cue.stop
        for n, line in enumerate(cue.lines):
            if _ASIDE.match(line):
                self.end()
                self.furniture.append(Furniture(self._put(line, cue), "stage direction"))
                self.end()
                continue
            change = _CHANGE.match(line)
            # a dash at the beginning of a cue or in several of its lines is another speaker, else it may be a pause
            other = change is not None and (n == 0 or dashes > 1 or line.startswith(">>"))
            said = line[change.end() :] if change and other else line
            label = _LABEL.match(said)
            if label and label[0] == self._label:
                # a voice is named in every cue
                line = said[label.end() :].strip()
            elif label or other:
                self.end()
                self._label = label[0] if label else ""
                line = said if label else f"– {said}"
            if line:
                start, _ = self._put(line, cue)
                self._begun = start if self._begun is None else self._begun

    def end(self) -> None:
        """End the paragraph, if one has begun."""
        if self._begun is not None:
            self.paragraphs.append((self._begun, self._size))
        self._begun = None

    def _full(self, paused: bool) -> bool:
        """Whether the paragraph may end here."""
        if self._begun is None or not _ENDS.search(self._pieces[-1]):
            return False
        return paused or self._size - self._begun > LONG

    def _put(self, words: str, cue: Cue) -> Span:
        space = "" if not self._pieces else " " if self._begun is not None else "\n\n"
        start = self._size + len(space)
        self._pieces += (space, words)
        self._size = start + len(words)
        if self.origin and self.origin[-1].where == cue.code:
            self.origin[-1] = Origin((self.origin[-1].span[0], self._size), cue.code)
        else:
            self.origin.append(Origin((start, self._size), cue.code))
        return start, self._size
