"""The review page as `dsar review` serves it, in a process of its own."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from ..cases import REGISTER


class Served:
    """A running page: its address, and requests as its own script would send them."""

    def __init__(self, case: Path, *, by: str = "reviewer") -> None:
        register = case.parent / "register.toml"
        register.write_text(REGISTER, encoding="utf-8")
        command = [
            sys.executable, "-m", "dsar", "review", "--no-browser", "--json", "--by", by,
            "--case", str(case), "--register", str(register),
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=case.parent
        )
        self.url = self._told()
        parts = urlsplit(self.url)
        self.host, self.port = str(parts.hostname), int(parts.port or 0)
        self.origin = f"http://{self.host}:{self.port}"
        self.cookie = ""
        self.page = ""

    def _told(self) -> str:
        assert self.process.stdout
        text = ""
        for line in self.process.stdout:
            text += line
            try:
                return str(json.loads(text)["url"])
            except ValueError:
                continue
        assert self.process.stderr
        raise AssertionError(self.process.stderr.read())

    def __enter__(self) -> Served:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
        for stream in (self.process.stdout, self.process.stderr):
            if stream:
                stream.close()

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        try:
            connection.request(method, path, body, {"Sec-Fetch-Site": "same-origin", **headers})
            answer = connection.getresponse()
            self.cookie = (answer.headers.get("Set-Cookie") or self.cookie).partition(";")[0]
            return answer.read()
        finally:
            connection.close()

    def open(self) -> None:
        """Exchange the token for the cookie, and read the page's own token."""
        self._ask("GET", self.url.removeprefix(self.origin), None, {})
        found = re.search(r'name="page" content="([^"]+)"', self.get("/"))
        assert found
        self.page = found.group(1)

    def get(self, path: str) -> str:
        return self._ask("GET", path, None, {"Cookie": self.cookie}).decode()

    def fetch(self, path: str) -> bytes:
        return self._ask("GET", path, None, {"Cookie": self.cookie})

    def press(self, name: str, **values: object) -> dict[str, Any]:
        headers = {
            "Cookie": self.cookie, "Origin": self.origin, "Content-Type": "application/json",
            "X-Dsar-Page": self.page,
        }  # fmt: skip
        told: dict[str, Any] = json.loads(
            self._ask("POST", f"/do/{name}", json.dumps(values).encode(), headers)
        )
        return told
