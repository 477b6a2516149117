"""Where work runs: the standard `concurrent.futures.Executor` is the whole abstraction.

A caller's executor is used with `submit` alone and never closed. Submitted functions are module
level, take and return frozen values, and do not raise.
"""

from __future__ import annotations

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


@contextmanager
def open_executor(spec: str) -> Iterator[Executor]:
    """An executor for `inline`, `threads:N`, `processes:N` or `dask:tcp://host:8786`, closed at the end.

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
    if name not in ("threads", "processes") or not rest.isdigit() or int(rest) < 1:
        raise UsageError(
            f"{spec!r} is not a way to run", hint="inline, threads:N, processes:N or dask:tcp://HOST:8786"
        )
    pool: Executor
    pool = ThreadPoolExecutor(int(rest)) if name == "threads" else ProcessPoolExecutor(int(rest))
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
