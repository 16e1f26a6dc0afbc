"""Subtitles become running text with time codes, and transcripts and releases are told by their form alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.intake import parse, sources
from onrecord.intake.kinds import SRT, VTT
from onrecord.model import Article, Failure, Source

INTERVIEW = """\
1
00:00:01,000 --> 00:00:03,500
<i>INTERVIEWER: Minister, will the</i>

2
00:00:03,600 --> 00:00:05,000
tunnel open this year?

3
00:00:05,200 --> 00:00:08,000
HALVORSEN: No. We have found water
in the eastern tube,

4
00:00:08,100 --> 00:00:11,000
and I will not send a single
driver through it.

5
00:00:11,100 --> 00:00:12,000
[door slams]

6
00:00:15,000 --> 00:00:18,000
- And next year?
- Next year, perhaps.
"""
ROLLING = """\
WEBVTT - Interview with Halvorsen
Kind: captions

NOTE a remark

00:01.000 --> 00:03.000 align:start
<v Berit Halvorsen>We have <c.yellow>found</c> water

00:03.000 --> 00:05.000
We have found water
<v Berit Halvorsen>in the tube &amp; the gallery.

1
00:05.000 --> 00:06.000
<v Per Lund>Really?
"""


def parsed(data: str | bytes, media_type: str = SRT, name: str = "talk") -> Article | Failure:
    raw = data.encode() if isinstance(data, str) else data
    (found,) = parse([Source(f"{name}.srt", name, media_type, raw)])
    return found


def article(data: str | bytes, media_type: str = SRT) -> Article:
    found = parsed(data, media_type)
    assert isinstance(found, Article)
    return found


def test_cues_become_paragraphs_of_speakers() -> None:
    found = article(INTERVIEW)
    assert found.text.split("\n\n") == [
        "INTERVIEWER: Minister, will the tunnel open this year?",
        "HALVORSEN: No. We have found water in the eastern tube, and I will not send a single driver through it.",
        "[door slams]",
        "– And next year?",
        "– Next year, perhaps.",
    ]
    assert found.role == "subtitles"
    assert [f.kind for f in found.furniture] == ["stage direction"]
    at = {o.where: found.text[slice(*o.span)] for o in found.origin}
    assert at["00:00:08,100 --> 00:00:11,000"] == "and I will not send a single driver through it."


def test_voices_are_names_and_lines_that_roll_up_stand_once() -> None:
    found = article(ROLLING, VTT)
    assert found.text == "Berit Halvorsen: We have found water in the tube & the gallery.\n\nPer Lund: Really?"
    assert found.title == "Interview with Halvorsen"


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_change_nothing(line_end: str) -> None:
    changed = ("\ufeff" + INTERVIEW.replace("\n", line_end)).encode("utf-8")
    assert article(changed).text == article(INTERVIEW).text
    assert article(INTERVIEW.encode("utf-16")).text == article(INTERVIEW).text


def test_a_number_without_an_empty_line_before_it_is_no_word() -> None:
    tight = "1\n00:01,000 --> 00:02,000\nWe will\n2\n00:02,000 --> 00:03,000\nstay.\n"
    assert article(tight).text == "We will stay."


@pytest.mark.parametrize(
    ("data", "reason"), [("Nothing here.", "no time code"), ("1\n00:01,000 --> 00:02,000\n♪\n", "no words")]
)
def test_what_is_no_set_of_subtitles_is_said(data: str, reason: str) -> None:
    found = parsed(data)
    assert isinstance(found, Failure)
    assert found.reason.startswith("talk.srt: ")
    assert reason in found.reason


@given(st.text(alphabet="abc .:,->0123456789\n<>[]♪-", max_size=300))
def test_every_word_of_an_article_stands_in_one_place(data: str) -> None:
    found = parsed("1\n00:00:01,000 --> 00:00:02,000\n" + data)
    if isinstance(found, Article):
        spans = sorted([*found.body, *(f.span for f in found.furniture)])
        assert all(b <= c for (_, b), (c, _) in pairwise(spans))
        covered = "".join(found.text[a:b] for a, b in spans)
        assert "".join(covered.split()) == "".join(found.text.split())
        assert all(0 <= o.span[0] < o.span[1] <= len(found.text) for o in found.origin)


def test_files_of_a_folder_are_told_by_name_and_by_content(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(INTERVIEW, "utf-8")
    (tmp_path / "b.vtt").write_text(ROLLING, "utf-8")
    (tmp_path / "c.txt").write_text(INTERVIEW, "utf-8")
    found = parse(list(sources([tmp_path])))
    assert [(x.media_type, x.role) for x in found if isinstance(x, Article)] == [
        (SRT, "subtitles"),
        (VTT, "subtitles"),
        (SRT, "subtitles"),
    ]


# --- transcripts and releases ------------------------------------------------------------------------

TURNS = """\
HOLM: We closed the bridge on Monday. I will not open it before the steel is replaced.

Q: When will that be?

HOLM: In May, I hope. We have ordered the steel, and we wait for it.

Q: Who pays?

HOLM: The county pays.
"""
TRANSCRIPT = f"Transcript of the press conference with Mayor Anna Holm\n\n5 May 2023\n\n{TURNS}"
RELEASE = """\
PRESS RELEASE

County of Aster
5 May 2023

Bridge over the Aster to open in June

The County of Aster today announced that the bridge over the river will open on 12 June. Buses run until then.

"We are glad," said Anna Holm, the mayor.

Notes to editors
"""


def plain(text: str, *, primary: bool = False) -> Article:
    (found,) = parse([Source("in/x.txt", "x", "text/plain", text.encode(), primary=primary)])
    assert isinstance(found, Article)
    return found


def test_a_transcript_is_told_by_its_heading_and_its_turns() -> None:
    found = plain(TRANSCRIPT)
    assert found.role == "transcript"
    assert found.title == "Transcript of the press conference with Mayor Anna Holm"
    assert found.published == "2023-05-05"
    assert found.text[slice(*found.evidence["role"][0])].startswith("Transcript of")


def test_a_release_is_told_by_its_head_and_its_end() -> None:
    found = plain(RELEASE)
    assert (found.role, found.published) == ("press release", "2023-05-05")
    assert found.title == "Bridge over the Aster to open in June"


@pytest.mark.parametrize(
    "text",
    [
        "Bridge stays shut\n\nBy Ann Lee\n\n" + TURNS.replace("HOLM", "What we know").replace("Q:", "Claim 1:"),
        "Mayor faces questions\n\nThe mayor spoke to reporters.\n\n"
        + "It rained. Nobody came to see it.\n\n" * 12
        + TURNS,
        "Press release criticised\n\nA press release of the county has drawn criticism.\n\nThe mayor said so.",
    ],
)
def test_a_report_is_not_taken_for_a_primary_source(text: str) -> None:
    assert plain(text).role is None


def test_what_the_user_calls_primary_is_a_document_or_what_its_form_says() -> None:
    report = "Bridge stays shut\n\nThe bridge over the Aster stays shut, the county says. Nobody knows for how long."
    assert plain(report).role is None
    assert plain(report, primary=True).role == "document"
    assert plain(TRANSCRIPT, primary=True).role == "transcript"
