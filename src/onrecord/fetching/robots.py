"""What a host's robots.txt allows (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from onrecord.fetching.addresses import Refused

# the name that robots.txt files call us by
ROBOT = "onrecord"
# what is read of a robots.txt; the standard asks for 500 KiB at least
MOST = 512 * 1024


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host; `refused` is why nothing is fetched from it now, `delay` the pause it asks for.

    `later`: the next time it may be.
    """

    parsed: Protego | None = None
    refused: str | None = None
    later: bool = True
    delay: float = 0.0

    def check(self, address: str) -> None:
        """Raise Refused when the address may not be fetched."""
        if self.refused:
            raise Refused(self.refused, later=self.later)
        if self.parsed and not self.parsed.can_fetch(address, ROBOT):
            raise Refused("the site's robots.txt asks programs not to read it")


def rules(status: int, body: bytes, words: str) -> Rules:
    """What an answer for robots.txt means: 4xx is no rules, 5xx is "not now" (`words` say it for a person)."""
    if 200 <= status < 300:
        parsed = Protego.parse(body[:MOST].decode("utf-8", "replace"))
        asked = [parsed.crawl_delay(ROBOT) or 0.0]
        rate = parsed.request_rate(ROBOT)
        if rate and rate.requests > 0:
            asked.append(rate.seconds / rate.requests)
        return Rules(parsed, delay=max(asked))
    if 400 <= status < 500 and status != 429:
        return Rules()
    return Rules(refused=f"its robots.txt cannot be read now ({words}), and nothing is fetched without it")
