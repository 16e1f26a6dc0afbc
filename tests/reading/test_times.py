from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from marked import article

from onrecord.model import Article, Reading
from onrecord.reading import times


def found(made: Article) -> list[tuple[str, str | None, str | None, str | None]]:
    """Words, value, until and anchor; an anchor in the article as the words that it points to."""
    rows = times.read([made], [Reading(made.id)])[0]
    words = {row.id: made.text[slice(*row.span)] for row in rows}
    return [(words[row.id], row.value, row.until, words.get(row.anchor or "", row.anchor)) for row in rows]


def test_times_are_seen_from_the_day_of_publication_and_from_each_other():
    text = (
        "Port shut\nOn Monday the port shut. It had opened on 3 May 2021; the same day a ship sank.\n"
        "It may open in June."
    )
    assert found(article("a", text, "2024-01-24T07:41")) == [
        ("Monday", "2024-01-22", None, "published"),
        ("3 May 2021", "2021-05-03", None, None),
        ("the same day", "2021-05-03", None, "3 May 2021"),
        ("June", "2024-06", None, "published"),
    ]


def test_without_any_date_what_is_relative_stays_open():
    text = "On Monday the port shut. It had opened in February 2019 and shut in August of the same year."
    assert found(article("a", text)) == [
        ("Monday", None, None, None),
        ("February 2019", "2019-02", None, None),
        ("August of the same year", "2019-08", None, "February 2019"),
    ]


def test_a_date_line_outside_the_body_is_read_and_stands_in_for_a_missing_date():
    text = "MINSK, 18 January 2024 (Harbour Agency) -\nThe port shut on Tuesday."
    body = ((text.index("The"), len(text)),)
    made = article("a", text, paragraphs=(body,), evidence={"dateline": ((0, text.index("\n")),)})
    assert found(made) == [
        ("18 January 2024", "2024-01-18", None, None),
        ("Tuesday", "2024-01-16", None, "dateline"),
    ]


def test_a_date_line_without_a_year_takes_it_from_the_day_of_publication():
    text = "MINSK, 18 January (Harbour Agency) -\nThe port shut."
    fields = {"paragraphs": (((text.index("The"), len(text)),),), "evidence": {"dateline": ((0, text.index("\n")),)}}
    assert found(article("a", text, "2024-01-18T14:32", **fields)) == [("18 January", "2024-01-18", None, "published")]
    assert found(article("a", text, **fields)) == [("18 January", None, None, None)]


def test_title_and_subtitle_are_read_and_furniture_is_not():
    text = "Port to open in 2025\nWednesday, 24 April 2024\nIt shut in 2019."
    title, body = (0, text.index("\n")), (text.index("It shut"), len(text))
    made = article("a", text, paragraphs=((body,),), evidence={"title": (title,)})
    assert [row[:2] for row in found(made)] == [("2025", "2025"), ("2019", "2019")]


def test_a_time_is_counted_from_the_event_that_the_article_dates():
    text = "The debate was held on Monday. Two days after the debate Lee quit. She spoke a day after the trial."
    assert found(article("a", text, "2024-01-24")) == [
        ("Monday", "2024-01-22", None, "published"),
        ("Two days after the debate", "2024-01-24", None, "Monday"),
        ("a day after the trial", None, None, None),
    ]
    assert [row[1] for row in found(article("a", text))] == [None, None, None]


def test_a_time_that_furniture_cuts_in_two_keeps_its_first_piece():
    text = "It shut on 3\nADVERT\nMay 2021."
    a, b = text.index("\nADVERT"), text.index("May")
    made = article("a", text, paragraphs=(((0, a), (b, len(text))),))
    assert [row[:2] for row in found(made)] == [("3", "2021-05-03")]


@given(
    st.text(alphabet=st.sampled_from(list("Mondayst 12/.,-’")), max_size=80),
    st.sampled_from([None, "2024-01", "2024-01-24"]),
)
def test_spans_lie_in_the_text_in_order_and_ids_are_told_apart(text, published):
    made = article("a", text, published)
    rows = times.read([made], [Reading(made.id)])[0]
    assert all(0 <= a < b <= len(text) for a, b in (row.span for row in rows))
    assert [row.span for row in rows] == sorted(row.span for row in rows)
    assert len({row.id for row in rows}) == len(rows)
    assert rows == times.read([made], [Reading(made.id)])[0]
