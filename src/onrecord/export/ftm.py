"""FollowTheMoney entities, one JSON object a line, as Aleph and `ftm` read them.

Speakers are Person, Organization or LegalEntity, articles are Article, and what stands between them are Mention (where
an article names a speaker), Documentation (an article reports what a speaker says) and UnknownLink (an article comes
from another). No value is written that the library would drop; what it changes when it loads them is no more than how a
character is composed, and signs that nobody sees.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from onrecord.export.index import Index, address
from onrecord.model import Article, Attribution, Derivation, Findings, Speaker, digest
from onrecord.text import reading_view

_SCHEMATA = {
    "person": "Person",
    "organisation": "Organization",
    "group": "LegalEntity",
    "place": "LegalEntity",
    "unknown": "LegalEntity",
}
_ID = re.compile(r"[0-9a-zA-Z]+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# of the languages that intake tells apart, those that FollowTheMoney knows, by its codes (ISO 639-3)
_LANGUAGES = dict(
    pair.split(":")
    for line in (
        "af:afr am:amh ar:ara arz:ara az:aze be:bel bg:bul bn:ben bs:bos ca:cat cs:ces da:dan de:deu el:ell",
        "en:eng es:spa et:est fa:fas fi:fin fr:fra ga:gle he:heb hi:hin hr:hrv hu:hun hy:hye id:ind is:isl",
        "it:ita ja:jpn ka:kat kk:kaz km:khm kn:kan ko:kor ky:kir lb:ltz lo:lao lt:lit lv:lav mk:mkd mn:mon",
        "ms:msa mt:mlt my:mya ne:nep nl:nld no:nor pl:pol ps:pus pt:por ro:ron ru:rus si:sin sk:slk sl:slv",
        "sq:sqi sr:srp sv:swe sw:swa ta:tam te:tel tg:tgk th:tha tk:tuk tl:tgl tr:tur uk:ukr ur:urd uz:uzb",
        "vi:vie zh:zho",
    )
    for pair in line.split()
)

Row = dict[str, Any]


def lines(findings: Findings) -> Iterator[str]:
    """Each entity as a line of JSON with its line feed."""
    for row in rows(Index(findings)):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def rows(index: Index) -> Iterator[Row]:
    """Articles, speakers, and what stands between them."""
    for article in index.findings.articles:
        yield _article(index, article)
    for speaker in index.links.speakers:
        if speaker.kind in _SCHEMATA and name(speaker.name):
            yield _speaker(speaker)
    yield from _mentions(index)
    for reading in index.findings.readings:
        for attribution in reading.attributions:
            if row := _documentation(index, attribution):
                yield row
    for derivation in index.links.derivations:
        if derivation.origin and derivation.origin != derivation.article:
            yield _link(derivation)


def entity_id(noun: str, id: str) -> str:
    """The id of an entity; of an id that FollowTheMoney does not allow, its hash."""
    return f"onrecord-{noun}-{id if _ID.fullmatch(id) else digest(id)}"


def text(value: str | None) -> str | None:
    """Words as they are, without control characters; None when there is nothing to be seen."""
    found = _CONTROL.sub("", value or "").strip()
    # of the categories of Unicode, C shows nothing and Z is space
    return found if any(unicodedata.category(c)[0] not in "CZ" for c in found) else None


def name(value: str | None) -> str | None:
    """A name on one line; None when there is nothing to be seen."""
    return text(" ".join((value or "").split()))


def _entity(noun: str, id: str, schema: str, **properties: Any) -> Row:
    """An entity; of each property the values that are known, each once."""
    known = {}
    for key, given in properties.items():
        values = [given] if isinstance(given, str) else list(given or ())
        if values := list(dict.fromkeys(v for v in values if v)):
            known[key] = values
    return {"id": entity_id(noun, id), "schema": schema, "properties": known}


def _article(index: Index, x: Article) -> Row:
    view = reading_view(x)
    blocks = zip(view.blocks, view.kinds, strict=True)
    body = "\n\n".join(view.text[a:b] for (a, b), kind in blocks if kind in ("heading", "paragraph"))
    named: dict[str, list[str | None]] = {"person": [], "organisation": []}
    reading = index.readings.get(x.id)
    for entity in reading.entities if reading else ():
        if entity.name and entity.kind in named:
            named[entity.kind].append(name(entity.name))
    return _entity(
        *("article", x.id, "Article"),
        title=text(x.title),
        fileName=text(x.name),
        summary=text(x.subtitle),
        author=[text(a) for a in x.authors],
        publisher=text(x.outlet),
        publishedAt=date(x.published),
        retrievedAt=date(x.retrieved),
        language=_LANGUAGES.get((x.language or "").lower().partition("-")[0]),
        mimeType=text(x.media_type),
        sourceUrl=address(x.input),
        bodyText=text(body),
        peopleMentioned=named["person"],
        companiesMentioned=named["organisation"],
    )


def _speaker(x: Speaker) -> Row:
    own = {"position" if x.kind == "person" else "description": [text(d) for d in x.descriptions]}
    aliases = [name(a) for a in x.aliases]
    return _entity(
        "speaker", x.id, _SCHEMATA[x.kind], name=name(x.name), alias=aliases, notes=text(x.identifier), **own
    )


def _mentions(index: Index) -> Iterator[Row]:
    """A Mention for each entity of an article: its names there, and the speaker that it is."""
    for reading in index.findings.readings:
        for x in reading.entities:
            words = [name(index.words(x.article, (span,))) for span in x.mentions]
            names = [name(x.name)] if x.name else words
            speaker = _resolved(index, index.speaker_of_entity.get(x.id))
            if any(names):
                yield _entity(
                    *("mention", x.id, "Mention"),
                    document=entity_id("article", x.article),
                    name=names,
                    resolved=speaker,
                    detectedSchema=_SCHEMATA.get(x.kind),
                )


def _resolved(index: Index, speaker: str | None) -> str | None:
    """The id of the entity of a speaker; None for one that is none."""
    found = index.speakers.get(speaker or "")
    return entity_id("speaker", found.id) if found and found.kind in _SCHEMATA and name(found.name) else None


def _documentation(index: Index, x: Attribution) -> Row | None:
    speaker = _resolved(index, index.speaker_of.get(x.id))
    if speaker is None:
        return None
    article = index.articles[x.article]
    return _entity(
        *("attribution", x.id, "Documentation"),
        document=entity_id("article", x.article),
        entity=speaker,
        role=f"{x.kind}, {x.form}",
        summary=text(index.words(x.article, index.said(x))),
        description=text(index.words(x.article, x.source)),
        date=date(article.published),
        publisher=text(article.outlet),
        sourceUrl=address(article.input),
        recordId=text(x.id),
    )


def _link(x: Derivation) -> Row:
    return _entity(
        *("derivation", x.id, "UnknownLink"),
        subject=entity_id("article", x.article),
        object=entity_id("article", str(x.origin)),
        role=x.how,
        status=x.direction,
        summary=text(x.why),
    )


_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d)?)?)?)?)?")


def date(value: str | None) -> str | None:
    """A date as the library writes it: in UTC, where a zone is stated; None for what is none of its dates."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value) if "T" in value else None
    except ValueError:
        return None
    if moment is not None and moment.tzinfo is not None:
        value = moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    return value if _DATE.fullmatch(value) else None
