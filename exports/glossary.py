"""What codes and terms mean, as far as they occur in an answer (ICO: explain codes and acronyms)."""

from __future__ import annotations

from collections.abc import Iterator

from dsar.model.release import Release

from .layout import plain
from .words import PROVENANCE, code_in_words, kind_in_words

TERMS = {
    "UTC": "Coordinated Universal Time. In winter UK clocks show it; in summer they are one hour ahead",
    "ISO 8601": "the way dates are written in the JSON and CSV files: year, month, day, then the time",
    "JSON": "a text format that programs read exactly (RFC 8259)",
    "CSV": "a table as text, which spreadsheets open (RFC 4180)",
    "SHA-256": "a fingerprint of a file: if one character changes, the fingerprint changes",
    "Lawful basis": "the reason in law why we may use personal data (Article 6 of the GDPR)",
}
KIND_TERMS = {
    "mail": {
        "CC": "copy: people who were sent a copy of a message",
        "BCC": "blind copy: people who were sent a copy that the others could not see",
        "Message-ID": "the number that a mail program gives each message",
    },
    "log": {
        "IP address": "the number of a device or its connection on the internet",
        "User agent": "how a browser describes itself to a website",
        "Referer": "the page that a visitor came from",
    },
}

Term = tuple[str, str, str]
"""Where a term stands, the term, and what it means."""


def terms(release: Release) -> Iterator[Term]:
    """Every term of an answer that needs explaining, in a fixed order."""
    yield from (("everywhere", term, meaning) for term, meaning in TERMS.items())
    if any(record.hidden for record in release.records):
        yield "labels", "[person 7 · name]", "a name that we hid; number 7 is always the same person"
        yield "labels", "[hidden · …]", "something that we hid and that is not known to be one person's"
    for word in sorted({record.provenance for record in release.records}):
        yield "provenance", word, PROVENANCE.get(word, "as the record names it")
    for kind in sorted({record.kind for record in release.records}):
        yield "kind", kind, kind_in_words(kind)
        yield from ((kind, term, meaning) for term, meaning in KIND_TERMS.get(kind, {}).items())
    yield from _codes(release)
    for category in release.notice.register.categories:
        yield "categories", category.id, f"{category.name}: {category.description}"
    for purpose in release.notice.register.purposes:
        yield "purposes", purpose.id, purpose.title


def _codes(release: Release) -> list[Term]:
    found = {
        (f"{record.source}: {name}", plain(value), code_in_words(record.kind, name, value))
        for record in release.records
        for name, value in record.fields.items()
    }
    return sorted(code for code in found if code[2])
