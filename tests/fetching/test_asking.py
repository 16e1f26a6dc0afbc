"""What is sent, what is refused, and what is said: one address at a time, against a server of the test's own."""

from __future__ import annotations

import gzip
import hashlib
import ipaddress
import itertools
import socket
import ssl
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from serving import HTML, Site, manners, page

import onrecord
from onrecord.fetching import Visit, network
from onrecord.fetching.addresses import Refused
from onrecord.fetching.asking import Fetcher, Page

PORT = page("Port stays shut")


def refused(fetcher: Fetcher, address: str, held: Visit | None = None) -> str:
    with pytest.raises(Refused) as error:
        fetcher.get(address, held)
    return error.value.reason


# --- a page ------------------------------------------------------------------------------------------


def test_a_page_is_fetched_with_what_is_known_of_it(site: Site, fetcher: Fetcher) -> None:
    site.routes["/a"] = (200, HTML | {"ETag": '"1"', "Last-Modified": "Tue, 04 May 2021 08:00:00 GMT"}, PORT)
    found = fetcher.get(site.url("/a#top"))
    assert isinstance(found, Page)
    assert (found.data, found.media_type) == (PORT, "text/html; charset=utf-8")
    visit = found.visit
    assert visit == fetcher.visits[site.url("/a")]
    assert (visit.address, visit.final, visit.status) == (site.url("/a"), site.url("/a"), 200)
    assert (visit.etag, visit.modified) == ('"1"', "Tue, 04 May 2021 08:00:00 GMT")
    assert visit.sha256 == hashlib.sha256(PORT).hexdigest()
    assert abs(time.time() - time.mktime(time.strptime(visit.at, "%Y-%m-%dT%H:%M:%SZ")) + time.timezone) < 10
    assert [path for path, _, _ in site.asked] == ["/robots.txt", "/a"]
    for _, headers, _ in site.asked:
        assert headers["user-agent"].startswith(f"onrecord/{onrecord.__version__} ")
        assert headers["host"] == f"127.0.0.1:{site.port}"
        assert not {"cookie", "authorization", "referer", "if-none-match"} & set(headers)


def test_a_page_that_has_not_changed_costs_nothing(site: Site, fetcher: Fetcher) -> None:
    site.routes["/old"] = (301, {"Location": "/a"}, b"")
    site.routes["/a"] = (200, HTML | {"ETag": '"1"'}, PORT)
    first = fetcher.get(site.url("/old"))
    assert isinstance(first, Page)
    assert first.visit.final == site.url("/a")
    again = fetcher.get(site.url("/old"), first.visit)
    assert isinstance(again, Visit)
    assert (again.status, again.sha256) == (304, first.visit.sha256)
    # only where the page came from is told what is held of it
    assert [(path, headers.get("if-none-match")) for path, headers, _ in site.asked[-2:]] == [
        ("/old", None),
        ("/a", '"1"'),
    ]
    site.routes["/a"] = (200, HTML | {"ETag": '"2"'}, page("Port open"))
    assert isinstance(fetcher.get(site.url("/old"), first.visit), Page)


def test_nothing_of_the_environment_is_sent_and_no_cookie_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login ann password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    site.routes["/a"] = (200, HTML | {"Set-Cookie": "id=1; Path=/"}, PORT)
    fetcher = Fetcher(manners())
    for _ in range(2):
        fetcher.get(site.url("/a"))
    assert all(not {"cookie", "authorization"} & set(headers) for _, headers, _ in site.asked)


# --- what a server answers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "401: it asks for a login"),
        (403, "403: access is refused"),
        (404, "404: there is no such page"),
        (410, "410: the page is gone"),
        (418, "418: i'm a teapot"),
        (451, "451: it is not shown for legal reasons"),
        (500, "500: the server has an error"),
        (503, "503: the server is busy or closed"),
        (599, "599: a status that nobody has agreed on"),
        (204, "204: no content"),
        (304, "304: not modified"),
    ],
)
def test_a_status_is_told_in_words(site: Site, fetcher: Fetcher, status: int, said: str) -> None:
    site.routes["/a"] = (status, {}, b"")
    assert refused(fetcher, site.url("/a")) == said
    # what may be otherwise the next time is not remembered
    remembered = {x: (visit.status, visit.sha256) for x, visit in fetcher.visits.items()}
    assert remembered == ({site.url("/a"): (status, None)} if status < 500 else {})


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("/a", "its redirects lead in a circle"),
        ("/b", "its redirects lead in a circle"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is no address of a public host"),
        ("http://[::ffff:169.254.169.254]/", "::ffff:169.254.169.254 is no address of a public host"),
        ("http://0.0.0.0/", "0.0.0.0 is no address of a public host"),
        ("file:///etc/passwd", "it redirects to another address: only addresses that begin with http:// or"),
        ("javascript:alert(1)", "it redirects to another address: only addresses that begin with http:// or"),
        ("http://ann:secret@127.0.0.1/", "it redirects to another address: it holds a user name or password"),
        ("", "302: a redirect to nowhere"),
        ("http://[::1", "it redirects to what is no address"),
    ],
)
def test_redirects_are_checked_like_addresses(site: Site, fetcher: Fetcher, to: str, said: str) -> None:
    site.routes["/a"] = (302, {"Location": to}, b"")
    site.routes["/b"] = (302, {"Location": "/a"}, b"")
    assert refused(fetcher, site.url("/a")).startswith(said)


def test_redirects_are_followed_a_few_times(site: Site, fetcher: Fetcher) -> None:
    for n in range(6):
        site.routes[f"/{n}"] = (307, {"Location": f"/{n + 1}"}, b"")
    site.routes["/6"] = (200, HTML, PORT)
    assert refused(fetcher, site.url("/0")) == "more than 5 redirects"
    found = fetcher.get(site.url("/1"))
    assert isinstance(found, Page)
    assert (found.visit.address, found.visit.final) == (site.url("/1"), site.url("/6"))


def test_large_answers_and_bombs_are_cut(site: Site) -> None:
    fetcher = Fetcher(manners(max_bytes=200_000))
    bomb = gzip.compress(bytes(300_000_000), 9)

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(100_000):
            handler.wfile.write(b"<p>and so on</p>" * 1000)

    site.routes["/large"] = (200, HTML, b"x" * 200_001)
    site.routes["/just"] = (200, HTML, b"x" * 200_000)
    site.routes["/bomb"] = (200, HTML | {"Content-Encoding": "gzip"}, bomb[:190_000])
    site.routes["/whole"] = (200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(bytes(20_000_000), 9))
    site.routes["/endless"] = endless
    for path in ("/large", "/bomb", "/whole", "/endless"):
        assert refused(fetcher, site.url(path)) == "it is too large (more than 0.2 MiB)"
    assert isinstance(fetcher.get(site.url("/just")), Page)


@pytest.mark.parametrize(
    ("packing", "packed"),
    [
        ("gzip", gzip.compress(PORT)),
        ("x-gzip", gzip.compress(PORT[:100]) + gzip.compress(PORT[100:])),
        ("deflate", zlib.compress(PORT)),
        ("deflate", zlib.compress(PORT, wbits=-15)),
        ("GZIP", gzip.compress(PORT) + b"rubbish"),
        ("identity", PORT),
    ],
)
def test_packed_answers_are_unpacked(site: Site, fetcher: Fetcher, packing: str, packed: bytes) -> None:
    site.routes["/a"] = (200, HTML | {"Content-Encoding": packing}, packed)
    found = fetcher.get(site.url("/a"))
    assert isinstance(found, Page)
    assert found.data == PORT


@pytest.mark.parametrize(
    ("packing", "packed", "said"),
    [
        ("br", b"\x1b\x00", "it is packed in a way that was not asked for (br)"),
        ("gzip", gzip.compress(PORT)[:-30], "the packed answer is damaged or breaks off"),
        ("gzip", PORT, "the packed answer is damaged or breaks off"),
        ("deflate", b"\xff\xff\xff", "the packed answer is damaged or breaks off"),
    ],
)
def test_what_cannot_be_unpacked_is_told(site: Site, fetcher: Fetcher, packing: str, packed: bytes, said: str) -> None:
    site.routes["/a"] = (200, HTML | {"Content-Encoding": packing}, packed)
    assert refused(fetcher, site.url("/a")) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"", "the answer breaks off or is none (Server disconnected"),
        (b"220 mail.example ESMTP\r\n", "the answer breaks off or is none ("),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort", "the answer breaks off or is none ("),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2_000_000, "the answer breaks off or is none ("),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "the answer is empty"),
    ],
)
def test_a_server_that_talks_nonsense(site: Site, fetcher: Fetcher, written: bytes, said: str) -> None:
    site.routes["/a"] = lambda handler: handler.wfile.write(written) and None
    reason = refused(fetcher, site.url("/a"))
    assert reason.startswith(said)
    assert reason.isprintable()


@pytest.mark.parametrize("value", [b"\x1b[2J", b"a\x00b", b"\xff\xfe", "ü\u202e".encode(), b"x" * 9000])
def test_strange_headers_are_neither_kept_nor_sent_back(site: Site, fetcher: Fetcher, value: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nLast-Modified: %b\r\nETag: %b\r\nContent-Length: 4\r\n\r\n<p>x" % (value, value)
    site.routes["/a"] = lambda handler: handler.wfile.write(head) and None
    try:
        found = fetcher.get(site.url("/a"))
    except Refused as error:
        found = error.reason
    if isinstance(found, Page):
        assert str(found.visit.etag).isprintable()
        assert len(str(found.visit.etag)) < 9000
        fetcher.get(site.url("/a"), found.visit)
        assert not {"if-none-match", "if-modified-since"} & set(site.asked[-1][1])
    else:
        assert str(found).startswith("the answer breaks off or is none (")
        assert str(found).isprintable()


# --- time --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["head", "body", "silence"])
def test_a_slow_server_is_left_in_time(site: Site, where: str) -> None:
    fetcher = Fetcher(manners(read=0.3, total=0.6))

    def drip(handler: BaseHTTPRequestHandler) -> None:
        if where != "silence":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"" if where == "head" else b"\r\n"))
        for n in range(20):
            if where != "silence":
                handler.wfile.write(b"X-%d: y\r\n" % n)
            time.sleep(0.1)

    site.routes["/a"] = drip
    began = time.monotonic()
    reason = refused(fetcher, site.url("/a"))
    assert time.monotonic() - began < 1.9
    assert reason == (
        "no answer within 0.3 seconds" if where == "silence" else "the answer is not complete after 0.6 seconds"
    )


def test_stopping_ends_a_request_under_way_and_one_that_waits(site: Site) -> None:
    fetcher = Fetcher(manners(read=10, total=10, delay=10))
    begun = threading.Event()

    def hang(_: BaseHTTPRequestHandler) -> None:
        begun.set()
        time.sleep(3)

    site.routes["/robots.txt"] = hang
    reasons: list[str] = []
    threads = [threading.Thread(target=lambda: reasons.append(refused(fetcher, site.url("/a")))) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert begun.wait(2)
    fetcher.stop()
    for thread in threads:
        thread.join(2)
    assert len(reasons) == 2
    assert "it was not asked: the run ended" in reasons


def test_requests_to_one_host_keep_their_distance(site: Site) -> None:
    fetcher = Fetcher(manners(delay=0.1))
    for path in "abc":
        site.routes[f"/{path}"] = (200, HTML, PORT)
    threads = [threading.Thread(target=fetcher.get, args=[site.url(f"/{path}")]) for path in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    times = [when for _, _, when in site.asked]
    assert len(times) == 4
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.099
    assert site.most_at_once == 1


def test_a_short_pause_is_kept_and_a_long_one_ends_the_asking(site: Site) -> None:
    fetcher = Fetcher(manners(patience=0.5))
    busy = [(429, {"Retry-After": "0"}, b"")]

    def once_busy(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = False
        status, headers, body = busy.pop() if busy else (200, HTML, PORT)
        handler.send_response_only(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    site.routes["/a"] = once_busy
    assert isinstance(fetcher.get(site.url("/a")), Page)
    assert site.paths() == ["/a", "/a"]
    site.routes["/b"] = (429, {"Retry-After": "3600"}, b"")
    said = "429: too many requests; it asks for a pause of 3,600 seconds"
    assert refused(fetcher, site.url("/b")) == said
    # the whole host is left alone for the rest of the run
    assert refused(fetcher, site.url("/a")) == said
    assert site.paths() == ["/a", "/a", "/b"]


def test_a_server_that_stays_busy_is_asked_twice_and_no_more(site: Site, fetcher: Fetcher) -> None:
    site.routes["/a"] = (503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, b"")
    assert refused(fetcher, site.url("/a")) == "503: the server is busy or closed"
    assert site.paths() == ["/a", "/a"]


# --- robots.txt --------------------------------------------------------------------------------------


def robots(site: Site, text: str, status: int = 200) -> None:
    site.routes["/robots.txt"] = (status, {"Content-Type": "text/plain"}, text.encode())


def test_robots_txt_is_obeyed_and_asked_once(site: Site, fetcher: Fetcher) -> None:
    robots(site, "User-agent: *\nDisallow: /\n\nUser-agent: OnRecord\nDisallow: /private\nAllow: /private/open\n")
    for path in ("/a", "/private/open"):
        site.routes[path] = (200, HTML, PORT)
        assert isinstance(fetcher.get(site.url(path)), Page)
    site.routes["/b"] = (302, {"Location": "/private/x"}, b"")
    for path in ("/private/x", "/b"):
        assert refused(fetcher, site.url(path)) == "the site's robots.txt asks programs not to read it"
    assert [path for path, _, _ in site.asked] == ["/robots.txt", "/a", "/private/open", "/b"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_robots_txt_everything_may_be_read(site: Site, fetcher: Fetcher, status: int) -> None:
    robots(site, "User-agent: *\nDisallow: /", status)
    site.routes["/a"] = (200, HTML, PORT)
    assert isinstance(fetcher.get(site.url("/a")), Page)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_when_robots_txt_cannot_be_read_nothing_is(site: Site, fetcher: Fetcher, status: int) -> None:
    robots(site, "", status)
    site.routes["/a"] = (200, HTML, PORT)
    reason = refused(fetcher, site.url("/a"))
    assert reason.startswith(f"its robots.txt cannot be read now ({status}: ")
    assert reason.endswith("), and nothing is fetched without it")
    assert site.paths() == []


def test_robots_txt_may_lead_elsewhere_but_not_anywhere(site: Site) -> None:
    site.routes["/a"] = (200, HTML, PORT)
    site.routes["/robots.txt"] = (301, {"Location": "/rules"}, b"")
    site.routes["/rules"] = (200, {}, b"User-agent: *\nDisallow: /b")
    fetcher = Fetcher(manners())
    assert isinstance(fetcher.get(site.url("/a")), Page)
    assert refused(fetcher, site.url("/b")) == "the site's robots.txt asks programs not to read it"
    site.routes["/robots.txt"] = (301, {"Location": "http://169.254.169.254/"}, b"")
    assert refused(Fetcher(manners()), site.url("/a")) == (
        "its robots.txt cannot be read now (169.254.169.254 is no address of a public host)"
    )
    site.routes["/robots.txt"] = (301, {"Location": "/robots.txt"}, b"")
    assert isinstance(Fetcher(manners()).get(site.url("/a")), Page)


def test_the_pause_that_robots_txt_asks_for_is_kept_up_to_a_bound(site: Site) -> None:
    robots(site, "User-agent: *\nCrawl-delay: 500\nRequest-rate: 1/100\n")
    site.routes["/a"] = (200, HTML, PORT)
    fetcher = Fetcher(manners(patience=0.15))
    for _ in range(2):
        fetcher.get(site.url("/a"))
    times = [when for path, _, when in site.asked if path == "/a"]
    assert 0.149 <= times[1] - times[0] < 1


@pytest.mark.parametrize("text", ["\0\xff" * 1000, "User-agent: *\nDisallow: " + "*a" * 5000 + "\n", "x" * 600_000])
def test_a_hostile_robots_txt_costs_little(site: Site, fetcher: Fetcher, text: str) -> None:
    robots(site, text)
    path = "/" + "a" * 200
    site.routes[path] = (200, HTML, PORT)
    began = time.monotonic()
    assert isinstance(fetcher.get(site.url(path)), Page)
    assert time.monotonic() - began < 2


# --- machines ----------------------------------------------------------------------------------------


def resolve(monkeypatch: pytest.MonkeyPatch, **hosts: list[str]) -> list[str]:
    """Names that lead to these IP addresses in turn, one a look-up; returns the names as they are looked up."""
    real, looked = socket.getaddrinfo, []

    def getaddrinfo(host: str, port: int, *args: object, **kwargs: object) -> object:
        looked.append(host)
        known = hosts.get(host.partition(".")[0])
        if known is None:
            return real(host, port, *args, **kwargs)  # type: ignore[arg-type]
        ips = (known.pop(0) if len(known) > 1 else known[0]).split()
        family = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [(family[ipaddress.ip_address(ip).version], socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    monkeypatch.setattr(network.socket, "getaddrinfo", getaddrinfo)
    return looked


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_the_loopback_address_is_refused_in_every_form(site: Site, host: str) -> None:
    reason = refused(Fetcher(manners(allow_private=False)), site.url("/a", host))
    assert reason.endswith("lies in a private network; --allow-private reads it")
    assert site.asked == []


def test_a_name_that_leads_into_the_private_network_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(
        monkeypatch,
        home=["192.168.1.1"],
        mixed=["93.184.216.34 10.0.0.1"],
        cloud=["169.254.169.254"],
        six=["fe80::1%eth0"],
    )
    closed, open_ = Fetcher(manners(allow_private=False)), Fetcher(manners())
    assert refused(closed, "http://home.example/") == (
        "home.example (192.168.1.1) lies in a private network; --allow-private reads it"
    )
    assert refused(closed, "http://mixed.example/") == (
        "mixed.example (10.0.0.1) lies in a private network; --allow-private reads it"
    )
    for fetcher in (closed, open_):
        assert refused(fetcher, "https://cloud.example/") == (
            "cloud.example (169.254.169.254) is no address of a public host"
        )


def test_a_redirect_into_the_private_network_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first host is taken for a public one; where it leads is not."""
    monkeypatch.setattr(network, "place", lambda ip: "public" if str(ip) == "127.0.0.1" else "private")
    site.routes["/a"] = (302, {"Location": "http://127.0.0.2/"}, b"")
    assert refused(Fetcher(manners(allow_private=False)), site.url("/a")) == (
        "127.0.0.2 lies in a private network; --allow-private reads it"
    )


def test_the_connection_goes_to_the_address_that_was_checked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere the next time it is looked up (DNS rebinding) is looked up once a connection."""
    looked = resolve(monkeypatch, news=["127.0.0.1"])
    made: list[str] = []
    real = socket.create_connection

    def create_connection(address: tuple[str, int], *args: object, **kwargs: object) -> socket.socket:
        made.append(address[0])
        return real(address, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", create_connection)
    site.routes["/a"] = (200, HTML, PORT)
    assert isinstance(Fetcher(manners()).get(site.url("/a", "news.example")), Page)
    assert made == ["127.0.0.1", "127.0.0.1"]  # robots.txt and the page
    assert looked.count("news.example") == 2
    assert [headers["host"] for _, headers, _ in site.asked] == [f"news.example:{site.port}"] * 2
    # between robots.txt and the page the name turns
    site.asked.clear()
    resolve(monkeypatch, news=["127.0.0.1", "169.254.169.254"])
    assert refused(Fetcher(manners()), site.url("/a", "news.example")) == (
        "news.example (169.254.169.254) is no address of a public host"
    )
    assert site.paths() == []


def test_names_that_lead_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    fetcher = Fetcher(manners(connect=0.2))

    def nowhere(host: str, *_: object, **__: object) -> object:
        if host == "slow.example":
            time.sleep(1)
        raise socket.gaierror(socket.EAI_AGAIN if host == "later.example" else socket.EAI_NONAME, "no")

    monkeypatch.setattr(network.socket, "getaddrinfo", nowhere)
    assert refused(fetcher, "http://none.example/") == "there is no host none.example"
    assert refused(fetcher, "http://later.example/") == "the name later.example cannot be looked up now"
    assert refused(fetcher, "http://slow.example/") == "no connection to slow.example within 0.2 seconds"


def test_a_port_where_nobody_listens(fetcher: Fetcher) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    assert refused(fetcher, f"http://127.0.0.1:{port}/").startswith("no connection to 127.0.0.1 (")


def test_tls_keeps_the_name_and_checks_the_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate is for news.example; the connection goes to 127.0.0.1 all the same."""
    own = Path(__file__).with_name("news.example.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(own))
    resolve(monkeypatch, news=["127.0.0.1"], other=["127.0.0.1"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    asked: list[str | None] = []
    context.sni_callback = lambda _, name, __: asked.append(name)
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]

    def serve() -> None:
        while True:
            try:
                raw, _ = server.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(raw, server_side=True) as held:
                    held.recv(65536)
                    held.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<p>x")
            except OSError:
                pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        assert isinstance(Fetcher(manners()).get(f"https://news.example:{port}/"), Page)
        assert asked == ["news.example"] * 2
        reason = refused(Fetcher(manners()), f"https://other.example:{port}/")
        assert reason.startswith("no connection to other.example (")
        assert "certificate" in reason
        monkeypatch.delenv("SSL_CERT_FILE")
        assert "certificate" in refused(Fetcher(manners()), f"https://news.example:{port}/")
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(2)
