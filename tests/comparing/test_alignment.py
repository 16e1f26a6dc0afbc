from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from onrecord.comparing.alignment import Block, blocks

_WORDS = st.lists(st.sampled_from("abcdef"), max_size=30)


@given(_WORDS, _WORDS)
def test_blocks_hold_equal_words_in_order(left, right):
    i = j = 0
    for block in blocks(left, right):
        assert block.length > 0
        assert block.left >= i
        assert block.right >= j
        assert left[block.left :][: block.length] == right[block.right :][: block.length]
        i, j = block.left + block.length, block.right + block.length


@given(_WORDS)
def test_a_sequence_is_one_block_of_itself(words):
    assert blocks(words, words) == ([Block(0, 0, len(words))] if words else [])


def test_long_texts_are_compared_around_what_occurs_once():
    generator = random.Random(1)
    left = [f"w{generator.randrange(20_000)}" for _ in range(30_000)]
    right = left[:10_000] + ["new"] * 50 + left[10_020:]
    start = time.perf_counter()
    found = blocks(left, right)
    assert time.perf_counter() - start < 60
    assert sum(b.length for b in found) == 30_000 - 20


def test_long_texts_that_share_nothing_have_no_blocks():
    assert blocks(["a"] * 5_000, ["b"] * 5_000) == []
