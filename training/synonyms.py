"""Make `src/onrecord/data/synonyms.txt` from WordNet 3.0, or say whether the file is what it makes.

    python training/synonyms.py WORDNET [--write]

WORDNET is the folder with `data.noun`, `data.verb`, `data.adj` and `cntlist.rev` of WordNet 3.0 (Debian's package
wordnet-base puts it in /usr/share/wordnet). A synonym set is cut down to the single words of four letters and more that
were counted in that meaning in SemCor and stand in `english.txt`, those in a quarter of all texts left out; sets of
which two stems are left make a line each.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from onrecord.language.terms import background, stem

TABLE = Path(__file__).resolve().parents[1] / "src" / "onrecord" / "data" / "synonyms.txt"
_KINDS = {"n": 1, "v": 2, "a": 3, "r": 4, "s": 5}
_COMMON = 0.25


def synonym_sets(wordnet: Path) -> Iterator[list[str]]:
    """The words of each synonym set that SemCor has in that meaning."""
    counted = {line.split()[0] for line in (wordnet / "cntlist.rev").read_text("utf-8").splitlines()}
    for name in ("data.noun", "data.verb", "data.adj"):
        for line in (wordnet / name).read_text("utf-8").splitlines():
            if line.startswith("  "):
                continue
            fields = line.split()
            words: list[str] = []
            for n in range(int(fields[3], 16)):
                word, number = fields[4 + 2 * n].lower(), int(fields[5 + 2 * n], 16)
                word = re.sub(r"\(.*\)", "", word)
                if f"{word}%{_KINDS[fields[2]]}:{fields[1]}:{number:02d}::" in counted:
                    words.append(word)
            yield words


def lines(wordnet: Path) -> list[str]:
    share = background()
    out: set[str] = set()
    for words in synonym_sets(wordnet):
        stems = {stem(w) for w in words if re.fullmatch(r"[^\W\d][^\W_]{3,}", w)}
        told = sorted(s for s in stems if 0 < share.get(s, 0.0) < _COMMON)
        if len(told) > 1:
            out.add(" ".join(told))
    return sorted(out, key=str.split)


if __name__ == "__main__":
    held = TABLE.read_text("utf-8").splitlines()
    head = [line for line in held if line.startswith("#")]
    made = lines(Path(sys.argv[1]))
    old = set(held) - set(head)
    print(f"{len(made)} sets, {len(set(made) - old)} not in the table; {len(old - set(made))} of the table not made")
    if "--write" in sys.argv:
        TABLE.write_text("\n".join([*head, *made, ""]), "utf-8")
