"""Serving the review page to one browser on this machine, and to nobody else.

The only module that imports uvicorn. The socket is bound to 127.0.0.1 before the address is told, so
the port is this server's and no other's.
"""

from __future__ import annotations

import gc
import logging
import os
import socket
import threading
import webbrowser
from collections.abc import Callable
from html import escape
from pathlib import Path

import uvicorn

from dsar.case.case import Case
from dsar.case.files import private_opener
from dsar.errors import UsageError
from dsar.model.register import Register
from dsar.review.app import Site
from dsar.review.board import Board
from dsar.review.desk import Desk

HOST = "127.0.0.1"
_LOG = logging.getLogger("uvicorn.error")
LAUNCH = "open-review.html"


def serve(
    case: Case,
    register: Register | None,
    *,
    port: int = 0,
    browser: bool = True,
    on_ready: Callable[[str], None],
) -> None:
    """Serve the review of a case until it is stopped; `on_ready` is told the address with its token.

    Raises `UsageError` where the port is taken, and `CaseError` where nothing was searched yet.
    """
    # Tracebacks may hold personal data; the page says that something failed and of which kind.
    _LOG.addHandler(logging.NullHandler())
    _LOG.propagate = False
    board = Board(case, register)
    launch = case.folder / LAUNCH
    # The snapshot stays as long as the page does: looking through it for garbage only takes time.
    gc.freeze()
    try:
        with _bound(port) as bound:
            authority = f"{HOST}:{bound.getsockname()[1]}"
            site = Site(Desk(board), authority)
            url = f"http://{authority}/open?token={site.guard.token}"
            if browser:
                _launch(launch, url)
            _Server(site, lambda: on_ready(url)).run(sockets=[bound])
    except KeyboardInterrupt:
        # Stopping the page is how a review ends: uvicorn has finished what was asked of it.
        return
    finally:
        launch.unlink(missing_ok=True)


class _Server(uvicorn.Server):
    """Says that it is ready once a signal would stop it: one that comes while it starts may be lost."""

    def __init__(self, site: Site, on_ready: Callable[[], None]) -> None:
        config = uvicorn.Config(
            site.guard,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()


def _bound(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
        # Whoever is quicker than the server waits in the queue instead of being turned away.
        bound.listen(64)
    except (OSError, OverflowError):
        bound.close()
        raise UsageError(f"port {port} is taken or not allowed", hint="leave --port out") from None
    return bound


def _launch(page: Path, url: str) -> None:
    """Open the browser through a file that only its owner can read: the token is in no process list."""
    page.unlink(missing_ok=True)
    with open(page, "x", encoding="utf-8", opener=private_opener) as file:
        file.write(
            '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>dsar review</title>'
            f'<meta http-equiv="refresh" content="0;url={escape(url)}"></head>'
            f'<body><p><a href="{escape(url)}">Open the review</a></p></body></html>'
        )
    # Beside the server: a browser in the terminal comes back only when it is closed.
    threading.Thread(target=webbrowser.open, args=(page.absolute().as_uri(),), daemon=True).start()
