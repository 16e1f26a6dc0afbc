"""What holds of linking whatever the pile: the order of articles, strangers, copies and additions.

The articles are our own, of three events that have nothing to do with each other, read as any other article is.
"""

# paragraphs of the texts are lines
# ruff: noqa: E501

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord import intake, linking, reading
from onrecord.model import Article, Links, Reading

BRIDGE = Path(__file__).resolve().parents[2] / "examples" / "bridge"
Told: TypeAlias = tuple[Article, Reading]

# a strike in a port, told by four outlets: a wire, a shortened copy of it, two reports of their own
STRIKE = {
    "strike-wire": """Dockers in Lomvika walk out after crane falls

By Petra Solheim
Published September 8, 2025

LOMVIKA, Sept 8 (Nordkyst Agency) - Some 1,400 dockers in the port of Lomvika stopped work on Monday after a gantry crane collapsed on Pier 7 and injured three of them.

"We have asked for new cables since 2021, and all we were given was paint," the head of the dockers' union, Aksel Bruun, told a rally outside the port gates on Monday.

Bruun said that nobody would go back to work before every crane had been inspected by engineers whom the union had chosen.

The director of the port, Ragna Veum, said that the cranes had passed all inspections. "This crane was certified in April, and I have the paper on my desk," Veum said at a news conference.

Veum added that the strike would cost the port about 6 million crowns a day.

Transport Minister Olav Tangen called on both sides to talk.
""",
    "strike-short": """Port of Lomvika at a standstill

Fjordbladet
September 8, 2025

Some 1,400 dockers in the port of Lomvika stopped work on Monday after a gantry crane collapsed on Pier 7 and injured three of them, Nordkyst Agency reported.

"We have asked for new cables since 2021, and all we were given was paint," the head of the dockers' union, Aksel Bruun, told a rally outside the port gates on Monday.

The director of the port, Ragna Veum, said that the cranes had passed all inspections. "This crane was certified in April, and I have the paper on my desk," Veum said at a news conference.
""",
    "strike-paper": """Lomvika union chief: “All we got was paint”

Lomvika Tidende
By Siri Aune
September 9, 2025

Three dockers are in hospital and the port of Lomvika stands still. The union says that it saw the accident coming.

“We asked for new cables in 2021, and all we got was paint,” Aksel Bruun, who leads the union, said at a rally at the gates on Monday. Nobody will return to work until independent engineers have looked at every crane, he said.

Port director Ragna Veum claimed that the crane had been certified in April. She put the cost of the strike at 8 million crowns a day.

Olav Tangen, the transport minister, urged the two sides to “sit down at one table this week”. He admitted that the state had cut the number of its inspectors from twelve to five.
""",
    "strike-radio": """Minister: Inspectors were cut before crane fell

Radio Kyst
September 10, 2025

The transport minister, Olav Tangen, has admitted that his ministry cut the number of crane inspectors from 12 to five two years ago.

In an interview with Radio Kyst on Tuesday, Tangen said that both sides should sit down at one table this week. “I am not going to look for somebody to blame while three people are in hospital,” he said.

Union leader Aksel Bruun said on Monday that the dockers would stay away until every crane had been inspected. The port loses 6 million crowns a day, according to its director, Ragna Veum.
""",
}  # fmt: skip
# a trial of a medicine, told by three
TRIAL = {
    "trial-agency": """Malaria drug cures nine in ten in Tanzanian trial

By Joyce Mrema
Published 14 February 2024

DODOMA (Mwanga News) - A drug against malaria cured 91 percent of the 620 patients who took it in a trial in Dodoma, its makers said on Wednesday.

"It is the first new substance against this parasite in a generation," said Neema Kessy, the doctor who led the trial. Kessy told reporters that the drug would be offered to clinics from November.

The health ministry said that it would wait for a second trial. "One trial is a promise and not yet a medicine," ministry spokesman Baraka Lema said.
""",
    "trial-daily": """A promise, not yet a medicine

Dodoma Daily
15 February 2024

Doctor Neema Kessy believes that malaria can be beaten within ten years. Her team has tested a new drug on 602 patients, of whom 91 percent were cured.

“It is the first new substance against the parasite in a generation,” Kessy told a news conference on Wednesday, according to Mwanga News. Clinics are to have it from November, she said.

Baraka Lema of the health ministry warned that one trial was “not yet a medicine”.
""",
    "trial-critic": """Drug trial too small, says professor

Lake Weekly
17 February 2024

A professor of medicine in Mwanza, Elia Shirima, has criticised the trial of a malaria drug in Dodoma. “Six hundred patients in one town tell us nothing about children,” Shirima said in a statement on Friday.

Shirima said that the makers had refused to show her the figures. Neema Kessy, who led the trial, denied that. “The figures went to every ministry that asked,” Kessy said.
""",
}  # fmt: skip


def _read(sources: Sequence[onrecord.Source]) -> tuple[Told, ...]:
    articles = [a for a in intake.parse(list(sources)) if isinstance(a, Article)]
    assert len(articles) == len(sources)
    return tuple(zip(articles, reading.read(articles), strict=True))


@cache
def _event(name: str) -> tuple[Told, ...]:
    """The articles of one event, read."""
    if name == "bridge":
        return _read([s for s in intake.sources([BRIDGE]) if isinstance(s, onrecord.Source)])
    told = {"strike": STRIKE, "trial": TRIAL}[name]
    return _read([onrecord.Source(f"{key}.txt", key, "text/plain", text.encode()) for key, text in told.items()])


EVENTS = ("bridge", "strike", "trial")
some = st.sampled_from(EVENTS).flatmap(
    lambda name: st.sets(st.integers(0, 9), min_size=1).map(lambda kept: (name, frozenset(kept)))
)


def _of(name: str, kept: frozenset[int] = frozenset(range(10))) -> list[Told]:
    return [told for n, told in enumerate(_event(name)) if n in kept]


def _linked(told: Sequence[Told]) -> Links:
    return linking.link([a for a, _ in told], [r for _, r in told])


def _ids(told: Sequence[Told]) -> set[str]:
    return {a.id for a, _ in told}


def _about(links: Links, told: Sequence[Told]) -> Links:
    """The links that lie in these articles alone."""
    inside = _ids(told)
    said = {x.id for _, r in told for x in r.attributions}
    entities = {x.id for _, r in told for x in r.entities}
    times = {x.id for _, r in told for x in r.times}
    return Links(
        tuple(s for s in links.speakers if entities.issuperset(s.entities)),
        tuple(s for s in links.settled if s.time in times),
        tuple(s for s in links.stories if inside.issuperset(s.articles)),
        tuple(d for d in links.derivations if inside.issuperset({d.article, d.origin} - {None})),
        tuple(s for s in links.statements if said.issuperset(s.attributions)),
        tuple(o for o in links.occasions if inside.issuperset(o.articles)),
        tuple(d for d in links.discrepancies if inside.issuperset(p.article for p in (d.left, d.right) if p)),
    )


def test_the_piles_hold_something_of_every_kind() -> None:
    """Else the properties below would hold of nothing."""
    links = _linked([*_of("bridge"), *_of("strike"), *_of("trial")])
    assert {len(set(s.articles)) for s in links.stories} == {1, 3, 4, 5}
    assert sum(len(s.attributions) > 1 for s in links.statements) > 10
    assert sum(len(o.articles) > 1 for o in links.occasions) >= 2
    assert len({d.how for d in links.derivations}) >= 3
    assert {d.kind for d in links.discrepancies} >= {"number", "attribution strengthened"}


@settings(max_examples=25, deadline=None)
@given(st.lists(some, min_size=1, max_size=3, unique_by=lambda x: x[0]), st.integers(0, 2**32))
def test_any_order_gives_the_same_links(kept: list[tuple[str, frozenset[int]]], seed: int) -> None:
    told = [x for event in kept for x in _of(*event)]
    other = random.Random(seed).sample(told, len(told))
    assert _linked(other) == _linked(told)


@settings(max_examples=25, deadline=None)
@given(st.permutations(EVENTS), st.sets(st.integers(0, 9), min_size=1), st.sets(st.integers(0, 9), min_size=1))
def test_strangers_change_nothing(events: list[str], kept: set[int], others: set[int]) -> None:
    own, strangers = _of(events[0], frozenset(kept)), _of(events[1], frozenset(others))
    alone, among = _linked(own), _linked([*own, *strangers])
    assert _about(among, own) == alone
    # and nothing ties them to each other
    assert len(among.statements) == len(alone.statements) + len(_linked(strangers).statements)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(EVENTS), st.integers(0, 9))
def test_another_article_leaves_what_it_does_not_touch(event: str, at: int) -> None:
    told = _of(event)
    new = told.pop(at % len(told))
    _grows(told, new)


def _grows(told: Sequence[Told], new: Told) -> int:
    """A new article changes which statements there are only where they hang together with it; how many do not.

    Who says them it may tell better. With it hang its own reports, those of articles whose derivations it changes, and whatever shares a statement, before
    or after, with one of these.
    """
    before, after = _linked(told), _linked([*told, new])
    moved = {i for d in set(before.derivations) ^ set(after.derivations) for i in (d.article, d.origin)} | {new[0].id}
    touched = {row.id for article, read in [*told, new] for row in read.attributions if article.id in moved}
    statements = {*before.statements, *after.statements}
    while more := {i for s in statements if not touched.isdisjoint(s.attributions) for i in s.attributions} - touched:
        touched |= more
    was, now = (
        {(s.id, s.wordings) for s in links.statements if touched.isdisjoint(s.attributions)}
        for links in (before, after)
    )
    assert was == now
    return len(was)


def test_an_input_given_twice_changes_nothing(tmp_path: Path) -> None:
    for name, text in TRIAL.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    files = sorted(tmp_path.glob("*.txt"))
    assert onrecord.read([*files, tmp_path, files[0]]) == onrecord.read(files)


def test_the_marked_articles_in_any_order(shared: Path) -> None:
    told = _read([s for s in intake.sources([shared / "seeds" / "*.txt"]) if isinstance(s, onrecord.Source)])
    links = _linked(told)
    for seed in range(4):
        assert _linked(random.Random(seed).sample(told, len(told))) == links
    assert _about(_linked([*_of("strike"), *told]), told) == links
    assert sum(_grows([*told[:n], *told[n + 1 :]], new) for n, new in enumerate(told)) > 100


def test_a_record_grows_to_the_same_export(tmp_path: Path) -> None:
    for name, text in {**STRIKE, **TRIAL}.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    files = sorted(tmp_path.glob("*.txt"))
    onrecord.add(tmp_path / "whole.record", files)
    shuffled = random.Random(5).sample(files, len(files))
    for part in (shuffled[:1], shuffled[1:4], [*shuffled[2:], shuffled[0]]):
        onrecord.add(tmp_path / "grown.record", part)
    exports = []
    for name in ("whole", "grown"):
        onrecord.write_export(onrecord.load(tmp_path / f"{name}.record"), tmp_path / f"{name}.jsonl")
        head, _, rest = (tmp_path / f"{name}.jsonl").read_text("utf-8").partition("\n")
        # a record keeps its articles in the order in which they came
        exports.append((head.partition('"created"')[0], sorted(rest.splitlines())))
    assert exports[0] == exports[1]
    assert sum(line.startswith('{"type": "statement"') for line in exports[0][1]) > 10
