"""The bytes of one input to an `Article`, whatever its media type."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from onrecord.intake import files
from onrecord.intake.cleaning import clean
from onrecord.intake.dates import dates
from onrecord.intake.decoding import decode, language
from onrecord.model import Article, Failure, Source, digest

# the longest text that is read as one article, in code points; a long magazine piece has a tenth of it, and what is
# longer is a book or many articles in one file
MAX_TEXT = 1_000_000


def parse(batch: Sequence[Source | Failure]) -> list[Article | Failure]:
    """An `Article`, or a `Failure` that says why there is none, for each source, in order. Pure.

    What `sources` could not read is passed on as it is.
    """
    return [source if isinstance(source, Failure) else _bounded(_parse(source)) for source in batch]


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
    if source.media_type == files.PLAIN:
        return _plain(source, decode(source.data), {})
    return Failure(source.input, f"{source.input}: {source.media_type} is not supported yet")


def _plain(source: Source, text: str, known: dict[str, object]) -> Article | Failure:
    if len(text) > MAX_TEXT:
        return _too_long(source.input, len(text))
    if not any(c.isalpha() for c in text):
        return Failure(source.input, f"{source.input}: it holds no words")
    title = files.first(known, "title", "headline")
    cleaned = clean(text, title=title)
    sha256 = hashlib.sha256(source.data).hexdigest()
    return Article(
        id=digest("article", source.name, sha256),
        input=source.input,
        name=source.name,
        sha256=sha256,
        media_type=source.media_type,
        text=text,
        language=language(" ".join(text[a:b] for p in cleaned.paragraphs for a, b in p)),
        title=title or cleaned.title,
        subtitle=files.first(known, "subtitle", "description") or cleaned.subtitle,
        authors=_names(known) or cleaned.authors,
        outlet=files.first(known, "outlet", "source", "publisher") or cleaned.outlet,
        published=_day(known) or cleaned.published,
        retrieved=None,
        dateline=cleaned.dateline,
        paragraphs=cleaned.paragraphs,
        headings=cleaned.headings,
        furniture=cleaned.furniture,
        evidence=cleaned.evidence,
    )


def _row(source: Source) -> Article | Failure:
    found = files.row(source.data)
    if isinstance(found, str):
        return Failure(source.input, f"{source.input}: {found}")
    return _plain(source, files.first(found, "text", "body", "content") or "", found)


def _names(known: dict[str, object]) -> tuple[str, ...]:
    value = known.get("authors") or known.get("author")
    if isinstance(value, str):
        return tuple(part for part in (p.strip() for p in value.split(";")) if part)
    if isinstance(value, list):
        return tuple(part.strip() for part in value if isinstance(part, str) and part.strip())
    return ()


def _day(known: dict[str, object]) -> str | None:
    value = files.first(known, "published", "date")
    if not value:
        return None
    found = dates(value)
    return found[0].value if found else value.strip() if value.strip().isdigit() and len(value.strip()) == 4 else None
