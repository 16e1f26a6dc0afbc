"""Nouns as JSON and back, by the types of their fields: what waits in a store can be read without running anything."""

from __future__ import annotations

import datetime
import json
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def encoded(value: object) -> bytes:
    """A noun, with all that it holds, as JSON: dataclasses and tuples are arrays."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def decoded(noun: Callable[..., T], data: bytes) -> T:
    """The noun of a type that `encoded` gave; ValueError or TypeError for what is none."""
    made: T = _maker(noun)(json.loads(data.decode("utf-8", "surrogatepass")))
    return made


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in (str, int, float, bool) or value is None:
        return value
    if kind in (tuple, list):
        return [_plain(x) for x in value]
    if isinstance(value, Mapping):
        return {key: _plain(x) for key, x in value.items()}
    return (
        value.isoformat()
        if isinstance(value, datetime.date)
        else [_plain(getattr(value, x)) for x in _names(value.__class__)]
    )


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of a type from JSON."""
    origin, args = get_origin(kind), get_args(kind)
    if kind is datetime.date:
        return datetime.date.fromisoformat
    if origin in (Union, types.UnionType):
        (inner,) = (_maker(x) for x in args if x is not type(None))
        return lambda value: None if value is None else inner(value)
    if origin in (tuple, Sequence):
        if len(args) == 2 and args[1] is not Ellipsis:
            first, second = map(_maker, args)
            return lambda value: (first(value[0]), second(value[1]))
        inner = _maker(args[0])
        return (lambda value: tuple(value)) if inner is _same else (lambda value: tuple([inner(x) for x in value]))
    if origin is Mapping:
        inner = _maker(args[1])
        return lambda value: {key: inner(x) for key, x in value.items()}
    if is_dataclass(kind):
        noun: Any = kind
        hints = get_type_hints(noun)
        makers = [_maker(hints[f.name]) for f in fields(noun)]
        return lambda value: noun(*[make(x) for make, x in zip(makers, value, strict=True)])
    if kind in (str, int, float, bool) or origin is Literal:
        return _same
    raise TypeError(f"no JSON of {kind}")


def _same(value: Any) -> Any:
    return value
