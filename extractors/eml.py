"""Single messages: .eml files, Maildir and MH folders, and any file that is an RFC 5322 message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece, Said
from dsar.plugins import Extractor
from dsar.reading import mail, mail_said
from dsar.reading.visible import texts_of

_LINE = re.compile(rb"([!-9;-~]+)[ \t]*:[^\n]*\n?|[ \t]+[^\n]*\n?|>?From [^\n]*\n")
_FLAGS = re.compile(r"[:;!]2,([A-Za-z]+)$")
"""Maildir's flags; systems without colons in names write another sign."""

_SAID = {"S": "seen", "R": "replied", "F": "flagged", "T": "trashed", "D": "draft", "P": "passed on"}
_MAIL_HEADERS = frozenset(
    b"from to cc bcc subject date message-id received return-path reply-to mime-version content-type sender"
    b" delivered-to dkim-signature in-reply-to references x-mailer x-original-to importance list-id"
    b" errors-to".split()
)


class Eml(Extractor):
    """Reads one message a file."""

    kind = "mail"
    suffixes = (".eml",)
    families = ("json", "html", "mail")

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where the content begins with at least two headers that mail has."""
        at, seen = (3 if head[:3] == b"\xef\xbb\xbf" else 0), set()
        enveloped = head.startswith(b"From ", at)
        while line := _LINE.match(head, at):
            if line.group(1):
                seen.add(line.group(1).lower())
            at = line.end()
        if len(seen & _MAIL_HEADERS) >= 2:
            return 2 if enveloped else 3  # an envelope line: an mbox, or a piece of one
        if seen & _MAIL_HEADERS:
            return 2
        return super().recognises(head, name)

    def visible(self, raw: bytes) -> list[str] | None:
        """The texts of a message that has no attachment and nothing unusual."""
        return texts_of(raw)

    def said(self, piece: Piece) -> Said | None:
        """The texts of an ordinary message, and its attachments."""
        return (
            mail_said.said(piece, piece.raw)
            if not piece.raw.startswith((b"From ", b"\xef\xbb\xbf"))
            else None
        )

    def pictures(self, piece: Piece) -> Iterator[bytes]:
        """Those attached to an ordinary message."""
        return mail_said.pictures_in(piece.raw)

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """The message; a byte order mark before it is skipped."""
        flags = _FLAGS.search(piece.part.name)
        extra = {"flags": ", ".join(_SAID.get(one, one) for one in flags[1])} if flags else None
        yield from mail.read_message(piece, piece.raw.removeprefix(b"\xef\xbb\xbf"), extra=extra)
