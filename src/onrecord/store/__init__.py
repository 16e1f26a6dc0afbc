"""The store: a folder of Parquet files, for more articles than one record holds.

`layout` is the folder, `tables` the files, `shards` how inputs are cut, `running` fills a store, `reading` reads it
back, `asking` puts questions in SQL, `pulling` makes a record of a part.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from onrecord.errors import StoreError


class _Missing:
    """A module of a package that is not installed: StoreError tells so whoever uses it, not whoever imports it."""

    def __init__(self, package: str) -> None:
        self._package = package

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # Python itself asks for such
            raise AttributeError(name)
        raise StoreError(f"a store needs the package {self._package}: pip install 'onrecord[store]'")


def optional(module: str) -> Any:
    """A module of a package that only stores need, as far as it is installed."""
    try:
        return import_module(module)
    except ImportError:
        return _Missing(module.partition(".")[0])
