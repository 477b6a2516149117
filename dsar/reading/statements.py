"""What to ask a database: statements in a TOML file, with the values of whoever is looked for bound.

    dsn = "HELPDESK_DSN"                  # the name of a variable of the environment
    variables = { prefix = "ost_" }

    [[statement]]
    name = "users"
    key = "user_id"
    sql = "SELECT user_id, address FROM {prefix}user_email WHERE lower(address) IN :email"

    [[statement]]
    name = "tickets"
    key = "ticket_id"
    sql = "SELECT * FROM {prefix}ticket WHERE user_id IN :users.user_id"
    of = "SELECT count(*) FROM {prefix}ticket"

`:email` stands for every address that is looked for, and so does every other kind of identifier
(`:phone` for all spellings of figures); `:within.email` for each in turn, for `LIKE`; `:users.user_id`
for what an earlier statement found in that column. Values are bound by the driver and never written into
the text. A statement without any of them reads all that it selects.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dsar.errors import UsageError
from dsar.model.identifiers import KINDS
from dsar.reading.text import decode

WITHIN = "within"
"""The word for a value that may stand anywhere in a text."""

_READS = re.compile(r"\s*(?:--[^\n]*\n\s*)*(?:SELECT|WITH|TABLE|VALUES)\b", re.IGNORECASE)
_WRITES = re.compile(r";|\bINTO\b", re.IGNORECASE)
_VARIABLE = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"\w{0,40}")
_NAME = re.compile(r"[A-Za-z_]\w*")
_SIGNS = re.compile(
    r"(?P<quoted>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|--[^\n]*|/\*.*?\*/)"
    r"|\(\s*(?<![:\w\\]):(?P<inside>[A-Za-z_]\w*(?:\.\w+)?)\s*\)"
    r"|(?<![:\w\\]):(?P<bare>[A-Za-z_]\w*(?:\.\w+)?)(?!:)",
    re.DOTALL,
)
_FILE = frozenset(("dsn", "variables", "statement", "preset"))
_KNOWN = frozenset(("name", "sql", "key", "parent", "on", "of", "mapping", "attachment"))
_ATTACHMENT = frozenset(("content", "name", "encoding"))


class Wrong(ValueError):
    """The file that says what to ask has a mistake in it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A place in a statement for values: its `name` there, and where they come from.

    `statement` is empty where `column` is a kind of identifier, and `WITHIN` where each is looked for
    anywhere in a text.
    """

    name: str
    statement: str
    column: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One question: its SQL with named places for values, and what its rows are.

    `key` are the columns that tell a row from all others; rows hang below those of `parent` with the
    same value in the column `on`. `of` counts the rows there are. `attachment` says in which column a
    file lies, and its name and encoding.
    """

    name: str
    sql: str
    bound: tuple[Bound, ...] = ()
    key: tuple[str, ...] = ()
    parent: str = ""
    on: str = ""
    of: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    attachment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Questions:
    """Everything that a file asks, of the database that the variable `dsn` of the environment names."""

    dsn: str
    statements: tuple[Statement, ...]
    preset: str = ""


def questions(raw: bytes, preset_of: Callable[[str], Mapping[str, Any]]) -> Questions:
    """Read a file of questions; `preset_of` gives the table of a preset by its name.

    Raises `Wrong` with what is wrong and what it should be.
    """
    try:
        told: dict[str, Any] = tomllib.loads(decode(raw).text)
    except tomllib.TOMLDecodeError:
        raise Wrong("it is not TOML") from None
    named = told.get("preset", "")
    if not isinstance(named, str):
        raise Wrong("preset is a name in quotes")
    under: Mapping[str, Any] = {}
    if named:
        try:
            under = preset_of(named)
        except UsageError as error:
            raise Wrong(str(error)) from None
    dsn, variables = told.get("dsn"), {**under.get("variables", {}), **_table(told, "variables")}
    if set(told) - _FILE or not isinstance(dsn, str):
        raise Wrong('it holds dsn = "NAME", preset, variables and [[statement]] tables')
    if "://" in dsn or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", dsn):
        raise Wrong("dsn is the name of a variable of the environment, never the address itself")
    own = _tables(told)
    names = {one.get("name") for one in own if one.get("name")}
    asked = [*(one for one in _tables(under) if one.get("name") not in names), *own]
    if not asked:
        raise Wrong("it asks nothing: there is no [[statement]]")
    return Questions(dsn, statements(asked, variables), named)


def statements(tables: list[dict[str, Any]], variables: Mapping[str, Any]) -> tuple[Statement, ...]:
    """Statements from their tables, each with its variables put in. Raises `Wrong`."""
    out: dict[str, Statement] = {}
    for n, one in enumerate(tables, start=1):
        made = _statement(n, one, variables, out)
        if made.name in out:
            raise Wrong(f"two statements are named {made.name}")
        out[made.name] = made
    return tuple(out.values())


def _statement(
    n: int, one: Mapping[str, Any], variables: Mapping[str, Any], earlier: Mapping[str, Statement]
) -> Statement:
    if not isinstance(one.get("sql"), str) or set(one) - _KNOWN:
        raise Wrong(f"statement {n} has a name and sql, and may have " + ", ".join(sorted(_KNOWN)))
    name, parent, on = str(one.get("name") or f"statement {n}"), one.get("parent", ""), one.get("on", "")
    raw_key = one.get("key", ())
    key = (raw_key,) if isinstance(raw_key, str) else tuple(raw_key)
    of, mapping, attachment = one.get("of", ""), one.get("mapping", {}), one.get("attachment", {})
    if not all(isinstance(text, str) for text in (parent, on, of, *key)):
        raise Wrong(f"statement {n}: key, parent, on and of are texts in quotes")
    if not isinstance(mapping, dict) or not isinstance(attachment, dict) or set(attachment) - _ATTACHMENT:
        raise Wrong(f"statement {n}: mapping is a table, attachment = {{ content, name, encoding }}")
    if bool(parent) != bool(on) or (parent and parent not in earlier):
        raise Wrong(f"statement {n}: parent is an earlier statement, and on the column that both have")
    for text in (one["sql"], *((of,) if of else ())):
        if not _READS.match(text):
            raise Wrong(f"statement {n} does not begin with SELECT, WITH, TABLE or VALUES")
        bare = _SIGNS.sub(lambda found: " " if found["quoted"] else found.group(), text)
        if _WRITES.search(bare.strip().rstrip(";")):
            raise Wrong(f"statement {n} is more than one question: no ; between and no INTO")
    sql, bound = _places(n, _filled(one["sql"], variables), earlier)
    if (bound or attachment) and not key:
        raise Wrong(f"statement {n} is asked with values or holds files: it needs the key of its rows")
    return Statement(name, sql, bound, key, parent, on, _filled(of, variables), mapping, attachment)


def _filled(sql: str, variables: Mapping[str, Any]) -> str:
    """The variables of a statement put in: words and nothing else."""

    def put(found: re.Match[str]) -> str:
        value = str(variables.get(found[1], found.group()))
        if not _WORD.fullmatch(value) and value != found.group():
            raise Wrong(f"the variable {found[1]} holds more than letters, digits and _")
        return value

    return _VARIABLE.sub(put, sql)


def _places(n: int, sql: str, earlier: Mapping[str, Statement]) -> tuple[str, tuple[Bound, ...]]:
    """SQL with every place for values under a plain name. Colons inside quotes are none."""
    bound: dict[str, Bound] = {}

    def put(found: re.Match[str]) -> str:
        if found["quoted"] is not None:
            return found["quoted"].replace(":", r"\:")
        said = found["inside"] or found["bare"]
        statement, _, column = said.rpartition(".")
        known = column in KINDS if statement in ("", WITHIN) else statement in earlier
        if not known:
            kinds = ", ".join(f":{kind}" for kind in KINDS)
            raise Wrong(f"statement {n}: :{said} is no kind of identifier and no earlier statement ({kinds})")
        name = f"{statement or 'all'}_{column}"
        bound[name] = Bound(name, statement, column)
        return f":{name}"

    return _SIGNS.sub(put, sql), tuple(bound.values())


def following(statement: Statement, all_of_them: tuple[Statement, ...]) -> tuple[str, ...]:
    """The statements that are asked with nothing but what this one, and those that follow it, found."""
    names = [statement.name]
    for one in all_of_them:
        if one.bound and {bound.statement for bound in one.bound} <= set(names):
            names.append(one.name)
    return tuple(names[1:])


def _table(told: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = told.get(key, {})
    if not isinstance(value, dict):
        raise Wrong('it holds dsn = "NAME", preset, variables and [[statement]] tables')
    return value


def _tables(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    value = told.get("statement", [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Wrong('it holds dsn = "NAME", preset, variables and [[statement]] tables')
    return value
