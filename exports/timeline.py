"""When the records are from: bars by month or year, drawn twice (wide and narrow), and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from dsar.model.release import Released

from .layout import MONTHS, counted, escape
from .words import KINDS, kind_in_words

MOST_BARS = 24
"""Months are drawn up to so many bars; beyond them, years."""

WIDE, HIGH, LEFT, FOOT, TOP = 960, 260, 44, 40, 18
ROW, NARROW, LABELS, FIGURES = 24, 320, 70, 44


@dataclass(frozen=True, slots=True)
class Bar:
    """One month or year: its name, a short one, and how many records of each kind."""

    name: str
    short: str
    year: str
    counts: Counter[str]

    @property
    def total(self) -> int:
        """How many records stand in this bar."""
        return sum(self.counts.values())


def css_class(kind: str) -> str:
    """The class that colours a kind; kinds that are not ours share one."""
    return f"k-{kind}" if kind in KINDS else "k-record"


def day_of(record: Released) -> date | None:
    """The day of a record in UTC; None where no moment is known."""
    if record.when is None:
        return None
    return (record.when.astimezone(UTC) if record.when.tzinfo else record.when).date()


def bars_of(records: Sequence[Released]) -> list[Bar]:
    """The bars from the first month to the last, empty ones too; years where months are too many.

    Where even the years between are more than `MOST_BARS`, years without records are left out.
    """
    by_month: dict[tuple[int, int], Counter[str]] = {}
    for record in records:
        day = day_of(record)
        if day:
            by_month.setdefault((day.year, day.month), Counter())[record.kind] += 1
    if not by_month:
        return []
    first, last = min(by_month), max(by_month)
    months = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    if months <= MOST_BARS:
        places = [divmod(first[0] * 12 + first[1] - 1 + step, 12) for step in range(months)]
        return [_month(year, month + 1, by_month.get((year, month + 1), Counter())) for year, month in places]
    by_year: dict[int, Counter[str]] = {}
    for (year, _), counts in by_month.items():
        by_year.setdefault(year, Counter()).update(counts)
    years = list(range(first[0], last[0] + 1))
    if len(years) > MOST_BARS:
        years = sorted(by_year)
    return [Bar(str(year), str(year), "", by_year.get(year, Counter())) for year in years]


def _month(year: int, month: int, counts: Counter[str]) -> Bar:
    name = MONTHS[month - 1]
    return Bar(f"{name} {year}", name[:3], str(year), counts)


def kinds_in(records: Sequence[Released]) -> list[str]:
    """The kinds that occur: ours in their order, then others by name."""
    found = {record.kind for record in records}
    return [kind for kind in KINDS if kind in found] + sorted(found - KINDS.keys())


def timeline(records: Sequence[Released]) -> str:
    """The section's content: two drawings of which a page shows one, legend, table."""
    bars = bars_of(records)
    undated = sum(record.when is None for record in records)
    if not bars:
        return "<p>None of these records has a date.</p>"
    kinds = kinds_in([record for record in records if record.when])
    legend = "".join(
        f'<li class="{css_class(kind)}"><span class="swatch"></span>{escape(kind_in_words(kind, 2))}</li>'
        for kind in kinds
    )
    without = (
        f"<p>{counted(undated, 'record has', 'records have')} no date and cannot be shown here.</p>"
        if undated
        else ""
    )
    return (
        f'<figure class="chart">{"".join(_wide(bars, kinds))}{"".join(_narrow(bars, kinds))}'
        f'<figcaption><ul class="legend">{legend}</ul></figcaption></figure>'
        f"{without}{_as_table(bars, kinds)}"
    )


def _described(name: str, bars: Sequence[Bar]) -> str:
    most = max(bars, key=lambda bar: bar.total)
    total = sum(bar.total for bar in bars)
    return (
        f'<title id="{name}-title">Records over time</title><desc id="{name}-desc">'
        f"{counted(total, 'record')} from {bars[0].name} to {bars[-1].name}. "
        f"Most are from {most.name}: {most.total:,}. The table below has the same numbers.</desc>"
    )


def _opened(name: str, width: int, height: int) -> str:
    return (
        f'<svg class="{name}" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    )


def steps(most: int) -> list[int]:
    """The figures on the scale: about four, round, the last at or above `most`."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if size * factor * 4 >= most:
                step = size * factor
                return [step * n for n in range(1, -(-most // step) + 1)]
        size *= 10


def _wide(bars: Sequence[Bar], kinds: Sequence[str]) -> Iterator[str]:
    yield _opened("wide", WIDE, HIGH) + _described("wide", bars)
    scale = steps(max(bar.total for bar in bars))
    floor, height = HIGH - FOOT, HIGH - FOOT - TOP
    for mark in scale:
        y = floor - height * mark / scale[-1]
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDE}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="scale" x="{LEFT - 8}" y="{y + 4:.1f}">{mark:,}</text>'
    room = (WIDE - LEFT) / len(bars)
    width = min(room * 0.72, 64)
    every = -(-len(bars) // MOST_BARS)
    for n, bar in enumerate(bars):
        x = LEFT + room * n + (room - width) / 2
        yield from _stack(bar, kinds, x, floor, width, height / scale[-1])
        if n % every == 0:
            yield f'<text class="tick" x="{x + width / 2:.1f}" y="{floor + 17}">{bar.short}</text>'
        if bar.year and (n == 0 or bar.short == "Jan"):
            yield f'<text class="tick year" x="{x + width / 2:.1f}" y="{floor + 34}">{bar.year}</text>'
    yield f'<line class="axis" x1="{LEFT}" x2="{WIDE}" y1="{floor}" y2="{floor}"/></svg>'


def _stack(
    bar: Bar, kinds: Sequence[str], x: float, floor: float, width: float, unit: float
) -> Iterator[str]:
    y = floor
    for kind in kinds:
        count = bar.counts[kind]
        if count:
            y -= count * unit
            yield (
                f'<rect class="{css_class(kind)}" x="{x:.1f}" y="{y:.2f}" width="{width:.1f}" '
                f'height="{count * unit:.2f}"><title>{_said(bar, kind)}</title></rect>'
            )
    if bar.total:
        yield f'<text class="tick" x="{x + width / 2:.1f}" y="{y - 5:.1f}">{bar.total:,}</text>'


def _said(bar: Bar, kind: str) -> str:
    return f"{bar.name}: {bar.counts[kind]:,} {escape(kind_in_words(kind, bar.counts[kind]).lower())}"


def _narrow(bars: Sequence[Bar], kinds: Sequence[str]) -> Iterator[str]:
    yield _opened("narrow", NARROW, ROW * len(bars)) + _described("narrow", bars)
    unit = (NARROW - LABELS - FIGURES) / max(bar.total for bar in bars)
    for n, bar in enumerate(bars):
        y = ROW * n
        yield f'<text class="row" x="0" y="{y + 16}">{bar.short} {bar.year}</text>'
        x: float = LABELS
        for kind in kinds:
            count = bar.counts[kind]
            if count:
                yield (
                    f'<rect class="{css_class(kind)}" x="{x:.2f}" y="{y + 4}" '
                    f'width="{count * unit:.2f}" height="{ROW - 8}"><title>{_said(bar, kind)}</title></rect>'
                )
                x += count * unit
        yield f'<text class="row" x="{x + 6:.1f}" y="{y + 16}">{bar.total:,}</text>'
    yield "</svg>"


def _as_table(bars: Sequence[Bar], kinds: Sequence[str]) -> str:
    head = "".join(f'<th scope="col">{escape(kind_in_words(kind, 2))}</th>' for kind in kinds)
    rows = "".join(
        f'<tr><th scope="row">{bar.name}</th>'
        + "".join(f"<td>{bar.counts[kind]:,}</td>" for kind in kinds)
        + f"<td>{bar.total:,}</td></tr>"
        for bar in bars
    )
    return (
        '<details class="more"><summary>The same numbers as a table</summary>'
        '<div class="scroll" role="region" aria-label="Records over time" tabindex="0">'
        '<table class="figures">'
        f'<thead><tr><th scope="col">When</th>{head}<th scope="col">All</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )
