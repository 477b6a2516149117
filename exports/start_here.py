"""START-HERE.html: what the requester opens first, and can read without a network or scripts.

One file holds everything. Splitting it into pages above 5 MB is not done yet.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from dsar.model.release import Release
from dsar.plugins import Exporter

from . import overview
from .entries import Records
from .layout import counted, day_in_words, escape, file_stems, put
from .timeline import kinds_in, timeline
from .words import kind_in_words

FILE = "START-HERE.html"

LANGUAGE = "en-GB"
"""The language of this page's own words, whatever language the release asks for."""


class StartHere(Exporter):
    """One HTML page with every record: no external request, nothing that a record says is run.

    Its only style and script are named by their hashes in a content security policy that allows
    nothing else. Without scripts everything is readable; scripts add searching.
    """

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write the page."""
        yield put(folder, FILE, "".join(_page(release)).encode())


def _page(release: Release) -> Iterator[str]:
    yield from _head(release)
    yield from _banner(release)
    yield "<main>"
    yield from _overview(release)
    yield from _records(release)
    yield "</main>"
    yield from _foot(release)


@cache
def _asset(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _head(release: Release) -> Iterator[str]:
    css = _asset("start_here.css")
    policy = (
        f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(_asset('start_here.js'))}'; "
        "base-uri 'none'; form-action 'none'"
    )
    yield f'<!doctype html>\n<html lang="{LANGUAGE}">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
    yield f"<title>Your personal data: {escape(release.case)}</title>\n"
    yield f"<style>{css}</style>\n</head>\n<body>\n"


def _banner(release: Release) -> Iterator[str]:
    controller = release.notice.register.controller.name
    facts = [("About", escape(release.notice.request.name)), ("Reference", escape(release.case))]
    facts.append(("Prepared", day_in_words(release.prepared)))
    facts.append(("In this answer", counted(len(release.records), "record")))
    lines = "".join(f'<div><dt>{name}</dt><dd dir="auto">{text}</dd></div>' for name, text in facts if text)
    yield '<a class="skip" href="#records">Go to the records</a>\n<header><div class="band">'
    yield f'<p class="from">Held by <bdi>{escape(controller)}</bdi></p><h1>Your personal data</h1>'
    yield f'<dl class="facts">{lines}</dl>'
    yield '<p class="quiet">This page works without the internet and sends nothing anywhere.</p>'
    yield "</div></header>\n"
    yield '<nav aria-label="On this page"><ul>'
    yield "".join(f'<li><a href="#{key}">{name}</a></li>' for key, name in _SECTIONS)
    yield "</ul></nav>\n"


_SECTIONS = (
    ("overview", "Overview"), ("why", "Why we have it"), ("labels", "Grey labels"),
    ("searched", "Where we looked"), ("records", "Your records"), ("files", "Files"),
)  # fmt: skip


def _overview(release: Release) -> Iterator[str]:
    yield '<section id="overview"><h2>Overview</h2>'
    if release.records:
        yield f"{overview.cards(release.records)}<h3>When</h3>{timeline(release.records)}"
    else:
        yield "<p>There are no records in this answer. The letter says what we searched.</p>"
    yield '</section>\n<section id="why"><h2>Why we have it</h2>'
    yield overview.categories(release.notice)
    shared = overview.recipients(release.notice.register.recipients)
    if shared:
        yield '<details class="more" id="recipients"><summary>Who else may receive data</summary>'
        yield f"{shared}</details>"
    yield f'</section>\n<section id="labels"><h2>Grey labels</h2>{overview.labels(release)}</section>\n'
    yield f'<section id="searched"><h2>Where we looked</h2>{overview.searched(release.notice)}</section>\n'


def _records(release: Release) -> Iterator[str]:
    yield '<section id="records"><h2>Your records</h2>'
    kinds = "".join(
        f'<option value="{escape(kind)}">{escape(kind_in_words(kind, 2))}</option>'
        for kind in kinds_in(release.records)
    )
    yield (
        '<div class="tools" id="tools" hidden><label>Search every record <input id="query" type="search" '
        'autocomplete="off" spellcheck="false"></label><label>Kind <select id="kind">'
        f'<option value="">All</option>{kinds}</select></label>'
        '<button type="button" id="open">Open all</button>'
        '<button type="button" id="close">Close all</button></div>'
        f'<p id="shown" role="status">{counted(len(release.records), "record")}, oldest first. '
        "Select one to open it.</p>"
    )
    yield from Records(release.notice).section(release.records)
    yield "</section>\n"


def _foot(release: Release) -> Iterator[str]:
    stems = file_stems(record.source for record in release.records)
    rows = "".join(
        f'<tr><th scope="row" dir="auto">{escape(records[0].label)}</th><td>{len(records):,}</td>'
        f'<td><a href="data/{stems[source]}.json">JSON</a></td>'
        f'<td><a href="data/{stems[source]}.csv">CSV</a></td></tr>'
        for source, records in release.by_source().items()
    )
    yield '<footer id="files"><h2>Files</h2><p>The same records stand beside this page: JSON is exact, '
    yield "CSV opens in a spreadsheet. README.txt says how to use them. The letter answers your request, "
    yield "says what your rights are, and how to ask or complain.</p>"
    if rows:
        yield '<table><caption>Records by place</caption><thead><tr><th scope="col">Place</th>'
        yield '<th scope="col">Records</th><th scope="col">Exact</th>'
        yield '<th scope="col">Spreadsheet</th></tr></thead>'
        yield f"<tbody>{rows}</tbody></table>"
    yield f"</footer>\n<script>{_asset('start_here.js')}</script>\n</body>\n</html>\n"
