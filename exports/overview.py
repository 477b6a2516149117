"""The page's explanations: what there is, why, who received it, what is hidden, where we looked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from dsar.model.register import PROVISIONS, NamedRecipient, Purpose, Recipient
from dsar.model.release import Notice, Release, Released

from .about import category_name, receives, recipient_in_words
from .layout import MONTHS, counted, escape, with_pills
from .timeline import css_class, day_of, kinds_in
from .words import ground_in_words, grounds_in_words, kind_in_words


def cards(records: Sequence[Released]) -> str:
    """One card a kind: how many, and from when to when."""
    out = []
    for kind in kinds_in(records):
        of_kind = [record for record in records if record.kind == kind]
        days = sorted(day for record in of_kind if (day := day_of(record)))
        name = escape(kind_in_words(kind, len(of_kind)))
        out.append(
            f'<li class="card {css_class(kind)}"><span class="figure">{len(of_kind):,}</span>'
            f'<span class="name">{name}</span><span class="span">{_months(days)}</span></li>'
        )
    return f'<ul class="cards">{"".join(out)}</ul>'


def _months(days: Sequence[date]) -> str:
    if not days:
        return "no dates"
    first, last = (f"{MONTHS[day.month - 1][:3]} {day.year}" for day in (days[0], days[-1]))
    return first if first == last else f"{first} to {last}"


def categories(notice: Notice) -> str:
    """One block a category that was found: purposes, legal basis, how long, who received it."""
    blocks = "".join(_category(notice, key, count) for key, count in notice.categories)
    return f'<div class="grid">{blocks}</div>' if blocks else "<p>No categories of data were found.</p>"


def _category(notice: Notice, key: str, count: int) -> str:
    register = notice.register
    category = register.category(key)
    used = {found.id for found in notice.purposes if key in found.categories}
    purposes = [_purpose(one, key) for one in register.purposes if one.id in used]
    kept = "; ".join(escape(rule.wording) for rule in register.rules_of(key))
    named = [one for recipient in register.recipients for one in recipient.named if receives(one, (key,))]
    about = f'<p class="about">{escape(category.description)}</p>' if category else ""
    rows = [
        ("What for, and the legal basis", _bullets(purposes)),
        ("How long we keep it", kept),
        ("Who received it", _bullets([_recipient(one) for one in named]) or _SEE_BELOW),
    ]
    lines = "".join(f"<dt>{name}</dt><dd>{text or _SEE_LETTER}</dd>" for name, text in rows)
    return (
        f'<section class="block"><h3>{escape(category_name(register, key))} '
        f'<span class="count">{counted(count, "record")}</span></h3>{about}<dl>{lines}</dl></section>'
    )


_SEE_BELOW = '<a href="#recipients">The kinds of recipients are listed below.</a>'
_SEE_LETTER = '<span class="quiet">See the letter that came with these files.</span>'


def _purpose(purpose: Purpose, category: str) -> str:
    bases = "; ".join(
        escape(f"{basis.wording}{_condition(basis.condition, basis.wording)}")
        + f' <span class="quiet">{escape(PROVISIONS[basis.basis])}</span>'
        for basis in purpose.bases
    )
    limited = " (to a limited extent)" if category in purpose.limited else ""
    return f"<strong>{escape(purpose.title)}</strong>{limited}<br>{bases}"


def _condition(condition: str, wording: str) -> str:
    return f" ({condition})" if condition and condition not in wording else ""


def _recipient(recipient: NamedRecipient) -> str:
    return escape(recipient_in_words(recipient))


def _bullets(lines: Iterable[str]) -> str:
    out = "".join(f"<li>{line}</li>" for line in lines)
    return f"<ul>{out}</ul>" if out else ""


def recipients(classes: Sequence[Recipient]) -> str:
    """The kinds of recipients as the notice states them, and who of them is known."""
    out = []
    for recipient in classes:
        known = ", ".join(map(_recipient, recipient.named))
        out.append(f"{escape(recipient.wording)}{f'<br>At present: {known}' if known else ''}")
    return _bullets(out)


def labels(release: Release) -> str:
    """How to read the labels, how many there are and why, and what is not here at all."""
    notice = release.notice
    example = with_pills("[person 7 · name]")
    text = (
        f"<p>Where a record also concerns somebody else, their details are replaced by a label such as "
        f"{example}. The same number is always the same person. A label never shows how long the hidden "
        "text was.</p>"
    )
    if not notice.hidden_passages and not release.withheld:
        return f"{text}<p>Nothing is hidden in this answer, and no record was left out.</p>"
    passages = counted(notice.hidden_passages, "passage")
    inside = counted(notice.hidden_records, "record")
    rows = [(_sentence(reason), counted(count, "passage")) for reason, count in _reasons(notice)]
    text += f"<p><strong>{passages}</strong> in {inside} {_is(notice.hidden_passages)} hidden.</p>"
    text += _table("Why passages are hidden", ("Why", "How many"), rows)
    kept = [
        (
            _sentence(ground_in_words(one.ground, notice.request.regime)),
            f"{one.count:,} {kind_in_words(one.kind, one.count).lower()}",
        )
        for one in release.withheld
    ]
    return text + _table("Records that are not included", ("Why", "How many"), kept)


def _reasons(notice: Notice) -> Iterable[tuple[str, int]]:
    return grounds_in_words(notice.hidden_grounds, notice.request.regime).items()


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def searched(notice: Notice) -> str:
    """Every place that was searched, and what could not be read."""
    rows = [(one.label, f"{one.pieces:,}", f"{one.found:,}", f"{one.included:,}") for one in notice.searched]
    text = _table("Places we searched", ("Place", "Looked at", "Found", "Included"), rows)
    missed = [(one.label, one.reason, f"{one.count:,}") for one in notice.not_searched]
    return text + _table("What we could not read", ("Place", "Why", "How many"), missed)


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    names = "".join(f'<th scope="col">{name}</th>' for name in head)
    body = "".join(
        f'<tr><th scope="row" dir="auto">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return f"<table><caption>{caption}</caption><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"
