"""Text for a terminal: harmless, aligned, and no wider than the screen."""

from __future__ import annotations

import sys
from dataclasses import replace

import click
import handmade
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import Discrepancy, Failure, terminal
from onrecord.summary import StorySummary, Summary, summarise

WIDE = terminal.Screen(200, 24)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines\tand  gaps ", "two lines and gaps"),
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("bell\x07 csi\x9b2J nul\0", "bell� csi�2J nul�"),
        ("\u202eevil\u2066", "�evil�"),
        ("naïve 😀 日本", "naïve 😀 日本"),
        ("soft\u00adly \ufeffhidden", "softly hidden"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert terminal.clean(text) == shown


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        *[("abc", 3), ("日本", 4), ("e\u0301", 1), ("😀", 2), ("a\u200db", 2), ("", 0)],
        # a family, a flag, a hand with a tone of skin, a shrug of a man, a red heart, a key
        *[
            ("👩\u200d👩\u200d👧", 2),
            ("🇺🇦", 2),
            ("👋🏽", 2),
            ("🤷\u200d♂\ufe0f", 2),
            ("❤\ufe0f", 2),
            ("1\ufe0f\u20e3", 2),
        ],
        *[("שלום", 4), ("שָׁלוֹם", 4), ("كتاب", 4), ("한국", 4), ("\u1112\u1161\u11ab", 2)],
    ],
)
def test_width(text: str, columns: int) -> None:
    assert terminal.width(text) == columns


@given(handmade.texts, st.integers(1, 20))
def test_cut_fits(text: str, columns: int) -> None:
    text = terminal.clean(text)
    short = terminal.cut(text, columns)
    assert terminal.width(short) <= columns
    assert short == text or short.endswith("…")


def test_what_is_cut_keeps_its_marks() -> None:
    assert terminal.cut("e\u0301e\u0301e\u0301", 2) == "e\u0301…"
    assert terminal.cut("👩\u200d👩\u200d👧👩\u200d👩\u200d👧👧", 5) == "👩\u200d👩\u200d👧👩\u200d👩\u200d👧…"


def test_text_is_wrapped_and_cut_after_some_lines() -> None:
    text = "one two three four five six"
    assert terminal.wrapped(text, 12, start="- ", indent=2) == ["- one two", "  three four", "  five six"]
    assert terminal.wrapped(text, 12, start="- ", indent=2, most=2) == ["- one two", "  three fou…"]
    assert terminal.wrapped(text, sys.maxsize) == [text]
    assert terminal.wrapped("", 12, start="  ") == ["  "]


@given(handmade.texts, st.integers(8, 40), st.integers(1, 4))
def test_wrapped_text_fits_and_loses_nothing_silently(text: str, columns: int, most: int) -> None:
    text = terminal.clean(text)
    lines = terminal.wrapped(text, columns, start="  ", indent=4, most=most)
    assert len(lines) <= most
    assert all(terminal.width(line) <= columns for line in lines)
    assert any(line.endswith("…") for line in lines) or " ".join(" ".join(lines).split()) == text


def table(rows: list[dict[str, object]], columns: int) -> list[str]:
    return [click.unstyle(line) for line in terminal.table(rows, columns)]


def test_a_table_whole() -> None:
    rows = [
        {"name": "日本 Times", "count": 3, "left_out": None, "words": "a sentence that is far too long to stand here"},
        {"name": None, "count": 12, "left_out": None, "words": "short"},
    ]
    assert table(rows, 40) == [
        "NAME        COUNT  WORDS",
        "日本 Times      3  a sentence that is f…",
        "               12  short",
    ]
    assert terminal.table(rows, 40)[0] == "\x1b[1mNAME        COUNT  WORDS\x1b[0m"


def test_a_table_of_any_script_is_aligned() -> None:
    rows: list[dict[str, object]] = [
        {"name": "שלום עולם", "title": "كتاب", "n": 1},
        {"name": "e\u0301te\u0301", "title": "👩\u200d👩\u200d👧 news", "n": 22},
        {"name": "한국 신문", "title": "plain", "n": 333},
    ]
    assert table(rows, 60) == [
        "NAME       TITLE      N",
        # marks around what is written from right to left keep the cells in their order
        "\u200eשלום עולם\u200e  \u200eكتاب\u200e       1",
        "e\u0301te\u0301        👩\u200d👩\u200d👧 news   22",
        "한국 신문  plain    333",
    ]


def test_the_last_columns_go_before_another_is_cut_short() -> None:
    words = "a sentence that is long enough to be cut wherever it stands"
    row: dict[str, object] = {"published": "2021-05-04T16:20:00+02:00", "words": words, "count": 3, "more": words}
    assert table([row], 50) == [
        "PUBLISHED   WORDS                            COUNT",
        "2021-05-04  a sentence that is long enough…      3",
    ]
    assert table([row], 24) == ["PUBLISHED", "2021-05-04"]
    # what another program reads is whole
    assert table([row], sys.maxsize)[1] == f"2021-05-04T16:20:00+02:00  {words}      3  {words}"


def test_what_is_grave_stands_out() -> None:
    lines = terminal.table([{"severity": x, "note": "n"} for x in ("high", "medium", "low")], 40)
    assert lines[1:] == ["\x1b[31m\x1b[1mhigh\x1b[0m      n", "\x1b[33mmedium\x1b[0m    n", "low       n"]
    # a title may begin with such a word
    assert terminal.table([{"title": "high waters"}], 40)[1] == "high waters"


@given(
    st.lists(st.fixed_dictionaries({x: st.none() | st.integers() | handmade.texts for x in "abcdef"}), max_size=4),
    st.integers(1, 90),
)
def test_a_table_fits(rows: list[dict[str, object]], columns: int) -> None:
    lines = table(rows, columns)
    assert all(terminal.width(line) <= columns for line in lines)
    assert len(lines) in (0, len(rows) + 1)


def test_counted() -> None:
    assert terminal.counted(1, "story", "stories") == "1 story"
    assert terminal.counted(0, "story", "stories") == "0 stories"
    assert terminal.counted(2, "article") == "2 articles"


def test_what_copies_repeat_stands_once_in_a_summary() -> None:
    found = handmade.harbour()
    row = found.links.discrepancies[0]
    rows = tuple(
        replace(row, id=str(n), severity="high", kind="number", statement=statement, note=f"note {n}")
        for n, statement in enumerate(["a", "a", "b", None, None, "a"])
    )
    found = replace(found, links=replace(found.links, discrepancies=rows))
    shown = [click.unstyle(x).strip() for x in terminal.summary(summarise(found), WIDE) if "note" in x]
    assert shown == [
        "high    number (2 more of this statement): note 0",
        "high    number: note 2",
        "high    number: note 3",
        "high    number: note 4",
    ]


def large(stories: int, discrepancies: int) -> Summary:
    """A summary of many stories with long titles and of many discrepancies."""
    return Summary(
        articles=12_345,
        unread=(("fr", 1200), ("de", 7)),
        stories=tuple(
            StorySummary(
                f"Port {n} stays shut while the cranes of the eastern quay are repaired by nobody in particular",
                1000 - n,
                30,
                tuple(f"Agency {k} ({k} articles)" for k in range(30, 0, -1)),
                tuple((f"Speaker Number {k}", 100 - k) for k in range(40)),
            )
            for n in range(stories)
        ),
        single_articles=17,
        speakers=4321,
        listed=3,
        unnamed=1234,
        attributions=50_000,
        statements=40_000,
        shared_statements=9_000,
        independent_statements=4_000,
        occasions=700,
        derivations=1,
        severities={"high": discrepancies, "medium": 0, "low": 0},
        discrepancies=tuple(
            Discrepancy(
                str(n), "number", None, None, None, f"Delta Post has “{n} ships”, Gulf Times “{n + 1}”.", "high", ""
            )
            for n in range(discrepancies)
        ),
        failures=(),
    )


LARGE_80 = """\
12,345 articles, 517 stories, 4,321 speakers (3 from the list of names, 1,234
unnamed), 40,000 statements, 700 occasions
9,000 statements in several articles, 4,000 from several origins
1,207 articles were not read for who said what: they are not in English (1,200
fr, 7 de)

Port 0 stays shut while the cranes of the eastern quay are repaired by nobody i…
  1,000 articles, 30 origins: Agency 30 (30 articles), Agency 29 (29 articles),
  Agency 28 (28 articles), Agency 27 (27 articles), Agency 26 (26 articles) and…
  statements by Speaker Number 0 (100), Speaker Number 1 (99), Speaker Number 2
  (98), Speaker Number 3 (97), Speaker Number 4 (96) and 35 more
… and 499 more stories in several articles

500 differences: 500 high
  high    number: Delta Post has “0 ships”, Gulf Times “1”.
  high    number: Delta Post has “1 ships”, Gulf Times “2”.
  high    number: Delta Post has “2 ships”, Gulf Times “3”.
  high    number: Delta Post has “3 ships”, Gulf Times “4”.
  high    number: Delta Post has “4 ships”, Gulf Times “5”.
  high    number: Delta Post has “5 ships”, Gulf Times “6”.
  … and 494 more
""".splitlines()

LARGE_120 = """\
12,345 articles, 517 stories, 4,321 speakers (3 from the list of names, 1,234 unnamed), 40,000 statements, 700 occasions
9,000 statements in several articles, 4,000 from several origins
1,207 articles were not read for who said what: they are not in English (1,200 fr, 7 de)

Port 0 stays shut while the cranes of the eastern quay are repaired by nobody in particular
  1,000 articles, 30 origins: Agency 30 (30 articles), Agency 29 (29 articles), Agency 28 (28 articles), Agency 27 (27
  articles), Agency 26 (26 articles) and 25 more
  statements by Speaker Number 0 (100), Speaker Number 1 (99), Speaker Number 2 (98), Speaker Number 3 (97), Speaker
  Number 4 (96) and 35 more

Port 1 stays shut while the cranes of the eastern quay are repaired by nobody in particular
  999 articles, 30 origins: Agency 30 (30 articles), Agency 29 (29 articles), Agency 28 (28 articles), Agency 27 (27
  articles), Agency 26 (26 articles) and 25 more
  statements by Speaker Number 0 (100), Speaker Number 1 (99), Speaker Number 2 (98), Speaker Number 3 (97), Speaker
  Number 4 (96) and 35 more

Port 2 stays shut while the cranes of the eastern quay are repaired by nobody in particular
  998 articles, 30 origins: Agency 30 (30 articles), Agency 29 (29 articles), Agency 28 (28 articles), Agency 27 (27
  articles), Agency 26 (26 articles) and 25 more
  statements by Speaker Number 0 (100), Speaker Number 1 (99), Speaker Number 2 (98), Speaker Number 3 (97), Speaker
  Number 4 (96) and 35 more
… and 497 more stories in several articles

500 differences: 500 high
  high    number: Delta Post has “0 ships”, Gulf Times “1”.
  high    number: Delta Post has “1 ships”, Gulf Times “2”.
  high    number: Delta Post has “2 ships”, Gulf Times “3”.
  high    number: Delta Post has “3 ships”, Gulf Times “4”.
  high    number: Delta Post has “4 ships”, Gulf Times “5”.
  high    number: Delta Post has “5 ships”, Gulf Times “6”.
  high    number: Delta Post has “6 ships”, Gulf Times “7”.
  high    number: Delta Post has “7 ships”, Gulf Times “8”.
  high    number: Delta Post has “8 ships”, Gulf Times “9”.
  high    number: Delta Post has “9 ships”, Gulf Times “10”.
  high    number: Delta Post has “10 ships”, Gulf Times “11”.
  high    number: Delta Post has “11 ships”, Gulf Times “12”.
  high    number: Delta Post has “12 ships”, Gulf Times “13”.
  high    number: Delta Post has “13 ships”, Gulf Times “14”.
  high    number: Delta Post has “14 ships”, Gulf Times “15”.
  … and 485 more
""".splitlines()


def test_a_large_summary_whole_at_80_by_24() -> None:
    assert [click.unstyle(x) for x in terminal.summary(large(500, 500), terminal.Screen(80, 24))] == LARGE_80


def test_a_large_summary_whole_at_120_by_40() -> None:
    assert [click.unstyle(x) for x in terminal.summary(large(500, 500), terminal.Screen(120, 40))] == LARGE_120


@settings(deadline=None)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(60, 130), st.integers(20, 50))
def test_a_summary_fits_the_screen(stories: int, discrepancies: int, columns: int, rows: int) -> None:
    lines = [click.unstyle(x) for x in terminal.summary(large(stories, discrepancies), terminal.Screen(columns, rows))]
    assert len(lines) <= rows
    assert all(terminal.width(x) <= columns for x in lines)
    assert sum(x.startswith("Port ") for x in lines) >= min(stories, 1)
    assert sum(x.startswith("  high ") for x in lines) >= min(discrepancies, 1)
    # either all is there, or it is said how much is not
    told = sum(x.startswith("Port ") for x in lines)
    assert (
        told == stories
        or f"… and {terminal.counted(stories - told, 'more story', 'more stories')} in several articles" in lines
    )
    graded = sum(x.startswith("  high ") for x in lines)
    assert graded == discrepancies or f"  … and {discrepancies - graded} more" in lines


def test_who_is_named_by_nobody_is_counted_apart() -> None:
    found = handmade.harbour()
    # the speaker of the second article alone is a mayor without a name
    speakers = (*found.links.speakers, replace(found.links.speakers[0], id="s3", name="mayor", entities=("e2",)))
    summary = summarise(replace(found, links=replace(found.links, speakers=speakers)))
    assert (summary.speakers, summary.unnamed, summary.listed) == (3, 1, 0)
    assert "3 speakers (1 unnamed)" in terminal.summary(summary, WIDE)[0]
    known = replace(speakers[2], listed="names.csv:2")
    summary = summarise(replace(found, links=replace(found.links, speakers=(*speakers[:2], known))))
    assert (summary.unnamed, summary.listed) == (0, 1)


def test_a_report_that_credits_somebody_is_not_called_its_own() -> None:
    found = handmade.harbour()
    derived = replace(found.links.derivations[1], unseen=None)
    (story,) = summarise(replace(found, links=replace(found.links, derivations=(derived,)))).stories
    assert story.origins == ("own report (Delta Post)", "report with parts from Harbour Agency (two)")
    (story,) = summarise(replace(found, links=replace(found.links, derivations=()))).stories
    assert story.origins == ("own reports (Delta Post, two)",)


def test_many_failures_take_few_lines_on_a_terminal() -> None:
    failures = [Failure(f"in/{n}.txt", f"in/{n}.txt: the file is empty") for n in range(500)]
    failures += [Failure(f"x{n}", f"x{n}: reason {n}") for n in range(5)]
    assert terminal.failed(failures, whole=True) == [(x.reason, x.input) for x in failures]
    assert terminal.failed(failures[:4], whole=False) == [(x.reason, x.input) for x in failures[:4]]
    few = terminal.failed(failures, whole=False)
    assert [words for words, _ in few] == [
        "500 inputs: the file is empty, the first is in/0.txt",
        "x0: reason 0",
        "x1: reason 1",
        "3 more for other reasons",
    ]
    assert terminal.height(few, 80) == 5
    assert terminal.height([("a" * 80, "")], 80) == 3
    assert terminal.height([], 80) == 0


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (("reading", 0, 640, 0.0), "reading: 0 of 640 articles"),
        (("reading", 0, 1, 9.0), "reading: 0 of 1 article"),
        (("reading", 32, 640, 1.9), "reading: 32 of 640 articles, 17 a second"),
        (("reading", 32, 640, 8.0), "reading: 32 of 640 articles, 4.0 a second, about 3 min left"),
        (("reading", 630, 640, 63.0), "reading: 630 of 640 articles, 10 a second, about 1 s left"),
        (
            ("reading again", 1000, 100_000, 100.0),
            "reading again: 1,000 of 100,000 articles, 10 a second, about 2 h 45 min left",
        ),
        (("reading", 640, 640, 64.0), "reading: 640 of 640 articles, 10 a second"),
        (("linking statements", 6, 10, 75.0), "linking: statements, step 7 of 10, 1 min so far"),
    ],
)
def test_progress_in_words(told: tuple[str, int, int, float], line: str) -> None:
    assert terminal.told(*told) == line
