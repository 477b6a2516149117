"""Web server logs of Apache and nginx: common, combined, and with the host in front."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from dsar.model.identifiers import try_identifier
from dsar.model.records import Gap, Party, Record, Value
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.cuts import Buffer, Lines
from dsar.reading.dates import when
from dsar.reading.text import decode

_QUOTED = r'(?:[^"\\]|\\.)*'
_LINE = re.compile(
    rf"(?:(?P<vhost>\S+:\d+) )?(?P<ip>\S+) (?P<ident>\S+) (?P<user>\S+|\S.*?\S) \[(?P<time>[^\]]+)\] "
    rf'"(?P<request>{_QUOTED})" (?P<status>\d{{3}}|-) (?P<bytes>\d+|-)'
    rf'(?: "(?P<referer>{_QUOTED})" "(?P<user_agent>{_QUOTED})")?(?P<rest>.*)'
)
_ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})")


class AccessLog(Extractor):
    """Reads one request a line; a line of another format is kept as it stands."""

    kind = "log"
    suffixes = ()
    families = ()
    cut = Lines()

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where the first line is a request."""
        line = next((one for one in head.split(b"\n") if one.strip()), b"")
        return 3 if _LINE.fullmatch(decode(line[:20_000]).text.rstrip("\r\n")) else 0

    def is_even(self, part: Part, content: Buffer) -> bool:
        """A line's fields are stretches of the line."""
        return True

    def is_sound(self, piece: Piece) -> bool:
        """Any line is a record."""
        return True

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One line."""
        source = piece.part.source
        line = decode(piece.raw).text.rstrip("\r\n")
        found = _LINE.fullmatch(line)
        if not found:
            fields: dict[str, Value] = {"line": line}
            yield Record.of(source.name, self.kind, piece.locator(), fields, provenance="observed")
            return
        given = {name: value for name, value in found.groupdict().items() if value not in (None, "-", "")}
        fields = {
            name: _unescaped(value)
            for name, value in given.items()
            if name not in ("request", "rest", "ident")
        }
        fields.update(_request(_unescaped(given.get("request", ""))))
        for name in ("ident", "rest"):
            if name in given and given[name].strip():
                fields[name] = given[name].strip()
        yield Record.of(
            source.name,
            self.kind,
            piece.locator(),
            fields,
            when=when(given["time"], source.timezone),
            parties=_parties(given, source.name),
            provenance="observed",
        )


def _request(request: str) -> dict[str, Value]:
    method, _, rest = request.partition(" ")
    path, _, protocol = rest.rpartition(" ")
    if not path:
        return {"request": request} if request else {}
    fields: dict[str, Value] = {"method": method, "path": path, "protocol": protocol}
    plain = unquote(path, errors="replace")
    if plain != path:
        fields["path.decoded"] = plain
    return fields


def _parties(given: dict[str, str], source: str) -> tuple[Party, ...]:
    parties = []
    address = try_identifier("ip", given.get("ip", ""))
    if address:
        parties.append(Party("client", "ip", "", (address,)))
    user = given.get("user", "")
    known = try_identifier("email", user) or try_identifier("username", user, realm=source)
    if user and known:
        parties.append(Party("user", "user", "", (known,)))
    return tuple(parties)


def _unescaped(text: str) -> str:
    """A logged string as it was sent: `\\"` and `\\x22` undone."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text)
    return plain.replace('\\"', '"').replace("\\\\", "\\")
