"""Processor time and memory of a process and of all that it starts, read from /proc (Linux)."""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

# seconds between two looks
LOOK = 0.5


@dataclass
class Look:
    """Seconds of processor time so far and peak memory in bytes, of a process."""

    seconds: float
    memory: int


class Watch:
    """Processor time by step of this process and of all below it, and the peak memory of each."""

    def __init__(self) -> None:
        self.steps: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._known: dict[int, Look] = {}
        self._step = ""
        self._own = self._others = self._watching = 0.0
        self._lock, self._end = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._began = time.monotonic()
        self.clock = 0.0

    def __enter__(self) -> Watch:
        self._own = self._used()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        self.clock = time.monotonic() - self._began
        self.step("")

    def step(self, name: str, *_: object) -> None:
        """A step begins, or goes on; it is what `progress` is called with."""
        self._look()
        if name == self._step:
            return
        own, others = self._used(), sum(look.seconds for look in self._known.values())
        self.steps[self._step or name][0] += own - self._own
        self.steps[self._step or name][1] += others - self._others
        self._own, self._others, self._step = own, others, name

    @property
    def memory(self) -> tuple[int, int]:
        """Peak bytes of this process, and of the largest of the others."""
        own = _look(os.getpid())
        return own.memory if own else 0, max((x.memory for x in self._known.values()), default=0)

    def _watch(self) -> None:
        while not self._end.wait(LOOK):
            self._look()

    def _look(self) -> None:
        with self._lock:
            began = time.thread_time()
            for pid in _below(os.getpid()):
                look = _look(pid)
                if look and look.memory:
                    self._known[pid] = look
            self._watching += time.thread_time() - began

    def _used(self) -> float:
        """Seconds of processor time of this process, but for what watching costs."""
        return time.process_time() - self._watching


def _below(pid: int) -> list[int]:
    """The processes that a process started, and those that these started."""
    children = defaultdict(list)
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (found := _stat(int(entry))):
            children[int(found[1])].append(int(entry))
    out, waiting = [], [pid]
    while waiting:
        new = children[waiting.pop()]
        out += new
        waiting += new
    return out


def _stat(pid: int) -> list[str] | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _look(pid: int) -> Look | None:
    found = _stat(pid)
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    if found is None:
        return None
    peak = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
    return Look((int(found[11]) + int(found[12])) / os.sysconf("SC_CLK_TCK"), peak * 1024)
