"""Who the names before a transcript's turns are, by what stands above it: "HALVORSEN:", "FOREIGN MINISTER:".

A heading ("Press conference by Foreign Minister Berit Halvorsen") gives the full name and the office. A label that is
the last part of one such name is that person, one that is the office is, too; several that fit are nobody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.language.lexicon import role_of
from onrecord.model import Article, Attribution, Entity, Span, digest
from onrecord.text import fold, merged

# words with a capital, and the small ones between them
_RUN = re.compile(r"[A-ZÀ-Þ][\w’'.-]*(?: (?:of|the|for|and|de|van|von|al|bin|[A-ZÀ-Þ][\w’'.-]*))*")
_WORD = re.compile(r"[\w’'.-]+")
_SMALL = frozenset({"of", "the", "for", "and"})
# a heading is no longer, in characters
_HEAD = 3_000


@dataclass(frozen=True, slots=True)
class _Headed:
    """Somebody whom the heading names: where the name stands, and the office before or behind it."""

    name: str
    span: Span
    office: str


def named(article: Article, entities: Sequence[Entity], attributions: Sequence[Attribution]) -> tuple[Entity, ...]:
    """The entities of a transcript, those that have turns with the names that its heading gives them."""
    known = _heading(article)
    sources = {a.id: fold(" ".join(article.text[slice(*s)] for s in a.source)) for a in attributions}
    homes: dict[_Headed, list[Entity]] = {}
    out: list[Entity] = []
    turns = {a.id for a in attributions if a.nested_in is None and a.source}
    for entity in (one for whole in entities for one in _apart(article, whole, turns, sources)):
        labels = {sources[a] for a in entity.says if sources.get(a)}
        found = {who for label in labels for who in known if _fits(label, who)}
        if len(found) == 1 and (entity.name is None or _fits(fold(entity.name), next(iter(found)))):
            homes.setdefault(found.pop(), []).append(entity)
        else:
            out.append(entity)
    # who is mentioned below by the full name is one of them
    for who, own in homes.items():
        same = [e for e in out if e.name and fold(e.name) == fold(who.name)]
        out = [e for e in out if e not in same]
        out.append(_one(article, who, [*own, *same]))
    return tuple(sorted(out, key=lambda e: (e.mentions[:1], e.id)))


def _apart(article: Article, entity: Entity, turns: Collection[str], sources: Mapping[str, str]) -> Iterator[Entity]:
    """An entity without turns whose label says nothing of it, and who has these: "PRESS OFFICER" is no Colonel Brun."""
    # what a label calls it is no word of the text for it
    called = [fold(d) for d in entity.descriptions if fold(d) not in {sources[a] for a in entity.says if a in sources}]
    own = {word for name in (entity.name or "", *entity.aliases) for word in fold(name).split()}
    own |= {word for description in called for word in description.split()}
    others = tuple(a for a in entity.says if a in turns and own.isdisjoint(sources[a].split()))
    if not entity.name or not others:
        yield entity
        return
    labels = {span for a in others for span in entity.mentions if fold(article.text[slice(*span)]) == sources[a]}
    says = tuple(a for a in entity.says if a not in others)
    if says or set(entity.mentions) - labels:
        yield replace(
            entity, mentions=tuple(m for m in entity.mentions if m not in labels) or entity.mentions, says=says
        )
    places = tuple(sorted(labels)) or entity.mentions
    new = digest("entity", article.id, None, places, others)
    words = tuple(dict.fromkeys(article.text[slice(*span)] for span in places))
    yield replace(
        entity, id=new, name=None, kind="unknown", aliases=(), descriptions=words, mentions=places, says=others
    )


def _fits(label: str, who: _Headed) -> bool:
    """Whether a label is the name, its last part, perhaps behind a title ("mr smith"), or the office."""
    name, words = fold(who.name).split(), label.split()
    if who.office and (label == fold(who.office) or (len(words) == 1 and words[0] == fold(who.office).split()[-1])):
        return True
    return bool(words) and words[-1] == name[-1] and all(w in name or w in _TITLES or role_of(w) for w in words)


_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "hon", "the"})


def _heading(article: Article) -> list[_Headed]:
    """Whom the lines above the text name."""
    stop = min((a for paragraph in article.paragraphs for a, _ in paragraph), default=0)
    stop = max([stop, *(b for field in ("title", "subtitle") for _, b in article.evidence.get(field, ()))])
    found: dict[str, _Headed] = {}
    for m in _RUN.finditer(article.text, 0, min(stop, _HEAD)):
        words = [w for w in _WORD.finditer(article.text, *m.span()) if w.group() not in _SMALL]
        offices = [n for n, w in enumerate(words) if role_of(w.group())]
        after = words[offices[-1] + 1 :] if offices else words
        if not 2 <= len(after) <= 4 or any(w.group().isupper() and len(w.group()) > 3 for w in after[:1]):
            continue
        span = after[0].start(), after[-1].end()
        if offices:
            office = article.text[words[0].start() : words[offices[-1]].end()]
            name = article.text[slice(*span)]
            found.setdefault(fold(name), _Headed(name, span, office))
        else:
            name = article.text[slice(*span)]
            found.setdefault(fold(name), _Headed(name, span, _behind(article.text, span[1])))
    return list(found.values())


def _behind(text: str, stop: int) -> str:
    """The office behind a name: ", Minister of Foreign Affairs"."""
    m = re.compile(r"[ \t]*[,(–—-][ \t]*(?:the )?").match(text, stop)
    run = _RUN.match(text, m.end()) if m else None
    words = _WORD.findall(run.group()) if run else []
    last = max((n for n, w in enumerate(words) if role_of(w)), default=-1)
    return " ".join(words[: last + 1])


def _one(article: Article, who: _Headed, rows: Sequence[Entity]) -> Entity:
    """One entity of several rows, by the name in the heading."""
    first = rows[0]
    places = merged([who.span, *(span for row in rows for span in row.mentions)])
    says = tuple(dict.fromkeys(a for row in rows for a in row.says))
    names = (name for row in rows for name in (row.name, *row.aliases) if name and name != who.name)
    descriptions = dict.fromkeys([*((who.office,) if who.office else ()), *(d for r in rows for d in r.descriptions)])
    return replace(
        first,
        id=digest("entity", article.id, who.name, places, says),
        name=who.name,
        kind="person",
        aliases=tuple(n for n in dict.fromkeys(names) if not role_of(n.split()[-1])),
        descriptions=tuple(descriptions),
        mentions=places,
        says=says,
    )
