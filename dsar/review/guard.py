"""Who may speak to the review page: checked for every request before anything else sees it.

The page answers one browser on this machine. A request has to name this host and port, come from
the page itself, hold the session's cookie, and, where it changes something, be a POST of a form or
of JSON with the page's own token. Anything else is refused. (Threats 31-33: other web sites, DNS
rebinding, other users of the machine.)
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OPEN = "/open"
"""Where the one-time token is exchanged for the session's cookie."""

LARGEST = 1 << 20
"""The most bytes that a request may bring."""

EXPIRES = 900.0
"""Seconds within which the one-time token has to be used."""

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
CSRF_HEADER = b"x-dsar-page"

HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)

_WELCOME = (
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Review</title>'
    '<meta http-equiv="refresh" content="0;url=/"></head>'
    '<body><main><h1>Review</h1><p><a href="/">Go on to the review page</a></p></main></body></html>'
)
_REFUSED = (
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Refused</title></head>'
    "<body><main><h1>Refused</h1><p>{}</p></main></body></html>"
)


class Guard:
    """Lets the page's own requests through to `app`, and nothing else.

    `authority` is the only `host:port` it answers for. `token` opens the page once; `page` is the
    token that every request which changes something has to repeat.
    """

    def __init__(self, app: App, authority: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self.authority = authority
        self.token = secrets.token_urlsafe(32)
        self.page = secrets.token_urlsafe(32)
        self.cookie = f"dsar-review-{authority.rpartition(':')[2]}"
        self._session = secrets.token_urlsafe(32)
        self._clock = clock
        self._until = clock() + EXPIRES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request; refuse it, or pass it on with its body read and checked."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        asked = _Asked(scope)
        problem = self._problem(asked)
        if problem:
            await _answer(send, 403, _REFUSED.format(problem))
        elif asked.path == OPEN:
            await self._open(asked, send)
        elif asked.method == "POST":
            body = await _body(receive)
            if body is None or not self._repeats_token(asked, body):
                await _answer(send, 403, _REFUSED.format("This did not come from the page."))
            else:
                await self.app(scope, _again(body), _guarded(send))
        else:
            await self.app(scope, receive, _guarded(send))

    def _problem(self, asked: _Asked) -> str:
        """Why a request is refused, in words that tell nothing of the case; or nothing."""
        if asked.all(b"host") != [self.authority]:
            return "This page answers on this machine only."
        if asked.method not in ("GET", "POST"):
            return "This page takes no such request."
        if asked.path == OPEN:
            return "" if asked.method == "GET" else "This page takes no such request."
        if not self._known(asked):
            return "Open the link that dsar review prints; each link opens the page once."
        origins = asked.all(b"origin")
        wanted = [f"http://{self.authority}"]
        sites = asked.all(b"sec-fetch-site")
        if asked.method == "GET":
            fits = sites in (["same-origin"], ["none"]) and origins in ([], wanted)
        else:
            fits = sites == ["same-origin"] and origins == wanted and asked.kind() in (FORM, JSON)
        return "" if fits else "This did not come from the page."

    def _known(self, asked: _Asked) -> bool:
        return any(secrets.compare_digest(one, self._session) for one in asked.cookies(self.cookie))

    async def _open(self, asked: _Asked, send: Send) -> None:
        given = parse_qs(asked.query).get("token", [""])[-1]
        good = bool(self.token) and self._clock() < self._until
        if not (good and secrets.compare_digest(given.encode(), self.token.encode())):
            words = "This link was used or is too old. Stop dsar review and start it again."
            await _answer(send, 403, _REFUSED.format(words))
            return
        self.token = ""
        cookie = f"{self.cookie}={self._session}; Path=/; HttpOnly; SameSite=Strict"
        await _answer(send, 200, _WELCOME, ((b"set-cookie", cookie.encode()),))

    def _repeats_token(self, asked: _Asked, body: bytes) -> bool:
        """Whether a request that changes something holds the page's token."""
        if asked.kind() == JSON:
            try:
                json.loads(body)
            except (ValueError, RecursionError):
                return False
            given = asked.all(CSRF_HEADER)
        else:
            given = parse_qs(body.decode("latin-1")).get("page", [])
        return len(given) == 1 and secrets.compare_digest(given[0].encode(), self.page.encode())


class _Asked:
    """What a request says of itself."""

    def __init__(self, scope: Scope) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: str = scope.get("query_string", b"").decode("latin-1")
        self._headers: list[tuple[bytes, bytes]] = list(scope["headers"])

    def all(self, name: bytes) -> list[str]:
        """Every value of a header: one that stands twice fits nothing."""
        return [value.decode("latin-1") for key, value in self._headers if key.lower() == name]

    def kind(self) -> str:
        """The content type, without its parameters; empty where there is not exactly one."""
        kinds = self.all(b"content-type")
        return kinds[0].partition(";")[0].strip().lower() if len(kinds) == 1 else ""

    def cookies(self, name: str) -> list[str]:
        """The values of a cookie. What is not ASCII is nobody's."""
        pairs = [one.strip().partition("=") for line in self.all(b"cookie") for one in line.split(";")]
        return [value for key, _, value in pairs if key == name and value.isascii()]


async def _body(receive: Receive) -> bytes | None:
    """The body of a request, or nothing where it is too large or was broken off."""
    whole = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        whole += bytes(message.get("body", b""))
        if len(whole) > LARGEST:
            return None
        if not message.get("more_body", False):
            return whole


def _again(body: bytes) -> Receive:
    """A body that was read, to be read again."""
    left = [body]

    async def receive() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return {"type": "http.disconnect"}

    return receive


def _guarded(send: Send) -> Send:
    """Every answer leaves with the headers that keep the page to itself."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *HEADERS]}
        await send(message)

    return sending


async def _answer(send: Send, status: int, text: str, more: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    body = text.encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *HEADERS,
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
