"""Addresses: which are asked at all, how they are written, and which machines they may lead to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import unquote

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?<=://)[^/?#]*@")
# longer ones are refused; servers take some 8,000 characters
_LONGEST = 8000

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

# what `--allow-private` opens: loopback and the networks of homes and offices
_PRIVATE = tuple(
    ipaddress.ip_network(x)
    for x in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "::1/128",
        "fc00::/7",
    )
)
# where clouds tell a machine its own secrets, inside of ranges that are private otherwise; never opened
_SECRETS = frozenset(ipaddress.ip_address(x) for x in ("100.100.100.200", "fd00:ec2::254"))
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Refused(Exception):
    """An address that is not fetched, or that did not answer as it should; says why, in words for a person.

    `later`: it may well answer the next time.
    """

    def __init__(self, reason: str, status: int | None = None, *, later: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.later = later or status in (408, 425, 429) or (status is not None and status >= 500)


def is_address(given: object) -> bool:
    """Whether an input is an address, of any scheme, and no path."""
    return isinstance(given, str) and _SCHEME.match(given.strip()) is not None


def without_credentials(address: str) -> str:
    """The address as it may be shown and stored: user name and password taken out."""
    return _CREDENTIALS.sub("", address)


def normal(address: str) -> str:
    """The address as it is asked and stored: ASCII (a host of other letters as xn--…), without its fragment.

    Raises Refused for what is no address that may be asked.
    """
    import httpx2

    address = address.strip()
    if len(address) > _LONGEST:
        raise Refused(f"the address is too long ({len(address):,} characters; at most {_LONGEST:,} are sent)")
    try:
        url = httpx2.URL(address)
        port = url.port
    except (httpx2.InvalidURL, ValueError) as error:
        raise Refused(f"it is no address ({error})") from error
    if url.scheme not in ("http", "https"):
        raise Refused("only addresses that begin with http:// or https:// are read")
    if url.userinfo or _CREDENTIALS.search(address):
        raise Refused("it holds a user name or password; these are neither sent nor stored")
    if not url.raw_host or b"%" in url.raw_host or (port is not None and not 0 < port < 65536):
        raise Refused("it is no address (there is no such host or port)")
    # both are ASCII, percent-encoded where need be; the usual port and the fragment are no part of them
    return f"{url.scheme}://{url.netloc.decode('ascii').lower()}{url.raw_path.decode('ascii')}"


def name(address: str) -> str:
    """What a page is called: the last part of its path, else its host."""
    host, _, path = address.partition("://")[2].partition("/")
    parts = [part for part in path.partition("?")[0].split("/") if part]
    last = unquote(parts[-1]) if parts else host
    return "".join(c for c in last if c.isprintable()).replace("/", " ").strip()[:150] or host


def place(ip: Ip) -> str:
    """Where an IP address lies: "public", "private", or "closed" for what no page is ever read from."""
    for inner in _inner(ip):
        if place(inner) != "public":
            return place(inner)
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or ip in _NAT64):
        return "public"
    if ip not in _SECRETS and any(ip in network for network in _PRIVATE):
        return "private"
    open_ = ip.is_global and not (ip.is_multicast or ip.is_reserved or getattr(ip, "is_site_local", False))
    return "public" if open_ else "closed"


def _inner(ip: Ip) -> list[Ip]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    found: list[Ip | None] = [ip.ipv4_mapped, ip.sixtofour, ip.teredo[1] if ip.teredo else None]
    if ip in _NAT64:
        found.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [x for x in found if x is not None]
