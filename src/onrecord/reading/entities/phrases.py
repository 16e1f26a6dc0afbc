"""What kind of noun phrase a source is: its head, its number, whether it points back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.language.lexicon import bodies, country_of, documents, role_of, word_list
from onrecord.model import EntityKind, Span

# pronoun -> what it agrees with: m, f, it, they, I, we, or "rel" for a relative pronoun
PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself", "his own"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself", "her own"), "f"),
    **dict.fromkeys(("it", "its", "itself", "its own"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves", "their own"), "they"),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), "I"),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves", "you", "your"), "we"),
    **dict.fromkeys(("who", "which", "that", "whose", "whom"), "rel"),
}
# what ends the head of a noun phrase
_BOUNDARY = re.compile(
    r"\s*[,(\[;:–—]|\s-\s|\s(?:of|in|at|for|from|with|on|by|to|who|whose|which|that|whom|including|like|such|as|and|or|now|than"
    r"|under|being|familiar|close|interviewed|released|published|against|behind|across|about|around|inside|outside|within|near"
    r"|during|after|before|representing|led|working|speaking|handling|involved|cited|surveyed|conducted|filed|obtained|backing|supporting|opposing)\b"
)
# "Dockers' Union (DU) President Ann Quint": the head goes on
_INITIALS = re.compile(r" \([A-Z][A-Z&.]{1,7}\)(?= [A-Z])")
_DEFINITE = word_list("definite")
_INDEFINITE = word_list("indefinite")
_POSSESSOR = word_list("possessor")
_PEOPLE = word_list("people")
_NUMBER = (
    r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|several|a)"
)
_QUANTIFIER = (
    rf"(?:(?:only|nearly|almost|about|around|roughly|more than|less than|at least|over|just|the vast|the|a|an) )*"
    rf"(?:(?:(?:large|small|growing|vast|great) )?(?:number|handful|majority|minority|couple|lot|list|range|series)"
    rf"|(?:{_NUMBER} )?(?:percent|per cent|dozens?|hundreds?|thousands?|millions?)|{_NUMBER}(?: in {_NUMBER})?"
    r"|some|many|most|several|few|all|none|plenty|lots|each|one|either|both|any|much) (?:or more )?of\s+"
    rf"|{_NUMBER} in {_NUMBER}\s+|(?:several|a) (?:hundred|thousand|dozen)\s+"
)
# words in front of a noun that do not say which one is meant
_FRONT = re.compile(
    rf"\A(?:{_QUANTIFIER}|(?:the|an?|this|that|these|those|his|her|its|their|our|my|your|whose|some|many|several|most|another"
    r"|few|any|all|both|such|as|only|one|nearly|almost|among|recent|latest|least)\s+)+",
    re.IGNORECASE,
)
_OF = re.compile(rf"\A{_QUANTIFIER}", re.IGNORECASE)
# what may follow the noun that a speaker is called by: a clause, a day
_TAIL = re.compile(
    r"\s*,\s.*$"
    r"|\s(?:who|which|that|whose|whom|where|when|whether|being|I|we|you|he|she|they|it|like|including|such as|here"
    r"|there|overall|themselves|itself|himself|herself|now|today|yesterday|this|last|next"
    r"|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b.*$"
    r"|(?<=[a-z]s|le)\s(?:[a-z]{3,}(?:ed|ing)|made|led|held|from|briefed)\s.*$"
    r"|\s(?:[a-z]+ly\s)?(?:[a-z]{3,}(?:ed|ing)|led|held|made|seen|known|given|taken|shown|sent|found|heard|told|written|drawn)"
    r"\s(?:by|in|on|at|from|to|for|with|of|about|back|out|up|the|an?|his|her|its|their|such|against|last|this|as|that|over)\b.*$",
    re.DOTALL,
)
# a document is called by what stands before this
_COMPLEMENT = re.compile(
    r"\s(?:of|by|from|in|on|at|to|about|for|with|last|conducted|released|published)\s.*$", re.DOTALL
)
# "results of the latest poll" are the poll's
_FINDINGS = re.compile(
    r"\A(?:results?|findings?|data|figures|part|text|copy|version|excerpts?) (?:of|from) (?:the )?", re.IGNORECASE
)
_OTHER = re.compile(r"\A(?:other|more|further) ", re.IGNORECASE)
_POSSESSIVE = re.compile(r"[’'](?:s\b)?$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A source taken apart. `end` is where its head ends in the text, `sign` what stands there.

    `words` are the words of the head phrase, `noun` its last in lower case, `role` the role word it is.
    """

    text: str
    end: int
    sign: str
    words: tuple[str, ...]
    noun: str
    role: str | None
    plural: bool
    definite: bool
    indefinite: bool

    @property
    def kind(self) -> EntityKind:
        if self.role is None and (self.noun in documents() or self.noun.removesuffix("s") in documents()):
            return "document"
        if self.plural:
            return "group"
        return "organisation" if self.noun in bodies().nouns else "unknown"

    @property
    def plain(self) -> str:
        """The phrase without article and quantifier."""
        return _FRONT.sub("", self.text, count=1)

    @property
    def description(self) -> str:
        """The phrase without article, quantifier and the clauses behind it."""
        plain = _TAIL.sub("", self.plain)
        if self.kind == "document":
            plain = _COMPLEMENT.sub("", _FRONT.sub("", _FINDINGS.sub("", plain)))
        plain = _OTHER.sub("", plain)
        return " ".join(plain.strip(" ,").split()) or self.text

    @property
    def modifiers(self) -> tuple[str, ...]:
        """The words before the noun, without article and owner's mark."""
        out = []
        for word in self.words[:-1]:
            plain = _POSSESSIVE.sub("", word)
            if plain and plain.lower() not in _DEFINITE and plain.lower() not in _INDEFINITE:
                out.append(plain)
        return tuple(out)


_FINITE = word_list("finite")
_LEADING = word_list("leading")
_VAGUE = word_list("vague")
_TITLE_WORDS = word_list("title_words")
_NO_NAME = word_list("no_name")
_ARTICLES = frozenset({"the", "a", "an", "his", "her", "its", "their", "our", "my", "your", "this", "that"})
_FRONT_VERB = re.compile(r"(?:[a-z]+ly )?[a-z]+(?:ed|[^s]s|ing) (?:the|an?|his|her|its|their|to|that|\d)\b")


def voiceless(phrase: Phrase) -> bool:
    """Whether a source is no noun phrase or means nobody in particular: "there", "Monday", "with placards"."""
    first, noun = phrase.words[0], phrase.noun
    alone = len(phrase.words) == 1 and phrase.sign not in ("of", "in", "who")
    if alone and noun not in documents() and (noun in _VAGUE or noun in _NO_NAME - _PEOPLE or len(noun.strip(".")) < 2):
        return True
    return first.lower() in _LEADING or noun in _FINITE or _FRONT_VERB.match(phrase.text) is not None


def titled(words: Sequence[str]) -> tuple[str, ...]:
    """The end of `words` that can be a title: no verb, adverb, article or clause before it."""
    out: list[str] = []
    for word in reversed(words):
        low = word.lower()
        if low in _ARTICLES or low in _FINITE or low in _LEADING or (word.islower() and low.endswith("ly")):
            break
        plain = out and word.isalpha() and word.islower() and out[-1][:1].isupper()
        if plain and low not in _TITLE_WORDS and role_of(low) is None:
            break
        out.append(word)
    return tuple(reversed(out))


def bare(phrase: str) -> str:
    """A source for looking up pronouns: lower case, no marks at its ends, no possessive."""
    return _POSSESSIVE.sub("", phrase.strip(' \t,.:;“”"()')).lower()


def analyse(text: str, start: int, stop: int, names: list[Span]) -> Phrase:
    """Take the noun phrase `text[start:stop]` apart; nothing inside a name ends its head."""
    quantifier = _OF.match(text[start:stop])
    at = start = start + quantifier.end() if quantifier else start
    end, sign = stop, ""
    while (m := _BOUNDARY.search(text, at, stop)) is not None:
        inside = next((b for a, b in names if a <= m.start() < b), None)
        if initials := _INITIALS.match(text, m.start(), stop):
            at = initials.end()
        elif inside is not None:
            at = inside
        elif m.start() <= start:
            at = m.end()
        else:
            end, sign = m.start(), m.group().strip()
            break
    head = text[start:end].strip(' \t,.:;“”"')
    words = tuple(_POSSESSIVE.sub("", head).split()) or ("",)
    noun = words[-1].lower().strip("”\"'’“‘")
    role = role_of(noun) if noun else None
    plural = (
        noun in _PEOPLE
        or (noun.endswith("s") and not noun.endswith(("ss", "us", "is")))
        or noun.endswith(("men", "women"))
    )
    first = words[0].lower()
    owned = first in _POSSESSOR or any(w.endswith(("'s", "’s", "s'", "s’")) for w in words[:-1])
    # "New Zealand prime minister", of a headline
    landed = any(country_of(" ".join(words[:k])) for k in (1, 2, 3) if k <= len(words))
    definite = first in _DEFINITE or owned or (first not in _INDEFINITE and landed)
    indefinite = first in _INDEFINITE or quantifier is not None
    if quantifier:
        definite = False
    return Phrase(text[start:stop].strip(" \t,.:;"), end, sign, words, noun, role, plural, definite, indefinite)
