"""Arithmetic on calendar values."""

from __future__ import annotations

import datetime
import re


def shifted(value: str, unit: str, count: int) -> str | None:
    """`value` moved by `count` units and cut to the unit; None when it is not known that well."""
    year, month, number = split(value)
    if year is None:
        return None
    try:
        if unit in ("year", "decade", "century"):
            size, digits = {"year": (1, 4), "decade": (10, 3), "century": (100, 2)}[unit]
            moved = year // size + count
            return f"{moved:0{digits}d}" if 0 < moved * size <= 9999 else None
        if month is None:
            return None
        if unit in ("month", "quarter"):
            per = 12 if unit == "month" else 4
            y, n = divmod(year * per + (month - 1) * per // 12 + count, per)
            return (f"{y:04d}-{n + 1:02d}" if per == 12 else f"{y:04d}-Q{n + 1}") if 0 < y <= 9999 else None
        date = day(year, month, number)
        if date is None:
            return None
        if unit == "day":
            return (date + datetime.timedelta(days=count)).isoformat()
        if unit in ("week", "weekend"):
            iso = (date + datetime.timedelta(days=7 * count)).isocalendar()
            return f"{iso[0]:04d}-W{iso[1]:02d}" + ("-WE" if unit == "weekend" else "")
    except OverflowError:
        return None
    return None


def day(year: int | None, month: int | None, number: int | None) -> datetime.date | None:
    """The day of these numbers; None when one is missing or no calendar has such a day."""
    try:
        return datetime.date(year or 0, month or 0, number or 0)
    except ValueError:
        return None


def split(value: str | None) -> tuple[int | None, int | None, int | None]:
    """Year, month and day of a value, as far as it gives them."""
    m = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])", value or "")
    if m:
        return int(m[1]), int(m[2]) if m[2] else None, int(m[3]) if m[3] else None
    m = re.match(r"(\d{4})-[QHWSF]", value or "")
    return (int(m[1]), None, None) if m else (None, None, None)


def day_of(value: str) -> datetime.date | None:
    """The day that a value names; None when it names something longer."""
    return day(*split(value[:10])) if len(value) >= 10 and value[4:5] == "-" else None


def same_time(left: str, right: str) -> bool:
    """Whether two values can be of one time: one is the other, or a stretch that holds it."""
    if left.startswith(right) or right.startswith(left):
        return True
    for week, value in ((left, right), (right, left)):
        date = day_of(value)
        m = re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", week)
        if m and date is not None:
            iso = date.isocalendar()
            return (iso[0], iso[1]) == (int(m[1]), int(m[2])) and (not m[3] or iso[2] >= 6)
        if m and re.fullmatch(r"\d{4}(?:-\d\d)?", value):
            monday = datetime.date.fromisocalendar(int(m[1]), min(max(int(m[2]), 1), 52), 1)
            days = (monday, monday + datetime.timedelta(days=6))
            return any(d.isoformat().startswith(value) for d in days)
    return False
