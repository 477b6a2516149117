"""Where work runs: the standard `concurrent.futures.Executor` is the whole abstraction.

A caller's executor is used with `submit` alone and never closed. Submitted functions are module
level, take and return frozen values, and do not raise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from dsar.errors import UsageError

T = TypeVar("T")


class Inline(Executor):
    """Runs each call at once, in the calling thread."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Call now; the future that comes back is done."""
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def open_executor(spec: str) -> Iterator[Executor]:
    """An executor for `inline`, `threads:N` or `processes:N`, closed at the end.

    Raises `UsageError` for any other words. `dask:` comes with the search at full speed.
    """
    name, _, count = spec.partition(":")
    if name == "inline" and not count:
        yield Inline()
        return
    if name not in ("threads", "processes") or not count.isdigit() or int(count) < 1:
        raise UsageError(f"{spec!r} is not a way to run", hint="inline, threads:N or processes:N")
    pool: Executor
    pool = ThreadPoolExecutor(int(count)) if name == "threads" else ProcessPoolExecutor(int(count))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
