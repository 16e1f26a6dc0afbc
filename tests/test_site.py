"""The documentation builds without a warning, all its links lead somewhere, and it asks nothing of other hosts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

pytest.importorskip("sphinx")
pytest.importorskip("myst_nb")

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built anew, with warnings as errors."""
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sphinx",
            "-q",
            "-W",
            "--keep-going",
            "-d",
            str(out / "trees"),
            str(DOCS),
            str(out / "html"),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return out / "html"


def pages(site: Path) -> Iterator[tuple[Path, html.HtmlElement]]:
    for path in sorted(site.rglob("*.html")):
        if "_static" not in path.parts:
            yield path, html.parse(str(path)).getroot()


def test_every_page_is_in_the_site(site: Path) -> None:
    sources = {x.relative_to(DOCS).with_suffix("") for pattern in ("*.md", "*.ipynb") for x in DOCS.rglob(pattern)}
    built = {path.relative_to(site).with_suffix("") for path, _ in pages(site)}
    assert sources <= built
    assert len(sources) > 30


def test_links_lead_somewhere(site: Path) -> None:
    found = dict(pages(site))
    ids = {path.resolve(): {x.get("id") for x in page.iter() if x.get("id")} for path, page in found.items()}
    broken = []
    for path, page in found.items():
        for element, _, link, _ in page.iterlinks():
            parts = urlsplit(link)
            if parts.scheme or element.tag == "link" or link in ("", "#"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            if not target.is_file() or (parts.fragment and target in ids and parts.fragment not in ids[target]):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert not broken


def test_nothing_is_asked_of_other_hosts(site: Path) -> None:
    loaded = {
        link
        for _, page in pages(site)
        for element, attribute, link, _ in page.iterlinks()
        if element.tag != "a" and urlsplit(link).netloc and element.get("rel") not in ("canonical", "index")
    }
    assert not loaded
    styles = "".join(path.read_text("utf-8") for path in (site / "_static").rglob("*.css"))
    assert "url(http" not in styles
    assert "@import" not in styles
