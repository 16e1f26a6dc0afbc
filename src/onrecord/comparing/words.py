"""The words of a text as numbers that are the same in every run and on every machine.

A whole text at a time, without an object for each word: finding the words and hashing them was most of what it cost
to hold articles against each other.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]

# what a character is in a word, if it is anything; `_JOINTS` join two parts to one word, as in `text.WORD`
_PART, _JOINT = 1, 2
_JOINTS = "’'.-"
# characters of a word that are told apart by their place (a power of 2); in longer words, those so far apart are not
_PLACES = 256
_MIX = np.uint64(0x9E3779B97F4A7C15)


def hashed(text: str) -> Hashes:
    """A hash for each word that `text.WORD` finds, letters' case and the apostrophe's shape left out."""
    return located(text)[0]


def located(text: str) -> tuple[Hashes, Places, Places]:
    """The same, and where each word begins and ends in the text."""
    kinds, folded = _characters()
    # with a space at each end, so that words begin and end inside
    codes = np.frombuffer(f" {text} ".encode("utf-32-le", "surrogatepass"), dtype="<u4")
    kind = kinds.take(codes)
    part = kind == _PART
    joints = np.flatnonzero(kind == _JOINT)
    part[joints[part[joints - 1] & part[joints + 1]]] = True
    edges = np.flatnonzero(part[1:] != part[:-1])
    if not len(edges):
        return np.empty(0, dtype=np.uint64), edges, edges
    starts, stops = edges[::2], edges[1::2]
    lengths = stops - starts
    first = np.cumsum(lengths) - lengths
    letters = folded.take(codes[part])
    place = np.arange(len(letters)) - np.repeat(first, lengths)
    place &= _PLACES - 1
    letters *= _factors().take(place)
    out = np.add.reduceat(letters, first)
    for shift in (32, 29):
        out ^= out >> np.uint64(shift)
        out *= _MIX
    return out, starts, stops


@cache
def _characters() -> tuple[NDArray[np.uint8], Hashes]:
    """By code point: what it is in a word, if anything, and the one that it counts as."""
    every = np.arange(0x110000, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    kinds = np.zeros(len(every), dtype=np.uint8)
    folded = np.arange(len(every), dtype=np.uint64)
    for run in re.finditer(r"\w+", every):
        kinds[run.start() : run.end()] = _PART
        for n, character in enumerate(run.group(), run.start()):
            plain = character.casefold()
            if len(plain) == 1:
                folded[n] = ord(plain)
    for joint in _JOINTS:
        kinds[ord(joint)] = _JOINT
    folded[ord("’")] = ord("'")
    return kinds, folded


@cache
def _factors() -> Hashes:
    """An odd number without pattern for each place in a word."""
    digests = (blake2b(n.to_bytes(2, "little"), digest_size=8).digest() for n in range(_PLACES))
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64) | np.uint64(1)
