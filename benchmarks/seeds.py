"""The gold of a marked story as onrecord's own types, so that a linker can be measured by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from onrecord.model import Article, Attribution, Entity, Reading, digest


def gold_readings(folder: Path, articles: list[Article]) -> list[Reading]:
    """The gold attributions, and one entity a speaker, for each article of the story in `folder`."""
    rows = [json.loads(line) for line in (folder / "attributions.jsonl").read_text("utf-8").splitlines()]
    gold = {row["article"]: row["attributions"] for row in rows}
    out = []
    for article in articles:
        spans = lambda xs: tuple((a, b) for a, b in xs or [])  # noqa: E731
        by_gold_id, says, mentions = {}, {}, {}
        for x in gold[article.name]:
            row = Attribution(
                digest("gold", article.id, x["id"]),
                article.id,
                spans(x["source"]),
                spans(x["cue"]),
                spans(x["content"]),
                x["form"],
                x["kind"],
                x.get("via"),
                None,
                1.0,
                "gold",
            )
            by_gold_id[x["id"]] = row
            if x["speaker"]:
                says.setdefault(x["speaker"], []).append(row.id)
                mentions.setdefault(x["speaker"], []).extend(row.source)
        attributions = tuple(
            replace(by_gold_id[x["id"]], nested_in=by_gold_id[x["nested_in"]].id if x["nested_in"] else None)
            for x in gold[article.name]
        )
        entities = tuple(
            Entity(
                digest("gold", article.id, name),
                article.id,
                name,
                "unknown",
                (),
                (),
                tuple(sorted(set(mentions[name]))),
                tuple(ids),
                "gold",
            )
            for name, ids in says.items()
        )
        out.append(Reading(article.id, attributions, entities))
    return out
