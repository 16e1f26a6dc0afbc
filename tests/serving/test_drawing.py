"""Pages drawn in processes beside the server: the same ones, and none is lost when a process dies."""

from __future__ import annotations

import multiprocessing
import re
import sqlite3
from pathlib import Path

import httpx2
import pytest
from running import eventually, run

import onrecord


def shown(client: httpx2.Client, address: str) -> tuple[int, str]:
    """Status and page, without what each session has of its own."""
    answer = client.get(address)
    return answer.status_code, re.sub(r'name="token" value="[^"]+"', "", answer.text)


def test_a_page_is_the_same_whoever_draws_it(bridge: Path, client: httpx2.Client) -> None:
    links = onrecord.load(bridge).links
    addresses = [
        *("/", "/speakers", "/search?q=bridge", "/corrections", f"/correct?row=y-{links.stories[0].id}"),
        *(f"/story/{links.stories[0].id}", f"/speaker/{links.speakers[0].id}", f"/statement/{links.statements[0].id}"),
        *(f"/article/{links.stories[0].articles[0]}", "/article/none", "/?page=x", "/story/%20"),
    ]
    with run(bridge, processes=2) as other:
        for address in addresses:
            assert shown(other, address) == shown(client, address), address
    assert [p for p in multiprocessing.active_children() if p.is_alive()] == []


def test_a_process_that_dies_takes_no_page_with_it(bridge: Path) -> None:
    with run(bridge, processes=1) as client:
        assert client.get("/").status_code == 200
        for address in ("/speakers", "/search?q=bridge"):
            for process in multiprocessing.active_children():
                process.kill()
            assert client.get(address).status_code == 200


def test_what_cannot_be_read_says_so_and_is_tried_anew(copied: Path) -> None:
    with run(copied, processes=1) as client:
        assert client.get("/").status_code == 200
        db = sqlite3.connect(copied, isolation_level=None)
        db.execute("pragma legacy_alter_table = on")
        db.execute("alter table former rename to elsewhere")
        answer = client.get("/story/nobody")
        assert answer.status_code == 503
        assert "<h1>The record cannot be used</h1>" in answer.text
        assert str(copied.parent) not in answer.text
        db.execute("alter table elsewhere rename to former")
        assert client.get("/story/nobody").status_code == 404


def test_who_has_the_page_already_is_told_so(copied: Path) -> None:
    with run(copied) as client:
        first = client.get("/")
        tag = first.headers["etag"]
        for known in (tag, f"W/{tag}", f'"another", {tag}'):
            answer = client.get("/", headers={"if-none-match": known})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
            assert answer.headers["cache-control"] == first.headers["cache-control"]
        assert client.get("/", headers={"if-none-match": '"another"'}).content == first.content
        assert client.get("/speakers", headers={"if-none-match": tag}).status_code == 200
        assert "etag" not in client.get("/nowhere").headers
        db = sqlite3.connect(copied, isolation_level=None)
        db.execute("insert into failure values ('in/new.txt', 'in/new.txt: it is empty')")
        db.execute("update record set changes = changes + 1")
        assert eventually(lambda: client.get("/", headers={"if-none-match": tag}).status_code == 200)


def test_who_has_to_wait_is_told_that_the_record_is_busy(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.database.READING", 0.2)
    with run(copied) as client:
        assert client.get("/").status_code == 200
        other = sqlite3.connect(copied, isolation_level=None)
        other.execute("begin exclusive")
        answer = client.get("/search?q=bridge")
        assert answer.status_code == 503
        assert "<h1>The record is busy</h1>" in answer.text
        other.execute("rollback")
