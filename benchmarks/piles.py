"""Everything at once, on made-up piles whose whole truth is known (`piles/README.md`).

    python benchmarks/piles.py ../shared [t1 t2 h1 h2] [--misses]

Each pile is read and linked by nothing but onrecord and scored by ../shared/eval/score_story.py; a column a pile. The
piles `t1` and `t2` were looked at, of `h1` and `h2` only these totals. `--misses` prints what the scorer calls missed,
of the former alone.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from onrecord import pipeline
from onrecord.api import write_export

PILES = Path(__file__).parent / "piles"
FIGURE = re.compile(r"^(?P<what>.*?) +(?P<hits>\d+)(?: of (?P<total>\d+))?(?: \(0 is right\))?$")


def scored(pile: Path, scorer: Path, verbose: bool) -> list[str]:
    """The lines that the scorer prints for a pile."""
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder, "record.jsonl")
        write_export(pipeline.read(sorted(pile.glob("*.txt"))), record)
        command = [sys.executable, scorer, record, pile / "gold", "--texts", pile, *(["--verbose"] if verbose else [])]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path)
    ask.add_argument("piles", nargs="*", default=["t1", "t2", "h1", "h2"])
    ask.add_argument("--misses", action="store_true")
    given = ask.parse_args()
    if given.misses and any(name.startswith("h") for name in given.piles):
        ask.error("held piles are not to be looked at; name others")
    table: dict[str, dict[str, str]] = {}
    for name in given.piles:
        for line in scored(PILES / name, given.shared.resolve() / "eval" / "score_story.py", given.misses):
            if found := FIGURE.match(line):
                total = f" of {found['total']}" if found["total"] else ""
                table.setdefault(found["what"], {})[name] = found["hits"] + total
            else:
                print(f"{name}: {line}")
    print(f"{'':44}" + "".join(f"{name:>12}" for name in given.piles))
    for what, figures in table.items():
        print(f"{what:44}" + "".join(f"{figures.get(name, ''):>12}" for name in given.piles))


if __name__ == "__main__":
    main()
