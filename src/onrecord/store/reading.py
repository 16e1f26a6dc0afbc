"""Reading a store back: shard by shard, a few articles, or a few columns of all; never the whole in one memory."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from onrecord.model import Article, Failure, Reading, Unlinked, digest, not_linked
from onrecord.store import layout, optional, tables

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq
else:
    pa, pc = optional("pyarrow"), optional("pyarrow.compute")

Ids = npt.NDArray[np.uint64]


class Store:
    """The store at a path as it was when this was made. It costs little to make, and to send to another process.

    Raises StoreError, on making and on reading, with words that name the file.

    >>> ran = onrecord.run("news.store", ["articles"])
    >>> store = onrecord.Store("news.store")
    >>> for shard in store.shards:
    ...     for article, reading in store.read(shard):
    ...         assert reading.article == article.id
    """

    def __init__(self, path: str | Path, manifest: layout.Manifest | None = None) -> None:
        self.path = Path(path)
        self.manifest = manifest or layout.manifest(self.path)

    @property
    def shards(self) -> tuple[str, ...]:
        """The keys of the shards, in the order of the inputs."""
        return self.manifest.shards

    @property
    def fingerprint(self) -> str:
        """Another one, other articles or readings."""
        return self.manifest.fingerprint

    @property
    def links(self) -> str | None:
        """The folder in `links` that holds what the articles say together; None: nothing has been linked."""
        return self.manifest.links

    @property
    def linked(self) -> bool:
        """Whether the links were made of the articles that are there."""
        return self.links is not None and self.manifest.links_of == self.fingerprint

    def __reduce__(self) -> tuple[Any, ...]:
        return Store, (self.path, self.manifest)

    def read(self, shard: str) -> Iterator[tuple[Article, Reading]]:
        """The articles of a shard with their readings, in order, but for those that stand in an earlier shard too."""
        with ExitStack() as stack:
            files = {t: stack.enter_context(tables.opened(self._file(t, shard))) for t in _OF_ARTICLES}
            for group in range(files["article"].num_row_groups):
                found = self._group(files, shard, group)
                for article, reading in tables.findings(found):
                    if article.id not in self.repeated.get(shard, ()):
                        yield article, reading

    def of(self, ids: Iterable[str]) -> list[tuple[Article, Reading]]:
        """The articles of these ids, as far as they are there, in the order of the store.

        Only the row groups that hold them are read. The first call reads the ids of all articles.
        """
        wanted = set(ids)
        out = []
        for shard, groups in self._places(wanted).items():
            with ExitStack() as stack:
                files = {t: stack.enter_context(tables.opened(self._file(t, shard))) for t in _OF_ARTICLES}
                for group in groups:
                    found = self._group(files, shard, group)
                    out += [
                        x for x in tables.findings(_only(found, wanted)) if x[0].id not in self.repeated.get(shard, ())
                    ]
        return out

    def columns(self, table: str, names: Sequence[str], shard: str) -> pa.Table:
        """Some columns of a table of a shard; rows of repeated articles among them."""
        with tables.opened(self._file(table, shard)) as file:
            return file.read(columns=list(names)).select(names)

    def failures(self) -> Iterator[Failure]:
        """The inputs that could not be used, as far as they were not: those of each shard, then those of none."""
        for shard in self.shards:
            found = self.columns("failure", ("input", "reason"), shard).to_pylist()
            yield from (Failure(x["input"], x["reason"]) for x in found)
        yield from self.manifest.failures

    def not_linked(self) -> tuple[Failure, ...]:
        """The articles that could not be linked, when links were made last."""
        files = sorted((self.path / layout.LINKS / self.links / "unlinked").glob("*.parquet")) if self.links else ()
        rows = []
        for path in files:
            with tables.opened(path) as file:
                rows += [Unlinked(x["article"], x["reason"]) for x in file.read().to_pylist()]
        return not_linked({a.id: a.input for a, _ in self.of(row.article for row in rows)}, rows)

    @cached_property
    def repeated(self) -> dict[str, frozenset[str]]:
        """For each shard that has some, the ids of its articles that stand in an earlier shard too."""
        path = layout.file(self.path, layout.REPEATED, self.fingerprint)
        if not path.exists():
            return {}
        with tables.opened(path) as file:
            found = file.read().to_pylist()
        out: dict[str, set[str]] = defaultdict(set)
        for row in found:
            out[row["shard"]].add(row["article"])
        return {shard: frozenset(ids) for shard, ids in out.items()}

    def _group(self, files: Mapping[str, pq.ParquetFile], shard: str, group: int) -> dict[str, pa.Table]:
        found = {}
        for table, file in files.items():
            with tables.saying(self._file(table, shard)):
                found[table] = file.read_row_group(group)
        return found

    def _file(self, table: str, shard: str) -> Path:
        return layout.file(self.path, table, shard)

    def _places(self, wanted: set[str]) -> dict[str, list[int]]:
        """The row groups, by shard, that hold articles of these ids."""
        known, shards, groups = self._index
        if not len(known) or not wanted:
            return {}
        rows = np.flatnonzero(np.isin(known, keys(wanted)))
        out: dict[str, list[int]] = {}
        for shard, group in sorted({(int(shards[n]), int(groups[n])) for n in rows}):
            out.setdefault(self.shards[shard], []).append(group)
        return out

    @cached_property
    def _index(self) -> tuple[Any, Any, Any]:
        """The id of every article as a number, with the number of its shard and of its row group there."""
        ids, shards, groups = [], [], []
        for n, shard in enumerate(self.shards):
            with tables.opened(self._file("article", shard)) as file:
                for group in range(file.num_row_groups):
                    found = file.read_row_group(group, columns=["id"]).column("id").to_pylist()
                    ids.append(keys(found))
                    shards.append(np.full(len(found), n, np.int32))
                    groups.append(np.full(len(found), group, np.int32))
        if not ids:
            return np.zeros(0, np.uint64), np.zeros(0, np.int32), np.zeros(0, np.int32)
        return np.concatenate(ids), np.concatenate(shards), np.concatenate(groups)


_PLAIN = re.compile(r"[0-9a-f]{16}").fullmatch
# the tables that an article and its reading are made of
_OF_ARTICLES = tuple(table for table in layout.TABLES if table not in ("input", "failure"))


def keys(ids: Collection[str]) -> Ids:
    """Ids as numbers, which are the same for the same id; all ids of `model.digest` have others."""
    return np.fromiter((int(x if _PLAIN(x) else digest(x), 16) for x in ids), np.uint64, len(ids))


def _only(group: dict[str, pa.Table], ids: set[str]) -> dict[str, pa.Table]:
    """The rows of a group that are about these articles; lists of ids hang on rows and may hold more."""
    wanted = pa.array(sorted(ids), pa.string())
    out = {}
    for table, rows in group.items():
        key = "id" if table == "article" else "article"
        out[table] = rows.filter(pc.is_in(rows.column(key), wanted)) if key in rows.column_names else rows
    return out
