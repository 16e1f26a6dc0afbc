"""What Datasette is told of a record, which it opens as it is: titles, descriptions, labels, facets, search, questions.

Descriptions of tables and columns are those of `record.sql`, where they are kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

FORMAT = "datasette"

# what stands for a row where another refers to it
_LABELS = {
    "article": "name",
    "attribution": "said_text",
    "correction": "left_words",
    "derivation": "why",
    "discrepancy": "note",
    "entity": "name",
    "event": "text",
    "occasion": "kind",
    "occasion_mention": "spans_text",
    "speaker": "name",
    "story": "title",
    "time": "span_text",
}
_FACETS = {
    "article": ["outlet", "language", "role"],
    "articles": ["outlet", "language"],
    "attribution": ["form", "kind", "via"],
    "correction": ["kind", "who"],
    "corrections": ["kind", "who", "state"],
    "derivation": ["how", "direction"],
    "derivations": ["how", "direction"],
    "discrepancies": ["severity", "kind"],
    "discrepancy": ["severity", "kind"],
    "entity": ["kind"],
    "occasion": ["kind", "speaker"],
    "occasions": ["kind", "speaker"],
    "speaker": ["kind"],
    "speakers": ["kind"],
    "timeline": ["what"],
    "who_said_what": ["speaker", "outlet", "form"],
}
_SEARCHED = {"article": "article_words", "attribution": "attribution_words"}
# what the software keeps for itself, which answers nobody's question
_HIDDEN = re.compile(r"record|input|fetched|set_aside|former|furniture|listed|undoing|outcome|\w+_words\w*")

# name: title, description, SQL
_QUESTIONS = {
    "who_said_it": (
        "Who said it, in which outlet",
        "What speakers say with these words in it (FTS5: several words, AND, OR, “a phrase”), the best first.",
        """select speaker, words, outlet, published, who_said_what.article
from attribution_words join attribution on attribution.number = attribution_words.rowid
join who_said_what on who_said_what.id = attribution.id
where attribution_words match :words order by rank limit 200""",
    ),
    "who_speaks_where": (
        "Who speaks in which outlet",
        "How often each outlet reports each speaker.",
        """select outlet, speaker, count(*) as attributions, count(distinct article) as articles
from who_said_what where speaker is not null group by outlet, speaker order by attributions desc, outlet, speaker""",
    ),
    "one_origin": (
        "In many articles, from one origin",
        "Statements that several articles report and that all go back to one independent origin.",
        "select speaker, words, articles, origins, wordings, id from statements where articles > 1 and origins = 1",
    ),
    "in_whose_words": (
        "One statement in all its wordings",
        "The reports of one statement (an id of the view statements), and how each words it.",
        """select who_said_what.outlet, who_said_what.article, attribution.said_text as words,
       coalesce(wording.relation, 'the fullest') as relation, attribution.form
from statement_attribution join attribution on attribution.id = statement_attribution.attribution
join who_said_what on who_said_what.id = attribution.id
left join wording on wording.statement = statement_attribution.statement and wording.attribution = attribution.id
where statement_attribution.statement = :statement order by statement_attribution.position""",
    ),
    "altered_quotations": (
        "Quotations that differ",
        "What stands between quotation marks in two articles, and is not the same.",
        """select severity, kind, note, left_article, left_text, right_article, right_text
from discrepancies where kind like 'quotation%'""",
    ),
    "left_out": (
        "Who left it out",
        "Statements that articles of the same story leave out, most first.",
        """select speaker, words, reported_by, left_out, left_out_by, cut_by
from silence where left_out > 0 order by left_out desc""",
    ),
    "between": (
        "What happened between two days",
        "Events, claims and occasions from the first day to the second, as 2024-01-31.",
        "select date, what, speaker, words, told_by from timeline where date between :first and :last || 'Z'",
    ),
}


def pieces(name: str) -> Iterator[str]:
    """The metadata file for a record that Datasette calls `name`: its file's name without the ending."""
    yield json.dumps(metadata(name), ensure_ascii=False, indent=2) + "\n"


def metadata(name: str) -> dict[str, Any]:
    """The metadata, as Datasette's documentation describes it."""
    return {
        "title": "On record",
        "description": "Who said what, on which occasion, in whose words, across a pile of news articles.",
        "databases": {
            name: {
                "description": "A record of onrecord. Tables hold a noun each, views answer questions. Offsets count "
                "Unicode code points of the text of an article.",
                "queries": {
                    key: {"title": title, "description": about, "sql": sql}
                    for key, (title, about, sql) in _QUESTIONS.items()
                },
                "tables": dict(_tables()),
            }
        },
    }


_CREATED = re.compile(r"create (?:virtual )?(table|view) (\w+)")
_COLUMN = re.compile(r" {4}(\w+) +(?:text|integer|real)\b[^\n]*?(?:-- (.*))?")


def _tables() -> Iterator[tuple[str, dict[str, Any]]]:
    """What is said of each table and view."""
    above: list[str] = []
    lines = (files("onrecord") / "record.sql").read_text("utf-8").splitlines()
    for n, line in enumerate(lines):
        created = _CREATED.match(line)
        if created:
            noun, name = created.groups()
            yield name, _table(name, noun, " ".join(above), lines[n + 1 :])
        above = [*above, line[3:]] if line.startswith("-- ") and "---" not in line else []


def _table(name: str, noun: str, about: str, lines: list[str]) -> dict[str, Any]:
    columns = {}
    numbered = False
    for line in lines if noun == "table" else []:
        column = _COLUMN.fullmatch(line)
        if column is None:
            break
        numbered = numbered or column[1] == "number"
        if column[2]:
            columns[column[1]] = column[2]
    out: dict[str, Any] = {"title": name.replace("_", " ").capitalize()}
    if about:
        out["description"] = about[:1].upper() + about[1:]
    if columns:
        out["columns"] = columns
    if name in _LABELS:
        out["label_column"] = _LABELS[name]
    if name in _FACETS:
        out["facets"] = _FACETS[name]
    if numbered:
        out["sort"] = "number"
    if name in _SEARCHED:
        out |= {"fts_table": _SEARCHED[name], "fts_pk": "number"}
    if _HIDDEN.fullmatch(name):
        out["hidden"] = True
    return out
