"""The whole path on five real articles, held against what two annotators found in them.

The floors are what the program must not fall below; raise them when it gets better. The digest pins the
gold that they belong to.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys

import pytest

import onrecord

GOLD = "827eb52c9de56cd3"
# figure -> at least so many
FLOORS = {
    "text is the input, unchanged": 5,
    "metadata fields right": 30,
    "furniture kept out of the body": 16,
    "body whole and rejoined": 12,
    "attributions found (top level)": 101,
    "same statement joined across articles": 27,
    "occasions right": 5,
    "lineage found": 3,
    "dated events": 15,
    "discrepancies found": 12,
}
# figure -> at most so many
CEILINGS = {"statements wrongly joined": 1, "lineage false alarms": 0}
# figure -> at least this share
SHARES = {"attributions that are right (precision)": 0.97, "speaker right": 0.96}


@pytest.fixture(scope="module")
def figures(shared, tmp_path_factory) -> dict[str, tuple[int, int]]:
    record = tmp_path_factory.mktemp("seeds") / "record.jsonl"
    onrecord.write_export(onrecord.read([shared / "seeds" / "*.txt"]), record)
    command = [sys.executable, str(shared / "eval" / "score_story.py"), str(record), str(shared / "seeds" / "gold")]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = re.findall(r"^(.{44}) *(\d+)(?: of (\d+))?", out, re.MULTILINE)
    return {key.strip(): (int(hit), int(total or 0)) for key, hit, total in rows}


def test_the_gold_is_the_one_that_the_floors_belong_to(shared):
    gold = sorted((shared / "seeds" / "gold").glob("*.json*"))
    assert hashlib.sha256(b"".join(p.read_bytes() for p in gold)).hexdigest()[:16] == GOLD


@pytest.mark.parametrize("figure", FLOORS)
def test_floor(figures, figure):
    assert figures[figure][0] >= FLOORS[figure]


@pytest.mark.parametrize("figure", CEILINGS)
def test_ceiling(figures, figure):
    assert figures[figure][0] <= CEILINGS[figure]


@pytest.mark.parametrize("figure", SHARES)
def test_share(figures, figure):
    hit, total = figures[figure]
    assert hit / total >= SHARES[figure]
