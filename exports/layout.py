"""What every form shares: safe file names, escaped text, labels as pills, dates in words."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from dsar.model.records import Value, typed

LABEL = re.compile(r"\[(?:person \d+|another person|hidden)[^\]\n]{0,40}\]")
"""What stands where something is hidden, as it is written into fields and titles."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

LONGEST_STEM = 60
"""Code points of a file name before its ending: with clash marks and endings it stays below 80."""

_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]|all-records")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def file_stems(sources: Iterable[str]) -> dict[str, str]:
    """A file name, without its ending, for every source: ASCII, lower case, never two alike.

    No name that Windows reserves for devices occurs, and none depends on upper or lower case.
    Sources whose names fold to the same stem are told apart by a hash of the name, never by their
    order, so that the same sources always have the same files.
    """
    names = sorted(set(sources))
    folded = Counter(map(_stem, names))
    taken = {stem for stem, times in folded.items() if times == 1}
    stems: dict[str, str] = {}
    for name in names:
        stem = _stem(name)
        if folded[stem] > 1:
            stem = _marked(stem, name, taken)
            taken.add(stem)
        stems[name] = stem
    return stems


def _stem(name: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:LONGEST_STEM].rstrip("-")
    if not stem:
        return "source"
    return f"source-{stem}" if _RESERVED.fullmatch(stem) else stem


def _marked(stem: str, name: str, taken: set[str]) -> str:
    for turn in range(1 << 16):
        key = f"{turn}:{name}".encode("utf-8", "surrogatepass")
        candidate = f"{stem}-{hashlib.sha256(key).hexdigest()[:8]}"
        if candidate not in taken:
            return candidate
    raise AssertionError("65,536 hashes of one name are all taken")


def put(folder: Path, name: str, content: bytes) -> Path:
    """Write one file of the bundle, making its folder; the place it was written to."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def plain(value: Value) -> str:
    """A field's value as exact text: ISO 8601 for moments, every digit of a number."""
    return typed(value)[1]


def utc_text(when: datetime | None) -> str:
    """A record's moment as ISO 8601 in UTC, or empty. One without a zone is in UTC already."""
    if when is None:
        return ""
    aware = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    return aware.isoformat()


def spelled(text: str) -> str:
    r"""Text that UTF-8 can hold: a lone surrogate becomes the six characters `\udXXX`."""
    return _SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def visible(text: str) -> str:
    """Text for a page: line ends as LF, and control characters as the signs that picture them."""
    text = spelled(text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(lambda found: _picture(ord(found.group())), text)


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"\\x{code:02x}"


def one_line(text: str) -> str:
    """Text for a line of a plain file: blanks and line ends become single spaces."""
    return " ".join(visible(text).split())


def escape(text: str) -> str:
    """Text for HTML content and quoted attributes. Nothing in it can open a tag or end a quote."""
    return html.escape(visible(text), quote=True)


def with_pills(text: str) -> str:
    """Text for HTML content, each label in it as a pill."""
    out: list[str] = []
    at = 0
    for found in LABEL.finditer(text):
        out += [
            escape(text[at : found.start()]),
            f'<span class="pill" dir="ltr">{escape(found.group())}</span>',
        ]
        at = found.end()
    return "".join([*out, escape(text[at:])])


def day_in_words(when: date) -> str:
    """A day as people write it: 5 March 2026."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def moment_in_words(when: datetime) -> str:
    """A moment as people write it, its zone named: 5 March 2026, 14:02 UTC."""
    offset = when.utcoffset()
    clock = f"{when:%H:%M:%S}" if when.second else f"{when:%H:%M}"
    zone = "" if offset is None else " UTC" if not offset else f" UTC{when.isoformat()[-6:]}"
    return f"{day_in_words(when)}, {clock}{zone}"


def in_words(value: Value) -> str:
    """A field's value for reading; `plain` is the exact one."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment_in_words(value)
    return plain(value)


def counted(number: int, one: str, many: str = "") -> str:
    """A number and its noun: 1 record, 1,284 records."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
