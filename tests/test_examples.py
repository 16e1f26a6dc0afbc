"""The example articles through the whole path, with everything that is found in them compared.

After a change that is meant, `python tests/test_examples.py` writes the expected findings anew; read the
difference line by line before it is committed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import onrecord
from onrecord.text import quote

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent / "examples" / "bridge"
EXPECTED = HERE / "bridge.json"


def found(findings: onrecord.Findings) -> dict[str, Any]:
    """The findings in words: no ids and no offsets, in an order that a reader can follow."""
    links = findings.links
    articles = {a.id: a for a in findings.articles}
    attributions = {a.id: a for r in findings.readings for a in r.attributions}
    entities = {e.id: e for r in findings.readings for e in r.entities}
    times = {t.id: t for r in findings.readings for t in r.times}
    speaker_of = {a: s.name for s in links.speakers for e in s.entities for a in entities[e].says}
    names = {s.id: s.name for s in links.speakers}

    def words(article: str, spans: onrecord.model.Spans) -> str:
        return quote(articles[article].text, spans, " […] ")

    def told(statement: onrecord.Statement, id: str) -> str:
        a = attributions[id]
        return f"{articles[a.article].name}: {words(a.article, statement.part(a))}"

    out: dict[str, Any] = {}
    for article, reading in sorted(zip(findings.articles, findings.readings, strict=True), key=lambda x: x[0].name):
        out[article.name] = {
            "title": article.title,
            "subtitle": article.subtitle,
            "authors": list(article.authors),
            "outlet": article.outlet,
            "published": article.published,
            "furniture": [f"{f.kind}: {article.text[slice(*f.span)]}" for f in article.furniture],
            "credits": [c.name for c in reading.credits],
            "attributions": [
                {
                    "speaker": speaker_of.get(a.id),
                    "source": words(article.id, a.source),
                    "cue": words(article.id, a.cue),
                    "content": words(article.id, a.content),
                    "is": f"{a.form} {a.kind}" + (" in another" if a.nested_in else ""),
                }
                for a in reading.attributions
            ],
            "events": [f"{times[e.time].value}: {e.text}" for e in reading.events],
        }
    out["stories"] = [
        {"title": s.title, "origins": [sorted(articles[a].name for a in group) for group in s.origins]}
        for s in links.stories
    ]
    out["derivations"] = sorted(
        f"{articles[d.article].name} {d.how} of {articles[d.origin].name if d.origin else d.source}"
        for d in links.derivations
    )
    out["statements"] = sorted(
        [names.get(s.speaker or "", "nobody known"), *sorted(told(s, a) for a in s.attributions)]
        for s in links.statements
        if len(s.attributions) > 1
    )
    out["occasions"] = sorted(
        f"{o.kind} of {names.get(o.speaker or '')}, host {o.host}, held {o.held}: "
        + ", ".join(sorted(articles[a].name for a in o.articles))
        for o in links.occasions
    )
    out["discrepancies"] = sorted(f"{d.severity} {d.kind}: {d.note}" for d in links.discrepancies)
    return out


def test_the_examples_give_what_a_reader_would_say() -> None:
    findings = onrecord.read_folder(EXAMPLES)
    assert findings.failures == ()
    assert found(findings) == json.loads(EXPECTED.read_text("utf-8"))


if __name__ == "__main__":
    text = json.dumps(found(onrecord.read_folder(EXAMPLES)), ensure_ascii=False, indent=1)
    EXPECTED.write_text(text + "\n", "utf-8")
