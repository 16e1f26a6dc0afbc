"""Speakers as people correct them: entities put together or apart, and attributions given to whom they belong.

It comes after all that finds speakers by itself, the user's list of names included: a person's word about one speaker
stands above what a list says of a name. Where nobody has said anything, nothing changes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from onrecord.model import Article, Ascribed, Entity, EntityKind, Links, Reading, Speaker, digest
from onrecord.text import fold
from onrecord.ties import Ties

MADE_BY = "speakers.corrected/1"
CORRECTED = "; corrected"


def speakers(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    links: Links,
    ties: Ties,
    ascribed: Mapping[str, tuple[str, bool]],
) -> tuple[Speaker, ...]:
    """The speakers of `links` as `ties` has their entities, with those whom only a person names; by their ids."""
    entities = {e.id: e for r in readings for e in r.entities}
    out = list(_tied(links.speakers, entities, ties)) if ties else list(links.speakers)
    known = {e for s in out for e in s.entities}
    for meant, typed in sorted(set(ascribed.values())):
        if typed and _named(out, meant) is None:
            out.append(Speaker(_typed(meant), meant, "unknown", (), (), (), MADE_BY))
        elif not typed and meant not in known:
            known.add(meant)
            out.append(_alone([entities[meant]]))
    return tuple(sorted(out, key=lambda s: s.id))


def link(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    links: Links,
    ascribed: Mapping[str, tuple[str, bool]],
) -> tuple[Ascribed, ...]:
    """A row for each attribution whose speaker is another than the one whom its article's reading makes it."""
    speaker_of = {e: s.id for s in links.speakers for e in s.entities}
    out = []
    for attribution, (meant, typed) in sorted(ascribed.items()):
        speaker = _named(links.speakers, meant) if typed else speaker_of.get(meant)
        if speaker is not None:
            out.append(Ascribed(attribution, speaker, MADE_BY))
    return tuple(out)


def _named(rows: Iterable[Speaker], name: str) -> str | None:
    """Whom a name that somebody typed in means: the one speaker who has it, or else one of its own."""
    found = [s.id for s in rows if fold(s.name) == fold(name)]
    own = _typed(name)
    return own if own in found else found[0] if len(found) == 1 else None


def _typed(name: str) -> str:
    """The id of a speaker whom no article names."""
    return digest("speaker", "typed", fold(name))


def _tied(rows: Sequence[Speaker], entities: Mapping[str, Entity], ties: Ties) -> Iterable[Speaker]:
    """The speakers, those of whose entities something is said put together or apart."""
    # a speaker of the articles holds entities that say something; others are mentioned in corrections all the same
    told = [[*s.entities] for s in rows if any(e in ties for e in s.entities)]
    held = {e for group in told for e in group}
    groups = ties.settle([*told, *([e] for e in sorted(entities) if e in ties and e not in held)])
    home = {e: n for n, group in enumerate(groups) for e in group}
    claims: dict[int, list[Speaker]] = defaultdict(list)
    for row in rows:
        if not any(e in ties for e in row.entities):
            yield row
            continue
        inside = Counter(home[e] for e in row.entities)
        claims[min(inside, key=lambda n: (-inside[n], not _goes_by(groups[n], row.name, entities), n))].append(row)
    for n, group in enumerate(groups):
        members = [entities[e] for e in group]
        claimed = claims.get(n, [])
        if claimed:
            leader = min(claimed, key=lambda s: (s.listed is None, -len(s.entities), s.id))
            yield _under(leader, members)
        elif any(e.says for e in members):
            yield _alone(members)


def _goes_by(group: Iterable[str], name: str, entities: Mapping[str, Entity]) -> bool:
    return any(name in _forms(entities[e]) for e in group)


def _forms(e: Entity) -> set[str]:
    return {form for form in (e.name, *e.aliases) if form}


def _under(leader: Speaker, members: Sequence[Entity]) -> Speaker:
    """The speaker with these entities under the id of `leader`, and under its name while anybody uses it."""
    if {e.id for e in members} == set(leader.entities):
        return replace(leader, made_by=leader.made_by + CORRECTED)
    made = _alone(members)
    keeps = leader.listed is not None or {e.id for e in members} >= set(leader.entities)
    name = leader.name if keeps or any(leader.name in _forms(e) for e in members) else made.name
    return replace(
        leader,
        name=name,
        kind=made.kind if leader.kind == "unknown" else leader.kind,
        aliases=tuple(sorted({form for e in members for form in _forms(e)} - {name})),
        descriptions=made.descriptions,
        entities=made.entities,
        made_by=leader.made_by + CORRECTED,
    )


def _alone(members: Sequence[Entity]) -> Speaker:
    """A speaker of entities that no other speaker has."""
    names = Counter(e.name for e in members if e.name)
    descriptions = sorted({d for e in members for d in e.descriptions}, key=lambda d: (-len(d), d))
    name = min(names, key=lambda n: (-len(n.split()), -names[n], n), default=next(iter(descriptions), "unnamed"))
    kinds: Counter[EntityKind] = Counter(e.kind for e in members if e.kind != "unknown")
    return Speaker(
        digest("speaker", "apart", min(e.id for e in members)),
        name,
        min(kinds, key=lambda k: (-kinds[k], k), default="unknown"),
        tuple(sorted({form for e in members for form in _forms(e)} - {name})),
        tuple(descriptions),
        tuple(sorted(e.id for e in members)),
        MADE_BY,
    )
