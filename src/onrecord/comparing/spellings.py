"""Names that two articles of one story spell otherwise."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from onrecord.comparing.disagreeing import BUCKET, DERIVED, Best, Disagreement, told
from onrecord.comparing.sameness import likeness
from onrecord.comparing.saying import country, prepare, stem, weight
from onrecord.model import Article, Severity, Span, Spans
from onrecord.text import sentences

# how alike two spellings are, in percent, and how many letters they have at least
_ALIKE = 75.0
_LETTERS = 5
# the same where a name is written in one word here and in two there
_JOINED = 85.0
# words that begin with so many letters alike are forms of one ("Confederacy", "Confederate")
_ROOT = 8
# bits of a word that is no common one
_RARE = 7.0
# the share that the sentences around two spellings have in common, of articles that derive from one another and not
_AROUND = (0.15, 0.25)

# the letters of so many names are kept
_KEPT = 65_536

# a run of capitalised words, or of them in quotation marks, that may be a name
_NAME = re.compile(r"(?:[A-Z][\w’'.]*[^\W_] ){0,3}[A-Z][\w’'.]*[^\W_]")

# ends of names from other alphabets, which each outlet writes in its way ("Sergey", "Sergei")
_ENDING = re.compile(r"(?:[eiy]+|ij)\b")


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
    letters: dict[int, str] = {}
    index: dict[str, list[_Named]] = {}
    for n, article in enumerate(articles):
        for name in _names(n, article):
            for key in {f"{name.letters[:4]}-", f"-{name.letters[-4:]}"}:
                index.setdefault(key, []).append(name)
    best = Best()
    for bucket in index.values():
        # most of a bucket are the same few names in many articles
        spelt = {name.words: name for name in bucket} if len(bucket) <= BUCKET else {}
        wrong = {frozenset((x.words, y.words)) for x, y in itertools.combinations(spelt.values(), 2) if _misspelt(x, y)}
        for x, y in itertools.combinations(bucket if wrong else (), 2):
            if x.account == y.account or frozenset((x.words, y.words)) not in wrong:
                continue
            for n in (x.account, y.account):
                if n not in letters:
                    letters[n] = _letters(articles[n].text)
            if x.letters in letters[y.account] or y.letters in letters[x.account]:
                continue
            one, two = articles[x.account], articles[y.account]
            s, t = (prepare(a, told(a, _around(a, n.span)), marks[a.id]) for a, n in ((one, x), (two, y)))
            close = (one.id, two.id) in derived or (two.id, one.id) in derived
            like = likeness(s, t)
            alike = like.shared >= DERIVED[0] and like.outer >= _AROUND[not close]
            if not alike and not _of_one_person(x.words, y.words):
                continue
            severity: Severity = "low" if _sound(x.letters) == _sound(y.letters) else "medium"
            row = Disagreement("name", (one.id, two.id), (x.span,), (y.span,), (x.words, y.words), severity)
            best.keep(frozenset((x.letters, y.letters)), close, like.outer, row)
    yield from best.rows()


def _names(n: int, article: Article) -> list[_Named]:
    """The names of an article's text, each where it stands first; of a long one, with a title perhaps, its end too."""
    out: dict[str, _Named] = {}
    met: set[str] = set()
    for start, stop in article.body:
        for m in _NAME.finditer(article.text, start, stop):
            if m[0] in met:
                continue
            met.add(m[0])
            for words, letters in _spellings(m[0]):
                if letters not in out:
                    out[letters] = _Named(n, (m.end() - len(words), m.end()), words, letters)
    return list(out.values())


@lru_cache(maxsize=_KEPT)
def _spellings(name: str) -> Sequence[tuple[str, str]]:
    """A name and, of a long one, its end, each with its letters, where these are enough."""
    found = [(words, _letters(words)) for words in dict.fromkeys((name, " ".join(name.split(" ")[-2:])))]
    return [(words, letters) for words, letters in found if len(letters) >= _LETTERS]


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[\W\d_]+", "", re.sub(r"[’']s\b", "", plain))


def _misspelt(x: _Named, y: _Named) -> bool:
    """Whether two names are one with other letters, and not only other forms of it."""
    a, b = x.letters, y.letters
    if a == b or not ratio(a, b, score_cutoff=_ALIKE):
        return False
    if a.startswith(b) or b.startswith(a) or a.endswith(b) or b.endswith(a):
        return False
    if _ENDING.sub("y", x.words.lower()) == _ENDING.sub("y", y.words.lower()):
        return False
    if stem(a) == stem(b) or country(x.words) or country(y.words):
        return False
    return _common_words(x.words, y.words)


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
    if len(odd) == 2 and odd[0][:_ROOT] == odd[1][:_ROOT]:
        return False
    rare = all(weight(w) >= _RARE for w in odd)
    return len(odd) == 2 and rare and len(min(odd, key=len)) >= 4 and ratio(*odd) >= _ALIKE


def _of_one_person(x: str, y: str) -> bool:
    """Whether of two names of two words or more all but one are the same, and that one is nearly."""
    a, b = x.lower().split(), y.lower().split()
    odd = [(v, w) for v, w in zip(a, b, strict=False) if v != w]
    return len(a) == len(b) > len(odd) == 1 and ratio(*odd[0]) >= _JOINED


def _sound(letters: str) -> str:
    """Letters without vowels and doubles: "Zelensky" and "Zelenskiy" are one."""
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiouyj]", "", letters.replace("x", "ks")))


def _around(article: Article, span: Span) -> Spans:
    """The sentence that a name stands in."""
    inside = next((s for s in article.body if s[0] <= span[0] < s[1]), span)
    return tuple(s for s in sentences(article.text, *inside) if s[0] <= span[0] < s[1]) or (span,)
