"""Watching feeds: what they list and the record does not hold yet is fetched and added, round by round."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord import fetching, pipeline, record
from onrecord.errors import RecordError
from onrecord.fetching import Manners, Visit
from onrecord.model import Failure, Source

if TYPE_CHECKING:
    from onrecord.fetching.asking import Fetcher, Page
    from onrecord.fetching.feeds import Item

# an item that cannot be used is tried again after so long; one whose server did not answer, in the next round
AGAIN = timedelta(days=1)
# the largest list of feeds that is read, in bytes
MOST = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Watched:
    """One round of one feed.

    It lists `items`; of those, `new` came in, `held` were there before, `failed` could not be used now or not long
    ago, and `left` wait for the next round. `unchanged`: the feed is what it was, so nothing of it was read.
    """

    feed: str
    items: int = 0
    new: int = 0
    held: int = 0
    failed: int = 0
    left: int = 0
    unchanged: bool = False
    failures: tuple[Failure, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the feed could be read."""
        return self.unchanged or bool(self.items) or not self.failures


def watch(
    path: str | Path,
    feeds: Iterable[str | Path],
    *,
    every: float | None = None,
    limit: int | None = None,
    manners: Manners | None = None,
    processes: int = 0,
    progress: pipeline.Progress | None = None,
) -> Generator[list[Watched], None, None]:
    """Fetch what feeds list into the record at `path`, which is created; yields what each round brought.

    `feeds` are files with a list of feeds (OPML, or one address a line), addresses of such lists, and addresses of
    feeds. One round, or with `every` a round each so many seconds, without end. `limit` bounds the items that are
    taken of one feed in one round. A feed or list that cannot be read is a `Watched` with its failure alone. Raises
    RecordError when the record cannot be used or another process watches for it.

    >>> for fed in onrecord.watch("news.record", ["feeds.opml"], every=1800):  # doctest: +SKIP
    ...     print(sum(watched.new for watched in fed), "new")
    """
    path, given, first = Path(path), list(feeds), True
    with record.watching(path):
        while True:
            begun = time.monotonic()
            try:
                yield _round(path, given, limit, fetching.fetcher(manners), processes, progress)
            except RecordError as error:
                if every is None or first:
                    raise
                # another process writes to it for long, or the disk is full: by the next round that may be over
                yield [Watched(str(path), failed=1, failures=(Failure(str(path), str(error)),))]
            first = False
            if every is None:
                return
            time.sleep(max(0.0, begun + every - time.monotonic()))


def _round(
    path: Path,
    given: list[str | Path],
    limit: int | None,
    fetcher: Fetcher,
    processes: int,
    progress: pipeline.Progress | None,
) -> list[Watched]:
    visits, read, done = record.watched(path)
    feeds, out = _feeds(fetcher, given, {x: visits[x] for x in done})
    since = (datetime.now(UTC) - AGAIN).strftime("%Y-%m-%dT%H:%M:%SZ")
    passed = read | {x for x, visit in visits.items() if visit.at > since and x not in done}
    wanted: dict[str, Item] = {}
    for items in feeds.values():
        fresh = () if isinstance(items, Visit) else [x for x in items if x.address not in passed]
        wanted.update((x.address, x) for x in fresh[:limit])
    added = _add(path, fetcher, wanted.values(), processes, progress)
    after = record.watched(path)[1]
    for feed, items in feeds.items():
        if isinstance(items, Visit):
            out.append(Watched(feed, unchanged=True))
            continue
        listed = {x.address for x in items}
        out.append(
            Watched(
                feed,
                items=len(listed),
                new=len(listed & after - read),
                held=len(listed & read),
                failed=len(listed & (passed | set(wanted)) - after),
                left=len(listed - passed - set(wanted)),
                failures=tuple(x for x in added.failures if x.input in listed),
            )
        )
        read |= listed & after  # what two feeds list is new in the first of them
    record.done_watching(
        path,
        done=[fetcher.visits[x.feed] for x in out if x.feed in feeds and not (x.failed or x.left or x.unchanged)],
        answered=feeds,
        failures=[failure for x in out if x.feed not in feeds for failure in x.failures],
    )
    return out


def _add(
    path: Path, fetcher: Fetcher, items: Iterable[Item], processes: int, progress: pipeline.Progress | None
) -> record.Added:
    """Add items: those whose text the feed gives as they are, the others from their addresses."""
    whole: list[Source] = []
    addresses: list[str | Path] = []
    for item in items:
        if item.source is None:
            addresses.append(item.address)
            continue
        whole.append(item.source)
        # remembered like a visit, so that what cannot be used is not tried again each round
        at = item.source.retrieved or ""
        fetcher.visits[item.address] = Visit(item.address, item.address, 200, at)
    return record.add(path, addresses, sources=whole, fetcher=fetcher, processes=processes, progress=progress)


def _feeds(
    fetcher: Fetcher, given: Iterable[str | Path], held: dict[str, Visit]
) -> tuple[dict[str, list[Item] | Visit], list[Watched]]:
    """What each feed lists, or its visit when it has not changed; and what could not be read."""
    from onrecord.fetching import feeds, reading
    from onrecord.intake.containers.feeds import is_list

    paths, asked = fetching.apart(given)
    failed: list[Failure] = []
    addresses: list[str] = []

    def take(name: str, data: bytes) -> None:
        for x in feeds.listed(name, data):
            (failed if isinstance(x, Failure) else addresses).append(x)  # type: ignore[arg-type]

    def opened(page: Page) -> tuple[str, bytes | list[Item]]:
        address = page.visit.address
        return address, page.data if is_list(page.data) else feeds.items(page)

    for x in paths:
        data = _bytes(Path(x))
        if isinstance(data, Failure):
            failed.append(data)
        else:
            take(str(x), data)
    found: dict[str, list[Item] | Visit] = {}
    for waiting in (asked, addresses):
        with closing(reading.pages(fetcher, [x for x in waiting if x not in found], held, opened)) as pages:
            for page in pages:
                if isinstance(page, Failure):
                    failed.append(page)
                elif isinstance(page, Visit):
                    found[page.address] = page
                elif isinstance(page[1], list):
                    found[page[0]] = page[1]
                elif waiting is asked:
                    take(*page)  # type: ignore[arg-type]
                else:
                    failed.append(Failure(page[0], f"{page[0]}: it is a list of feeds inside of a list"))
    return found, [Watched(x.input, failed=1, failures=(x,)) for x in failed]


def _bytes(path: Path) -> bytes | Failure:
    try:
        with path.open("rb") as file:
            data = file.read(MOST + 1)
    except FileNotFoundError:
        return Failure(str(path), f"{path}: there is no such file")
    except IsADirectoryError:
        return Failure(str(path), f"{path}: it is a folder, not a list of feeds")
    except OSError as error:
        return Failure(str(path), f"{path}: {(error.strerror or type(error).__name__).lower()}")
    if len(data) > MOST:
        return Failure(str(path), f"{path}: the list is too large (more than {MOST // 1024 // 1024} MiB)")
    return data
