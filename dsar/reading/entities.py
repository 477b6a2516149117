"""The parts of an ordinary message, found by its bytes alone; of an unusual one only the parser tells.

What is ordinary is narrow on purpose: headers as they should be, the usual types and encodings,
multiparts that are complete. Whatever else a message has, `ordinary` answers None.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

_HEADERS = re.compile(rb"(?:[!-9;-~]++:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)*+")
_TOLD = re.compile(
    rb"\n(content-type|content-transfer-encoding|content-disposition):((?:[^\n]++|\n(?=[ \t]))*+)",
    re.IGNORECASE,
)
_VALUE = re.compile(
    rb"[ \t\n]*+([a-z0-9.+/-]++)[ \t\n]*+"
    rb"((?:;[ \t\n]*+[a-z0-9-]++[ \t]*+=[ \t\n]*+(?:\"[^\"\\\n]*+\"|[^\s;\"]++)[ \t\n]*+)*+);?[ \t\n]*+",
    re.IGNORECASE,
)
_PARAMETER = re.compile(
    rb";[ \t\n]*+([a-z0-9-]++)[ \t]*+=[ \t\n]*+(?:\"([^\"\n]*+)\"|([^\s;\"]++))", re.IGNORECASE
)
_PARTED = (b"multipart/mixed", b"multipart/alternative", b"multipart/related", b"multipart/signed")
_ENCRYPTED = (b"application/pkcs7-mime", b"application/x-pkcs7-mime", b"application/pgp-encrypted")
_PLAIN = (b"", b"7bit", b"8bit", b"binary")
_CHARSETS = (b"", b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252")
_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Said:
    """What the headers of a part say that decides how it is read."""

    kind: bytes = b"text/plain"
    charset: bytes = b""
    boundary: bytes = b""
    transfer: bytes = b""
    name: bytes = b""
    attached: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that has no parts: its headers, what they say, and its body as it was sent."""

    said: Said
    head: bytes = field(repr=False)
    body: bytes = field(repr=False)

    def content(self) -> bytes | None:
        """The body with its encoding undone; None where it is damaged."""
        if self.said.transfer == b"base64":
            try:
                return binascii.a2b_base64(self.body.translate(None, b" \t\n"), strict_mode=True)
            except binascii.Error:
                return None
        return binascii.a2b_qp(self.body) if self.said.transfer == b"quoted-printable" else self.body


def ordinary(raw: bytes) -> tuple[list[bytes], list[Leaf]] | None:
    """What stands beside the bodies of a message (headers, what is around its parts), and its leaves."""
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n")
    if b"\r" in raw or b"\0" in raw:
        return None
    beside, leaves = list[bytes](), list[Leaf]()
    usual = not raw.startswith(b"\n") and all(_walk(raw, beside, leaves, 0))
    return (beside, leaves) if usual and beside and beside[0] else None


def _walk(raw: bytes, beside: list[bytes], leaves: list[Leaf], depth: int) -> Iterator[bool]:
    """Whether each part of an entity is ordinary; what it holds is added to the lists."""
    end = 0 if raw.startswith(b"\n") else raw.find(b"\n\n") + 1 or len(raw)
    head, body = raw[:end], raw[end + 1 :]
    whole = head if head.endswith(b"\n") or not head else head + b"\n"
    usual = _HEADERS.match(whole)
    said = _said(b"\n" + whole) if usual and usual.end() == len(whole) else None
    if said is None:
        yield False
        return
    beside.append(head)
    if said.boundary:
        yield from _parts(said.boundary, body, beside, leaves, depth)
    else:
        leaves.append(Leaf(said, head, body))


def _parts(
    boundary: bytes, body: bytes, beside: list[bytes], leaves: list[Leaf], depth: int
) -> Iterator[bool]:
    before, *parts = (b"\n" + body).split(b"\n--" + boundary)
    if depth >= _DEPTH or len(parts) < 2 or not parts[-1].startswith(b"--"):
        yield False
        return
    line, _, after = parts[-1][2:].partition(b"\n")
    yield not line.strip(b" \t") and b"=?" not in before and b"=?" not in after
    beside += [before, after]
    for part in parts[:-1]:
        line, ended, inside = part.partition(b"\n")
        yield bool(ended) and not line.strip(b" \t")
        yield from _walk(inside, beside, leaves, depth + 1)


def _said(head: bytes) -> Said | None:
    found = _TOLD.findall(head)
    told = {name.lower(): value for name, value in found}
    return _understood(tuple(sorted(told.items()))) if len(told) == len(found) else None


@lru_cache(maxsize=4096)
def _understood(told: tuple[tuple[bytes, bytes], ...]) -> Said | None:
    given: dict[bytes, bytes] = {}
    values = {}
    for name, value in told:
        found = _VALUE.fullmatch(value)
        if found is None:
            return None
        values[name] = found[1].lower()
        for key, quoted, bare in _PARAMETER.findall(found[2]):
            place = name + b" " + key.lower()
            if place in given:
                return None
            given[place] = quoted or bare
    kind = values.get(b"content-type", b"text/plain")
    said = Said(
        kind,
        given.get(b"content-type charset", b"").lower(),
        given.get(b"content-type boundary", b"") if kind in _PARTED else b"",
        values.get(b"content-transfer-encoding", b""),
        given.get(b"content-disposition filename") or given.get(b"content-type name") or b"",
        values.get(b"content-disposition") == b"attachment",
    )
    return said if _is_usual(said) else None


def _is_usual(said: Said) -> bool:
    if said.kind.count(b"/") != 1 or said.charset not in _CHARSETS:
        return False
    if said.kind.startswith((b"multipart/", b"message/")):
        usual = said.boundary and not said.boundary.endswith(b" ") and not (said.attached or said.name)
        return bool(usual) and said.transfer in _PLAIN
    return said.kind not in _ENCRYPTED and said.transfer in (*_PLAIN, b"base64", b"quoted-printable")
