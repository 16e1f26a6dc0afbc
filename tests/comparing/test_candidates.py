"""Candidates against all pairs counted one by one, furniture by outlet, and the files that come and go."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.comparing import candidates, runs
from onrecord.comparing.candidates import FEW, FIRST, LAST, SHARED, repeated, sharing
from onrecord.comparing.runs import Partitions
from onrecord.comparing.words import Hashes, hashed

Pair = tuple[int, int]


def told(name: str, words: int) -> str:
    """So many words that no other text has in this order."""
    return " ".join(f"{name}x{n}" for n in range(words))


def pairs(texts: Sequence[str], memory: int = 1 << 30) -> set[Pair]:
    return {(i, j) for i, j in sharing([hashed(t) for t in texts], memory=memory).tolist()}


def grams(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[n : n + 5]) for n in range(len(words) - 4)}


def exact(texts: Sequence[str]) -> set[Pair]:
    """Pairs that meet by `SHARED` runs of five words, or by a quarter of those of the shorter text.

    The holders of a run meet all; when they are more than `FEW`, each meets the first and the last before it.
    Right for texts of fewer than 2 * `SAMPLE` words, which are not counted by a sample.
    """
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, text in enumerate(texts):
        for gram in grams(text):
            holders[gram].append(n)
    met: Counter[Pair] = Counter()
    for held in holders.values():
        for at, j in enumerate(held):
            met.update({(i, j) for i in ([*held[:at][:FIRST], *held[:at][-LAST:]] if len(held) > FEW else held[:at])})
    sizes = [max(0, len(text.split()) - 4) for text in texts]
    return {(i, j) for (i, j), n in met.items() if n >= min(SHARED, -(-min(sizes[i], sizes[j]) // 4))}


# texts of passages of ten stories, so that many pairs share some
passages = st.tuples(st.integers(0, 9), st.integers(0, 40), st.integers(1, 30)).map(
    lambda p: " ".join(f"s{p[0]}w{n}" for n in range(p[1], p[1] + p[2]))
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(passages, max_size=3).map(" ".join), max_size=40))
@example([])
@example(["", "a b c d", "a b c d e", "x a b c d e"])
@example([f"{told('wire', 30)} {told(f'own{n}', 30)}" for n in range(40)])
def test_pairs_are_those_that_are_counted_one_by_one(texts: list[str]) -> None:
    assert pairs(texts) == exact(texts)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(passages, max_size=4).map(" ".join), max_size=30), st.integers(0, 5000))
def test_memory_changes_nothing(texts: list[str], memory: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "_BATCH", 64)
        patch.setattr(runs, "_WORDS", 100_000)  # so that there are several parts
        assert pairs(texts, memory) == pairs(texts)


def test_an_abridgement_of_a_long_text_is_found_by_a_quarter_of_its_words() -> None:
    long = told("long", 4000).split()
    short = " ".join([*told("own", 30).split(), *long[2030:2044]])
    shortened = " ".join(w for start in range(0, 4000, 400) for w in long[start : start + 25])
    rest = [told(f"other{n}", 500) for n in range(50)]
    assert pairs([" ".join(long), *rest, short, shortened]) == {(0, 51), (0, 52)}


def test_a_turn_of_phrase_is_not_enough() -> None:
    phrase = " the end of the second world war in "
    texts = [told(f"a{n}", 60) + phrase + told(f"b{n}", 60) for n in range(4)]
    assert pairs(texts) == set()


def test_each_copy_of_a_wire_story_leads_to_the_first_and_costs_no_more_than_its_share() -> None:
    wire = told("wire", 400)
    copies = [f"{told(f'head{n}', 7)} {wire} {told(f'foot{n}', 20)}" for n in range(500)]
    found = pairs([told("other", 300), *copies])
    assert {j for i, j in found if i == 1} == set(range(2, 501))
    assert len(found) <= 500 * (FIRST + LAST)


def test_a_text_of_few_words_meets_a_long_one_though_many_hold_its_words() -> None:
    # the sample by which a long text is counted is not that of a short one
    wire = told("wire", 3000)
    copies = [f"{wire} {told(f'foot{n}', 300)}" for n in range(100)]
    excerpt = " ".join(wire.split()[700:730])
    assert {(0, 100), (99, 100)} <= pairs([*copies, excerpt])


def test_texts_of_the_same_words_come_from_the_first() -> None:
    texts = ["One two.", "one, two", "", "two one", "ONE TWO!", ""]
    assert list(repeated([hashed(t) for t in texts])) == [(0, 1), (0, 4)]


def test_files_are_gone_when_all_is_done_and_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(runs, "_BATCH", 64)
    seen = []

    def watched(numbers: Hashes, *rest: object) -> Iterator[Hashes]:
        seen.append(len(list(tmp_path.rglob("*"))))
        yield from found(numbers, *rest)  # type: ignore[arg-type]
        if fails:
            raise RuntimeError("the disk is gone")

    found = candidates._meetings
    monkeypatch.setattr(candidates, "_meetings", watched)
    texts = [hashed(told("one", 200)), hashed(told("one", 150))]
    fails = False
    assert sharing(texts, memory=100).tolist() == [[0, 1]]
    assert max(seen) > 0  # it did use the disk
    assert list(tmp_path.iterdir()) == []
    fails = True
    with pytest.raises(RuntimeError):
        sharing(texts, memory=100)
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, (1 << 64) - 1), max_size=40), max_size=5), st.integers(1, 9), st.integers(0, 500)
)
def test_parts_hold_all_numbers_in_order(added: list[list[int]], count: int, memory: int) -> None:
    with Partitions(count, 1 << 64, memory) as parts:
        for numbers in added:
            parts.add(np.array(numbers, dtype=np.uint64))
        out = [n for part in parts.sorted() for n in part.tolist()]
    assert out == sorted(n for numbers in added for n in numbers)
