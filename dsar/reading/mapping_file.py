"""A mapping read from TOML, with mistakes named by file, line and mend."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dsar.errors import UsageError
from dsar.model.identifiers import KINDS
from dsar.reading import columns, rules
from dsar.reading.dates import is_zone
from dsar.reading.mapping import Child, Mapping, PartyColumns
from dsar.reading.months import LANGUAGES
from dsar.reading.settings import Settings
from dsar.reading.told import Told
from dsar.reading.told_file import KEYS as TOLD
from dsar.reading.told_file import told_of
from dsar.reading.transforms import NAMES, Transform

TEXTS = (
    "kind",
    "label",
    "rows",
    "realm",
    "subject",
    "text",
    "group",
    "thread",
    "from_name",
    "internal",
    "pattern",
    "source_url",
    "last_checked",
)
LISTS = ("when", "formats", "categories", "required", "columns")
FLAGS = ("month_first", "unconfirmed")
KEYS = (
    *(*TEXTS, *LISTS, *FLAGS, *TOLD),
    *(
        "timezone",
        "locale",
        "provenance",
        "pull",
        "detect",
        "party",
        "link",
        "transform",
        "child",
        "extends",
        "version",
    ),
)
"""Everything that a mapping may say."""

PULL = ("thread", "row")
PROVENANCE = ("provided", "observed", "third-party", "inferred")
_TRANSFORM = ("column", "steps", "values", "split", "into", "extract", "template", "value", "quoted")
_CHILD = ("each", "kind", "split", "into")
_INSIDE = ("when", "formats", "subject", "text", "internal", "provenance", "party", "transform")
"""What a child may say beside that, of the names inside it."""


def load_mapping(
    path: Path, base: Callable[[str], Table[str, Any]] | None = None, *, ours: bool = False
) -> Mapping:
    """Read a mapping. `base` gives the table of the preset that one extends.

    `ours` says that it ships with dsar: its patterns need no limit.

    Raises `ConfigError` with file, line and mend for a mistake in it.
    """
    settings = Settings(path)
    settings.only(settings.content, KEYS)
    return mapping_of(extended(settings.content, base), settings, ours=ours)


def extended(table: Table[str, Any], base: Callable[[str], Table[str, Any]] | None) -> dict[str, Any]:
    """A mapping's table over that of the preset which it extends; its own words win, people are added."""
    name = table.get("extends")
    if not isinstance(name, str) or base is None:
        return dict(table)
    under = dict(base(name))
    own = {key: value for key, value in table.items() if key != "extends"}
    for key in ("party", "transform", "child"):
        if key in own and key in under:
            own[key] = [*under[key], *own[key]]
    return {**under, **own}


def mapping_of(table: Table[str, Any], settings: Settings | None = None, *, ours: bool = False) -> Mapping:
    """A mapping from a table of settings.

    Raises `ConfigError` for a mistake where the file is known, else `UsageError` with a message
    that begins with the key.
    """
    given = _Given(table, settings, ours)
    zone, provenance = given.zone(), given.text("provenance")
    if provenance and provenance not in PROVENANCE:
        hint = "one of: " + ", ".join(PROVENANCE)
        raise given.wrong("provenance", f"{provenance!r} is not a provenance", hint=hint)
    pull = given.text("pull") or PULL[0]
    if pull not in PULL:
        raise given.wrong("pull", f"{pull!r} is nothing that is pulled", hint="one of: " + ", ".join(PULL))
    detect = table.get("detect", {})
    if not isinstance(detect, dict) or set(detect) - {"all", "name"}:
        raise given.wrong("detect", "detect names columns", hint='detect = { all = ["Column", "Column"] }')
    link = table.get("link", {})
    if not isinstance(link, dict) or set(link) - set(KINDS) - {"name"}:
        raise given.wrong("link", "link names columns by kind", hint='link = { user = "Id", email = "Mail" }')
    version = table.get("version", 1)
    if version != 1:
        raise given.wrong("version", f"version {version!r} is not known; this is version 1")
    texts: dict[str, Any] = {key: given.text(key) for key in TEXTS if key in table}
    lists: dict[str, Any] = {key: given.texts(key, table.get(key)) for key in LISTS if key in table}
    flags: dict[str, Any] = {key: given.flag(key) for key in FLAGS if key in table}
    for key in ("subject", "text", "group", "thread"):
        given.column(key, texts.get(key, ""))
    for key in ("pattern", "from_name"):
        given.rule(key, texts.get(key, ""))
    for spec in lists.get("when", ()):
        for one in spec.split(" + "):
            given.column("when", one)
    return Mapping(
        **texts,
        **lists,
        **flags,
        told=given.told(),
        timezone=zone,
        locale=given.language(),
        provenance=provenance,
        pull=pull,
        detect=given.texts("detect", detect.get("all", ())),
        detect_name=str(detect.get("name", "")),
        parties=given.parties(),
        links=tuple((kind, given.column("link", spec)) for kind, spec in link.items()),
        transforms=tuple(given.transform(n, one) for n, one in enumerate(given.tables("transform"))),
        children=tuple(given.child(n, one) for n, one in enumerate(given.tables("child"))),
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """Settings as they were written, and how to say what is wrong with one."""

    table: Table[str, Any]
    settings: Settings | None
    ours: bool = False

    def wrong(self, key: str, message: str, *, hint: str = "") -> UsageError:
        if self.settings is not None:
            return self.settings.error(message, key, hint=hint)
        return UsageError(f"{key}: {message}", hint=hint)

    def text(self, key: str) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(key, f"{key} is written as text in quotes")
        return value

    def zone(self) -> str:
        """The zone of moments that state none."""
        stated = self.text("timezone")
        if stated and not is_zone(stated):
            raise self.wrong(
                "timezone", f"{stated!r} is not a time zone", hint='"Europe/London", for example'
            )
        return stated

    def language(self) -> str:
        """The language of month names."""
        stated = self.text("locale")
        if stated and stated not in LANGUAGES:
            hint = "one of: " + ", ".join(LANGUAGES)
            raise self.wrong("locale", f"the months of {stated!r} are not known", hint=hint)
        return stated

    def flag(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, f"{key} is true or false")
        return value

    def texts(self, key: str, value: Any) -> tuple[str, ...]:
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
            raise self.wrong(key, f"{key} is a list of texts", hint=f'{key} = ["…"]')
        return tuple(value)

    def tables(self, key: str) -> list[dict[str, Any]]:
        value = self.table.get(key, ())
        if not isinstance(value, (list, tuple)) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(key, f"each {key} is written as a [[{key}]] table")
        return list(value)

    def column(self, key: str, spec: Any) -> str:
        """A column's address, or alternatives in a list. Raises where it cannot be read."""
        if isinstance(spec, (list, tuple)) and all(isinstance(one, str) for one in spec):
            spec = "|".join(spec)
        if not isinstance(spec, str):
            raise self.wrong(key, "a column is named by text in quotes")
        mistake = columns.check(spec) if spec else ""
        if mistake:
            raise self.wrong(key, mistake)
        return spec

    def rule(self, key: str, pattern: str) -> None:
        """Raises where a pattern cannot be read or might take for ever."""
        try:
            rules.check("" if self.ours else pattern)
        except ValueError as error:
            raise self.wrong(key, f"{key}: {error}") from None

    def told(self) -> Told:
        try:
            return told_of(self.table)
        except ValueError as error:
            key, _, words = str(error).partition(": ")
            raise self.wrong(key, words) from None

    def parties(self) -> tuple[PartyColumns, ...]:
        value = self.table.get("party", ())
        if not isinstance(value, (list, tuple)) or not all(isinstance(one, dict) for one in value):
            raise self.wrong("party", "people are written as [[party]] tables")
        return tuple(self._party(n, one) for n, one in enumerate(value))

    def _party(self, n: int, given: Table[str, Any]) -> PartyColumns:
        if self.settings is not None:
            self.settings.only(given, ("role", *KINDS), table="party", index=n)
        for key, column in given.items():
            if key not in ("role", *KINDS) or not isinstance(column, (str, list)):
                hint = "role, and columns by kind: " + ", ".join(KINDS)
                raise self.wrong("party", f"{key!r} is not a setting of a party, or is no text", hint=hint)
        named = tuple((kind, self.column("party", spec)) for kind, spec in given.items() if kind in KINDS)
        return PartyColumns(str(given.get("role", "person")), named)

    def transform(self, n: int, given: Table[str, Any]) -> Transform:
        self._only(given, _TRANSFORM, "transform", n)
        steps = self.texts("transform", given.get("steps", ()))
        for step in steps:
            if step not in NAMES:
                raise self.wrong("transform", f"{step!r} is not a step", hint="steps: " + ", ".join(NAMES))
        values = given.get("values", {})
        if not isinstance(values, dict):
            raise self.wrong("transform", "values is a table", hint='values = { "2" = "Open" }')
        extract = str(given.get("extract", ""))
        self.rule("transform", extract)
        return Transform(
            self.column("transform", given.get("column", "")),
            steps,
            {str(key): str(one) for key, one in values.items()},
            str(given.get("split", "")),
            self.texts("transform", given.get("into", ())),
            extract,
            str(given.get("template", "")),
            str(given.get("value", "")),
            given.get("quoted") is True,
        )

    def child(self, n: int, given: Table[str, Any]) -> Child:
        self._only(given, (*_CHILD, *_INSIDE), "child", n)
        each = self.column("child", given.get("each", ""))
        if not each:
            raise self.wrong("child", "a child needs to say what each of them is", hint='each = "comments[]"')
        into = self.texts("child", given.get("into", ()))
        told = {key: one for key, one in given.items() if key in _INSIDE}
        mapping = mapping_of(told, None, ours=self.ours) if told else None
        return Child(each, str(given.get("kind", "")), str(given.get("split", "")), into, mapping)

    def _only(self, given: Table[str, Any], known: tuple[str, ...], table: str, n: int) -> None:
        if self.settings is not None:
            self.settings.only(given, known, table=table, index=n)
        for key in given:
            if key not in known:
                raise self.wrong(table, f"{key!r} is not a setting of a {table}", hint=", ".join(known))
