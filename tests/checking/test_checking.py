"""Drafts with planted faults, and drafts without, held against the example articles."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord import Checked, ReadingError, RecordError
from onrecord.checking import drafts
from onrecord.checking.model import LEVELS
from onrecord.model import Source

Held = Callable[..., Checked]

# what the record has: nothing is to be looked at
RIGHT = {
    "a date in the other order": "Lindqvist said that his firm had handed in its report on 14 November 2019.",
    "a date with its ending": "Lindqvist said that his firm had handed in its report on the 14th of November, 2019.",
    "verbatim": "“We will not gamble with lives for the sake of a shorter drive to work,” Okafor said.",
    "in straight marks": '"We will not gamble with lives for the sake of a shorter drive to work," Okafor said.',
    "broken off": "“We will not gamble with lives,” Okafor said, “for the sake of a shorter drive to work.”",
    "with an ellipsis": "“We will not gamble with lives … to work,” Okafor said.",
    "with brackets": "“We will not gamble with lives for the sake of a [much] shorter drive to work,” Okafor said.",
    "a part, in a sentence": "Okafor promised not to “gamble with lives” over the bridge.",
    "cut as an article of the record cuts it": "“We will not gamble with lives,” Okafor said.",
    "a short form": "Okafor said: “The bridge stays shut until every girder has been tested, and I don’t expect that "
    "before June.”",
    "cut in two by a page": "Tomas Lindqvist argued that “somebody signed for it, and that somebody has a name.”",
    "on its day": "“We will not gamble with lives,” Okafor said at a press conference on Tuesday.",
    "by a pronoun": "Tomas Lindqvist was angry. “Nobody called us back,” he said.",
    "told": "Okafor said that four additional ferries would start on Thursday.",
    "told in other words": "Okafor said the crossing would stay closed until each girder had been tested.",
    "a denial": "Martin Hale denied that he had ignored the engineers.",
    "a denial in other words": "Martin Hale said that he had not ignored the engineers.",
    "a word set apart": "The ferry is a so-called “swan boat” of steel.",
    "a title": "The play “War and Peace” opens in the customs hall.",
    "nobody's": "The bridge was built in 1931 and is painted green.",
}

# what is wrong, and the kind and the least gravity of it
WRONG = {
    "a day of a month": ("Lindqvist said that his firm had handed in its report on 15 November 2019.", "number",
                         "high"),
    "a weekday told beside a number": ("Forty extra ferries will run from Friday, Okafor said.", "date", "medium"),
    "a time that nobody says": ("Okafor promised that the bridge would reopen next week.", "date", "medium"),
    "not dropped": ("“We will gamble with lives,” Okafor said.", "negation", "high"),
    "not dropped behind an ellipsis": ("“We will … gamble with lives,” Okafor said.", "negation", "high"),
    "a word swapped": ("“We will not gamble with money for the sake of a shorter drive to work,” Okafor said.",
                       "quotation altered", "high"),
    "words put in": ("“We will not gamble recklessly with human lives for the sake of a shorter drive to work,” Okafor "
                     "said.", "words inserted", "low"),
    "a condition cut": ("“The bridge stays shut, and I do not expect that before June,” Okafor said.", "qualifier",
                        "medium"),
    "cut in the midst": ("“We described them in November 2019, and we described them as urgent,” Lindqvist said.",
                         "quotation shortened", "low"),
    "cut at its end": ("“We described them in our report in November 2019,” Lindqvist said.", "quotation shortened",
                       "low"),
    "a month": ("“The bridge stays shut until every girder has been tested, and I do not expect that before July,” "
                "Okafor said.", "date", "high"),
    "a number told": ("Okafor said that five additional ferries would start on Thursday.", "number", "high"),
    "a day told": ("Okafor said that four additional ferries would start on Friday.", "date", "high"),
    "another speaker": ("“Nobody called us back,” Martin Hale said.", "other speaker", "high"),
    "another speaker, told": ("Martin Hale said that replacing two girders would cost about 9 million dollars.",
                              "other speaker", "high"),
    "another day": ("“We will not gamble with lives for the sake of a shorter drive to work,” Okafor said on Monday.",
                    "other occasion", "high"),
    "another interview": ("“We said it was urgent. Nobody called us back,” Lindqvist said in an interview with the "
                          "Harbour Herald.", "other occasion", "medium"),
    "two made one": ("Okafor said: “I was not told about it, and I should have been. The previous administration bore "
                     "the responsibility.”", "quotations joined", "high"),
    "a paraphrase in marks": ("“The crossing would remain closed until tests on each girder were complete,” Okafor "
                              "said.", "quotation versus paraphrase", "medium"),
    "a word in marks": ("Okafor said that a report of 2019 which described the cracks as “deadly” was left unread.",
                        "quotation altered", "medium"),
    "invented": ("“The river will carry us home,” Ines Caldeira said.", "not found", "high"),
    "the verb strengthened": ("Okafor admitted that four additional ferries would start on Thursday.",
                              "attribution strengthened", "medium"),
    "a denial by nobody lost": ("Dana Okafor spoke on Tuesday. She admitted that she had read the 2019 report.",
                                "negation", "medium"),
    "a first name": ("“We will not gamble with lives,” Mayor Diana Okafor said.", "name", "medium"),
    "invented, like another's words": ("“The bridge will come down,” said Ruth Cole, a councillor.", "not found",
                                       "high"),
    "the verb turned": ("Martin Hale said that he had ignored the engineers.", "negation", "high"),
}  # fmt: skip


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT.keys())
def test_what_the_record_has_raises_no_alarm(check: Held, text: str) -> None:
    assert [(c.words, c.faults) for c in check(text).at_least("low")] == []


@pytest.mark.parametrize(("text", "kind", "level"), WRONG.values(), ids=WRONG.keys())
def test_each_planted_fault_is_found_and_named(check: Held, text: str, kind: str, level: str) -> None:
    found = [(f.kind, f.level) for c in check(text).claims for f in c.faults]
    grave = [lv for k, lv in found if k == kind]
    assert grave, found
    assert min(map(LEVELS.index, grave)) <= LEVELS.index(level)


@pytest.mark.parametrize(("gap", "level"), [(" ", "high"), ("\n\n", "low")])
def test_a_day_from_another_paragraph_weighs_little(check: Held, gap: str, level: str) -> None:
    *_, told = check(
        "“We will not gamble with lives for the sake of a shorter drive to work,” Okafor said at a press conference on "
        f"Monday.{gap}She said that four additional ferries would start on Thursday."
    ).claims
    assert [(f.kind, f.level) for f in told.faults] == [("other occasion", level)]


def test_an_invented_quotation_is_not_held_against_another_speaker(check: Held) -> None:
    [claim] = check(WRONG["invented, like another's words"][0]).claims
    assert (claim.verdict, [f.kind for f in claim.faults]) == ("not found", ["not found"])


def test_a_misspelt_name_is_told_with_the_right_one_and_once_where_only_a_pronoun_follows(check: Held) -> None:
    text = f"{WRONG['a first name'][0]}\n\n“I was not told about it, and I should have been,” she said."
    notes = [f.note for c in check(text).claims for f in c.faults if f.kind == "name"]
    assert notes == ["the draft has Diana Okafor, the record has Dana Okafor"]


def test_a_spelling_that_the_record_has_is_right(tmp_path: Path) -> None:
    said = "Sergei Volkov said on Monday: “The harbour will freeze in the winter.”"
    for name, text in (("a.txt", said), ("b.txt", f"{said.replace('Sergei', 'Sergey')} Volkov left at noon.")):
        (tmp_path / name).write_text(f"Ice\n\n2 March 2026\n\n{text}\n", "utf-8")
    onrecord.add(tmp_path / "ice.record", [tmp_path / "a.txt", tmp_path / "b.txt"])
    for first, faults in (("Sergei", []), ("Sergey", []), ("Serguei", ["name"])):
        draft = Source("draft.txt", "draft", "text/plain", said.replace("Sergei", first).encode())
        found = onrecord.check(draft, against=tmp_path / "ice.record").at_least("low")
        assert [f.kind for c in found for f in c.faults] == faults, first


def test_another_word_in_a_sentence_that_is_told_is_low_at_most(check: Held) -> None:
    text = "According to Tomas Lindqvist, replacing two girders would cost approximately 9 million dollars and require"
    [claim] = check(f"{text} ten weeks.").claims
    assert (claim.level, [(f.kind, f.level) for f in claim.faults]) == ("low", [("wording", "low")])


@pytest.mark.parametrize("number", ["13,000", "31,000"])
def test_a_number_on_which_accounts_differ_has_a_note(check: Held, number: str) -> None:
    [claim] = check(f"About {number} vehicles use the bridge every day, Coastal Press Agency said.").claims
    [note] = [f for f in claim.faults if f.kind == "accounts differ"]
    assert note.level == "note"
    assert "“13,000 vehicles”" in note.note
    assert "“31,000 vehicles”" in note.note
    assert note.place is not None
    assert number not in note.place.words
    other = check("Okafor said that four additional ferries would start on Thursday.")
    assert "accounts differ" not in [f.kind for c in other.claims for f in c.faults]


def test_right_quotations_are_found_where_they_stand(check: Held) -> None:
    [claim] = check(RIGHT["verbatim"]).claims
    assert (claim.verdict, claim.level, claim.quoted, claim.speaker) == ("verbatim", None, True, "Okafor")
    assert {p.name for p in claim.places} == {"wire", "courier"}
    assert {p.speaker for p in claim.places} == {"Dana Okafor"}
    assert claim.places[0].words.startswith("We will not gamble with lives for the sake")
    assert (claim.articles, claim.origins) == (5, 3)


def test_spans_are_the_very_characters_of_both_sides(check: Held, bridge: Path) -> None:
    """The words of each claim, place and fault are those at its spans, in the draft and in the article."""
    texts = {a.id: a.text for a in onrecord.load(bridge).articles}
    text = "\n\n".join(w[0] for w in WRONG.values())
    found = check(text)
    assert found.draft.text == text
    for claim in found.claims:
        assert " … ".join(text[a:b] for a, b in claim.spans) == claim.words
        for place in claim.places:
            assert " … ".join(texts[place.article][a:b] for a, b in place.spans) == place.words
        for fault in claim.faults:
            assert all(text[a:b].strip() for a, b in fault.spans)
            assert fault.place is None or all(texts[fault.place.article][a:b].strip() for a, b in fault.place_spans)


def test_the_gravest_comes_first_and_what_was_not_looked_up_last(check: Held) -> None:
    found = check("\n\n".join([RIGHT["told"], WRONG["cut at its end"][0], WRONG["invented"][0], RIGHT["a title"]]))
    assert [c.level for c in found.claims] == ["high", "low", None, None]
    assert [c.verdict for c in found.claims] == ["not found", "other words", "verbatim", "not checked"]
    assert len(found.clear) == len(found.unchecked) == 1
    assert found.unchecked[0].reason


def test_several_articles_of_one_origin_are_one_witness(check: Held) -> None:
    [claim] = check("Martin Hale denied that he had ignored the engineers.").claims
    assert (claim.verdict, claim.level, claim.articles, claim.origins) == ("one origin", "note", 2, 1)


def test_not_found_says_what_is_likest_and_that_it_may_be_true(check: Held) -> None:
    [claim] = check(WRONG["invented"][0]).claims
    assert claim.verdict == "not found"
    assert "does not make it false" in claim.faults[0].note
    assert claim.articles == claim.origins == 0


# --- whatever a draft comes as --------------------------------------------------------------------------------

PLAIN = (
    "Mayor Dana Okafor said: “We will gamble with lives.”\n\nOkafor said that four additional ferries would start.\n"
)
MARKDOWN = """# The bridge

Mayor **Dana Okafor** said: “We will *gamble* with [lives](https://x.example/a_b).”

- Okafor said that *four additional* ferries would start.

> Nobody called us back.
"""


def test_markdown_says_what_its_text_says(check: Held) -> None:
    found = check(MARKDOWN, "draft.md")
    assert found.draft.media_type == "text/markdown"
    assert found.draft.text == (
        "The bridge\n\nMayor Dana Okafor said: “We will gamble with lives.”\n\n"
        "Okafor said that four additional ferries would start.\n\nNobody called us back."
    )
    kinds = {c.words: [f.kind for f in c.faults if f.level != "note"] for c in found.claims}
    assert kinds["“We will gamble with lives.”"] == ["negation"]
    assert kinds["four additional ferries would start"] == []
    assert drafts.line_of(found.draft, found.draft.text.index("four")) == 5
    assert [(c.verdict, c.quoted) for c in found.claims if c.words.startswith("Nobody")] == [("verbatim", True)]


def test_pasted_markdown_is_known_by_its_marks_and_plain_text_stays_as_it_is(check: Held) -> None:
    assert check(MARKDOWN, "draft").draft.media_type == "text/markdown"
    assert check(PLAIN, "draft").draft.text == PLAIN
    assert check(MARKDOWN, "draft.txt").draft.text == MARKDOWN


def word(text: str) -> bytes:
    document = docx.Document()
    for paragraph in text.split("\n\n"):
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("ending", ["txt", "md", "html", "docx", "txt.gz"])
def test_a_draft_may_be_of_any_kind(bridge: Path, tmp_path: Path, ending: str) -> None:
    import gzip

    paragraphs = "".join(f"<p>{x}</p>" for x in PLAIN.split("\n\n"))
    data = {
        "txt": PLAIN.encode(),
        "md": PLAIN.encode(),
        "html": f"<html><body><article><h1>Bridge</h1>{paragraphs}</article></body></html>".encode(),
        "docx": word(PLAIN),
        "txt.gz": gzip.compress(PLAIN.encode()),
    }[ending]
    path = tmp_path / f"draft.{ending}"
    path.write_bytes(data)
    found = onrecord.check(path, against=bridge)
    assert [c.faults[0].kind for c in found.at_least("low")] == ["negation"]
    assert [c.verdict for c in found.clear] == ["verbatim"]


def test_lines_that_are_furniture_in_a_page_are_read_in_a_draft(check: Held) -> None:
    found = check(
        "Read more\n\n" + WRONG["not dropped"][0] + "\n\nShare this\n\nAdvertisement\n\n" + WRONG["invented"][0]
    )
    assert [c.faults[0].kind for c in found.at_least("high")] == ["negation", "not found"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [("draft.txt", b"", "empty"), ("draft.png", b"\x89PNG\r\n", "not supported"), ("none.txt", None, "no such file"),
     ("draft.csv", b"text,title\nOkafor said that it was so.,One\nHale said that it was not.,Two\n", "several texts"),
     ("draft.docx", b"PK\x03\x04 broken", "draft.docx")],
)  # fmt: skip
def test_what_is_no_draft_is_said_so(bridge: Path, tmp_path: Path, name: str, data: bytes | None, said: str) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ReadingError, match=said) as error:
        onrecord.check(path, against=bridge)
    assert str(path) in str(error.value)


def test_what_is_no_record_is_said_so(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(PLAIN)
    with pytest.raises(RecordError, match="no such record"):
        onrecord.check(draft, against=tmp_path / "none.record")
    with pytest.raises(RecordError, match="no record"):
        onrecord.check(draft, against=draft)


@pytest.mark.parametrize("name", ["draft.txt", "draft.md", "draft"])
def test_a_sentence_may_go_on_in_the_next_line(check: Held, name: str) -> None:
    text = (
        "# Bridge shut\n\nMayor Dana Okafor closed the bridge. “We will gamble with lives for the sake of a\n"
        "shorter drive to work,” Okafor said at a\npress conference.\n\n"
        "Okafor said that five additional ferries would start on Thursday.\n"
    )
    found = check(text, name)
    assert [c.faults[0].kind for c in found.at_least("high")] == ["negation", "number"]


@settings(max_examples=15, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("a“”\"'‘’…[]()*_#>-.\n\t “said Okafor gamble lives not 31,000\x00\ud7ff\U0001f600")
    )
)
def test_no_text_breaks_it(check: Held, text: str) -> None:
    try:
        found = check(f"Okafor said so. {text}")
    except ReadingError:
        return
    assert all(0 <= a < b <= len(found.draft.text) for c in found.claims for a, b in c.spans)


def test_the_record_is_not_changed_and_may_be_read_only(bridge: Path, tmp_path: Path) -> None:
    before = bridge.read_bytes()
    onrecord.check(Source("draft.txt", "draft", "text/plain", PLAIN.encode()), against=bridge)
    assert bridge.read_bytes() == before


def test_the_same_draft_is_told_the_same_whatever_the_order_of_the_articles(check: Held, tmp_path: Path) -> None:
    example = Path(__file__).resolve().parents[2] / "examples" / "bridge"
    turned = tmp_path / "turned.record"
    for file in sorted(example.iterdir(), reverse=True):
        onrecord.add(turned, [file])
    text = "\n\n".join(w[0] for w in WRONG.values())
    again = onrecord.check(Source("draft.txt", "draft", "text/plain", text.encode()), against=turned)
    assert again == check(text)


def test_looking_up_goes_by_the_index(bridge: Path) -> None:
    """No question that is asked for a claim goes through a table: full text is asked, and rows are found by key."""
    asked: list[str] = []
    db = sqlite3.connect(bridge)
    db.set_trace_callback(lambda sql: asked.append(sql))
    from onrecord.checking import claims, seeking

    draft = drafts.read(Source("draft.txt", "draft", "text/plain", PLAIN.encode()))
    assert all(seeking.candidates(db, claim) for claim in claims.of(draft))
    db.set_trace_callback(None)
    questions = [sql for sql in asked if sql.lstrip().lower().startswith("select") and "_words" in sql]
    assert questions
    for sql in questions:
        plan = [row[3] for row in db.execute(f"explain query plan {sql}")]
        assert not [step for step in plan if step in ("SCAN article", "SCAN attribution")], plan
