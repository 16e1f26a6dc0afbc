"""Correcting findings in a real browser: each kind from its finding to what it changes, and back again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attacks import ATTACKS
from playwright.sync_api import Browser, Page, expect
from served import serving
from window import WIDTHS, Window, misfits, strays, tabbed, violations, window

import onrecord
from onrecord.model import Findings
from onrecord.report import render

WHO, WHY = "Ann Lee", "The tape has it so."


@pytest.fixture
def kept(record: Path, tmp_path: Path) -> Path:
    """A record of the example that a test may change."""
    return Path(shutil.copy(record, tmp_path / "kept.record"))


@pytest.fixture
def home(kept: Path) -> Iterator[str]:
    with serving(kept) as address:
        yield address


@pytest.fixture
def live(browser: Browser, home: str) -> Iterator[Window]:
    with window(browser, home, viewport={"width": 860, "height": 900}) as made:
        yield made


def linked(page: Page) -> None:
    """Wait until the record goes by what was said, and show the page as it is then."""
    home = page.url.split("/", 3)[:3]
    for _ in range(60):
        page.reload()
        if "being linked anew" not in page.locator("main").inner_text():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{home} is never linked anew")


def store(page: Page, words: str, *, pick: str = "", typed: str = "") -> None:
    """Fill in the form that is open, and send it."""
    option = page.locator(".option").filter(has_text=words)
    option.get_by_role("radio").check()
    if pick:
        option.locator("select").first.select_option(pick)
    if typed:
        option.locator("input[type=text], input:not([type])").fill(typed)
    page.get_by_label("Why?").fill(WHY)
    page.get_by_label("Your name").fill(WHO)
    page.get_by_role("button", name="Store").click()
    expect(page.locator(".done").first).to_contain_text("Your correction is stored.")
    expect(page.locator(".done").first).to_be_in_viewport()
    linked(page)


def take_back(page: Page, home: str, times: int = 1) -> None:
    for _ in range(times):
        page.goto(f"{home}/corrections")
        page.get_by_role("button", name="Take back").first.click()
        page.wait_for_url("**/corrections")
    linked(page)


def words(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("main").evaluate(
        "e => { const copy = e.cloneNode(true); copy.querySelectorAll('[id]').forEach(x => x.removeAttribute('id'));"
        " return copy.innerText.replace(/\\s+/g, ' '); }"
    )


def two_statements(f: Findings) -> tuple[str, str]:
    """Two statements of one speaker in one story."""
    speaker = next(s.id for s in f.links.speakers if s.name == "Dana Okafor")
    one, other = [s.id for s in f.links.statements if s.speaker == speaker][:2]
    return one, other


def reported(f: Findings) -> str:
    """The statement of most reports."""
    return max(f.links.statements, key=lambda s: len(s.attributions)).id


def holding(f: Findings, *ids: str) -> bool:
    return any(set(ids) <= set(s.attributions) for s in f.links.statements)


def case_same_statement(f: Findings) -> tuple[str, str, str, str, Callable[[Findings], bool]]:
    one, other = two_statements(f)
    held = {s.id: s.attributions[0] for s in f.links.statements}
    return f"s-{one}", "It is the same statement", f"s-{other}", "", lambda g: holding(g, held[one], held[other])


def case_other_statement(f: Findings) -> tuple[str, str, str, str, Callable[[Findings], bool]]:
    statement = next(s for s in f.links.statements if len(s.attributions) == 2)
    one = statement.attributions[0]
    return (
        *(f"s-{statement.id}", "One report of it", f"a-{one}", ""),
        lambda g: not holding(g, *statement.attributions),
    )


def case_speaker(f: Findings) -> tuple[str, str, str, str, Callable[[Findings], bool]]:
    one, _ = two_statements(f)
    held = next(s.attributions[0] for s in f.links.statements if s.id == one)

    def told(g: Findings) -> bool:
        speaker = {s.id: s.name for s in g.links.speakers}
        return any(held in s.attributions and speaker.get(s.speaker or "") == "Lia Moreau" for s in g.links.statements)

    return f"s-{one}", "Somebody else said it", "", "Lia Moreau", told


def case_same_speaker(f: Findings) -> tuple[str, str, str, str, Callable[[Findings], bool]]:
    one, other = (next(s for s in f.links.speakers if s.name == name) for name in ("Dana Okafor", "Martin Hale"))
    both = {one.entities[0], other.entities[0]}
    return (
        *(f"who-{one.id}", "the same as another speaker", f"who-{other.id}", ""),
        lambda g: any(both <= set(s.entities) for s in g.links.speakers),
    )


def case_other_speaker(f: Findings) -> tuple[str, str, str, str, Callable[[Findings], bool]]:
    speaker = next(s for s in f.links.speakers if s.name == "Dana Okafor")
    left = speaker.entities[0]
    rest = set(speaker.entities) - {left}
    return (
        *(f"who-{speaker.id}", "In one article", f"entity-{left}", ""),
        lambda g: any(left in s.entities and not rest & set(s.entities) for s in g.links.speakers),
    )


def case_same_story(f: Findings) -> tuple[str, str, str, str, Callable[[Findings], bool]]:
    one, other = sorted(f.links.stories, key=lambda s: -len(s.articles))[:2]
    return f"story-{one.id}", "the same story as another", f"story-{other.id}", "", lambda g: len(g.links.stories) == 1


def case_other_story(f: Findings) -> tuple[str, str, str, str, Callable[[Findings], bool]]:
    story = max(f.links.stories, key=lambda s: len(s.articles))
    article = story.articles[0]
    return (
        *(f"story-{story.id}", "One of its articles", f"article-{article}", ""),
        lambda g: len(g.links.stories) == len(f.links.stories) + 1,
    )


def pairs(f: Findings) -> set[tuple[str, str | None]]:
    return {(d.article, d.origin) for d in f.links.derivations}


def case_no_derivation(f: Findings) -> tuple[str, str, str, str, Callable[[Findings], bool]]:
    row = next(d for d in f.links.derivations if d.origin)
    return f"d-{row.id}", "It is wrong", "", "", lambda g: (row.article, row.origin) not in pairs(g)


def case_turned(f: Findings) -> tuple[str, str, str, str, Callable[[Findings], bool]]:
    row = next(d for d in f.links.derivations if d.origin)
    return f"d-{row.id}", "the other way round", "", "", lambda g: (row.origin, row.article) in pairs(g)


def case_derivation(f: Findings) -> tuple[str, str, str, str, Callable[[Findings], bool]]:
    story = max(f.links.stories, key=lambda s: len(s.articles)).articles
    one, other = next((a, b) for a in story for b in story if a != b and not {(a, b), (b, a)} & pairs(f))
    return f"article-{one}", "It comes from another", "", f"/article/{other}", lambda g: (one, other) in pairs(g)


def case_note(f: Findings) -> tuple[str, str, str, str, Callable[[Findings], bool]]:
    return f"s-{reported(f)}", "this is a note", "", "", lambda g: g.links.statements == f.links.statements


CASES = (
    case_same_statement,
    case_other_statement,
    case_speaker,
    case_same_speaker,
    case_other_speaker,
    case_same_story,
    case_other_story,
    case_no_derivation,
    case_turned,
    case_derivation,
    case_note,
)


@pytest.mark.parametrize("case", CASES)
def test_a_correction_is_made_seen_and_taken_back(
    live: Window,
    home: str,
    kept: Path,
    case: Callable[[Findings], tuple[str, str, str, str, Callable[[Findings], bool]]],
) -> None:
    before = onrecord.load(kept)
    slug, option, pick, typed, done = case(before)
    story = max(before.links.stories, key=lambda s: len(s.articles)).id
    page = live.page
    former = words(page, f"{home}/story/{story}")
    live.open(f"{home}/correct?row={slug}")
    store(page, option, pick=pick, typed=typed)
    after = onrecord.load(kept)
    assert done(after)
    # what was said stands at the finding, where it leads, and in the saved report
    page.goto(page.url.split("?")[0].split("#")[0])
    remark = page.locator(".remark").filter(has_text=WHO).filter(has_text=WHY)
    assert remark.count() >= 1
    assert f">{WHY}<" in render(after)
    rows = page.goto(f"{home}/corrections") and page.locator(".corrections > li")
    assert rows is not None
    for row in rows.all():
        expect(row).to_contain_text("Applied")
        expect(row).to_contain_text(WHY)
        row.get_by_role("link", name="See it").click()
        assert page.locator("h1").inner_text() != "Not in this record"
        page.go_back()
    take_back(page, home, rows.count())
    undone = onrecord.load(kept)
    assert undone.links.statements == before.links.statements
    assert undone.links.speakers == before.links.speakers
    assert undone.links.stories == before.links.stories
    assert words(page, f"{home}/story/{story}") == former
    page.goto(f"{home}/corrections")
    page.get_by_role("button", name="Make again").first.click()
    page.wait_for_url("**/corrections")
    expect(page.locator(".corrections > li").first).not_to_contain_text("Taken back")


def test_from_a_finding_by_keyboard_alone_to_its_note(live: Window, home: str, bridge: Findings) -> None:
    page = live.open(f"{home}/statement/{reported(bridge)}")
    link = page.locator(f"#s-{reported(bridge)} .made .correct")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/correct?*")
    assert tabbed(page) == []
    page.get_by_role("radio").first.focus()
    for _ in range(page.get_by_role("radio").count() - 1):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type(WHY)
    page.keyboard.press("Tab")
    page.keyboard.type(WHO)
    page.keyboard.press("Enter")
    expect(page.locator(".done").first).to_contain_text("Your correction is stored.")
    linked(page)
    remark = page.locator(f"#s-{reported(bridge)} .remark")
    expect(remark).to_contain_text(f"Note by {WHO}")
    expect(remark).to_contain_text(WHY)
    # who it is is asked once
    page.goto(f"{home}/correct?row=s-{reported(bridge)}")
    expect(page.get_by_label("Your name")).to_have_value(WHO)


def test_without_scripts_a_note_is_stored(browser: Browser, home: str, bridge: Findings) -> None:
    with window(browser, home, java_script_enabled=False) as opened:
        page = opened.open(f"{home}/statement/{reported(bridge)}")
        page.locator(f"#s-{reported(bridge)} .made .correct").click()
        page.get_by_label("this is a note").check()
        page.get_by_label("Why?").fill(WHY)
        page.get_by_label("Your name").fill(WHO)
        page.get_by_role("button", name="Store").click()
        expect(page.locator(".done").first).to_contain_text("Your correction is stored.")


def test_every_form_fits_and_axe_finds_nothing(live: Window, home: str, bridge: Findings) -> None:
    links = bridge.links
    first = {"s": reported(bridge), "who": links.speakers[0].id, "story": links.stories[0].id}
    first |= {"d": links.derivations[0].id, "x": links.discrepancies[0].id, "o": links.occasions[0].id}
    first |= {"article": bridge.articles[0].id, "a": bridge.readings[0].attributions[0].id}
    page = live.page
    for prefix, id in first.items():
        live.open(f"{home}/correct?row={prefix}-{id}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for option in page.get_by_role("radio").all():
                option.check()
                assert misfits(page) == []
        assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast") == []


def test_only_what_was_chosen_asks_for_more(live: Window, home: str, bridge: Findings) -> None:
    page = live.open(f"{home}/correct?row=s-{reported(bridge)}")
    assert [pick.is_visible() for pick in page.locator(".pick").all()] == [False, False, False]
    page.get_by_label("Somebody else said it").check()
    assert [pick.is_visible() for pick in page.locator(".pick").all()] == [False, False, True]


def test_what_is_refused_comes_back_as_it_was_written(browser: Browser, home: str, bridge: Findings) -> None:
    opened = Window(browser, home)
    page = opened.open(f"{home}/correct?row=s-{reported(bridge)}")
    page.get_by_label("It is the same statement").check()
    page.locator("#typed-0").fill(f"{home}/speaker/{bridge.links.speakers[0].id}")
    page.get_by_label("Why?").fill(ATTACKS["script"])
    page.get_by_label("Your name").fill(WHO)
    page.get_by_role("button", name="Store").click()
    expect(page.get_by_role("alert")).to_contain_text("a statement is meant here")
    expect(page.get_by_label("It is the same statement")).to_be_checked()
    expect(page.get_by_label("Why?")).to_have_value(ATTACKS["script"])
    assert strays(page) == []
    assert violations(page) == []
    # mended where it stands: the address of another statement, as its page shows it
    _, other = two_statements(bridge)
    page.locator("#typed-0").fill(f"{home}/story/{bridge.links.stories[0].id}#s-{other}")
    page.get_by_role("button", name="Store").click()
    expect(page.locator(".done").first).to_contain_text("Your correction is stored.")
    opened.context.close()


def test_hostile_words_of_a_person_are_shown_as_words(live: Window, home: str, kept: Path, bridge: Findings) -> None:
    hostile = [
        w for w in ATTACKS.values() if not set(w) & set("\0\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    ]
    hostile = [w for w in hostile if w.isprintable() and w.strip()]
    assert len(hostile) > 3
    for words_of in hostile:
        onrecord.correct_rows(kept, "note", reported(bridge), who=words_of[:200], why=words_of)
    onrecord.load(kept)
    for path in (f"/statement/{reported(bridge)}", "/corrections"):
        page = live.open(home + path)
        assert strays(page) == []
        assert page.evaluate("window.ran") is None
    assert page.locator(".corrections > li").count() == len(hostile)
    assert misfits(page) == []
