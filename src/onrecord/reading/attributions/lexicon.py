"""The words that an attribution is recognised by: cue verbs with their inflection, and closed word classes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from onrecord.model import AttributionKind

VerbForm = Literal["base", "third", "past", "participle", "ing", "adjective"]
_INFLECTED: tuple[VerbForm, ...] = ("base", "third", "past", "participle", "ing")


@dataclass(frozen=True, slots=True)
class Verb:
    """A cue verb in one of its spellings: the base form, its group in cues.tsv, and the forms it may be."""

    lemma: str
    group: str
    kind: AttributionKind
    forms: frozenset[VerbForm]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# --- closed classes; apostrophes are written ' ---------------------------------------------------------

SUBJECT = _set("i he she they we it you who everyone everybody someone somebody nobody anyone many some others most")
OBJECT = _set("me him her them us it you himself herself themselves itself")
POSSESSIVE = _set("my his her its our their your whose")
DETERMINERS = _set(
    "the a an this that these those some any many most several every each all both no another other few two three"
    " four five six seven eight nine ten one more such what much half"
)
BE = _set("is are was were be been being am isn't aren't wasn't weren't 's 're 'm")
HAVE = _set("has have had having hasn't haven't hadn't 've")
DO = _set("do does did doesn't don't didn't doing")
MODALS = _set(
    "will would can could may might must should shall 'd 'll won't wouldn't can't cannot couldn't shouldn't"
    " mightn't mustn't"
)
AUXILIARIES = BE | HAVE | DO | MODALS
# adverbs that stand inside a verb group; those in -ly are recognised by their ending
ADVERBS = _set(
    "not never also even just still again already always ever often then now once soon later earlier further only"
    " instead nevertheless nonetheless thus therefore too simply rather quite very well almost long recently n't"
    " himself herself themselves all both twice first quickly famously reportedly reportedly yet afterwards"
)
NOT_ADVERBS = _set(
    "only family rally reply july italy ally bully supply fly apply rely likely early daily weekly friendly"
)
PREPOSITIONS = _set(
    "of in on at to for from with by about against after before during under over through between among into onto"
    " upon within without toward towards since until till despite as like near across along around behind beyond"
    " off amid amidst including regarding concerning per via besides except following outside inside throughout than"
    " unlike alongside"
)
SUBORDINATORS = _set(
    "that if when while because although though whether unless whereas as since until after before once so where"
    " why how what which who whom than lest"
)
COORDINATORS = _set("and or but nor yet")
WH = _set("what who whom why how where when whether if which")
TIME_WORDS = _set(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight earlier later"
    " recently afterward afterwards then now january february march april may june july august september october"
    " november december jan feb mar apr aug sept oct nov dec ago morning afternoon evening night week month year"
    " weekend last next spring summer autumn fall winter"
)
# frequent finite verbs that are no cue: they end a noun phrase read from right to left
FINITE = AUXILIARIES | _set(
    "came went got became began took gave made let left lost won ran held kept met put set stood brought led"
    " comes goes gets becomes begins takes gives makes lets leaves loses wins runs holds keeps meets puts sets"
    " stands brings leads seems seemed remains remained tried tries wanted wants needs needed helped helps used"
)


def _inflect(base: str, irregular: list[str]) -> dict[VerbForm, str]:
    """The five forms of a verb; a spelling given in `irregular` (third, past, participle, -ing) wins."""
    vowel = "aeiou"
    stem = base[:-1] if base.endswith("e") and not base.endswith("ee") else base
    if base.endswith("y") and base[-2] not in vowel:
        third, past = base[:-1] + "ies", base[:-1] + "ied"
    else:
        third = base + ("es" if re.search(r"(?:s|x|z|ch|sh)$", base) else "s")
        past = stem + "ed"
    forms: dict[VerbForm, str] = {
        "base": base,
        "third": third,
        "past": past,
        "participle": past,
        "ing": stem + "ing",
    }
    for form, given in zip(_INFLECTED[1:], irregular, strict=False):
        if given:
            forms[form] = given
    if len(irregular) > 1 and irregular[1] and not irregular[2:3]:
        forms["participle"] = irregular[1]
    return forms


@cache
def verbs() -> dict[str, Verb]:
    """Every spelling of every cue verb. Where two verbs share one, the first in cues.tsv has it."""
    out: dict[str, Verb] = {}
    table = resources.files(__package__).joinpath("cues.tsv").read_text("utf-8")
    for line in table.splitlines():
        if not line or line.startswith("#"):
            continue
        group, kind, words = line.split("\t")
        if group == "noun":
            continue
        for word in words.split():
            base, _, rest = word.partition("(")
            spelled: dict[str, set[VerbForm]] = {}
            if group == "adjective":
                spelled[base] = {"adjective"}
            else:
                for form, spelling in _inflect(base, rest.rstrip(")").split("/") if rest else []).items():
                    spelled.setdefault(spelling, set()).add(form)
            for spelling, forms in spelled.items():
                made: AttributionKind = "attitude" if kind == "attitude" else "statement"
                known = out.get(spelling)
                if known is not None and known.group == "adjective":
                    # "opposed" is an adjective behind "is" and a past tense elsewhere
                    out[spelling] = Verb(base, group, made, known.forms | forms)
                elif known is None:
                    out[spelling] = Verb(base, group, made, frozenset(forms))
    return out


@cache
def nouns() -> dict[str, tuple[str, AttributionKind]]:
    """Every spelling, singular and plural, of every cue noun, with its singular and its kind."""
    out: dict[str, tuple[str, AttributionKind]] = {}
    for line in resources.files(__package__).joinpath("cues.tsv").read_text("utf-8").splitlines():
        if line.startswith("noun\t"):
            _, kind, words = line.split("\t")
            made: AttributionKind = "attitude" if kind == "attitude" else "statement"
            for word in words.split():
                out[word] = (word, made)
                out[word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s"] = (word, made)
    return out
