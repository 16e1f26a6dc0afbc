"""Forms: only from a page of this session; a correction is kept, linked by, and taken back."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
from lxml import html
from running import EXAMPLE, eventually, run

import onrecord
from onrecord import correcting
from onrecord.serving import forms
from onrecord.serving.reading import Reader


def token(client: httpx2.Client) -> str:
    """The session's token, as a page with a form has it."""
    story = re.search(r"/story/(\w+)", client.get("/").text)
    assert story
    found = re.search(r'name="token" value="([^"]+)"', client.get(f"/correct?row=story-{story[1]}").text)
    assert found
    return found[1]


def said(path: Path) -> dict[str, str]:
    """A form as a page sends it: two statements of one speaker are one."""
    links = onrecord.load(path).links
    speaker = next(s for s in links.speakers if s.name == "Dana Okafor")
    one, other = [s.id for s in links.statements if s.speaker == speaker.id][:2]
    form = {"row": f"s-{one}", "kind": "same statement", "who": "Ann Lee", "why": "I was there."}
    return form | {"pick 0": f"s-{other}", "typed 0": ""}


def speaking(name: str) -> dict[str, str]:
    """What a form says where somebody else said a statement, which may be asked second or third."""
    return {"kind": "speaker", "typed 1": name, "typed 2": name}


def test_a_correction_is_kept_linked_by_and_taken_back(corrected: Path) -> None:
    before = onrecord.load(corrected)
    form = said(corrected)
    with run(corrected) as client:
        form |= {"token": token(client)}
        answer = client.post("/corrections", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/statement/{form['row'][2:]}?stored=1")
        page = client.get(answer.headers["location"], follow_redirects=True)
        assert (page.url.path[:7], page.status_code) == ("/story/", 200)
        assert "Your correction is stored." in page.text
        assert eventually(lambda: "being linked anew" not in client.get("/").text)
        joined = onrecord.load(corrected)
        one = set(joined.links.outcomes[-1].found)
        assert len(one) == 2
        assert [one <= set(s.attributions) for s in joined.links.statements].count(True) == 1
        assert not any(one <= set(s.attributions) for s in before.links.statements)
        made = joined.corrections[-1]
        assert (made.kind, made.who, made.why) == ("same statement", "Ann Lee", "I was there.")
        assert "I was there." in client.get("/corrections").text
        undoing = {"token": form["token"], "who": "Ben Ito"}
        answer = client.post(f"/corrections/{made.id}/undo", data=undoing)
        assert (answer.status_code, answer.headers["location"]) == (303, "/corrections")
        assert eventually(lambda: "being linked anew" not in client.get("/").text)
        assert onrecord.load(corrected).links.statements == before.links.statements
        assert client.post(f"/corrections/{made.id}/undo", data=undoing).status_code == 400
        answer = client.post(f"/corrections/{made.id}/again", data=undoing)
        assert (answer.status_code, answer.headers["location"]) == (303, "/corrections")
        assert eventually(lambda: "being linked anew" not in client.get("/").text)
        again = onrecord.load(corrected)
        assert again.links.statements == joined.links.statements
        assert (again.corrections[-1].who, again.corrections[-1].why) == ("Ben Ito", "I was there.")
        assert client.post(f"/corrections/{made.id}/again", data=undoing | {"who": ""}).status_code == 400
        assert client.post("/corrections/nothing/again", data=undoing).status_code == 400


def refused(corrected: Path, change: dict[str, str], headers: dict[str, str]) -> int:
    before = corrected.read_bytes()
    with run(corrected) as client:
        form = said(corrected) | {"token": token(client)} | change
        answer = client.post("/corrections", data=form, headers=headers)
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
        ({"row": "s-0000000000000000"}, {}, 400),
        ({"row": "'; drop table article; --"}, {}, 400),
        ({"row": ""}, {}, 400),
        ({"kind": ""}, {}, 400),
        ({"kind": "other story"}, {}, 400),  # said of a statement
        ({"kind": "note", "why": " "}, {}, 400),
        ({"pick 0": ""}, {}, 400),
        ({"pick 0": "s-0000000000000000"}, {}, 400),
        ({"typed 0": "/story/0000000000000000"}, {}, 400),
        ({"typed 0": "https://attacker.example/"}, {}, 400),
        ({"typed 0": "'; drop table article; --"}, {}, 400),
        (speaking("\u202eeel"), {}, 400),
        (speaking("a" * 300), {}, 400),
        (speaking("http://127.0.0.1/speaker/0000000000000000"), {}, 400),
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


def test_a_form_that_is_refused_comes_back_with_what_was_written(corrected: Path) -> None:
    hostile = '"><script>alert(1)</script>\u202e'
    form = said(corrected) | {"why": hostile, "typed 0": f"{hostile}<b>"}
    with run(corrected) as client:
        answer = client.post("/corrections", data=form | {"token": token(client)})
    assert answer.status_code == 400
    page = html.document_fromstring(answer.text)
    assert page.get_element_by_id("problem").text_content() == "There is nothing at that address in this record."
    assert page.xpath("//input[@name='kind'][@checked]/@value") == ["same statement"]
    assert page.xpath("//option[@selected]/@value") == [form["pick 0"], "rewrite"][:1]
    assert page.xpath("//input[@id='who']/@value") == ["Ann Lee"]
    # a mark that turns the direction is shown, not obeyed
    assert page.get_element_by_id("why").text_content().startswith(hostile[:-1])
    assert page.xpath("//input[@id='typed-0']/@value")[0].endswith("<b>")
    assert "\u202e" not in answer.text
    assert page.xpath("//script[not(@src)][not(@type='application/json')]") == []


def test_a_form_that_cannot_be_stored_comes_back_and_is_sent_again(
    corrected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.database.PATIENCE", 0.2)
    form = said(corrected) | {"why": "Written with care."}
    with run(corrected) as client:
        form |= {"token": token(client)}
        with closing(sqlite3.connect(corrected, isolation_level=None)) as other:
            other.execute("begin immediate")
            page = html.document_fromstring(client.post("/corrections", data=form).text)
        problem = page.get_element_by_id("problem").text_content()
        assert problem.startswith("It could not be stored: another process is writing to it")
        assert page.get_element_by_id("why").text_content().strip() == form["why"]
        assert client.post("/corrections", data=form).status_code == 303
    assert [c.why for c in onrecord.load(corrected).corrections] == ["To be asked again.", form["why"]]


def test_a_form_of_several_corrections_is_kept_as_a_whole_or_not_at_all(corrected: Path) -> None:
    form = said(corrected) | speaking("Somebody Else")
    with run(corrected) as client, closing(sqlite3.connect(corrected, isolation_level=None)) as db:
        form |= {"token": token(client)}
        db.execute(
            "create trigger full before insert on correction when (select count(*) from correction) >= 2 "
            "begin select raise(abort, 'no room'); end"
        )
        answer = client.post("/corrections", data=form)
        assert answer.status_code == 503
        assert (
            "It could not be stored"
            in html.document_fromstring(answer.text).get_element_by_id("problem").text_content()
        )
        assert db.execute("select count(*) from correction").fetchone() == (1,)
        db.execute("drop trigger full")
        assert client.post("/corrections", data=form).status_code == 303
    made = onrecord.load(corrected).corrections[1:]
    assert len(made) > 1
    assert {(c.kind, c.value) for c in made} == {("speaker", "Somebody Else")}


def test_a_name_that_reads_like_an_address_is_a_name(corrected: Path) -> None:
    form = said(corrected) | speaking("a-ha")
    with run(corrected) as client:
        assert client.post("/corrections", data=form | {"token": token(client)}).status_code == 303
    made = onrecord.load(corrected).corrections[1:]
    assert {(c.kind, c.value) for c in made} == {("speaker", "a-ha")}


def test_a_form_that_was_open_while_links_were_made_anew_is_of_the_same_row(corrected: Path) -> None:
    form = said(corrected)
    with run(corrected) as client:
        form |= {"token": token(client)}
        client.post("/corrections", data=form)
        assert eventually(lambda: "being linked anew" not in client.get("/").text)
        assert form["row"][2:] not in {s.id for s in onrecord.load(corrected).links.statements}
        answer = client.post("/corrections", data=form | {"kind": "note", "why": "Said twice."})
        assert answer.status_code == 303
    made = onrecord.load(corrected)
    assert made.links.outcomes[-1].found[0] in made.links.outcomes[-2].found


def test_a_form_leads_back_to_pages_of_its_own_only(corrected: Path) -> None:
    evil = {"back": "//attacker.example", "to": "http://attacker.example/", "next": "/\\attacker.example"}
    with run(corrected) as client:
        form = said(corrected) | {"token": token(client), "kind": "note"} | evil
        for row, place in (
            (form["row"], "/statement/"),
            (f"http://attacker.example/story#{form['row']}", "/statement/"),
        ):
            answer = client.post("/corrections", data=form | {"row": row})
            assert answer.status_code == 303
            assert answer.headers["location"] == f"{place}{form['row'][2:]}?stored=1"


def rows(path: Path) -> list[str]:
    """The slugs of all rows that can be corrected."""
    findings = onrecord.load(path)
    links = findings.links
    nouns = {"story": links.stories, "s": links.statements, "who": links.speakers, "d": links.derivations}
    nouns |= {"x": links.discrepancies, "o": links.occasions, "article": findings.articles}
    nouns |= {"a": [a for r in findings.readings for a in r.attributions]}
    return [f"{prefix}-{row.id}" for prefix, own in nouns.items() for row in own]


def test_every_row_has_a_form_whose_choices_are_rows(client: httpx2.Client, bridge: Path) -> None:
    own = rows(bridge)
    entities = {f"entity-{e.id}" for r in onrecord.load(bridge).readings for e in r.entities}
    known = {*own, *entities, "all"}
    kinds = set()
    for slug in own:
        answer = client.get("/correct", params={"row": slug})
        assert answer.status_code == 200
        page = html.document_fromstring(answer.text)
        kinds |= set(page.xpath("//input[@name='kind']/@value"))
        chosen = page.xpath("//select[starts-with(@name, 'pick')]//option/@value")
        assert set(chosen) <= {"", *known}
        assert slug not in page.xpath("//option/@value")
        assert page.xpath("//input[@name='row']/@value") == [slug]
        back = page.xpath("//a[text()='Back to it']/@href")[0]
        assert client.get(back, follow_redirects=True).status_code == 200
    assert kinds == {*correcting.KINDS}


def test_a_row_is_known_by_any_address_of_it(client: httpx2.Client, bridge: Path) -> None:
    findings = onrecord.load(bridge)
    statement, story = findings.links.statements[0].id, findings.links.stories[0].id
    article, speaker = findings.articles[0].id, findings.links.speakers[0].id
    for address, slug in {
        f"s-{statement}": f"s-{statement}",
        f" #s-{statement} ": f"s-{statement}",
        f"/story/{story}#s-{statement}": f"s-{statement}",
        f"/story/{story}?list=said&page=2#s-{statement}": f"s-{statement}",
        f"http://127.0.0.1:8000/story/{story}#s-{statement}": f"s-{statement}",
        f"file:///home/ann/report.html#s-{statement[:8]}": f"s-{statement}",
        f"http://127.0.0.1:8000/story/{story}": f"story-{story}",
        f"/story/{story}#main": f"story-{story}",
        f"/speaker/{speaker}": f"who-{speaker}",
        f"/article/{article}#p-{article}-12-30.40-50": f"article-{article}",
    }.items():
        page = html.document_fromstring(client.get("/correct", params={"row": address}).text)
        assert page.xpath("//input[@name='row']/@value") == [slug], address
    for nothing in (
        "",
        "s-",
        f"s-{statement[:7]}",
        f"who-{statement}",
        "c-1",
        "javascript:alert(1)",
        "/assets/x",
        "s-%",
    ):
        assert client.get("/correct", params={"row": nothing}).status_code == 404, nothing
    assert client.get("/correct", params={"row": "s" * 600}).status_code == 400


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
