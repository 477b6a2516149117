"""What the answer is about, as tables: purposes, places searched, what is hidden, what words mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from dsar.model.records import Value
from dsar.model.register import PROVISIONS, LawfulBasis, NamedRecipient, Register
from dsar.model.release import NotSearched, Release
from dsar.plugins import Exporter

from .cells import table
from .csv_tables import column
from .glossary import terms
from .layout import file_stems, put
from .readme import readme
from .words import field_meaning, ground_in_words, grounds_in_words, kind_in_words

Rows = Iterable[Sequence[str]]


class About(Exporter):
    """`README.txt` and the tables of `about/`, each a CSV file as `cells.table` writes them.

    None of them holds hidden or withheld text: only which record, how often and why.
    """

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write the plain text for the requester and the six tables."""
        yield put(folder, "README.txt", readme(release))
        for name, header, rows in tables(release):
            yield put(folder, f"about/{name}.csv", table(header, rows))


def tables(release: Release) -> Iterator[tuple[str, Sequence[str], Rows]]:
    """The tables of `about/`: name, header and rows."""
    yield "purposes", _PURPOSES, purposes(release)
    yield "searched", _SEARCHED, searched(release)
    yield "hidden", ("record", "place", "passages", "reason"), hidden(release)
    yield "withheld", ("reason", "kind", "records"), withheld(release)
    yield "glossary", ("where", "term", "meaning"), terms(release)
    yield "data-dictionary", _DICTIONARY, dictionary(release)


_PURPOSES = (
    "purpose", "title", "used for", "categories found", "records", "lawful basis", "how long we keep it",
    "named recipients", "kinds of recipients", "section of the privacy notice",
)  # fmt: skip


def purposes(release: Release) -> Rows:
    """One row a purpose for which something was found (Article 15(1)(a) to (d))."""
    register = release.notice.register
    known = {purpose.id: purpose for purpose in register.purposes}
    for found in release.notice.purposes:
        purpose = known[found.id]
        named = [one for recipient in register.recipients for one in recipient.named]
        yield (
            purpose.id,
            purpose.title,
            "; ".join(purpose.uses),
            "; ".join(category_name(register, one) for one in found.categories),
            str(found.records),
            "; ".join(basis_in_words(one) for one in purpose.bases),
            "; ".join(_kept(register, found.categories)),
            "; ".join(recipient_in_words(one) for one in named if receives(one, found.categories)),
            "; ".join(recipient.wording for recipient in register.recipients),
            purpose.section,
        )


def category_name(register: Register, key: str) -> str:
    """What the notice calls a category; its id where the notice does not know it."""
    category = register.category(key)
    return category.name if category else key


def basis_in_words(basis: LawfulBasis) -> str:
    """A lawful basis in the notice's words, with its condition and provision."""
    condition = f", {basis.condition}" if basis.condition and basis.condition not in basis.wording else ""
    return f"{basis.wording}{condition} ({PROVISIONS[basis.basis]})"


def receives(recipient: NamedRecipient, categories: Iterable[str]) -> bool:
    """Whether somebody receives any of these categories; unstated means that they may."""
    return not recipient.receives or bool(set(recipient.receives) & set(categories))


def recipient_in_words(recipient: NamedRecipient) -> str:
    """Who receives data, where, as what, and what safeguards it there."""
    details = [one for one in (recipient.role, recipient.country, recipient.safeguard) if one]
    return f"{recipient.name} ({', '.join(details)})" if details else recipient.name


def _kept(register: Register, categories: Iterable[str]) -> list[str]:
    return [
        f"{category_name(register, key)}: {rule.wording}"
        for key in categories
        for rule in register.rules_of(key)
    ]


_SEARCHED = (
    "place", "kind", "searched on", "searched for", "looked at", "found", "included",
    "held for another organisation", "could not be read", "why not",
)  # fmt: skip


def searched(release: Release) -> Rows:
    """One row a place that was searched, then what could not be searched in no such place."""
    notice = release.notice
    sought = "; ".join(f"{kind}: {value}" for kind, value in notice.searched_for)
    on = notice.searched_on.isoformat()
    labels = {one.label for one in notice.searched}
    for place in notice.searched:
        figures = (place.pieces, place.found, place.included, place.referred, place.gaps)
        why = _why(one for one in notice.not_searched if one.label == place.label)
        yield (place.label, kind_in_words(place.kind, 2), on, sought, *map(str, figures), why)
    for one in notice.not_searched:
        if one.label not in labels:
            yield (one.label, "", on, sought, "", "", "", "", str(one.count), one.reason)


def _why(missed: Iterable[NotSearched]) -> str:
    return "; ".join(f"{one.reason} ({one.count})" for one in missed)


def hidden(release: Release) -> Rows:
    """Which records have hidden passages, how many and why. Never what was hidden."""
    regime = release.notice.request.regime
    for record in release.records:
        for reason, count in grounds_in_words(record.hidden.items(), regime).items():
            yield (record.id, record.label, str(count), reason)


def withheld(release: Release) -> Rows:
    """How many records were kept back whole, by reason. Never what they say."""
    regime = release.notice.request.regime
    for one in release.withheld:
        yield (ground_in_words(one.ground, regime), kind_in_words(one.kind, 2), str(one.count))


_DICTIONARY = ("file", "field", "column in the CSV", "holds", "meaning", "records with it")


def dictionary(release: Release) -> Rows:
    """One row for every field that occurs in a file."""
    stems = file_stems(record.source for record in release.records)
    for source, records in release.by_source().items():
        times = Counter(name for record in records for name in record.fields)
        holds: dict[str, set[str]] = {}
        for record in records:
            for name, value in record.fields.items():
                holds.setdefault(name, set()).add(_form(value))
        for name, count in times.items():
            forms = ", ".join(sorted(holds[name]))
            yield (f"data/{stems[source]}", name, column(name), forms, field_meaning(name), str(count))


def _form(value: Value) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, datetime):
        return "date and time"
    return "number" if isinstance(value, int | Decimal) else "text"
