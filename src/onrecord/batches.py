"""Batches of articles, parsed and read, here or by workers: whatever one article does, it costs nothing but itself.

An article that makes a stage raise, that takes too long, or that ends the process that reads it, is set aside as a
`Failure`. Time is bounded twice. A timer in the process that reads stops what Python does there; a worker that stays
away even so, or dies, is replaced, and the articles that it had are then taken one by one.
"""

from __future__ import annotations

import gc
import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from onrecord.limits import Outlasted, described, limited, lost, stop_for, too_long
from onrecord.model import Article, Attribution, Entity, Event, Failure, OccasionMention, Reading, Source, Time
from onrecord.workers import AHEAD, WorkerLost, Workers

# what any article may take, in seconds, and how many bytes parsed and characters read bring one more: some ten times
# what long texts take on one slow core
SECONDS = 60.0
PARSED_BYTES, READ_CHARACTERS = 50_000, 2_500
# a worker may take so many times as long before it is ended: its own timer comes first
PATIENCE = 2

# (input, sha256 of its bytes)
Key = tuple[str, str]
Found = Source | Failure | Key


@dataclass(frozen=True, slots=True)
class Batch:
    """Some articles with their readings, in step, and what failed; `finished` are inputs that are done with.

    An entry of `finished` is (input, sha256 of its bytes): read to its end now or before. Those in `set_aside`, which
    stand among the `failures`, are not: the same software need not try the same bytes again.
    """

    articles: tuple[Article, ...] = ()
    readings: tuple[Reading, ...] = ()
    failures: tuple[Failure, ...] = ()
    finished: tuple[Key, ...] = ()
    set_aside: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What some inputs hold, in their order; `finished` and `set_aside` as in `Batch`."""

    found: tuple[Article | Failure, ...] = ()
    finished: tuple[Key, ...] = ()
    set_aside: tuple[Key, ...] = ()


def key(source: Source) -> Key:
    return source.input, hashlib.sha256(source.data).hexdigest()


# --- parsing -----------------------------------------------------------------------------------------


def parsed(workers: Workers, groups: Iterable[list[Found]], *, ahead: int = AHEAD) -> Iterator[Parsed]:
    """What groups of inputs hold, in order; a group that nothing is to be parsed of starts no worker."""

    def here_or_there(some: bool, those: Iterator[list[Found]]) -> Iterator[Parsed]:
        return workers.map(parse, those, seconds=_for_parsing, lost=apart, ahead=ahead) if some else map(parse, those)

    def apart(group: list[Found], error: WorkerLost) -> Parsed:
        if len(group) > 1:
            return _joined(workers.map(parse, ([x] for x in group), seconds=_for_parsing, lost=apart))
        (source,) = group
        assert isinstance(source, Source)
        return _not_parsed(source, lost(error, _to_parse(group), "reads"))

    for some, those in itertools.groupby(groups, lambda group: any(isinstance(x, Source) for x in group)):
        yield from here_or_there(some, those)


def parse(group: list[Found]) -> Parsed:
    """The articles and failures of a group, in its order, and which inputs are done with."""
    return _joined(_parse(x) for x in group)


def _parse(found: Found) -> Parsed:
    from onrecord import intake

    if isinstance(found, Failure):
        return Parsed((found,))
    if isinstance(found, tuple):
        return Parsed((), (found,))
    seconds = _to_parse([found])
    try:
        with limited(seconds):
            articles = tuple(intake.parse([found]))
    except Outlasted:
        return _not_parsed(found, too_long(seconds))
    except Exception as error:
        stop_for(error, "reading")
        return _not_parsed(found, described(error))
    return Parsed(articles, () if any(isinstance(x, Failure) for x in articles) else (key(found),))


def _not_parsed(source: Source, why: str) -> Parsed:
    return Parsed((Failure(source.input, f"{source.input}: could not be parsed: {why}"),), (), (key(source),))


def _joined(parts: Iterable[Parsed]) -> Parsed:
    parts = list(parts)
    return Parsed(
        tuple(x for part in parts for x in part.found),
        tuple(x for part in parts for x in part.finished),
        tuple(x for part in parts for x in part.set_aside),
    )


def _to_parse(group: Sequence[Found]) -> float:
    return SECONDS + sum(len(x.data) for x in group if isinstance(x, Source)) / PARSED_BYTES


def _for_parsing(group: list[Found]) -> float:
    return PATIENCE * _to_parse(group)


# --- reading -----------------------------------------------------------------------------------------


def read_by(workers: Workers, groups: Iterable[Batch], *, ahead: int = AHEAD) -> Iterator[Batch]:
    """Batches whose articles are to be read, read, in order; one without articles starts no worker."""

    def here_or_there(some: bool, those: Iterator[Batch]) -> Iterator[Batch]:
        return workers.map(read, those, seconds=_for_reading, lost=apart, ahead=ahead) if some else those

    def apart(batch: Batch, error: WorkerLost) -> Batch:
        if len(batch.articles) == 1:
            (article,) = batch.articles
            return _spared(batch, [_not_read(article, lost(error, _to_read(batch.articles), "reads"))])
        each = (Batch((article,)) for article in batch.articles)
        return _spared(batch, workers.map(read, each, seconds=_for_reading, lost=apart))

    for some, those in itertools.groupby(groups, lambda batch: bool(batch.articles)):
        yield from here_or_there(some, those)


def read(batch: Batch) -> Batch:
    """The batch with its readings; articles that cannot be read are failures of it."""
    if len(batch.articles) > 1:
        try:
            return _spared(batch, [_read(batch.articles)])
        except (Exception, Outlasted):
            pass  # one of them is poisonous: find out which
    return _spared(batch, map(_alone, batch.articles))


def _alone(article: Article) -> Batch:
    try:
        return _read((article,))
    except Outlasted:
        return _not_read(article, too_long(_to_read([article])))
    except Exception as error:
        stop_for(error, "reading")
        return _not_read(article, described(error))


def _read(articles: tuple[Article, ...]) -> Batch:
    from onrecord import reading

    with uncollected(), limited(_to_read(articles)):
        readings = tuple(reading.read(articles))
        for article, found in zip(articles, readings, strict=True):
            check(article, found)
    return Batch(articles, readings)


def _not_read(article: Article, why: str) -> Batch:
    failure = Failure(article.input, f"{article.input}: could not be read: {why}")
    return Batch(failures=(failure,), set_aside=((article.input, article.sha256),))


def _spared(batch: Batch, parts: Iterable[Batch]) -> Batch:
    """A batch whose articles have been read in parts; an input of which something failed is not finished."""
    parts = list(parts)
    failures = (*batch.failures, *(x for part in parts for x in part.failures))
    spoilt = {x.input for x in failures}
    return Batch(
        tuple(x for part in parts for x in part.articles),
        tuple(x for part in parts for x in part.readings),
        failures,
        tuple(x for x in batch.finished if x[0] not in spoilt),
        (*batch.set_aside, *(x for part in parts for x in part.set_aside)),
    )


def _to_read(articles: Sequence[Article]) -> float:
    return SECONDS + sum(len(x.text) for x in articles) / READ_CHARACTERS


def _for_reading(batch: Batch) -> float:
    return PATIENCE * _to_read(batch.articles)


@contextmanager
def uncollected() -> Iterator[None]:
    """Put off the search for cyclic garbage, which takes a quarter of linking's time: frozen data makes none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def check(article: Article, reading: Reading) -> None:
    """Raise ValueError when a reading does not fit its article: a stray span, id or reference."""
    article.text.encode()  # lone surrogates cannot be stored or exported
    length = len(article.text)
    ids = {x.id for x in reading.attributions}
    entities = {x.id for x in reading.entities}
    times = {x.id for x in reading.times}
    rows: list[Attribution | Entity | Time | OccasionMention | Event] = [
        *reading.attributions,
        *reading.entities,
        *reading.times,
        *reading.occasions,
        *reading.events,
    ]
    if len({(type(x), x.id) for x in rows}) < len(rows):
        raise ValueError("two rows of the reading share an id")
    if reading.article != article.id or any(x.article != article.id for x in rows):
        raise ValueError("the reading belongs to another article")
    refers = [(x.nested_in, ids) for x in reading.attributions]
    refers += [(y, ids) for x in reading.entities for y in x.says]
    refers += [(y, ids) for m in reading.occasions for y in m.attributions]
    refers += [(m.entity, entities) for m in reading.occasions]
    refers += [(y, times) for m in reading.occasions for y in (m.held, m.aired)]
    refers += [(e.time, times) for e in reading.events]
    refers += [(e.attribution, ids) for e in reading.events]
    if any(ref is not None and ref not in among for ref, among in refers):
        raise ValueError("the reading refers to a row that is not there")
    spans = [s for x in reading.attributions for s in (*x.source, *x.cue, *x.content)]
    spans += [s for x in reading.entities for s in x.mentions]
    spans += [x.span for x in reading.times] + [x.span for x in reading.credits]
    spans += [s for x in reading.occasions for s in x.spans] + [s for x in reading.events for s in x.spans]
    if any(not 0 <= start < stop <= length for start, stop in spans):
        raise ValueError("a span of the reading lies outside the text")
