"""Common runs of words of two texts, against what comparing word by word says."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.comparing.passages import SHINGLE, Block, Shingled, blocks, joined, shingles
from onrecord.comparing.words import hashed

# few words, so that runs repeat and overlap
words = st.lists(st.sampled_from("abcdef"), max_size=40).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(words, words)
def test_a_shingle_is_known_by_its_words(left: str, right: str) -> None:
    a, b = left.split(), right.split()
    of_left, of_right = shingles(hashed(left)).tolist(), shingles(hashed(right)).tolist()
    assert len(of_left) == max(0, len(a) - SHINGLE + 1)
    for i, x in enumerate(of_left):
        for j, y in enumerate(of_right):
            assert (x == y) == (a[i : i + SHINGLE] == b[j : j + SHINGLE])


@settings(max_examples=300, deadline=None)
@given(words, words)
def test_blocks_are_the_runs_that_both_texts_have(left: str, right: str) -> None:
    a, b = left.split(), right.split()
    found = blocks(Shingled(hashed(left)), Shingled(hashed(right)))
    free = np.ones(len(a), dtype=np.bool_)
    for block in found:
        assert block.length >= SHINGLE
        assert a[block.left : block.left + block.length] == b[block.right : block.right + block.length]
        # it goes on for as long as the words are the same
        ends = block.left + block.length, block.right + block.length
        assert ends[0] == len(a) or ends[1] == len(b) or a[ends[0]] != b[ends[1]]
        assert free[block.left : block.left + block.length].all()
        free[block.left : block.left + block.length] = False
    assert [x.left for x in found] == sorted(x.left for x in found)
    # no common run is passed over
    held = {tuple(b[j : j + SHINGLE]) for j in range(len(b) - SHINGLE + 1)}
    for i in range(len(a) - SHINGLE + 1):
        assert tuple(a[i : i + SHINGLE]) not in held or not free[i : i + SHINGLE].all()


def test_passages_go_on_over_a_few_other_words() -> None:
    parts = [Block(0, 0, 5), Block(7, 6, 5), Block(30, 12, 6), Block(40, 2, 5)]
    assert joined(parts, 2) == [parts[:2], parts[2:3], parts[3:]]
    assert joined(parts, 20) == [parts[:3], parts[3:]]
    assert joined([], 3) == []
