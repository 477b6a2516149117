"""The same answer whatever runs the search, workers that die included."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest

from dsar.case.found import Found
from dsar.config import source_at
from dsar.errors import UsageError
from dsar.executors import Automatic, open_executor, run_alone
from dsar.model.identifiers import Identifier
from dsar.model.progress import Progress
from dsar.steps.find import search
from tests.bench.corpus import EMAIL, Writer, plants

WANTED = [Identifier.of("email", EMAIL), Identifier.of("phone", "+447700900123")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("mail")
    writer, dice = Writer(5), random.Random(5)
    for n in range(24):
        parts = [f"Subject: {n}\n\n{writer.text(1, 3)}\n".encode() for _ in range(5)] + [
            dice.choice(plants())[1]
        ]
        body = b"".join(b"From x@y.example Mon Jan  1 10:00:00 2024\n" + part + b"\n" for part in parts)
        (place / f"{n:02d}.mbox").write_bytes(body)
    return place


def answer(folder: Path, executor: Executor | None = None, kill: int = 0) -> Found:
    def progress(step: Progress) -> None:
        nonlocal kill
        if kill and step.done:
            os.kill(kill, signal.SIGKILL)
            kill = 0

    return search([source_at(folder, set())], WANTED, executor=executor, on_progress=progress)[0]


@pytest.mark.parametrize("spec", ["inline", "threads:2", "processes:2"])
def test_every_executor_gives_the_same_answer(spec: str, folder: Path) -> None:
    with open_executor(spec) as executor:
        assert answer(folder, executor) == answer(folder)


def test_much_work_is_given_to_processes_unasked(folder: Path) -> None:
    with open_executor("auto") as executor:
        assert isinstance(executor, Automatic)
        assert executor.submit(os.getpid).result() == os.getpid()
        executor.expect(60)
        if executor.submit(os.getpid).result() == os.getpid():
            pytest.skip("one processor, or threads run here already: no process is started")
        assert answer(folder, executor) == answer(folder)
        executor.expect(0)
        assert executor.submit(os.getpid).result() == os.getpid()


def test_workers_end_with_the_process_that_started_them() -> None:
    program = (
        "import os, signal, sys, time\n"
        "from dsar.executors import open_executor\n"
        "with open_executor('processes:2') as executor:\n"
        "    print(*{executor.submit(os.getpid).result() for _ in range(20)}, flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as started:
        assert started.stdout
        workers = [int(word) for word in started.stdout.readline().split()]
        started.send_signal(signal.SIGKILL)
    assert workers
    until = time.monotonic() + 20
    while (left := [one for one in workers if runs(one)]) and time.monotonic() < until:
        time.sleep(0.05)
    assert not left


def runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[int]]]:
    """A real scheduler and two worker processes: its address and their process ids."""
    pytest.importorskip("distributed")
    file, quiet = tmp_path / "scheduler.json", {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    commands = [
        ["dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    ] + [
        ["dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--no-dashboard",
         "--local-directory", str(tmp_path)]
    ] * 2  # fmt: skip
    running = [
        subprocess.Popen([sys.executable, "-m", f"distributed.cli.{command[0]}", *command[1:]], **quiet)  # type: ignore[call-overload]
        for command in commands
    ]
    try:
        for _ in range(300):
            if file.exists() and file.stat().st_size:
                break
            time.sleep(0.1)
        yield json.loads(file.read_text())["address"], [one.pid for one in running[1:]]
    finally:
        for one in running:
            one.kill()
            one.wait()


def test_a_cluster_of_which_one_worker_is_killed_gives_the_same_answer(
    folder: Path, cluster: tuple[str, list[int]]
) -> None:
    address, workers = cluster
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    with open_executor(f"dask:{address}") as executor:
        assert answer(folder, executor, kill=workers[0]) == answer(folder)


def test_a_scheduler_that_is_not_there_is_wrong_use() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(UsageError, match="answers"), open_executor("dask:tcp://127.0.0.1:9"):
        pass


@pytest.mark.parametrize(
    "spec", ["", "dask", "dask:", "threads", "threads:0", "processes:x", "inline:2", "slurm:1"]
)
def test_other_words_are_wrong_use(spec: str) -> None:
    with pytest.raises(UsageError), open_executor(spec):
        pass


def dies(_: object) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 1


def test_a_call_that_takes_its_process_down_takes_nothing_else(folder: Path) -> None:
    assert run_alone(dies, None) is None
    assert run_alone(len, "four") == 4


def test_a_pool_whose_processes_die_loses_nothing(folder: Path) -> None:
    with open_executor("processes:2") as executor:
        executor.submit(dies, None)
        assert answer(folder, executor) == answer(folder)
