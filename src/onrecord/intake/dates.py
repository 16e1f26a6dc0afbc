"""Dates as news pages print them, read strictly: what may mean two days means none."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

# the first letters that tell a month's name from the others, with accents dropped where papers drop them
_NAMES = {
    1: "january janvier januar enero gennaio janeiro januari января stycznia ocak jan ene genn",
    2: "february février fevrier februar febrero febbraio fevereiro februari февраля lutego şubat feb fev févr",
    3: "march mars märz maerz marzo março marco maart марта marca mart maret mar",
    4: "april avril abril aprile апреля kwietnia nisan apr avr abr",
    5: "may mai mayo maggio maio mei мая maja mayıs",
    6: "june juin juni junio giugno junho июня czerwca haziran jun giu",
    7: "july juillet juli julio luglio julho июля lipca temmuz jul juil lug",
    8: "august août aout agosto augustus августа sierpnia ağustos agustus aug ago",
    9: "september septembre septiembre settembre setembro сентября września eylül sept sep set",
    10: "october octobre oktober octubre ottobre outubro октября października ekim oct okt ott out",
    11: "november novembre noviembre novembro ноября listopada kasım nov",
    12: "december décembre decembre dezember diciembre dicembre dezembro декабря grudnia aralık desember dec déc"
    " dez dic",
}
MONTHS = {name: number for number, names in _NAMES.items() for name in names.split()}
_MONTH = r"(?P<{0}>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<{0}>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th|er|º|°|\.)?"
_YEAR = r"(?P<{0}>(?:19|20)[0-9][0-9])"
# pages print "20194:29 AM" where the markup kept year and time apart
_END = r"(?:(?!\w)|(?=[0-9]?[0-9]:[0-9][0-9]))"
_CLOCK = (
    r"(?:(?P<h>[01]?[0-9]|2[0-3])(?:[:.h](?P<m>[0-5][0-9])(?:[:.][0-5][0-9](?:[.]\d+)?)?)?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?)"
)

_DATE = re.compile(
    r"(?<![\w/.-])(?:"
    + "|".join(
        (
            _YEAR.format("y1") + r"[-/.](?P<n1>0?[1-9]|1[0-2])[-/.]" + _DAY.format("d1") + r"(?!\d)",
            _MONTH.format("m2") + r"\s*" + _DAY.format("d2") + r"(?!\d)\s*,?\s*(?:of\s+)?" + _YEAR.format("y2") + _END,
            _DAY.format("d3")
            + r"[\s-]*(?:de\s+|of\s+)?"
            + _MONTH.format("m3")
            + r"[\s,-]*(?:de\s+|del\s+)?"
            + _YEAR.format("y3")
            + _END,
            r"(?P<a4>0?[1-9]|[12][0-9]|3[01])(?P<s4>[/.-])(?P<b4>0?[1-9]|[12][0-9]|3[01])(?P=s4)(?P<y4>(?:19|20)?[0-9][0-9])(?!\d)",
            _MONTH.format("m5") + r"\s*,?\s*" + _YEAR.format("y5") + r"\b",
        )
    )
    + r")",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:T|[\s,|•·–—@-]|\bat\b|\b[àa]s?\b|\bum\b|\balle\b|\ba las\b|\bв\b)*" + _CLOCK + r"(?!\w|[/%])", re.IGNORECASE
)
_BEFORE = re.compile(
    r"(?<![\d:.])" + _CLOCK + r"\s*(?:uhr|[A-Z]{2,4})?[\s,|•·–—-]*(?:on\s+)?(?:[A-Za-z]{3,9}\.?,?\s*)?$", re.IGNORECASE
)


class Dated(NamedTuple):
    """A date and where it stands. `value` is ISO 8601; None when it may mean several days."""

    start: int
    stop: int
    value: str | None


def dates(line: str) -> list[Dated]:
    """The dates with a year in a line, each with the time of day that stands beside it, zone dropped."""
    if not any(c.isdigit() for c in line):
        return []
    out: list[Dated] = []
    for m in _DATE.finditer(line):
        value = _day(m)
        start, stop = m.span()
        clock = _AFTER.match(line, stop)
        if clock and not _clock(clock):
            clock = None
        if clock:
            stop = clock.end()
        else:
            clock = _BEFORE.search(line, max(0, start - 30), start)
            if clock and _clock(clock):
                start = clock.start()
            else:
                clock = None
        if value and len(value) == 10 and clock:
            value = f"{value}T{_clock(clock)}"
        out.append(Dated(start, stop, value))
    return out


def _clock(m: re.Match[str]) -> str | None:
    """'HH:MM' of a time of day; None for a bare number, which is no time."""
    if m["h"] is None or (m["m"] is None and m["half"] is None):
        return None
    hour = int(m["h"])
    if m["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if m["half"].lower() == "p" else 0)
    return f"{hour:02}:{m['m'] or '00'}"


def _day(m: re.Match[str]) -> str | None:
    if m["y1"]:
        return _iso(int(m["y1"]), int(m["n1"]), int(m["d1"]))
    if m["y2"]:
        return _iso(int(m["y2"]), MONTHS[m["m2"].lower()], int(m["d2"]))
    if m["y3"]:
        return _iso(int(m["y3"]), MONTHS[m["m3"].lower()], int(m["d3"]))
    if m["y5"]:
        return f"{m['y5']}-{MONTHS[m['m5'].lower()]:02}"
    a, b, y = int(m["a4"]), int(m["b4"]), int(m["y4"])
    if y < 100:
        y += 2000 if y < 70 else 1900
    # 03/04/2019 is two days; 13.04.2019 and 04/13/2019 and 04/04/2019 are one
    if m["s4"] == "." and b <= 12:
        return _iso(y, b, a)
    if a > 12 or a == b:
        return _iso(y, b, a)
    if b > 12:
        return _iso(y, a, b)
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
