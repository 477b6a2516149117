"""Where work runs: the standard `concurrent.futures.Executor` is the whole abstraction.

A caller's executor is used with `submit` alone and never closed. Submitted functions are module
level, take and return frozen values, and do not raise.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import contextmanager
from typing import Any, TypeVar

from dsar.errors import UsageError

T = TypeVar("T")
A = TypeVar("A")


class Inline(Executor):
    """Runs each call at once, in the calling thread."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Call now; the future that comes back is done."""
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class Automatic(Executor):
    """Runs at once, or in as many processes as there are processors once much work is expected.

    Only where a process can be copied with all that it has loaded: starting others from nothing would
    take longer than most searches.
    """

    ENOUGH = 0.4
    """Seconds of work from which on processes are worth their start."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def expect(self, seconds: float) -> None:
        """Say how much work comes next, all of it independent."""
        count = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1, MOST)
        if self._pool is None and seconds > self.ENOUGH and count > 1 and _may_fork():
            import multiprocessing  # much of a start, and of no use to a small search

            context = multiprocessing.get_context("fork")
            self._pool = ProcessPoolExecutor(count, context, initializer=_end_with_parent)
        elif self._pool is not None and seconds <= self.ENOUGH:
            self.shutdown()
            self._pool = None

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Call now, or in a process."""
        return (self._pool or Inline()).submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, if there are any."""
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)


MOST = 8
"""How many processes are started unasked."""


def _may_fork() -> bool:
    # A copy of a process with threads may hold their locks for ever.
    return sys.platform == "linux" and threading.active_count() == 1


def _end_with_parent() -> None:
    """Let a worker end when the process that started it is killed: it would wait for work for ever."""
    import multiprocessing  # loaded already: this runs in a worker

    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def open_executor(spec: str) -> Iterator[Executor]:
    """An executor for `auto`, `inline`, `threads:N`, `processes:N` or `dask:tcp://host:8786`; closed.

    Workers of a Dask cluster must see the sources under the same paths. Raises `UsageError` for any
    other words, for a scheduler that does not answer, and where the extra `dask` is not installed.
    """
    name, _, rest = spec.partition(":")
    if name == "dask" and rest:
        with _dask(rest) as cluster:
            yield cluster
        return
    if name == "inline" and not rest:
        yield Inline()
        return
    if name == "auto" and not rest:
        automatic = Automatic()
        try:
            yield automatic
        finally:
            automatic.shutdown(cancel_futures=True)
        return
    if name not in ("threads", "processes") or not rest.isdigit() or int(rest) < 1:
        raise UsageError(
            f"{spec!r} is not a way to run",
            hint="auto, inline, threads:N, processes:N or dask:tcp://HOST:8786",
        )
    pool: Executor
    if name == "threads":
        pool = ThreadPoolExecutor(int(rest))
    else:
        pool = ProcessPoolExecutor(int(rest), initializer=_end_with_parent)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _dask(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client  # a cluster's client: loaded when one is named
    except ImportError:
        raise UsageError(
            "Dask is not installed here", hint="pip install 'dsar-toolkit[dask]', or --workers processes:N"
        ) from None
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError):
        raise UsageError(
            f"no Dask scheduler answers at {address}", hint="start one with: dask scheduler"
        ) from None
    try:
        # Searching twice changes nothing: what a lost worker had is given to another.
        yield client.get_executor(pure=False, retries=2)
    finally:
        client.close()


def expect(executor: Executor | None, seconds: float) -> None:
    """Tell an executor that chooses by itself how much work comes next; others are as they are."""
    if isinstance(executor, Automatic):
        executor.expect(seconds)


def was_lost(error: BaseException) -> bool:
    """Whether a call failed because the worker that ran it is gone, not because of the call itself."""
    return isinstance(error, (BrokenExecutor, CancelledError)) or type(error).__name__ == "KilledWorker"


def run_alone(fn: Callable[[A], T], argument: A) -> T | None:
    """Call in a process of its own; None where that process dies."""
    with ProcessPoolExecutor(1) as pool:
        future = pool.submit(fn, argument)
        error = future.exception()
        if error is not None and was_lost(error):
            return None
        return future.result()
