"""Several who say one thing together: "Ann Yates and Otto Grau", "the family and its lawyers", "the two"."""

from __future__ import annotations

import itertools
import re

from onrecord.reading.entities.cast import Referent
from onrecord.reading.entities.scene import JOINING, Met, Scene, Source

_PAIR = re.compile(r"(?:both|either|neither)\b", re.IGNORECASE)
_THE_TWO = re.compile(r"(?:the two(?: [\w-]+){0,2}|both|both of whom|neither|the pair|the duo)", re.IGNORECASE)
# what may follow the last name of a list
_CLOSE = re.compile(r"(?:[’']s?)?(?: ?\([^)]{1,20}\))?\W*(?:, the [^,]*,?\W*)?")
_BRACKETS = re.compile(r"\([^)]{1,20}\)")
_AND_OTHERS = re.compile(r",? and (?:several |many |some |the )?(others?(?: [a-z][\w-]*){1,3})[ ,]*$")
# "the family, protesters and civic leaders"
_LIST = re.compile(r"[\w’' -]+(?:, (?!who|which|a |an |the )[a-z][\w -]+)+,? and [\w -]+s\W*")
_BETWEEN = frozenset(
    {",", "and", "or", ", and", ", or", "and the", "or the", ", the", ", and the", "and Mr.", "and Ms.", "and Mrs."}
)
# the article in front of a list's first name
_ARTICLE = 4


class Groups:
    """The groups of one article; one list of members is one group."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.text = scene.text
        self._known: dict[str, Referent] = {}
        self._members_of: list[tuple[Referent, list[Referent]]] = []

    def found(self, source: Source) -> Referent | None:
        """The group that a source means; None when it means one alone."""
        if _THE_TWO.fullmatch(source.phrase.text) and (two := self._two(source.start)):
            return self._called(source, _and([r.name or "" for r in two]))
        if known := self._again(source):
            return known
        if self._with_others(source) and (others := _AND_OTHERS.search(self.text, source.start, source.stop)):
            return self._called(source, f"{source.inside[0][2].name} and {others[1]}")
        members = self._members(source)
        joined = source.phrase.plural or source.phrase.sign in ("and", "or")
        if len(members) > 2 - joined:
            group = self._called(source, _and([self._member(n, k) for k, n in enumerate(members)]))
            self._members_of.append((group, [n[2] for n in members]))
            return group
        if _LIST.fullmatch(self.text, source.start, source.stop):
            return self._called(source, source.phrase.plain)
        if source.phrase.sign in ("and", "or") or _PAIR.match(source.phrase.text):
            return self._called(source, source.phrase.description.replace(" and the ", " and "))
        return None

    def _called(self, source: Source, text: str) -> Referent:
        """The group with this description."""
        if text not in self._known:
            group = Referent("group", None, plural=True)
            self._known[text] = self.scene.new(group, source.phrase, (source.start, source.stop), text)
        return self._known[text]

    def _again(self, source: Source) -> Referent | None:
        """The last group all of whose members have the role: "the senators" for "Ann Yates and Otto Grau"."""
        role = source.phrase.role
        if role is None or not source.phrase.plural or not source.phrase.definite or len(source.phrase.words) > 2:
            return None
        for group, members in reversed(self._members_of):
            if all(m in self.scene.by_role.get(role, ()) for m in members):
                return group
        return None

    def _two(self, at: int) -> list[Referent]:
        """The only two persons named in this and the last sentence."""
        near = [r for r in self.scene.recent(at, 1) if r.kind == "person" and r.name]
        return near[::-1] if len(near) == 2 else []

    def _with_others(self, source: Source) -> bool:
        return bool(source.inside) and self.scene.lead(source.inside[0]) <= source.start + _ARTICLE

    def _members(self, source: Source) -> list[Met]:
        """The names that a source lists, as it begins or, "two senators, Ann Yates and Otto Grau", as it ends."""
        inside = list(source.inside)
        if source.phrase.plural and source.phrase.sign not in ("and", "or"):
            inside = list(itertools.dropwhile(lambda n: n[2].kind not in ("person", "unknown"), inside))
            lead = self.scene.lead(inside[0]) if inside else 0
            if self.text[lead - 2 : lead] != ", ":
                return []
        elif inside:
            before = self.text[source.start : inside[0][0]]
            if "," in before or JOINING & set(before.split()):
                return []
        between = (self.text[a[1] : self.scene.lead(b)] for a, b in itertools.pairwise(inside))
        joined = all(_BRACKETS.sub("", x).strip() in _BETWEEN for x in between)
        return inside if inside and joined and _CLOSE.fullmatch(self.text, inside[-1][1], source.stop) else []

    def _member(self, met: Met, place: int) -> str:
        """What a member is called in the list: a country as the text has it."""
        if met[2].kind != "place":
            return met[2].name or ""
        return ("the " if place and self.text[met[0] - 4 : met[0]] == "the " else "") + self.text[met[0] : met[1]]


def _and(names: list[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1]
