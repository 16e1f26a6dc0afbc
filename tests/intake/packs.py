"""Archives, crawls and messages, made by the standard library and fastwarc, and how they are read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage

from fastwarc.stream_io import ZstdWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from onrecord.intake.containers import Limits
from onrecord.intake.containers.opening import opened
from onrecord.model import Failure, Source

WORDS = "The harbour was closed on Monday, the port authority said.\n"
TEXT = WORDS.encode()
PAGE = b"<html><head><title>Harbour closed</title></head><body><p>" + TEXT + b"</p></body></html>"
PDF = b"%PDF-1.7 and so on"


def read(name: str, data: bytes, **limits: int) -> list[Source | Failure]:
    return list(opened(name, io.BytesIO(data), Limits(**limits)))  # type: ignore[arg-type]


def told(found: list[Source | Failure]) -> list[tuple[str, str, str] | str]:
    return [(x.input, x.name, x.media_type) if isinstance(x, Source) else x.reason for x in found]


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def tarred(*members: tuple[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zstd(data: bytes) -> bytes:
    out = io.BytesIO()
    with ZstdWriter(out) as packing:
        packing.write(data)
        packing.finish()
    return out.getvalue()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd,
}


DATE = "2021-03-04T05:06:07Z"


def record(
    url: str,
    body: bytes,
    *headers: str,
    status: str = "200 OK",
    kind: str = "text/html",
    type: WarcRecordType = WarcRecordType.response,
    pack: Callable[[bytes], bytes] = gzip.compress,
) -> bytes:
    made = WarcRecord()
    made.init_headers(record_type=type)
    made.headers["WARC-Target-URI"] = url
    made.headers["WARC-Date"] = DATE
    if type == WarcRecordType.response:
        made.headers["Content-Type"] = "application/http; msgtype=response"
        head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers, "", ""])
        body = head.encode() + body
    else:
        made.headers["Content-Type"] = kind
    made.set_bytes_content(body)
    out = io.BytesIO()
    made.write(out)
    return pack(out.getvalue())


def bare(data: bytes) -> bytes:
    return data


def pages(count: int, pack: Callable[[bytes], bytes] = gzip.compress) -> Iterator[bytes]:
    for n in range(count):
        yield record(f"https://www.courier.example/news/{n}.html", PAGE + b"%d" % n, pack=pack)


def mail(subject: str, body: str = WORDS, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = headers.pop("sender", "Ann Smith <ann@courier.example>")
    message["To"] = "me@here.example"
    message["Date"] = "Thu, 04 Mar 2021 07:41:12 +0100"
    message["Message-ID"] = "<1@courier.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message


def mailbox(*messages: bytes) -> bytes:
    return b"".join(b"From ann@courier.example Thu Mar  4 07:41:12 2021\n" + m + b"\n\n" for m in messages)


SAVED = b"""From: <Saved by Blink>
Snapshot-Content-Location: https://courier.example/harbour
Subject: Harbour closed
Date: Thu, 4 Mar 2021 07:41:12 -0000
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----M"; start="<root@mhtml>"

------M
Content-Type: text/html
Content-ID: <frame@mhtml>
Content-Location: https://ads.example/frame

<html><body><p>Buy now, while there is some left.</p></body></html>
------M
Content-Type: text/html; charset=utf-8
Content-ID: <root@mhtml>
Content-Transfer-Encoding: quoted-printable
Content-Location: https://courier.example/harbour

<html><body><p>The h=C3=A4rbour was closed on Monday, the port authority=
 said.</p></body></html>
------M
Content-Type: image/png
Content-Location: https://courier.example/logo.png

x
------M--
"""
