"""Settings files in TOML, with mistakes named by file, line and mend."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dsar.errors import ConfigError


class Settings:
    """A TOML file that was read, and the way from a key back to its line."""

    def __init__(self, path: Path) -> None:
        """Read `path`. Raises `ConfigError` where it is missing, not UTF-8 or not TOML."""
        self.file = path.name
        try:
            self.text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise ConfigError("the file is not there", file=self.file) from None
        except (OSError, UnicodeDecodeError):
            raise ConfigError("the file cannot be read as UTF-8 text", file=self.file) from None
        try:
            self.content: Mapping[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            words = re.sub(r" \(at .*\)$", "", str(error))
            raise ConfigError(words, file=self.file, line=int(line.group(1)) if line else 0) from None

    def line(self, key: str, *, table: str = "", index: int = 0) -> int:
        """The line of `key` in the `index`-th `[table]` or `[[table]]`; 0 where it cannot be told."""
        start = 0
        if table:
            heads = list(re.finditer(rf"(?m)^\s*\[+\s*{re.escape(table)}\s*\]+", self.text))
            if index >= len(heads):
                return 0
            start = heads[index].start()
        found = re.compile(rf"(?m)^\s*\"?{re.escape(key)}\"?\s*=").search(self.text, start)
        at = found.end() if found else start
        return self.text.count("\n", 0, at) + 1

    def error(
        self, message: str, key: str = "", *, table: str = "", index: int = 0, hint: str = ""
    ) -> ConfigError:
        """A mistake at a key, ready to raise."""
        return ConfigError(message, file=self.file, line=self.line(key, table=table, index=index), hint=hint)

    def only(
        self, given: Mapping[str, Any], known: Iterable[str], *, table: str = "", index: int = 0
    ) -> None:
        """Raise for the first key that is not `known`, with the nearest that is."""
        names = list(known)
        for key in given:
            if key not in names:
                near = difflib.get_close_matches(key, names, 1)
                hint = f"did you mean {near[0]}?" if near else "known: " + ", ".join(names)
                raise self.error(f"{key!r} is not a setting here", key, table=table, index=index, hint=hint)
