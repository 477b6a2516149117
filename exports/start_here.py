"""START-HERE.html: what the requester opens first, and can read without a network or scripts.

One file holds everything, up to a size that browsers open at once; above it, records stand in pages
of their own (12,000 records in one file took a browser 13 seconds).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from dsar.model.release import Release, Released
from dsar.plugins import Exporter

from . import across, overview
from .entries import Records, by_year, entries_of
from .layout import counted, day_in_words, escape, file_stems, put
from .timeline import day_of, kinds_in, timeline
from .words import kind_in_words

FILE = "START-HERE.html"

LARGEST, MOST = 5_000_000, 2_000
"""Bytes and records that one page holds."""

LANGUAGE = "en-GB"
"""The language of this page's own words, whatever language the release asks for."""


class StartHere(Exporter):
    """One HTML page with every record: no external request, nothing that a record says is run.

    Its only style and script are named by their hashes in a content security policy that allows
    nothing else. Without scripts everything is readable; scripts add searching.
    """

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write the page, and those of its records where they are too many for one."""
        pages = list(_shared_out(release)) if release.records else []
        whole = "".join(_page(release, _records(release, release.records)))
        if len(pages) < 2 and len(whole.encode()) <= LARGEST:
            yield put(folder, FILE, whole.encode())
            return
        contents = _contents(pages, Records(release.notice))
        yield put(folder, FILE, "".join(_page(release, contents)).encode())
        for n, page in enumerate(pages, start=1):
            yield put(folder, name_of(n), "".join(_one_of(release, page, n, len(pages))).encode())


def name_of(number: int) -> str:
    """The file of a page of records."""
    return f"pages/records-{number:03}.html"


def _page(release: Release, records: Iterator[str]) -> Iterator[str]:
    yield from _head(release)
    yield from _banner(release)
    yield "<main>"
    yield from _overview(release)
    yield from records
    yield "</main>"
    yield from _foot(release)


def _shared_out(release: Release) -> Iterator[list[Released]]:
    """The records in pages, each with what hangs on them, in the order in which they are read."""
    page: list[Released] = []
    size = 0
    written = Records(release.notice)
    for _, entries in by_year(entries_of(release.records)):
        for entry in entries:
            members = [entry.record, *entry.attached]
            weight = sum(len(part.encode()) for part in written.section(members))
            if page and (size + weight > LARGEST or len(page) + len(members) > MOST):
                yield page
                page, size = [], 0
            page += members
            size += weight
    yield page


def _contents(pages: Sequence[Sequence[Released]], written: Records) -> Iterator[str]:
    """The pages in place of the records: what each holds, from when to when, and a search in all of them."""
    yield '<section id="records"><h2>Your records</h2>'
    yield f"<p>There are too many for one page, so they stand in {counted(len(pages), 'page')}, "
    yield "oldest first.</p>\n"
    yield from across.box(pages, written)
    yield '<table><caption>Pages of records</caption><thead><tr><th scope="col">Page</th>'
    yield '<th scope="col">Records</th><th scope="col">From</th><th scope="col">To</th></tr></thead><tbody>'
    for n, page in enumerate(pages, start=1):
        days = sorted(day for record in page if (day := day_of(record)))
        span = [day_in_words(day) for day in (days[0], days[-1])] if days else ["no date", "no date"]
        yield f'<tr><th scope="row"><a href="{name_of(n)}">Page {n}</a></th><td>{len(page):,}</td>'
        yield f"<td>{span[0]}</td><td>{span[1]}</td></tr>"
    yield "</tbody></table></section>\n"


def _one_of(release: Release, page: Sequence[Released], number: int, last: int) -> Iterator[str]:
    """One page of records, with the way to its neighbours."""
    yield from _head(release)
    yield '<a class="skip" href="#records">Go to the records</a>\n<header><div class="band">'
    yield f'<p class="from">Reference {escape(release.case)}</p>'
    yield f"<h1>Your personal data, page {number} of {last}</h1></div></header>\n"
    ways = [("../" + FILE, "Start"), (f"../{FILE}#records", "Search all pages")]
    ways += [(f"../{name_of(number - 1)}", "Page before")] if number > 1 else []
    ways += [(f"../{name_of(number + 1)}", "Page after")] if number < last else []
    yield '<nav aria-label="Pages"><ul>'
    yield "".join(f'<li><a href="{place}">{words}</a></li>' for place, words in ways)
    yield "</ul></nav>\n<main>"
    yield from _records(release, page, "Search this page")
    yield f"</main>\n<script>{_asset('start_here.js')}</script>\n</body>\n</html>\n"


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


def _records(
    release: Release, records: Sequence[Released], asked: str = "Search every record"
) -> Iterator[str]:
    yield '<section id="records"><h2>Your records</h2>'
    kinds = "".join(
        f'<option value="{escape(kind)}">{escape(kind_in_words(kind, 2))}</option>'
        for kind in kinds_in(records)
    )
    yield (
        '<div class="tools" id="tools" hidden><label>' + asked + ' <input id="query" type="search" '
        'autocomplete="off" spellcheck="false"></label><label>Kind <select id="kind">'
        f'<option value="">All</option>{kinds}</select></label>'
        '<button type="button" id="open">Open all</button>'
        '<button type="button" id="close">Close all</button></div>'
        f'<p id="shown" role="status">{counted(len(records), "record")}, oldest first. '
        "Select one to open it.</p>"
    )
    yield from Records(release.notice).section(records)
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
        yield '<th scope="col">Table</th></tr></thead>'
        yield f"<tbody>{rows}</tbody></table>"
    yield f"</footer>\n<script>{_asset('start_here.js')}</script>\n</body>\n</html>\n"
