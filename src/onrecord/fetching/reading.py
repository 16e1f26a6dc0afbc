"""Many addresses: several hosts at once, each host one request at a time, the results in a fixed order."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from onrecord.fetching import opening
from onrecord.fetching.addresses import Refused, normal, without_credentials
from onrecord.fetching.asking import Fetcher, Page
from onrecord.fetching.manners import Visit
from onrecord.model import Failure, Source

# an address that holds what it held before: itself and the sha256 of its bytes
Unchanged = tuple[str, str]

T = TypeVar("T")


def pages(
    fetcher: Fetcher, addresses: Iterable[str], held: Mapping[str, Visit], of: Callable[[Page], T]
) -> Generator[T | Failure | Visit, None, None]:
    """What `of` makes of each page, hosts in turn, those of one host in their order; an address twice is asked once.

    `held` is what is known of some addresses; one that has not changed since is its `Visit`. What cannot be fetched,
    or makes `of` raise Refused, is a `Failure`. Leaving the generator early ends all connections.
    """
    asked: dict[str, None] = {}
    for address in addresses:
        try:
            asked.setdefault(normal(address))
        except Refused as error:
            shown = without_credentials(address)
            yield Failure(shown, f"{shown}: {error.reason}")

    def one(address: str) -> T | Failure | Visit:
        try:
            page = fetcher.get(address, held.get(address))
            return of(page) if isinstance(page, Page) else page
        except Refused as error:
            return Failure(address, f"{address}: {error.reason}")
        except Exception as error:  # a fault of ours in one page costs that page alone
            said = " ".join(str(error).split())[:200]
            return Failure(address, f"{address}: could not be fetched: {type(error).__name__}: {said}")

    # what waits to be taken is held in memory: a few pages more than there are threads
    ahead = 2 * fetcher.manners.hosts
    waiting: deque[Future[T | Failure | Visit]] = deque()
    pool = ThreadPoolExecutor(fetcher.manners.hosts, "fetch")
    try:
        for address in in_turn(asked):
            waiting.append(pool.submit(one, address))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BaseException:
        fetcher.stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def sources(
    fetcher: Fetcher, addresses: Iterable[str], held: Mapping[str, Visit]
) -> Generator[Source | Failure | Unchanged, None, None]:
    """The articles that the addresses hold; see `pages`.

    An address that holds nothing new is `Unchanged`, and so is a feed after its items: it is done with.
    """

    def opened(page: Page) -> list[Source | Failure | Unchanged]:
        found: list[Source | Failure | Unchanged] = list(opening.opened(page, fetcher.manners.max_bytes))
        single = len(found) == 1 and isinstance(found[0], Source) and found[0].input == page.visit.address
        return found if single else [*found, (page.visit.address, page.visit.sha256 or "")]

    for found in pages(fetcher, addresses, held, opened):
        if isinstance(found, Visit):
            yield found.address, found.sha256 or ""
        elif isinstance(found, Failure):
            yield found
        else:
            yield from found


def in_turn(addresses: Iterable[str]) -> list[str]:
    """The addresses with hosts in turn, so that no host's pauses keep another one waiting."""
    by_host: dict[str, deque[str]] = defaultdict(deque)
    for address in addresses:
        by_host[address.partition("://")[2].partition("/")[0]].append(address)
    out = []
    while by_host:
        for host in list(by_host):
            out.append(by_host[host].popleft())
            if not by_host[host]:
                del by_host[host]
    return out
