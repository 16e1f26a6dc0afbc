"""Articles that try every trick, in a real browser: nothing of them acts, all of it is shown as the text that it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from attacks import ACTIVE, ATTACKS, held, page, plain
from conftest import BRIDGE
from playwright.sync_api import Browser, Frame, Page
from small_findings import hostile, hostile_primary
from window import WIDTHS, Window, shape, strays, styled, turned, unfold, window

import onrecord
from onrecord.model import Findings, How
from onrecord.report import render

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


@pytest.fixture(scope="module")
def attacked(hostile_record: Path) -> Findings:
    """What is read from a folder of attacks, with a list of names that is one too."""
    return onrecord.load(str(hostile_record))


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """What is read from files of the same form in which nothing is an attack, and from others."""
    folder = tmp_path_factory.mktemp("calm")
    for n in range(3):
        (folder / f"{n}.txt").write_text(plain(f"quiet {n}"), "utf-8")
        (folder / f"{n}.html").write_text(page(f"quiet {n}"), "utf-8")
    return onrecord.read([str(folder), str(BRIDGE)])


@pytest.fixture(scope="module")
def pages(
    attacked: Findings, calm: Findings, example: Findings, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Reports by name: on the folder, on findings in which every text, even an id or a date, is all attacks, and on
    the same with words that do nothing.
    """
    folder = tmp_path_factory.mktemp("pages")
    reports = {
        "folder": render(attacked),
        "rows": render(hostile(" ".join(ATTACKS.values()))),
        "primary": render(hostile_primary(" ".join(ATTACKS.values()))),
        "calm": render(calm),
        "calm rows": render(hostile("nothing but words " * 10)),
        "calm primary": render(hostile_primary("nothing but words " * 10)),
        "calm kinds": render(example),
    }
    for name, report in reports.items():
        (folder / f"{name}.html").write_text(report, "utf-8")
    return {name: folder / f"{name}.html" for name in reports}


def test_the_folder_reaches_every_place(attacked: Findings) -> None:
    """An attack that intake or the reader drops would prove nothing."""
    mark = "window.ran"
    rows = attacked.articles
    for field in ("text", "title", "subtitle", "outlet", "input", "name"):
        assert sum(mark in (getattr(row, field) or "") for row in rows) > 5, field
    assert sum(mark in f.reason for f in attacked.failures) > 5
    for field in ("name", "identifier"):
        assert sum(mark in (getattr(s, field) or "") for s in attacked.links.speakers) > 10, field
    texts = {row.id: row.text for row in rows}
    said = [texts[a.article][slice(*span)] for r in attacked.readings for a in r.attributions for span in a.content]
    assert sum(mark in words for words in said) > 30
    links = attacked.links
    assert any(len(s.articles) > 10 for s in links.stories)
    assert any(len(s.attributions) > 3 for s in links.statements)
    assert sum(mark in d.note for d in links.discrepancies) > 10
    assert len(links.derivations) > 10


@pytest.mark.parametrize("name", ["folder", "rows", "primary"])
def test_nothing_of_a_hostile_article_acts(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with window(browser, viewport={"width": 860, "height": 900}) as opened:
        # how articles derive is a class of the drawing
        known = {f".{how}" for how in get_args(How)}
        for calm in ("calm", "calm rows", "calm primary", "calm kinds"):
            page = opened.open(pages[calm])
            unfold(page)
            known |= shape(page) | styled(page)
        page = opened.open(pages[name])
        unfold(page)
        assert shape(page) - known <= {".x", "bdi data-c"}
        assert strays(page) == []
        follow_all(page)
        assert page.evaluate("window.ran") is None
        assert page.url.startswith(pages[name].as_uri())


def follow_all(page: Page) -> None:
    """Click each kind of link of a page, and rest the pointer on some."""
    page.evaluate("""() => {
        for (const link of [...document.querySelectorAll('a')].slice(0, 400)) {
          link.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
          link.focus();
          if (link.hash) location.hash = link.hash;
        }
    }""")
    for link in page.locator("main a").all()[:3]:
        link.click()
    page.wait_for_timeout(100)


def test_the_texts_are_shown_as_they_are(browser: Browser, pages: dict[str, Path], attacked: Findings) -> None:
    with window(browser) as opened:
        page = opened.open(pages["folder"])
        assert page.locator(".text").all_text_contents() == [held(a.text) for a in attacked.articles]
        # templates, entities and markup are words
        shown = page.locator("body").evaluate("e => e.textContent")
        for attack in (ATTACKS["jinja"], ATTACKS["entities"], ATTACKS["svg"], ATTACKS["javascript-link-hidden"]):
            assert " ".join(attack.split()) in " ".join(shown.split())
        assert "could not be read" in page.locator(".failures h2").inner_text()


@pytest.mark.parametrize("name", ["folder", "rows", "primary"])
def test_marks_of_direction_reach_no_further_than_themselves(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    with window(browser, viewport={"width": 1600, "height": 900}) as opened:
        page = opened.open(pages[name])
        unfold(page)
        words, wrong = turned(page)
        assert words > 500
        assert wrong == []


def test_turned_words_would_be_seen(opened: Window, small: Path) -> None:
    page = opened.open(small)
    page.evaluate("() => { document.querySelector('h1').textContent = 'fine \\u202eoverridden'; }")
    assert turned(page)[1] == ["overridden"]


@pytest.mark.parametrize("name", ["folder", "rows", "primary"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_makes_the_page_wider(browser: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    with window(browser, viewport={"width": width, "height": 900}) as opened:
        page = opened.open(pages[name])
        unfold(page)
        assert page.evaluate("document.scrollingElement.scrollWidth") == width


# where an attack is written that breaks out of something
AROUND = {
    "breaks-out-of-script": "<script>x = '{}'</script>",
    "breaks-out-of-style": "<style>{}</style>",
    "breaks-out-of-title": "<textarea>{}</textarea>",
    "breaks-out-of-comment": "<!--{}-->",
    "breaks-out-of-quotes": '<p title="{}"></p>',
}


def harm(opened: Window, folder: Path, head: str, names: list[str]) -> dict[str, list[str]]:
    """What bare pages with these attacks as they are do, each in a frame, when they open and all in them is clicked."""
    for name in names:
        attack = AROUND.get(name, "{}").format(ACTIVE[name])
        (folder / f"{name}.html").write_text(f"<!doctype html>{head}<div id=attack>{attack}</div>", "utf-8", "replace")
    row = "".join(f'<iframe name="{name}" src="{name}.html"></iframe>' for name in names)
    (folder / "frames.html").write_text(f"<!doctype html>{row}", "utf-8")
    done: dict[str, list[str]] = {}
    page = opened.open(folder / "frames.html")
    page.wait_for_timeout(300)
    frames = [f for f in page.frames if f.name in names]
    for frame in frames:
        frame.evaluate("""() => document.querySelectorAll('#attack a, #click, input').forEach((e) => {
            e.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
            e.focus();
        })""")
    page.wait_for_timeout(200)
    for frame in frames:
        if frame.evaluate("window.ran"):
            done.setdefault(frame.name, []).append("ran")
    for request in opened.refused:
        done.setdefault(owner(request.frame), []).append(request.url)
    return done


def owner(frame: Frame) -> str:
    """The name of the frame that the test made around this one."""
    while frame.parent_frame and frame.parent_frame.parent_frame:
        frame = frame.parent_frame
    return frame.name


def test_each_attack_would_act_and_the_policy_stops_what_escaping_would_miss(
    browser: Browser, tmp_path: Path, example: Findings
) -> None:
    """The same words as they are: without the policy each acts, so the tests above can fail; with it none does."""
    (policy,) = POLICY.findall(render(example))
    free, kept = Window(browser), Window(browser)
    acting = harm(free, tmp_path, "", list(ACTIVE))
    through = harm(kept, tmp_path, policy, list(ACTIVE))
    free.context.close()
    kept.context.close()
    assert set(ACTIVE) - set(acting) == set()
    # no policy stops a page that sends itself elsewhere: there, escaping is the only wall
    assert set(through) == {"meta-refresh"}
