"""Proposals of one paragraph are chosen together."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from onrecord.model import Article, digest
from onrecord.reading import attributions
from onrecord.reading.attributions import weighing
from onrecord.reading.attributions.network import Row, Run
from onrecord.text import quote

SIGHT = cast(Any, SimpleNamespace())


def proposal(cue: Run, content: tuple[Run, ...], exact: float, score: float) -> weighing.Proposal:
    labels = np.full((20, 5), 0.2, np.float32)
    row = Row(cue, 0, labels, np.full((20, 2), 0.5, np.float32))
    return weighing.Proposal(SIGHT, row, (), content, [], None, False, exact, score)


def test_two_that_are_worth_more_stand_before_one_that_takes_both() -> None:
    long = proposal((1, 2), ((2, 20),), 0.38, 0.8)
    short, second = proposal((1, 2), ((2, 9),), 0.27, 0.7), proposal((10, 11), ((11, 20),), 0.27, 0.6)
    assert weighing.chosen([long, short, second], 0.3) == [short, second]
    assert weighing.chosen([long, short], 0.3) == [long]


def test_none_below_the_threshold_and_no_cue_twice() -> None:
    one, same, weak = (
        proposal((3, 5), ((6, 9),), 0.6, 0.9),
        proposal((4, 5), ((10, 14),), 0.5, 0.9),
        proposal((15, 16), ((16, 20),), 0.2, 0.29),
    )
    assert weighing.chosen([one, same, weak], 0.3) == [one]


def test_features_stay_finite_at_the_ends_of_a_paragraph() -> None:
    found = weighing.features([proposal((0, 1), ((1, 20),), 0, 0), proposal((19, 20), ((0, 19),), 0, 0)])
    assert found.shape == (2, len(weighing.FEATURES))
    assert np.isfinite(found).all()


def test_in_a_headline_only_known_words_are_cues() -> None:
    text = "City Leader Shuts Carrow Bridge Over Safety Fears\n\nThe mayor said the bridge was old."
    paragraphs = ((51, len(text)),)
    article = Article(
        digest("x"), "x", "x", "", "text/plain", text, paragraphs=(paragraphs,), evidence={"title": ((0, 49),)}
    )
    (found,) = attributions.read([article], [])
    assert [quote(text, x.cue) for x in found] == ["said"]
