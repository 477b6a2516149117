"""Content lines of vCard and iCalendar (RFC 6350, RFC 5545; vCard 2.1): unfolded, parameters and values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dsar.reading.text import decode
from dsar.reading.transfer import undone

_LINE = re.compile(rb"(?:[^\r\n]|\r?\n[ \t])*(?:\r?\n|\r|\Z)")
_NAME = re.compile(r"(?:(?P<group>[A-Za-z0-9-]+)\.)?(?P<name>[A-Za-z0-9-]+)(?P<rest>[;:].*)", re.DOTALL)
_PARAMETER = re.compile(
    r';(?P<key>[A-Za-z0-9-]+)(?:=(?P<value>(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*))?'
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One property: its name, its parameters in upper case, its value; or a `doubt` about it."""

    name: str
    value: str = field(repr=False)
    parameters: dict[str, str] = field(default_factory=dict, repr=False)
    doubt: str = ""


def lines(raw: bytes) -> Iterator[Line]:
    """The properties of some bytes, in order; what is no property has an empty name."""
    for logical in _logical(raw):
        text = decode(logical).text.strip("\r\n")
        if not text.strip():
            continue
        found = _NAME.fullmatch(text)
        if not found:
            yield Line("", text, doubt="a line that is no property")
            continue
        parameters, at = _parameters(found["rest"])
        value = found["rest"][at + 1 :]
        yield _valued(found["name"].upper(), value, parameters)


def _valued(name: str, value: str, parameters: dict[str, str]) -> Line:
    encoding = parameters.get("ENCODING", "").upper()
    if encoding in ("QUOTED-PRINTABLE", "BASE64", "B"):
        done = undone(value.encode("utf-8", "surrogatepass"), "base64" if encoding == "B" else encoding)
        if done is None:
            return Line(name, "", parameters, "an encoding that cannot be undone")
        if name in ("PHOTO", "LOGO", "SOUND", "KEY", "ATTACH", "IMAGE"):
            return Line(name, "", parameters, f"{len(done.content)} bytes are not read")
        return Line(
            name, decode(done.content, parameters.get("CHARSET", ""), trust=True).text, parameters, done.doubt
        )
    if name in ("PHOTO", "LOGO", "SOUND", "IMAGE") and value[:5].lower() == "data:":
        return Line(name, "", parameters, "a picture is not read")
    return Line(name, value, parameters)


def _parameters(rest: str) -> tuple[dict[str, str], int]:
    """The parameters, and where the colon before the value stands."""
    found: dict[str, str] = {}
    at = 0
    while one := _PARAMETER.match(rest, at):
        key, value = one["key"].upper(), (one["value"] or "").strip('"')
        if one["value"] is None and key in ("QUOTED-PRINTABLE", "BASE64"):  # vCard 2.1
            key, value = "ENCODING", key
        elif one["value"] is None:
            key, value = "TYPE", one["key"]
        found[key] = f"{found[key]},{value}" if key in found else value
        at = one.end()
    colon = rest.find(":", at)
    return found, colon if colon >= 0 else len(rest)


def unescaped(value: str) -> str:
    """A value with backslashes undone."""
    return _ESCAPE.sub(lambda one: "\n" if one[1] in "nN" else one[1], value)


def parts(value: str) -> list[str]:
    """The parts of a structured value (a name, an address)."""
    return [unescaped(part).strip() for part in re.split(r"(?<!\\);", value)]


def _logical(raw: bytes) -> Iterator[bytes]:
    """Lines unfolded, and soft line ends of quoted-printable values joined."""
    held = b""
    for found in _LINE.finditer(raw):
        line = re.sub(rb"\r?\n[ \t]", b"", found.group().rstrip(b"\r\n"))
        held += line
        if re.search(rb"(?i)quoted-printable", held.partition(b":")[0]) and held.endswith(b"="):
            held = held[:-1]
            continue
        if held:
            yield held
        held = b""
    if held:
        yield held
