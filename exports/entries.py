"""Every record on the page: why it is here, what it says, and what was attached to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dsar.model.records import Value
from dsar.model.release import Notice, Released

from .layout import counted, day_in_words, escape, in_words, moment_in_words, with_pills
from .timeline import css_class, day_of
from .words import PROVENANCE, code_in_words, field_in_words, grounds_in_words, kind_in_words

LONG = 160
"""Code points from which a value is shown as a block of text."""

SHORT = 48
"""Code points up to which a value may stand in the line that opens a record."""

_LAST = ("text",)
_TECHNICAL = ("message_id", "in_reply_to", "references", "sha256", "html_text", "media_type")


@dataclass(frozen=True, slots=True)
class Entry:
    """A record and everything that hangs on it, at whatever depth, in the order of the answer."""

    record: Released
    attached: tuple[Released, ...]

    @property
    def size(self) -> int:
        """How many records this is."""
        return 1 + len(self.attached)


def entries_of(records: Sequence[Released]) -> list[Entry]:
    """Records under those they hang on. One whose parent is not in the answer stands for itself."""
    known = {record.id: record for record in records}
    attached: dict[str, list[Released]] = {}
    tops: list[Released] = []
    for record in records:
        top = _top(record, known)
        if top == record.id:
            tops.append(record)
        else:
            attached.setdefault(top, []).append(record)
    return [Entry(record, tuple(attached.get(record.id, ()))) for record in tops]


def _top(record: Released, known: Mapping[str, Released]) -> str:
    """The id of the outermost record that this one hangs on; in a circle, its own."""
    seen = {record.id}
    at = record
    while at.parent in known:
        at = known[at.parent]
        if at.id in seen:
            return record.id
        seen.add(at.id)
    return at.id


def by_year(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries by year, oldest first, in the order of the answer; undated ones last."""
    years: dict[str, list[Entry]] = {}
    for entry in entries:
        day = day_of(entry.record)
        years.setdefault(str(day.year) if day else "", []).append(entry)
    return sorted(years.items(), key=lambda pair: (pair[0] == "", int(pair[0] or 0)))


class Records:
    """Writes records as HTML, with the register's words for categories and purposes."""

    def __init__(self, notice: Notice) -> None:
        register = notice.register
        self._regime = notice.request.regime
        self._categories = {one.id: one.name for one in register.categories}
        self._purposes = {one.id: one.title for one in register.purposes}

    def section(self, records: Sequence[Released]) -> Iterator[str]:
        """All records, year by year."""
        for year, entries in by_year(entries_of(records)):
            size = counted(sum(entry.size for entry in entries), "record")
            yield f'<section class="year" data-year="{year}"><h3>{year or "Without a date"} '
            yield f'<span class="count">{size}</span></h3>'
            for entry in entries:
                yield from self.entry(entry)
            yield "</section>"

    def entry(self, entry: Entry) -> Iterator[str]:
        """One record with all that hangs on it."""
        kinds = " ".join(sorted({one.kind for one in (entry.record, *entry.attached)}))
        yield f'<details class="entry {css_class(entry.record.kind)}" id="{escape(entry.record.id)}" '
        yield f'data-kinds="{escape(kinds)}" data-size="{entry.size}">'
        yield _summary(entry.record, len(entry.attached))
        yield self._body(entry.record)
        for record in entry.attached:
            yield f'<details class="entry inner {css_class(record.kind)}" id="{escape(record.id)}">'
            yield _summary(record, 0) + self._body(record) + "</details>"
        yield "</details>"

    def _body(self, record: Released) -> str:
        fields = list(record.fields.items())
        first = [(name, value) for name, value in fields if not _technical(record, name)]
        first.sort(key=lambda field: _LAST.index(field[0]) if field[0] in _LAST else -1)
        rest = [(name, value) for name, value in fields if _technical(record, name)]
        return (
            f'<div class="body">{self._why(record)}<dl class="fields">{_fields(record, first)}</dl>'
            f"{_more(record, rest)}</div>"
        )

    def _why(self, record: Released) -> str:
        categories = ", ".join(self._categories.get(one, one) for one in record.categories)
        purposes = [self._purposes.get(one, one) for one in record.purposes]
        rows = [("Found in", with_pills(record.label)), ("When", _when(record))]
        rows.append(("Kind of data", escape(categories)))
        rows.append(("Why we have it", "<br>".join(map(escape, purposes))))
        rows.append(("How it came to us", escape(PROVENANCE.get(record.provenance, record.provenance))))
        if record.parent:
            rows.append(("Attached to", f'<a href="#{escape(record.parent)}">{escape(record.parent)}</a>'))
        hidden = grounds_in_words(record.hidden.items(), self._regime)
        reasons = "; ".join(f"{counted(count, 'passage')}: {reason}" for reason, count in hidden.items())
        rows.append(("Hidden", escape(reasons)))
        lines = "".join(
            f'<div><dt>{name}</dt><dd dir="auto">{text}</dd></div>' for name, text in rows if text
        )
        return f'<dl class="why">{lines}</dl>'


def _summary(record: Released, attached: int) -> str:
    day = day_of(record)
    shown = escape(day_in_words(day) if day else "No date")
    hidden = sum(record.hidden.values())
    notes = [f"{hidden:,} hidden"] if hidden else []
    notes += [f"{attached:,} attached"] if attached else []
    return (
        f'<summary><span class="when">{shown}</span>'
        f'<bdi class="title">{with_pills(record.title)}{_gist(record)}</bdi>'
        f'<span class="notes"><span class="kind">{escape(kind_in_words(record.kind))}</span>'
        + "".join(f'<span class="note">{note}</span>' for note in notes)
        + f'<span class="number">{escape(record.id)}</span></span></summary>'
    )


def _gist(record: Released) -> str:
    """The first short values of a record whose title is none of its own, to tell such records apart."""
    if record.title in record.fields.values():
        return ""
    values = [in_words(value) for name, value in record.fields.items() if not _technical(record, name)]
    short = [value for value in values if len(value) <= SHORT and value != record.title][:4]
    return f' <span class="gist">{with_pills(" · ".join(short))}</span>' if short else ""


def _when(record: Released) -> str:
    shown = escape(moment_in_words(record.when)) if record.when else ""
    if not record.when_original:
        return shown
    written = f'<span class="written">written as <bdi>{with_pills(record.when_original)}</bdi></span>'
    return f"{shown} {written}" if shown else written


def _technical(record: Released, name: str) -> bool:
    if name == "html_text":
        return "text" in record.fields
    return name in _TECHNICAL or name.startswith("header.")


def _fields(record: Released, fields: Sequence[tuple[str, Value]]) -> str:
    out = []
    for name, value in fields:
        text = in_words(value)
        shown = with_pills(text)
        if len(text) > LONG or "\n" in text.strip():
            shown = f'<pre class="text" dir="auto">\n{shown}</pre>'
        meaning = code_in_words(record.kind, name, value)
        explained = f' <span class="meaning">({escape(meaning)})</span>' if meaning else ""
        label = with_pills(field_in_words(name))
        out.append(f'<div><dt dir="auto">{label}</dt><dd dir="auto">{shown}{explained}</dd></div>')
    return "".join(out)


def _more(record: Released, fields: Sequence[tuple[str, Value]]) -> str:
    if not fields:
        return ""
    return (
        f'<details class="more"><summary>Technical details ({len(fields):,})</summary>'
        f'<dl class="fields">{_fields(record, fields)}</dl></details>'
    )
