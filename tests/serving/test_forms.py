"""Forms: only from a page of this session; a correction is kept, linked by, and taken back."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx2
import pytest
from running import EXAMPLE, eventually, run

import onrecord
from onrecord import record
from onrecord.serving import forms
from onrecord.serving.reading import Reader


def token(client: httpx2.Client) -> str:
    """The session's token, as a page with a form has it."""
    found = re.search(r'name="token" value="([^"]+)"', client.get("/corrections").text)
    assert found
    return found[1]


def said(path: Path) -> dict[str, str]:
    """A correction that can be made: two statements of one speaker are one."""
    links = onrecord.load(path).links
    speaker = next(s for s in links.speakers if s.name == "Dana Okafor")
    one, other = [s.id for s in links.statements if s.speaker == speaker.id][:2]
    return {"kind": "same statement", "left": one, "right": other, "who": "Ann Lee", "why": "I was there."}


@pytest.fixture
def corrected(copied: Path) -> Path:
    """A record with one correction, so that its page has a form."""
    links = onrecord.load(copied).links
    record.correct_rows(copied, "note", links.stories[0].id, who="Ann Lee", why="To be asked again.")
    onrecord.load(copied)
    return copied


def test_a_correction_is_kept_linked_by_and_taken_back(corrected: Path) -> None:
    before = onrecord.load(corrected)
    form = said(corrected)
    with run(corrected) as client:
        form |= {"token": token(client), "back": f"/story/{before.links.stories[0].id}"}
        answer = client.post("/corrections", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, form["back"])
        assert "being linked anew" in client.get("/").text
        assert eventually(lambda: "being linked anew" not in client.get("/").text)
        joined = onrecord.load(corrected)
        assert len(joined.links.statements) < len(before.links.statements)
        made = joined.corrections[-1]
        assert (made.kind, made.who, made.why) == ("same statement", "Ann Lee", "I was there.")
        assert "I was there." in client.get("/corrections").text
        undoing = {"token": form["token"], "who": "Ben Ito"}
        answer = client.post(f"/corrections/{made.id}/undo", data=undoing)
        assert (answer.status_code, answer.headers["location"]) == (303, "/corrections")
        assert eventually(lambda: "being linked anew" not in client.get("/").text)
        assert onrecord.load(corrected).links.statements == before.links.statements
        assert client.post(f"/corrections/{made.id}/undo", data=undoing).status_code == 400


def refused(corrected: Path, change: dict[str, str], headers: dict[str, str]) -> int:
    before = corrected.read_bytes()
    with run(corrected) as client:
        form = said(corrected) | {"token": token(client)} | change
        answer = client.post("/corrections", data={k: v for k, v in form.items() if v}, headers=headers)
    assert corrected.read_bytes() == before
    return answer.status_code


@pytest.mark.parametrize(
    ("change", "headers", "status"),
    [
        ({"token": ""}, {}, 403),
        ({"token": "x" * 43}, {}, 403),
        ({}, {"origin": "http://attacker.example"}, 403),
        ({}, {"origin": "null"}, 403),
        ({}, {"sec-fetch-site": "cross-site"}, 403),
        ({}, {"sec-fetch-site": "same-site"}, 403),
        ({}, {"sec-fetch-site": "none"}, 403),
        ({"kind": "drop table"}, {}, 400),
        ({"who": ""}, {}, 400),
        ({"left": "0000000000000000"}, {}, 400),
        ({"left": "'; drop table article; --"}, {}, 400),
        ({"why": "a" * 6000}, {}, 400),
        ({"who": "Ann\u202eLee"}, {}, 400),
    ],
)
def test_what_is_not_a_form_of_this_session_or_says_nothing_changes_nothing(
    corrected: Path, change: dict[str, str], headers: dict[str, str], status: int
) -> None:
    assert refused(corrected, change, headers) == status


def test_a_form_of_its_own_page_is_let_in(corrected: Path) -> None:
    form = said(corrected)
    with run(corrected) as client:
        own = {"origin": str(client.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
        assert client.post("/corrections", data=form | {"token": token(client)}, headers=own).status_code == 303


@pytest.mark.parametrize(
    ("back", "to"),
    [
        ("/story/ab12", "/story/ab12"),
        ("/", "/"),
        ("/speakers", "/speakers"),
        ("", "/corrections"),
        ("//attacker.example", "/corrections"),
        ("/\\attacker.example", "/corrections"),
        ("http://attacker.example/", "/corrections"),
        ("/story/ab12\r\nx-evil: 1", "/corrections"),
        ("/story/../corrections", "/corrections"),
    ],
)
def test_a_form_leads_back_to_pages_of_its_own_only(back: str, to: str) -> None:
    assert forms.back({"back": back}) == to


@pytest.mark.parametrize(
    "body", [b"\xff=1", b"&".join(b"a%d=1" % n for n in range(50)), b"token=a&token=b", b"token=%FF"]
)
def test_a_form_that_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(forms.Refused):
        forms.fields(body, "secret")


def test_a_process_that_links_and_fails_is_told_on_every_page(corrected: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.serving.relinking._relink", fail)
    with run(corrected) as client:
        client.post("/corrections", data=said(corrected) | {"token": token(client)})
        assert eventually(lambda: "could not be linked anew: the disk is full" in client.get("/").text)


def fail(path: str, answer: object) -> None:
    answer.send("the disk is full")  # type: ignore[attr-defined]


def test_readers_see_whole_findings_while_articles_come_in(tmp_path: Path) -> None:
    """One writes, several read: no error, and never half of a change."""
    path = tmp_path / "r"
    files = sorted(EXAMPLE.iterdir())
    onrecord.add(path, [files[0]])
    stop, wrong = threading.Event(), []

    def read(client: httpx2.Client) -> None:
        while not stop.is_set():
            for place in ("/", "/speakers", "/search?q=bridge"):
                answer = client.get(place)
                if answer.status_code != 200:
                    wrong.append((place, answer.status_code))
            for story in re.findall(r'href="(/story/\w+)"', client.get("/").text):
                answer = client.get(story, follow_redirects=True)
                if answer.status_code != 200 or "/article/" not in answer.text:
                    wrong.append((story, answer.status_code))

    with run(path) as client:
        threads = [threading.Thread(target=read, args=(client,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for file in files[1:]:
            onrecord.add(path, [file])
        assert eventually(lambda: client.get("/changes").json()["articles"] == len(files))
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert onrecord.load(path) == onrecord.read([EXAMPLE])


_WRITE = """
import sys, sqlite3
from pathlib import Path
from onrecord.database import opened, transaction
for _ in range(20):
    with opened(Path(sys.argv[1]), create=False) as db, transaction(db):
        db.execute("update record set changes = changes + 1, linked = changes + 1")
"""


def test_readers_do_not_keep_a_writer_of_another_process_out(copied: Path) -> None:
    reader, stop = Reader(copied), threading.Event()

    def read() -> None:
        while not stop.is_set():
            with reader.reading() as (db, _):
                db.execute("select count(*) from article").fetchone()
                time.sleep(0.05)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    try:
        subprocess.run([sys.executable, "-c", _WRITE, str(copied)], check=True, timeout=60)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert reader.moment().changes == 26
    reader.close()
