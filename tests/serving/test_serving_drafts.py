"""A draft that is sent to a served record: only from a page of this session, of a bounded size, and kept nowhere."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import run

from onrecord.report import addresses
from onrecord.serving import checking, forms

BAD = "Mayor Dana Okafor said: “We will gamble with lives.”\n\nMartin Hale denied that he had ignored the engineers."


def token(client: httpx2.Client) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get("/check").text)
    assert found
    return found[1]


def send(client: httpx2.Client, text: str = "", file: tuple[str, bytes] | None = None, **other: str) -> httpx2.Response:
    """The form as a browser sends it: with a part for the file also where none was chosen."""
    data = {"token": token(client), "draft": text, **other}
    return client.post("/check", data=data, files={"file": file or ("", b"")})


def test_pasted_text_is_checked(client: httpx2.Client) -> None:
    answer = send(client, BAD)
    assert answer.status_code == 200
    assert "We will <ins>not</ins> gamble with lives" in answer.text
    assert "<b>1 to look at</b>" in answer.text
    assert answer.headers["cache-control"] == "private, no-cache"


def test_a_file_is_checked_as_what_it_is(client: httpx2.Client) -> None:
    document = docx.Document()
    for paragraph in BAD.split("\n\n"):
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    for name, data in (("draft.docx", out.getvalue()), ("draft.md", BAD.encode()), ("DRAFT.TXT", BAD.encode())):
        answer = send(client, file=(name, data))
        assert (answer.status_code, "<ins>not</ins>" in answer.text) == (200, True), name


def test_a_form_of_another_session_or_site_is_not_taken(client: httpx2.Client) -> None:
    assert send(client, BAD, token="other").status_code == 403
    there = {"data": {"token": token(client), "draft": BAD}, "files": {"file": ("", b"")}}
    assert client.post("/check", headers={"origin": "http://evil.example"}, **there).status_code == 403
    assert client.post("/check", headers={"sec-fetch-site": "cross-site"}, **there).status_code == 403
    # a file is taken at this address alone, and no other form here
    assert client.post("/corrections", **there).status_code == 415
    assert client.post("/check", data=there["data"]).status_code == 415


def test_what_is_no_draft_is_said_beside_the_form(client: httpx2.Client) -> None:
    answer = send(client)
    assert (answer.status_code, "There is no draft" in answer.text) == (400, True)
    answer = send(client, file=("draft.zip", b"PK\x03\x04"))
    assert (answer.status_code, 'role="alert"' in answer.text) == (400, True)
    answer = send(client, "…!?")
    assert (answer.status_code, "…!?</textarea>" in answer.text) == (400, True)


def test_a_draft_that_is_too_large_is_refused(client: httpx2.Client) -> None:
    assert send(client, "word " * (addresses.DRAFT // 5)).status_code in (200, 400)
    with pytest.raises((httpx2.HTTPError, AssertionError)):
        assert send(client, "word " * addresses.DRAFT).status_code != 413


def test_nothing_of_it_is_kept(bridge: Path) -> None:
    before = bridge.read_bytes()
    with run(bridge) as client:
        assert send(client, BAD).status_code == 200
        assert "gamble with lives.”" not in client.get("/check").text
    assert bridge.read_bytes() == before
    assert sorted(p.name for p in bridge.parent.iterdir()) == [bridge.name]


def test_hostile_words_are_only_shown(client: httpx2.Client) -> None:
    text = "“<script>alert(1)</script><img src=x onerror=alert(2)> we gamble with lives,” Okafor said.\n\n<b>bold</b>"
    answer = send(client, text, file=None)
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    assert "<b>bold" not in answer.text


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_bytes_come_through_a_form_as_they_are(draft: bytes, file: bytes) -> None:
    edge = b"----edge0f9c"
    parts = [(b'name="token"', b"t"), (b'name="draft"', draft), (b'name="file"; filename="a b.docx"', file)]
    body = b"".join(
        b"--" + edge + b"\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + data + b"\r\n"
        for head, data in parts
    )
    found = checking.source(body + b"--" + edge + b"--\r\n", f"multipart/form-data; boundary={edge.decode()}", "t")
    assert found == (("a b.docx", file) if file else (checking.PASTED, draft))


@given(
    st.binary(max_size=300),
    st.sampled_from(["multipart/form-data; boundary=b", "multipart/form-data", "text/plain", ""]),
)
def test_whatever_is_no_form_is_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(forms.Refused):
        checking.source(body, content_type, "token")
