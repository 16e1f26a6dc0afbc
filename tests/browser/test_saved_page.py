"""The saved report in a real browser, from disk: every way that a reader may look at it and go through it."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, expect
from window import SCHEMES, WIDTHS, Window, followed, misfits, tabbed, to_print, unfold, violations, window

from onrecord.model import Findings

SECTIONS = ("Who said what", "Who reports what", "What comes from where", "Where the accounts differ", "Occasions")
LISTS = ("Timeline", "Speakers", "Articles", "What made these findings")


def test_every_section_is_there(opened: Window, saved: Path) -> None:
    page = opened.open(saved)
    headings = page.locator("h2, h3").all_inner_texts()
    for name in (*SECTIONS, *LISTS):
        assert any(h.startswith(name) for h in headings), name


def test_every_link_leads_to_something_in_view(browser: Browser, saved: Path) -> None:
    hrefs: list[str] = []
    for n, width in enumerate(WIDTHS):
        with window(browser, viewport={"width": width, "height": 800}) as opened:
            page = opened.open(saved)
            hrefs = hrefs or page.eval_on_selector_all(
                "a", "links => [...new Set(links.map(a => a.getAttribute('href')))]"
            )
            assert followed(page, hrefs[n :: len(WIDTHS)]) == []
    assert len(hrefs) > 150


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_and_nothing_scrolls_sideways(browser: Browser, saved: Path, width: int) -> None:
    with window(browser, viewport={"width": width, "height": 900}) as opened:
        page = opened.open(saved)
        assert misfits(page) == []
        unfold(page)
        assert misfits(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [400, 1600])
def test_axe_finds_nothing_folded_or_open(browser: Browser, small: Path, scheme: str, width: int) -> None:
    with window(browser, viewport={"width": width, "height": 900}, color_scheme=scheme) as opened:
        page = opened.open(small)
        assert violations(page) == []
        unfold(page)
        assert violations(page) == []


def test_axe_finds_nothing_on_the_examples(opened: Window, saved: Path) -> None:
    page = opened.open(saved)
    unfold(page)
    assert violations(page) == []


def test_axe_would_find_something(browser: Browser, small: Path) -> None:
    with window(browser) as opened:
        page = opened.open(small)
        page.evaluate("""() => {
            document.querySelector('h1').innerHTML = '<img src="data:,"> pale';
            document.querySelector('h1').style.color = '#eee';
        }""")
        assert [v.split(":")[0] for v in violations(page)] == ["color-contrast", "image-alt"]


def test_the_scheme_is_the_reader_s(browser: Browser, small: Path) -> None:
    papers = []
    for scheme in SCHEMES:
        with window(browser, color_scheme=scheme) as opened:
            paper = opened.open(small).evaluate("getComputedStyle(document.body).backgroundColor")
            papers.append(sum(int(n) for n in re.findall(r"\d+", paper)[:3]))
    assert papers[0] > 700
    assert papers[1] < 150


def test_the_keyboard_reaches_everything_in_the_order_of_the_page(opened: Window, small: Path) -> None:
    page = opened.open(small)
    assert tabbed(page) == []
    last = page.evaluate("document.activeElement.outerHTML")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.outerHTML") != last


def test_the_first_stop_skips_to_the_findings(opened: Window, small: Path) -> None:
    page = opened.open(small)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.inner_text() == "Skip to the findings"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_enter_follows_a_link_and_back_returns(opened: Window, small: Path) -> None:
    page = opened.open(small)
    page.locator("#s-k1 .reports a").first.focus()
    page.keyboard.press("Enter")
    page.locator(".lit").first.wait_for()
    assert page.url.endswith("#a-a1")
    page.go_back()
    assert page.url == small.as_uri()
    page.go_forward()
    page.locator(".lit").first.wait_for()


def test_a_fold_opens_by_keyboard(opened: Window, small: Path) -> None:
    page = opened.open(small)
    fold = page.locator("details:has(> * #x-x2), details:has(> #x-x2)").first
    assert not page.locator("#x-x2").is_visible()
    fold.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#x-x2").is_visible()
    page.keyboard.press("Space")
    assert not page.locator("#x-x2").is_visible()


@pytest.mark.parametrize(
    ("fragment", "told"),
    [
        ("#a-a1", "“not safe for anybody,”Mayor Jo Reyessaid on“and it will stay shut.”"),
        ("#a-a3", "the builderadmittedthe steel was thin"),
    ],
)
def test_a_link_lights_up_every_piece_of_the_words(opened: Window, small: Path, fragment: str, told: str) -> None:
    page = opened.open(small.as_uri() + fragment)
    page.locator(".lit").first.wait_for()
    assert "".join(page.locator(".lit").all_text_contents()) == told


def test_a_link_opens_what_hides_its_target(opened: Window, small: Path) -> None:
    page = opened.open(small.as_uri() + "#x-x2")
    page.locator("#x-x2").wait_for(state="visible")
    assert page.locator("#x-x2").evaluate("e => e.closest('details').open")


def words(text: str) -> str:
    """The characters of a text without spaces, line ends, ligatures and capitals, which a print sets as it likes, and
    without the marks that isolate directions.
    """
    return re.sub(r"[\s\u2066-\u2069]", "", unicodedata.normalize("NFKC", text)).casefold()


def printed(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return words("".join(sheet.get_textpage().get_text_range() for sheet in document))


def on(paper: str, piece: str) -> bool:
    """Whether a piece of text stands on paper, in one or, where a sheet ends in it, in two."""
    return piece in paper or any(piece[:at] in paper and piece[at:] in paper for at in range(3, len(piece) - 2))


def test_a_print_has_every_word_and_no_bar(opened: Window, saved: Path) -> None:
    page = opened.open(saved)
    bar = "".join(page.locator(".bar a").all_text_contents())
    told = page.locator("details .said, details .words, .statement .said").all_text_contents()
    pieces = to_print(page)
    page.emulate_media(media="screen")
    paper = printed(page.pdf(format="A4"))
    assert len(pieces) > 1000
    assert len(told) > 20
    assert [p for p in (*pieces, *told) if not on(paper, words(p))] == []
    assert words(bar) not in paper
    assert words("Skip to the findings") not in paper


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_print_is_dark_on_light_in_either_scheme(browser: Browser, small: Path, scheme: str) -> None:
    with window(browser, color_scheme=scheme) as opened:
        pdf = opened.open(small).pdf(format="A4")
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[0].render(scale=1).to_numpy()
    assert sheet[5, 5].min() > 240
    assert sheet.min() < 60


def test_without_scripts_all_is_reachable(browser: Browser, saved: Path) -> None:
    with window(browser, java_script_enabled=False, viewport={"width": 860, "height": 900}) as opened:
        page = opened.open(saved)
        for fold in page.locator("details:not(details details) > summary").all():
            fold.click()
        for fold in page.locator("details details > summary").all():
            fold.click()
        assert page.locator("details:not([open])").count() == 0
        hidden = page.locator(".statement, .difference, .derivation, .occasion, .speaker, .events li, .text p")
        assert hidden.count() > 100
        assert [e for e in hidden.all() if not e.is_visible()] == []
        # a link jumps to the first words, which light up by the style sheet alone
        page.locator(".statement .reports a").first.click()
        target = page.locator(":target")
        lit, others = target.evaluate("""e => [e, [...document.querySelectorAll('.n')].find((n) => n !== e)]
            .map((n) => getComputedStyle(n).backgroundColor)""")
        assert lit != others
        box = target.bounding_box()
        assert box is not None
        assert 0 <= box["y"] <= 900


def test_a_touch_is_enough(browser: Browser, small: Path) -> None:
    with window(browser, has_touch=True, is_mobile=True, viewport={"width": 400, "height": 800}) as opened:
        page = opened.open(small)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 400
        page.locator("#s-k1 .reports a").first.tap()
        page.locator(".lit").first.wait_for()


def test_a_citation_has_the_very_words_and_where_they_stand(browser: Browser, saved: Path, bridge: Findings) -> None:
    texts = {a.input: a.text for a in bridge.articles}
    with window(browser, permissions=["clipboard-read", "clipboard-write"]) as opened:
        page = opened.open(saved)
        unfold(page)
        for finding in (".statement", ".difference", ".derivation", ".singles li", ".events li"):
            button = page.locator(f"{finding} .cite").first
            button.focus()
            page.keyboard.press("Enter")
            expect(page.locator("#told")).to_have_text("Citation copied")
            lines = page.evaluate("navigator.clipboard.readText()").split("\n")
            places = [line for line in lines if "; characters " in line]
            assert places, finding
            for words, line in pairwise(lines):
                if line not in places:
                    continue
                spans, file = re.search(r"; characters ([\d–, ]+) of (?:the text of )?(.*) \(SHA-256", line).groups()
                for start, stop in (span.split("–") for span in spans.split(", ")):
                    piece = " ".join(texts[file][int(start) : int(stop)].split())
                    assert piece in words or words.startswith("The same words"), finding
            address = re.search(r"file:.*$", lines[-1])
            assert address
            assert page.evaluate("a => document.getElementById(new URL(a).hash.slice(1)) !== null", address[0])
            page.evaluate("document.getElementById('told').textContent = ''")
