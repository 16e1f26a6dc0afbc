"""Whether those to whom a draft and the record give the same words can be one and the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Literal, TypeAlias

from onrecord.language.lexicon import countries, country_of, role_of
from onrecord.language.naming import body_initials, first_last, long_forms, name_words, sound, spelled_alike
from onrecord.model import Entity, Speaker
from onrecord.text import fold

Same: TypeAlias = Literal["same", "other", "unknown"]


def same(draft: Entity, speaker: Speaker, known: Iterable[Entity] = ()) -> Same:
    """Whether the speaker of the record can be whom the draft names; `known` is what articles call the speaker.

    "other" is said only of two names that cannot be of one; who is only described ("the minister") is another for
    no reason that words alone give.
    """
    known = tuple(known)
    mine = _names(draft.name, draft.aliases)
    yours = [*_names(speaker.name if _is_named(speaker) else None, speaker.aliases),
             *(n for e in known for n in _names(e.name, e.aliases))]  # fmt: skip
    about = [*speaker.descriptions, *(d for e in known for d in e.descriptions)]
    if not mine or not yours:
        return "same" if _one_role((draft.name, *draft.descriptions), (speaker.name, *about)) else "unknown"
    if any(_one_name(a, b) for a, b in product(mine, yours)):
        return "same"
    kinds = {draft.kind, speaker.kind}
    if kinds <= {"person"} or (kinds <= {"person", "unknown"} and all(map(_full, (mine[0], yours[0])))):
        return "other"
    if "person" in kinds and len(kinds) == 2:
        # a body speaks through its people
        tied = _tied(mine, about) or _tied(yours, draft.descriptions)
        return "unknown" if tied or "unknown" in kinds else "other"
    if any(_one_country(a, b) for a, b in product(mine, yours)):
        return "unknown"
    return "other" if "unknown" not in kinds else "unknown"


def misspelt(draft: Entity, speaker: Speaker, known: Iterable[Entity] = ()) -> str | None:
    """The name that the record has of a person whose first name a draft spells otherwise; None where both agree.

    Short forms, initials and whatever else the record calls the speaker are no other spelling.
    """
    name = draft.name or ""
    if "person" not in (draft.kind, speaker.kind) or not _full(name):
        return None
    theirs = {n for n in (speaker.name, *speaker.aliases) if n}
    theirs |= {n for e in known for n in (e.name, *e.aliases) if n}
    full = sorted(n for n in theirs if _full(n) and first_last(n)[1] == first_last(name)[1])
    if not full or any(not _spelled_otherwise(name, n) for n in full):
        return None
    return speaker.name if speaker.name in full else full[0]


def _spelled_otherwise(a: str, b: str) -> bool:
    """Whether the first names of two names of one person are neither one nor short for each other."""
    first, given = first_last(a)[0], first_last(b)[0]
    words = {part for w in name_words(b) for part in (w, *w.split("-"))}
    short = len(first.strip(".")) == 1 or len(given.strip(".")) == 1
    forms = {first, *long_forms(first)} & {given, *long_forms(given)}
    return not (short or forms or first.split("-")[0] in words or given in first.split("-"))


def _is_named(speaker: Speaker) -> bool:
    return speaker.name not in (*speaker.descriptions, "unnamed")


def _names(name: str | None, aliases: Sequence[str]) -> list[str]:
    return [form for form in (name, *aliases) if form and any(c.isupper() for c in form)]


def _full(name: str) -> bool:
    return len(name_words(name)) > 1


def _one_name(a: str, b: str) -> bool:
    """Whether two names can be of one: a surname for a full name, a first name short or spelled otherwise, initials."""
    if fold(a) == fold(b):
        return True
    x, y = name_words(a), name_words(b)
    if not x or not y:
        return False
    if len(x) == 1 or len(y) == 1:
        short, long = (x, y) if len(x) == 1 else (y, x)
        whole = b if long is y else a
        return short[0] in long or any(sound(short[0]) == sound(w) for w in long[-1:]) or _initials(short[0], whole)
    if set(x) <= set(y) or set(y) <= set(x):
        return True
    (first, last, _), (given, surname, _) = first_last(a), first_last(b)
    if sound(last) != sound(surname):
        return False
    return (
        spelled_alike(first, given)
        or first in long_forms(given)
        or given in long_forms(first)
        or bool(long_forms(first) & long_forms(given))
        or ((len(first) == 1 or len(given) == 1) and first[0] == given[0])
    )


def _initials(short: str, name: str) -> bool:
    """Whether a word is made of the initials of a name."""
    words = [w for w in name.split() if w[0].isupper()]
    return len(words) > 1 and short.upper() in {*body_initials(words), "".join(w[0] for w in words)}


def _tied(names: Iterable[str], descriptions: Iterable[str]) -> bool:
    """Whether a description speaks of one of the bodies or places that are named."""
    said = {w for d in descriptions for w in fold(d).split()}
    lands = {land for d in descriptions for w in d.split() if (land := _land(w))}
    for name in names:
        telling = [w for w in name_words(name) if len(w) > 2]
        if any(w in said for w in telling) or _land(name) in lands - {None}:
            return True
    return False


def _land(word: str) -> str | None:
    word = word.strip(",.").removesuffix("'s").removesuffix("’s")
    return countries().demonyms.get(word) or country_of(word)


def _one_country(a: str, b: str) -> bool:
    return _land(a) is not None and _land(a) == _land(b)


def _one_role(left: Iterable[str | None], right: Iterable[str | None]) -> bool:
    mine, yours = ({role for d in side if d for w in d.split() if (role := role_of(w.strip(",.")))}
                   for side in (left, right))  # fmt: skip
    return bool(mine & yours)
