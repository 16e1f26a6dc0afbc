"""Articles that try every trick, in a real browser: nothing of them acts, all of it is shown as the text that it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attacks import ACTIVE, ATTACKS, held, listed, page, plain, written
from conftest import BRIDGE
from playwright.sync_api import Browser, Error, Page
from small_findings import hostile
from window import WIDTHS, Window, shape, strays, unfold, window

import onrecord
from onrecord.model import Findings
from onrecord.report import render

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """What is read from a folder of attacks, with a list of names that is one too."""
    base = tmp_path_factory.mktemp("attacks")
    return onrecord.read([str(written(base / "folder"))], names=onrecord.read_names(str(listed(base / "names.csv"))))


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
        "calm": render(calm),
        "calm rows": render(hostile("nothing but words " * 10)),
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
        assert sum(mark in (getattr(row, field) or "") for row in rows) > 10, field
    assert sum(mark in f.reason for f in attacked.failures) > 5
    for field in ("name", "identifier"):
        assert sum(mark in (getattr(s, field) or "") for s in attacked.links.speakers) > 10, field
    texts = {row.id: row.text for row in rows}
    said = [texts[a.article][slice(*span)] for r in attacked.readings for a in r.attributions for span in a.content]
    assert sum(mark in words for words in said) > 60
    links = attacked.links
    assert any(len(s.articles) > 10 for s in links.stories)
    assert any(len(s.attributions) > 3 for s in links.statements)
    assert sum(mark in d.note for d in links.discrepancies) > 10
    assert len(links.derivations) > 10


@pytest.mark.parametrize("name", ["folder", "rows"])
def test_nothing_of_a_hostile_article_acts(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with window(browser, viewport={"width": 860, "height": 900}) as opened:
        known = set()
        for calm in ("calm", "calm rows", "calm kinds"):
            page = opened.open(pages[calm])
            unfold(page)
            known |= shape(page)
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


# in the page: words in Latin letters that are written from right to left, and what stands on the wrong side of a name
_TURNED = """() => {
  const turned = [], range = document.createRange();
  const box = (node, at) => {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect();
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let words = 0;
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!node.parentElement.checkVisibility()) continue;
    for (const word of node.data.matchAll(/[A-Za-z]{4,12}/g)) {
      const first = box(node, word.index), last = box(node, word.index + word[0].length - 1);
      words += 1;
      if (first.top === last.top && first.left > last.left) turned.push(word[0]);
    }
  }
  for (const name of document.querySelectorAll('bdi:not(.x)')) {
    if (getComputedStyle(name.parentElement).direction !== 'ltr' || !name.checkVisibility()) continue;
    const after = name.nextSibling, at = after && after.nodeType === 3 ? after.data.search(/\\S/) : -1;
    if (at < 0) continue;
    const around = name.getBoundingClientRect(), next = box(after, at);
    const beside = Math.abs(next.top - around.top) < 3;
    if (beside && next.left < around.right - 1) turned.push(`${after.data} beside ${name.textContent}`);
  }
  return [words, turned.slice(0, 10)];
}"""


@pytest.mark.parametrize("name", ["folder", "rows"])
def test_marks_of_direction_reach_no_further_than_themselves(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    with window(browser, viewport={"width": 1600, "height": 900}) as opened:
        page = opened.open(pages[name])
        unfold(page)
        words, turned = page.evaluate(_TURNED)
        assert words > 500
        assert turned == []
        # the test would see it: the same marks as they are
        page.evaluate("() => { document.querySelector('h1').textContent = 'fine \\u202eoverridden'; }")
        assert page.evaluate(_TURNED)[1] == ["overridden"]


@pytest.mark.parametrize("name", ["folder", "rows"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_makes_the_page_wider(browser: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    with window(browser, viewport={"width": width, "height": 900}) as opened:
        page = opened.open(pages[name])
        unfold(page)
        assert page.evaluate("document.scrollingElement.scrollWidth") == width


def harm(opened: Window, file: Path, raw: str) -> list[str]:
    """What a page does when it opens and all in it is clicked."""
    file.write_text(raw, "utf-8", "replace")
    opened.open("about:blank")
    opened.troubles.clear()
    try:
        page = opened.open(file)
        page.evaluate("""() => document.querySelectorAll('#attack a, #click').forEach((e) =>
            e.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })))""")
        page.wait_for_timeout(40)
        ran = ["ran"] if page.evaluate("window.ran") else []
    except Error as error:  # the page went away
        ran = [error.message]
    return ran + [t for t in opened.troubles if t.startswith(("request", "dialog"))]


# where an attack is written that breaks out of something
AROUND = {
    "breaks-out-of-script": "<script>x = '{}'</script>",
    "breaks-out-of-style": "<style>{}</style>",
    "breaks-out-of-title": "<textarea>{}</textarea>",
    "breaks-out-of-comment": "<!--{}-->",
    "breaks-out-of-quotes": '<p title="{}"></p>',
}


def test_each_attack_would_act_and_the_policy_stops_what_escaping_would_miss(
    browser: Browser, tmp_path: Path, example: Findings
) -> None:
    """The same words as they are: without the policy each acts, so the tests above can fail; with it none does."""
    (policy,) = POLICY.findall(render(example))
    free, kept = Window(browser), Window(browser)
    tame, through = [], {}
    for name, attack in ACTIVE.items():
        bare = f"<title>bare</title><div id=attack>{AROUND.get(name, '{}').format(attack)}</div>"
        if not harm(free, tmp_path / "free.html", f"<!doctype html>{bare}"):
            tame.append(name)
        if done := harm(kept, tmp_path / "kept.html", f"<!doctype html>{policy}{bare}"):
            through[name] = done
    free.context.close()
    kept.context.close()
    assert tame == []
    # no policy stops a page that sends itself elsewhere: there, escaping is the only wall
    assert set(through) == {"meta-refresh"}
