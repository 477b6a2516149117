"""Other programs, called without a shell and with limits on time, memory and what they write.

They are given bytes on standard input, or several inputs as files in memory, and give bytes on standard
output; no name of ours is passed, and of our surroundings they see their own path. What they write stays in
memory or in a file without a name.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import IO

SECONDS = 60
"""Of processor time that one call may take; four times as much by the clock."""

MEMORY = 1536 * 2**20
"""Bytes that a program may use, where the system can hold it to that (Linux)."""

_AROUND = ("PATH", "TESSDATA_PREFIX", "SYSTEMROOT", "TEMP")
_TOLD = 4096


@dataclass(frozen=True, slots=True)
class Said:
    """What a program wrote, and why it wrote no more: empty where it ended well."""

    out: bytes = field(default=b"", repr=False)
    why: str = ""


def installed(program: str) -> bool:
    """Whether a program is to be found here."""
    return shutil.which(program) is not None


def run(command: Sequence[str], given: bytes) -> Said:
    """Call a program that reads some bytes from a pipe; what it wrote counts only where it ended well."""
    return _run(command, given, ())


def run_over(command: Sequence[str], inputs: Sequence[bytes]) -> Said:
    """Call a program that reads from a pipe the names of its inputs, one a line: files in memory alone.

    Where a system has no such files (they are Linux's) the program is not called, and `why` says so.
    """
    if not hasattr(os, "memfd_create"):
        return Said(why="there are no files in memory here")
    with ExitStack() as stack:
        held = [stack.enter_context(os.fdopen(os.memfd_create("input"), "wb")) for _ in inputs]
        for file, content in zip(held, inputs, strict=True):
            file.write(content)
            file.flush()
        names = "".join(f"/dev/fd/{file.fileno()}\n" for file in held)
        return _run(command, names.encode(), [file.fileno() for file in held])


def _run(command: Sequence[str], given: bytes, files: Sequence[int]) -> Said:
    process = _begun(command, subprocess.PIPE, subprocess.PIPE, subprocess.DEVNULL, files)
    if process is None:
        return Said(why="it is not installed")
    with process:
        _limit(process.pid, 0)
        try:
            out, _ = process.communicate(given, timeout=4 * SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return Said(why="it took too long")
        except OSError:
            process.kill()
            return Said(why="it stopped")
    return Said(out) if process.returncode == 0 else Said(why="it was too much for it, or is damaged")


@contextmanager
def written(command: Sequence[str], given: IO[bytes], most: int) -> Iterator[tuple[IO[bytes], str]]:
    """Call a program that seeks in its input; a file of at most `most` bytes it wrote, and its complaint.

    Both files have no name, and are gone with the block. The complaint is empty where it ended well; it
    may hold names from the input, and is for looking at, never for showing.
    """
    with tempfile.TemporaryFile() as held, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as told:
        shutil.copyfileobj(given, held)
        held.seek(0)
        process = _begun(command, held, out, told)
        if process is None:
            yield out, "it is not installed"
            return
        with process:
            _limit(process.pid, most)
            try:
                status = process.wait(4 * SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                status = process.wait()
        told.seek(0)
        words = told.read(_TOLD).decode("utf-8", "replace")
        out.seek(0)
        yield out, "" if status == 0 else words or "it was ended"


def _begun(
    command: Sequence[str],
    given: int | IO[bytes],
    out: int | IO[bytes],
    told: int | IO[bytes],
    files: Sequence[int] = (),
) -> subprocess.Popen[bytes] | None:
    around = {name: os.environ[name] for name in _AROUND if name in os.environ}
    try:
        return subprocess.Popen(  # noqa: S603 - a fixed name, no shell
            command, stdin=given, stdout=out, stderr=told, pass_fds=files,
            env={**around, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    except OSError:
        return None


def _limit(process: int, most: int) -> None:
    """Hold a program to its time, memory and output, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: time by the clock alone
        return
    if not hasattr(resource, "prlimit"):
        return
    limits = [(resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)]
    for kind, value in (*limits, *([(resource.RLIMIT_FSIZE, most)] if most else [])):
        try:
            resource.prlimit(process, kind, (value, value))
        except (OSError, ValueError):  # it has ended already, or may not be limited
            return
