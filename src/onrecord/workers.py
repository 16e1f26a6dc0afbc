"""Engines: a function done to many items, here, in worker processes, or in actors of Ray.

All keep one protocol: `Workers.map(function, items)` gives the results in the order of the items, a few at a time.
A worker that dies (killed, out of memory) costs nothing but its own item, which is tried again, at last in a new
process while nothing else runs; only then is the item given up. One that takes longer than it may is ended, and its
item given up.
"""

from __future__ import annotations

import atexit
import multiprocessing
import multiprocessing.util  # what it does at exit has to be known of before what is done here
import os
import signal
import socket
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from onrecord.errors import ReadingError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")
R = TypeVar("R")

# an item that takes a worker with it is tried so often among others, and then once alone
TRIES = 2
# so many items more than there are workers wait at a time, unless the caller says otherwise
AHEAD = 2


class WorkerLost(ReadingError):
    """A worker died of an item, or was ended because it took too long; `begun` is False where it did not even start."""

    def __init__(self, message: str, *, slow: bool = False, begun: bool = True) -> None:
        super().__init__(message)
        self.slow = slow
        self.begun = begun


class Worker(Protocol):
    """What does one thing at a time somewhere else."""

    def do(self, function: Callable[[T], R], item: T, seconds: float | None) -> R:
        """The result; what the function raises; or WorkerLost, after which this worker is of no more use."""

    def stop(self) -> None:
        """End at once, whatever is being done."""


class Workers:
    """Map a function over items in order: in this process (`processes` 0), or in so many workers beside it.

    `start` makes a worker, when the first item needs one. To be used in a `with`.
    """

    def __init__(self, processes: int, start: Callable[[], Worker] | None = None) -> None:
        self.processes = processes
        self._start = start or LocalWorker
        # each thread waits for one worker at a time
        self._threads: ThreadPoolExecutor | None = None
        self._apart: ThreadPoolExecutor | None = None
        self._all: set[Worker] = set()
        self._idle: deque[Worker] = deque()
        self._starting = threading.Lock()
        self._ended = False
        self._gate = _Gate()

    def __enter__(self) -> Workers:
        if self.processes:
            atexit.register(self._end)  # for one who never leaves: this process would wait for the others
            self._threads = ThreadPoolExecutor(self.processes, "onrecord-worker", _deaf)
            self._apart = ThreadPoolExecutor(1, "onrecord-alone", _deaf)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._threads is None or self._apart is None:
            return
        if kind is not None:
            self._end()  # nobody wants what the workers are at; without this, leaving would wait for them
        self._threads.shutdown(cancel_futures=True)
        self._apart.shutdown(cancel_futures=True)
        self._end()
        atexit.unregister(self._end)

    def map(
        self,
        function: Callable[[T], R],
        items: Iterable[T],
        *,
        seconds: Callable[[T], float] | None = None,
        lost: Callable[[T, WorkerLost], R] | None = None,
        ahead: int = AHEAD,
    ) -> Iterator[R]:
        """The results in the order of `items`; only `ahead` items more than there are workers wait at a time.

        A worker that needs more than `seconds` of an item for it is ended. An item that cannot be done is given to
        `lost`, which makes its result; without it WorkerLost is raised. In this process neither is known of.
        """
        if self._threads is None:
            yield from map(function, items)
            return
        waiting: deque[tuple[T, Future[R]]] = deque()
        try:
            for item in items:
                waiting.append((item, self._threads.submit(self._do, function, item, seconds and seconds(item))))
                if len(waiting) > self.processes + ahead:
                    yield _result(*waiting.popleft(), lost)
            while waiting:
                yield _result(*waiting.popleft(), lost)
        finally:
            for _, future in waiting:
                future.cancel()

    def alone(self, function: Callable[[T], R], item: T, *, seconds: float | None = None) -> R:
        """Do one thing, once, in a new worker while no other works: to find which of several does the harm.

        Raises WorkerLost when it does. Without workers it is done here.
        """
        if self._apart is None:
            return function(item)
        return self._apart.submit(self._once, function, item, seconds, alone=True).result()

    def _do(self, function: Callable[[T], R], item: T, seconds: float | None) -> R:
        for _ in range(TRIES):
            try:
                return self._once(function, item, seconds)
            except WorkerLost as error:
                # time is dear: what takes too long does so again
                if error.slow or self._ended:
                    raise
        return self._once(function, item, seconds, alone=True)

    def _once(self, function: Callable[[T], R], item: T, seconds: float | None, *, alone: bool = False) -> R:
        with self._gate.alone() if alone else self._gate.among_others():
            if alone:
                self._rest()
            worker = self._any()
            try:
                result = worker.do(function, item, seconds)
            except WorkerLost:
                worker.stop()
                self._all.discard(worker)
                raise
            except BaseException:
                self._idle.append(worker)
                raise
            self._idle.append(worker)
            return result

    def _rest(self) -> None:
        """End the workers that have nothing to do: what they hold is memory too."""
        while self._idle:
            worker = self._idle.pop()
            worker.stop()
            self._all.discard(worker)

    def _any(self) -> Worker:
        with suppress(IndexError):
            return self._idle.pop()
        with self._starting:
            if self._ended:
                raise WorkerLost("the work was given up", begun=False)
            worker = self._start()
            self._all.add(worker)
        return worker

    def _end(self) -> None:
        with self._starting:
            self._ended = True
        while self._all:
            with suppress(KeyError):  # a thread may have taken it out
                self._all.pop().stop()
        self._idle.clear()


def _result(item: T, future: Future[R], lost: Callable[[T, WorkerLost], R] | None) -> R:
    try:
        return future.result()
    except WorkerLost as error:
        if lost is None or not error.begun:
            raise
        return lost(item, error)


class _Gate:
    """Lets many work at a time, or one alone."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.inside = 0
        self.closed = False

    @contextmanager
    def among_others(self) -> Iterator[None]:
        with self.changed:
            self.changed.wait_for(lambda: not self.closed)
            self.inside += 1
        try:
            yield
        finally:
            with self.changed:
                self.inside -= 1
                self.changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self.changed:
            self.changed.wait_for(lambda: not self.closed)
            self.closed = True
            self.changed.wait_for(lambda: not self.inside)
        try:
            yield
        finally:
            with self.changed:
                self.closed = False
                self.changed.notify_all()


_Answer = tuple[R | None, Exception | None]


def _answer(function: Callable[[T], R], item: T) -> _Answer[R]:
    """What a function gives, or what it raises."""
    try:
        return function(item), None
    except Exception as error:
        error.add_note("in a worker process:\n" + "".join(traceback.format_exception(error)))
        return None, error


def _opened(answer: _Answer[R]) -> R:
    result, error = answer
    if error is not None:
        raise error
    return cast(R, result)


def _too_slow(seconds: float | None) -> WorkerLost:
    return WorkerLost(f"it took longer than {seconds:g} seconds", slow=True)


# --- on this machine ---------------------------------------------------------------------------------

# seconds that a process may take to start on a machine that has much else to do
_PATIENCE = 300
_DIED = "a worker process died, perhaps for want of memory; try --processes 1, which needs less"


class LocalWorker:
    """A spawned process, not a forked one: the same on every system, and safe beside threads."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=_serve, args=(other,))  # no daemon: it may have workers of its own
        self.process.start()
        other.close()
        self.ready = False

    def do(self, function: Callable[[T], R], item: T, seconds: float | None) -> R:
        try:
            if not self.ready:
                self.ready = self.pipe.poll(_PATIENCE) and self.pipe.recv()
            self.pipe.send((function, item))
            if not self.pipe.poll(seconds):
                raise _too_slow(seconds)
            answer: _Answer[R] = self.pipe.recv()
        except (EOFError, ConnectionError) as error:
            raise WorkerLost(_DIED, begun=self.ready) from error
        return _opened(answer)

    def stop(self) -> None:
        self.process.kill()
        self.process.join()


def _serve(pipe: Connection) -> None:
    """What a worker process does: answer until nobody asks any more."""
    prepare_worker()
    with suppress(EOFError, ConnectionError):
        pipe.send(True)
        while True:
            answer = _answer(*pipe.recv())
            try:
                pipe.send(answer)
            except ConnectionError:
                raise
            except Exception as error:  # it does not pickle
                pipe.send((None, RuntimeError(f"what a worker answers cannot be sent: {error}")))


def _deaf() -> None:
    """Leave Ctrl-C to the main thread; processes that are started here never hear it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it would lift the block again
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def prepare_worker() -> None:
    """Leave Ctrl-C to the main process, and end with it, even when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.join,), daemon=True).start()


def _end_with(wait: Callable[[], None]) -> None:
    wait()
    os._exit(1)


# --- in a cluster ------------------------------------------------------------------------------------


class RayWorker:
    """An actor of Ray: a process on some machine of a cluster, which keeps what it has loaded from item to item."""

    def __init__(self) -> None:
        import ray

        self.ray = ray
        self.actor = ray.remote(_Actor).options(num_cpus=1, max_restarts=0, max_task_retries=0).remote()
        self.ready = False

    def do(self, function: Callable[[T], R], item: T, seconds: float | None) -> R:
        try:
            if not self.ready:
                self.ready = self.ray.get(self.actor.answer.remote(bool, True))[0]
            answer: _Answer[R] = self.ray.get(self.actor.answer.remote(function, item), timeout=seconds)
        except self.ray.exceptions.GetTimeoutError as error:
            raise _too_slow(seconds) from error
        except (self.ray.exceptions.RayActorError, self.ray.exceptions.OutOfMemoryError) as error:
            raise WorkerLost("an actor of Ray died, perhaps for want of memory", begun=self.ready) from error
        return _opened(answer)

    def stop(self) -> None:
        self.ray.kill(self.actor)


class _Actor:
    """What stands at the other end of a `RayWorker`."""

    def answer(self, function: Callable[[T], R], item: T) -> _Answer[R]:
        return _answer(function, item)


@contextmanager
def on_ray(processes: int | None, address: str | None = None) -> Iterator[Workers]:
    """Workers in the Ray cluster at `address`, or in one that is started here and ends with the work.

    Every machine of a cluster needs onrecord and the files that items name. `processes` is how many actors work at a
    time; by default one a processor of the cluster. Raises ReadingError where Ray is not installed or does not answer.
    """
    # it would tell its makers of each use
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise ReadingError("the engine ray needs the package ray: pip install 'onrecord[ray]'") from error
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "error"}
    own: dict[str, Any] = {"num_cpus": processes, "include_dashboard": False}
    try:
        if address and ":" in address:
            _knock(address)  # Ray itself would try for minutes
        ray.init(address, **quiet) if address else ray.init(**own, **quiet)
    except Exception as error:
        words = " ".join(str(error).split())[:200]
        raise ReadingError(f"no Ray cluster answers at {address}: {words}" if address else words) from error
    try:
        with Workers(processes or max(1, int(ray.cluster_resources().get("CPU", 1))), RayWorker) as workers:
            yield workers
    finally:
        ray.shutdown()


def _knock(address: str) -> None:
    """Raise OSError where nothing answers at "host:port" or "ray://host:port"."""
    host, _, port = address.rpartition("/")[2].rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10):
        pass


@contextmanager
def engine(name: str, processes: int | None = None, address: str | None = None) -> Iterator[Workers]:
    """Workers of the engine "local" (one unless more are asked for) or "ray", all in processes of their own."""
    with Workers(processes or 1) if name == "local" else on_ray(processes, address) as workers:
        yield workers
