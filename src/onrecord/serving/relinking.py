"""Linking a record anew beside the pages, in a process of its own, so that pages stay quick."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from onrecord import record
from onrecord.errors import OnrecordError
from onrecord.serving.reading import reason
from onrecord.workers import prepare_worker

# so many seconds nothing may have come in before links are made that nobody waits for: somebody may be adding
QUIET = 10.0
# how much the process that links gives way to the one that shows pages, where the system has such a thing
NICE = 5


class Relinking:
    """Makes the links of the record at `path` anew when asked, one time after the other.

    `running` is whether it is at it or about to be, `failed` why the last time did not succeed, in words for a person.
    """

    def __init__(self, path: Path, changes: Callable[[], int]) -> None:
        self.path = path
        self.running = False
        self.failed: str | None = None
        self._changes = changes
        self._asked = threading.Event()
        self._at_once = False
        self._closed = False
        self._process: BaseProcess | None = None
        self._thread = threading.Thread(target=self._go, daemon=True, name="relinking")
        self._thread.start()

    def ask(self, *, at_once: bool) -> None:
        """Have the links made anew; unless `at_once`, only when nothing has come in for some seconds."""
        self._at_once |= at_once
        self.running = True
        self._asked.set()

    def close(self) -> None:
        """End, and what is under way with it: the record keeps its former links."""
        self._closed = True
        self._asked.set()
        if self._process is not None:
            self._process.kill()
        self._thread.join(5)

    def _go(self) -> None:
        while True:
            self._asked.wait()
            if self._closed:
                return
            self._asked.clear()
            self._wait_until_quiet()
            self._at_once = False
            if not self._closed:
                self.failed = self._run()
            self.running = self._asked.is_set()

    def _wait_until_quiet(self) -> None:
        held, since = self._changes(), time.monotonic()
        while not (self._at_once or self._closed) and time.monotonic() - since < QUIET:
            time.sleep(0.2)
            now = self._changes()
            if now != held:
                held, since = now, time.monotonic()

    def _run(self) -> str | None:
        # spawned, not forked: threads of this process may hold what a copy would wait for
        context = get_context("spawn")
        here, there = context.Pipe(duplex=False)
        self._process = context.Process(target=_relink, args=(str(self.path), there), daemon=True)
        self._process.start()
        there.close()
        try:
            said = here.recv()
        except EOFError:
            said = "the process that links the record died, perhaps for want of memory"
        self._process.join()
        here.close()
        return None if said is None else str(said)


def _relink(path: str, answer: Connection) -> None:
    prepare_worker()
    if hasattr(os, "nice"):
        os.nice(NICE)
    try:
        record.relink(path)
    except OnrecordError as error:
        answer.send(reason(error, Path(path)))
    except Exception as error:
        answer.send(f"{type(error).__name__}: {error}")
    else:
        answer.send(None)
