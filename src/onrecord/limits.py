"""What a step may take, and what is said of one that went wrong: too slow, a process that died, an error.

A timer stops what Python does in this process. It needs the main thread of a process and a system that has timers (not
Windows), and leaves alone an alarm that somebody else has set.
"""

from __future__ import annotations

import errno
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from onrecord.errors import ReadingError
from onrecord.workers import WorkerLost


class Outlasted(BaseException):
    """Time is up. No `except Exception` on the way may keep it for itself."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise Outlasted in what takes longer, where a timer can be had."""
    if not _has_timer():
        yield
        return

    def stop(*_: object) -> None:
        raise Outlasted

    signal.signal(signal.SIGALRM, stop)
    try:
        # again each second: a callback of a library may swallow the first one
        signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _has_timer() -> bool:
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
    )


# a disk that is full, for this user or this process
_NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


def stop_for(error: BaseException, doing: str) -> None:
    """Raise ReadingError for what no article does: steps read no files, so an error of the system is the system's."""
    if isinstance(error, OSError) and error.errno:
        said = (error.strerror or type(error).__name__).lower()
        where = f" (temporary files need room in {tempfile.gettempdir()})" if error.errno in _NO_ROOM else ""
        raise ReadingError(f"{doing} had to stop, and no article is to blame: {said}{where}") from error


def lost(error: WorkerLost, seconds: float, doing: str) -> str:
    """Why a worker did not come back."""
    return too_long(seconds) if error.slow else f"it ends the process that {doing} it, perhaps for want of memory"


def too_long(seconds: float) -> str:
    """That a limit was met."""
    return f"it takes longer than {seconds:.0f} seconds"


def described(error: BaseException) -> str:
    """An error in one line."""
    if isinstance(error, UnicodeEncodeError):
        return "its text holds half a character (a lone surrogate)"
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words[:200]}" if words else type(error).__name__
