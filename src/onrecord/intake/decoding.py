"""Bytes to text, and the language of a text."""

from __future__ import annotations

import codecs
import contextlib
import math
import re

import charset_normalizer

from onrecord.intake.codepages import code_page

# fewer letters than this say too little about their language
ENOUGH_LETTERS = 40
SURE = 0.95
# characters of a text that are enough to tell its language, and from how many places of it they are taken
SAMPLE, PLACES = 1200, 3
WESTERN = "cp1252"
# encodings in which text is no UTF-8 although its bytes may pass for it
_PASSING = ("iso2022", "hz", "utf-16", "utf-32", "utf-7")
# what Python calls encodings and no text comes in; some take time that grows with the square of the length
_NO_ENCODINGS = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem")


def decode(data: bytes, charset: str | None = None) -> str:
    """The text that the bytes hold, every character as it stands, line ends unchanged.

    `charset` is what a server or a mail says of them; without it, what a page or an XML file says of itself
    counts. Where they are UTF-8, neither is believed, nor is Western, which is stated where nobody thought of it.

    A byte order mark names the encoding and is no part of the text, except in UTF-8, where it stays as
    U+FEFF: so offsets point into what any reader that decodes the file as UTF-8 gets. Bytes that are
    neither UTF-8 nor marked UTF-16 or UTF-32 are read in what is stated, else in the code page whose letters fit
    them, else in what charset-normalizer finds most likely, Windows-1252 when it finds nothing.
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return data.decode("utf-32", "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    stated = _stated(charset) or _stated(_declared(data))
    if stated is None or not stated.startswith(_PASSING):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    if stated not in (None, "utf-8", WESTERN):
        with contextlib.suppress(UnicodeError, LookupError):
            return data.decode(stated)
    # UTF-8 that was cut or spoilt in a few places is still UTF-8
    mended = data.decode("utf-8", "replace")
    spoilt = mended.count("\ufffd")
    if spoilt * 20 <= sum(not c.isascii() for c in mended) - spoilt:
        return mended
    # long inputs are judged by their beginning: the guess costs more than the reading
    sample = data[:100_000]
    likeliest = code_page(sample)
    if likeliest is None and stated == WESTERN:
        likeliest = WESTERN
    if likeliest is None:
        best = charset_normalizer.from_bytes(sample).best()
        likeliest = best.encoding if best else WESTERN
    for encoding in (likeliest, WESTERN, "latin-1"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,80}\sencoding\s*=\s*["']([\w.:-]{2,30})["']"""
    rb"""|<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{2,30})""",
    re.IGNORECASE,
)
# what is called by a smaller encoding's name is read in the larger one that holds it, as browsers do
_WIDER = {
    "iso8859-1": WESTERN,
    "ascii": WESTERN,
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
}


def _declared(data: bytes) -> str | None:
    """The encoding that the first lines of a page or an XML file name, if the name can stand there in it."""
    head = data[:4096]
    found = _DECLARED.search(head) if head.lstrip().startswith(b"<") else None
    name = (found[1] or found[2]).decode("ascii", "replace") if found else None
    return None if name is None or name.lower().startswith(("utf-16", "utf-32", "utf-7", "ucs-2")) else name


def _stated(charset: str | None) -> str | None:
    """Python's name of an encoding that is stated, or of a larger one that holds it."""
    try:
        name = codecs.lookup((charset or "").strip(" '\"")).name
    except (LookupError, ValueError):
        return None
    if name in _NO_ENCODINGS:
        return None
    return _WIDER.get(name, name)


def language(text: str) -> str | None:
    """The ISO 639-1 code of the language of most of a text, None when it is too short or the model is unsure."""
    sample = text
    if len(text) > SAMPLE:
        part, step = SAMPLE // PLACES, (len(text) - SAMPLE // PLACES) // (PLACES - 1)
        sample = " ".join(text[n * step : n * step + part] for n in range(PLACES))
    if sum(c.isalpha() for c in sample) < ENOUGH_LETTERS:
        return None
    import py3langid  # the model takes most of a second to load

    scores = py3langid.rank(sample)
    best, top = scores[0]
    sure = 1.0 / sum(math.exp(max(-700.0, score - top)) for _, score in scores)
    return str(best) if sure >= SURE else None
