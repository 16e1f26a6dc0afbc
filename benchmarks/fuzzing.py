"""Spoilt files of every kind, read under limits: no crash, no hang, bounded memory, and a reason for each failure.

    python benchmarks/fuzzing.py --minutes 10 [--seed 1] [--format html] [--findings FOLDER] [--only 1234]

Files of each format (tests/fuzzing/originals.py; real pages too when ../shared is there) are damaged in one to six
ways (tests/fuzzing/mutations.py) and read, one in five as `add` does: annotated and stored. Printed are, for each
format, how many files were read, how many articles and failures they gave, the slowest file in seconds of processor
time with its number, the most memory that one took in MiB beyond what the process had, and findings: files that raise,
crash, take more than 10 seconds or 1 GiB, or whose failures do not say of what they are. These are saved to the folder,
each with a text that says what was wrong. The same seed gives the same files; `--only` reads one again, by its number.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "fuzzing"))

from attempts import Reader, Told, made  # noqa: E402
from originals import originals  # noqa: E402


class Row:
    """What came of the files of one format."""

    def __init__(self) -> None:
        self.number = self.articles = self.failures = self.memory = self.findings = self.slowest = 0
        self.seconds = 0.0

    def add(self, told: Told) -> None:
        self.articles += told.articles
        self.failures += told.failures
        self.memory = max(self.memory, told.memory)
        if told.seconds > self.seconds:
            self.seconds, self.slowest = told.seconds, self.number
        self.number += 1
        self.findings += bool(told.wrong)


def save(folder: Path, kind: str, seed: int, number: int, name: str, data: bytes, told: Told) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{kind}-{seed}-{number}-{name}"
    place.write_bytes(data)
    place.with_name(f"{place.name}.why").write_text("\n".join(told.wrong), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", action="append", help="one format, or several; all by default")
    parser.add_argument("--findings", type=Path, default=Path("findings"))
    parser.add_argument("--only", type=int, help="the number of one file of a format and seed")
    args = parser.parse_args()
    shared = HERE.parents[1] / "shared"
    files = originals(shared if shared.is_dir() else None)
    if strange := set(args.format or ()) - set(files):
        parser.error(f"there is no format {', '.join(strange)}; there are {', '.join(files)}")
    rows = {kind: Row() for kind in args.format or files}
    until = time.monotonic() + 60 * args.minutes
    number = args.only or 0
    with Reader() as reader:
        while number == args.only or (args.only is None and time.monotonic() < until):
            for kind, row in rows.items():
                attempt = made(kind, files[kind], args.seed, number)
                told = reader.read(attempt)
                row.add(told)
                if told.wrong:
                    save(args.findings, kind, args.seed, number, attempt.name, attempt.data, told)
                    print(f"{kind} {number} {attempt.name}: {told.wrong[0].splitlines()[-1][:200]}", file=sys.stderr)
            number += 1
    columns = ("files", "articles", "failures", "slowest s", "number", "MiB", "findings")
    print(f"{'format':10}" + "".join(f"{name:>11}" for name in columns))
    for kind, row in rows.items():
        memory = row.memory // 1024 // 1024
        found = (row.number, row.articles, row.failures, f"{row.seconds:.1f}", row.slowest, memory, row.findings)
        print(f"{kind:10}" + "".join(f"{value:>11}" for value in found))
    sys.exit(any(row.findings for row in rows.values()))


if __name__ == "__main__":
    main()
