"""What spoils a file: one function a kind of damage, chosen and steered by a random generator with a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

# no file is made larger, in bytes
LARGEST = 2_000_000
# damages that one file takes at most
MOST = 6

# what the readers of a format look for, and what opens without end in it
TOKENS: dict[str, tuple[str, ...]] = {
    "text": (
        *("\ufeff", "\u2028", "\u202e", "\x00", "\x0c", "“", "”", "’", "\ud83d", "--", "— ", "By ", "Jan. "),
        *("1 of 2 DOCUMENTS", ".", ",", "\t", "\r", "\n\n", "́", "\u200d"),
    ),
    "html": (
        *("<div>", "<table>", "<tr><td>", "<!--", "-->", "<![CDATA[", "]]>", "<script>", "</script>", "<p"),
        *("<a href='", "<template>", "<svg>", "<math>", "&#x10ffff;", "&#0;", "&", '<meta charset="utf-7">'),
        *('<base href="//">', "<style>", "<select>", "<frameset>", "<plaintext>", "<article>", "<h1>"),
        *("<noscript>", '<script type="application/ld+json">', '{"@graph":[', '"headline":'),
    ),
    "pdf": (
        *("<<", ">>", "[", "]", "(", ")", "/Type", "/Kids [2 0 R]", "/Length 0", "stream\n", "endstream"),
        *("endobj", "1 0 R", "/Count 99999999", "/Parent 2 0 R", "xref", "%%EOF"),
        *("/Filter [/FlateDecode /FlateDecode]", "q ", "Q ", "BT ", "ET ", "Tj ", "/F1 0 Tf "),
        *("99999999999 0 0 1 0 0 Tm ", "[(a)-99999(b)] TJ "),
    ),
    "csv": (*('"', '""', ",", ";", "\t", "\n", "\r", "\r\n", "\x00", '"\n"', "text,", "=", "\\"),),
    "json": (
        *('{"a":', "[", "]", "}", '{"articles":[', '"', "\\ud800", "\\u0000", "\\", ",", ":", "1e999", "-"),
        *("null", "NaN", '{"text":"', '{"results":{"items":['),
    ),
    "feeds": (
        *("<item>", "<entry>", "<rss>", "<channel>", "<![CDATA[", "]]>", "&lt;"),
        *("<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "<content:encoded>", "<?xml ", "<!--", "xml:base='//'"),
        *('{"items":[',),
    ),
    "mail": (
        *("\n\n", "\r\n\r\n", "Content-Type: multipart/mixed; boundary=a\n\n--a\n", "--a\n"),
        *("Content-Transfer-Encoding: base64\n", "=\n", "=?utf-8?b?", "From a@b.c Thu Mar  4 07:41:12 2021\n"),
        *("charset=utf-7", "Content-Type: message/rfc822\n\n", 'boundary=""', ";", "<", ">", ","),
    ),
    "warc": (
        *("WARC/1.0\r\n", "Content-Length: 0\r\n", "Content-Length: 99999999999\r\n", "\r\n\r\n"),
        *("HTTP/1.1 200 OK\r\n", "Transfer-Encoding: chunked\r\n", "Content-Encoding: br\r\n"),
        *("Content-Encoding: gzip\r\n", "ffffffff\r\n", "WARC-Type: response\r\n", "WARC-Target-URI: \r\n"),
    ),
    "archives": (
        *("PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "ustar", "../", "/", "\x00", "\x1f\x8b\x08", "BZh9", "a.zip"),
        *(".tar",),
    ),
    "downloads": (
        *("End of Document\n", "Body\n", "\nHD \n", "LENGTH: 9 words\n", "1 of 2 DOCUMENTS\n"),
        *("Document 1 of 2\n", "____________\n", "Full text: ", "\x0c", "\tLP\n"),
    ),
    "subtitles": (
        *("-->", "00:00:01.000 --> 00:00:00.000\n", "WEBVTT\n", "NOTE ", "<v A>", "<c.a>", "{\\an8}"),
        *("99:99:99,999 --> ", "\n\n", "STYLE\n", "X-TIMESTAMP-MAP="),
    ),
}
TOKENS["mhtml"] = TOKENS["mail"] + TOKENS["html"]
TOKENS["docx"] = TOKENS["archives"] + ("<w:p>", "<w:r>", "<w:tbl>", "<w:t>", "</w:p>", "<w:del>", "&b;")
TOKENS["parquet"] = ("PAR1", "\0\0\0\0", "\x15", "\x19")

_NUMBERS = (0, 1, 7, 127, 128, 255, 256, 32767, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1)
_WRITTEN = (
    "0",
    "-1",
    "1",
    "2147483648",
    "4294967295",
    "9223372036854775808",
    "1" + "0" * 400,
    "1e309",
    "00",
    "99999999",
)
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "shift_jis", "utf-7", "koi8-r", "big5", "cp037")
_REPEATS = (2, 3, 10, 100, 1000, 10_000, 100_000)

Damage = Callable[[bytes, random.Random, Sequence[bytes], Sequence[bytes]], bytes]


def spoilt(data: bytes, rng: random.Random, kind: str, others: Sequence[bytes] = (b"",)) -> bytes:
    """The data with some damages; `others` are files of the same format, parts of which may come in."""
    tokens = [x.encode("utf-8", "surrogatepass") for x in TOKENS[kind]]
    for _ in range(rng.choice((1, 1, 2, 3, MOST))):
        data = rng.choice(DAMAGES)(data, rng, others, tokens)[:LARGEST]
    return data


def _range(data: bytes, rng: random.Random) -> tuple[int, int]:
    """A part of the data, more often a short one."""
    start = rng.randrange(len(data) + 1)
    length = int(len(data) ** rng.random())
    return start, min(len(data), start + length)


def _flip(data: bytes, rng: random.Random, *_: Sequence[bytes]) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 4, 32)) if out else 0):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def _overwrite(data: bytes, rng: random.Random, *_: Sequence[bytes]) -> bytes:
    start, stop = _range(data, rng)
    new = rng.choice((b"\0", b"\xff", b" ", b"<", rng.randbytes(1))) * (stop - start)
    return data[:start] + (rng.randbytes(len(new)) if rng.random() < 0.3 else new) + data[stop:]


def _delete(data: bytes, rng: random.Random, *_: Sequence[bytes]) -> bytes:
    start, stop = _range(data, rng)
    return data[:start] + data[stop:]


def _cut_off(data: bytes, rng: random.Random, *_: Sequence[bytes]) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _repeat(data: bytes, rng: random.Random, *_: Sequence[bytes]) -> bytes:
    start, stop = _range(data, rng)
    times = min(rng.choice(_REPEATS), LARGEST // (stop - start + 1))
    return data[:start] + data[start:stop] * times + data[stop:]


def _splice(data: bytes, rng: random.Random, others: Sequence[bytes], _: Sequence[bytes]) -> bytes:
    other = rng.choice(others)
    start, stop = _range(other, rng)
    at = rng.randrange(len(data) + 1)
    tail = data[at:] if rng.random() < 0.5 else b""
    return data[:at] + (other[start:stop] if tail else other[start:]) + tail


def _move(data: bytes, rng: random.Random, *_: Sequence[bytes]) -> bytes:
    start, stop = _range(data, rng)
    rest = data[:start] + data[stop:]
    at = rng.randrange(len(rest) + 1)
    return rest[:at] + data[start:stop] + rest[at:]


def _insert(data: bytes, rng: random.Random, _: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    for _ in range(rng.choice((1, 1, 2, 8))):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(tokens) + data[at:]
    return data


def _deepen(data: bytes, rng: random.Random, _: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    token = rng.choice(tokens)
    at = rng.choice((0, rng.randrange(len(data) + 1)))
    return data[:at] + token * min(rng.choice(_REPEATS), LARGEST // (len(token) + 1)) + data[at:]


def _number(data: bytes, rng: random.Random, *_: Sequence[bytes]) -> bytes:
    written = list(re.finditer(rb"\d+", data))
    if written and rng.random() < 0.6:
        found = rng.choice(written)
        return data[: found.start()] + rng.choice(_WRITTEN).encode() + data[found.end() :]
    width = rng.choice((1, 2, 4, 8))
    at = rng.randrange(len(data) + 1)
    number = (rng.choice(_NUMBERS) % 256**width).to_bytes(width, rng.choice(("little", "big")))
    return data[:at] + number + data[at + width :]


def _recode(data: bytes, rng: random.Random, *_: Sequence[bytes]) -> bytes:
    return data.decode("utf-8", "replace").encode(rng.choice(_ENCODINGS), "replace")


def _shuffle(data: bytes, rng: random.Random, *_: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    rng.shuffle(lines)
    return b"\n".join(lines)


DAMAGES: tuple[Damage, ...] = (
    *(_flip, _overwrite, _delete, _cut_off, _repeat, _splice, _move, _insert, _insert, _deepen, _number, _number),
    *(_recode, _shuffle),
)
