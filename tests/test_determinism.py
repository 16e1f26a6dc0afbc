"""The same inputs give the same findings, byte for byte, whatever order sets of strings take in a process."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "bridge"
# each gives sets of strings another order
HASH_SEEDS = ("1", "3", "6")
EXPORT = """
import itertools, sys
from pathlib import Path

import onrecord
from onrecord.comparing.prose import prose
from onrecord.comparing.retelling import retelling

record = Path(sys.argv[2])
findings = onrecord.read([sys.argv[1]])
onrecord.write_export(findings, record)
first, rest = record.read_text("utf-8").split("\\n", 1)
head, _, _ = first.partition('"created"')
# scores before they are rounded, in which another order of summing shows
texts = [prose(article) for article in findings.articles]
scores = [repr(retelling(a, b)) for a, b in itertools.pairwise(texts)]
sys.stdout.buffer.write("\\n".join((head, rest, *scores)).encode())
"""

PEOPLE = ["Ann Lee", "Boris Petrov", "Carla Mendez", "Dawit Bekele", "Erik Lund", "Farah Nasser", "Grace Obi"]
BODIES = ["the Harbour Board", "Delta Council", "the Port Authority", "Lund Shipping", "the Ministry of Works"]
PLACES = ["Delta", "Westhaven", "Carrow", "Northgate", "Old Quay", "Saltmarsh"]
DAYS = ["Monday", "Tuesday", "on Jan. 21", "last week", "in December", "on 22 January"]
WORDS = [
    "crane",
    "tariff",
    "dredger",
    "pilot",
    "barge",
    "lock",
    "ferry",
    "customs",
    "quota",
    "berth",
    "tugboat",
    "sluice",
]


def _report(rng: random.Random) -> list[str]:
    who, other = rng.sample(PEOPLE, 2)
    body, place, day = rng.choice(BODIES), rng.choice(PLACES), rng.choice(DAYS)
    a, b, c, d = rng.sample(WORDS, 4)
    n = rng.randrange(3, 900)
    return [
        f"{who} of {body} said {day} that the {a} at {place} would close after {n} workers found a cracked {b}.",
        f"“We will not open the {c} again before the {d} has been mended,” {who} told Delta News in an interview.",
        f"{other}, who leads {rng.choice(BODIES)}, called the decision a mistake that costs {n * 3} jobs in {place}.",
        f"“Nobody asked the people who work there,” {other} said at a press conference on Tuesday.",
        f"The {a} was built in {1900 + n % 100} for {n} million crowns, and its {d} has failed twice since then.",
        f"According to {body}, {n + 7} ships wait off {rng.choice(PLACES)} for a {b}, a {c} or a {rng.choice(WORDS)}.",
    ]


def _touched_up(report: list[str], rng: random.Random) -> str:
    """The report as another outlet prints it: sentences dropped, moved and reworded."""
    lines = [line for line in report if rng.random() > 0.15]
    if rng.random() < 0.4:
        rng.shuffle(lines)
    for _ in range(rng.randrange(4)):
        i = rng.randrange(len(lines))
        old, new = rng.sample(WORDS + PLACES, 2)
        lines[i] = lines[i].replace(old, new)
    return "\n\n".join(lines)


@pytest.fixture(scope="module")
def pile(tmp_path_factory) -> Path:
    """Articles near to one another: rewrites, copies and reports of a dozen events."""
    folder = tmp_path_factory.mktemp("pile")
    rng = random.Random(7)
    reports = [[*_report(rng), *_report(rng)] for _ in range(6)]
    for n in range(40):
        report = rng.choice(reports)
        date = f"Published January {rng.randrange(20, 25)}, 2024\n\n" if rng.random() < 0.8 else ""
        text = f"Port News {n}\n\n{date}{_touched_up(report, rng)}\n"
        (folder / f"{n:03}.txt").write_text(text, "utf-8")
    return folder


def _exports(inputs: Path, folder: Path) -> list[bytes]:
    def run(seed: str) -> bytes:
        command = [sys.executable, "-c", EXPORT, str(inputs), str(folder / f"{seed}.jsonl")]
        return subprocess.run(
            command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, HASH_SEEDS))


def test_a_pile_of_near_identical_articles_gives_one_export(pile, tmp_path):
    exports = _exports(pile, tmp_path)
    assert exports[0].count(b'"type": "derivation"') > 20
    assert exports[0].count(b'"type": "statement"') > 20
    assert len(set(exports)) == 1


def test_the_example_gives_one_export(tmp_path):
    exports = _exports(EXAMPLE, tmp_path)
    assert exports[0].count(b'"type": "derivation"')
    assert len(set(exports)) == 1
