"""Whether a referent and the words for it agree: in gender and number, in office and country."""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord.language.lexicon import country_of, role_of, roles, word_list
from onrecord.language.naming import SECOND, titles
from onrecord.reading.entities.cast import Referent
from onrecord.reading.entities.phrases import Phrase
from onrecord.reading.entities.titles import head_of
from onrecord.text import fold

_GENERIC = word_list("generic")


def fits(referent: Referent, sort: str) -> bool:
    """Whether a referent agrees with a pronoun of this sort, as in `phrases.PRONOUNS`."""
    if sort in ("m", "f"):
        if referent.name is None and not any(role_of(head_of(d)) for d in referent.descriptions):
            return False  # "the family", "the two"
        return referent.kind in ("person", "unknown") and not referent.plural and referent.gender in (None, sort)
    if sort == "it":
        return referent.kind in ("organisation", "place", "document") and not referent.plural
    return referent.plural or referent.kind in ("group", "organisation")


def agreement(description: str, phrase: Phrase) -> float:
    """How well a title fits a definite description; negative when it does not."""
    return _agreement(description, phrase.modifiers, phrase.role or "")


@lru_cache(maxsize=1 << 12)
def _agreement(description: str, modifiers: tuple[str, ...], wanted_role: str) -> float:
    words = [w for v in description.split() if (w := _OWNER.sub("", v.strip(",.")))]
    wanted = next((c for w in modifiers if (c := country_of(w))), None)
    theirs = {c for w in words if (c := country_of(w))}
    if wanted and theirs and wanted not in theirs:
        return -9.0
    role = roles()[wanted_role]
    placed = any(w[:1].isupper() and not role_of(w) and not country_of(w) for w in words)
    folded = {likened(w) for w in words}
    initials = "".join(w[0] for w in words if w[0].isupper())
    asked = {likened(w) for w in modifiers}
    if "vice" in folded and wanted_role == "president" and "vice" not in asked:
        return -9.0
    score = -9.0
    own = set(titles(description))
    for word in words:
        other = role_of(word)
        if other is None or word.endswith("s") or other not in own:
            continue
        if other == wanted_role or (
            wanted_role == "diplomat" and other in ("minister", "secretary") and folded & {"foreign", "state"}
        ):
            score = max(score, 3.0)
        elif role.general & roles()[other].senses or ("leader" in role.general and {"prime", "minister"} <= folded):
            score = max(score, 1.5)
    for word in modifiers:
        plain = likened(word)
        if country_of(word) or plain in _GENERIC:
            continue
        if len(word) > 2 and word.isupper() and word in initials:
            score += 1.0  # "IOC member" and "International Olympic Committee member"
            continue
        # another name than the title's ("the Maryland Democrat") points to somebody else
        score += 1.0 if plain in folded else -4.0 if placed and word[0].isupper() else -1.2
    # "the governor" is her sooner than the lieutenant governor
    return score + 0.5 * (wanted in theirs) - 2.0 * bool(folded & SECOND and not asked & SECOND)


_OWNER = re.compile(r"[’']s$")


def likened(word: str) -> str:
    """A word of a title for comparing: folded, a party under one name."""
    low = fold(word)
    return "republican" if low == "gop" else "democratic" if low == "democrat" else low
