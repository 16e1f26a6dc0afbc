"""The bytes of one input to an `Article`, whatever its media type."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from html import escape

from onrecord.intake import files, subtitles
from onrecord.intake.cleaning import clean
from onrecord.intake.containers import rows
from onrecord.intake.dates import dates
from onrecord.intake.decoding import decode, language
from onrecord.intake.metadata import Cleaned, is_nobody
from onrecord.intake.roles import headed, role
from onrecord.model import Article, Failure, Source, Spans, digest
from onrecord.text import fold, mended, whole

# the longest text that is read as one article, in code points; a long magazine piece has a tenth of it, and what is
# longer is a book or many articles in one file
MAX_TEXT = 1_000_000


def parse(batch: Sequence[Source | Failure]) -> list[Article | Failure]:
    """An `Article`, or a `Failure` that says why there is none, for each source, in order. Pure.

    What `sources` could not read is passed on as it is. An article that was read in part is followed by a `Failure`
    that says what of it is missing.
    """
    return [_bounded(_whole(_in_role(source, found))) for source in batch for found in _found(source)]


def _in_role(source: Source | Failure, found: Article | Failure) -> Article | Failure:
    """An article as what it is: as its form tells, and a document of any form where the user calls it primary."""
    if isinstance(found, Failure) or isinstance(source, Failure) or found.role:
        return found
    told = role(found)
    if told:
        found = replace(found, role=told[0], evidence={**found.evidence, "role": told[1]})
    elif source.primary:
        found = replace(found, role="document")
    return headed(found) if found.role else found


def _found(source: Source | Failure) -> Sequence[Article | Failure]:
    if isinstance(source, Failure):
        return (source,)
    if source.media_type == files.PDF:
        from onrecord.intake.pdf import document

        return document(source)
    return (_parse(source),)


def _whole(found: Article | Failure) -> Article | Failure:
    """What was found without halves of characters, as JSON may hold them: nothing could store it with them."""
    changed: dict[str, object] = {
        field.name: new
        for field in fields(found)
        if isinstance(old := getattr(found, field.name), str) and (new := whole(old)) != old
    }
    if isinstance(found, Article) and (authors := tuple(map(whole, found.authors))) != found.authors:
        changed["authors"] = authors
    return replace(found, **changed) if changed else found  # type: ignore[arg-type]


def _bounded(article: Article | Failure) -> Article | Failure:
    if isinstance(article, Article) and len(article.text) > MAX_TEXT:
        return _too_long(article.input, len(article.text))
    return article


def _too_long(input: str, length: int) -> Failure:
    return Failure(
        input, f"{input}: the text is too long for one article ({length:,} characters; at most {MAX_TEXT:,} are read)"
    )


def _parse(source: Source) -> Article | Failure:
    if source.media_type == files.HTML:
        from onrecord.intake.pages import page  # the extractor takes a second to load

        return page(source)
    if source.media_type == files.ROW:
        return _row(source)
    if source.media_type in (files.SRT, files.VTT):
        return subtitles.article(source)
    if source.media_type == files.PLAIN:
        return _plain(source, decode(source.data, source.charset), {})
    return Failure(source.input, f"{source.input}: {source.media_type} is not supported yet")


def _plain(source: Source, text: str, known: Mapping[str, object]) -> Article | Failure:
    if len(text) > MAX_TEXT:
        return _too_long(source.input, len(text))
    if not any(c.isalpha() for c in text):
        return Failure(source.input, f"{source.input}: it holds no words")
    title = _stated(known, "title")
    cleaned = clean(text, title=title)
    sha256 = hashlib.sha256(source.data).hexdigest()
    return Article(
        id=digest("article", source.name, sha256),
        input=source.input,
        name=source.name,
        sha256=sha256,
        media_type=source.media_type,
        text=text,
        language=language(mended(" ".join(text[a:b] for p in cleaned.paragraphs for a, b in p))) or _language(known),
        title=_meant(title or cleaned.title),
        subtitle=_meant(_stated(known, "subtitle") or cleaned.subtitle),
        authors=_names(known) or tuple(map(mended, cleaned.authors)),
        outlet=_meant(_stated(known, "outlet") or cleaned.outlet),
        published=_finer(_day(known), cleaned.published),
        retrieved=source.retrieved,
        dateline=_meant(cleaned.dateline),
        paragraphs=cleaned.paragraphs,
        headings=cleaned.headings,
        furniture=cleaned.furniture,
        evidence=_shown(cleaned.evidence, known, cleaned),
    )


def _shown(evidence: dict[str, Spans], known: Mapping[str, object], read: Cleaned | Article) -> dict[str, Spans]:
    """The evidence without the spans that say another thing than what is stated beside the text."""
    published = _day(known)
    other = {
        "title": fold(_stated(known, "title") or read.title or "") != fold(read.title or ""),
        "subtitle": fold(_stated(known, "subtitle") or read.subtitle or "") != fold(read.subtitle or ""),
        "authors": bool(_names(known)) and _names(known) != read.authors,
        "outlet": fold(_stated(known, "outlet") or read.outlet or "") != fold(read.outlet or ""),
        "published": bool(published) and not (read.published or "").startswith(published or ""),
    }
    return {field: spans for field, spans in evidence.items() if not other.get(field)}


def _meant(words: str | None) -> str | None:
    """What a field of a text says, characters that were decoded twice as they were meant; the text itself stays."""
    return None if words is None else mended(words)


def _row(source: Source) -> Article | Failure:
    """The article of a row, whose fields its table, feed or database states."""
    try:
        known = rows.read(source.data)
    except (ValueError, RecursionError) as error:
        return Failure(source.input, f"{source.input}: it is no article ({error})")
    text, html = known.get("text"), known.get("html")
    if isinstance(text, str):
        return _plain(source, mended(text), known)
    if isinstance(html, str):
        return _marked_up(source, html, known)
    return Failure(source.input, f"{source.input}: it has no text")


_WHOLE = re.compile(r"<(?:!doctype|html|body)\b", re.IGNORECASE)


def _marked_up(source: Source, html: str, known: Mapping[str, object]) -> Article | Failure:
    """The article of a page or a part of one; what is stated beside it wins."""
    from onrecord.intake.pages import page  # the extractor takes a second to load

    title = _stated(known, "title")
    if not _WHOLE.search(html[:5000]):
        head = f"<h1>{escape(title)}</h1>" if title else ""
        html = f"<!DOCTYPE html><html><body><article>{head}{html}</article></body></html>"
    data = html.encode("utf-8", "replace")
    found = page(replace(source, media_type=files.HTML, data=data, charset="utf-8"))
    if isinstance(found, Failure):
        return found
    sha256 = hashlib.sha256(source.data).hexdigest()
    return replace(
        found,
        id=digest("article", source.name, sha256),
        sha256=sha256,
        media_type=source.media_type,
        language=found.language or _language(known),
        title=_meant(title) or found.title,
        subtitle=_meant(_stated(known, "subtitle")) or found.subtitle,
        authors=_names(known) or found.authors,
        outlet=_meant(_stated(known, "outlet")) or found.outlet,
        published=_finer(_day(known), found.published),
        evidence=_shown(found.evidence, known, found),
        retrieved=source.retrieved,
    )


def _stated(known: Mapping[str, object], field: str) -> str | None:
    value = known.get(field)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _names(known: Mapping[str, object]) -> tuple[str, ...]:
    """The authors that are stated and are people, by their names: no desks, agencies, offices, addresses."""
    value = known.get("authors")
    stated = [name for name in value if isinstance(name, str)] if isinstance(value, list) else []
    names = dict.fromkeys(mended(" ".join(name.split())) for name in stated)
    return tuple(
        name
        for name in names
        if name and len(name.split()) <= 6 and not re.search(r"[@/]|\d", name) and not is_nobody(name)
    )


def _day(known: Mapping[str, object]) -> str | None:
    value = _stated(known, "published")
    if not value:
        return None
    found = dates(value)
    return found[0].value if found else value if value.isdigit() and len(value) == 4 else None


def _finer(stated: str | None, read: str | None) -> str | None:
    """The day that is stated, or the one that was read where it says the same with the hour, or none is stated."""
    return read if read and read.startswith(stated or "") else stated


# how tables and databases call languages, beside their two letters (ISO 639-1): the three of ISO 639, and in English
_LANGUAGES = """
ar ara arabic|bg bul bulgarian|bn ben bengali|ca cat catalan|cs ces cze czech|da dan danish|de deu ger german deutsch
|el ell gre greek|en eng english|es spa spanish español|et est estonian|fa fas per persian|fi fin finnish
|fr fra fre french français|he heb hebrew|hi hin hindi|hr hrv croatian|hu hun hungarian|id ind indonesian
|it ita italian italiano|ja jpn japanese|ko kor korean|lt lit lithuanian|lv lav latvian|nl nld dut dutch nederlands
|no nor norwegian|pl pol polish|pt por portuguese português|ro ron rum romanian|ru rus russian|sk slk slo slovak
|sl slv slovenian|sr srp serbian|sv swe swedish|tr tur turkish|uk ukr ukrainian|ur urd urdu|vi vie vietnamese
|zh zho chi chinese
"""
_CODES = {name: names.split()[0] for names in _LANGUAGES.split("|") for name in names.split()}


def _language(known: Mapping[str, object]) -> str | None:
    """The ISO 639-1 code of the language that is stated: "en-GB", "eng" and "English" are "en"."""
    value = (_stated(known, "language") or "").casefold()
    return _CODES.get(value) or _CODES.get(re.split(r"[-_;, ]", value)[0])
