"""Every message as a file that a mail program opens, made anew from what the answer shows of it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from email.header import Header
from email.utils import getaddresses
from pathlib import Path

from dsar.model.release import Release, Released
from dsar.plugins import Exporter

from .attachments import name_of
from .layout import LABEL, one_line, plain, put, spelled

FOLDER = "data/emails"
_ADDRESSES = {
    "from": "From",
    "sender": "Sender",
    "reply_to": "Reply-To",
    "to": "To",
    "cc": "Cc",
    "bcc": "Bcc",
}
_IDS = {"message_id": "Message-ID", "in_reply_to": "In-Reply-To", "references": "References"}
_NUMBER = re.compile(r"person (\d+)")
_HOLDER = re.compile(r"qlabel(\d+)q")
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.@-]+")


class MailFiles(Exporter):
    """`data/emails/<record>.eml`: one a message, with its attachments where they are text.

    Addresses that are hidden become ones that can never be written to (`….invalid`, RFC 2606).
    Bodies are in base64, so that they hold exactly what the JSON holds.
    """

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write one file a message."""
        attached: dict[str, list[Released]] = {}
        for record in release.records:
            if record.kind == "attachment" and record.parent:
                attached.setdefault(record.parent, []).append(record)
        for record in release.records:
            if record.kind == "mail":
                yield put(folder, f"{FOLDER}/{record.id}.eml", message(record, attached.get(record.id, [])))


def message(record: Released, attached: Sequence[Released]) -> bytes:
    """A message in the form of RFC 5322 and MIME; the same record gives the same bytes."""
    head = list(_head(record.fields))
    head.append(f"X-Redacted-Copy: record {record.id}, {sum(record.hidden.values())} hidden")
    head.append("MIME-Version: 1.0")
    body = record.fields.get("text") or record.fields.get("html_text") or ""
    parts = [_part(plain(body))]
    for one in attached:
        text = one.fields.get("text")
        note = f"[This attachment is not included as a file. Record {one.id} says more.]"
        parts.append(_part(note if text is None else plain(text), name_of(one)))
    if len(parts) == 1:
        return "\r\n".join([*head, parts[0]]).encode("ascii")
    line = f"=_{record.id}_="
    head += [f'Content-Type: multipart/mixed; boundary="{line}"', ""]
    for part in parts:
        head += [f"--{line}", part]
    return "\r\n".join([*head, f"--{line}--", ""]).encode("ascii")


def _part(text: str, name: str = "") -> str:
    coded = base64.encodebytes(spelled(text).encode()).decode().replace("\n", "\r\n")
    head = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64"]
    if name:
        head.append(f'Content-Disposition: attachment; filename="{name}"')
    return "\r\n".join([*head, "", coded])


def _head(fields: Mapping[str, object]) -> Iterator[str]:
    for name, header in _ADDRESSES.items():
        if fields.get(name):
            yield _folded(header, _addresses(str(fields[name])))
    if fields.get("subject"):
        yield f"Subject: {_words(str(fields['subject']), len('Subject: '))}"
    if fields.get("date"):
        date = one_line(str(fields["date"]))
        yield f"Date: {date}" if date.isascii() and not LABEL.search(date) else f"X-Date: {_words(date, 8)}"
    for name, header in _IDS.items():
        ids = [one for one in str(fields.get(name, "")).split() if one.isascii() and one.isprintable()]
        whole = " ".join(ids)
        if whole and not LABEL.search(str(fields[name])):
            yield _folded(header, ids, " ")


def _folded(header: str, parts: Sequence[str], sign: str = ", ") -> str:
    return f"{header}: " + f"{sign.rstrip()}\r\n ".join(parts)


def _words(text: str, used: int) -> str:
    """Text of a header: as it is where it is ASCII and short, else in encoded words (RFC 2047)."""
    line = one_line(text)
    if line.isascii() and len(line) + used < 200 and "=?" not in line:
        return line
    return str(Header(line, "utf-8", maxlinelen=72, header_name=" " * (used - 2)).encode(linesep="\r\n"))


def _addresses(text: str) -> list[str]:
    """People of a header; a label in the place of an address becomes one that leads nowhere."""
    labels: list[str] = []

    def hold(found: re.Match[str]) -> str:
        labels.append(found.group())
        return f"qlabel{len(labels) - 1}q"

    shown = []
    for name, address in getaddresses([LABEL.sub(hold, one_line(text))]):
        name = _HOLDER.sub(lambda found: labels[int(found[1])], name)
        held = _HOLDER.search(address)
        if held:
            label = labels[int(held[1])]
            number = _NUMBER.search(label)
            name = name or label
            address = f"person-{number[1]}@hidden.invalid" if number else "hidden@hidden.invalid"
        if not _ATOM.fullmatch(address):
            name, address = f"{name} {address}".strip(), "unknown@hidden.invalid"
        shown.append(f"{_name(name)} <{address}>" if name else address)
    return shown or [f"{_name(text)} <unknown@hidden.invalid>"]


def _name(text: str) -> str:
    line = one_line(text)
    if not line.isascii() or len(line) > 70:
        return str(Header(line, "utf-8", maxlinelen=72).encode(linesep="\r\n"))
    quoted = line.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
