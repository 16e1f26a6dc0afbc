"""The pages of a record that `onrecord serve` shows, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from urllib.parse import unquote, urldefrag

import pytest
from attacks import ATTACKS, CODE
from playwright.sync_api import Browser, Page, expect
from served import Crawl, sections, serving
from window import WIDTHS, Window, followed, misfits, shape, strays, styled, tabbed, unfold, violations, window

import onrecord
from onrecord.model import How
from onrecord.record import correct_rows

LATER = """Carrow Bridge ferry runs aground
By Ruth Adeyemi
5 March 2026

The ferry that replaces the Carrow Bridge ran aground on Thursday, Westhaven's mayor Dana Okafor said. "Nobody was
hurt, and the ferry is afloat again," Okafor said at a press conference.
"""
MANY = 130  # more stories and speakers than one page lists


@pytest.fixture(scope="module")
def home(record: Path) -> Iterator[str]:
    """The address at which the record is served."""
    with serving(record) as address:
        yield address


@pytest.fixture
def live(browser: Browser, home: str) -> Iterator[Window]:
    """A window on the server, in which nothing may go wrong."""
    with window(browser, home, viewport={"width": 860, "height": 900}) as made:
        yield made


@pytest.fixture(scope="module")
def crawl(browser: Browser, home: str) -> Crawl:
    with window(browser, home) as opened:
        return Crawl(opened, home)


@pytest.fixture(scope="module")
def views(crawl: Crawl, home: str) -> dict[str, str]:
    """One address of each view."""
    return {
        "front": f"{home}/",
        "story": max(crawl.pages("/story/"), key=lambda a: len(crawl.ids[a])),
        "article": crawl.pages("/article/")[0],
        "speakers": f"{home}/speakers",
        "speaker": max(crawl.pages("/speaker/"), key=lambda a: len(crawl.ids[a])),
        "search": f"{home}/search?q=bridge",
        "corrections": f"{home}/corrections",
        "missing": f"{home}/story/nothing",
    }


VIEWS = ("front", "story", "article", "speakers", "speaker", "search", "corrections", "missing")


def test_links_reach_every_page_and_every_place(crawl: Crawl, home: str) -> None:
    assert set(crawl.status.values()) == {200}
    counts = {kind: len(crawl.pages(kind)) for kind in ("/story/", "/article/", "/speaker/")}
    assert counts["/article/"] == 6
    assert counts["/story/"] == 2
    assert counts["/speaker/"] > 5
    assert {f"{home}/", f"{home}/speakers", f"{home}/corrections"} <= set(crawl.ids)
    lost = []
    for page, led in crawl.links:
        address, place = urldefrag(led)
        assert led.startswith(home)
        if place and not {place, unquote(place)} & crawl.ids[crawl.landed.get(address, address)]:
            lost.append((page, led))
    assert lost == []


def test_every_link_within_a_story_leads_to_something_in_view(live: Window, views: dict[str, str]) -> None:
    for view in ("story", "article", "speaker"):
        page = live.open(views[view])
        hrefs = page.eval_on_selector_all(
            "a[href^='#']", "links => [...new Set(links.map(a => a.getAttribute('href')))]"
        )
        assert followed(page, hrefs) == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_fits_and_axe_finds_nothing(browser: Browser, home: str, views: dict[str, str], view: str) -> None:
    opened = Window(browser, home)
    for width in WIDTHS:
        opened.page.set_viewport_size({"width": width, "height": 900})
        page = opened.open(views[view])
        assert misfits(page) == []
        unfold(page)
        assert misfits(page) == []
    assert strays(page) == []
    assert violations(page) == []
    opened.page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast") == []
    # what is not there says so with its status
    expected = ["console: Failed to load resource: the server responded with a status of 404 (Not Found)"]
    assert opened.troubles == (expected * len(WIDTHS) if view == "missing" else [])
    opened.context.close()


@pytest.mark.parametrize("view", VIEWS)
def test_the_keyboard_reaches_all_of_a_view(browser: Browser, home: str, views: dict[str, str], view: str) -> None:
    opened = Window(browser, home, viewport={"width": 860, "height": 900})
    assert tabbed(opened.open(views[view])) == []
    opened.context.close()


def test_a_search_by_keyboard_leads_to_the_words_and_back(live: Window, home: str) -> None:
    page = live.open(f"{home}/")
    field = page.get_by_role("searchbox").first
    for _ in range(5):
        page.keyboard.press("Tab")
        if field.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.type("nobody called us back")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    hit = page.locator(".hits li").first
    expect(hit.locator("mark").first).to_be_visible()
    assert "called" in " ".join(hit.locator("mark").all_inner_texts()).lower()
    assert page.get_by_role("searchbox").first.input_value() == "nobody called us back"
    hit.locator("a[href^='/article/']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/**")
    page.locator(".lit").first.wait_for()
    assert "Nobody called us back" in "".join(page.locator(".lit").all_text_contents())
    page.go_back()
    page.wait_for_url("**/search?*")
    expect(page.locator(".hits li").first).to_be_visible()
    page.go_back()
    page.wait_for_url(f"{home}/")


def test_a_search_that_finds_nothing_or_cannot_be_asked_says_so(live: Window, home: str) -> None:
    page = live.open(f"{home}/search?q=zeppelin")
    assert "Nothing with zeppelin" in page.locator("main").inner_text()
    for odd in ('"', "((", "*", "NEAR(", "a AND", "speaker:x", "\u202e", "%00", "<script>window.ran=1</script>"):
        page = live.open(f"{home}/")
        page.get_by_role("searchbox").first.fill(odd)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?*")
        assert page.locator("h1").inner_text() == "Search", odd
        assert page.evaluate("window.ran") is None


def test_a_story_live_tells_what_the_saved_page_tells(
    browser: Browser, live: Window, saved: Path, views: dict[str, str]
) -> None:
    with window(browser) as opened:
        page = opened.open(saved)
        told = sections(page, "section.story")
    shown = sections(live.open(views["story"]), "main")
    assert len(told) > 4
    assert {name: shown.get(name) for name in told} == told


def test_an_article_live_tells_what_the_saved_page_tells(
    browser: Browser, live: Window, saved: Path, crawl: Crawl
) -> None:
    with window(browser) as opened:
        texts = opened.open(saved).locator(".text").all_text_contents()
    shown = [live.open(a).locator(".text").text_content() for a in crawl.pages("/article/")]
    assert sorted(shown) == sorted(texts)


def test_without_scripts_all_is_reachable(browser: Browser, home: str, views: dict[str, str]) -> None:
    with window(browser, home, java_script_enabled=False) as opened:
        page = opened.open(f"{home}/")
        page.get_by_role("searchbox").first.fill("ferries")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?*")
        page.locator(".hits a[href^='/article/']").first.click()
        assert page.locator(":target").count() == 1
        page = opened.open(views["story"])
        for fold in page.locator("details:not(details details) > summary").all():
            fold.click()
        assert page.locator("details:not(details details):not([open])").count() == 0


def test_a_page_tells_that_the_record_has_grown(live: Window, browser: Browser, tmp_path: Path, record: Path) -> None:
    grows = tmp_path / "grows.record"
    shutil.copy(record, grows)
    (tmp_path / "later.txt").write_text(LATER, "utf-8")
    with serving(grows) as home, window(browser, home) as opened:
        page = opened.open(f"{home}/")
        expect(page.locator("footer")).to_contain_text("6 articles")
        onrecord.add(str(grows), [str(tmp_path / "later.txt")])
        notice = page.locator("#told, [role=status]").filter(has_text="1 new article")
        expect(notice).to_be_visible(timeout=30_000)
        notice.get_by_role("link", name="Show").click()
        expect(page.locator("footer")).to_contain_text("7 articles")


def test_a_correction_is_shown_and_taken_back(browser: Browser, tmp_path: Path, record: Path) -> None:
    kept = tmp_path / "corrected.record"
    shutil.copy(record, kept)
    story = max(onrecord.load(str(kept)).links.stories, key=lambda s: len(s.articles))
    attack = ATTACKS["script"] + ATTACKS["right-to-left"]
    correct_rows(kept, "note", story.id, who="Ann <b>Lee", why=attack)
    with serving(kept) as home, window(browser, home) as opened:
        page = opened.open(f"{home}/corrections")
        rows = page.locator(".corrections > li")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(ATTACKS["script"])
        expect(rows).to_contain_text("Ann <b>Lee")
        assert strays(page) == []
        assert misfits(page) == []
        unfold(page)
        assert violations(page) == []
        for field in page.locator(".corrections form input:not([type=hidden])").all():
            field.fill("Jo Reyes")
        page.get_by_role("button", name="Take back").focus()
        page.keyboard.press("Enter")
        expect(rows).to_contain_text("Taken back")
        expect(page.get_by_role("button", name="Take back")).to_have_count(0)
        assert page.evaluate("window.ran") is None


def test_a_form_without_the_session_s_token_changes_nothing(browser: Browser, tmp_path: Path, record: Path) -> None:
    kept = tmp_path / "kept.record"
    shutil.copy(record, kept)
    story = max(onrecord.load(str(kept)).links.stories, key=lambda s: len(s.articles))
    correct_rows(kept, "note", story.id, who="Ann Lee", why="It is about the bridge.")
    with serving(kept) as home:
        opened = Window(browser, home)
        page = opened.open(f"{home}/corrections")
        page.evaluate("document.querySelector('[name=token]').value = 'stale'")
        for field in page.locator(".corrections form input:not([type=hidden])").all():
            field.fill("Jo Reyes")
        with page.expect_navigation() as navigated:
            page.get_by_role("button", name="Take back").click()
        assert navigated.value.status == 403
        assert "earlier session" in page.locator("body").inner_text()
        expect(opened.open(f"{home}/corrections").get_by_role("button", name="Take back")).to_have_count(1)
        opened.context.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a record of more stories and speakers is served than one page lists."""
    base = tmp_path_factory.mktemp("large")
    folder = base / "folder"
    folder.mkdir()
    for n in range(MANY):
        name = f"{'BDFGKLMNPRSTV'[n % 13]}{'aeiou'[n // 13 % 5]}{'lmnrst'[n // 65]}ov"
        text = (
            f"{name} Tram {n}\n\nA tram of line {n} left the rails in {name}.\n\n“Line {n} is shut,” Ada {name} said.\n"
        )
        (folder / f"{n}.txt").write_text(text, "utf-8")
    onrecord.add(str(base / "large.record"), [str(folder)])
    with serving(base / "large.record") as address:
        yield address


@pytest.mark.parametrize("path", ["/", "/speakers", "/search?q=tram"])
def test_long_lists_are_paged_and_all_of_them_is_reached(browser: Browser, large: str, path: str) -> None:
    with window(browser, large) as opened:
        page = opened.open(large + path)
        seen: list[str] = []
        for turn in range(1, 30):
            rows = page.locator("main .index tbody tr, main .speaker, main .hits li")
            texts = [" ".join(row.split()) for row in rows.all_text_contents()]
            assert 0 < len(texts) < MANY
            seen += texts
            label = page.locator(".pages .count").inner_text()
            assert label.startswith(f"Page {turn} of ")
            following = page.get_by_role("link", name="Next page")
            if not following.count():
                break
            following.first.click()
            page.wait_for_url("**page=*")
        assert turn > 1
        assert len(seen) == len(set(seen)) >= MANY - 10
        page.get_by_role("link", name="Page before").first.click()
        page.go_back()
        assert page.locator(".pages .count").inner_text().startswith(f"Page {turn} of ")


@pytest.fixture(scope="module")
def attacked(hostile_record: Path) -> Iterator[str]:
    """Where a record of articles that try every trick is served."""
    with serving(hostile_record) as address:
        yield address


def test_nothing_of_a_hostile_record_acts(browser: Browser, home: str, small: Path, attacked: str) -> None:
    known: set[str] = set()
    found: set[str] = set()
    # what is shown of marks that are not seen, of what could not be read, of a list of names, in lists of many pages,
    # and how articles derive
    allowed = {".x", "bdi data-c", "details open", ".failures", "section aria-labelledby", "code", "code dir"}
    allowed |= {".identifier", "a rel", *(f".{how}" for how in get_args(How))}

    def learn(page: Page) -> None:
        known.update(shape(page) | styled(page))

    def check(page: Page) -> None:
        unfold(page)
        found.update(shape(page))
        assert strays(page) == []
        assert page.evaluate("window.ran") is None
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")

    with window(browser) as opened:
        learn(opened.open(small))
    with window(browser, home) as opened:
        Crawl(opened, home, limit=5, look=learn)
        for words in ("bridge", "zeppelin"):
            learn(opened.open(f"{home}/search?q={words}"))
    with window(browser, attacked) as opened:
        met = Crawl(opened, attacked, limit=12, look=check)
        assert len(met.pages("/story/")) > 1
        assert len(met.pages("/article/")) == len(met.pages("/speaker/")) == 12
        for path in ("/search?q=port", "/search?q=ran", "/speakers?name=<b>window.ran"):
            check(opened.open(attacked + path))
    assert found - known <= allowed


@pytest.mark.parametrize("attack", ["script", "breaks-out-of-quotes", "overridden", "nul", "javascript-address"])
def test_a_hostile_address_is_shown_as_words(browser: Browser, home: str, attack: str) -> None:
    opened = Window(browser, home)
    words = ATTACKS[attack]
    for path in ("/story/", "/article/", "/search?q=", "/speakers?name=", "/?order=", "/search?q=a&speaker=", "/"):
        page = opened.page
        page.goto(home + path + "".join(f"%{byte:02x}" for byte in words.encode()))
        assert strays(page) == []
        assert page.evaluate("window.ran") is None
        assert page.locator("h1").count() == 1
    assert [t for t in opened.troubles if "Failed to load resource" not in t] == []
    opened.context.close()


def test_another_site_can_neither_read_nor_change_the_record(browser: Browser, home: str, tmp_path: Path) -> None:
    """A page from elsewhere knows no token; what it sends is refused, what comes back it cannot read, nor frame it."""
    (tmp_path / "elsewhere.html").write_text(
        f"""<!doctype html><iframe src="{home}/"></iframe><form method=post action="{home}/corrections">
        <input name=kind value=note><input name=left value="story x"><input name=value value=lie></form>""",
        "utf-8",
    )
    opened = Window(browser, "")
    page = opened.open(tmp_path / "elsewhere.html")
    read = """address => fetch(address).then((answer) => answer.text(), () => 'refused')"""
    assert page.evaluate(read, f"{home}/") == "refused"
    (frame,) = page.frames[1:]
    assert "onrecord" not in frame.locator("body").inner_text()
    with page.expect_navigation() as navigated:
        page.evaluate("document.forms[0].submit()")
    response = navigated.value
    assert response is not None
    assert response.status == 403
    assert "lie" not in opened.open(f"{home}/corrections").locator("main").inner_text()
    opened.context.close()


def test_scripts_of_others_are_stopped_by_the_policy_of_the_server(browser: Browser, home: str) -> None:
    opened = Window(browser, home)
    page = opened.open(f"{home}/")
    page.evaluate(f"document.body.append(Object.assign(document.createElement('script'), {{ text: '{CODE}' }}))")
    page.evaluate("document.body.append(Object.assign(new Image(), { src: 'https://attacker.example/x.png' }))")
    page.wait_for_timeout(50)
    assert page.evaluate("window.ran") is None
    assert opened.refused == []
    assert any("Content Security Policy" in t for t in opened.troubles)
    opened.context.close()
