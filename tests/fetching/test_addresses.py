"""Which addresses are asked, how they are written, and where they may lead."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import fetching
from onrecord.fetching.addresses import Refused, is_address, name, normal, place, without_credentials
from onrecord.terminal import clean


def test_addresses_are_told_from_paths() -> None:
    inputs = ["a.txt", "https://a.example/x", "HTTP://A.EXAMPLE", "c:\\news\\a.txt", "news/*.txt", "ftp://a.example/x"]
    assert fetching.apart(inputs) == (
        ["a.txt", "c:\\news\\a.txt", "news/*.txt"],
        ["https://a.example/x", "HTTP://A.EXAMPLE", "ftp://a.example/x"],
    )


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("HTTPS://News.Example/a b?q=ü#part", "https://news.example/a%20b?q=%C3%BC"),
        (" http://news.example ", "http://news.example/"),
        ("http://news.example:80/x", "http://news.example/x"),
        # letters that look Latin are shown for what they are
        ("https://раураӏ.example/", "https://xn--80aa0cbo65f.example/"),
        ("http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
    ],
)
def test_an_address_is_written_in_one_way(given: str, asked: str) -> None:
    assert normal(given) == asked
    assert clean(asked) == asked


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("ftp://news.example/x", "only addresses that begin with http:// or https:// are read"),
        ("file:///etc/passwd", "only addresses that begin with"),
        ("javascript://x/%0aalert(1)", "only addresses that begin with"),
        ("http://ann:secret@news.example/", "it holds a user name or password; these are neither sent nor stored"),
        ("http://news.example\\@other.example/", "user name or password"),
        ("http://1.1.1.1 &@2.2.2.2# @3.3.3.3/", "user name or password"),
        ("http:///x", "there is no such host or port"),
        ("http://news.example:99999/", "there is no such host or port"),
        ("http://[fe80::1%25eth0]/", "there is no such host or port"),
        ("http://news.example/\x1b[2Jx", "it is no address"),
        ("http://new\ns.example/", "it is no address"),
        ("http://[1.2.3/", "it is no address"),
        ("http://news.example/" + "x" * 9000, "the address is too long"),
    ],
)
def test_what_is_not_asked_is_refused_in_words(given: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        normal(given)
    assert said in refused.value.reason
    assert "secret" not in refused.value.reason


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for scheme in ("", "http://", "https://a.example/", "https://"):
        try:
            found = normal(scheme + text)
        except Refused:
            continue
        assert found.isascii()
        assert found.isprintable()
        assert normal(found) == found
        assert is_address(found)
        assert name(found)


def test_credentials_are_never_shown() -> None:
    assert without_credentials("https://ann:secret@news.example/a@b?c@d") == "https://news.example/a@b?c@d"
    assert without_credentials("https://ann:se:cr@et@news.example/") == "https://news.example/"


@pytest.mark.parametrize(
    ("where", "ips"),
    [
        ("public", "8.8.8.8 93.184.216.34 2001:4860:4860::8888 ::ffff:8.8.8.8 64:ff9b::8.8.8.8"),
        ("private", "127.0.0.1 127.9.9.9 10.1.2.3 172.16.0.1 192.168.1.1 100.64.0.1 ::1 fc00::1 fd12::1"),
        ("private", "::ffff:127.0.0.1 ::ffff:192.168.0.1 64:ff9b::10.0.0.1 2002:7f00:1::"),
        ("closed", "169.254.169.254 ::ffff:169.254.169.254 0.0.0.0 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255"),
        ("closed", "fe80::1 ff02::1 :: fec0::1 ::127.0.0.1 192.0.2.1 198.18.0.1 100.100.100.200 fd00:ec2::254"),
    ],
)
def test_where_an_ip_address_lies(where: str, ips: str) -> None:
    assert {ip: place(ipaddress.ip_address(ip)) for ip in ips.split()} == dict.fromkeys(ips.split(), where)


@given(st.ip_addresses())
def test_no_ip_address_that_is_not_global_is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if place(ip) == "public":
        assert ip.is_global
        assert not ip.is_multicast


@pytest.mark.parametrize(
    ("address", "called"),
    [
        ("https://news.example/2021/05/port-stays-shut.html", "port-stays-shut.html"),
        ("https://news.example/", "news.example"),
        ("https://news.example/a/b/?page=2", "b"),
        ("https://news.example/caf%C3%A9%1b%0a", "café"),
        ("https://news.example/%2e%2e%2fpasswd", ".. passwd"),
    ],
)
def test_the_name_of_a_page(address: str, called: str) -> None:
    assert name(address) == called
