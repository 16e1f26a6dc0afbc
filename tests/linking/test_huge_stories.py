"""Stories of many articles cost little more for each: a few of the reports that are nearly alike are compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from storytelling import article, story

from onrecord.linking import discrepancies, statements
from onrecord.linking.discrepancies import reports
from onrecord.linking.statements import twins
from onrecord.model import Article, Links, Reading

SENTENCE = "the bridge over the northern harbour will stay closed for eleven weeks because its cables have rusted"
OTHER = ("crossing", "span", "viaduct", "causeway", "flyover", "trestle", "overpass", "gangway", "catwalk", "aqueduct")


def wire(size: int) -> tuple[list[Article], list[Reading], Links]:
    """One report in so many articles, each of which exchanges another word of it or none."""
    told = []
    for n in range(size):
        words = SENTENCE.split()
        words[n % len(words)] = OTHER[n % len(OTHER)]
        told.append(article(f"{n:03}", f"{{Veum: “{' '.join(words)},”}} Veum <said>."))
    return story(*told)


def test_reports_nearly_alike_are_one_statement_by_a_few_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = []
    stand_ins = twins.stand_ins

    def counted(*given):
        found = stand_ins(*given)
        whole.append(len(found[0]))
        return found

    monkeypatch.setattr(statements, "stand_ins", counted)
    articles, readings, links = wire(200)
    [found] = statements.link(articles, readings, links)
    assert len(found.attributions) == 200
    assert whole[-1] < 60
    assert len(found.wordings) == 199
    # in a small story each report stands for itself
    statements.link(*wire(20))
    assert whole[-1] == 20


def test_each_article_is_held_against_the_fullest_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    differences = reports.differences
    monkeypatch.setattr(reports, "differences", lambda x, y, *told: compared.append(0) or differences(x, y, *told))
    rows = {}
    counts = {}
    for size in (20, 60, 120):
        articles, readings, links = wire(size)
        links = replace(links, statements=statements.link(articles, readings, links))
        compared.clear()
        rows[size] = discrepancies.link(articles, readings, links)
        counts[size] = len(compared)
        shown = {p.article for row in rows[size] for p in (row.left, row.right) if p}
        altered = {row.article for row in readings[-1].attributions}
        assert altered <= shown
    assert counts[20] <= 20 * 19 / 2
    # at most so many for each article, however many there are
    assert counts[120] <= 120 * reports._FULLEST
    assert counts[120] <= 2.5 * counts[60]


def test_a_quotation_repeated_a_thousand_times_is_heard_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    likeness = reports.likeness
    monkeypatch.setattr(reports, "likeness", lambda x, y: compared.append(0) or likeness(x, y))
    one = "{Veum: “We will close the northern bridge for eleven weeks and pay 40 carpenters,”} Veum <said>."
    two = "Veum <told> us {Veum: “we will close the northern bridge for eleven weeks, and pay 40 painters.”}"
    articles, readings, links = story(article("a", "\n\n".join([one] * 1000)), article("b", "\n\n".join([two] * 1000)))
    links = replace(links, statements=statements.link(articles, readings, links))
    rows = discrepancies.link(articles, readings, links)
    assert [row.kind for row in rows if row.severity != "low"] == ["quotation altered"]
    assert len(compared) <= reports._REPORTS**2 + 2
