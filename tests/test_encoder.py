"""Windows hold every word once and in order; the shipped networks give what the trained ones gave."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import encoder, text


def windows(whole: str) -> list[encoder.Window]:
    blocks, at = [], 0
    for line in whole.split("\n\n"):
        blocks.append((at, at + len(line)))
        at += len(line) + 2
    return encoder.windows(whole, blocks, text.quotations(whole))


def words(whole: str) -> list[str]:
    return [
        whole[a:b] for w in windows(whole) for a, b in zip(w.starts.tolist(), w.stops.tolist(), strict=True)
    ]  # fmt: skip


def test_words_and_marks_with_their_signs() -> None:
    (window,) = windows("“We WON’T stop,” Ann-Marie said.\n\nIt “works”.")
    assert words("“We WON’T stop,” Ann-Marie said.\n\nIt “works”.") == [
        "“", "We", "WON", "’", "T", "stop", ",", "”", "Ann", "-", "Marie", "said", ".", "It", "“", "works", "”", ".",
    ]  # fmt: skip
    first = window.words
    assert window.case[first].tolist() == [0, 1, 2, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0]
    assert window.quotes[first].tolist() == [1, 2, 2, 2, 2, 2, 2, 3, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0]
    assert window.blocks.tolist() == [0] * 13 + [1] * 5
    assert window.ids[0] == encoder.FIRST
    assert (window.ids == encoder.BETWEEN).sum() == 2


@given(st.lists(st.text(alphabet=st.sampled_from("ab Ze.,“”\"'’-é中\u200b1"), max_size=400), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_every_letter_stands_in_one_word(paragraphs: list[str]) -> None:
    whole = "\n\n".join(paragraphs)
    found = windows(whole)
    assert all(len(w.ids) <= encoder.LONGEST for w in found)
    spans = [(a, b) for w in found for a, b in zip(w.starts.tolist(), w.stops.tolist(), strict=True)]
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))
    covered = {k for a, b in spans for k in range(a, b)}
    assert {k for k, c in enumerate(whole) if c.isalnum()} <= covered


def test_a_long_paragraph_is_cut_behind_a_sentence() -> None:
    whole = "The council met again and the mayor spoke of roads. " * 60
    found = windows(whole.strip())
    assert len(found) > 2
    assert all(whole[w.stops[-1] - 1] == "." for w in found)


def test_vectors_depend_on_the_window_alone() -> None:
    window, other = windows("“The bridge stays shut,” the mayor said.")[0], windows("Nothing else was said.")[0]
    before = encoder.vectors(window)
    encoder.vectors(other)
    assert before.shape == (len(window.words), 384)
    assert np.array_equal(before, encoder.vectors(window))


def test_the_shipped_networks_agree_with_the_trained_ones() -> None:
    """The encoder is int8: its vectors point the same way, and no label of a word is another."""
    with np.load(Path(__file__).with_name("encoder.npz")) as trained:
        (window,) = windows(str(trained["text"]))
        found = encoder.vectors(window)
        wanted = trained["vectors"].astype(np.float32)
        cosine = (found * wanted).sum(1) / np.linalg.norm(found, axis=1) / np.linalg.norm(wanted, axis=1)
        assert cosine.min() > 0.98
        exact = encoder.run("roles", vectors=wanted)
        assert np.abs(exact - trained["roles"]).max() < 0.01
        assert (encoder.run("roles", vectors=found).argmax(1) == trained["roles"].argmax(1)).mean() > 0.95
        places = np.arange(len(wanted))
        arguments = encoder.run("arguments", vectors=wanted, first=places, last=places)
        assert np.abs(arguments - trained["arguments"]).max() < 0.01
