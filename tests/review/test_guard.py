"""No request gets in but the page's own: every way to forge one is tried, in every combination."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from dsar.review.guard import EXPIRES, Guard, Receive, Scope, Send

from ..cases import BEN, ordinary
from .asking import AUTHORITY, FORM, ORIGIN, Page, case_of

HOSTS = (AUTHORITY, "localhost:8765", "evil.example:8765", "", None)
ORIGINS = (ORIGIN, "https://127.0.0.1:8765", "http://evil.example", "null", None)
SITES = ("same-origin", "same-site", "cross-site", "none", None)
METHODS = ("GET", "POST", "PUT", "HEAD", "OPTIONS")
KINDS = (FORM, "application/json", "text/plain", None)
TOKENS = ("right", "wrong", "missing")
COOKIES = ("right", "wrong", "missing")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    return Page(case_of(tmp_path_factory.mktemp("guard"), ordinary())).open()


def forged(page: Page) -> Iterator[tuple[str, list[tuple[str, str]], bytes, bool]]:
    """Every combination: method, headers, body, and whether it is what the page itself would send."""
    token = {"right": page.site.guard.page, "wrong": "A" * 43, "missing": ""}
    for host, origin, site, method, kind, given, known in itertools.product(
        HOSTS, ORIGINS, SITES, METHODS, KINDS, TOKENS, COOKIES
    ):
        headers = [("cookie", page.cookie if known == "right" else f"{page.site.guard.cookie}=wrong")]
        headers = [] if known == "missing" else headers
        pairs = (("host", host), ("origin", origin), ("sec-fetch-site", site), ("content-type", kind))
        headers += [(name, value) for name, value in pairs if value is not None]
        wish = {"on": "person", "target": BEN.id, "action": "show"}
        if kind == "application/json":
            headers += [("x-dsar-page", token[given])] if given != "missing" else []
            body = json.dumps(wish).encode()
        else:
            body = urlencode({**wish, **({} if given == "missing" else {"page": token[given]})}).encode()
        own = host == AUTHORITY and known == "right" and method in ("GET", "POST")
        if method == "GET":
            own = own and site in ("same-origin", "none") and origin in (ORIGIN, None)
        else:
            own = own and site == "same-origin" and origin == ORIGIN
            own = own and kind in (FORM, "application/json") and given == "right"
        yield method, headers, body, own


def test_no_forged_request_is_accepted(page: Page) -> None:
    tried, accepted, own = 0, [], 0
    before = page.board.case.journal.head()
    for method, headers, body, fits in forged(page):
        if fits:
            own += 1
            continue
        tried += 1
        path = "/people" if method == "GET" else "/do/decide"
        answer = page.ask(method, path, headers, body)
        if answer.status != 403 or b"Ben" in answer.body:
            accepted.append((method, headers, answer.status))
    assert tried > 20_000
    assert own
    assert accepted == []
    assert page.board.case.journal.head() == before


def test_the_pages_own_requests_are_accepted(page: Page) -> None:
    assert page.get("/people").status == 200
    assert page.ask("GET", "/people", [*page.own("GET")[:2], ("sec-fetch-site", "none")]).status == 200
    assert page.send("decide", on="person", target=BEN.id, action="redact").status == 303
    assert page.press("decide", on="person", target=BEN.id, action="redact")[0] == 200


@pytest.mark.parametrize("name", ["host", "origin", "sec-fetch-site", "content-type", "x-dsar-page"])
def test_a_header_that_stands_twice_fits_nothing(page: Page, name: str) -> None:
    own = [*page.own("POST"), ("content-type", "application/json"), ("x-dsar-page", page.site.guard.page)]
    twice = [*own, *((key, value) for key, value in own if key == name)]
    body = json.dumps({"on": "person", "target": BEN.id, "action": "redact"}).encode()
    assert page.ask("POST", "/do/decide", own, body).status == 200
    assert page.ask("POST", "/do/decide", twice, body).status == 403


def test_what_is_sent_may_not_be_huge_or_broken(page: Page) -> None:
    own = [*page.own("POST"), ("content-type", "application/json"), ("x-dsar-page", page.site.guard.page)]
    for body in (b"x" * 2_000_000, b"{", b"\xff", b"[" * 100_000):
        assert page.ask("POST", "/do/decide", own, body).status == 403


def test_get_changes_nothing(page: Page) -> None:
    before = page.board.case.journal.head()
    for path in ("/do/decide?on=person&target=P-ben&action=show", "/do/undo", "/do/sign?name=Somebody+Else"):
        assert page.get(path).status in (404, 405)
    assert page.board.case.journal.head() == before


def test_the_token_opens_the_page_once(tmp_path: Path) -> None:
    page = Page(case_of(tmp_path, ordinary()))
    path = f"/open?token={page.opening}"
    assert page.ask("GET", "/", [("host", AUTHORITY), ("sec-fetch-site", "none")]).status == 403
    assert page.ask("GET", path, [("host", "evil.example")]).status == 403
    assert page.ask("POST", path, [("host", AUTHORITY)]).status == 403
    assert page.ask("GET", "/open?token=wrong", [("host", AUTHORITY)]).status == 403
    assert page.ask("GET", "/open", [("host", AUTHORITY)]).status == 403
    first = page.ask("GET", path, [("host", AUTHORITY), ("sec-fetch-site", "cross-site")])
    assert first.status == 200
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert page.opening not in first.text
    assert page.ask("GET", path, [("host", AUTHORITY)]).status == 403


def test_the_token_grows_old() -> None:
    async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError

    now = [0.0]
    guard = Guard(nothing, AUTHORITY, clock=lambda: now[0])
    token = guard.token
    page = Page.__new__(Page)
    page.site = type("S", (), {"guard": guard})()
    now[0] = EXPIRES + 1
    assert page.ask("GET", f"/open?token={token}", [("host", AUTHORITY)]).status == 403
    now[0] = EXPIRES - 1
    assert page.ask("GET", f"/open?token={token}", [("host", AUTHORITY)]).status == 200


def test_every_answer_keeps_the_page_to_itself(page: Page) -> None:
    for answer in (page.get("/"), page.get("/nowhere"), page.get("/review.js"), page.ask("GET", "/")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in answer.headers


def test_a_form_goes_back_to_the_page_and_nowhere_else(page: Page) -> None:
    wish = {"on": "person", "target": BEN.id, "action": "redact"}
    for back in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\nx"):
        assert page.send("decide", back=back, **wish).headers["location"] == "/"
    assert page.send("decide", back="/people?q=x", **wish).headers["location"] == "/people?q=x"
