"""Who is let in: by which name, from which site, with how much, and how fast."""

from __future__ import annotations

import re
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from running import eventually, raw, run

import onrecord
from onrecord.serving import guard, protocol


def port(client: httpx2.Client) -> int:
    return int(urlsplit(str(client.base_url)).port or 0)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize("path", ["/", "/nowhere", "/changes", "/?page=x", "/speakers"])
def test_every_answer_tells_the_browser_what_it_may_do(client: httpx2.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "img-src": "data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "private, no-cache"
    assert "server" not in headers


def test_pages_load_what_is_served_and_nothing_else(client: httpx2.Client) -> None:
    page = client.get("/").text
    loaded = re.findall(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"', page)
    assert len(loaded) == 3
    for address in loaded:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/css" if ".css" in address else "text/javascript")
        assert "immutable" in answer.headers["cache-control"]
    assert not re.search(r"<script(?! src=\"/assets/)|<style|\son\w+=", page)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_its_own_names_are_let_in(client: httpx2.Client, name: str) -> None:
    assert client.get("/", headers={"host": f"{name}:{port(client)}"}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["attacker.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.attacker.example:{port}", "", "10.0.0.1:{port}"],
)
def test_another_name_is_refused(client: httpx2.Client, host: str) -> None:
    answer = client.get("/", headers={"host": host.format(port=port(client))})
    assert answer.status_code == 421
    assert "onrecord" not in answer.text


def test_two_names_are_refused(client: httpx2.Client) -> None:
    host = f"Host: 127.0.0.1:{port(client)}\r\n"
    assert status(raw(client, f"GET / HTTP/1.1\r\n{host}{host}\r\n".encode())) in (400, 421)
    assert status(raw(client, b"GET / HTTP/1.0\r\n\r\n")) == 421


def test_a_server_at_all_addresses_is_named_by_a_number_and_by_no_name() -> None:
    fits = guard.named("0.0.0.0", 8000)
    assert fits("192.0.2.7:8000")
    assert fits("[2001:db8::1]:8000")
    assert fits(f"{socket.gethostname()}:8000")
    assert not fits("attacker.example:8000")
    assert not fits("192.0.2.7:8001")
    assert not guard.named("127.0.0.1", 8000)("192.0.2.7:8000")
    assert guard.named("127.0.0.1", 80)("127.0.0.1")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(client: httpx2.Client, method: str) -> None:
    answer = client.request(method, "/corrections")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


def test_head_is_a_page_without_its_body(client: httpx2.Client) -> None:
    answer = client.head("/")
    assert (answer.status_code, answer.content) == (200, b"")


def test_what_is_too_much_is_refused(client: httpx2.Client) -> None:
    assert client.get("/", headers=[(f"x-{n}", "1") for n in range(70)]).status_code == 431
    assert client.get("/" + "a" * 5000).status_code == 414
    assert client.request("GET", "/", content=b"x").status_code == 400
    assert status(raw(client, b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 40_000 + b"\r\n\r\n")) == 400
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/corrections", content=b"a" * 65_537, headers=form).status_code == 413
    assert client.post("/corrections", content=iter([b"a" * 40_000] * 3), headers=form).status_code == 413
    assert client.post("/corrections", content=b"{}", headers={"content-type": "application/json"}).status_code == 415
    assert client.get("/").status_code == 200


def test_nonsense_is_refused(client: httpx2.Client) -> None:
    for request in (b"\x16\x03\x01\x00\xa5\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nbad header\r\n\r\n"):
        assert status(raw(client, request)) == 400
    assert client.get("/").status_code == 200


def test_who_is_refused_while_still_sending_is_told_why(client: httpx2.Client) -> None:
    head = f"POST /corrections HTTP/1.1\r\nHost: attacker.example\r\nContent-Length: {guard.BODY}\r\n\r\n".encode()
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", port(client)), timeout=10) as connection:
            connection.sendall(head)
            for _ in range(guard.BODY // 4096):  # as browsers send: the head, then the body
                connection.sendall(b"a" * 4096)
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        assert status(answer) == 421


def test_ordinary_use_meets_no_limit(corrected: Path) -> None:
    """What a browser sends at its most: many headers, long cookies of other servers on this machine, a long reason."""
    headers = [(f"sec-ch-{n}", "a" * 60) for n in range(40)] + [("cookie", "b" * 8000)]
    with run(corrected) as client:
        page = client.get(f"/search?q={'word+' * 79}&speaker=", headers=headers)
        assert page.status_code == 200
        token = re.findall(r'name="token" value="([^"]+)"', client.get("/corrections").text)[0]
        made = onrecord.corrections(corrected)[0].correction
        form = {"token": token, "who": "Å" * 200, "why": "😀" * 5000}
        answer = client.post(f"/corrections/{made.id}/undo", data=form, headers=headers)
        assert answer.status_code == 303


def test_a_body_whose_length_is_said_in_two_ways_is_refused_with_what_follows(client: httpx2.Client) -> None:
    host = f"Host: 127.0.0.1:{port(client)}\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\n"
    follows = f"GET /speakers HTTP/1.1\r\n{host}Connection: close\r\n\r\n"
    for lengths in (
        f"Content-Length: {5 + len(follows)}\r\nTransfer-Encoding: chunked\r\n",
        f"Transfer-Encoding: chunked\r\nContent-Length: {5 + len(follows)}\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Content-Length: 99999999999999999999999\r\n",
        "Content-Length: +5\r\n",
    ):
        answer = raw(client, f"POST /corrections HTTP/1.1\r\n{host}{form}{lengths}\r\n0\r\n\r\n{follows}".encode())
        assert status(answer) == 400
        assert answer.count(b"HTTP/1.1 ") == 1


def test_all_that_a_request_says_of_where_it_comes_from_is_looked_at(client: httpx2.Client) -> None:
    own = f"http://127.0.0.1:{port(client)}"
    for name, here, elsewhere in (
        ("Origin", own, "http://attacker.example"),
        ("Sec-Fetch-Site", "same-origin", "cross-site"),
    ):
        headers = [("content-type", "application/x-www-form-urlencoded"), (name, here), (name, elsewhere)]
        assert "comes from another site" in client.post("/corrections", content=b"token=a", headers=headers).text


def test_who_goes_away_in_the_middle_and_what_breaks_leaves_no_trace_that_a_terminal_obeys(
    client: httpx2.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    head = f"POST /corrections HTTP/1.1\r\nHost: 127.0.0.1:{port(client)}\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ntoken="
    with socket.create_connection(("127.0.0.1", port(client))) as connection:
        connection.sendall((head + form).encode())
    time.sleep(0.2)
    assert client.get("/").status_code == 200
    assert caplog.text == ""

    def broken(*_: object) -> None:
        raise RuntimeError("words \x1b[31m of \u202e an article")

    monkeypatch.setattr("onrecord.serving.lists.found", broken)
    answer = client.get("/search?q=%1b%5b2J")
    assert answer.status_code == 500
    assert "RuntimeError" not in answer.text
    assert r"words \x1b[31m of \u202e an article" in caplog.text
    assert not set(caplog.text) & set("\x1b\u202e")


def test_a_slow_request_is_cut_off(bridge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "ARRIVING", 0.5)
    with run(bridge) as client:
        host = f"Host: 127.0.0.1:{port(client)}\r\n".encode()
        head = b"POST /corrections HTTP/1.1\r\n" + host + b"Content-Type: application/x-www-form-urlencoded\r\n"
        for begun in (b"", b"GET / HTTP/1.1\r\n" + host, head + b"Content-Length: 100\r\n\r\ntoken="):
            with socket.create_connection(("127.0.0.1", port(client)), timeout=10) as connection:
                connection.sendall(begun)
                start = time.monotonic()
                try:
                    for _ in range(50):  # a byte now and then does not help
                        time.sleep(0.1)
                        connection.sendall(b"a")
                    assert connection.recv(100) == b""
                except ConnectionError:
                    pass
                assert time.monotonic() - start < 5
        assert client.get("/").status_code == 200


def test_an_answer_that_nobody_takes_is_given_up(bridge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "TAKING", 0.5)
    with run(bridge) as client:
        request = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port(client)}\r\n\r\n".encode()
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.connect(("127.0.0.1", port(client)))
        connection.settimeout(20)

        def cut() -> bool:
            try:
                connection.sendall(request * 200)
            except (ConnectionError, TimeoutError):
                return True
            return False

        assert eventually(cut, 20)
        connection.close()
        assert client.get("/").status_code == 200


def test_too_many_at_once_are_told_so(bridge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.serving.CONNECTIONS", 5)
    with run(bridge) as client:
        waiting = [socket.create_connection(("127.0.0.1", port(client))) for _ in range(8)]
        assert eventually(lambda: client.get("/").status_code == 503)
        for connection in waiting:
            connection.close()
        assert eventually(lambda: client.get("/").status_code == 200)
