"""The letter that answers an access request, as a PDF beside the bundle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dsar.errors import NeedsDecision, UsageError
from dsar.law.access_items import missing_items
from dsar.model.release import Release
from dsar.plugins import Exporter

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
        words = letter(release)
        missing = missing_glyphs("".join(words.texts()))
        if missing:
            points = ", ".join(f"U+{ord(char):04X}" for char in missing[:8])
            raise UsageError(
                f"the letter's fonts cannot print {len(missing)} of its characters: {points}",
                hint="install the DejaVu fonts, or write the name in letters that they have",
            )
        path = folder / NAME
        path.write_bytes(pdf(words))
        yield path
