"""Which pieces are worth parsing: a superset of those that hold the subject, never less.

The sieve looks at raw bytes for the plainest trace of each identifier. A piece whose bytes may hide
text (`Extractor.hides`: base64, escapes, foreign charsets) is let through whatever its bytes show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dsar.model.identifiers import Identifier
from dsar.search.bounds import spellings

_SEPARATED = rb"[ ().\-/]{0,4}"


class Sieve:
    """Compiled traces of identifiers; picklable, and the same for every piece."""

    def __init__(self, identifiers: Iterable[Identifier]) -> None:
        traces = {trace for one in identifiers for trace in _traces(one)}
        self.pattern = re.compile(b"|".join(sorted(traces)) or rb"(?!)", re.IGNORECASE)

    def lets(self, raw: bytes) -> bool:
        """Whether some identifier may stand in bytes that hide nothing."""
        return self.pattern.search(raw) is not None


def _traces(one: Identifier) -> Iterable[bytes]:
    match one.kind:
        case "phone":
            # The last seven digits stand in every spelling; what lies between them varies.
            tails = {digits[-7:] for digits in spellings(one)}
            return [_SEPARATED.join(re.escape(digit.encode()) for digit in tail) for tail in tails]
        case "name" | "address":
            return [re.escape(max(one.value.split(), key=len).encode())]
        case _:
            return [re.escape(one.value.encode())]
