"""What the tests of exports share: findings with characters beyond the BMP, and files as they were written."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path

import handmade
from hypothesis import strategies as st

import onrecord
from onrecord import Article, Attribution, Entity, Findings, Links, Reading, Speaker, Statement
from onrecord.export import FORMATS, made

# each character that takes two UTF-16 units or four bytes stands before something that is pointed at; a line ends with
# CR LF inside of a quotation, another as Unicode ends lines, and a tab stands in a third
FAR = (
    "\U0001f6a2 Ferries\r\n\r\n“The \U0001d54a\U0001d54b ferry \U0001f6f3 runs\r\nagain,” \U0001f9d1‍\U0001f527 Bea "
    "Ng said.\u2028“All\tof it,” she \u202eadded\u202c, “= 1 ]]> & <b>.”\r\n"
)


def span(words: str) -> tuple[int, int]:
    return handmade.span(FAR, words)


def far() -> Findings:
    """One article with such characters, and two attributions: one over two lines, one in two pieces."""
    article = Article(
        *("far", "https://news.example/a?b=1&c=\U0001f6a2", "far \U0001f6a2", "2" * 64, "text/html", FAR),
        language="en",
        title="Ferries",
        authors=("Ed <O’Hara>",),
        outlet="Bay & Sound",
        published="2024-03",
        paragraphs=((span(FAR.partition("\r\n\r\n")[2].rstrip()),),),
    )
    first = Attribution(
        *("f1", "far", (span("\U0001f9d1‍\U0001f527 Bea Ng"),), (span("said"),)),
        (span("The \U0001d54a\U0001d54b ferry \U0001f6f3 runs\r\nagain,"),),
        *("direct", "statement", None, None, 0.5, "test/1"),
    )
    second = Attribution(
        *("f2", "far", (span("she"),), (span("added"),), (span("All\tof it,"), span("= 1 ]]> & <b>."))),
        *("direct", "statement", None, None, 0.5, "test/1"),
    )
    bea = Entity("fe1", "far", "Bea Ng", "person", (), (), (span("Bea Ng"), span("she")), ("f1", "f2"), "test/1")
    links = Links(
        speakers=(Speaker("fs1", "Bea Ng", "person", (), (), ("fe1",), "test/1"),),
        statements=(
            Statement("fst1", "fs1", ("f1",), (), "test/1"),
            Statement("fst2", "fs1", ("f2",), (), "test/1"),
        ),
    )
    return Findings((article,), (Reading("far", (first, second), (bea,)),), links)


def both() -> Findings:
    """The findings worked out by hand and those with characters from afar, as one."""
    one, two = handmade.harbour(), far()
    links = dataclasses.replace(
        one.links,
        speakers=one.links.speakers + two.links.speakers,
        statements=one.links.statements + two.links.statements,
    )
    return dataclasses.replace(
        one, articles=one.articles + two.articles, readings=one.readings + two.readings, links=links
    )


def exported(findings: Findings, format: str) -> dict[str, bytes]:
    """The files of an export by their names; one text has the name ""."""
    if FORMATS[format].form == "text":
        return {"": "".join(made(findings, format)).encode()}
    return {name: b"".join(pieces) for name, pieces in made(findings, format)}


def text(findings: Findings, format: str) -> str:
    """An export of one text."""
    return exported(findings, format)[""].decode()


def written(path: Path) -> dict[str, bytes]:
    """The files of a folder or of a zip archive by their names."""
    if path.is_dir():
        return {x.relative_to(path).as_posix(): x.read_bytes() for x in sorted(path.rglob("*")) if x.is_file()}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# findings with any text that UTF-8 can hold: control characters, marks that turn directions, ends of lines
anything: st.SearchStrategy[onrecord.Findings] = handmade.findings()
