"""Steps that end the process which takes them, for the tests of `guarded`."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from dsar.reading.guarded import Lost


def counts(argument: tuple[str, int], start: int, lost: frozenset[int]) -> Iterator[object]:
    """Six steps, at one of which something happens."""
    fault, where = argument
    for n in range(6):
        if n < start or n in lost:
            continue
        yield n
        if n == where:
            befalls(fault)
        yield f"value {n}" if (fault, n) != ("lies", where) else Lost(1, "no plain value")


def befalls(fault: str) -> None:
    match fault:
        case "segfault":
            ctypes.string_at(0)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "loops":
            while True:
                time.sleep(0.01)
        case "eats":
            held = bytearray()
            while True:
                held += bytes(64 * 2**20)
        case "raises":
            raise ValueError("whatever it says")
        case "prints":
            os.write(1, b"noise on standard output")


def never(argument: object, start: int, lost: frozenset[int]) -> Iterator[object]:
    """Ends before its first step."""
    del argument, start, lost
    os.kill(os.getpid(), signal.SIGKILL)
    yield 0


def always(argument: object, start: int, lost: frozenset[int]) -> Iterator[object]:
    """Ends at every step."""
    del argument, lost
    yield start
    os.kill(os.getpid(), signal.SIGKILL)


def moments(argument: object, start: int, lost: frozenset[int]) -> Iterator[object]:
    del argument, start, lost
    yield 0
    yield datetime(2026, 11, 2, tzinfo=UTC)
