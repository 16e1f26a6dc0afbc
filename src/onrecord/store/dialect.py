"""The views of record.sql as DuckDB reads them: where its SQL is another than SQLite's, in a few words each.

tests/store/test_store_sql.py holds the rows of every view against the record's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

# what the views need beside what DuckDB has
MACROS = (
    """create macro each_of(list) as table select unnest(from_json(list, '["VARCHAR"]')) as value""",
    "create macro days_after(day, more) as strftime(cast(day as date) + cast(more as interval), '%Y-%m-%d')",
)
_OTHERWISE = tuple(
    (re.compile(found), instead)
    for found, instead in (
        (r"json_each\(", "each_of("),
        # the two ends of a span are numbers, everything else is text
        (r"json_extract\(([\w.]+), '\$\[([01])\]'\)", r"cast(json_extract_string(\1, '$[\2]') as bigint)"),
        (r"json_extract\(", "json_extract_string("),
        (r"\bdate\((?=substr)", "days_after("),
        (r"(\d) \* (\(?)(substr\(\w+, \d+, \d+\))", r"\1 * \2cast(\3 as bigint)"),
        # a column beside min() is SQLite's word for that of the least
        (
            r"(json_extract_string\(origin_names,[^)]*\)) as name, article\.name as first, min\(position\)",
            r"any_value(\1) as name, arg_min(article.name, position) as first",
        ),
        (r"from listed join record\b", "from listed cross join record"),
        (
            r"group by line order by line",
            "group by record.names, line, listed.name, listed.kind, listed.identifier, listed.descriptions, "
            "listed.aliases order by line",
        ),
        (
            r"\(statement, article\) not in other",
            "(statement, article) not in (select (statement, article) from other)",
        ),
    )
)


@cache
def views() -> dict[str, str]:
    """The name of each view of record.sql, in its order, with the statement that makes it."""
    return dict(_views())


def _views() -> Iterator[tuple[str, str]]:
    schema = (files("onrecord") / "record.sql").read_text("utf-8")
    for made in re.finditer(r"^create view (\w+) as\n.*?;$", schema, re.MULTILINE | re.DOTALL):
        statement = made[0]
        for found, instead in _OTHERWISE:
            statement = found.sub(instead, statement)
        yield made[1], statement
