"""README.txt: the bundle explained in forty lines of plain text."""

from __future__ import annotations

import textwrap

from dsar.model.release import Release

from .layout import counted, day_in_words, one_line

WIDTH = 76
HEADINGS = (
    "Open this first",
    "What is here",
    "Grey labels",
    "If you want to use the files elsewhere",
    "Check, ask, complain",
)
_FILES = (
    ("data/", "your records, as JSON (exact) and CSV (for spreadsheets);"),
    ("", "messages as .eml too, attachments as text, pictures"),
    ("portable/", "what you may take to another provider (Article 20)"),
    ("about/", "why we use them, where we searched, what is hidden and why,"),
    ("", "and what codes and columns mean"),
    ("schema/", "the form of the JSON files, for programs"),
    ("MANIFEST.json", "every file here, with its fingerprint"),
)


def readme(release: Release) -> bytes:
    """The text, in UTF-8 with CRLF, so that the oldest editor shows its lines."""
    sections = (_open(), _here(release), _labels(release), _elsewhere(), _check(release))
    controller = one_line(release.notice.register.controller.name)
    lines = [f"YOUR PERSONAL DATA, held by {controller}"]
    lines.append(f"Reference {one_line(release.case)}, prepared {day_in_words(release.prepared)}.")
    for heading, body in zip(HEADINGS, sections, strict=True):
        lines += ["", heading.upper(), *body]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(one_line(text), WIDTH, break_long_words=False, break_on_hyphens=False)


def _open() -> list[str]:
    return _wrapped(
        "Double-click START-HERE.html. It shows every record and works without the internet. "
        "If you were sent a ZIP file, unpack it first (on a telephone or tablet too)."
    )


def _here(release: Release) -> list[str]:
    places = len(release.by_source())
    return [
        f"{counted(len(release.records), 'record')} from {counted(places, 'place')}.",
        *(f"  {name:<15}{what}" for name, what in _FILES),
    ]


def _labels(release: Release) -> list[str]:
    kept_back = sum(one.count for one in release.withheld)
    text = (
        "Where a record also concerns somebody else, their details are replaced by a label such as "
        "[person 7 · name]. The same number is always the same person. "
        f"{counted(release.notice.hidden_passages, 'passage')} in "
        f"{counted(release.notice.hidden_records, 'record')} {_is(release.notice.hidden_passages)} hidden. "
        f"{counted(kept_back, 'record')} {_is(kept_back)} not included at all. "
        "about/hidden.csv and about/withheld.csv say why."
    )
    return _wrapped(text)


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _elsewhere() -> list[str]:
    return _wrapped(
        "JSON holds every value exactly; times are in UTC. CSV opens in a spreadsheet. There, a cell "
        "that begins with = + - or @ (a telephone number, a negative sum) has an apostrophe (') in "
        "front, so that no spreadsheet runs it as a formula. Take that one apostrophe away to have the "
        "value. A spreadsheet may cut very long cells short; JSON does not."
    )


def _check(release: Release) -> list[str]:
    register = release.notice.register
    contact = register.controller.contact_email or register.controller.registered_office
    ask = f"Ask or complain to us first: {contact}." if contact else "Ask or complain to us first."
    regulator = ", ".join(one for one in (register.regulator.name, register.regulator.website) if one)
    further = f" You can also complain to the regulator: {regulator}." if regulator else ""
    return _wrapped(
        "The letter that came with these files answers your request and prints the fingerprint "
        f"(SHA-256) of MANIFEST.json. {ask}{further} Quote the reference above."
    )
