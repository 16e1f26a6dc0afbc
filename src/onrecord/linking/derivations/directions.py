"""Which of two articles comes from the other, and how that is known."""

from __future__ import annotations

import math
from calendar import monthrange

from onrecord.linking.derivations.pairs import OWN, Pair
from onrecord.model import Article, Direction, How

# clocks on the pages of two outlets differ by the time zones that they do not name
_ZONES = 12 * 60
# quotations of so many words that only one article has weigh as much as it being several times as long
_HEARD = 20
# below this, what was left out and added says nothing; nor does it where each quotes so many words alone
_TELLING = 0.15


def directed(pair: Pair, how: How) -> tuple[bool, Direction]:
    """Whether the right article comes from the left one, rather than the reverse; and how that is known."""
    # a copy of an agency's report speaks of the agency as its own, so only a known outlet tells the two apart
    names = pair.names if how in ("credit", "rewrite") else pair.names_outlet
    by_right, by_left = names(pair.right, pair.left), names(pair.left, pair.right)
    if bool(by_right) != bool(by_left):
        return bool(by_right), "stated"
    dated = _dated(pair.left.article, pair.right.article)
    own = pair.left.first_hand, pair.right.first_hand
    if own[0] != own[1] and dated in (None, own[0]):
        return own[0], "inferred" if dated is None else "dated"
    if own[0] != own[1]:
        # the one that was told in person is dated later
        return own[0], "undetermined"
    if dated is not None:
        return dated, "dated"
    hours = _hours(pair.left.article, pair.right.article)
    if hours:
        return hours > 0, "inferred"
    weight = left_out(pair)
    if abs(weight) < _TELLING or min(pair.own_quotes) >= OWN:
        return weight > 0 or (weight == 0 and pair.left.article.id < pair.right.article.id), "undetermined"
    return weight > 0, "inferred"


def _dated(left: Article, right: Article) -> bool | None:
    """Whether the left article is the earlier one by day or by clock; None when the dates leave it open.

    An article without a date came out at the latest when it was fetched.
    """
    (from_left, to_left), (from_right, to_right) = _span(left), _span(right)
    if to_left is not None and from_right is not None and to_left < from_right:
        return True
    if to_right is not None and from_left is not None and to_right < from_left:
        return False
    minutes = _hours(left, right)
    return minutes > 0 if minutes is not None and abs(minutes) >= _ZONES else None


def _span(article: Article) -> tuple[str | None, str | None]:
    """The first and the last day on which the article may have come out."""
    day = article.published
    if not day:
        return None, article.retrieved[:10] if article.retrieved else None
    if len(day) >= 10:
        return day[:10], day[:10]
    year, month = int(day[:4]), int(day[5:7]) if len(day) >= 7 else None
    last = monthrange(year, month)[1] if month else 31
    return f"{day[:7]}-01" if month else f"{day[:4]}-01-01", f"{year:04}-{month or 12:02}-{last:02}"


def _hours(left: Article, right: Article) -> int | None:
    """By how many minutes the right article is the later one of a day; None when a time of day is missing."""
    a, b = left.published or "", right.published or ""
    if len(a) < 16 or len(b) < 16 or a[:10] != b[:10]:
        return None
    return _minutes(b) - _minutes(a)


def _minutes(moment: str) -> int:
    return int(moment[11:13]) * 60 + int(moment[14:16])


def left_out(pair: Pair) -> float:
    """Above 0 when the left article has what the right one leaves out, and quotes what that one reports."""
    left, right = pair.left.prose, pair.right.prose
    if left.like(right):
        return 0.0
    told = pair.told
    quotes = int(left.quoted.sum()), int(right.quoted.sum())
    heard = pair.own_quotes
    return (
        (quotes[0] - quotes[1]) / (sum(quotes) + 20)
        + 2 * (told.right_words - told.left_words)
        + (pair.copied[1] - pair.copied[0])
        + (math.tanh(heard[0] / _HEARD) - math.tanh(heard[1] / _HEARD))
        + math.log((pair.left.size + 1) / (pair.right.size + 1)) / 2
    )
