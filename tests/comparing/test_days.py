"""The day of saying: from the sentence of the saying verb, from the saying just before, by the weekday alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.comparing.days import days_of_saying, on_other_days
from onrecord.model import Article, Attribution, Links, Reading, Time


def told(name: str, text: str, days: dict[str, str | None]) -> tuple[Article, Reading]:
    """An article in which each paragraph's quotation is an attribution, and `days` are the times of its text."""
    times = tuple(
        Time(f"{name}-{words}", name, (text.index(words), text.index(words) + len(words)), value, None, None, "test")
        for words, value in days.items()
    )
    rows, at = [], 0
    for line in text.split("\n"):
        start, stop = at + line.index("“"), at + line.index("”") + 1
        cue = at + line.index(" said")
        rows.append(
            Attribution(
                f"{name}-{len(rows)}",
                name,
                (),
                ((cue + 1, cue + 5),),
                ((start, stop),),
                "direct",
                "statement",
                None,
                None,
                1.0,
                "test",
            )
        )
        at += len(line) + 1
    article = Article(name, f"{name}.txt", name, "", "text/plain", text, paragraphs=(((0, len(text)),),))
    return article, replace(Reading(name, tuple(rows), ()), times=times)


@pytest.mark.parametrize(
    ("left", "right", "apart"),
    [
        (("“No,” she said on Saturday.", {"on Saturday": "2020-05-02"}),
         ("“No,” she said on Monday.", {"on Monday": "2020-05-04"}), True),
        # late on the one side of the earth is the next day on the other
        (("“No,” she said on Sunday.", {"on Sunday": "2020-05-03"}),
         ("“No,” she said on Monday.", {"on Monday": "2020-05-04"}), False),
        # nothing settles the one date: the weekdays tell
        (("“No,” she said on Saturday.", {"on Saturday": None}),
         ("“No,” she said on Monday.", {"on Monday": "2020-05-04"}), True),
        (("“No,” she said.", {}), ("“No,” she said on Monday.", {"on Monday": "2020-05-04"}), False),
        # two days in the sentence show nothing
        (("“No,” she said on Saturday, after the fire of Thursday.", {"on Saturday": "2020-05-02",
                                                                   "Thursday": "2020-04-30"}),
         ("“No,” she said on Monday.", {"on Monday": "2020-05-04"}), False),
        # a day inside the words is no day of saying
        (("“No to Saturday,” she said.", {"Saturday": "2020-05-02"}),
         ("“No,” she said on Monday.", {"on Monday": "2020-05-04"}), False),
    ],
)  # fmt: skip
def test_words_said_days_apart(left, right, apart):
    (a, x), (b, y) = told("a", *left), told("b", *right)
    days = days_of_saying([a, b], [x, y], Links())
    assert on_other_days(days, "a-0", "b-0") is apart
    assert on_other_days(days, "b-0", "a-0") is apart


def test_a_day_goes_on_to_hold_for_the_next_saying_but_not_far_on():
    near = told("a", "“No,” she said on Monday.\n“Never,” she said.", {"on Monday": "2020-05-04"})
    days = days_of_saying([near[0]], [near[1]], Links())
    assert days["a-1"] == days["a-0"]
    far = "The fire burnt the old mill down to its walls. " * 8
    away = told("a", f"“No,” she said on Monday.\n{far}“Never,” she said.", {"on Monday": "2020-05-04"})
    assert "a-1" not in days_of_saying([away[0]], [away[1]], Links())
