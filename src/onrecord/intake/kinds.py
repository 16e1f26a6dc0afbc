"""What a file holds, told by its name's ending and its first bytes. The bytes win where they are unmistakable."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

PLAIN, HTML, PDF, ROW = "text/plain", "text/html", "application/pdf", "application/json"
# subtitles; SubRip has no registered type
VTT, SRT = "text/vtt", "application/x-subrip"
# what holds several articles is called by the module of `containers` that opens it
ARCHIVES, MAIL, TABLES, FEEDS, EXPORTS = "archives", "mail", "tables", "feeds", "exports"
# one file, packed by itself
PACKED = "packed"
SINGLE = frozenset((PLAIN, HTML, PDF, VTT, SRT))

# bytes of a file that are enough to tell what it holds
HEAD = 65536

# the ending of a file's name -> what it holds; a name without an ending is read as plain text
_ENDINGS = {
    PLAIN: ("", ".txt", ".text", ".md", ".markdown"),
    HTML: (".html", ".htm", ".xhtml"),
    PDF: (".pdf",),
    VTT: (".vtt",),
    SRT: (".srt",),
    ARCHIVES: (".zip", ".tar", ".warc", ".wacz"),
    MAIL: (".eml", ".mbox", ".mht", ".mhtml"),
    TABLES: (".csv", ".tsv", ".tab", ".parquet", ".json", ".jsonl", ".ndjson"),
    FEEDS: (".rss", ".atom", ".opml"),
    EXPORTS: (".docx",),
}
KINDS = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
_PACKINGS = (".gz", ".bz2", ".xz", ".zst")
_SHORT = {".tgz": ".tar.gz", ".tbz": ".tar.bz2", ".tbz2": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}
# kinds of data that is mostly something else: in a folder or an archive, a file without an article is passed over
MAYBE = frozenset((".json", ".xml"))

# what stands beside saved pages and in projects and holds no article: passed over in a folder as hidden files
# are; what may hold one and is not read yet (.odt, .rtf, .7z) is a failure instead
_BESIDE = """
css scss sass less js mjs cjs jsx ts tsx map wasm swf lock toml yaml yml ini cfg conf
png jpg jpeg jfif gif webp avif bmp ico svg tif tiff heic psd woff woff2 ttf otf eot
mp3 m4a aac ogg oga opus wav flac mp4 m4v webm mov avi mkv mpg mpeg m3u8
py pyc pyi pyd ipynb c h cc cpp hpp rs go java class jar rb php pl sh bash bat ps1 lua sql
o a so dll exe bin db sqlite sqlite3 tmp bak swp part crdownload
cdx cdxj ics vcf p7s asc sig
"""
_NO_ARTICLES = frozenset(f".{ending}" for ending in _BESIDE.split())

# first bytes that nothing else has
_MAGIC = {
    b"%PDF-": PDF,
    b"PK\x03\x04": ARCHIVES,
    b"PK\x05\x06": ARCHIVES,  # an empty zip
    b"WARC/": ARCHIVES,
    b"PAR1": TABLES,
    b"\x1f\x8b\x08": PACKED,
    b"BZh": PACKED,
    b"\xfd7zXZ\x00": PACKED,
    b"\x28\xb5\x2f\xfd": PACKED,
}
_TAR = (257, b"ustar")
# first bytes of what is no text whatever the file is called, and is not read
_STRANGE = {
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an office document of an old kind",
    b"{\\rtf": "an RTF document",
}
# what does not stand in text, but for a few by mistake
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x0b\x1b\x1a"))
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<?xml", b"<body", b"<meta")
_FEED = re.compile(rb"(?:(?><\?.*?\?>)|(?><!--.*?-->)|(?><!doctype[^>]*>)|\s)*+<(?:rss|feed|rdf:rdf)\b", re.S | re.I)
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')
# how subtitles begin: WebVTT says so, SubRip with a number and a time code
_CUES = re.compile(rb"(WEBVTT(?=[ \t\r\n]|\Z))|\s*\d{1,6}[ \t]*\r?\n[ \t]*(?:\d{1,3}:)?\d\d:\d\d[.,]\d{1,3}[ \t]*-->")
_JSON = re.compile(rb'\s*(?:\[\s*)?\{\s*"')
# the line above each message of a mailbox (RFC 4155), and a line of a header that only mail has
MAILBOX = re.compile(rb"From \S{1,200} {1,3}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [^\r\n]{4,40}\d{4}")
_HEADER = re.compile(rb"[!-9;-~]+:[ \t].*\r?\n")
_ONLY_MAIL = re.compile(rb"^(?:mime-version|message-id|received|return-path|delivered-to):", re.I | re.M)


def endings(path: str) -> tuple[str, str, bool]:
    """(name without endings, ending, packed) of a path: 'a/b.html.gz' gives ('b', '.html', True)."""
    name = os.path.basename(path)
    stem, ending = os.path.splitext(name)
    name = stem + _SHORT.get(ending.lower(), ending)
    stem, ending = os.path.splitext(name)
    packed = ending.lower() in _PACKINGS and bool(stem)
    if packed:
        name = stem
    stem, ending = os.path.splitext(name)
    # 'Interview with J. Smith' has no ending that names a kind of file
    if ending and (not ending[1:].isalnum() or not ending.isascii() or (len(ending) > 6 and ending not in KINDS)):
        return name, "", packed
    return stem, ending.lower(), packed


def told(ending: str, head: bytes) -> str | None:
    """What a file with this ending and these first bytes holds; None when it is of a kind that is not read.

    The answer is a media type for one article, the name of a module of `containers`, or PACKED.
    """
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if is_tar(head):
        return ARCHIVES
    called = KINDS.get(ending)
    if called == PDF:
        return PDF if b"%PDF-" in head[:1024] or not is_markup(head) else HTML
    if called in (ARCHIVES, MAIL):
        return called
    if strange(head):
        return called
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _FEED.match(text[:4096]):
        return FEEDS
    if is_markup(head) and (called is not None or b"<html" in head.lower()):
        return HTML
    if called == TABLES:
        return FEEDS if ending == ".json" and _JSON_FEED.search(head) else TABLES
    if called in (PLAIN, VTT, SRT) and (subtitles := _CUES.match(text)):
        return VTT if subtitles[1] else SRT
    if called == PLAIN:
        if MAILBOX.match(text) or _is_mail(text):
            return MAIL
        if ending == "" and _JSON.match(text):
            return FEEDS if _JSON_FEED.search(head) else TABLES
    return PLAIN if called == EXPORTS else called


def is_tar(head: bytes) -> bool:
    """Whether bytes begin as a tar does; the oldest form cannot be told."""
    return head.startswith(_TAR[1], _TAR[0])


def _is_mail(head: bytes) -> bool:
    """Whether bytes begin with the header of a mail, which has lines that no person writes."""
    if not _HEADER.match(head):
        return False
    top = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    return bool(_ONLY_MAIL.search(top))


def strange(data: bytes) -> str | None:
    """What the bytes hold when they are no text and nothing that is read, in words for a person; else None."""
    for magic, what in _STRANGE.items():
        if data.startswith(magic):
            return what
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    head = data[:HEAD]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if head.count(0) or controls > len(head) // 50:
        return "binary data"
    return None


def is_markup(data: bytes) -> bool:
    """Whether bytes that are called plain text begin as an HTML page does."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<!--"):
        head = head.partition(b"-->")[2].lstrip()
    return head.startswith(_MARKUP) and (not head.startswith(b"<?xml") or b"<html" in head)


# --- what nobody named: the files of a folder, the members of an archive -------------------------------

# what browsers call the folder of what a saved page needs: the page's name and one of these
# (learn.microsoft.com, "connected files", and the forms of Firefox and Chrome)
_COMPANION = re.compile(
    r"(.+)(?:_files|\.files|_archivos|-filer|-Dateien|_fichiers|_bestanden|_file|-tiedostot|_pliki|_soubory|_elemei"
    r"|_ficheiros|_arquivos|_dosyalar|_datoteke|_fitxers|_failid|_fails|_bylos|_fajlovi|_fitxategiak)",
    re.IGNORECASE,
)
# no path of a file system is longer, in code points
_LONG = 4096


def passed_over(path: str) -> bool:
    """Whether a file that nobody named is of a kind that holds no article, packed or not."""
    return endings(path)[1] in _NO_ARTICLES


def hidden(path: str) -> bool:
    """Whether a part of the path is hidden, or holds what a Mac keeps beside files."""
    return any(part == "__MACOSX" or (part[:1] == "." and part not in (".", "..")) for part in path.split("/"))


def is_store(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder is a store of onrecord, whose tables hold articles that have been read already."""
    return os.path.isfile(os.path.join(folder, "store.json")) and os.path.isdir(os.path.join(folder, "shard"))


def companion(folder: str, pages: Iterable[str]) -> bool:
    """Whether a folder holds what one of the pages beside it needs: 'page_files' beside 'page.html'."""
    found = _COMPANION.fullmatch(folder)
    return bool(found) and not {f"{found[1]}{end}" for end in (".html", ".htm", ".xhtml")}.isdisjoint(pages)  # type: ignore[index]


def companions(paths: Iterable[str]) -> frozenset[str]:
    """The folders among the paths of an archive's members that hold what a saved page needs."""
    pages: set[str] = set()
    folders: set[str] = set()
    looked: set[str] = set()
    for path in paths:
        if len(path) > _LONG:
            continue
        if path.lower().endswith((".html", ".htm", ".xhtml")):
            pages.add(path)
        while path := os.path.dirname(path).rstrip("/"):
            if path in looked:
                break
            looked.add(path)
            if _COMPANION.fullmatch(os.path.basename(path)):
                folders.add(path)
    return frozenset(folder for folder in folders if companion(folder, pages))


def within(path: str, folders: frozenset[str]) -> bool:
    """Whether a path lies in one of the folders."""
    while folders and len(path) <= _LONG and (path := os.path.dirname(path).rstrip("/")):
        if path in folders:
            return True
    return False
