from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import text as t
from onrecord.model import Article, digest

ANY = st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=300)
# what UTF-8 in another encoding looks like, and other things around it
TWICE = st.text(alphabet=st.sampled_from(list("ÃÂâ€™œ\x9d©¡±¼ž\xa0\xadÐ¢ÅÄ ab.é“”’«")), max_size=40)
LINES = st.text(alphabet=st.sampled_from(list("ab .!?\r\n\t\"'“”‘’„«»😀e\u0301—U.S")), max_size=300)


def quoted(text: str) -> list[str]:
    return [text[a:b] for a, b in t.quotations(text)]


def split(text: str) -> list[str]:
    return [text[a:b] for a, b in t.sentences(text)]


@given(st.one_of(ANY, LINES).filter(lambda text: not t.repairs(text)), st.data())
def test_a_view_reads_the_very_characters_of_the_article(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    view = t.view(text, [("paragraph", spans[:2]), ("heading", spans[2:])])
    assert len(view.blocks) == len(view.kinds)
    start = data.draw(st.integers(0, len(view.text)))
    stop = data.draw(st.integers(start, len(view.text)))
    back = view.spans(start, stop)
    bare = "".join(view.text[start:stop].split())
    assert "".join("".join(text[a:b].split()) for a, b in back) == bare
    assert list(back) == sorted(back)
    assert t.covers(t.merged(spans), back)


MEANT = "áéñüÉ“”’–—…ß€"


@given(st.lists(st.tuples(st.sampled_from(MEANT), st.booleans(), st.sampled_from(["a", "Tom", " said ", ". "]))))
def test_what_was_decoded_twice_is_read_as_it_was_meant_and_points_back(parts):
    text, meant, back = "", "", []
    for c, twice, more in parts:
        written = c.encode().decode("latin-1") if twice else c
        back.append((len(text), len(text) + len(written)))
        text, meant = text + written + more, meant + c + more
    view = t.view(text, [("paragraph", ((0, len(text)),))])
    assert t.mended(text) == meant
    assert view.text == meant.strip()
    at = 0
    for (start, stop), (_, _, more) in zip(back, parts, strict=True):
        assert view.spans(at, at + 1) == ((start, stop),)
        assert view.locate(start) == view.locate(stop - 1) == at
        at += 1 + len(more)


def test_names_and_marks_that_were_decoded_twice():
    text = "â€œIt is closed,â€\x9d TomÃ¡s Regalado said. Itâ€™s â€œoverâ€, DvoÅ™Ã¡k said."
    view = t.view(text, [("paragraph", ((0, len(text)),))])
    assert view.text == "“It is closed,” Tomás Regalado said. It’s “over”, Dvořák said."
    name = view.text.index("Tomás")
    assert quoted(view.text) == ["“It is closed,”", "“over”"]
    assert [text[a:b] for a, b in view.spans(name, name + 5)] == ["TomÃ¡s"]
    start = view.text.index("It is")
    assert [text[a:b] for a, b in view.spans(start, start + 13)] == ["It is closed,"]
    right = "São Paulo, Ürümqi, «Ça va?», NÃO, Ã, â, 5 €, “Él”"
    assert t.mended(right) == right


def test_a_text_without_spaces_is_looked_through_once():
    # one run of so many characters: looked through anew from each of them, it would take the better part of an hour
    run = "市" * 900_000
    assert t.repairs(run) == []
    assert t.repairs(run + " TomÃ¡s") == [((len(run) + 4, len(run) + 6), "á")]


@given(st.one_of(ANY, LINES, TWICE, st.text()))
def test_repairs_follow_each_other_and_are_done_once(text):
    found = t.repairs(text)
    assert all(a < b and said and said != text[a:b] for (a, b), said in found)
    assert all(b <= c for ((_, b), _), ((c, _), _) in itertools.pairwise(found))
    assert t.mended(t.mended(text)) == t.mended(text)
    view = t.view(text, [("paragraph", ((0, len(text)),))])
    # the view leaves out white space at the ends, and a run is judged without it
    found = t.repairs(text, *t.trimmed(text, (0, len(text))))
    begun = 0
    for i, c in enumerate(view.text):
        if not c.isspace():
            ((start, stop),) = view.spans(i, i + 1)
            assert begun <= start < stop
            assert text[start:stop] == c or (start, stop) in dict(found)
            begun = start
    assert view.spans(0, len(view.text)) or not view.text


def test_a_sentence_that_a_page_header_cuts_is_whole_in_the_view():
    text = "He said that the bridge\n\nThe Paper\n\nwould stay shut.\nMore."
    a, b = text.index("He"), text.index("\n\nThe")
    c, d = text.index("would"), text.index("\nMore")
    view = t.view(text, [("paragraph", ((a, b), (c, d)))])
    assert view.text == "He said that the bridge would stay shut."
    i = view.text.index("bridge would")
    spans = view.spans(i, i + len("bridge would"))
    assert [text[x:y] for x, y in spans] == ["bridge", "would"]
    assert view.locate(c) == view.text.index("would")
    assert view.locate(text.index("The Paper")) is None


def test_a_view_is_made_once_for_an_article_and_anew_for_another_of_its_id():
    text = "Ann Lee spoke. Bo Ray left.\n\nIt rained."
    spans = (((0, 27),), ((29, 39),))
    one = Article("id", "a", "a", "", "text/plain", text, paragraphs=spans)
    other = replace(one, paragraphs=spans[1:])
    assert t.reading_view(one) is t.reading_view(one)
    assert t.reading_view(other).text == "It rained."
    view = t.reading_view(one)
    assert [view.text[a:b] for a, b in view.sentences] == ["Ann Lee spoke.", "Bo Ray left.", "It rained."]


def test_views_are_let_go_when_they_are_too_many(monkeypatch):
    monkeypatch.setattr(t, "KEPT", 1000)
    views = t._Views()
    articles = [Article(str(n), "a", "a", "", "text/plain", "x" * 200) for n in range(9)]
    for article in articles:
        views.put(article, t._reading_view(article))
    assert [a.id for a in articles if views.get(a)] == ["4", "5", "6", "7", "8"]
    assert views.size == 1000
    # what would push all others out is not kept
    long = Article("long", "a", "a", "", "text/plain", "x" * 251)
    views.put(long, t._reading_view(long))
    assert views.get(long) is None


@given(st.one_of(ANY, LINES))
def test_sentences_cover_every_word_once_and_in_order(text):
    spans = t.sentences(text)
    assert all(a < b for a, b in spans)
    assert all(p[1] <= q[0] for p, q in itertools.pairwise(spans))
    inside = "".join("".join(text[a:b].split()) for a, b in spans)
    assert inside == "".join(text.split())


def test_sentences_end_where_a_reader_ends_them():
    assert split(
        "Mr. Smith went to the U.S. in May. He left at 3 p.m. on Sunday. “Why?” she asked. “No.” It rained."
    ) == [
        "Mr. Smith went to the U.S. in May.",
        "He left at 3 p.m. on Sunday.",
        "“Why?” she asked.",
        "“No.”",
        "It rained.",
    ]
    assert split("It rose by 2.5 percent in the U.S. The bank said so.") == [
        "It rose by 2.5 percent in the U.S.",
        "The bank said so.",
    ]
    assert split("A heading\n\nA text. ") == ["A heading", "A text."]
    assert split("") == []


def test_quotations_of_every_style():
    assert quoted('She said “yes” and «no» and „nein“ and "oui".') == ["“yes”", "«no»", "„nein“", '"oui"']
    assert quoted("He called it 'a farce' on Monday.") == ["'a farce'"]
    assert quoted('“It is decided," he said. "It comes,” he said.') == ['“It is decided,"', '"It comes,”']
    assert quoted('“He said "go" and went.” "He said “go” and went."') == [
        '“He said "go" and went.”',
        '"He said “go” and went."',
    ]
    assert quoted("The minister's aides don't know the voters' mind.") == []
    assert quoted("We run: ‘Uncle Sam, don’t go. Stay.’ We stay.") == ["‘Uncle Sam, don’t go. Stay.’"]
    assert quoted("“He told me ‘go’ and I went,” she said.") == ["“He told me ‘go’ and I went,”"]


def test_a_long_quotation_reopens_in_each_paragraph():
    assert quoted("“First part.\n\n“Second part,” he said.") == ["“First part.", "“Second part,”"]
    assert quoted("A stray “ mark.\n\nNext paragraph.") == []


@given(st.one_of(ANY, LINES))
def test_quotations_are_disjoint_and_begin_with_a_mark(text):
    spans = t.quotations(text)
    assert all(text[a] in t.OPENING and a < b for a, b in spans)
    assert all(p[1] <= q[0] for p, q in itertools.pairwise(spans))


def test_hostile_marks_take_linear_time():
    for text in ("“" * 20000, '"' * 20000, "'a " * 20000, "x" * 200000, "a. " * 30000, "‘s" * 20000):
        t.quotations(text)
        t.sentences(text)
        t.words(text)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda p: (min(p), max(p)))))
def test_merged_keeps_the_code_points(spans):
    points = {i for a, b in spans for i in range(a, b)}
    out = t.merged(spans)
    assert {i for a, b in out for i in range(a, b)} == points
    assert all(p[1] < q[0] for p, q in itertools.pairwise(out))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("that the bridge would close", "the bridge would close"),
        ("that, whatever it costs, the bridge will stand", "whatever it costs, the bridge will stand"),
        ("that “somebody signed for it”", "“somebody signed for it”"),
        ("that|the bridge would close", "the bridge would close"),
        ("the bridge would close and that was that", None),
        # a pronoun, a relative, a pointer, a word of the speaker's
        ("that was wrong", None),
        ("that won't help anybody", None),
        ("that’s how it goes", None),
        ("that|would end the ferries", None),
        ("that criticism", None),
        ("that", None),
        ("“that the bridge would close”", None),
        ("That idea is old", None),
        ("thatched roofs burn", None),
        ("", None),
    ],
)
def test_the_conjunction_before_what_is_said(content, said):
    spans, at = [], 0
    for piece in content.split("|") if content else ():
        spans.append((at, at + len(piece)))
        at += len(piece) + 1
    found = t.without_that(content, tuple(spans))
    assert found == tuple(spans) if said is None else t.quote(content, found) == said


def test_fold_compares_names():
    assert t.fold("Łukasz  O’Néill-Smith") == t.fold("łukasz o'neill smith")
    assert t.fold("ZELENSKY") == "zelensky"
    assert t.fold("") == ""


def test_a_digest_is_stable():
    assert digest("article", "000", "abc") == digest("article", "000", "abc")
    assert digest("a", "bc") != digest("ab", "c")
    assert len(digest()) == 16
