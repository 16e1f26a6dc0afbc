"""Whom a noun phrase means that names nobody: "the minister", "the Canadian", "the agency", "a New York judge"."""

from __future__ import annotations

import re

from onrecord.language.lexicon import bodies, countries, country_of, documents, role_of, roles, states, word_list
from onrecord.reading.entities import pronouns
from onrecord.reading.entities.agreement import agreement, likened
from onrecord.reading.entities.cast import Referent
from onrecord.reading.entities.kinds import wordy
from onrecord.reading.entities.names import PLACES
from onrecord.reading.entities.phrases import Phrase, analyse
from onrecord.reading.entities.scene import Scene, senses
from onrecord.reading.entities.titles import head_of
from onrecord.text import fold

_GENERIC = word_list("generic")
# whom a description means may be named later only up to this sentence: the headline and the first
_HEADLINE = 1
# an opening is the headline and this many blocks less one; whom it announces is named within so many sentences
_OPENING = 3
_SOON = 10
_NEXT = 3
# so many sentences a body is in mind whose name does not say what it is
_RECENT = 2
# and a place so many
_FAR = 4
# singular only: "the Chinese" are many
_NATIVE = re.compile(r"[A-Z][a-z]+(?:an|i|on|man|woman)\Z")
# a document is brought up so many sentences before it speaks
_MENTIONED = 12
_BROUGHT_UP = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|new|his|her|its|their) (?P<phrase>(?:[\w’'.-]+ ){1,4}?(?P<noun>"
    + "|".join(sorted(documents(), key=len, reverse=True)) + r"))\b(?! [a-z]+ (?:say|said))"
)  # fmt: skip
_PARTIES = word_list("parties")
# senses of roles that news calls people by for a change of words
_PUBLIC = frozenset(
    {
        "leader",
        "president",
        "prime minister",
        "minister",
        "diplomat",
        "secretary",
        "lawmaker",
        "governor",
        "mayor",
        "candidate",
        "politician",
        "executive",
        "chair",
        "speaker",
    }
)
_AGED = re.compile(r"\d\d?-year-old\Z")


def meant(scene: Scene, phrase: Phrase, at: int, last: Referent | None) -> Referent | None:
    """Who is meant by the phrase at `at`, as far as the article says; `last` spoke last."""
    if phrase.plural:
        return None
    if found := _native(scene, phrase, at, last):
        return found
    title = phrase.words[0][:1].isupper() and len(phrase.words) <= 3 and not phrase.indefinite
    if phrase.role and not phrase.indefinite and not phrase.definite and not title:
        return _by_role(scene, phrase, at)  # of a headline: "minister says"
    if phrase.definite or title:
        if phrase.role:
            return _by_role(scene, phrase, at) or _varied(scene, phrase, at, last)
        return _place(scene, phrase, at) or _body(scene, phrase, at, last) or _document(scene, phrase, at)
    return None


def announced(scene: Scene, phrase: Phrase, at: int) -> Referent | None:
    """Whom the opening speaks of before it names him: "A New York judge …", the only judge named further down.

    Or "the country's prime minister", the only one.
    """
    if at > scene.blocks[min(_OPENING, len(scene.blocks)) - 1] + 600 or phrase.plural:
        return None
    if phrase.definite and not (phrase.role and phrase.modifiers):
        return None  # "the spokesman" may be anybody, "the country's prime minister" is not
    if phrase.role and roles()[phrase.role].senses - {"person", "kin"}:
        return _person_announced(scene, phrase, at)
    return _body_announced(scene, phrase, at)


# --- persons


def _native(scene: Scene, phrase: Phrase, at: int, last: Referent | None) -> Referent | None:
    """Whom "the Canadian" or "the 45-year-old" means: the only person just named whom nothing contradicts."""
    if len(phrase.words) != 2 or phrase.words[0].lower() != "the":
        return None
    word = phrase.words[1]
    country = countries().demonyms.get(word) if _NATIVE.match(word) else None
    if country is None and not _AGED.match(word):
        return None
    near = [r for r in scene.recent(at, 1) if r.kind == "person" and r.name]
    if country is not None:
        lands = {id(r): {c for d in r.descriptions for w in d.split() if (c := country_of(w.strip(",.")))}
                 for r in near}  # fmt: skip
        near = [r for r in near if country in lands[id(r)]] or [r for r in near if not lands[id(r)]]
    return near[0] if len(near) == 1 else last if any(r is last for r in near) else None


def _by_role(scene: Scene, phrase: Phrase, at: int) -> Referent | None:
    """The person whom a definite description means: the nearest whose title agrees with it."""
    assert phrase.role is not None
    role = roles()[phrase.role]
    marks = (phrase.role, *role.general, *(("minister", "secretary") if phrase.role == "diplomat" else ()))
    best: tuple[float, Referent] | None = None
    for referent in scene.asked((r for mark in marks for r in scene.by_role.get(mark, ())), at):
        if referent.kind != "person" or (role.gender and referent.gender and role.gender != referent.gender):
            continue
        titles = (*referent.descriptions, " ".join(referent.descriptions))
        score = max((agreement(d, phrase) for d in titles), default=-9.0)
        if score < 0 or _elsewhere(referent, phrase):
            continue
        distance = scene.distance(referent, at)
        if distance is None and scene.sentence(at) > _HEADLINE:
            continue
        score += 2.0 / (1 + (20 if distance is None else distance)) + 0.05 * min(10, len(referent.places))
        if best is None or score > best[0]:
            best = (score, referent)
    return best[1] if best else None


def _varied(scene: Scene, phrase: Phrase, at: int, last: Referent | None) -> Referent | None:
    """Who is called something new for a change of words, if nothing that the article says of him speaks against it.

    That is who has just spoken, or the only one just named of whom the article has said a word of the phrase.
    """
    assert phrase.role is not None
    role = roles()[phrase.role]
    if phrase.words[0].lower() != "the" or phrase.sign not in ("", ",") or not role.senses & _PUBLIC:
        return None
    near = [r for r in scene.recent(at, _RECENT) if r.kind == "person" and r.name
            and not (role.gender and r.gender and role.gender != r.gender)]  # fmt: skip
    words = {likened(w) for w in phrase.modifiers if w[:1].isupper()} | ({phrase.noun} & _PARTIES)
    akin = [r for r in near if words & {likened(w) for d in r.descriptions for w in d.split()}]
    if len(akin) == 1:
        return akin[0]
    if last is not None and _elsewhere(last, phrase):
        return None
    offices = _offices(last) if last is not None else frozenset()
    return last if any(r is last for r in near) and not akin and (not offices or offices & role.senses) else None


def _elsewhere(referent: Referent, phrase: Phrase) -> bool:
    """Whether a person is said to be of another country or state than the phrase's."""
    said = [w.rstrip(",") for d in referent.descriptions for w in d.split()]
    for land in (country_of, states().get):
        wanted, theirs = ({found for w in words if (found := land(w))} for words in (phrase.modifiers, said))
        if wanted and theirs and not wanted & theirs:
            return True
    return False


def _offices(referent: Referent) -> frozenset[str]:
    """The senses of the roles that a person is said to have."""
    found = (role_of(w.strip(",.")) for d in referent.descriptions for w in d.split())
    return frozenset(s for r in found if r for s in roles()[r].senses) - {"person", "kin"}


def _person_announced(scene: Scene, phrase: Phrase, at: int) -> Referent | None:
    assert phrase.role is not None
    role = roles()[phrase.role]
    if not (phrase.definite or phrase.words[0].lower() in ("a", "an")) or phrase.sign not in ("", ","):
        return None
    marks = (phrase.role, *role.general)
    fits = list(dict.fromkeys(r for mark in marks for r in scene.by_role.get(mark, ()) if r.kind == "person"))
    if len(fits) != 1:
        return None
    titles = [d for d in fits[0].descriptions if (office := role_of(head_of(d)))
              and (office == phrase.role or role.general & roles()[office].general)]  # fmt: skip
    if max((agreement(d, phrase) for d in titles), default=-1) < 0:
        return None
    first = fits[0].places[0][0]
    return fits[0] if at < first and scene.sentence(first) - scene.sentence(at) <= _SOON else None


# --- bodies


def _wanted(phrase: Phrase) -> set[str]:
    """The words of a description that the name of whom it means has, too, if it has any like them."""
    return {fold(w) for w in phrase.modifiers if fold(w) not in _GENERIC}


def contradicts(referent: Referent, phrase: Phrase, opens: bool = False) -> bool:
    """Whether a name in the description is not the body's: "the Harbour Agency" is not "the Bremen agency".

    Where the phrase `opens` a sentence, the capital of its first word tells nothing.
    """
    words = {*fold(referent.name or "").split(), *(fold(w) for d in referent.descriptions for w in d.split())}
    modifiers = phrase.modifiers[1:] if opens and phrase.modifiers[:1] == phrase.words[:1] else phrase.modifiers
    return any(w[:1].isupper() and fold(w) not in words for w in modifiers)


def _body(scene: Scene, phrase: Phrase, at: int, last: Referent | None) -> Referent | None:
    """The body that "the committee" means: one whose name says so, or for some kinds the one that is in mind."""
    table = bodies()
    if spelt := _spelt_out(scene, phrase):
        return spelt
    kinds = table.nouns.get(phrase.noun)
    if kinds is None:
        return None
    if named := _in_apposition(scene, phrase, at):
        return named
    if phrase.words[0].lower() in ("his", "her"):
        return _owned(scene, phrase, at, last)
    wanted = _wanted(phrase)
    best: tuple[float, Referent] | None = None
    for referent in scene.asked((r for kind in sorted(kinds) for _, r in scene.bodies(kind)), at):
        distance = scene.distance(referent, at)
        if contradicts(referent, phrase) or (distance is None and scene.sentence(at) > _HEADLINE):
            continue
        words = set(fold(referent.name or "").split())
        score = 2.0 * (phrase.noun in words) + len(wanted & words) - 1.5 * len(wanted - words)
        score += 2.0 / (1 + (20 if distance is None else distance)) + 0.05 * min(10, len(referent.places))
        score += 0.5 * (referent is last)
        if best is None or score > best[0]:
            best = (score, referent)
    in_mind = _in_mind(scene, phrase, at, last) if kinds & table.loose and phrase.words[0].lower() == "the" else None
    if in_mind is not None and not wanted and (best is None or best[0] < 3.0):
        return in_mind
    return best[1] if best and best[0] > 0 else in_mind


def _spelt_out(scene: Scene, phrase: Phrase) -> Referent | None:
    """The body whose name the description ends in, in small letters: "the British medical journal"."""
    words = (*phrase.modifiers, phrase.noun)
    for k in range(len(words) - 1):
        known = scene.cast.known(" ".join(words[k:]))
        if known is not None and known.kind != "person":
            return known
    return None


def _in_apposition(scene: Scene, phrase: Phrase, at: int) -> Referent | None:
    """The body whose name stands before a word for its kind: "the BLM group"."""
    for _, stop, referent in scene.cast.within(at, phrase.end):
        between = scene.text[stop : phrase.end].strip().lower()
        told = referent.name is not None and (referent.name.isupper() or " " in referent.name)
        if referent.kind == "organisation" and told and between == phrase.noun:
            return referent
    return None


def _owned(scene: Scene, phrase: Phrase, at: int, last: Referent | None) -> Referent | None:
    """Whose "his campaign" is: the body named after the person whom the pronoun means."""
    sort = {"his": "m", "her": "f"}.get(phrase.words[0].lower())
    owner = pronouns.meant(scene, sort, at, None, last) if sort else None
    if owner is None or not owner.name:
        return None
    wanted = {fold(owner.name.split()[-1]), phrase.noun}
    found = (r for kind in bodies().nouns[phrase.noun] for _, r in scene.bodies(kind))
    return next((r for r in found if wanted <= set(fold(r.name or "").split())), None)


def _in_mind(scene: Scene, phrase: Phrase, at: int, last: Referent | None) -> Referent | None:
    """The body that spoke last, else the only one named in the two sentences before, if its name does not object."""
    kinds = bodies().nouns[phrase.noun]

    def may_be(r: Referent) -> bool:
        own = senses(r)
        return bool(r.name) and not contradicts(r, phrase) and (not own or bool(own & kinds))

    first = scene.starts[max(0, scene.sentence(at) - _RECENT)]
    if (
        last is not None and last.kind in ("organisation", "unknown") and may_be(last)
        and any(first <= a < at for a, _ in last.places)
    ):  # fmt: skip
        return last
    if last is not None and last.name is None and last.places:
        # "officials at the Harbour Agency" have spoken
        theirs = [
            r for _, _, r in scene.cast.within(*last.places[-1]) if r.kind in ("organisation", "unknown") and may_be(r)
        ]
        if theirs and last.places[-1][0] >= first:
            return theirs[0]
    near = [r for r in scene.recent(at, _RECENT) if may_be(r) and (r.kind == "organisation" or _known(r))]
    return near[0] if len(near) == 1 else None


def _known(referent: Referent) -> bool:
    """Whether a name of no kind is more than a word that happens to have a capital: it is met again, or speaks."""
    more = len(referent.places) > 1 or bool(referent.says)
    return referent.kind == "unknown" and more and not wordy(referent.name or "")


def _body_announced(scene: Scene, phrase: Phrase, at: int) -> Referent | None:
    """The only body of its kind that is named soon after "A federal appeals court" or, in a headline, "House panel"."""
    kinds = bodies().nouns.get(phrase.noun)
    here = scene.sentence(at)
    if kinds is None or not (phrase.words[0].lower() in ("a", "an") or here <= _HEADLINE):
        return None
    opens = at == scene.starts[here]
    fits = sorted(
        ((start, k, referent) for kind in kinds for k, (start, referent) in enumerate(scene.bodies(kind))
         if here <= scene.sentence(start) <= here + _SOON and not contradicts(referent, phrase, opens)),
        key=lambda x: x[:2],
    )  # fmt: skip
    near = {r for start, _, r in fits if scene.sentence(start) <= here + _NEXT}
    if len({r for _, _, r in fits}) == 1 or len(near) == 1:
        return fits[0][2]
    return None


def _place(scene: Scene, phrase: Phrase, at: int) -> Referent | None:
    """The place that "the state" or "the city" means: the last one of its kind, if it was named not long ago."""
    if len(phrase.words) != 2 or phrase.sign or phrase.noun not in ("state", "country", "nation", "city", "town"):
        return None
    for referent in scene.recent(at, _FAR):
        name = referent.name or ""
        if referent.kind == "place" or name in states():
            if fold(name).split()[-1] in PLACES:
                continue  # a park, a street
            land, state = country_of(name) == name, name in states()
            if (
                state
                if phrase.noun == "state"
                else land
                if phrase.noun in ("country", "nation")
                else not (land or state)
            ):
                return referent
    return None


# --- documents


def _document(scene: Scene, phrase: Phrase, at: int) -> Referent | None:
    """The document that "the report" means: the last one for which the word may stand."""
    same = documents().get(phrase.noun)
    if same is None or any(w[:1].isupper() for w in phrase.modifiers):
        return None
    found = [
        (distance, r) for r in scene.cast.referents
        if r.kind == "document" and (distance := scene.distance(r, at)) is not None
        and any(w in same for w in _heads(r))
    ]  # fmt: skip
    return min(found, key=lambda x: x[0])[1] if found else _introduced(scene, same, at) or _coming(scene, same, at)


def _introduced(scene: Scene, same: frozenset[str], at: int) -> Referent | None:
    """A document that an earlier sentence has brought up without letting it speak: "… published a study of …"."""
    first = scene.starts[max(0, scene.sentence(at) - _MENTIONED)]
    for found in reversed(list(_BROUGHT_UP.finditer(scene.text, first, at))):
        if found["noun"] in same and found.end() < at:
            start, stop = found.span("phrase")
            phrase = analyse(scene.text, start, stop, [(a, b) for a, b, _ in scene.cast.within(start, stop)])
            return scene.new(Referent("document", None), phrase, (start, stop))
    return None


def _coming(scene: Scene, same: frozenset[str], at: int) -> Referent | None:
    """The document that a headline speaks of and one of the next sentences names: "Poll: …", "a Quinnipiac poll"."""
    here = scene.sentence(at)
    if here > _HEADLINE:
        return None
    ends = [*scene.starts, len(scene.text)]
    for found in _BROUGHT_UP.finditer(scene.text, at, ends[min(here + _NEXT + 1, len(ends) - 1)]):
        if found["noun"] in same and found["phrase"][:1].isupper():
            start, stop = found.span("phrase")
            phrase = analyse(scene.text, start, stop, [(a, b) for a, b, _ in scene.cast.within(start, stop)])
            return scene.new(Referent("document", None), phrase, (start, stop))
    return None


def _heads(referent: Referent) -> list[str]:
    return [head_of(x).lower().strip(".,") for x in (referent.name, *referent.descriptions) if x]
