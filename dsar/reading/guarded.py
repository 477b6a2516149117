"""A reader that runs native code on hostile bytes, kept in a process of its own that may die.

The child reads step by step and sends what each step gave; here it arrives as plain values. A crash, a loop
without end or memory without bound ends the child and nothing else: the step is told as lost, and a new child
goes on behind it. What a child sends is taken apart as data, whatever has become of it.
"""

from __future__ import annotations

import importlib
import io
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

SILENCE = 120
"""Seconds without a sign after which a child is taken for caught in a loop."""

MEMORY = 3 * 2**30
"""Bytes that a child may use, where the system can hold it to that."""

LIVES = 20
"""How many steps of one part may be the end of a child before the rest is given up."""

Steps = Callable[[Any, int, frozenset[int]], Iterator[Any]]
"""Reads an argument: a number says that the step of that number begins, anything else is what a step gave.

It is told from which step on to give, and which steps to leave out because they were the end of a child.
The same argument gives the same steps.
"""

Plain = Mapping[str, frozenset[str]]
"""The classes that values may be made of, by module."""

_TORN = (
    *(pickle.UnpicklingError, OSError, ValueError, EOFError, AttributeError, TypeError, IndexError, KeyError),
    *(ImportError, MemoryError, RecursionError),
)
_HEAD = 8


@dataclass(frozen=True, slots=True)
class Lost:
    """A step that was the end of a child: its number and why; `rest` says that nothing behind it is read."""

    step: int
    why: str
    rest: bool = False


def read(steps: Steps, argument: object, plain: Plain) -> Iterator[Any]:
    """What a function of a module gives, run elsewhere, with a `Lost` for each step that ended its child.

    Raises nothing for what a child does; leaving the iterator early ends it.
    """
    start, lost = 0, frozenset[int]()
    while True:
        child = _Child(steps, (argument, start, lost), plain)
        at, begun = start, False
        try:
            for one in child.said():
                if isinstance(one, int):
                    at, begun = one, True
                elif one is None:
                    return
                else:
                    yield one
        finally:
            child.end()
        rest = not begun or len(lost) + 1 >= LIVES
        yield Lost(at, child.why, rest)
        if rest:
            return
        start, lost = at + 1, lost | {at}


@dataclass(slots=True)
class _Child:
    """One process that reads, and the thread that listens to it."""

    steps: Steps
    told: tuple[object, int, frozenset[int]] = field(repr=False)
    plain: Plain = field(repr=False)
    why: str = ""
    heard: queue.Queue[object] = field(default_factory=lambda: queue.Queue(2), repr=False)
    process: subprocess.Popen[bytes] | None = None
    listener: threading.Thread | None = None
    ended: bool = False

    def said(self) -> Iterator[object]:
        """What it says, until it ends; None where it has said everything."""
        name = f"{self.steps.__module__}:{self.steps.__qualname__}"
        command = [sys.executable, "-P", "-m", "dsar.reading.guarded", name]
        try:
            self.process = subprocess.Popen(  # noqa: S603 - ourselves, no shell
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            self.why = f"no process could be begun ({type(error).__name__})"
            return
        self.listener = threading.Thread(target=self._listen, args=(self.process,), daemon=True)
        self.listener.start()
        while True:
            try:
                one = self.heard.get(timeout=SILENCE)
            except queue.Empty:
                self.why = f"it gave no sign for {SILENCE} seconds"
                return
            if one is _Child:
                self.why = _how(self.process.wait())
                return
            yield one

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin
        assert process.stdout
        try:
            with process.stdin as given:
                pickle.dump(self.told, given)
            while len(head := process.stdout.read(_HEAD)) == _HEAD:
                size = int.from_bytes(head, "big")
                body = process.stdout.read(size) if size <= MEMORY else b""
                if len(body) < size:
                    break
                self._put(_Values(body, self.plain).load())
        except _TORN:
            process.kill()
        self._put(_Child)

    def _put(self, one: object) -> None:
        while not self.ended:
            try:
                self.heard.put(one, timeout=0.2)
            except queue.Full:
                continue
            return

    def end(self) -> None:
        """End it, if it has not ended."""
        self.ended = True
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        if self.listener:
            self.listener.join()
        if self.process.stdout:
            self.process.stdout.close()


def _how(status: int) -> str:
    if status >= 0:
        return f"the process that read it ended with status {status}"
    try:
        return f"the process that read it was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"the process that read it was ended by signal {-status}"


class _Values(pickle.Unpickler):
    """Takes values apart and nothing else: whatever names any other class is refused."""

    def __init__(self, body: bytes, plain: Plain) -> None:
        super().__init__(io.BytesIO(body))
        self.plain = plain

    def find_class(self, module: str, name: str) -> Any:
        if name in self.plain.get(module, ()):
            return super().find_class(module, name)
        raise pickle.UnpicklingError("not a value")


def main(arguments: Sequence[str]) -> None:
    """Be the child: read what standard input tells with the function named, and say it on standard output."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints must not be taken for us
    _limit()
    module, _, name = arguments[0].partition(":")
    steps: Steps = getattr(importlib.import_module(module), name)
    argument, start, lost = pickle.load(sys.stdin.buffer)  # noqa: S301 - from whoever began us
    try:
        for one in steps(argument, start, lost):
            _say(out, one)
        _say(out, None)
    except BrokenPipeError:  # nobody listens any more
        os._exit(0)


def _say(out: IO[bytes], one: object) -> None:
    """Say a value; from then on there is so much time for the next, should whoever listens be gone."""
    alarm: Any = getattr(signal, "alarm", lambda _: None)
    body = pickle.dumps(one)
    alarm(0)
    out.write(len(body).to_bytes(_HEAD, "big") + body)
    out.flush()
    alarm(2 * SILENCE)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):  # held lower already
            continue


if __name__ == "__main__":
    main(sys.argv[1:])
