"""Bytes to text, every character as it stands; and the language of a text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.intake.decoding import decode, language

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


def test_language() -> None:
    assert (
        language("The foreign minister said on Monday that the talks about the bridge would go on next week.") == "en"
    )
    assert language(GERMAN) == "de"
    assert language("Bridge") is None
    assert language("12 34 56 … !!! 7 8 9 10 11 12 13 14 15 16") is None
