"""A mapping proposed for columns that nobody has seen, from their names and what most of their cells hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from dsar.model.identifiers import try_identifier
from dsar.reading.dates import when

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d\s()./-]{9,20}")
_DATED = re.compile(r"date|time(?!r)|created|updated|when|\bat$|timestamp", re.IGNORECASE)
_FIRST = re.compile(r"creat|submitted|opened|sent|received|booked|date|time", re.IGNORECASE)
_NAMED = re.compile(r"(?:^|[ _.])(?:name|contact|customer|requester|author|reporter)$", re.IGNORECASE)
_THREAD = re.compile(
    r"(?:^|[ _.])(?:ticket|case|issue|incident|conversation|thread)[ _]?(?:id|key|number|no|ref)$",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}.*", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PLACE = re.compile(r"column \d+")
_MOMENTS = 4
_KINDS = (
    ("ticket", r"ticket|issue|incident|requester|assignee|priority|subject"),
    ("billing", r"invoice|amount|currency|total|paid|payment|price|vat"),
    ("marketing", r"subscri|opt.?in|campaign|newsletter|consent"),
    ("log", r"ip|ip.?address|user.?agent|method|status.?code|level|event|remote.?(?:ip|addr)"),
    ("form", r"submitted|entry.?id|question|answer"),
)


def proposal(told: Mapping[str, Sequence[str]]) -> str:
    """A mapping as TOML, its doubts in comments, for columns and their cells."""
    columns = list(told)
    kinds = {column: _kind(column, cells) for column, cells in told.items()}
    named = {column: column for column in columns}
    bare = bool(columns) and all(_PLACE.fullmatch(column) for column in columns)
    if bare:
        named = _names(kinds)
    return "\n".join(_lines(told, kinds, named, bare=bare)) + "\n"


def _names(kinds: Mapping[str, str]) -> dict[str, str]:
    """Names for the columns of a table without a header, by what they hold."""
    out: dict[str, str] = {}
    for n, (column, kind) in enumerate(kinds.items(), start=1):
        name = {"when": "date"}.get(kind, kind) or f"field {n}"
        out[column] = name if name not in out.values() else f"{name} {n}"
    return out


def _lines(
    told: Mapping[str, Sequence[str]], kinds: Mapping[str, str], named: Mapping[str, str], *, bare: bool
) -> Iterator[str]:
    """The proposal. Names are quoted as JSON quotes them, which TOML reads."""
    columns = list(told)
    quoted = {column: json.dumps(_listed(name), ensure_ascii=False) for column, name in named.items()}
    yield "# A proposal: rename what is wrong, then `dsar map check FILE --mapping THIS`."
    yield "# Columns that are not named here are kept, searched and hidden like all others."
    yield "version = 1"
    yield f'kind = "{_kind_of(columns)}"  # mail, ticket, billing, log, marketing, form, text or record'
    if bare:
        names = ", ".join(json.dumps(one, ensure_ascii=False) for one in named.values())
        yield f"columns = [{names}]  # the table has no header"
    moments = _moments([column for column in columns if kinds[column] == "when"])
    if moments:
        named_so = ", ".join(dict.fromkeys(quoted[one] for one in moments))
        yield f"when = [{named_so}]  # the first that is filled counts"
        yield 'timezone = "Europe/London"  # of moments that state none'
        if _month_first([cell for one in moments for cell in told[one]]):
            yield "month_first = true  # 9/30/2026"
    texts = [column for column in columns if kinds[column] == "text"]
    if texts:
        yield f"text = {quoted[texts[0]]}"
    thread = next((column for column in columns if _THREAD.search(column)), "")
    if thread:
        yield f"thread = {quoted[thread]}  # what has the same is pulled together"
    if not bare:
        yield ""
        yield "[detect]"
        yield f"all = [{', '.join(json.dumps(one, ensure_ascii=False) for one in columns[:6])}]"
    yield from _people(kinds, quoted)
    for column in columns:
        if kinds[column] == "json":
            yield ""
            yield "[[transform]]"
            yield f"column = {quoted[column]}"
            yield 'steps = ["parse_json"]'


def _people(kinds: Mapping[str, str], quoted: Mapping[str, str]) -> Iterator[str]:
    """Each person as a table: the columns of one group, at most one of a kind."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for column, kind in kinds.items():
        if kind in ("email", "phone", "name", "ip"):
            groups.setdefault(_listed(column).rpartition(".")[0], []).append((kind, quoted[column]))
    seen: set[str] = set()
    for group, found in groups.items():
        people = list(dict.fromkeys(found))
        while people:
            own: dict[str, str] = {}
            for kind, column in list(people):
                if kind not in own:
                    own[kind] = column
                    people.remove((kind, column))
            lines = [f"{kind} = {column}" for kind, column in own.items()]
            if str(lines) in seen:
                continue
            seen.add(str(lines))
            yield ""
            yield "[[party]]"
            role = re.sub(r"\W+", " ", group.rpartition(".")[2]).strip() or "customer"
            yield f"role = {json.dumps(role)}  # requester, customer, author, agent, recipient, …"
            yield from lines


def _listed(name: str) -> str:
    """An element of a list stands for all of them: `to.0.mail` is `to[].mail`."""
    return re.sub(r"\.\d+(?=\.)", "[]", name)


def _moments(columns: Sequence[str]) -> list[str]:
    """Those of the thing itself before those of what it holds, and of these the first that happened."""
    ranked = sorted(columns, key=lambda one: (one.count("."), not _FIRST.search(one)))
    own = [one for one in ranked if not re.search(r"\.\d+\.", one)] or ranked
    return own[:_MOMENTS]


def _month_first(cells: Sequence[str]) -> bool:
    dates = [found for cell in cells if (found := _SLASHED.fullmatch(cell.strip()))]
    return any(int(one[2]) > 12 for one in dates) and not any(int(one[1]) > 12 for one in dates)


def _kind_of(columns: Sequence[str]) -> str:
    """What the rows seem to be, by their columns' names: at least two of them have to say so."""
    last = [re.sub(r"[ _]+", " ", column.rpartition(".")[2]) for column in columns]
    counts = {
        kind: sum(re.search(rf"\b(?:{words})", one, re.IGNORECASE) is not None for one in last)
        for kind, words in _KINDS
    }
    best = max(counts, key=lambda kind: counts[kind])
    return best if counts[best] >= 2 else "record"


def _kind(column: str, cells: Sequence[str]) -> str:
    """What a column holds, by its name and most of its cells; empty where neither tells."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return ""
    for kind, fits in (("email", _is_mail), ("ip", _is_ip), ("when", _is_moment), ("phone", _is_phone)):
        if sum(fits(cell, column) for cell in filled) * 10 >= len(filled) * 7:
            return kind
    if sum(_is_json(cell) for cell in filled) * 10 >= len(filled) * 7:
        return "json"
    if _NAMED.search(column) and sum(" " in cell for cell in filled) * 2 >= len(filled):
        return "name"
    words = sum(len(cell.split()) for cell in filled) / len(filled)
    return "text" if words > 8 and sum(map(len, filled)) / len(filled) > 60 else ""


def _is_mail(cell: str, column: str) -> bool:
    return bool(_MAIL.fullmatch(cell))


def _is_ip(cell: str, column: str) -> bool:
    return not cell.isdigit() and try_identifier("ip", cell) is not None


def _is_moment(cell: str, column: str) -> bool:
    if _NUMBER.fullmatch(cell) and not _DATED.search(column):
        return False
    return any(
        found is not None and found.utc is not None for found in (when(cell), when(cell, month_first=True))
    )


def _is_phone(cell: str, column: str) -> bool:
    told = re.search(r"phone|mobile|tel|fax|number", column, re.IGNORECASE) is not None
    bare = _PLACE.fullmatch(column) is not None and cell.startswith(("07", "+", "00"))
    return (told or bare) and bool(_PHONE.fullmatch(cell)) and try_identifier("phone", cell) is not None


def _is_json(cell: str) -> bool:
    if cell[:1] not in ("{", "["):
        return False
    try:
        return isinstance(json.loads(cell), (dict, list))
    except ValueError:
        return False
