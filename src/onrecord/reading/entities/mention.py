"""A proper name where it stands in a text, with all that the words beside it tell of its bearer."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.model import EntityKind

# a word: where it begins and ends, and the word
Token = tuple[int, int, str]


@dataclass(slots=True)
class Mention:
    """A proper name at `text[start:stop]`; `lead` is where the titles before it begin.

    `tokens` are the words of the name (none for an office without a name: "Prime Minister"), `titles`
    what the text calls the bearer beside it, `gender` what honorific, title or given name tell, `kind`
    "unknown" where nothing tells it. `the` is whether "the" stands before, `opens` whether it begins a sentence.
    `told` is the gender that a pronoun right beside tells ("Ann Yates said she").
    `short` is the acronym that follows in brackets; `votes` are weights of the kinds that the context tells.
    """

    lead: int
    start: int
    stop: int
    tokens: tuple[str, ...]
    kind: EntityKind
    titles: list[str]
    gender: str | None
    honorific: bool = False
    the: bool = False
    opens: bool = False
    told: str | None = None
    short: str | None = None
    votes: dict[EntityKind, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return " ".join(self.tokens)

    def vote(self, kind: EntityKind, weight: float) -> None:
        self.votes[kind] = self.votes.get(kind, 0.0) + weight
