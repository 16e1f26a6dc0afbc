"""Small PDFs, written by hand: what stands where, in Helvetica."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

# (x, y, words) or (x, y, words, size); or a piece of a content stream as it is
Drawn = tuple[float, float, str] | tuple[float, float, str, float] | bytes

IMAGE = b"q 200 0 0 200 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q"


def text(x: float, y: float, words: str, size: float = 10, font: str = "F1", mode: int = 0) -> bytes:
    """The operators that draw words with their base line at y."""
    raw = words.encode("mac-roman" if font == "F2" else "cp1252").replace(b"\\", rb"\\")
    raw = raw.replace(b"(", rb"\(").replace(b")", rb"\)")
    return b"BT /%s %g Tf %d Tr 1 0 0 1 %g %g Tm (%s) Tj ET" % (font.encode(), size, mode, x, y, raw)


def lines(x: float, y: float, words: Iterable[str], size: float = 10, step: float = 12) -> list[bytes]:
    """Lines one below the other; an empty one leaves room."""
    return [text(x, y - n * step, line, size) for n, line in enumerate(words) if line]


def pdf(
    pages: Sequence[Sequence[Drawn]], info: dict[str, str] | None = None, extra: bytes = b"", page: bytes = b""
) -> bytes:
    """A PDF of A4 pages; `extra` goes into the trailer, `page` into each page's own dictionary."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    fonts = []
    for name in (b"WinAnsiEncoding", b"MacRomanEncoding"):
        objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /%s >>" % name)
        fonts.append(len(objects))
    kids = []
    for drawn in pages:
        stream = b"\n".join(d if isinstance(d, bytes) else text(*d) for d in drawn)
        packed = zlib.compress(stream)
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 %d 0 R /F2 %d 0 R >> >> %s >>" % (len(objects), *fonts, page)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    stated = b" ".join(b"/%s (%s)" % (key.encode(), value.encode("cp1252")) for key, value in (info or {}).items())
    objects.append(b"<< %s >>" % stated)
    return assembled(objects, b"/Info %d 0 R %s" % (len(objects), extra))


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """The file of numbered objects, the catalogue first."""
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, end)


def locked() -> bytes:
    """A PDF that the empty password does not open."""
    key = b"<" + b"5a" * 32 + b">"
    encrypt = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O %s /U %s >> /ID [<00><00>]" % (key, key)
    return pdf([[(50, 700, "Nobody reads this.")]], extra=encrypt)


def laughs() -> bytes:
    """A PDF of a few hundred bytes that draws a letter ten to the power of twelve times."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 5 0 R >>",
        b"<< /Length 5 >>\nstream\n/X Do\nendstream",
        b"<< /XObject << /X 6 0 R >> >>",
    ]
    for level in range(12):
        inner = b"/X Do " * 10 if level < 11 else b"BT /F1 9 Tf 50 500 Td (a) Tj ET"
        resources = (
            b"<< /XObject << /X %d 0 R >> >>" % (7 + level)
            if level < 11
            else (b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>")
        )
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources %s /Length %d >>\nstream\n%s\nendstream"
            % (resources, len(inner), inner)
        )
    return assembled(objects)
