"""Asking the review page without a network: requests as a browser, or somebody else, would send them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from dsar.case.case import Case
from dsar.case.found import Found
from dsar.review.app import Site
from dsar.review.board import Board
from dsar.review.desk import Desk
from dsar.steps import cases

from ..cases import ALICE, MINTED, REF, register

AUTHORITY = "127.0.0.1:8765"
ORIGIN = f"http://{AUTHORITY}"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        return self.body.decode()


def case_of(folder: Path, found: Found, *, by: str = "reviewer") -> Case:
    """A case on disk with one search in it, and its request recorded."""
    case = Case.create(folder / "cases", REF, by=by)
    cases.record_request(case, {"name": "Alice Marlowe", "reply_to": ALICE.value})
    case.pulled(found, MINTED)
    return case


class Page:
    """A page and the one browser that may speak to it."""

    def __init__(self, case: Case) -> None:
        self.board = Board(case, register())
        self.desk = Desk(self.board)
        self.site = Site(self.desk, AUTHORITY)
        self.opening = self.site.guard.token
        self.cookie = ""

    def ask(
        self, method: str, path: str, headers: Sequence[tuple[str, str]] = (), body: bytes = b""
    ) -> Answer:
        """Send a request exactly as given."""
        plain, _, query = path.partition("?")
        scope: dict[str, Any] = {
            "type": "http", "method": method, "path": plain, "raw_path": plain.encode(),
            "query_string": query.encode(), "root_path": "", "scheme": "http", "http_version": "1.1",
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
            "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8765), "asgi": {"version": "3.0"},
        }  # fmt: skip
        sent: list[Any] = []
        left = [body]

        async def receive() -> Any:
            if left:
                return {"type": "http.request", "body": left.pop(), "more_body": False}
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(self.site.guard(scope, receive, send))
        start = sent[0]
        return Answer(
            start["status"],
            {name.decode(): value.decode("latin-1") for name, value in start["headers"]},
            b"".join(one.get("body", b"") for one in sent[1:]),
        )

    def open(self) -> Page:
        """Exchange the token for the cookie, as the browser does."""
        answer = self.ask("GET", f"/open?token={self.opening}", [("host", AUTHORITY)])
        assert answer.status == 200
        self.cookie = answer.headers["set-cookie"].partition(";")[0]
        return self

    def own(self, method: str) -> list[tuple[str, str]]:
        """The headers of a request of the page itself."""
        headers = [("host", AUTHORITY), ("cookie", self.cookie), ("sec-fetch-site", "same-origin")]
        return [*headers, ("origin", ORIGIN)] if method == "POST" else headers

    def get(self, path: str) -> Answer:
        """Look at a screen."""
        return self.ask("GET", path, self.own("GET"))

    def send(self, name: str, /, **values: str | Sequence[str]) -> Answer:
        """Send a form, as a browser without JavaScript does."""
        body = urlencode({"page": self.site.guard.page, **values}, doseq=True).encode()
        return self.ask("POST", f"/do/{name}", [*self.own("POST"), ("content-type", FORM)], body)

    def press(self, name: str, /, **values: object) -> tuple[int, dict[str, Any]]:
        """Send what a key sends."""
        headers = [
            *self.own("POST"), ("content-type", "application/json"), ("x-dsar-page", self.site.guard.page),
        ]  # fmt: skip
        answer = self.ask("POST", f"/do/{name}", headers, json.dumps(values).encode())
        return answer.status, json.loads(answer.body)
