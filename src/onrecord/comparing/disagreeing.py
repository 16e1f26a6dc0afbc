"""What two articles of one story disagree on, whoever says it: what all kinds of disagreement have in common.

Nothing is a disagreement while the other article holds the same number, date or name anywhere: then the two may speak
of different things. Of all the pairs of articles that disagree in the same way, the one that shows it best counts, and
for each other article the one that shows it best there is given as "low".
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from onrecord.comparing.saying import Said
from onrecord.model import Article, Attribution, DiscrepancyKind, Severity, Spans

# a stem or a name that more sentences of a story than this hold leads to none of them
BUCKET = 40
# how many of the rarest stems of a sentence are looked up
KEYS = 4
# the weight and the share that a sentence and the one that it comes from must have in common
DERIVED = (8.0, 0.4)
# so many words on either side of what differs are shown
_AROUND = 12


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A number, a date or a name that differs; `left` and `right` are spans in the articles of those ids."""

    kind: DiscrepancyKind
    articles: tuple[str, str]
    left: Spans
    right: Spans
    words: tuple[str, str]
    severity: Severity


@dataclass(slots=True)
class Best:
    """Of the disagreements that are one, the pair of articles that shows it best, for each article that has a part."""

    kept: dict[Hashable, dict[str, tuple[bool, float, Disagreement]]] = field(default_factory=dict)

    def keep(self, key: Hashable, close: bool, alike: float, row: Disagreement) -> None:
        """Take a disagreement up; `close` says that one article comes from the other, `alike` how their words are."""
        among = self.kept.setdefault(key, {})
        for article in row.articles:
            if article not in among or _rank((close, alike, row)) > _rank(among[article]):
                among[article] = close, alike, row

    def rows(self) -> list[Disagreement]:
        """What was kept; what repeats a disagreement for other articles is "low"."""
        out: list[Disagreement] = []
        for among in self.kept.values():
            ranked = [found[2] for found in sorted(among.values(), key=_rank, reverse=True)]
            out.append(ranked[0])
            out.extend({row.articles: replace(row, severity="low") for row in ranked if row != ranked[0]}.values())
        return out


def _rank(found: tuple[bool, float, Disagreement]) -> tuple[bool, float, tuple[str, str]]:
    close, alike, row = found
    return close, alike, row.articles


def told(article: Article, spans: Spans) -> Attribution:
    """A sentence in the form of an attribution of nobody, so that it can be held against another."""
    return Attribution("", article.id, (), (), tuple(spans), "indirect", "statement", None, None, 0.0, "")


def rarest(said: Said) -> list[str]:
    """The rarest stems of a sentence that are no numbers."""
    return [s for _, s in sorted((-bits, s) for s, bits in said.stems.items() if not s[0].isdigit())[:KEYS]]


def near(said: Said, at: int) -> Spans:
    """A short sentence, or the stretch of a longer one around one of its words."""
    start, stop = max(0, at - _AROUND), min(len(said.words), at + _AROUND + 1)
    if len(said.words) <= 2 * _AROUND:
        return said.content
    a, b = said.words[start].span[0], said.words[stop - 1].span[1]
    return tuple((max(a, x), min(b, y)) for x, y in said.content if max(a, x) < min(b, y))
