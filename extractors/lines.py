"""Logs of one record a line that a pattern describes: load balancers, storage, and formats of your own.

[source.options]
log_format = '%h %l %u %t "%r" %>s %b "%{X-Forwarded-For}i"'      # Apache's
log_format = '$remote_addr [$time_local] "$request" $upstream'    # nginx's
pattern = '(?P<ip>\\S+) (?P<user>\\S+) (?P<rest>.*)'                 # any other
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from dsar.errors import UsageError
from dsar.model.records import Gap, Record, Value
from dsar.model.sources import Directory, Part, Piece
from dsar.reading.cuts import Lines as OneALine
from dsar.reading.cuts import narrowed
from dsar.reading.mapping import Mapping as Preset
from dsar.reading.presets import of_lines
from dsar.reading.rules import Rule, rule
from dsar.reading.text import decode, looks_like_text

from .mapped import Mapped, doubtful

_LONGEST_LINE = 20_000
_QUOTED = r'(?:[^"\\]|\\.)*'
_APACHE = {
    "h": "ip", "a": "ip", "l": "ident", "u": "user", "t": "time", "r": "request", "s": "status", "b": "bytes",
    "B": "bytes", "v": "vhost", "V": "vhost", "p": "port", "D": "microseconds", "T": "seconds", "U": "path",
    "q": "query", "m": "method", "I": "received", "O": "sent", "P": "pid", "H": "protocol", "f": "file",
}  # fmt: skip
_NGINX = {"remote_addr": "ip", "remote_user": "user", "time_local": "time", "time_iso8601": "time"}
_SIGN = re.compile(r"%[<>!\d,]*(?:\{(?P<name>[^}]+)\})?(?P<sign>[a-zA-Z])|\$\{?(?P<variable>\w+)\}?|%%")


class Lines(Mapped):
    """Reads each line as a pattern says; a line that does not fit is kept as it stands."""

    kind = "log"
    suffixes = ()
    settings = (*Mapped.settings, "pattern", "log_format")
    cut = OneALine()

    def __init__(
        self, options: Mapping[str, object] | None = None, directory: Directory | None = None
    ) -> None:
        """Take the settings. Raises `UsageError` for a pattern that cannot be read."""
        super().__init__(options, directory)
        form = self.options.get("log_format")
        pattern = str(self.options.get("pattern") or "")
        ours = compiled(str(form)) if form else ""
        if not pattern and self._base is not None:
            pattern, ours = (
                ("", self._base.pattern) if "preset" in self.options else (self._base.pattern, ours)
            )
        self.rule: Rule | None = _own_rule(ours) if ours else _rule(pattern) if pattern else None

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where a preset's pattern fits the first line that is not empty."""
        if not looks_like_text(head):
            return 0
        line = next((one for one in head.split(b"\n") if one.strip()), b"")
        return 3 if _fitting(decode(line[:_LONGEST_LINE]).text.rstrip("\r")) else 0

    def _known(self, line: str) -> Rule | None:
        """The pattern of the preset that fits a line; its columns are what that preset says."""
        found = _fitting(line)
        if found is None:
            return None
        if self._base is not found:
            self._base = found
            self._fitting.clear()
            self._changed.clear()
        return _own_rule(found.pattern)

    def hides(self, raw: bytes) -> bool:
        """Percent signs and escapes may hide text; other ASCII shows what it is."""
        if self._own.transforms:
            return True
        return b"%" in raw or b"\\" in raw or b"\0" in raw or not raw.isascii()

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One line, or all of a file in UTF-16."""
        for one in narrowed(piece, self.cut):
            if isinstance(one, Gap):
                yield one
                continue
            decoded = self.decoded(one.raw)
            line = decoded.text.rstrip("\r\n")
            rule = self.rule or self._known(line)
            found = rule.fullmatch(line[:_LONGEST_LINE]) if rule else None
            fields: dict[str, Value] = {"line": line}
            if found:
                fields = {
                    key: value.strip()
                    for key, value in found.groupdict().items()
                    if value and value.strip(" -")
                }
            yield from self.records(
                one.part, one.locator(), fields, tuple(found.groupdict()) if found else None
            )
            if not found:
                yield Gap(
                    one.part.source.name, one.locator(), "malformed", "a line that the pattern does not fit"
                )
            yield from doubtful(one, decoded)


@cache
def _own_rule(pattern: str) -> re.Pattern[str]:
    """The pattern of a preset or of a log format: made here, and clear by its making."""
    return re.compile(pattern, re.DOTALL)


def _rule(pattern: str) -> Rule:
    """An analyst's pattern, which must never hang."""
    try:
        return rule(pattern)
    except ValueError as error:
        raise UsageError(f"pattern: {error}") from None


def _fitting(line: str) -> Preset | None:
    return next((one for one in of_lines() if _own_rule(one.pattern).fullmatch(line)), None)


def compiled(form: str) -> str:
    """A log format of Apache (`%h %u "%r"`) or nginx (`$remote_addr "$request"`) as a pattern."""
    out, at, seen = "", 0, dict[str, int]()
    for found in _SIGN.finditer(form):
        out += re.escape(form[at : found.start()].replace('\\"', '"'))
        at = found.end()
        if found.group() == "%%":
            out += "%"
            continue
        name = _name(found)
        seen[name] = seen.get(name, 0) + 1
        label = name if seen[name] == 1 else f"{name}_{seen[name]}"
        quoted = form[found.start() - 1 : found.start()] == '"' and form[at : at + 1] in ('"', "\\")
        value = _QUOTED if quoted else r"[^\]]*" if form[found.start() - 1 : found.start()] == "[" else r"\S*"
        bracketed = found["sign"] == "t"
        out += rf"\[(?P<{label}>[^\]]*)\]" if bracketed else f"(?P<{label}>{value})"
    return out + re.escape(form[at:])


def _name(found: re.Match[str]) -> str:
    raw = found["variable"] or found["name"]
    if raw:
        plain = re.sub(r"\W", "_", raw).lower()
        return _NGINX.get(raw, plain if not plain[0].isdigit() else f"_{plain}")
    return _APACHE.get(found["sign"], f"field_{found['sign']}")
