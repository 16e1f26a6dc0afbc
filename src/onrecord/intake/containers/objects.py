"""JSON files that hold articles: a list of objects, an object with such a list somewhere, or one article."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.intake.codepages import code_page
from onrecord.intake.containers import Damaged, Limits, columns

_CHUNK = 1024 * 1024
_SPACE = " \t\r\n"
# keys under which a list of articles may lie, or the object that holds the list
_NAMED = (
    "articles results result items documents docs data hits response stories entries records rows value news feed"
    " posts content"
)
_LISTS = frozenset(_NAMED.split())
_DEPTH = 4


def objects(stream: BinaryIO, limits: Limits) -> Iterator[tuple[str, dict[str, object] | str]]:
    """("item 3", the object) of a file; one object at a time is held, of at most `limits.bytes` characters.

    Raises Damaged where the file ends in the midst of something or is no JSON.
    """
    text = _Text(stream, limits.bytes)
    for number, found in enumerate(_within(text, 0), 1):
        yield f"item {number}", found if isinstance(found, dict) else "it is no JSON object"


def _within(text: _Text, depth: int) -> Iterator[object]:
    """The objects of the list that begins here, or of the lists within the object that does."""
    if text.peek() == "[":
        yield from _elements(text)
        return
    if text.peek() != "{":
        raise Damaged("it is no JSON")
    alone: dict[str, object] = {}
    some = False
    text.take()
    while text.peek() != "}":
        name = text.value("a key")
        if not isinstance(name, str) or text.peek() != ":":
            raise Damaged("it is no JSON")
        text.take()
        at = text.peek()
        listed = name.casefold() in _LISTS and (at == "[" or (at == "{" and depth < _DEPTH))
        if listed and not columns.is_named(alone):
            for found in _within(text, depth + 1):
                some = True
                yield found
        else:
            alone[name] = text.value(f"“{name[:40]}”")
        if text.peek() == ",":
            text.take()
        elif text.peek() != "}":
            raise Damaged("it is no JSON")
    text.take()
    # an object without a list is itself an article, or one within a list of its own ("hits": {"0": …})
    if not some and alone and (depth == 0 or columns.is_named(alone) > 1):
        yield alone


def _elements(text: _Text) -> Iterator[object]:
    text.take()
    number = 0
    while text.peek() != "]":
        number += 1
        yield text.value(f"item {number}")
        if text.peek() == ",":
            text.take()
        elif text.peek() != "]":
            raise Damaged(f"it is no JSON after item {number}, and what follows is not read")
    text.take()


class _Text:
    """The characters of a file, of which only those not yet taken are held."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        head = stream.read(_CHUNK)
        self.stream, self.most, self.at = stream, most, 0
        self.decoder = codecs.getincrementaldecoder(_encoding(head))("replace")
        self.held = self.decoder.decode(head).removeprefix("\ufeff")
        self.over = False
        self.scan = json.JSONDecoder(parse_int=_number).raw_decode

    def more(self, count: int = _CHUNK) -> bool:
        """Hold so many characters more, about; False at the end of the file."""
        if self.over:
            return False
        data = self.stream.read(count)
        self.over = not data
        self.held = self.held[self.at :] + self.decoder.decode(data, final=not data)
        self.at = 0
        return True

    def peek(self) -> str:
        """The next character that is no white space. Raises Damaged at the end of the file."""
        while True:
            while self.at < len(self.held) and self.held[self.at] in _SPACE:
                self.at += 1
            if self.at < len(self.held):
                return self.held[self.at]
            if not self.more():
                raise Damaged("the file ends too early: it is cut or damaged")

    def take(self) -> None:
        """Pass over the next character."""
        self.at += 1

    def value(self, what: str) -> object:
        """The value that begins here. Raises Damaged when it is no JSON, cut or too large."""
        self.peek()
        while True:
            try:
                found, end = self.scan(self.held, self.at)
            except RecursionError:
                raise Damaged(f"{what} is nested too deep, and what follows is not read") from None
            except ValueError as error:
                held = len(self.held) - self.at
                if held > self.most:
                    raise Damaged(f"{what} is too large or no JSON, and what follows is not read") from None
                # twice as much each time, so that a large value is not begun again too often
                if not self.more(max(_CHUNK, held)):
                    raise Damaged(f"{what} is no JSON or cut ({_said(error)}), and what follows is not read") from None
                continue
            # a number may go on in what is not read yet
            if end < len(self.held) or not self.more():
                self.at = end
                return found


def _number(digits: str) -> int | str:
    """A number, or its digits where Python refuses to count so many."""
    return int(digits) if len(digits) <= 4000 else digits


def _said(error: ValueError) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)


def _encoding(head: bytes) -> str:
    """The encoding of a JSON file, which is UTF-8 but for old ones."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        # a few spoilt bytes do not make another encoding of it
        if error.start < len(head) // 2 or len(head) < 1000:
            return code_page(head[:100_000]) or "utf-8"
    return "utf-8"
