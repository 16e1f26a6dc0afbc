"""Bytes to text, and the language of a text."""

from __future__ import annotations

import codecs
import math

import charset_normalizer

from onrecord.intake.codepages import code_page

# fewer letters than this say too little about their language
ENOUGH_LETTERS = 40
SURE = 0.9
# characters of a text that are enough to tell its language
SAMPLE = 800


def decode(data: bytes) -> str:
    """The text that the bytes hold, every character as it stands, line ends unchanged.

    A byte order mark names the encoding and is no part of the text, except in UTF-8, where it stays as
    U+FEFF: so offsets point into what any reader that decodes the file as UTF-8 gets. Bytes that are
    neither UTF-8 nor marked UTF-16 or UTF-32 are read in the code page whose letters fit them, else in
    what charset-normalizer finds most likely, Windows-1252 when it finds nothing.
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return data.decode("utf-32", "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # UTF-8 that was cut or spoilt in a few places is still UTF-8
    mended = data.decode("utf-8", "replace")
    spoilt = mended.count("\ufffd")
    if spoilt * 20 <= sum(not c.isascii() for c in mended) - spoilt:
        return mended
    # long inputs are judged by their beginning: the guess costs more than the reading
    sample = data[:100_000]
    likeliest = code_page(sample)
    if likeliest is None:
        best = charset_normalizer.from_bytes(sample).best()
        likeliest = best.encoding if best else "cp1252"
    for encoding in (likeliest, "cp1252", "latin-1"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


def language(text: str) -> str | None:
    """The ISO 639-1 code of the language, None when the text is too short or the model is unsure."""
    sample = text[:SAMPLE]
    if sum(c.isalpha() for c in sample) < ENOUGH_LETTERS:
        return None
    import py3langid  # the model takes most of a second to load

    scores = py3langid.rank(sample)
    best, top = scores[0]
    sure = 1.0 / sum(math.exp(max(-700.0, score - top)) for _, score in scores)
    return str(best) if sure >= SURE else None
