from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.comparing.saying import Said, prepare, quotation_marks
from onrecord.comparing.wordings import translated, wording
from onrecord.model import Article, Attribution, Links, Speaker


def said(text: str, form: str = "indirect") -> Said:
    """A report that is the whole text, or the stretches between bars."""
    spans, at = [], 0
    for piece in text.split("|"):
        spans.append((at, at + len(piece)))
        at += len(piece) + 1
    article = Article("a", "a.txt", "a", "", "text/plain", text)
    row = Attribution(f"id of {text[:20]}", "a", (), (), tuple(spans[::2]), form, "statement", None, None, 1.0, "test")
    return prepare(article, row, quotation_marks(article))


def changes(left: Said, right: Said, foreign: bool = False) -> tuple[str, list[tuple[str, str | None, str | None]]]:
    found = wording(left, right, foreign)
    return found.relation, [
        (c.kind, c.left and left.text[slice(*c.left)], c.right and right.text[slice(*c.right)]) for c in found.changes
    ]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("“We will win,”", "“We will win.”", ("verbatim", [])),
        ("“We will win.”", "“We will win. Nobody doubts it.”", ("trimmed", [("dropped", None, "Nobody doubts it")])),
        (
            "“Nobody doubts the brave captain.”",
            "“Nobody doubts the captain.”",
            ("altered", [("added", "brave", None)]),
        ),
        (
            "“ignored [the] warning of the captain”",
            "“ignored warning of the captain”",
            ("altered", [("inserted", "the", None)]),
        ),
        (
            "“We fear the storm and the captain”",
            "“We dread the storm and the captain”",
            ("altered", [("replaced", "fear", "dread")]),
        ),
        (
            "she would win the harbour race",
            "I will win the harbour race",
            ("paraphrase", [("shifted", "she would", "I will")]),
        ),
        (
            "they’ve won the harbour race and won’t sell it",
            "we have won the harbour race and would not sell it",
            ("paraphrase", [("shifted", "they’ve", "we have"), ("shifted", "won’t", "would not")]),
        ),
        (
            "“the captain won the race”",
            "“the [old] captain won the race”",
            ("trimmed", [("inserted", None, "old")]),
        ),
        (
            "he will not win the harbour race",
            "he will win the harbour race",
            ("paraphrase", [("added", "not", None)]),
        ),
        (
            "he called the storm “dreadful”",
            "he called the storm dreadful",
            ("verbatim", [("marks moved", "dreadful", "dreadful")]),
        ),
        (
            "before winter the harbour bridge will stand",
            "the harbour bridge will stand before winter",
            ("paraphrase", [("reordered", "before winter", "before winter")]),
        ),
    ],
)
def test_relation_and_changes(left, right, expected):
    assert changes(said(left), said(right)) == expected


def test_a_change_keeps_out_what_stands_between_two_stretches_of_a_quotation():
    left = said("“The bridge is gone.”")
    right = said("“The bridge is gone. Not a plank,”| she cried, |“not a nail is left.”")
    assert changes(left, right) == (
        "trimmed",
        [("dropped", None, "Not a plank"), ("dropped", None, "not a nail is left")],
    )


def test_two_cuttings_of_one_quotation_that_overlap_are_trimmed_not_altered():
    left = said("“Nobody doubts the captain. He sank the boat.”")
    right = said("“The harbour is closed. Nobody doubts the captain.”")
    assert changes(left, right) == (
        "trimmed",
        [("dropped", None, "The harbour is closed"), ("added", "He sank the boat", None)],
    )


def test_a_quotation_of_a_foreign_minister_against_what_is_told_is_no_translation():
    left = said("the harbour was “a shambles that cost us the captain’s ship”")
    right = said("the harbour was a “disaster” that lost them the ship of the captain")
    assert changes(left, right, foreign=True)[0] == "paraphrase"
    assert changes(said("“a hardline captain”"), said("“a hard-line captain”"), foreign=True)[0] != "translation"


def test_the_conjunction_before_what_is_said_is_no_word_of_it():
    told = said("that the harbour bridge would close")
    assert changes(told, said("the harbour bridge would close")) == ("verbatim", [])
    assert changes(said("the harbour bridge would close before winter"), told) == (
        "paraphrase",
        [("added", "before winter", None)],
    )
    assert told.words[0].text == "the"


def test_words_equal_by_chance_are_no_common_words():
    left, right = said("storms ruin the fields of the poor"), said("taxes burden the purses of the rich")
    assert [kind for kind, _, _ in changes(left, right)[1]] == ["replaced"]


def test_two_quotations_of_a_foreign_minister_in_other_words_are_translations():
    left, right = said("“Hopes of a Russian defeat have faded”"), said("“Nobody should hope that Russia is beaten”")
    assert changes(left, right, foreign=True)[0] == "translation"
    assert changes(left, right, foreign=False)[0] != "translation"


@pytest.mark.parametrize(
    ("descriptions", "foreign"),
    [
        (("Russian Foreign Minister",), True),
        (("US President", "Ukraine's president"), False),
        (("the American secretary of state",), False),
        (("French President", "the president"), True),
        (("Portugal's environment minister", "the minister"), True),
        (("mayor",), False),
        ((), False),
    ],
)
def test_whose_words_are_translated(descriptions, foreign):
    speaker = Speaker("s", "A. Speaker", "person", (), descriptions, (), "test")
    assert translated(Links(speakers=(speaker,))) == (frozenset({"s"}) if foreign else frozenset())


_TEXT = st.lists(
    st.sampled_from(["the", "of", "bridge", "winter", "“we", "will", "fall”", "[our]", "not", "harbour", "he's", "12"]),
    max_size=25,
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(_TEXT, _TEXT)
def test_every_word_is_kept_or_lies_in_one_change(left, right):
    one, two = said(left), said(right)
    found = wording(one, two)
    moved = [c for c in found.changes if c.kind != "marks moved"]
    for side, report in (("left", one), ("right", two)):
        spans = [span for c in moved if (span := getattr(c, side))]
        outside = []
        for word in report.words:
            inside = [s for s in spans if s[0] <= word.span[0] and word.span[1] <= s[1]]
            assert len(inside) <= 1
            if not inside:
                outside.append(word.text)
        if side == "left":
            kept = outside
        else:
            assert outside == kept


@settings(max_examples=200, deadline=None)
@given(_TEXT, _TEXT)
def test_the_changes_turn_one_report_into_the_other(left, right):
    one, two = said(left), said(right)
    changes = [c for c in wording(one, two).changes if c.kind != "marks moved"]
    taken = [c.left for c in changes if c.left]
    kept = iter([w.text for w in one.words if not any(a <= w.span[0] < b for a, b in taken)])
    put = [c.right for c in changes if c.right]
    applied = [w.text if any(a <= w.span[0] < b for a, b in put) else next(kept) for w in two.words]
    assert applied == [w.text for w in two.words]
    assert list(kept) == []


_MIRRORED = {"dropped": "added", "added": "dropped"}


@settings(max_examples=200, deadline=None)
@given(_TEXT, _TEXT)
def test_the_other_way_round_the_changes_are_mirrored(left, right):
    one, two = said(left), said(right)
    there = {(c.kind, c.left, c.right) for c in wording(one, two).changes}
    back = {(_MIRRORED.get(c.kind, c.kind), c.right, c.left) for c in wording(two, one).changes}
    assert there == back


@settings(max_examples=100, deadline=None)
@given(st.lists(_TEXT, min_size=1, max_size=3), st.lists(_TEXT, min_size=1, max_size=3))
def test_changes_lie_in_the_content_and_begin_and_end_with_a_word(left, right):
    one, two = said("| cried he, |".join(left)), said("| she said, |".join(right))
    for change in wording(one, two).changes:
        for report, span in ((one, change.left), (two, change.right)):
            if span:
                assert any(a <= span[0] and span[1] <= b for a, b in report.attribution.content)
                assert span[0] in {w.span[0] for w in report.words}
                assert span[1] in {w.span[1] for w in report.words}


def test_a_text_that_was_decoded_twice_keeps_its_offsets():
    left, right = said("TomÃ¡s will rebuild the old bridge"), said("TomÃ¡s will rebuild the bridge")
    assert changes(left, right)[1] == [("added", "old", None)]


def test_long_quotations_are_worded_in_no_time():
    words = " ".join(f"word{n % 1_900}" for n in range(2_900))
    one, two = said(f"“{words}”"), said(f"“{words.replace('word7 ', 'other ')}”")
    start = time.perf_counter()
    assert wording(one, two).relation == "altered"
    assert time.perf_counter() - start < 20


@settings(max_examples=50, deadline=None)
@given(_TEXT)
def test_a_report_words_itself_verbatim(text):
    report = said(text)
    if report.words:
        assert (wording(report, report).relation, wording(report, report).changes) == ("verbatim", ())
