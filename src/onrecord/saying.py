"""The words of what somebody is reported to have said, prepared for holding two reports against each other.

A `Said` is made once for an attribution. `likeness` says how much of one report another holds; it compares stems
weighted by how rare they are in news, lets a country stand for its people and its government's seat, and gives a
synonym part of the credit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources

import snowballstemmer

from onrecord.model import Article, Attribution, Span, Spans
from onrecord.text import WORD, quotations

# who or what is spoken of tells remarks on one theme apart less than what is said of it
_NAME = 0.5

# a report longer than this many words is compared by its beginning only
LONGEST = 3_000

# words that carry no content by themselves
EMPTY = frozenset(
    "a an the this that these those such some any each every both either neither other another same own "
    "i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her hers herself it its "
    "itself they them their theirs themselves who whom whose which what where when why how whether if then than as so too "
    "and or but nor yet because although though while until unless since after before during of in on at to for from by "
    "with without about against between into through over under up down out off again further once here there "
    "is are was were be been being am has have had having do does did doing done will would shall should can could may "
    "might must ought not no n't also just only very more most much many few less least even still already now "
    "said say says saying told tell tells asked ask added add going go get got make made one s t re ve ll d m "
    "i'm i've i'd i'll we're we've we'll we'd you're you've it's he's she's they're they've they'll that's there's "
    "don't doesn't didn't won't wouldn't can't couldn't isn't aren't wasn't weren't haven't hasn't hadn't shouldn't "
    "mr mrs ms dr sen rep gov".split()
)
NEGATIVE = frozenset("no not never none nothing nobody neither nor without cannot n't unlikely".split())
_NUMBERS = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: where it stands, folded, its stem, its weight in bits, its number, whether it stands in marks."""

    span: Span
    text: str
    stem: str
    weight: float
    quoted: bool
    sentence: int
    name: bool


@dataclass(frozen=True, slots=True)
class Said:
    """The content of an attribution as words. `quoted` are the spans in quotation marks, marks included."""

    attribution: Attribution
    text: str
    words: tuple[Word, ...]
    quoted: Spans
    stems: Mapping[str, float]
    names: frozenset[str]
    weight: float
    negative: bool


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


def _lines(name: str) -> list[str]:
    text = (resources.files("onrecord") / "data" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _rates() -> dict[str, int]:
    """In how many of 10,000 news texts a stem is to be expected."""
    rates: dict[str, int] = {}
    for line in _lines("english.txt"):
        number, *stems = line.split()
        rates.update(dict.fromkeys(stems, int(number)))
    return rates


@cache
def _synonyms() -> dict[str, frozenset[int]]:
    """The sets of one meaning that a stem stands in."""
    sets: dict[str, set[int]] = {}
    for n, line in enumerate(_lines("synonyms.txt")):
        for word in line.split():
            sets.setdefault(word, set()).add(n)
    return {word: frozenset(found) for word, found in sets.items()}


@cache
def countries() -> dict[str, tuple[str, bool]]:
    """A country's names, people and seat of government, to its first name and whether its officials speak English."""
    table: dict[str, tuple[str, bool]] = {}
    for line in _lines("countries.txt"):
        names = [name.strip() for name in line.removeprefix("+").split(",")]
        table.update({name: (names[0], line.startswith("+")) for name in names})
    return table


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a folded word; a country's people and seat of government share the stem of the country."""
    country = countries().get(word)
    if country:
        return country[0]
    if word in _NUMBERS:
        return str(_NUMBERS[word])
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=200_000)
def weight(word: str) -> float:
    """How telling a folded word is, in bits: 0 for words without content, about 9 for a rare one."""
    if word in EMPTY:
        return 0.0
    if word[0].isdigit():
        return 5.0
    rate = _rates().get(str(_stemmer().stemWord(word)), 15)
    return max(0.5, math.log2(10_000 / rate))


def fold_word(word: str) -> str:
    """A word for comparing: lower case, straight apostrophe, no possessive."""
    word = word.replace("’", "'").lower()
    if _DIGITS.fullmatch(word):
        return word.replace(",", "")
    return word.removesuffix("'s").rstrip("'") or word


def prepare(article: Article, attribution: Attribution, marks: Sequence[Span]) -> Said:
    """The content of `attribution`; `marks` are the quotations of the article's text, in order."""
    text = article.text
    words: list[Word] = []
    inside: list[Span] = []
    sentence = 0
    titled = _titled(text, attribution.content)
    for start, stop in attribution.content:
        inside.extend((max(a, start), min(b, stop)) for a, b in marks if a < stop and start < b)
        for m in WORD.finditer(text, start, stop):
            if len(words) == LONGEST:
                break
            folded = "u.s" if m.group() in ("US", "USA") else fold_word(m.group())
            if words and any(c in ".!?\n" for c in text[words[-1].span[1] : m.start()][:40]):
                sentence += 1
            quoted = any(a <= m.start() < b for a, b in inside[-8:])
            root, bits = stem(folded), weight(folded)
            name = bool(bits) and (m.group()[0].isupper() and not titled or folded in countries())
            if name:
                bits *= _NAME
            pair = countries().get(f"{words[-1].text} {folded}") if words else None
            if pair:
                # "United States", "Saudi Arabia": the second word stands for both
                words[-1] = replace(words[-1], weight=0.0)
                root = pair[0]
            words.append(Word(m.span(), folded, root, bits, quoted, sentence, name))
        sentence += 1
    if attribution.form == "direct" and not inside:
        # a quotation set off as a paragraph needs no marks
        inside = list(attribution.content)
        words = [replace(w, quoted=True) for w in words]
    return _said(attribution, text, tuple(words), tuple(inside))


def _titled(text: str, spans: Spans) -> bool:
    """Whether the words stand in the capitals of a headline, where a capital tells nothing."""
    found = [m.group() for start, stop in spans for m in WORD.finditer(text, start, min(stop, start + 400))]
    return 3 * sum(w[0].isupper() for w in found) >= 2 * len(found)


def part(said: Said, indexes: Iterable[int]) -> Said:
    """The same report cut down to some of its words."""
    return _said(said.attribution, said.text, tuple(said.words[n] for n in indexes), said.quoted)


# a report of more sentences than this is compared as a whole only
_SENTENCES = 12


def sentences(said: Said) -> list[Said]:
    """The report's sentences as reports of their own, those of a single content word left out."""
    last = said.words[-1].sentence if said.words else 0
    if last == 0 or last > _SENTENCES:
        return [said]
    indexes: dict[int, list[int]] = {}
    for n, word in enumerate(said.words):
        indexes.setdefault(word.sentence, []).append(n)
    pieces = [part(said, found) for found in indexes.values()]
    return [piece for piece in pieces if len(piece.stems) > 1] or [said]


def _said(attribution: Attribution, text: str, words: tuple[Word, ...], quoted: Spans) -> Said:
    stems: dict[str, float] = {}
    for word in words:
        if word.weight:
            stems[word.stem] = max(stems.get(word.stem, 0.0), word.weight)
    names = frozenset(w.stem for w in words if w.name)
    negative = sum(w.text in NEGATIVE or w.text.endswith("n't") for w in words) % 2 == 1
    return Said(attribution, text, words, quoted, stems, names, sum(stems.values()), negative)


def quotation_marks(article: Article) -> list[Span]:
    """The quotations of the article's text, marks included."""
    return quotations(article.text)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two reports resemble each other.

    `shared` is the weight of what both say in bits, `left` and `right` its share of each side's weight, `exact` how
    many stems that are no names stand in both.
    """

    shared: float
    left: float
    right: float
    exact: int

    @property
    def inner(self) -> float:
        """How much of the smaller report stands in the other."""
        return max(self.left, self.right)

    @property
    def outer(self) -> float:
        """Dice's coefficient of the weights."""
        both = self.left + self.right
        return 2 * self.left * self.right / both if both else 0.0


def likeness(left: Said, right: Said, factor: Mapping[str, float] | None = None) -> Likeness:
    """Hold two reports against each other; `factor` turns down the stems of a story's theme."""
    factor = factor or {}
    a = {s: w * factor.get(s, 1.0) for s, w in left.stems.items()}
    b = {s: w * factor.get(s, 1.0) for s, w in right.stems.items()}
    got_a = got_b = 0.0
    same = a.keys() & b.keys()
    for s in same:
        got_a += a[s]
        got_b += b[s]
    rest = {s: w for s, w in b.items() if s not in same}
    index: dict[object, list[str]] = {}
    for s in rest:
        for key in _keys(s):
            index.setdefault(key, []).append(s)
    used: set[str] = set()
    for s, w in sorted(a.items(), key=lambda item: (-item[1], item[0])):
        if s in same:
            continue
        near = sorted({t for key in _keys(s) for t in index.get(key, ()) if t not in used and close(s, t)})
        if near:
            t = max(near, key=lambda t: (rest[t], t))
            used.add(t)
            got_a += _SYNONYM * min(w, rest[t])
            got_b += _SYNONYM * min(w, rest[t])
    total_a, total_b = sum(a.values()), sum(b.values())
    return Likeness(
        min(got_a, got_b),
        got_a / total_a if total_a else 0.0,
        got_b / total_b if total_b else 0.0,
        len(same - left.names - right.names),
    )


# what a synonym counts against the word itself
_SYNONYM = 0.6


def _keys(word: str) -> list[object]:
    keys: list[object] = list(_synonyms().get(word, ()))
    if len(word) >= 5:
        keys.append(word[:5])
    return keys


@lru_cache(maxsize=200_000)
def close(a: str, b: str) -> bool:
    """Synonyms, or two forms of one root ('deteriorat', 'deterior')."""
    if _synonyms().get(a, frozenset()) & _synonyms().get(b, frozenset()):
        return True
    n = min(len(a), len(b))
    return n >= 5 and a[:5] == b[:5] and a[: max(5, n - 2)] == b[: max(5, n - 2)]
