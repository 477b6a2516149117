"""Letters as PDF: the one that answers an access request, and those around it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from dsar.errors import NeedsDecision, UsageError
from dsar.law.access_items import missing_items
from dsar.model.release import Release
from dsar.plugins import Exporter

from .letter_blocks import Letter, reasons
from .letter_kinds import other
from .letter_layout import missing_glyphs, pdf
from .letter_words import letter

NAME = "letter.pdf"


class AccessLetter(Exporter):
    """Answers Article 15 point by point; also the letter that says that nothing is held."""

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write `letter.pdf`; nothing is written where it cannot be complete.

        Raises `NeedsDecision` with every blank at once, and `UsageError` where no installed font
        has a character that has to be printed: never a box in its place.
        """
        blanks = missing_items(release.notice, held=bool(release.records))
        if blanks:
            raise NeedsDecision(
                f"the letter cannot be written: {len(blanks)} blank{'s' * (len(blanks) != 1)}",
                [f"the letter needs {one}" for one in blanks],
            )
        yield _printed(letter(release), folder)


class OtherLetter(Exporter):
    """A letter of `letter_kinds.KINDS`: `kind` says which."""

    kind: ClassVar[str] = ""

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write `letter.pdf`. Raises as `AccessLetter.write` does."""
        yield _printed(other(release, self.kind), folder)


class Reasons(Exporter):
    """`why.json`: every sentence of a letter, and what it rests on. It stays with who sends the letter."""

    kind: ClassVar[str] = "access"

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write the list. Raises `NeedsDecision` where the letter could not be written."""
        words = letter(release) if self.kind == "access" else other(release, self.kind)
        rows = [
            {"heading": heading, "sentence": sentence, "rests_on": list(whys)}
            for heading, sentence, whys in reasons(words)
        ]
        path = folder / "why.json"
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
        yield path


def _printed(words: Letter, folder: Path) -> Path:
    missing = missing_glyphs("".join(words.texts()))
    if missing:
        points = ", ".join(f"U+{ord(char):04X}" for char in missing[:8])
        raise UsageError(
            f"the letter's fonts cannot print {len(missing)} of its characters: {points}",
            hint="install the DejaVu fonts, or write the name in letters that they have",
        )
    path = folder / NAME
    path.write_bytes(pdf(words))
    return path


def _letter(kind: str) -> type[OtherLetter]:
    return type("OtherLetter", (OtherLetter,), {"kind": kind})


def _reasons(kind: str) -> type[Reasons]:
    return type("Reasons", (Reasons,), {"kind": kind})


nothing_held, nothing_held_why = _letter("nothing-held"), _reasons("nothing-held")
identity, identity_why = _letter("identity"), _reasons("identity")
clarification, clarification_why = _letter("clarification"), _reasons("clarification")
extension, extension_why = _letter("extension"), _reasons("extension")
refusal, refusal_why = _letter("refusal"), _reasons("refusal")
partial_refusal, partial_refusal_why = _letter("partial-refusal"), _reasons("partial-refusal")
referral, referral_why = _letter("referral"), _reasons("referral")
portability, portability_why = _letter("portability"), _reasons("portability")
complaint, complaint_why = _letter("complaint"), _reasons("complaint")
