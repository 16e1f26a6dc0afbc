"""Numbers and names on which two articles of one story disagree, whoever says them.

Nothing is a disagreement while the other article holds the same number or name anywhere: then the two may speak of
different things. Of all the pairs of articles that disagree in the same way, the one that shows it best is given.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from onrecord.comparing.figures import Figure, counted_alike, figures, number, unheld, values
from onrecord.comparing.sameness import likeness
from onrecord.comparing.saying import TOKEN, Said, country, fold_word, prepare, stem, weight
from onrecord.model import Article, Attribution, DiscrepancyKind, Severity, Span, Spans
from onrecord.text import reading_view, sentences

# a stem or a name that more sentences of a story than this hold leads to none of them
_BUCKET = 40
# how many of the rarest stems of a sentence are looked up for a sum of money or a share
_KEYS = 4
# the weight and the share that two sentences must have in common: of an article and what it comes from; and of others,
# when something is counted, and for sums of money and shares
_DERIVED = (8.0, 0.4)
_COUNTED = (14.0, 0.42)
_MEASURED = (18.0, 0.45)
# numbers of articles that do not come from one another are of one thing only when about as large
_TIMES = 2.5
# how alike two spellings are, in percent, and how many letters they have at least
_ALIKE = 75.0
_LETTERS = 5
# the same where a name is written in one word here and in two there
_JOINED = 85.0
# bits of a word that is no common one
_RARE = 7.0


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A number or a name that differs; `left` and `right` are spans in the articles of those ids."""

    kind: DiscrepancyKind
    articles: tuple[str, str]
    left: Spans
    right: Spans
    words: tuple[str, str]
    severity: Severity


@dataclass(frozen=True, slots=True)
class Account:
    """What an article states in numbers: its sentences that hold one, and all the numbers of its text."""

    article: Article
    stated: tuple[tuple[Said, Figure], ...]
    numbers: frozenset[float]


def account(article: Article, marks: Sequence[Span]) -> Account:
    """Read an article's numbers; `marks` are its quotations."""
    numbers = values(fold_word(m.group()) for m in TOKEN.finditer(article.text))
    stated: list[tuple[Said, Figure]] = []
    if numbers:
        view = reading_view(article)
        for start, stop in sentences(view.text):
            if any(number(fold_word(m.group())) is not None for m in TOKEN.finditer(view.text, start, stop)):
                said = prepare(article, _told(article, view.spans(start, stop)), marks)
                stated.extend((said, figure) for figure in figures(said))
    return Account(article, tuple(stated), numbers)


def _told(article: Article, spans: Spans) -> Attribution:
    """A sentence in the form of an attribution of nobody, so that it can be held against another."""
    return Attribution("", article.id, (), (), tuple(spans), "indirect", "statement", None, None, 0.0, "")


def differing_numbers(
    accounts: Sequence[Account], derived: Collection[tuple[str, str | None]]
) -> Iterator[Disagreement]:
    """Numbers that count the same thing in like sentences of two articles, and differ."""
    index: dict[tuple[str, str], list[tuple[int, Said, Figure]]] = {}
    for n, found in enumerate(accounts):
        for said, figure in found.stated:
            for key in _keys(said, figure):
                index.setdefault(key, []).append((n, said, figure))
    best: dict[tuple[object, ...], tuple[tuple[bool, float], Disagreement]] = {}
    for bucket in index.values():
        if len(bucket) > _BUCKET:
            continue
        for (n, s, x), (m, t, y) in itertools.combinations(bucket, 2):
            one, two = accounts[n], accounts[m]
            if n == m or not counted_alike(x, y) or not unheld(x, two.numbers) or not unheld(y, one.numbers):
                continue
            a, b = one.article.id, two.article.id
            close = (a, b) in derived or (b, a) in derived
            least, share = _DERIVED if close else _COUNTED if x.units - {"money", "percent"} else _MEASURED
            if not close and max(x.value, y.value) > _TIMES * min(x.value, y.value):
                continue
            like = likeness(s, t)
            if like.shared < least or like.outer < share or like.exact < (1 if close else 3):
                continue
            words = _words(s, x), _words(t, y)
            row = Disagreement("number", (a, b), s.content, t.content, words, "high" if close else "medium")
            values_of = frozenset((x.value, y.value))
            _keep(best, (values_of, x.units & y.units), close, like.outer, row)
    for _, row in best.values():
        yield row


def _keep(
    best: dict[tuple[object, ...], tuple[tuple[bool, float], Disagreement]], key: tuple[object, ...], close: bool,
    alike: float, row: Disagreement,
) -> None:  # fmt: skip
    """Keep a disagreement if it is the one of its kind that shows it best."""
    rank = (close, alike)
    if key not in best or (rank, row.articles) > (best[key][0], best[key][1].articles):
        best[key] = rank, row


def _keys(said: Said, figure: Figure) -> list[tuple[str, str]]:
    """By what to look a number up: what it counts, or for money and shares the rarest words around it."""
    kind = next((k for k in ("money", "percent") if k in figure.units), None)
    if kind is None:
        return [("", unit) for unit in sorted(figure.units)]
    rare = sorted(((-bits, s) for s, bits in said.stems.items() if not s[0].isdigit()))[:_KEYS]
    return [(kind, s) for _, s in rare]


def _words(said: Said, figure: Figure) -> str:
    """A number as written, with the words up to what it counts."""
    first = last = figure.at
    while last + 1 < len(said.words) and last < first + 4 and said.words[last].stem not in figure.units:
        last += 1
    start, stop = said.words[first].span[0], said.words[last].span[1]
    if said.words[last].stem not in figure.units:
        stop = said.words[first].span[1]
    start -= said.text[max(0, start - 1) : start] in ("$", "£", "€")
    stop += said.text[stop : stop + 1] == "%"
    return " ".join(said.text[start:stop].split())


# a run of capitalised words, or of them in quotation marks, that may be a name
_NAME = re.compile(r"(?:[A-Z][\w’'.]*[^\W_] ){0,3}[A-Z][\w’'.]*[^\W_]")


@dataclass(frozen=True, slots=True)
class _Named:
    """A name as an article writes it first, and how it sounds and is spelt without marks and spaces."""

    account: int
    span: Span
    words: str
    letters: str


def differing_names(
    articles: Sequence[Article], marks: Mapping[str, Sequence[Span]], derived: Collection[tuple[str, str | None]]
) -> Iterator[Disagreement]:
    """Names spelt nearly alike in like sentences of two articles, where neither holds the other's spelling."""
    letters = [_letters(article.text) for article in articles]
    index: dict[str, list[_Named]] = {}
    for n, article in enumerate(articles):
        for name in _names(n, article):
            for key in {f"{name.letters[:4]}-", f"-{name.letters[-4:]}"}:
                index.setdefault(key, []).append(name)
    best: dict[tuple[object, ...], tuple[tuple[bool, float], Disagreement]] = {}
    for bucket in index.values():
        for x, y in itertools.combinations(bucket if len(bucket) <= _BUCKET else (), 2):
            if x.account == y.account or not _misspelt(x, y):
                continue
            if x.letters in letters[y.account] or y.letters in letters[x.account]:
                continue
            one, two = articles[x.account], articles[y.account]
            s, t = (prepare(a, _told(a, _around(a, n.span)), marks[a.id]) for a, n in ((one, x), (two, y)))
            close = (one.id, two.id) in derived or (two.id, one.id) in derived
            like = likeness(s, t)
            if like.shared < _DERIVED[0] or like.outer < (0.15 if close else 0.25):
                continue
            row = Disagreement("name", (one.id, two.id), (x.span,), (y.span,), (x.words, y.words), "medium")
            _keep(best, (frozenset((x.letters, y.letters)),), close, like.outer, row)
    for _, row in best.values():
        yield row


def _names(n: int, article: Article) -> list[_Named]:
    """The names of an article's text, each where it stands first."""
    out: dict[str, _Named] = {}
    for start, stop in article.body:
        for m in _NAME.finditer(article.text, start, stop):
            letters = _letters(m.group())
            if len(letters) >= _LETTERS and letters not in out:
                out[letters] = _Named(n, m.span(), m.group(), letters)
    return list(out.values())


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[\W\d_]+", "", re.sub(r"[’']s\b", "", plain))


def _misspelt(x: _Named, y: _Named) -> bool:
    """Whether two names are one with other letters, and not only other forms of it or ways to write its sounds."""
    a, b = x.letters, y.letters
    if a == b or a.startswith(b) or b.startswith(a) or a.endswith(b) or b.endswith(a) or _sound(a) == _sound(b):
        return False
    if stem(a) == stem(b) or country(x.words) or country(y.words):
        return False
    return ratio(a, b) >= _ALIKE and _common_words(x.words, y.words)


def _common_words(x: str, y: str) -> bool:
    """Whether all words but one are the same, or the names are written in one word here and in two there."""
    a, b = [w.lower() for w in x.split()], [w.lower() for w in y.split()]
    odd = [w for w in (*a, *b) if w not in a or w not in b]
    if len(a) != len(b):
        alike = ratio("".join(a), "".join(b)) >= _JOINED
        return min(len(a), len(b)) == 1 and not set(a) & set(b) and alike and weight(min(a, b, key=len)[0]) >= _RARE
    if any(country(w) for w in (*x.split(), *y.split()) if w.lower() in odd):
        return False
    if len(odd) == 2 and (odd[0].startswith(odd[1]) or odd[1].startswith(odd[0])):
        # "Steve" and "Steven"
        return False
    rare = all(weight(w) >= _RARE for w in odd)
    return len(odd) == 2 and rare and len(min(odd, key=len)) >= 4 and ratio(*odd) >= _ALIKE


def _sound(letters: str) -> str:
    """Letters without vowels and doubles: "Zelensky" and "Zelenskiy" are one."""
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiouyj]", "", letters))


def _around(article: Article, span: Span) -> Spans:
    """The sentence that a name stands in."""
    inside = next((s for s in article.body if s[0] <= span[0] < s[1]), span)
    return tuple(s for s in sentences(article.text, *inside) if s[0] <= span[0] < s[1]) or (span,)
