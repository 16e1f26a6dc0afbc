"""By which shorter names an article calls a body that it names in full: acronyms, first words, last words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.language.lexicon import country_of, role_of, word_list
from onrecord.language.naming import body_initials, inverted, national
from onrecord.language.terms import background, stem
from onrecord.reading.entities.mention import Mention
from onrecord.reading.entities.runs import JOINING, REGIONS, is_body
from onrecord.text import fold

_CORPORATE = word_list("corporate")
_PRESS = word_list("press")
# what "Columbia" and "Fox" leave out
_LEARNED = frozenset({"university", "college", "institute", "research"})
_CHANNELS = frozenset({"news", "network", "channel", "america"})


def core(tokens: Sequence[str]) -> tuple[str, ...]:
    """What the ways to write a body's name have in common: "Justice Department" for the U.S. Department of Justice."""
    return tuple(inverted(tokens)[national(tokens) :])


def acronyms(m: Mention) -> set[str]:
    """The initials, folded, by which a name of several words may go."""
    out = body_initials(m.tokens)
    tokens = list(m.tokens)
    for words in (tokens, tokens[national(tokens) :]):
        capitals = "".join(t[0] for t in words if t[0].isupper())
        out.update((capitals, "".join(w[0] for t in words for w in t.replace("-", " ").split())))
    if m.short and _within(m.short, " ".join(tokens)):
        out.add(m.short)
    return {a.casefold() for a in out if len(a) > 1}


def _within(short: str, name: str) -> bool:
    """Whether the letters of an acronym stand in a name in this order, the first at the beginning of a word."""
    letters = iter(name.casefold())
    return any(w[0].casefold() == short[0].casefold() for w in name.split()) and all(
        c in letters for c in short.casefold() if c != "&"
    )


def ends(tokens: Sequence[str]) -> Iterable[str]:
    """The shorter names of several words: "Supreme Court", "Suu Kyi", "MGM Resorts"."""
    for i in range(1, len(tokens) - 1):
        # the Justice Department is not its National Security Division
        if tokens[i] not in JOINING and (tokens[i - 1] not in JOINING or tokens[0] in ("Department", "Ministry")):
            yield " ".join(tokens[i:])
    yield from firm(tokens)


def firm(tokens: Sequence[str]) -> Iterable[str]:
    """The shorter names of a firm: "MGM" and "MGM Resorts" for MGM Resorts International."""
    for i in range(len(tokens) - 1, 0, -1):
        if tokens[i].lower().rstrip(".,") not in _CORPORATE:
            return
        # "CNN International" is not what is meant by CNN
        if i > 1 or len(tokens) > 2 or tokens[1] != "International":
            yield " ".join(tokens[:i])


def lone(tokens: Sequence[str]) -> Iterable[tuple[str, bool]]:
    """The single words by which a body goes, and whether "the" must stand before: "Peabody", "the Times"."""
    first, last = tokens[0], tokens[-1].lower()
    known = first in REGIONS or country_of(first) is not None
    common = role_of(first) is not None or stem(first) in background()
    for short in firm(tokens):
        if " " not in short and not known:
            yield short, False
    if last in _CORPORATE and last != "international" and not (known or common):
        yield first, False
    if len(tokens) == 2 and not known and (last in _LEARNED or last in _CHANNELS):
        yield first, False
    # "UAW GM", "IOC EB": initials that follow others begin another name
    paired = len(first) > 1 and len(last) > 1 and first.isupper() and tokens[-1].isupper()
    if len(tokens) == 2 and (last == "magazine" or not (known or common or paired or is_body(last))):
        yield first, False  # "Exxon"
    if last in _PRESS and last not in _CHANNELS:
        yield tokens[-1], True


def unique(found: dict[str, set[str]]) -> dict[str, str]:
    """The short forms that fit one longer name only."""
    out: dict[str, str] = {}
    for short, keys in found.items():
        # "QRT" is short for "QRT Resorts", and both are for "QRT Resorts International"
        longest = {k for k in keys if not any(other.startswith(k + " ") for other in keys)}
        if len(longest) == 1 and short not in keys:
            out[short] = next(iter(longest))
    return out


def body_key(m: Mention) -> str:
    """The key of a body's name of several words; "Donald Trump's campaign" is the Trump campaign."""
    if m.tokens[-1].islower():
        return fold(" ".join(m.tokens[-2:]))
    return fold(" ".join(core(m.tokens)))
