"""What expressions of time stand for, as calendar values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onrecord.language.dates import days, stretches
from onrecord.language.dates.frame import Frame, Parts, Seen, Value, parts
from onrecord.language.dates.grammar import Expression

_RESOLVERS: dict[str, Callable[[Expression, Parts, Frame], Value]] = {
    "numeric": days.numeric,
    "full": days.full,
    "day": days.monthday,
    "weekday": days.weekday,
    "today": days.today,
    "part": days.part,
    "feast": days.feast,
    "shift": days.shift,
    "beside": days.beside,
    "week of": stretches.week_of,
    "weekend": stretches.weekend,
    "month": stretches.month,
    "quarter": stretches.quarter,
    "quarter before": stretches.quarter_before,
    "account": stretches.account,
    "half": stretches.half,
    "season": stretches.season,
    "ago": stretches.ago,
    "relative": stretches.relative,
    "same": stretches.same,
    "same in": stretches.same_in,
    "close": stretches.close,
    "century": stretches.century,
    "decade": stretches.decade,
    "years": stretches.years,
    "year": stretches.year,
}


def resolve(e: Expression, reference: str | None, previous: Sequence[Seen] = ()) -> Value:
    """The value of `e` seen from `reference`, the day that the text was published (ISO 8601, or None).

    `previous` is what the text had before, the last one last: "the same day" is the day of the last one
    that is a day.
    """
    of = resolve(e.of, reference, previous) if e.of is not None else None
    return _RESOLVERS[e.kind](e, parts(e, of), Frame(reference[:10] if reference else None, previous))
