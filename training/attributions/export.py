"""Write a trained reader as the files that the package ships.

    python training/attributions/export.py READER.pt [--to FOLDER] [--float]

`encoder.onnx` takes a window's pieces and gives a vector a word; its weights are int8, one scale a column, and its
table of words int8, one scale a row. `roles.onnx` and `arguments.onnx` are the heads. `--float` leaves the encoder
as it was trained, for comparing. `tests/encoder.npz` gets what the reader as it was trained makes of a sample.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from model import HEADS, WIDTH, Reader
from torch import Tensor, nn

from onrecord import encoder, text

DATA = Path(__file__).resolve().parents[2] / "src" / "onrecord" / "data" / "encoder"
TESTS = DATA.parents[3] / "tests"
SAMPLE = (
    "“The bridge stays shut,” Mayor Dana Okafor told reporters on Tuesday. She believes that repairs will take until "
    "May, and, according to the port authority, thirteen thousand vehicles have to find another way."
)
INPUTS = ("ids", "case", "quotes", "words")


class Exported(nn.Module):
    """The encoder for one window: three rows of pieces and the places of the words' first pieces."""

    def __init__(self, reader: Reader, exact: bool = False) -> None:
        super().__init__()
        self.encoder = reader.encoder
        table = reader.encoder.words.weight.detach()
        scale = table.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.exact = exact
        self.register_buffer("scale", scale)
        self.register_buffer("table", torch.round(table / scale).to(torch.int8))

    def forward(self, ids: Tensor, case: Tensor, quotes: Tensor, words: Tensor) -> Tensor:
        e = self.encoder
        known = e.words.weight[ids] if self.exact else self.table[ids].float() * self.scale[ids]
        x = e.norm(known + e.positions.weight[: ids.shape[0]] + e.case.weight[case] + e.quotes.weight[quotes])
        for layer in e.layers:
            parts = layer.query_key_value(x).view(-1, 3, HEADS, WIDTH // HEADS).permute(1, 2, 0, 3)
            seen = torch.softmax(parts[0] @ parts[1].transpose(1, 2) * (WIDTH // HEADS) ** -0.5, -1) @ parts[2]
            x = layer.attention_norm(x + layer.output(seen.transpose(0, 1).reshape(-1, WIDTH)))
            x = layer.norm(x + layer.down(nn.functional.gelu(layer.up(x))))
        return x[words]


class Roles(nn.Module):
    """The probability of each label of each word."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.heads = reader.heads

    def forward(self, vectors: Tensor) -> Tensor:
        return self.heads.flat(vectors).softmax(-1)


class Arguments(nn.Module):
    """The probability of each label of each word for each cue, told by its first and last word."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.heads = reader.heads

    def forward(self, vectors: Tensor, first: Tensor, last: Tensor) -> Tensor:
        return self.heads.arguments(vectors[None], torch.zeros_like(first), first, last).softmax(-1)


def load(path: Path) -> Reader:
    """The reader that `train.py` saved, ready to be run."""
    saved = torch.load(path, map_location="cpu", weights_only=True)
    reader = Reader(saved["settings"]["layers"], 0.0).eval()
    reader.load_state_dict(saved["weights"])
    return reader


def write(reader: Reader, folder: Path, exact: bool = False) -> None:
    """The encoder, in int8 unless `exact`, and the heads as ONNX files in `folder`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    pieces = (torch.arange(1000, 1040), torch.zeros(40).long(), torch.zeros(40).long(), torch.arange(1, 30))
    vectors, first, last = torch.randn(29, WIDTH), torch.tensor([3, 8, 9]), torch.tensor([4, 8, 11])
    axes = {name: {0: "pieces"} for name in INPUTS[:3]} | {"words": {0: "words"}, "vectors": {0: "words"}}
    pairs = {"first": {0: "cues"}, "last": {0: "cues"}, "labels": {0: "cues", 1: "words"}}
    with tempfile.TemporaryDirectory() as place:
        whole = folder / "encoder.onnx" if exact else Path(place, "encoder.onnx")
        _save(Exported(reader, exact), pieces, whole, INPUTS, "vectors", axes)
        if not exact:
            # seven bits, because processors without VNNI add two products in 16 bits
            quantize_dynamic(
                whole,
                folder / "encoder.onnx",
                per_channel=True,
                reduce_range=True,
                weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul", "Gemm"],
            )
    words = {"vectors": {0: "words"}}
    _save(Roles(reader), (vectors,), folder / "roles.onnx", ["vectors"], "labels", words | {"labels": {0: "words"}})
    names = ["vectors", "first", "last"]
    _save(Arguments(reader), (vectors, first, last), folder / "arguments.onnx", names, "labels", words | pairs)


def _save(
    module: nn.Module, example: tuple[Tensor, ...], path: Path, inputs: Sequence[str], output: str, axes: dict
) -> None:
    torch.onnx.export(
        module.eval(),
        example,
        str(path),
        input_names=list(inputs),
        output_names=[output],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def sample(reader: Reader) -> dict[str, np.ndarray]:
    """What the reader as it was trained makes of `SAMPLE`, for the test that the files agree with it."""
    (window,) = encoder.windows(SAMPLE, [(0, len(SAMPLE))], text.quotations(SAMPLE))
    rows = (torch.from_numpy(getattr(window, name)).long() for name in INPUTS)
    first = torch.arange(len(window.words))
    with torch.no_grad():
        vectors = Exported(reader, True)(*rows)
        found = vectors, Roles(reader)(vectors), Arguments(reader)(vectors, first, first)
    halves = (x.numpy().astype(np.float16) for x in found)
    return {"text": np.array(SAMPLE), **dict(zip(("vectors", "roles", "arguments"), halves, strict=True))}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("reader", type=Path)
    ask.add_argument("--to", type=Path, default=DATA)
    ask.add_argument("--float", action="store_true")
    given = ask.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    write(load(given.reader), given.to, given.float)
    if given.to == DATA:
        np.savez_compressed(TESTS / "encoder.npz", **sample(load(given.reader)))
    for path in sorted(given.to.glob("*.onnx")):
        print(f"{path.stat().st_size:>10} {path.name}")


if __name__ == "__main__":
    main()
