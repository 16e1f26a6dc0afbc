"""`onrecord check`: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onrecord import cli

GOOD = "“We will not gamble with lives,” Okafor said.\n"
BAD = "Mayor Dana Okafor said:\n“We will gamble with lives.”\n\nMartin Hale denied that he had ignored the engineers.\n"


def run(*arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(cli.main, ["check", *arguments], input=input)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.txt"
    path.write_text(BAD, "utf-8")
    return path


def test_what_is_wrong_is_printed_with_its_line_and_the_words_of_the_record(draft: Path, bridge: Path) -> None:
    result = run(str(draft), "--against", str(bridge))
    assert result.exit_code == 1
    assert result.output == (
        f"{draft}: 2 claims looked up: 1 high, 0 medium, 0 low, 1 as the record has them; 0 not checked\n"
        "\n"
        "HIGH  other words, line 2, Dana Okafor\n"
        "    “We will gamble with lives.”\n"
        "  - negation: the draft leaves out “not” without an ellipsis\n"
        "  = Harbour Herald, 2026-03-04, Dana Okafor: We will not gamble with lives\n"
        "    in 4 articles of 2 origins (also Westhaven Courier)\n"
        "\n"
        "NOTE  one origin, line 4, Martin Hale\n"
        "    he had ignored the engineers\n"
        "  - one origin: 2 articles have it, all of one origin, Westhaven Courier: they are one witness\n"
        "  = Westhaven Courier, 2026-03-03, Martin Hale: he had ignored the engineers\n"
        "    in 2 articles of 1 origin (also digest)\n"
    )


def test_what_is_not_listed_is_said(tmp_path: Path, bridge: Path) -> None:
    path = tmp_path / "good.txt"
    path.write_text(GOOD, "utf-8")
    short, long = (run(str(path), "--against", str(bridge), *more).output for more in ((), ("--all",)))
    assert short.endswith("\n--all lists 1 claim more\n")
    assert "OK  verbatim" in long
    assert "--all" not in long


@pytest.mark.parametrize(
    ("text", "options", "status"),
    [
        (GOOD, (), 0),
        (BAD, (), 1),
        (BAD, ("--fail-on", "high"), 1),
        ("Okafor admitted that four additional ferries would start on Thursday.", ("--fail-on", "high"), 0),
        ("Okafor admitted that four additional ferries would start on Thursday.", (), 1),
        ("Martin Hale denied that he had ignored the engineers.", (), 0),
        ("Martin Hale denied that he had ignored the engineers.", ("--fail-on", "note"), 1),
        ("Nothing is quoted here.", (), 0),
        ("", (), 2),
    ],
)
def test_the_exit_status_tells_a_pipeline(bridge: Path, text: str, options: tuple[str, ...], status: int) -> None:
    result = run("-", "--against", str(bridge), *options, input=text)
    assert result.exit_code == status, result.output


def test_json_has_everything_with_places_to_the_character(draft: Path, bridge: Path) -> None:
    result = run(str(draft), "--against", str(bridge), "--json")
    assert result.exit_code == 1
    found = json.loads(result.output)
    assert found["draft"] == {"input": str(draft), "media_type": "text/plain", "text": BAD}
    assert found["counts"] == {
        "claims": 2, "high": 1, "medium": 0, "low": 0, "note": 1, "clear": 1, "not_checked": 0,
    }  # fmt: skip
    first = found["claims"][0]
    assert first["line"] == 2
    assert [BAD[a:b] for a, b in first["spans"]] == ["“We will gamble with lives.”"]
    assert first["faults"][0]["kind"] == "negation"
    assert first["faults"][0]["place"]["speaker"] == "Dana Okafor"


def test_what_cannot_be_checked_says_why_and_ends_with_2(tmp_path: Path, bridge: Path) -> None:
    result = run(str(tmp_path / "none.txt"), "--against", str(bridge))
    assert result.exit_code == 2
    assert result.output == f"Error: {tmp_path / 'none.txt'}: there is no such file or folder\n"
    assert run(str(bridge), "--against", str(bridge)).exit_code == 2
    assert run("draft.txt").exit_code == 2


def test_a_page_is_written_that_needs_nothing_else(draft: Path, bridge: Path, tmp_path: Path) -> None:
    page = tmp_path / "checked.html"
    assert run(str(draft), "--against", str(bridge), "-o", str(page)).exit_code == 1
    html = page.read_text("utf-8")
    assert "We will <ins>not</ins> gamble with lives" in html
    assert "http" not in html.replace("http-equiv", "")


def test_hostile_words_of_a_draft_do_nothing(bridge: Path, tmp_path: Path) -> None:
    page = tmp_path / "checked.html"
    text = "“<script>alert(1)</script> we will gamble with lives \x1b[31m\u202e,” Okafor said.\n"
    result = run("-", "--against", str(bridge), "-o", str(page), input=text)
    assert result.exit_code == 1
    assert "\x1b[31m" not in result.output
    assert "\u202e" not in result.output
    assert "<script>alert" not in page.read_text("utf-8")
