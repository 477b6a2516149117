"""Whatever moment the server is killed in, no decision that it acknowledged is lost."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dsar.case.case import Case
from dsar.model.decisions import On

from .asking import case_of
from .served import Served
from .test_board import FINDINGS, found


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
@pytest.mark.parametrize("wait", [0.05, 0.2, 0.35, 0.6])
def test_a_kill_loses_no_acknowledged_decision(wait: float, tmp_path: Path) -> None:
    case = case_of(tmp_path, found())
    acknowledged: list[str] = []
    with Served(case.folder) as served:
        served.open()
        timer = threading.Timer(wait, served.process.kill)
        timer.start()
        for n in range(100_000):
            one = FINDINGS[n % len(FINDINGS)]
            note = f"{n}"
            try:
                told = served.press("decide", on="finding", target=one.id, action="redact", note=note)
            except (OSError, http.client.HTTPException, ValueError):
                break
            assert told["ok"]
            acknowledged.append(note)
        timer.join()
        assert served.process.wait(10) == -signal.SIGKILL
    again = Case.open(case.folder)
    assert again.verify().ok
    kept = [one.note for one in again.state().decisions if one.on is On.FINDING]
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) - len(acknowledged) <= 1
    assert acknowledged or wait < 0.1


def test_status_works_while_the_page_is_open(tmp_path: Path) -> None:
    case = case_of(tmp_path, found())
    with Served(case.folder) as served:
        served.open()
        served.press("decide", on="person", target="P-ben", action="redact")
        command = [sys.executable, "-m", "dsar", "status", "--case", str(case.folder), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
        assert json.loads(done.stdout)["decisions"] == 1
        decide = [
            sys.executable,
            "-m",
            "dsar",
            "decide",
            "--case",
            str(case.folder),
            "--person",
            "P-dana",
            "show",
        ]
        subprocess.run([*decide, "--by", "another"], check=True, cwd=tmp_path, capture_output=True)
        assert served.press("undo")["words"].startswith("Undone: 1 decision")
        assert "1 mention" not in served.get("/people")
        log = served.get("/log")
        assert "another" in log


def test_the_page_listens_on_this_machine_only_and_stops_quietly(tmp_path: Path) -> None:
    case = case_of(tmp_path, found())
    with Served(case.folder) as served:
        assert served.host == "127.0.0.1"
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(10) == 0
    assert not (case.folder / "open-review.html").exists()
