"""Learn how the rules' proposals and the network's are weighed against each other.

    python training/attributions/weigh.py

Reads the tuning articles (a twentieth of PolNeAR's train part, which the network was not trained on) with the
package as it is, and writes src/onrecord/reading/attributions/weighing.tsv: two logistic regressions over
`weighing.FEATURES`, one for being right in every word, one for being right in substance.
"""

from __future__ import annotations

from pathlib import Path

import data
import numpy as np
from numpy.typing import NDArray
from rules import SHARED, Marked, marked_views

from onrecord import encoder, text
from onrecord.reading import attributions
from onrecord.reading.attributions import weighing
from onrecord.reading.attributions.network import Sight

TARGET = Path(weighing.__file__).with_name("weighing.tsv")
PENALTY = 5.0  # of the squared weights of standardised features
ROUNDS = 50
HEADER = """# How the rules' proposals and the network's are weighed (weighing.py), learnt from a part of PolNeAR 1.0
# (Newell, Margolin and Ruths 2018) by training/attributions/weigh.py. No text of the corpus is copied.
"""


def judged(proposal: weighing.Proposal, view: text.View, gold: list[dict[str, set[int]]]) -> tuple[bool, bool]:
    """Whether a proposal equals a marked attribution word for word, and whether it is one in substance."""
    span = proposal.sight.span
    words = {
        role: _words(view, [span(run) for run in runs])
        for role, runs in (("source", proposal.source), ("cue", [proposal.row.cue]), ("content", proposal.content))
    }
    near = [x for x in gold if x["cue"] & words["cue"]]
    right = any(
        2 * len(x["content"] & words["content"]) >= len(x["content"] | words["content"])
        and (x["source"] & words["source"] or not (x["source"] or words["source"]))
        for x in near
    )
    return words in near, right


def _words(view: text.View, spans: list[tuple[int, int]]) -> set[int]:
    return {a for start, stop in spans for a, _ in text.words(view.text, start, stop)}


def examples(view: text.View, marked: list[Marked]) -> tuple[NDArray[np.float64], list[tuple[bool, bool]]]:
    """The features of every proposal in an article, and the verdicts on it."""
    quoted = text.quotations(view.text)
    windows = encoder.windows(view.text, view.blocks, quoted)
    ruled = weighing.by_window(windows, attributions.candidates(view, quoted), view.text)
    found = [
        proposal
        for window, candidates in zip(windows, ruled, strict=True)
        for proposal in weighing.proposals(Sight(window), candidates, view.text)
    ]
    gold = [{role: _words(view, x[role]) for role in x} for x in marked]
    return weighing.features(found), [judged(proposal, view, gold) for proposal in found]


def fit(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of a logistic regression by Newton's method, the constant first."""
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.hstack((np.ones((len(x), 1)), (x - mean) / spread))
    w = np.zeros(z.shape[1])
    penalty = np.full(len(w), PENALTY)
    penalty[0] = 0
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-z @ w))
        hessian = (z * (p * (1 - p))[:, None]).T @ z + np.diag(penalty + 1e-9)
        w -= np.linalg.solve(hessian, z.T @ (p - y) + penalty * w)
    w[1:] /= spread
    w[0] -= w[1:] @ mean
    return w


def main() -> None:
    names = {document.name for document in data.documents(SHARED / "data" / "polnear", "tuning")}
    rows, verdicts = [], []
    for name, view, marked in marked_views("train"):
        if name in names:
            x, y = examples(view, marked)
            rows.append(x)
            verdicts += y
    x, y = np.concatenate(rows), np.array(verdicts, float)
    exact, right = fit(x, y[:, 0]), fit(x, y[:, 1])
    lines = ["feature\texact\tright"]
    for name, a, b in zip(("constant", *weighing.FEATURES), exact, right, strict=True):
        lines.append(f"{name}\t{a:.4f}\t{b:.4f}")
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
    print(f"{len(names)} articles, {len(x)} proposals, {int(y[:, 0].sum())} exact, {int(y[:, 1].sum())} right")


if __name__ == "__main__":
    main()
