"""What people say against findings, resolved to the present rows and gone by in linking."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord import linking
from onrecord.correcting import asked, made
from onrecord.linking.corrections import held, place
from onrecord.model import Anchor, Article, Correction, Findings, Reading, Undoing, speaker_of
from onrecord.text import quote
from onrecord.ties import Ties

BRIDGE = Path(__file__).resolve().parents[2] / "examples" / "bridge"


@cache
def bridge() -> Findings:
    return onrecord.read([BRIDGE])


def corrected(*corrections: Correction, findings: Findings | None = None) -> Findings:
    """The findings with their articles linked as the corrections have it."""
    findings = findings or bridge()
    links = linking.link(findings.articles, findings.readings, None, corrections)
    return dataclasses.replace(findings, links=links, corrections=corrections)


def say(findings: Findings, kind: str, left: str, right: str = "", value: str = "", why: str = "") -> Correction:
    return asked(findings, kind, left, right, value, who="A. Reader", why=why)


def states(findings: Findings) -> list[str]:
    assert [x.correction for x in findings.links.outcomes] == [c.id for c in findings.corrections]
    return [x.state for x in findings.links.outcomes]


def article(name: str) -> str:
    return next(a.id for a in bridge().articles if a.name == name)


def attribution(name: str, words: str, findings: Findings | None = None) -> str:
    """The attribution of an article whose content holds the words."""
    findings = findings or bridge()
    texts = {a.id: a.text for a in findings.articles}
    found = [
        a.id
        for r in findings.readings
        for a in r.attributions
        if r.article == article(name) and words in quote(texts[a.article], a.content)
    ]
    assert len(found) == 1, f"{len(found)} attributions of {name} have {words!r}"
    return found[0]


def speaker(findings: Findings, name: str) -> onrecord.Speaker:
    (found,) = (s for s in findings.links.speakers if s.name == name)
    return found


def entity(findings: Findings, article_name: str, name: str) -> str:
    (found,) = (
        e.id
        for r in findings.readings
        for e in r.entities
        if r.article == article(article_name) and e.name == name and e.says
    )
    return found


def statements_of(findings: Findings, attribution: str) -> set[str]:
    return {s.id for s in findings.links.statements if attribution in s.attributions}


def told(findings: Findings) -> set[tuple[str | None, frozenset[tuple[str, str]]]]:
    """The statements, whatever the ids: who speaks, and the words in each article."""
    texts = {a.id: a.text for a in findings.articles}
    rows = {a.id: a for r in findings.readings for a in r.attributions}
    names = {s.id: s.name for s in findings.links.speakers}
    return {
        (
            names.get(s.speaker or ""),
            frozenset((rows[a].article, quote(texts[rows[a].article], rows[a].content)) for a in s.attributions),
        )
        for s in findings.links.statements
    }


# two reports of one sentence that the linker joins, and two that it does not
FERRIES = ("herald", "four additional ferries"), ("courier", "four extra ferries would run")
TOLD = ("wire", "I was not told about it"), ("courier", "had been left unread")


def test_no_corrections_change_nothing() -> None:
    plain = linking.link(bridge().articles, bridge().readings)
    assert plain == bridge().links
    assert repr(linking.link(bridge().articles, bridge().readings, None, ())) == repr(plain)
    undone = dataclasses.replace(
        say(bridge(), "other story", article("wire"), article("tide")), undone=Undoing("B", "2")
    )
    after = linking.link(bridge().articles, bridge().readings, None, (undone,))
    assert dataclasses.replace(after, outcomes=()) == plain
    assert [(x.state, x.found) for x in after.outcomes] == [("undone", ())]


# --- statements --------------------------------------------------------------------------------------


def test_two_statements_are_one() -> None:
    one, two = (attribution(*x) for x in TOLD)
    assert not statements_of(bridge(), one) & statements_of(bridge(), two)
    after = corrected(say(bridge(), "same statement", one, two, why="The same answer."))
    (shared,) = statements_of(after, one) & statements_of(after, two)
    row = next(s for s in after.links.statements if s.id == shared)
    assert row.made_by == "statements.odds/1; corrected"
    # what stood with either stands with both
    before = {a for s in bridge().links.statements if {one, two} & set(s.attributions) for a in s.attributions}
    assert before <= set(row.attributions)
    assert [s.made_by for s in after.links.statements if s.id != shared] == ["statements.odds/1"] * (
        len(after.links.statements) - 1
    )
    assert states(after) == ["applied"]
    assert after.links.outcomes[0].found == (one, two)


def test_one_statement_is_two() -> None:
    one, two = (attribution(*x) for x in FERRIES)
    assert statements_of(bridge(), one) & statements_of(bridge(), two)
    after = corrected(say(bridge(), "other statement", one, two))
    assert not statements_of(after, one) & statements_of(after, two)
    assert {s.made_by for s in after.links.statements if {one, two} & set(s.attributions)} == {
        "statements.odds/1; corrected"
    }


def test_whole_statements_may_be_named() -> None:
    (left,) = statements_of(bridge(), attribution(*TOLD[0]))
    (right,) = statements_of(bridge(), attribution(*TOLD[1]))
    after = corrected(say(bridge(), "same statement", left, right))
    assert statements_of(after, attribution(*TOLD[0])) & statements_of(after, attribution(*TOLD[1]))


def test_what_follows_from_several_corrections_holds() -> None:
    """One is two, and two is three, so three is not what one is not."""
    a, b = (attribution(*x) for x in TOLD)
    c, d = attribution("tide", "somebody signed for it"), attribution("tide", "the bridge can be saved")
    said = [
        say(bridge(), "same statement", a, b),
        say(bridge(), "same statement", b, c),
        say(bridge(), "other statement", d, a),
        say(bridge(), "same statement", c, d),
    ]
    after = corrected(*said)
    # the four cannot all be true: the one that was said first gives way
    assert states(after) == ["overruled", "applied", "applied", "applied"]
    assert after.links.outcomes[0].reason == "what was said later of these and of others contradicts it"
    assert statements_of(after, b) & statements_of(after, c) & statements_of(after, d)
    assert not statements_of(after, a) & statements_of(after, d)
    turned = corrected(said[3], *said[:3])
    assert states(turned) == ["overruled", "applied", "applied", "applied"]
    assert all(statements_of(turned, a) & statements_of(turned, x) for x in (b, c))
    assert not statements_of(turned, d) & statements_of(turned, c)


def test_a_correction_that_was_taken_back_does_not_hold() -> None:
    one, two = (attribution(*x) for x in FERRIES)
    apart = say(bridge(), "other statement", one, two)
    taken_back = dataclasses.replace(apart, undone=Undoing("B. Reader", "2025-01-01T00:00:00Z"))
    again = say(bridge(), "other statement", one, two)
    assert statements_of(corrected(taken_back), one) & statements_of(corrected(taken_back), two)
    after = corrected(taken_back, again)
    assert not statements_of(after, one) & statements_of(after, two)
    assert states(after) == ["undone", "applied"]


# --- speakers ----------------------------------------------------------------------------------------


def test_the_speaker_is_another_of_the_record() -> None:
    """Statements, occasions and export follow."""
    said = attribution("courier", "I never saw that report")
    hale, engineer = speaker(bridge(), "Martin Hale"), speaker(bridge(), "Tomas Lindqvist")
    assert speaker_of(bridge().readings, bridge().links)[said] == hale.id
    after = corrected(say(bridge(), "speaker", said, engineer.id))
    assert states(after) == ["applied"]
    assert speaker_of(after.readings, after.links)[said] == engineer.id
    (row,) = (s for s in after.links.statements if said in s.attributions)
    assert (row.speaker, row.made_by) == (engineer.id, "statements.odds/1; corrected")
    for occasion in after.links.occasions:
        assert said not in occasion.attributions or occasion.speaker == engineer.id
    assert any(said in o.attributions and o.speaker == hale.id for o in bridge().links.occasions)
    # nobody else loses or gains anything
    assert after.links.speakers == bridge().links.speakers


def test_the_speaker_is_somebody_whom_no_article_names() -> None:
    said = attribution("courier", "I never saw that report")
    after = corrected(say(bridge(), "speaker", said, value="Nadia Brandt"))
    new = speaker(after, "Nadia Brandt")
    assert (new.entities, new.kind, new.made_by) == ((), "unknown", "speakers.corrected/1")
    assert after.links.ascribed == (onrecord.Ascribed(said, new.id, "speakers.corrected/1"),)
    (row,) = (s for s in after.links.statements if said in s.attributions)
    assert row.speaker == new.id
    # a name that a speaker of the record has means that one
    known = corrected(say(bridge(), "speaker", said, value="tomas lindqvist"))
    assert known.links.ascribed[0].speaker == speaker(bridge(), "Tomas Lindqvist").id


def test_the_last_word_on_who_speaks_holds() -> None:
    said = attribution("courier", "I never saw that report")
    first = say(bridge(), "speaker", said, value="Nadia Brandt")
    second = say(bridge(), "speaker", said, speaker(bridge(), "Dana Okafor").id)
    after = corrected(first, second)
    assert states(after) == ["overruled", "applied"]
    assert after.links.outcomes[0].reason == f"A. Reader said otherwise later ({second.at[:10]})"
    assert speaker_of(after.readings, after.links)[said] == speaker(bridge(), "Dana Okafor").id
    assert [s.name for s in after.links.speakers].count("Nadia Brandt") == 0


def test_two_speakers_are_one() -> None:
    left, right = speaker(bridge(), "office"), speaker(bridge(), "city’s traffic office")
    after = corrected(say(bridge(), "same speaker", left.id, right.id))
    (one,) = (s for s in after.links.speakers if set(left.entities) <= set(s.entities))
    assert set(one.entities) == {*left.entities, *right.entities}
    assert one.id in (left.id, right.id)
    assert one.made_by == "speakers.rules/2; corrected"
    assert len(after.links.speakers) == len(bridge().links.speakers) - 1
    assert {s.speaker for s in after.links.statements} >= {one.id}


def test_one_speaker_is_two() -> None:
    """The one that is said to be another leaves, and those that left stand together until somebody says otherwise."""
    mayor = speaker(bridge(), "Dana Okafor")
    tide, wire = entity(bridge(), "tide", "Dana Okafor"), entity(bridge(), "wire", "Dana Okafor")
    first = say(bridge(), "other speaker", tide, mayor.id)
    after = corrected(first)
    rows = {e: s for s in after.links.speakers for e in s.entities}
    assert rows[wire].id == mayor.id
    assert set(rows[wire].entities) == set(mayor.entities) - {tide}
    assert (rows[tide].entities, rows[tide].name) == ((tide,), "Dana Okafor")
    rest = next(e for e in mayor.entities if e not in (tide, wire))
    second = say(bridge(), "other speaker", wire, rest)
    both = corrected(first, second)
    rows = {e: s for s in both.links.speakers for e in s.entities}
    assert set(rows[tide].entities) == {tide, wire}
    third = say(bridge(), "other speaker", wire, tide)
    rows = {e: s for s in corrected(first, second, third).links.speakers for e in s.entities}
    assert len({rows[x].id for x in (tide, wire, rest)}) == 3


def test_who_leaves_one_speaker_joins_another_alone() -> None:
    mayor, engineer = speaker(bridge(), "Dana Okafor"), speaker(bridge(), "Tomas Lindqvist")
    tide = entity(bridge(), "tide", "Dana Okafor")
    after = corrected(say(bridge(), "other speaker", tide, mayor.id), say(bridge(), "same speaker", tide, engineer.id))
    assert states(after) == ["applied", "applied"]
    rows = {s.id: set(s.entities) for s in after.links.speakers}
    assert rows[mayor.id] == set(mayor.entities) - {tide}
    assert rows[engineer.id] == {*engineer.entities, tide}


def test_a_person_s_word_stands_above_the_list_of_names(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("name,identifier\nDana Okafor,Q7\n", "utf-8")
    names = onrecord.read_names(tmp_path / "names.csv")
    mayor = speaker(bridge(), "Dana Okafor")
    tide = entity(bridge(), "tide", "Dana Okafor")
    said = say(bridge(), "other speaker", tide, mayor.id)
    links = linking.link(bridge().articles, bridge().readings, names, (said,))
    rows = {e: s for s in links.speakers for e in s.entities}
    assert [rows[e].identifier for e in mayor.entities if e != tide] == ["Q7"] * (len(mayor.entities) - 1)
    assert rows[tide].identifier is None


# --- stories and derivations -------------------------------------------------------------------------


def stories(findings: Findings) -> set[frozenset[str]]:
    names = {a.id: a.name for a in findings.articles}
    return {frozenset(names[a] for a in s.articles) for s in findings.links.stories}


ALL = frozenset({"courier", "digest", "herald", "tide", "wire"})


def test_stories_are_put_together_and_apart() -> None:
    assert stories(bridge()) == {ALL, frozenset({"market"})}
    tide, market = article("tide"), article("market")
    apart = say(bridge(), "other story", tide, article("wire"))
    after = corrected(apart)
    assert stories(after) == {ALL - {"tide"}, frozenset({"tide"}), frozenset({"market"})}
    assert sorted(s.made_by for s in after.links.stories) == ["stories.terms/3"] + ["stories.terms/3; corrected"] * 2
    together = say(after, "same story", market, tide)
    assert stories(corrected(apart, together)) == {ALL - {"tide"}, frozenset({"tide", "market"})}
    # the story of all without the one that is said to tell another
    (whole,) = (s.id for s in bridge().links.stories if tide in s.articles)
    assert stories(corrected(say(bridge(), "other story", tide, whole))) == stories(after)
    assert stories(corrected(say(bridge(), "same story", market, whole))) == {ALL | {"market"}}
    # what is told of one story only is compared there only
    assert not {"date", "number"} & {
        d.kind for d in after.links.discrepancies if d.left and d.right and tide in (d.left.article, d.right.article)
    }


def test_a_derivation_is_wrong() -> None:
    (row,) = (d for d in bridge().links.derivations if d.article == article("digest"))
    after = corrected(say(bridge(), "no derivation", row.id))
    assert not [d for d in after.links.derivations if {d.article, d.origin} == {row.article, row.origin}]
    (story,) = (s for s in after.links.stories if row.article in s.articles)
    assert (row.origin,) in story.origins
    # the likeliest is gone, and the next takes its place until somebody says that this is wrong too
    (following,) = (d for d in after.links.derivations if d.article == row.article)
    final = corrected(*after.corrections, say(after, "no derivation", following.id))
    assert not [d for d in final.links.derivations if d.article == row.article]
    (story,) = (s for s in final.links.stories if row.article in s.articles)
    assert (row.article,) in story.origins
    assert len(story.origins) == 4


def test_a_credit_is_wrong() -> None:
    findings = onrecord.read([BRIDGE / "herald.txt"])
    (row,) = findings.links.derivations
    assert row.origin is None
    after = corrected(say(findings, "no derivation", row.id), findings=findings)
    assert after.links.derivations == ()
    assert states(after) == ["applied"]


@pytest.mark.parametrize("how", ["", "credit", "abridgement"])
def test_a_derivation_is_stated(how: str) -> None:
    tide, wire = article("tide"), article("wire")
    after = corrected(say(bridge(), "derivation", tide, wire, how, why="Its reporter told me."))
    (row,) = (d for d in after.links.derivations if d.article == tide)
    assert (row.origin, row.how, row.direction, row.score) == (wire, how or "rewrite", "stated", 1.0)
    assert row.why.startswith("A. Reader says so (20")
    assert row.why.endswith("): Its reporter told me.")
    assert row.made_by.endswith("; corrected")
    (story,) = (s for s in after.links.stories if tide in s.articles)
    assert any({tide, wire} <= set(group) for group in story.origins)


def test_a_derivation_goes_the_other_way() -> None:
    wire, herald = article("wire"), article("herald")
    way = say(bridge(), "derivation", wire, herald, "copy")
    after = corrected(way)
    found = [d for d in after.links.derivations if {d.article, d.origin} == {wire, herald}]
    assert [(d.article, d.origin) for d in found] == [(wire, herald)]
    assert found[0].passages
    back = say(bridge(), "derivation", herald, wire, "copy")
    assert states(corrected(way, back)) == ["overruled", "applied"]
    none = say(bridge(), "no derivation", wire, herald)
    final = corrected(way, back, none)
    assert states(final) == ["overruled", "overruled", "applied"]
    assert not [d for d in final.links.derivations if {d.article, d.origin} == {wire, herald}]


# --- notes, and what cannot be applied ---------------------------------------------------------------


def test_a_note_changes_nothing_and_finds_its_place() -> None:
    rows = [
        article("wire"),
        attribution(*TOLD[0]),
        bridge().links.statements[0].id,
        bridge().links.speakers[0].id,
        bridge().links.stories[0].id,
        bridge().links.derivations[0].id,
        bridge().links.discrepancies[0].id,
        bridge().links.occasions[0].id,
        bridge().readings[0].times[0].id,
    ]
    after = corrected(*(say(bridge(), "note", row, why="Asked the desk.") for row in rows))
    assert states(after) == ["applied"] * len(rows)
    assert dataclasses.replace(after.links, outcomes=()) == bridge().links
    assert [c.value for c in after.corrections] == [
        *("article", "attribution", "statement", "speaker", "story", "derivation", "discrepancy", "passage", "passage")
    ]
    assert after.links.outcomes[1].found == (rows[1],)


def test_what_fits_nothing_is_kept_and_not_applied() -> None:
    one, two = (attribution(*x) for x in FERRIES)
    apart = say(bridge(), "other statement", one, two)
    gone = dataclasses.replace(apart.left, article="0" * 16)
    changed = dataclasses.replace(apart.left, words="words that stand nowhere")
    texts = {a.id: a.text for a in bridge().articles}
    furniture = Anchor(apart.left.article, ((0, 4),), texts[apart.left.article][:4])
    after = corrected(*(made("other statement", x, apart.right, who="A") for x in (gone, changed, furniture)))
    assert [(x.state, x.reason) for x in after.links.outcomes] == [
        ("not applied", "its article is not in the record"),
        ("not applied", "its words are not in the article any more"),
        ("not applied", "nobody is read to say those words now"),
    ]
    assert dataclasses.replace(after.links, outcomes=()) == bridge().links


def test_words_that_stand_twice_are_told_apart_by_what_stands_beside_them() -> None:
    text = "He said no. She said no. Nobody said no."
    moved = Article("a", "a", "a", "0", "text/plain", f"Menu\n{text}", paragraphs=(((5, 5 + len(text)),),))
    second = Anchor("a", ((16, 23),), "said no", "He said no. She ", ". Nobody said no.")
    assert place(moved, second) == ((21, 28),)
    assert (
        place(moved, dataclasses.replace(second, before="", after="")) == "its words stand in the article several times"
    )


def test_two_reports_of_the_same_words_are_told_apart_by_their_sources() -> None:
    text = "Ada Lind and Bo Rask said the pier is safe."
    one = Article("a", "a", "a", "0", "text/plain", text, paragraphs=(((0, len(text)),),))

    def report(id: str, *source: tuple[int, int]) -> onrecord.Attribution:
        return onrecord.Attribution(
            id, "a", source, ((21, 25),), ((26, 42),), "indirect", "statement", None, None, 1, "t"
        )

    reading = Reading("a", (report("x", (0, 8)), report("y", (13, 20))))
    said = Anchor("a", ((26, 42),), "the pier is safe", source="Bo Rask")
    assert quote(text, said.spans) == said.words

    def found(anchor: Anchor, rows: Reading) -> onrecord.Outcome:
        (outcome,) = held([one], [rows], (made("note", anchor, None, "attribution", who="A", why="?"),)).outcomes
        return outcome

    assert found(said, reading).found == ("y",)
    unknown = found(dataclasses.replace(said, source="Cy Dale"), reading)
    assert (unknown.state, unknown.reason) == ("not applied", "several are read to say those words now")
    # a reader that takes in somewhat more or less of the words means the same, one that takes twice as many does not
    for spans, expected in ((((29, 42),), ("z",)), (((35, 42),), ()), (((21, 43),), ("z",)), (((0, 43),), ())):
        other = dataclasses.replace(report("z", (13, 20)), content=spans)
        assert found(said, Reading("a", (other,))).found == expected, spans


# --- another reader ----------------------------------------------------------------------------------


def moved(findings: Findings, before: str) -> Findings:
    """The findings as another version of intake and reader might make them: text before, other spans, other ids."""
    rows = [x for r in findings.readings for x in (*r.attributions, *r.entities, *r.times, *r.occasions, *r.events)]
    ids = {x.id: f"{n:04}{x.id[:12]}" for n, x in enumerate(reversed(rows))}

    def other(value: Any) -> Any:
        if isinstance(value, str):
            return ids.get(value, value)
        if isinstance(value, tuple) and len(value) == 2 and all(isinstance(x, int) for x in value):
            return value[0] + len(before), value[1] + len(before)
        if isinstance(value, tuple):
            return tuple(other(x) for x in value)
        if isinstance(value, dict):
            return {k: other(v) for k, v in value.items()}
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            found = {f.name: other(getattr(value, f.name)) for f in dataclasses.fields(value)}
            if isinstance(value, Article):
                found["text"] = before + value.text
            return type(value)(**found)
        return value

    return dataclasses.replace(findings, articles=other(findings.articles), readings=other(findings.readings))


def everything_said() -> list[Correction]:
    return [
        say(bridge(), "same statement", *(attribution(*x) for x in TOLD)),
        say(bridge(), "other statement", *(attribution(*x) for x in FERRIES)),
        say(bridge(), "speaker", attribution("courier", "I never saw that report"), value="Nadia Brandt"),
        say(bridge(), "same speaker", speaker(bridge(), "office").id, speaker(bridge(), "city’s traffic office").id),
        say(
            bridge(),
            "other speaker",
            entity(bridge(), "tide", "Dana Okafor"),
            entity(bridge(), "herald", "Dana Okafor"),
        ),
        say(bridge(), "same story", article("market"), article("tide")),
        say(bridge(), "no derivation", article("digest"), article("courier")),
        say(bridge(), "derivation", article("tide"), article("wire")),
    ]


def test_corrections_survive_another_reader() -> None:
    said = everything_said()
    before, after = corrected(*said), corrected(*said, findings=moved(bridge(), "Skip to content ¶ Menu\n"))
    assert states(before) == states(after) == ["applied"] * len(said)
    assert told(after) == told(before)
    assert stories(after) == stories(before)
    assert {s.name for s in after.links.speakers} == {s.name for s in before.links.speakers}
    assert {x.found for x in before.links.outcomes[:5]}.isdisjoint({x.found for x in after.links.outcomes[:5]})


def test_the_order_of_the_articles_does_not_matter() -> None:
    said = everything_said()
    turned = dataclasses.replace(bridge(), articles=bridge().articles[::-1], readings=bridge().readings[::-1])
    assert corrected(*said, findings=turned).links == corrected(*said).links


# --- whatever people say -----------------------------------------------------------------------------


@cache
def _ids() -> dict[str, list[str]]:
    links = bridge().links
    return {
        "statement": [a for s in links.statements for a in s.attributions],
        "speaker": [e for s in links.speakers for e in s.entities],
        "story": [a.id for a in bridge().articles],
    }


@st.composite
def _corrections(draw: st.DrawFn) -> tuple[Correction, ...]:
    out: list[Correction] = []
    for n in range(draw(st.integers(1, 6))):
        noun = draw(st.sampled_from(["statement", "speaker", "story"]))
        left, right = draw(st.lists(st.sampled_from(_ids()[noun]), min_size=2, max_size=2, unique=True))
        kind = f"{draw(st.sampled_from(['same', 'other']))} {noun}"
        said = asked(bridge(), kind, left, right, who="A", why=str(n))
        out.append(dataclasses.replace(said, undone=Undoing("B", said.at)) if draw(st.integers(0, 4)) == 0 else said)
    return tuple(out)


@settings(max_examples=20, deadline=None)
@given(_corrections())
def test_whatever_people_say_holds_unless_it_is_overruled(said: tuple[Correction, ...]) -> None:
    after = corrected(*said)
    homes: dict[str, Callable[[str], set[str]]] = {
        "statement": lambda x: statements_of(after, x),
        "speaker": lambda x: {s.id for s in after.links.speakers if x in s.entities},
        "story": lambda x: {s.id for s in after.links.stories if x in s.articles},
    }
    for c, outcome in zip(said, after.links.outcomes, strict=True):
        assert outcome.state in ("applied", "overruled", "undone") or outcome.reason == "both are one row by now"
        if outcome.state == "applied":
            word, noun = c.kind.split()
            left, right = (homes[noun](x) for x in outcome.found)
            assert bool(left & right) == (word == "same")
    # each article, entity and report stands somewhere, each of the first two in one place only
    for noun in ("speaker", "story"):
        assert all(len(homes[noun](x)) == 1 for x in _ids()[noun])
    # but a report inside another, of which it is a part when one speaker says both
    outer = [a.id for r in after.readings for a in r.attributions if a.nested_in is None]
    assert all(homes["statement"](x) for x in outer)
    # the last word is never overruled, and what was taken back might as well never have been said
    if not said[-1].undone:
        assert after.links.outcomes[-1].state != "overruled"
    holding = corrected(*(c for c in said if not c.undone))
    assert dataclasses.replace(after.links, outcomes=()) == dataclasses.replace(holding.links, outcomes=())


ITEMS = "abcdef"


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(ITEMS), st.sampled_from(ITEMS)), max_size=10),
    st.lists(st.integers(0, 3), min_size=len(ITEMS), max_size=len(ITEMS)),
)
def test_ties_settle_any_groups(said: list[tuple[bool, str, str]], where: list[int]) -> None:
    ties = Ties()
    kept = [(same, a, b) for same, a, b in said if a != b and (ties.join if same else ties.part)(a, b)]
    groups = [[x for x, n in zip(ITEMS, where, strict=True) if n == m] for m in range(4)]
    settled = ties.settle(g for g in groups if g)
    assert sorted(x for group in settled for x in group) == list(ITEMS)
    home = {x: n for n, group in enumerate(settled) for x in group}
    for same, a, b in kept:
        assert (home[a] == home[b]) == same
    # a group of which nobody says anything stays as it is
    untouched = [g for g in groups if g and not any(x in ties for x in g)]
    assert all(g in settled for g in untouched)


def test_of_nothing_comes_nothing() -> None:
    found = held([], [], ())
    assert not found.statements
    assert found.outcomes == ()
    lost = held([], [Reading("x")], (made("note", Anchor("x"), None, "article", who="A", why="?"),))
    assert [x.state for x in lost.outcomes] == ["not applied"]
