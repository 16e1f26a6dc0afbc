"""The shared encoder: an article's text as windows of word pieces, and a vector for every word.

The network is a BERT of six layers (MiniLM, Wang et al. 2020) with two small tables added to its input: how a
piece is capitalised, and where it stands to quotation marks. It is run once an article; every reader that needs
vectors (attributions now) puts its own small head on them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from onrecord.model import Span

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

# a window holds at most so many pieces: attention costs more a piece in longer ones, and 99 attributions of 100
# lie within one paragraph
LONGEST = 192
# what stands before, between and behind the paragraphs of a window
FIRST, BETWEEN = 101, 102
# how a piece is written
LOWER, CAPITAL, CAPITALS = 0, 1, 2
# where a piece stands: outside quotation marks, an opening mark, inside, a closing mark
OUTSIDE, OPENING, INSIDE, CLOSING = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Pieces:
    """A stretch of text as word pieces.

    `ids`, `case` and `quotes` have an entry a piece; `words` holds the place of each word's first piece; `starts` and
    `stops` have an entry a word: its span in the text.
    """

    ids: Ints
    case: Ints
    quotes: Ints
    words: Ints
    starts: Ints
    stops: Ints


@dataclass(frozen=True, slots=True)
class Window(Pieces):
    """Some paragraphs of one text, with a mark before, between and behind them; `blocks` is each word's paragraph."""

    blocks: Ints


@cache
def tokenizer() -> Tokenizer:
    """BERT's word-piece tokenizer, uncased; words and marks apart."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    vocabulary = (files("onrecord") / "data" / "encoder" / "vocab.txt").read_text("utf-8").split("\n")
    model = models.WordPiece({piece: n for n, piece in enumerate(vocabulary) if piece}, unk_token="[UNK]")
    made = Tokenizer(model)
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def pieces(whole: str, blocks: Sequence[Span], quoted: Sequence[Span]) -> list[Pieces]:
    """Each block's pieces; `quoted` are the text's quotations in order."""
    found = tokenizer().encode_batch([whole[a:b] for a, b in blocks], add_special_tokens=False)
    opens = [a for a, _ in quoted]
    out = []
    for (base, _), encoding in zip(blocks, found, strict=True):
        spans = np.array(encoding.offsets, np.int32).reshape(-1, 2) + np.int32(base)
        owners = np.array([-1 if w is None else w for w in encoding.word_ids], np.int32)
        first = np.flatnonzero(np.diff(owners, prepend=-2)).astype(np.int32)
        last = np.append(first[1:], len(owners))[: len(first)] - 1
        out.append(
            Pieces(
                np.array(encoding.ids, np.int32),
                np.array([_case(whole[a:b]) for a, b in spans], np.int32),
                np.array([_standing(a, b, quoted, opens) for a, b in spans.tolist()], np.int32),
                first,
                spans[first, 0],
                spans[last, 1],
            )
        )
    return out


def _case(piece: str) -> int:
    if not piece[:1].isupper():
        return LOWER
    return CAPITALS if len(piece) > 1 and piece.isupper() else CAPITAL


def _standing(start: int, stop: int, quoted: Sequence[Span], opens: Sequence[int]) -> int:
    n = bisect_right(opens, start) - 1
    if n < 0 or quoted[n][1] <= start:
        return OUTSIDE
    if start == quoted[n][0]:
        return OPENING
    return CLOSING if stop >= quoted[n][1] else INSIDE


def packed(found: Sequence[Pieces], longest: int = LONGEST, first: int | None = None) -> list[Window]:
    """The paragraphs put into windows, as many as fit; a longer paragraph is cut between words.

    `first` limits the first window, so that training sees other borders each time.
    """
    out: list[Window] = []
    held: list[tuple[int, Pieces]] = []
    room = (first or longest) - 1
    for n, block in enumerate(found):
        for part in _cut(block, longest - 2):
            size = len(part.ids) + 1
            if held and size > room:
                out.append(_window(held))
                held, room = [], longest - 1
            held.append((n, part))
            room -= size
    if held:
        out.append(_window(held))
    return out


# a paragraph that does not fit is cut behind one of these, when one stands in the last third
_STOPS = frozenset({1012, 1029, 999})


def _cut(block: Pieces, longest: int) -> Iterator[Pieces]:
    if len(block.ids) <= longest:
        if len(block.ids):
            yield block
        return
    begin = 0
    while begin < len(block.ids):
        end = min(begin + longest, len(block.ids))
        if end < len(block.ids):
            borders = block.words[(block.words > begin) & (block.words <= end)]
            stops = [int(w) for w in borders if w > begin + longest * 2 // 3 and int(block.ids[w - 1]) in _STOPS]
            end = stops[-1] if stops else int(borders[-1]) if len(borders) else end
        inside = (block.words >= begin) & (block.words < end)
        yield Pieces(
            block.ids[begin:end],
            block.case[begin:end],
            block.quotes[begin:end],
            block.words[inside] - np.int32(begin),
            block.starts[inside],
            block.stops[inside],
        )
        begin = end


def _window(held: Sequence[tuple[int, Pieces]]) -> Window:
    blocks = [block for _, block in held]
    begins = np.cumsum([1, *(len(block.ids) + 1 for block in blocks[:-1])])
    return Window(
        _with_marks([block.ids for block in blocks], FIRST, BETWEEN),
        _with_marks([block.case for block in blocks], LOWER, LOWER),
        _with_marks([block.quotes for block in blocks], OUTSIDE, OUTSIDE),
        np.concatenate([block.words + at for block, at in zip(blocks, begins, strict=True)]).astype(np.int32),
        np.concatenate([block.starts for block in blocks]).astype(np.int32),
        np.concatenate([block.stops for block in blocks]).astype(np.int32),
        np.concatenate([np.full(len(block.words), n) for n, block in held]).astype(np.int32),
    )


def _with_marks(parts: Sequence[Ints], first: int, behind: int) -> Ints:
    """The parts in a row, with `first` before them and `behind` after each."""
    marked = [np.array([first]), *(x for part in parts for x in (part, np.array([behind])))]
    return np.concatenate(marked).astype(np.int32)


def windows(whole: str, blocks: Sequence[Span], quoted: Sequence[Span]) -> list[Window]:
    """The windows of a text with these paragraphs and quotations."""
    return packed(pieces(whole, blocks, quoted))


@cache
def session(name: str) -> InferenceSession:
    """The network `data/encoder/NAME.onnx`: the encoder, or a reader's head on its vectors."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    # one thread a process: two processes with one each read nearly twice as much as one with two
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    with as_file(files("onrecord") / "data" / "encoder" / f"{name}.onnx") as path:
        return InferenceSession(path, options, providers=["CPUExecutionProvider"])


def run(name: str, **inputs: NDArray[Any]) -> Floats:
    """What a network gives for its inputs."""
    found: list[Any] = session(name).run(None, inputs)
    return np.asarray(found[0], np.float32)


def vectors(window: Window) -> Floats:
    """A vector for each word of the window, [words, 384].

    Windows go through one by one: together they would be padded, and the rounding of each would depend on the
    others, so that an article's findings would change with the pile that it lies in.
    """
    names = ("ids", "case", "quotes", "words")
    return run("encoder", **{name: getattr(window, name).astype(np.int64) for name in names})
