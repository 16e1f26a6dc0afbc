"""Bytes to text, every character as it stands; and the language of a text."""

from __future__ import annotations

import codecs
import encodings.aliases
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import summarise, terminal
from onrecord.intake import parse
from onrecord.intake.decoding import decode, language
from onrecord.model import Article, Findings, Source
from onrecord.reading import read as reading_of
from onrecord.text import quote

HERE = Path(__file__).parent

GERMAN = "Der Außenminister erklärte am Montag, die Gespräche über die Brücke würden nächste Woche fortgeführt. " * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "latin-1", "cp1252"])
def test_usual_encodings_are_read(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding)) == GERMAN


def test_quotation_marks_of_windows() -> None:
    said = "He said: “We don’t know” – and left. The café was closed. " * 3
    assert decode(said.encode("cp1252")) == said


SHORT = {
    "cp1252": (
        "fermé à",
        "Müller sagt",
        "El niño murió",
        "Le café est fermé à midi",
        "Il a dit: «C’est fini»",
        "Åse Nygård",
        "Città del Vaticano: perché no?",
        "O presidente não falou à imprensa sobre a situação econômica.",
        "£5m – a record",
        "Temperatures of 30°C on 4 km² of the city",
        "Señor Peña ganó las elecciones en España",
        "Zoë’s naïve fiancé",
        "¿Qué pasó?",
        "résumé",
        "à",
        "€ 50 million",
        "Þórður Guðmundsson sagði að það væri",
        "Orbán Viktor, Recep Tayyip Erdogan, François Müller and Åse Peña met on Monday in the city of Zürich to talk"
        " about the bridge that has been closed since March, the mayor said in a statement on Tuesday",
    ),
    "cp1251": ("Москва", "Мост закрыт", "Сергей Лавров заявил, что переговоры продолжатся.", "Київ: президент заявив"),
    "koi8-r": ("Министр иностранных дел Сергей Лавров заявил в понедельник, что переговоры о мосте продолжатся.",),
    "cp1253": ("Η Ελλάδα", "Ο πρωθυπουργός δήλωσε ότι οι συνομιλίες θα συνεχιστούν την επόμενη εβδομάδα στην Αθήνα."),
    "cp1250": (
        "Premier powiedział w poniedziałek, że rozmowy w sprawie mostu będą kontynuowane w przyszłym tygodniu.",
        "Předseda vlády řekl, že jednání o mostě budou pokračovat příští týden. Žádný člověk nebyl zraněn.",
        "A miniszterelnök azt mondta, hogy a tárgyalások jövő héten folytatódnak. Őszintén szólva, tűz ütött ki.",
        "Zażółć gęślą jaźń",
    ),
    "cp1254": ("Cumhurbaşkanı, köprüyle ilgili görüşmelerin gelecek hafta süreceğini İstanbul'da söyledi.",),
    "shift_jis": (
        "外務大臣は月曜日、橋についての協議は来週も続くと述べた。市長は会見で、橋は六月まで閉鎖されると語った。",
    ),
}


@pytest.mark.parametrize(("encoding", "text"), [(page, text) for page, texts in SHORT.items() for text in texts])
def test_short_texts_in_the_code_pages_of_their_languages(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text
    # below a byline in English as well
    text = f"By Ann Smith\r\n\r\n{text}\r\n"
    assert decode(text.encode(encoding)) == text


def test_line_ends_stay_as_they_are() -> None:
    assert decode(b"one\r\ntwo\rthree\n") == "one\r\ntwo\rthree\n"


def test_a_byte_order_mark_of_utf8_is_a_character_of_the_text() -> None:
    assert decode(codecs.BOM_UTF8 + b"one") == "\ufeffone"
    assert decode("one".encode("utf-16")) == "one"


def test_utf8_that_was_cut_is_still_utf8() -> None:
    assert decode(GERMAN.encode()[:-3] + b"\xc3") == GERMAN[:-3] + "\ufffd"


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda t: not t.startswith(("\ufffe", "\x00"))))
def test_any_utf8_is_read_as_utf8(text: str) -> None:
    assert decode(text.encode()) == text


@given(st.binary())
def test_any_bytes_are_read_somehow(data: bytes) -> None:
    assert isinstance(decode(data), str)


RUSSIAN = "Мэр сказал в понедельник, что мост останется закрытым до весны."
CHINESE = "市长星期一表示，这座桥将关闭到春天。"
# what pages and feeds state, and the encoding in which such a text is written
STATED = [
    ('<meta charset="windows-1251">', "cp1251", RUSSIAN),
    ('<META http-equiv=Content-Type content="text/html; charset=koi8-r">', "koi8-r", RUSSIAN),
    ('<?xml version="1.0" encoding="iso-8859-5"?>', "iso8859-5", RUSSIAN),
    ("<!DOCTYPE html>\n<html><head><meta charset=gb2312>", "gb18030", CHINESE),
    ("<?xml version='1.0' encoding='iso-2022-jp'?>", "iso2022-jp", "市長は月曜日に述べた。"),
    # what is stated is not so
    ('<meta charset="iso-8859-1">', "utf-8", RUSSIAN),
    ('<meta charset="iso-8859-1">', "cp1251", RUSSIAN),
    ('<meta charset="utf-8">', "cp1252", "Le café «Chez Zoë» est fermé à midi."),
    ('<meta charset="utf-16">', "utf-8", RUSSIAN),
    ('<meta charset="no-such">', "cp1252", "El niño murió."),
    ('<meta charset="hex">', "cp1252", "El niño murió."),
    ('<meta charset="punycode">', "cp1252", "El niño murió."),
]


@pytest.mark.parametrize(("head", "encoding", "words"), STATED)
def test_what_a_page_states_of_its_encoding(head: str, encoding: str, words: str) -> None:
    text = f"{head}<p>{words}</p>"
    assert decode(text.encode(encoding)) == text


def test_what_a_server_states_goes_before_what_a_page_states() -> None:
    text = f'<meta charset="iso-8859-5"><p>{RUSSIAN}</p>'
    assert decode(text.encode("koi8-r"), "KOI8-R") == text
    assert decode(text.encode(), "koi8-r") == text
    assert decode(RUSSIAN.encode("koi8-r"), "koi8-r") == RUSSIAN


@given(st.binary(max_size=60), st.text(max_size=20), st.sampled_from(["<meta charset={}>", "<?xml encoding='{}'?>"]))
def test_any_bytes_with_anything_stated_are_read_somehow(data: bytes, stated: str, form: str) -> None:
    assert isinstance(decode(data, stated), str)
    assert isinstance(decode(form.format(stated).encode("utf-8", "replace") + data), str)


@pytest.mark.parametrize("encoding", sorted(set(encodings.aliases.aliases.values())))
def test_any_encoding_that_is_stated_is_survived(encoding: str) -> None:
    assert isinstance(decode("Le café «Chez Zoë»".encode("cp1252") * 50, encoding), str)


def sentences() -> list[list[str]]:
    return [line.split("\t") for line in (HERE / "sentences.tsv").read_text("utf-8").splitlines()]


def test_the_language_of_single_sentences() -> None:
    """45 sentences of our own in 15 languages: none is taken for another, and at most one stays unknown."""
    told = [(tongue, language(words)) for tongue, words in sentences()]
    assert [x for x in told if x[1] not in (x[0], None)] == []
    assert sum(found is None for _, found in told) <= 1


def test_parts_of_sentences_are_rather_unknown_than_wrong() -> None:
    parts = [(tongue, " ".join(words.split()[n : n + 7])) for tongue, words in sentences() for n in range(0, 12, 3)]
    assert [(tongue, words) for tongue, words in parts if language(words) not in (tongue, None)] == []


def test_most_of_a_text_decides_its_language() -> None:
    english = "The council said on Monday that the old bridge would stay closed until the work was finished. "
    assert language(GERMAN + english * 20) == "en"
    assert language(english + GERMAN * 10) == "de"


def test_headline_and_menu_do_not_decide_the_language() -> None:
    text = (
        "Startseite\nPolitik\nWirtschaft\nSport\nWetter\nImpressum\nDatenschutz\n\n"
        "Der Hafen bleibt im Winter geschlossen, sagt die Bürgermeisterin\n\nVon Anna Berg\n5. März 2021\n\n"
        "The harbour will stay closed until April, Mayor Ana Berg said on Monday. Nobody was hurt.\n\n"
        "“We have asked the company to explain how this could happen,” she told reporters at the town hall.\n\n"
        "Kontakt\nAbonnieren\nNutzungsbedingungen\n"
    )
    (found,) = parse([Source("a.txt", "a", "text/plain", text.encode())])
    assert isinstance(found, Article)
    assert found.language == "en"


def test_a_text_that_was_decoded_twice_stays_as_it_is_and_is_read_as_it_was_meant() -> None:
    text = (
        "TomÃ¡s Regalado said on Monday that the bridge would stay closed until the spring.\n\n"
        "â€œWe donâ€™t know when it opens,â€\x9d the mayor told reporters at the town hall.\n"
    )
    (found,) = parse([Source("a.txt", "a", "text/plain", text.encode())])
    assert isinstance(found, Article)
    assert found.text == text
    (reading,) = reading_of([found])
    said = {(quote(text, a.source), quote(text, a.content)) for a in reading.attributions}
    assert ("TomÃ¡s Regalado", "that the bridge would stay closed until the spring") in said
    assert ("the mayor", "â€œWe donâ€™t know when it opens,â€\x9d") in said
    assert "Tomás Regalado" in {e.name for e in reading.entities}


def test_what_is_extracted_is_repaired() -> None:
    words = "TomÃ¡s Regalado said on Monday that the bridge would stay closed until the spring."
    row = json.dumps({"title": "RÃ©sumÃ© of a day", "text": words, "authors": ["ZoÃ« Berg"]}, ensure_ascii=False)
    (found,) = parse([Source("a.jsonl:1", "a", "application/json", row.encode())])
    assert isinstance(found, Article)
    assert (found.title, found.authors) == ("Résumé of a day", ("Zoë Berg",))
    assert found.text.startswith("Tomás Regalado said")


def test_articles_in_other_languages_are_kept_and_not_read() -> None:
    texts = (GERMAN, "The council said on Monday that the old bridge would stay closed until the work was finished.")
    found = parse([Source(f"{n}.txt", str(n), "text/plain", words.encode()) for n, words in enumerate(texts)])
    articles = [x for x in found if isinstance(x, Article)]
    assert [a.foreign for a in articles] == [True, False]
    readings = reading_of(articles)
    assert (bool(readings[0].attributions), bool(readings[1].attributions)) == (False, True)
    summary = summarise(Findings(tuple(articles), tuple(readings)))
    assert summary.unread == (("de", 1),)
    shown = terminal.summary(summary, terminal.Screen(200, 24))
    assert "1 article was not read for who said what: it is not in English (1 de)" in shown
    assert summarise(Findings((articles[1],), (readings[1],))).unread == ()


def test_language() -> None:
    assert (
        language("The foreign minister said on Monday that the talks about the bridge would go on next week.") == "en"
    )
    assert language(GERMAN) == "de"
    assert language("Bridge") is None
    assert language("12 34 56 … !!! 7 8 9 10 11 12 13 14 15 16") is None
