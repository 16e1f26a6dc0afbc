"""Which 8-bit code page a short text is in, told by the letters of the languages that were written in it.

A statistical guess needs a page of text; a wire story has two accented letters. But whoever writes
"São João" uses Portuguese letters alone, and no alphabet holds both of "Săo Joăo" read another way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

# code page -> the letters beyond ASCII of each language; the first that fits wins, so the commonest stand first
_LATIN: dict[str, tuple[str, ...]] = {
    "cp1252": (
        "àâæçéèêëîïôœùûüÿ",  # French
        "äöüßé",  # German
        "áéíñóúü",  # Spanish, Irish
        "áâãàçéêíóôõúü",  # Portuguese
        "àèéìíîòóù",  # Italian
        "åäöéšž",  # Swedish, Finnish
        "æøåéòôü",  # Danish, Norwegian
        "áéíóúýþæöð",  # Icelandic
        "éèëïóöüê",  # Dutch
        "àçèéíïòóúü",  # Catalan
        "äöõüšž",  # Estonian
    ),
    "cp1250": (
        "ąćęłńóśźż",  # Polish
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "áéíóöőúüű",  # Hungarian
        "čćđšž",  # Croatian, Slovene
        "ăâîşţ",  # Romanian
    ),
    "cp1254": ("çğıİöşüâîû",),  # Turkish; its capital I with a dot has no single small letter
}
# the letters of which more than half of a text in the language consists
_OTHER: dict[str, tuple[tuple[str, str], ...]] = {
    "cp1251": (("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґђјљњћџў", "оеаинтсрвліу"),),
    "koi8-r": (("абвгдежзийклмнопрстуфхцчшщъыьэюяё", "оеаинтсрвл"),),
    "cp1255": (("אבגדהוזחטיךכלםמןנסעףפץצקרשת", "אהוילמרתשב"),),
    "cp1256": (("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ", "المينوترهبدع"),),
    "cp1253": (("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ", "αάοόιίεέτσνηήυύρκς"),),
}
_WESTERN = "".join(_LATIN["cp1252"])
# typography and signs that stand in any of these pages; what is none of these nor a letter is out of place
_SIGNS = frozenset("\xa0\xad“”‘’„‚«»‹›–—…•·°€£§©®™†‡¿¡´ªº²³±½¼¾×µ¥¢ˆ˜")
# signs that no word has within it, in front of it or behind it: letters of another code page
_WITHIN = re.compile(r"(?<=[^\W\d_])[¹²³¼½¾¿¡£¥¢¦¨©ª«¬®¯°±µ¶¸º»×÷¤§€†‡•“„‚…‹›](?=[^\W\d_])")
_BESIDE = re.compile(r"[¹£¥¾¼½¯¦¬¶¸¤](?=[^\W\d_])|(?<=[^\W\d_])[¹£¥¾¼½¯¦¬¶¸¤]|(?<=[^\W\d_m])[²³]")
# a word of letters beyond ASCII alone
_ALONE = re.compile(r"(?<!\w)[^\W\d_a-zA-Z]{3,}(?!\w)")
_WORDS = re.compile(r"[^\W\d_]+")
_MARKS = frozenset("\xa0\xad“”‘’„‚«»‹›–—…•·°€№")
# what share of what is not ASCII must fit, and of another script's letters must be its common ones
FITS, COMMON = 0.95, 0.55
# a text in another language has more accented letters than this: with fewer they are in names
FEW = 0.02


def code_page(data: bytes) -> str | None:
    """The code page whose letters fit the bytes, Windows-1252 before all others; None when none clearly does."""
    best: tuple[float, str] | None = None
    for page, alphabets in _LATIN.items():
        text = _decoded(data, page)
        if text is None:
            continue
        share = _share(text, alphabets, western=page == "cp1252")
        if share >= FITS and (best is None or share > best[0]):
            best = share, page
    if best:
        return best[1]
    text = _decoded(data, "cp1252")
    if text is not None and (_is_rare(text) or _share(text, (_WESTERN,), western=True) >= FITS):
        return "cp1252"
    fits = [
        (share, page)
        for page, scripts in _OTHER.items()
        if (text := _decoded(data, page)) is not None
        for alphabet, common in scripts
        if (share := _common(text, frozenset(alphabet), frozenset(common))) >= COMMON
    ]
    return max(fits)[1] if fits else None


def _is_rare(text: str) -> bool:
    """Whether so few letters are not ASCII that the text is in English or in no language of another script."""
    letters = sum(map(str.isalpha, text))
    return letters - sum(char.isascii() and char.isalpha() for char in text) <= FEW * letters


def _decoded(data: bytes, page: str) -> str | None:
    try:
        return data.decode(page)
    except UnicodeDecodeError:
        return None


def _beyond(text: str) -> Counter[str]:
    return Counter({char: count for char, count in Counter(text).items() if not char.isascii()})


def _share(text: str, alphabets: Iterable[str], *, western: bool) -> float:
    """How much of what is not ASCII is a letter of one of the languages, or a sign in its place."""
    beyond = _beyond(text)
    letters = Counter({char: count for char, count in beyond.items() if char.isalpha() and char not in "ªºµˆ"})
    odd = sum(count for char, count in beyond.items() if char not in letters and char not in _SIGNS)
    odd += sum(len(found) for pattern in (_WITHIN, _BESIDE) for found in pattern.findall(text))
    odd += sum(left.islower() and right.isupper() and not right.isascii() for left, right in pairwise(text))
    odd += sum(len(word) for word in _ALONE.findall(text) if not word.isupper())
    if "¿" in beyond and "?" not in text:
        odd += beyond["¿"]
    total = letters.total()
    held = max(sum(count for char, count in letters.items() if char in own or char.lower() in own) for own in alphabets)
    if western and _is_rare(text):
        held = sum(count for char, count in letters.items() if char.lower() in _WESTERN)
    return held / (total + odd) if total else float(not odd)


def _common(text: str, alphabet: frozenset[str], common: frozenset[str]) -> float:
    """What share of another script's letters are its common ones; 0 where they stand among letters of ASCII."""
    words = [word for word in _WORDS.findall(text.lower()) if not word.isascii()]
    letters = [char for word in words for char in word]
    beyond = sum(not char.isascii() and char not in _MARKS for char in text)
    if not letters or sum(char in alphabet for char in letters) < FITS * max(len(letters), beyond):
        return 0.0
    return sum(char in common for char in letters) / len(letters)
