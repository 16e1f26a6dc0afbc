"""Which column of a table, or key of an object, says what of an article."""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache

# what is known of an article -> the names of columns that say it, the surer first; held against the letters and
# digits of a name only, so that "publish_date", "PublishDate" and "publish date" are one
_NAMES = {
    "text": "text fulltext maintext articletext articlebody bodytext body content article story plaintext textcontent"
    " cleanedtext texte contenu corps volltext artikeltext inhalt texto contenido cuerpo conteúdo conteudo testo"
    " contenuto tekst inhoud treść текст содержание metin içerik",
    "html": "html bodyhtml contenthtml articlehtml htmlbody htmlcontent rawhtml pagehtml fulltexthtml",
    "title": "title headline articletitle webtitle heading titre titel überschrift schlagzeile título titulo titular"
    " titolo tytuł заголовок başlık",
    "subtitle": "subtitle standfirst subheadline subheading dek deck description untertitel chapô chapo subtítulo"
    " sottotitolo",
    "authors": "authors author byline bylines creators creator journalists journalist writer reporter autor autoren"
    " autorin auteur auteurs autore autori autores автор авторы yazar",
    "outlet": "outlet source sourcetitle sourcename publisher publishername medianame newspaper publicationname"
    " publicationtitle publication newsoutlet outletname sitename medium journal provider zeitung quelle média media"
    " medio fuente periódico testata fonte giornale jornal veículo krant bron издание источник gazete kaynak"
    " sourcedomain domain",
    "published": "published publishedat publisheddate publishedon datepublished publishdate publishingdate"
    " publicationdate pubdate datetimepub datepublish webpublicationdate firstpublished datetime date day"
    " veröffentlicht erscheinungsdatum datum datedepublication datepublication publiéle fecha fechadepublicación"
    " fechapublicacion datadipubblicazione datapubblicazione datadepublicação data дата tarih",
    "updated": "updated updatedat modified datemodified modifieddate lastmodified modifiedat lastupdated",
    "retrieved": "retrieved retrievedat datedownload downloaded downloadedat fetched fetchedat crawled crawledat"
    " scraped scrapedat crawldate indexeddate accessed",
    "url": "url link articleurl pageurl weburl permalink canonicalurl sourceurl documentidentifier mentionidentifier"
    " href adresse",
    "id": "id guid storiesid storyid articleid docid documentid uuid uri name",
    "language": "language lang languagecode articlelanguage langue sprache idioma lingua taal język язык dil",
}
TARGETS = tuple(_NAMES)
_SAYS = {name: (field, rank) for field, names in _NAMES.items() for rank, name in enumerate(names.split())}
# what tables write where they have nothing
_NOTHING = frozenset(("nan", "none", "null", "n/a", "na", "nat", "<na>", "-", "undefined"))
# keys under which an object holds the article, or a part of what is known of it
_WITHIN = ("_source", "fields", "article", "attributes")
# keys of the object that stands where a name should
_NAMING = ("title", "name", "label", "display_name", "full_name", "value", "uri")
# so many names of authors, and paragraphs of a text, are read of a list
_PEOPLE = 100
_PARTS = 10_000
_DAYS = ("published", "updated", "retrieved")
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?(?:\.0+)?")
_MIDNIGHT = re.compile(r"T00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?$")


def check(columns: Mapping[str, str]) -> None:
    """Raise ValueError for a field that articles do not have, or one that no column is named for."""
    for field, column in columns.items():
        if field not in TARGETS:
            raise ValueError(f"{field!r} is nothing that a column can say; there is {', '.join(TARGETS)}")
        if not column.strip():
            raise ValueError(f"no column is named for {field}")


def parsed(said: str) -> dict[str, str]:
    """The columns that "text=body,published=date" names, by field. Raises ValueError when it is no such list."""
    columns: dict[str, str] = {}
    for part in said.split(","):
        field, sign, column = (x.strip() for x in part.partition("="))
        if not sign:
            raise ValueError(f"{part!r} does not say which column is which; it should be like text=body,published=date")
        if field in columns:
            raise ValueError(f"two columns are named for {field}")
        columns[field] = column
    check(columns)
    return columns


def key(name: str) -> str:
    """The letters and digits of a column's name, folded."""
    return "".join(c for c in name.casefold() if c.isalnum())


def is_named(names: Iterable[str]) -> int:
    """How many of the names are names of columns that say something of an article."""
    return sum(key(name) in _SAYS for name in names)


def is_text(name: str) -> bool:
    """Whether a column of this name holds texts."""
    return _SAYS.get(key(name), ("", 0))[0] in ("text", "html")


def known(row: Mapping[str, object], columns: Mapping[str, str]) -> dict[str, object]:
    """What a row says of an article, by field: strings, and for `authors` a list of strings.

    `columns` names the column of a field, or with dots a key within an object ("source.title"); the other fields are
    read from columns with usual names, the first that says something.
    """
    for inner in _WITHIN:
        value = row.get(inner)
        if isinstance(value, dict):
            row = {**row, **value}
    out: dict[str, object] = {}
    for field, names in _plan(tuple(row), tuple(columns.items())):
        for name in names:
            value = row[name] if name in row else _deep(row, name)
            if value is None or value == "":
                continue
            found: object = _people(value) if field == "authors" else _said(value, field)
            # beside an empty text, one word is the name of a story, not its text
            if field == "text" and name != names[0] and found and len(str(found).split()) == 1:
                continue
            # an address is no outlet's name
            if found and not (field == "outlet" and str(found).startswith(("http://", "https://"))):
                out[field] = found
                break
    return out


@lru_cache(maxsize=64)
def _plan(names: tuple[str, ...], columns: tuple[tuple[str, str], ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(field, the columns that may say it, the surer first) of a table with these columns."""
    mapped = dict(columns)
    found: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        says = _SAYS.get(key(name))
        if says and says[0] not in mapped and name not in mapped.values():
            found.setdefault(says[0], []).append((says[1], name))
    plan = {field: tuple(name for _, name in sorted(ranked)) for field, ranked in found.items()}
    plan.update({field: (column,) for field, column in mapped.items()})
    return tuple(plan.items())


def has(row: Mapping[str, object], column: str) -> bool:
    """Whether a row has a column, or with dots the key of an object within it."""
    return column in row or _deep(row, column) is not None


def _deep(row: Mapping[str, object], path: str) -> object:
    found: object = row
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _said(value: object, field: str) -> str | None:
    """What a cell says, as a string; None when it says nothing."""
    if isinstance(value, str):
        # what fills half a page is no "n/a"
        said = value.strip() if len(value) > 20 else _cell(value)
        if field in ("text", "html"):
            return value if said else None
        return (_day(said) if field in _DAYS else said) or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        said = f"{value:.15g}" if math.isfinite(value) else ""
        return (_day(said) if field in _DAYS else said) or None
    if isinstance(value, date):
        return _MIDNIGHT.sub("", value.isoformat())
    if isinstance(value, Mapping):
        parts = [_said(value.get(name), field) for name in _NAMING]
    elif isinstance(value, list | tuple):
        parts = [_said(part, field) for part in value[:_PARTS]]
    else:
        return None
    found = [part for part in parts if part]
    if field in ("text", "html") and not isinstance(value, Mapping):
        return "\n\n".join(found) or None
    return found[0] if found else None


def _cell(value: str) -> str:
    said = value.strip()
    return "" if said.casefold() in _NOTHING else said


def _day(said: str) -> str:
    """A day as a table gives it, its number of seconds (or thousandths) since 1970 turned into one.

    A time of midnight to the second is a day without its hour.
    """
    epoch = _EPOCH.fullmatch(said)
    if epoch:
        said = datetime.fromtimestamp(int(epoch[1]), UTC).strftime("%Y-%m-%dT%H:%M:%S")
    elif re.fullmatch(r"(?:19|20)\d{6}(?:T\d{6}Z?)?", said):
        clock = f"T{said[9:11]}:{said[11:13]}:{said[13:15]}" if said[8:] else ""
        said = f"{said[:4]}-{said[4:6]}-{said[6:8]}{clock}"
    return _MIDNIGHT.sub("", said.replace(" 00:00:00", "T00:00:00") if said.endswith("00") else said)


_AND = re.compile(r"\s+(?:and|AND|und|UND|et|ET|y|e|и|&)\s+")
_BY = re.compile(r"(?:(?:written |reported )?by|par|por|от)\b[:\s]+", re.IGNORECASE)


def _people(value: object) -> list[str]:
    """The names in a cell: of a list, of objects with names, of "Ann Smith; Bob Brown", "Ann Smith and Bob Brown"."""
    if isinstance(value, str):
        said = _cell(value)
        if said[:1] == "[" and said[-1:] == "]" and len(said) <= 5000:
            listed = _list(said)
            if listed is not None:
                return _people(listed)
        return people(said)
    if isinstance(value, Mapping):
        name = _said(value, "authors")
        return [name] if name else []
    if isinstance(value, (list, tuple)):
        return [name for part in value[:_PEOPLE] for name in _people(part)]
    return []


def people(said: str) -> list[str]:
    """The names in a byline: "By Ann Smith and Bob Brown", "Smith, Ann; Brown, Bob"."""
    said = _BY.sub("", said.strip(), count=1) if _BY.match(said.strip()) else said
    parts = [part for part in re.split(r"\s*[;|\n]\s*", said.strip()) if part]
    names: list[str] = []
    for part in parts:
        for whole in _AND.split(part):
            pieces = [piece.strip() for piece in whole.split(",") if piece.strip()]
            if len(pieces) == 2 and len(pieces[0].split()) == 1 and len(pieces[1].split()) <= 3:
                names.append(f"{pieces[1]} {pieces[0]}")  # Smith, Ann
            else:
                names += pieces
    return list(dict.fromkeys(" ".join(name.split()) for name in names if any(c.isalpha() for c in name)))


def _list(said: str) -> list[object] | None:
    """The list that a cell holds as JSON or as Python writes it."""
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(said)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, list):
            return found
    return None
