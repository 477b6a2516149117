"""What an answer says by itself: the words of templates and register, without a single record's text.

A hidden value that stands in such words ("Bill" under "Bill or payment") would be found in every
answer. So the answer's twin is written first, with the same register and request but nothing that
came out of a source, and what it says may stand. It is made from lists that are known beforehand,
never from redacted text: a fault of the redaction must not excuse itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dsar.law.grounds import GROUNDS
from dsar.model.findings import CATEGORIES
from dsar.model.records import GAP_REASONS
from dsar.model.release import Notice, Release, Released

_PLAIN = re.compile(r"[a-z_.]+")
"""Names of fields as our extractors give them; a column that a source names may be anybody's name."""

_REASONS = frozenset(GAP_REASONS.values())


def specimen(release: Release) -> Release:
    """The twin of a release: its register, request and figures, and records that say nothing."""
    return replace(
        release,
        records=tuple(_records(release)),
        withheld=tuple(replace(one, ground=_known(one.ground)) for one in release.withheld),
        notice=_notice(release.notice),
        ledger=(),
        particulars={name: _told(name, text) for name, text in release.particulars.items()},
    )


def _told(name: str, text: str) -> str:
    """A particular of a letter: codes and days are known beforehand, what a person typed is not."""
    if name == "on":
        return text
    return _known(text) if name == "ground" else "as told"


def _records(release: Release) -> Iterator[Released]:
    """One record a kind, with the fields' names that are ours, and every label that there is."""
    by_kind: dict[str, list[Released]] = {}
    for record in release.records:
        by_kind.setdefault(record.kind, []).append(record)
    labels = " ".join(f"[person 1 · {words}] [hidden · {words}]" for words in CATEGORIES.values())
    for n, records in enumerate(by_kind.values(), start=1):
        names = dict.fromkeys(name for one in records for name in one.fields if _PLAIN.fullmatch(name))
        grounds = {_known(ground): 1 for one in records for ground in one.hidden}
        yield replace(
            records[0],
            source=f"source-{n}",
            label=f"Source {n}",
            title=labels,
            when_original="",
            fields=dict.fromkeys(names, labels),
            parent="",
            hidden=grounds,
            pictures=(),
        )


def _notice(notice: Notice) -> Notice:
    return replace(
        notice,
        searched=tuple(
            replace(one, source=f"source-{n}", label=f"Source {n}")
            for n, one in enumerate(notice.searched, start=1)
        ),
        not_searched=tuple(
            replace(one, label=f"Source {n}", reason=one.reason if one.reason in _REASONS else "…")
            for n, one in enumerate(notice.not_searched, start=1)
        ),
        hidden_grounds=tuple(_counted(notice.hidden_grounds)),
    )


def _counted(grounds: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(_known(ground), count) for ground, count in grounds]


def _known(ground: str) -> str:
    """A ground that is one of ours, or none: a person's own words are not a template."""
    return ground if ground in GROUNDS else "other people"
