"""What is the subject's own, in any spelling, and what the register prints: neither is ever proposed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dsar.model.identifiers import Identifier
from dsar.people.analyses import Analyses
from dsar.people.clusters import Cluster
from dsar.people.known import CATEGORIES, Claim, Known, Sight
from dsar.people.names import spellings
from dsar.people.spans import OWN

_SIGNS = r"[\s().\-/\u00a0\u2010-\u2015]{0,3}"


class Own:
    """The subject's identifiers and the register's printed details, ready to be recognised.

    The spellings of the subject's name are hunted with everybody's (`dsar.people.known`); here are
    ids of any form, telephone numbers however they are parted, and addresses.
    """

    def __init__(
        self, subject: Cluster, given: Sequence[Identifier], printed: Sequence[str], analyses: Analyses
    ) -> None:
        identifiers = dict.fromkeys((*given, *subject.identifiers))
        values = [
            (form, Claim(OWN, CATEGORIES.get(one.kind, "id"), 1.0))
            for one in identifiers
            if one.kind not in ("phone", "name")
            for text in (one.value, one.raw)
            for form in spellings(text.strip())
            if len(form) >= 3
        ]
        values += [(text, Claim(OWN, "organisation", 1.0)) for text in printed]
        self._known = Known(values)
        self._phones = [_phone(one.value) for one in identifiers if one.kind == "phone"]
        self._texts = {_bare(text) for one in identifiers for text in (one.value, one.raw)}
        for text in (*printed, *(text for one in identifiers for text in (one.value, one.raw))):
            self._texts |= {_bare(text[span.start : span.end]) for span in analyses.spans(text)}
        self._texts |= {_bare(text) for text in printed}
        self._texts.discard("")

    def knows(self, text: str) -> bool:
        """Whether a text is wholly the subject's or the register's, however it is parted."""
        return _bare(text) in self._texts

    def seen(self, text: str) -> Iterator[Sight]:
        """Where they stand in a text."""
        yield from self._known.seen(text)
        for phone in self._phones:
            for found in phone.finditer(text):
                yield Sight(*found.span(), (Claim(OWN, "phone", 1.0),))


def _bare(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _phone(number: str) -> re.Pattern[str]:
    """A number in E.164 as a pattern for how it may be written: with its country code or without."""
    import phonenumbers  # a metadata table: loaded when there is a number to write

    parsed = phonenumbers.parse(number, None)
    code, rest = str(parsed.country_code), str(phonenumbers.national_significant_number(parsed))
    digits = _SIGNS.join(rest)
    return re.compile(
        rf"(?<!\d)(?:(?:\+|00){_SIGNS}{_SIGNS.join(code)}{_SIGNS}|{_SIGNS.join(code)}{_SIGNS})?\(?0?\)?{_SIGNS}{digits}(?!\d)"
    )
