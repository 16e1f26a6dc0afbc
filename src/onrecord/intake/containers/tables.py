"""Tables of articles: JSON Lines, JSON, comma- and tab-separated values, Parquet; a row an article."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from onrecord.intake.containers import Damaged, Limits, columns, rows, size
from onrecord.intake.containers.delimited import delimited
from onrecord.intake.containers.objects import objects
from onrecord.intake.containers.parquet import parquet
from onrecord.intake.containers.rows import FETCH, listed
from onrecord.model import Failure, Source

# how a row is called in messages ("line 7", "item 3"), and what it holds or what is wrong with it
Row = tuple[str, "dict[str, object] | str"]
# so many lines about rows before the first article are kept until it is known that there is one
_HELD = 1000
_HEAD = 65536
_DELIMITED = (".csv", ".tsv", ".tab")
# how newsapi.org ends a text of which it gives the first 200 characters only
_CUT = re.compile(r"\[\+?\d+ char(?:acter)?s\]\s*$")
_CUT_SHORT = "its text is cut short"


def sources(
    name: str, stream: BinaryIO, limits: Limits, mapped: Mapping[str, str] | None = None
) -> Iterator[Source | Failure]:
    """The articles of a table, one at a time; `mapped` says which column holds what (`columns.TARGETS`).

    The kind is told by the name's ending, else by the first bytes. Columns with usual names are found without being
    mapped. A row without an article is one `Failure`; so is, as a whole, a table without any.
    """
    mapped = mapped or {}
    columns.check(mapped)
    stem, ending = os.path.splitext(rows.PACKED.sub("", os.path.basename(name)))
    ending = ending.lower()
    head = stream.read(_HEAD)
    stream.seek(0)
    if head.startswith(b"PAR1"):
        found = parquet(stream, limits, mapped)
    elif ending in (".jsonl", ".ndjson") or (ending not in _DELIMITED and is_lines(head)):
        found = _lines(stream, limits)
    elif ending not in _DELIMITED and head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1] in (b"{", b"["):
        found = objects(stream, limits)
    else:
        found = delimited(stream, limits, mapped)
    yield from _articles(name, stem, found, mapped)


def is_lines(head: bytes) -> bool:
    """Whether the first bytes of a file are JSON Lines: its first line is a whole object, and a second one follows."""
    lines = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 2)
    second = lines[1].strip() if len(lines) > 1 else b""
    return lines[0][:1] == b"{" and lines[0].rstrip()[-1:] == b"}" and second[:1] == b"{"


def _articles(name: str, stem: str, found: Iterator[Row], mapped: Mapping[str, str]) -> Iterator[Source | Failure]:
    """Sources and failures of rows; a table without any article is one `Failure`."""
    held: list[Failure] = []
    bad = addresses = cut = articles = 0
    missing = dict(mapped)
    try:
        for where, row in found:
            article = row if isinstance(row, str) else _article(row, mapped)
            if not isinstance(row, str):
                missing = {field: column for field, column in missing.items() if not columns.has(row, column)}
            if isinstance(article, str):
                if article == _CUT_SHORT:
                    cut += 1
                    continue
                bad += 1
                addresses += isinstance(row, dict) and bool(columns.known(row, mapped).get("url"))
                failure = Failure(f"{name}, {where}", f"{name}, {where}: {article}")
                if articles:
                    yield failure
                elif len(held) < _HELD:
                    held.append(failure)
                continue
            if not articles:
                yield from held
                if bad > len(held):
                    yield Failure(name, f"{name}: {bad - len(held):,} more rows before {where} hold no article")
                held = []
            articles += 1
            number = where.rpartition(" ")[2]
            yield rows.source(f"{name}, {where}", f"{stem}-{number}", article)
    except Damaged as error:
        yield Failure(name, f"{name}: {error}")
        if not articles and not bad and not cut:
            return
    if cut:
        yield Failure(
            name,
            f"{name}: {cut:,} of {articles + bad + cut:,} articles hold only the beginning of their text"
            " (“… [+1234 chars]”, as newsapi.org gives it); " + FETCH,
        )
    if missing and (articles or bad or cut):
        said = ", ".join(f"{column!r} (for {field})" for field, column in missing.items())
        yield Failure(name, f"{name}: it has no column {said}")
    elif not articles and not cut:
        yield Failure(name, f"{name}: {_none(addresses, held, name)}")


def _none(addresses: int, held: list[Failure], name: str) -> str:
    """What is said of a table without any article."""
    if addresses:
        return f"it holds no texts, only addresses ({addresses:,}); {FETCH}"
    if held:
        return f"no line of this table holds an article ({held[0].reason[len(name) + 2 :]})"
    return "there is no article in this table"


def _article(row: dict[str, object], mapped: Mapping[str, str]) -> dict[str, object] | str:
    """What is known of the article of a row, or what is wrong with it, in words for a person."""
    known = columns.known(row, mapped)
    body = known.get("text") or known.get("html")
    if isinstance(body, str):
        return _CUT_SHORT if _CUT.search(body[-40:]) else known
    if any(columns.key(name) in ("text", "body", "content") for name in row):
        # a headline alone is news, but where there is an address the text is to be had
        title = known.get("title")
        return "its text is empty" if not title or known.get("url") else {**known, "text": title}
    sought = next((mapped[field] for field in ("text", "html") if field in mapped), "text, body, content")
    return f"it has no text (sought under {sought}; there is: {listed(row) or 'nothing'})"


def _lines(stream: BinaryIO, limits: Limits) -> Iterator[Row]:
    """The rows of JSON Lines, a line each; blank lines are passed over."""
    number = 0
    while line := stream.readline(limits.bytes + 1):
        number += 1
        where = f"line {number}"
        if len(line) > limits.bytes:
            while line and not line.endswith(b"\n"):
                line = stream.readline(limits.bytes)
            yield where, f"the line is too large (more than {size(limits.bytes)})"
            continue
        line = line.removeprefix(b"\xef\xbb\xbf").strip()
        if line:
            yield where, _object(line)


def _object(line: bytes) -> dict[str, object] | str:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"it is no JSON ({error})"
    return found if isinstance(found, dict) else "it is no JSON object"
