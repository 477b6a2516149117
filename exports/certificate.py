"""Pages for the file of a case: headings with lines below them, such as the search certificate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dsar.plugins import Paper

from .letter_blocks import Block, Heading, Letter, Paragraph, clean


class Pages(Paper):
    """Sets an account on A4 pages as a letter is set."""

    def pages(self, title: str, made: date, sections: Sequence[tuple[str, Sequence[str]]]) -> bytes:
        """The pages as a PDF; the same account gives the same bytes."""
        from .letter_layout import pdf

        blocks: list[Block] = []
        for heading, lines in sections:
            blocks += [Heading(clean(heading))] if heading else []
            blocks += [Paragraph((clean(line),), small=True) for line in lines]
        return pdf(
            Letter(
                sender="For the file",
                sender_lines=(),
                recipient="",
                recipient_lines=(),
                title=clean(title),
                subject=clean(title),
                language="en-GB",
                prepared=made,
                blocks=tuple(blocks),
                foot_left="Holds the requester's identifiers: keep it with the case",
                foot_right=clean(title),
            )
        )
