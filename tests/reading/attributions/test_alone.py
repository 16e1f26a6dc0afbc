"""What the rules find alone: signatures, labels by office, quotations that nothing introduces, and what is inside."""

from __future__ import annotations

import pytest

from onrecord import text
from onrecord.model import Span
from onrecord.reading.attributions import inside, nouns, rules, tokens, uncued
from onrecord.reading.attributions.rules import Candidate

Parts = tuple[str, str, list[str]]


def view(page: str) -> text.View:
    blocks: list[tuple[str, tuple[Span, ...]]] = []
    at = 0
    for part in page.split("\n\n"):
        blocks.append(("paragraph" if at else "title", ((at, at + len(part)),)))
        at += len(part) + 2
    return text.view(page, blocks)


def parts(page: str, c: Candidate) -> Parts:
    source, cue = (text.quote(page, tuple(spans)) for spans in (c.source, c.cue))
    return source, cue, [page[a:b] for a, b in c.content]


def read(page: str, heading: bool = False) -> list[Candidate]:
    """The likely candidates of the first block of a page."""
    stop = page.find("\n\n") if "\n\n" in page else len(page)
    t = tokens.read(page, 0, stop, tuple(text.quotations(page, 0, stop)))
    found = rules.candidates(t, heading) + nouns.candidates(t, "heading" if heading else "paragraph")
    return [c for c in found if c.score >= 0.5]


def unclaimed(page: str) -> list[Parts]:
    seen = view(page)
    assert seen.text == page
    return [parts(page, c) for c in uncued.unclaimed(seen, text.quotations(page), [])]


@pytest.mark.parametrize(
    ("title", "text", "want"),
    [
        ("Bridge to close – police", "It is old.", ("police", "–", ["Bridge to close"])),
        ("Bridge to close – rail chief", "It is old.", ("rail chief", "–", ["Bridge to close"])),
        ("Bridge to close – warden", "Head warden Ann Berg knows.", ("warden", "–", ["Bridge to close"])),
        ("“We ran out” – a nurse in the flood", "It rained.", ("a nurse", "–", ["“We ran out”"])),
        ("The bridge will have to go: Ann Berg", "Berg is a warden. Berg knows.",
         ("Ann Berg", ":", ["The bridge will have to go"])),
        ("‘The bridge must go’: minister", "It is old.", ("minister", ":", ["‘The bridge must go’"])),
        ("Minister: Bridge to close by autumn", "It is old.", ("Minister", ":", ["Bridge to close by autumn"])),
        ("Head warden: Bridge to close", "Head warden Ann Berg knows.", ("Head warden", ":", ["Bridge to close"])),
    ],
)  # fmt: skip
def test_headlines_are_signed_and_labelled_by_office(title: str, text: str, want: Parts) -> None:
    page = f"{title}\n\n{text}"
    assert want in [parts(page, c) for c in read(page, heading=True)]


@pytest.mark.parametrize(
    "title",
    [
        "Five bridges of Lom: Ann Berg",
        "What you have to know of the flood: Ann Berg",
        "Bridge to close – autumn",
        "“Salt Road” – a review of the film",
    ],
)
def test_other_headlines_are_signed_by_nobody(title: str) -> None:
    assert not [c for c in read(f"{title}\n\nAnn Berg knows the bridges. Berg is old.", True) if c.rule == "headline"]


def test_a_quotation_set_apart_is_signed_below() -> None:
    page = "Title\n\n“You may come out a little pinker”\n\n– Ann Berg, water agency\n\nShe knows."
    assert unclaimed(page) == [("Ann Berg, water agency", "–", ["“You may come out a little pinker”"])]


def test_a_quoted_sentence_behind_one_that_tells() -> None:
    assert unclaimed("Title\n\nBerg smiled at it. “Two is a crowd.” She left.") == [("", "", ["“Two is a crowd.”"])]
    assert unclaimed("Title\n\nBerg was there.\n\n“The sheep like it.”") == [("", "", ["“The sheep like it.”"])]


@pytest.mark.parametrize(
    "page",
    ["Berg read a book. “Salt Road” was long.", "Berg spoke of “the thing.” It was long.", "It ended. “Why?”"],
)
def test_other_quoted_words_are_nobodys(page: str) -> None:
    assert unclaimed("Title\n\n" + page) == []


def test_a_quotation_of_several_paragraphs_is_one() -> None:
    page = "Title\n\nBerg wept. “It came at night.\n\n“We heard it and ran.”\n\nIt rained."
    want = ["“It came at night.", "“We heard it and ran.”"]
    assert unclaimed(page) == [("", "", want)]
    seen, last = view(page), page.index("“We")
    known = Candidate(last, "after", "statement", [(7, 11)], [(12, 16)], [(last, page.index("\n\nIt"))], [], (7, 17))
    assert uncued.unclaimed(seen, text.quotations(page), [known]) == []
    assert parts(page, known)[2] == want


@pytest.mark.parametrize(
    ("page", "want"),
    [
        ("“He looked at us and said, ‘Your jobs are safe,’” Berg said.", [("He", "said", ["‘Your jobs are safe,’"])]),
        ("“He came. He said, ‘Who is it?’ and left again,” Berg said.", [("He", "said", ["‘Who is it?’"])]),
        ("“I told Joe [Ray, a pilot], ‘Choose.’ And he chose,” Berg said.", [("I", "told", ["‘Choose.’"])]),
        ("“He [the cook] writes: ‘Do not do this.’” It is so.", [("He [the cook]", "writes", ["‘Do not do this.’"])]),
        ("“His cousin says it was onions,” Berg said.", [("His cousin", "says", ["it was onions"])]),
        ("“I said it was onions. We think it was late,” Berg said.", []),
    ],
)
def test_what_is_told_inside_quotation_marks(page: str, want: list[Parts]) -> None:
    found = inside.told(view("T\n\n" + page), text.quotations("T\n\n" + page), [])
    assert [parts("T\n\n" + page, c) for c in found] == want


@pytest.mark.parametrize(
    ("page", "want"),
    [
        ("Berg said a technician had warned in March that the fridge was failing.",
         ("a technician", "had warned", ["the fridge was failing"])),
        ("Berg recalled that Meyer had vowed in January not to dismiss anybody.",
         ("Meyer", "had vowed", ["not to dismiss anybody"])),
        ("Former pupil Ann Berg said he doubted that the bishop believed a word of it.",
         ("he", "doubted", ["the bishop believed a word of it"])),
        ("The museum believes that the rings are old, its director told the agency.",
         ("The museum", "believes", ["the rings are old"])),
    ],
)  # fmt: skip
def test_what_is_reported_inside_a_report_is_as_likely_as_alone(page: str, want: Parts) -> None:
    assert want in [parts(page, c) for c in read(page)]


@pytest.mark.parametrize(
    "page",
    [
        "The bridge near Port Said reopened to traffic on Sunday.",
        "It was the farm of Edward Said Mansour.",
        "Port Said canal bridge reopens",
        "Whoever claims that it is lost must hand in a form.",
    ],
)
def test_names_and_whoever_say_nothing(page: str) -> None:
    assert read(page) == []


def test_somebodys_phone_is_no_phone_of_nobodys() -> None:
    (found,) = read("After it somebody’s phone announced that the train was late.")
    assert parts("After it somebody’s phone announced that the train was late.", found)[0] == "somebody’s phone"


@pytest.mark.parametrize(
    ("page", "want"),
    [
        ("»So it is,« said Berg. »It was so.«", ["»So it is,«", "»It was so.«"]),
        ("»So it is», said Berg. »It was so.»", ["»So it is»", "»It was so.»"]),
        ("« So it is », said Berg. «It was so.»", ["« So it is »", "«It was so.»"]),
        ("»So ›it‹ is«", ["»So ›it‹ is«"]),
        ("‘We couldn’t go.\n\n‘So we stayed.’", ["‘We couldn’t go.", "‘So we stayed.’"]),
        ("She said: 'We can't go.\n\n'So we stay.'", ["'We can't go.", "'So we stay.'"]),
        ("The '90s were good.\n\n'90s again.", []),
    ],
)
def test_marks_that_point_inwards_and_single_ones_that_open_anew(page: str, want: list[str]) -> None:
    assert [page[a:b] for a, b in text.quotations(page)] == want
