"""How the page is opened: the token is in a file that only its owner reads, and in no process list."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ..cases import ordinary
from .asking import case_of
from .served import Served

BROWSER = """
import json, pathlib, sys, urllib.parse, urllib.request
page = pathlib.Path(urllib.request.url2pathname(urllib.parse.urlsplit(sys.argv[1]).path))
told = {"argv": sys.argv[1:], "mode": page.stat().st_mode, "text": page.read_text()}
pathlib.Path(sys.argv[0]).with_suffix(".part").write_text(json.dumps(told))
pathlib.Path(sys.argv[0]).with_suffix(".part").rename(pathlib.Path(sys.argv[0]).with_suffix(".json"))
"""


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_the_browser_is_given_a_private_file_and_no_token(tmp_path: Path) -> None:
    case = case_of(tmp_path, ordinary())
    script = tmp_path / "browser.py"
    script.write_text(BROWSER, encoding="utf-8")
    command = [sys.executable, "-m", "dsar", "review", "--case", str(case.folder)]
    environment = {**os.environ, "BROWSER": f"{sys.executable} {script} %s"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as running:
        told = tmp_path / "browser.json"
        until = time.monotonic() + 60
        while not told.exists() and time.monotonic() < until and running.poll() is None:
            time.sleep(0.1)
        seen = json.loads(told.read_text())
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
    token = re.search(r"token=([\w-]+)", seen["text"])
    assert token
    assert token.group(1) not in " ".join(seen["argv"])
    assert stat.S_IMODE(seen["mode"]) == 0o600
    assert not (case.folder / "open-review.html").exists()
    assert token.group(1) not in case.journal.path.read_text()


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    case = case_of(tmp_path, ordinary())
    with Served(case.folder) as served:
        command = [sys.executable, "-m", "dsar", "review", "--no-browser", "--port", str(served.port)]
        done = subprocess.run([*command, "--case", str(case.folder)], capture_output=True, text=True)
        assert done.returncode == 2
        assert f"port {served.port} is taken" in done.stderr


def test_a_case_without_a_search_has_nothing_to_review(tmp_path: Path) -> None:
    from dsar.case.case import Case

    case = Case.create(tmp_path / "cases", "SAR-2026-0009")
    command = [sys.executable, "-m", "dsar", "review", "--no-browser", "--case", str(case.folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "dsar find" in done.stderr
