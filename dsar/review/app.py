"""The review page as a web application: addresses, pages, answers. Decides nothing by itself.

The only module that imports Starlette and Jinja2. Every page works without JavaScript: what a key
does, a form does as well.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from importlib.resources import files
from urllib.parse import parse_qs, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from dsar.case import pictures
from dsar.errors import DsarError
from dsar.review import home, people, previewed, records, trail
from dsar.review.actions import ACTIONS, Done, Form
from dsar.review.desk import Desk
from dsar.review.guard import JSON, Guard
from dsar.review.show import visible

Screen = Callable[[Desk, Mapping[str, str]], Mapping[str, object] | None]
Endpoint = Callable[[Request], Awaitable[Response]]

SCREENS: Mapping[str, tuple[str, Screen]] = {
    "/": ("start", home.start),
    "/people": ("people", people.people),
    "/people/{id}": ("person", people.person),
    "/records": ("record", records.record),
    "/records/{id}": ("record", records.record),
    "/candidates": ("candidates", records.candidates),
    "/repeated": ("repeated", records.repeats),
    "/gaps": ("gaps", records.gaps),
    "/missed": ("missed", home.missed),
    "/preview": ("preview", previewed.preview),
    "/preview/{id}": ("preview", previewed.preview),
    "/withheld": ("withheld", records.withheld),
    "/log": ("log", trail.log),
    "/checks": ("checks", home.checks),
    "/letter": ("letter", home.letter),
}
"""Every screen by its address: the template, and what fills it."""

STATIC = {"review.css": "text/css", "review.js": "text/javascript", "icon.svg": "image/svg+xml"}


def environment() -> Environment:
    """The templates: everything that is put into them is escaped."""
    loaded = Environment(
        loader=PackageLoader("dsar.review", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    loaded.filters["count"] = lambda number: f"{number:,}"
    loaded.filters["share"] = lambda share: f"{share:.0%}" if share >= 0.1 else f"{share:.1%}"
    loaded.globals["link"] = _link
    return loaded


def _link(path: str, **query: object) -> str:
    """An address with those parts of its query that are not empty."""
    given = {key: str(value) for key, value in query.items() if value not in ("", None)}
    return f"{path}?{urlencode(given)}" if given else path


class Site:
    """The pages of one desk, behind its guard."""

    def __init__(self, desk: Desk, authority: str) -> None:
        self.desk = desk
        self.templates = environment()
        routes = [Route(path, self._screen(path), methods=["GET"]) for path in SCREENS]
        routes += [Route("/do/{name}", self._act, methods=["POST"])]
        routes += [Route(f"/{name}", self._static(name), methods=["GET"]) for name in STATIC]
        routes += [
            Route("/favicon.ico", self._static("icon.svg"), methods=["GET"]),
            Route("/pictures/{id}/{n:int}", self._picture, methods=["GET"]),
            Route("/log.csv", self._log, methods=["GET"]),
            Route("/letter.pdf", self._letter, methods=["GET"]),
        ]
        handlers: dict[type[Exception], Callable[[Request, Exception], Response]] = {
            DsarError: self._refused,
            HTTPException: self._lost,
            Exception: self._failed,
        }
        self.guard = Guard(Starlette(routes=routes, exception_handlers=dict(handlers)), authority)

    def page(self, name: str, path: str, context: Mapping[str, object], status: int = 200) -> HTMLResponse:
        """One page, with what stands on all of them."""
        text = self.templates.get_template(f"{name}.html").render(
            **self._frame(), here=path, screen=name, **context
        )
        return HTMLResponse(text.encode("utf-8", "replace"), status)

    def _frame(self) -> dict[str, object]:
        board = self.desk.board
        request = board.state.request
        return {
            "ref": request.ref,
            "who": visible(request.name),
            "due": home.due_words(request, date.today()),
            "by": visible(board.case.by),
            "whole": board.whole,
            "left_candidates": len(board.applied.undecided_records),
            "left_gaps": sum(gap.id not in board.applied.acknowledged for gap in board.found.gaps),
            "names_detected": board.found.names_detected,
            "page_token": self.guard.page,
            "said": visible(self.desk.say_once()),
        }

    def _screen(self, path: str) -> Endpoint:
        name, fill = SCREENS[path]

        async def show(request: Request) -> Response:
            self.desk.refresh()
            ask = {**request.query_params, **request.path_params}
            context = fill(self.desk, ask)
            if context is None:
                raise HTTPException(404)
            query = {key: value for key, value in request.query_params.items() if key != "f"}
            return self.page(name, _link(request.url.path, **query), context)

        return show

    async def _act(self, request: Request) -> Response:
        action = ACTIONS.get(request.path_params["name"])
        if action is None:
            raise HTTPException(404)
        scripted, values = await _sent(request)
        self.desk.refresh()
        form = Form(values)
        try:
            done = action(self.desk.board, form)
        except DsarError as error:
            if scripted:
                return JSONResponse({"ok": False, "words": _words(error)}, 409)
            raise
        self.desk.refresh()
        if scripted:
            return JSONResponse(self._changed(done, form))
        self.desk.said = done.words
        return RedirectResponse(_back(form.one("back", "/")), 303)

    def _changed(self, done: Done, form: Form) -> dict[str, object]:
        """What a script has to know after a decision: words, counts, the states of one record."""
        board = self.desk.board
        whole = board.whole
        states = {one.id: board.state_of(one) for one in board.by_record.get(form.one("seen"), ())}
        return {
            "ok": True,
            "words": f"{done.words}. {whole.decided:,} of {whole.total:,} decided.",
            "undo": done.undoable,
            "states": states,
            "decided": whole.decided,
            "total": whole.total,
        }

    def _static(self, name: str) -> Endpoint:
        content = (files("dsar.review") / "pages" / name).read_bytes()

        async def give(request: Request) -> Response:
            del request
            return Response(content, media_type=STATIC[name])

        return give

    async def _log(self, request: Request) -> Response:
        del request
        self.desk.refresh()
        name = f'attachment; filename="{self.desk.board.case.ref}-decisions.csv"'
        text = trail.as_csv(self.desk).encode("utf-8", "replace")
        return Response(text, media_type="text/csv", headers={"content-disposition": name})

    async def _picture(self, request: Request) -> Response:
        """One page of a picture that was fetched for the case, made anew."""
        self.desk.refresh()
        found, n = self.desk.board.record(request.path_params["id"]), request.path_params["n"]
        pages = records.pages_of(self.desk.board, found) if found else ()
        content = pictures.content_of(pages[n - 1]) if 0 < n <= len(pages) else b""
        if not content:
            raise HTTPException(404)
        return Response(content, media_type=pages[n - 1].media_type)

    async def _letter(self, request: Request) -> Response:
        del request
        self.desk.refresh()
        content = home.letter_pdf(self.desk)
        if not content:
            raise HTTPException(404)
        name = 'attachment; filename="letter-preview.pdf"'
        return Response(content, media_type="application/pdf", headers={"content-disposition": name})

    def _refused(self, request: Request, error: Exception) -> Response:
        words = _words(error) if isinstance(error, DsarError) else ""
        return self.page("problem", request.url.path, {"title": "Not done", "words": words}, 409)

    def _lost(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        words = "There is nothing at this address."
        return self.page("problem", request.url.path, {"title": "Not here", "words": words}, status)

    def _failed(self, request: Request, error: Exception) -> Response:
        # The message of an error that nobody foresaw may hold personal data: only its kind is told.
        words = (
            f"Something went wrong that was not foreseen ({type(error).__name__}). What was decided is kept."
        )
        return self.page("problem", request.url.path, {"title": "Not done", "words": words}, 500)


async def _sent(request: Request) -> tuple[bool, Mapping[str, list[str]]]:
    """Whether a script sent this, and its values; the guard has checked both."""
    body = await request.body()
    if not request.headers.get("content-type", "").lower().startswith(JSON):
        return False, parse_qs(body.decode("utf-8", "replace"))
    sent = json.loads(body)
    pairs = sent.items() if isinstance(sent, dict) else ()
    return True, {
        str(key): [one for one in value if isinstance(one, str)] if isinstance(value, list) else [str(value)]
        for key, value in pairs
    }


def _words(error: DsarError) -> str:
    return visible(error.message + (f" ({error.hint})" if error.hint else ""))


def _back(path: str) -> str:
    """Where a form goes back to: an address of this page, never another place."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain else "/"
