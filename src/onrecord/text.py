"""Span arithmetic, the reading view over an article, words, sentences, quotation marks, names folded.

Everything here is a pure function of strings and offsets; offsets are Unicode code points.
"""

from __future__ import annotations

import bisect
import itertools
import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from onrecord.model import Article, Span, Spans

WORD = re.compile(r"\w+(?:[’'.\-]\w+)*")


def quote(text: str, spans: Spans, gap: str = " ") -> str:
    """The words that `spans` cover, in order, joined by `gap`."""
    return gap.join(text[start:stop] for start, stop in spans)


_HALF = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text with U+FFFD for each half of a character (a lone surrogate), which no UTF-8 file can hold."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def covers(outer: Spans, inner: Spans) -> bool:
    """Whether every code point of `inner` lies in `outer`."""
    return all(any(s <= a and b <= e for s, e in outer) for a, b in inner)


def overlap(left: Spans, right: Spans) -> int:
    """How many code points two lists of disjoint spans share."""
    return sum(max(0, min(b, d) - max(a, c)) for a, b in left for c, d in right)


def merged(spans: Iterable[Span]) -> Spans:
    """The same code points as the fewest spans, in text order."""
    out: list[Span] = []
    for start, stop in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], stop))
        elif stop > start:
            out.append((start, stop))
    return tuple(out)


def trimmed(text: str, span: Span) -> Span:
    """The span without white space at its ends; empty when nothing else is there."""
    start, stop = span
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return start, stop


@dataclass(frozen=True)
class View:
    """A clean text to read, and the way back to the article.

    `text` holds the pieces one after the other: pieces of one paragraph joined by a space, paragraphs
    by two line feeds; white space inside a piece becomes a space each, code point for code point.
    `blocks` are the paragraphs' spans in `text`, `kinds` what each is ("title", "subtitle", "heading",
    "paragraph"). `starts` and `offsets` map a piece's start in `text` to its start in the article, `lengths` and
    `widths` are how many code points it has in each. The two differ where a character that was decoded twice is
    repaired ("Ã¡" is read as "á"); such a piece stands for all of its characters.
    """

    text: str
    blocks: Spans
    kinds: tuple[str, ...]
    starts: tuple[int, ...]
    offsets: tuple[int, ...]
    lengths: tuple[int, ...]
    widths: tuple[int, ...]

    def spans(self, start: int, stop: int) -> Spans:
        """The article's spans for `text[start:stop]`, without white space at the ends of each."""
        out: list[Span] = []
        i = max(0, bisect.bisect_right(self.starts, start) - 1)
        while i < len(self.starts) and self.starts[i] < stop:
            a = max(start, self.starts[i])
            b = min(stop, self.starts[i] + self.lengths[i])
            while a < b and self.text[a].isspace():
                a += 1
            while b > a and self.text[b - 1].isspace():
                b -= 1
            if a < b and self.lengths[i] != self.widths[i]:
                out.append((self.offsets[i], self.offsets[i] + self.widths[i]))
            elif a < b:
                shift = self.offsets[i] - self.starts[i]
                out.append((a + shift, b + shift))
            i += 1
        return merged(out) if len(out) > 1 else tuple(out)

    def locate(self, offset: int) -> int | None:
        """Where the article's code point `offset` stands in `text`, or None when the view leaves it out."""
        bases, pieces = self._pieces
        i = bisect.bisect_right(bases, offset) - 1
        if i < 0 or offset >= bases[i] + pieces[i][1]:
            return None
        return pieces[i][2] + min(offset - bases[i], pieces[i][3] - 1)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The spans of the sentences of `text`, block by block."""
        return tuple(s for start, stop in self.blocks for s in sentences(self.text, start, stop))

    @cached_property
    def _pieces(self) -> tuple[list[int], list[tuple[int, int, int, int]]]:
        """The pieces by their start in the article, and these starts alone."""
        pieces = sorted(zip(self.offsets, self.widths, self.starts, self.lengths, strict=True))
        return [base for base, *_ in pieces], pieces


_SPACE = re.compile(r"\s")


# what goes on with the word before it, wherever that stands
_ATTACHED = re.compile(r"[,.;:?!)]|['’]s\b")


def view(text: str, blocks: Sequence[tuple[str, Spans]]) -> View:
    """A `View` over `text` of the given (kind, spans) blocks, in that order."""
    parts: list[str] = []
    starts: list[int] = []
    offsets: list[int] = []
    lengths: list[int] = []
    widths: list[int] = []
    bounds: list[Span] = []
    kinds: list[str] = []
    at = 0
    for kind, spans in blocks:
        pieces = [trimmed(text, s) for s in spans]
        pieces = [(a, b) for a, b in pieces if a < b]
        if not pieces:
            continue
        if parts:
            parts.append("\n\n")
            at += 2
        begin = at
        for n, (a, b) in enumerate(pieces):
            if n and not _ATTACHED.match(text, a):
                parts.append(" ")
                at += 1
            for (start, stop), words in _repaired(text, a, b):
                parts.append(_SPACE.sub(" ", words))
                starts.append(at)
                offsets.append(start)
                lengths.append(len(words))
                widths.append(stop - start)
                at += len(words)
        bounds.append((begin, at))
        kinds.append(kind)
    numbers = (tuple(starts), tuple(offsets), tuple(lengths), tuple(widths))
    return View("".join(parts), tuple(bounds), tuple(kinds), *numbers)


# --- characters that were decoded twice --------------------------------------------------------------

# a run of characters beyond ASCII is looked at when it holds the first byte of a UTF-8 character as another encoding
# reads it, or a control character, which stands for a mark of Windows-1252; two expressions, because one that seeks
# the sign inside the run begins anew at each character: an article in Chinese is one long run
_RUN = re.compile(r"[^\x00-\x7f]+")
_SIGN = re.compile(r"[\x80-\x9f]|[À-žƒ√‚][^\x00-\x7f]")
# what is left of a closing mark where its last byte stands for nothing
_HALF_MARK = "â€"


def repairs(text: str, start: int = 0, stop: int | None = None) -> list[tuple[Span, str]]:
    """The stretches of `text[start:stop]` that are UTF-8 read in another encoding, and what they say.

    "TomÃ¡s" holds "á" at (3, 5). The judgement is ftfy's; what it leaves, and all ASCII, stays as it is.
    """
    out: list[tuple[Span, str]] = []
    for m in _RUN.finditer(text, start, len(text) if stop is None else stop):
        run = m[0]
        if not _SIGN.search(run):
            continue
        said = _said(run)
        if said == run:
            continue
        out += _aligned(run, said, m.start()) or _aligned(*_trimmed(run, said, m.start())) or [(m.span(), said)]
    return out


def _aligned(run: str, said: str, at: int) -> list[tuple[Span, str]]:
    """Each character that a run at `at` says with the bytes that say it; nothing where they do not come out even."""
    sizes = [1 if len(run) == len(said) else len(c.encode("utf-8", "surrogatepass")) for c in said]
    if sum(sizes) != len(run):
        return []
    ends = itertools.accumulate(sizes, initial=at)
    return [(span, c) for span, c in zip(itertools.pairwise(ends), said, strict=True) if c != run[span[0] - at]]


def _trimmed(run: str, said: str, at: int) -> tuple[str, str, int]:
    """The three without the marks at both ends that were right before."""
    most = min(len(run), len(said))
    left = next((n for n in range(most) if run[n] != said[n]), most)
    right = next((n for n in range(most - left) if run[-1 - n] != said[-1 - n]), most - left)
    return run[left : len(run) - right], said[left : len(said) - right], at + left


@lru_cache(maxsize=4096)
def _said(run: str) -> str:
    """What a run of characters beyond ASCII says; itself where nothing is wrong with it."""
    import ftfy  # it takes a tenth of a second to load, and few texts need it

    said = ftfy.fix_encoding(run)
    if said.endswith(_HALF_MARK):
        said = said.removesuffix(_HALF_MARK) + "”"
    return said or run


def mended(text: str) -> str:
    """The text with every character that was decoded twice as it was meant."""
    return "".join(words for _, words in _repaired(text, 0, len(text)))


def _repaired(text: str, start: int, stop: int) -> list[tuple[Span, str]]:
    """`text[start:stop]` in pieces that go on from each other, each as it is or as it was meant."""
    out: list[tuple[Span, str]] = []
    at = start
    for (a, b), said in repairs(text, start, stop):
        if at < a:
            out.append(((at, a), text[at:a]))
        out.append(((a, b), said))
        at = b
    if at < stop:
        out.append(((at, stop), text[at:stop]))
    return out


# the views made last are kept while their texts have so many characters together, because every reader of a
# batch and every linker of a pile asks for the same ones
KEPT = 8_000_000


class _Views:
    """The views of the articles that were looked at last. Threads may share it."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[Article, View]] = {}
        self.size = 0
        self.lock = threading.Lock()

    def get(self, article: Article) -> View | None:
        """The view of this very article; one of another that has the same id will not do."""
        article_and_view = self.held.get(article.id)
        return article_and_view[1] if article_and_view and article_and_view[0] is article else None

    def put(self, article: Article, made: View) -> None:
        """Keep a view, and let the oldest go when they are too much together."""
        if len(article.text) > KEPT // 4:
            return
        with self.lock:
            self._drop(article.id)
            self.held[article.id] = (article, made)
            self.size += len(article.text)
            while self.size > KEPT:
                self._drop(next(iter(self.held)))

    def _drop(self, key: str) -> None:
        old = self.held.pop(key, None)
        self.size -= len(old[0].text) if old else 0


_VIEWS = _Views()


def reading_view(article: Article) -> View:
    """What a reader of the article reads: title, subtitle and body, where the text holds them."""
    found = _VIEWS.get(article)
    if found is None:
        found = _reading_view(article)
        _VIEWS.put(article, found)
    return found


def _reading_view(article: Article) -> View:
    headings = set(article.headings)
    blocks: list[tuple[str, Spans]] = []
    for field in ("title", "subtitle"):
        spans = article.evidence.get(field, ())
        if spans:
            blocks.append((field, spans[:1]))
    for paragraph in article.paragraphs:
        blocks.append(("heading" if headings.issuperset(paragraph) else "paragraph", paragraph))
    return view(article.text, blocks)


# --- words and sentences -----------------------------------------------------------------------------


def words(text: str, start: int = 0, stop: int | None = None) -> list[Span]:
    """The spans of the words of `text[start:stop]`, punctuation left out."""
    return [m.span() for m in WORD.finditer(text, start, len(text) if stop is None else stop)]


_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Cmdr|Adm|Maj|Rev|Hon|Pres|Amb|Sec|Atty|St|Mt|Ft"
    r"|Jr|Sr|Inc|Corp|Ltd|Co|Bros|vs|etc|al|cf|approx|dept|est|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|Nos|Fig|pp?|a\.m|p\.m|e\.g|i\.e|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass"
    r"|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo)|\b[A-Z](?:\.[A-Z])*)\.$"
)
_NUMBERED = re.compile(r"\bNo\.$")
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+|$)|\n\n")
_NEXT = re.compile(r"\s+[\"'“‘«(\[–—-]*\s*[A-Z0-9À-ÖØ-ÞА-Я]")
# after these an abbreviation may still end the sentence: "in the U.S. The next"
_STARTER = re.compile(
    r"\s+[\"'“‘«(\[]*(?:The|A|An|In|On|At|But|And|He|She|It|They|We|I|You|This|That|These|Those|His|Her|Its|Their|If"
    r"|When|While|After|Before|As|For|So|Yet|Now|Then|There|Here|According|Meanwhile|However|What|Why|How|Who|No|Not)\b"
)


def sentences(text: str, start: int = 0, stop: int | None = None) -> list[Span]:
    """The spans of the sentences of `text[start:stop]`; two line feeds always end one.

    A full stop after an abbreviation or an initial does not end a sentence unless a word that usually
    begins one follows. A closing quotation mark belongs to the sentence that it closes.
    """
    stop = len(text) if stop is None else stop
    out: list[Span] = []
    begin = start
    for m in _STOP.finditer(text, start, stop):
        if m.group() != "\n\n":
            after = text[m.end() : min(m.end() + 40, stop)]
            if after.strip() and not after.startswith("\n\n"):
                if not _NEXT.match(after):
                    continue
                if _NUMBERED.search(text, max(begin, m.start() - 3), m.start() + 1) and after.lstrip()[0].isdigit():
                    continue
                if m.group()[0] == "." and _ABBREVIATION.search(text, max(begin, m.start() - 12), m.start() + 1):
                    initials = re.search(r"\b[A-Z](?:\.[A-Z])+\.$", text[max(begin, m.start() - 12) : m.start() + 1])
                    if not (initials and _STARTER.match(after)):
                        continue
        span = trimmed(text, (begin, m.end()))
        if span[0] < span[1]:
            out.append(span)
        begin = m.end()
    span = trimmed(text, (begin, stop))
    if span[0] < span[1]:
        out.append(span)
    return out


# --- quotation marks ---------------------------------------------------------------------------------

# opening mark -> the marks that close it; outlets mix the curly and the straight, “so they do,"
PAIRS = {
    "“": '”"', "„": "“”", "«": "»", "»": "«»", "‹": "›", "›": "‹›", "‘": "’", "‚": "‘’", '"': '"”', "'": "'"
}  # fmt: skip
OPENING = frozenset(PAIRS)
CLOSING = frozenset("".join(PAIRS.values()))
MARKS = OPENING | CLOSING


def quotations(text: str, start: int = 0, stop: int | None = None) -> list[Span]:
    """The spans of quoted stretches, marks included, outermost first, in text order.

    Pairs are sought paragraph by paragraph (up to two line feeds). An apostrophe is no mark: a single
    mark opens only before a word and after no word, and closes only after a word or punctuation and
    before no word. A mark that never closes quotes to the paragraph's end when the next paragraph
    reopens with the same mark (the newspaper convention for long quotations), else it quotes nothing;
    a single mark does so only at the paragraph's start or behind punctuation. Guillemets may point
    outwards («so»), inwards (»so«) or one way (»so»). Two single marks in a row (''so'', as news archives write)
    are one double mark.
    """
    stop = len(text) if stop is None else stop
    original, text = text, _undoubled(text)
    out: list[Span] = []
    at = start
    while at < stop:
        end = text.find("\n\n", at, stop)
        end = stop if end < 0 else end
        follows = text[end + 2 : end + 4].lstrip(_FILLER)[:1] if end < stop else ""
        marks = [m.start() for m in _MARK.finditer(text, at, end)]
        ends: dict[str, list[int]] = {}
        opens: dict[str, list[int]] = {}
        free = at
        for i in marks:
            opening = text[i]
            if i < free or opening not in OPENING or not _opens(text, i, at):
                continue
            if opening not in ends:
                ends[opening] = [k for k in marks if text[k] in PAIRS[opening] and _may_close(text, k)]
                inner = _INNER.get(opening, "")
                opens[opening] = [k for k in marks if text[k] in inner and _opens(text, k, at)]
            close = _closing(text, i, opens[opening], ends[opening])
            if close is not None:
                free = close + 1
                out.append((i - (original[i] != opening), free))
            elif follows == opening and (
                opening not in _SINGLE or text[max(at, i - 2) : i].strip()[-1:] in ("", *",:.!?")
            ):
                free = end
                out.append((i - (original[i] != opening), end))
        at = end + 2
    return out


# what may open a further quotation inside of one
_INNER = {"“": '“"', '"': "“", "„": "„", "«": "«", "»": "»"}
_SINGLE = "'‘‚"
_FILLER = "\x00"
_DOUBLED = re.compile("(?<!')(?:''|``)(?!')")


def _undoubled(text: str) -> str:
    """The text, as long as it was, with a filler and a double mark for each pair of single ones."""
    return _DOUBLED.sub(_FILLER + '"', text) if "''" in text else text


_MARK = re.compile("[" + "".join(sorted(MARKS)) + "]")
# more openings than this inside one quotation are no text; giving up there keeps the cost linear
_DEEPEST = 16


def _opens(text: str, i: int, begin: int) -> bool:
    if text[i] in "“„«‹":
        return True
    before = text[i - 1] if i > begin else " "
    after = text[i + 1] if i + 1 < len(text) else " "
    return not (before.isalnum() or before in "”’") and not after.isspace()


def _may_close(text: str, i: int) -> bool:
    if text[i] not in "\"'’‘«‹":
        return True
    after = text[i + 1] if i + 1 < len(text) else " "
    return not after.isalnum() and i > 0 and not text[i - 1].isspace()


def _closing(text: str, i: int, opens: Sequence[int], ends: Sequence[int]) -> int | None:
    """Which of the possible closing marks `ends` closes the quotation that opens at `i`.

    `opens` are the marks that may open a further quotation inside it.
    """
    at = bisect.bisect_left(ends, i + 2)
    outer = bisect.bisect_right(opens, i)
    for k in range(at, min(len(ends), at + _DEEPEST)):
        j = ends[k]
        # a plural's apostrophe ("the states’ rights") closes nothing while a better mark follows
        if text[i] in _SINGLE and text[j - 1] == "s" and text[j + 1 : j + 2] == " " and k + 1 < len(ends):
            between = text[j + 1 : ends[k + 1]]
            if len(between) < 80 and not any(c in '“”"‘' for c in between):
                continue
        if bisect.bisect_left(opens, j) - outer <= k - at:
            return j
    return None


# --- contents of attributions ------------------------------------------------------------------------

_THAT = re.compile(r"that(?:\s*,)?(?:\s+|$)")
# before one of these "that" is a pronoun or a relative: "said that was wrong", "a bill that would end it"
_POINTED = re.compile(
    r"(?:is|was|were|are|has|had|have|will|would|wo|can|ca|cannot|could|may|might|must|shall|should|do|does|did|being"
    r"|means|meant|made|makes|seems|seemed|and|or|but|of)(?:n['’]t)?\b"
)


def without_that(text: str, content: Spans) -> Spans:
    """What is said: a content without the conjunction that introduces it ("said | that the bridge would close").

    In quotation marks "that" is the speaker's own, and before a single word it points ("rebut that criticism").
    """
    found = _THAT.match(text, *content[0]) if content else None
    if found is None:
        return content
    said = tuple(s for s in ((found.end(), content[0][1]), *content[1:]) if s[0] < s[1])
    words = (m for span in said for m in WORD.finditer(text, *span))
    alone = len(list(itertools.islice(words, 2))) < 2
    return content if alone or _POINTED.match(text, said[0][0]) else said


# --- names -------------------------------------------------------------------------------------------


_PLAIN_WORD = re.compile(r"\w+")
# characters among which accents are, decomposed; marks of punctuation are none
_ACCENTS = re.compile(r"[\u0300-\u1fff\u20d0-\U0010ffff]")


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """A name for comparing: no case, no accents, no punctuation, words in order."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name)
        if _ACCENTS.search(name):
            name = "".join(c for c in name if not unicodedata.combining(c))
    return " ".join(_PLAIN_WORD.findall(name.casefold()))
