"""In the deep tier a message that names nobody is not parsed; whoever stands in what is attached is found."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import Compat32
from pathlib import Path

import pytest

from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.reading import mail
from dsar.steps.find import search
from tests.bench.attached import pdf, xlsx
from tests.search.test_never_too_little import compare

EMAIL = "alice.marlowe@harbour.example"
ENVELOPE = b"From x@y.example Mon Jan  1 10:00:00 2024\n"


def letter(text: str, name: str = "", content: bytes = b"") -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "bo.nilsson@bakery.example", "The list"
    made.set_content(text)
    made.add_alternative(f"<p>{text}</p>", subtype="html")
    if content:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return ENVELOPE + made.as_bytes() + b"\n"


LETTERS = [
    letter("nobody", "a.pdf", pdf("Contract\nwith nobody")), letter("nobody", "a.xlsx", xlsx([("name", "email"), ("Ben", "b@x.example")])),
    letter("nobody", "a.csv", b"name,email\nBen,b@x.example\n" * 300), letter("nobody at all"),
    letter("see", "b.pdf", pdf(f"Contract\nwith {EMAIL}")), letter("see", "b.xlsx", xlsx([("name", "email"), ("Alice", EMAIL)])),
    letter("see", "b.csv", f"name,email\nAlice,{EMAIL}\n".encode()), letter(f"write to {EMAIL}", "c.pdf", pdf("nobody")),
    letter("nobody", "broken.pdf", pdf("nobody")[:-400]),
]  # fmt: skip


def test_only_messages_that_name_somebody_or_cannot_be_read_are_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[bytes] = []

    def counted(raw: bytes, *, policy: Compat32) -> object:
        parsed.append(raw)
        return email.message_from_bytes(raw, policy=policy)

    monkeypatch.setattr(mail, "message_from_bytes", counted)
    path = tmp_path / "a.mbox"
    path.write_bytes(b"".join(LETTERS))
    found = search([source_at(path, set())], [Identifier.of("email", EMAIL)])[0]
    assert len(parsed) == 5
    assert [one.record.fields.get("attachments") for one in found.kept if one.record.kind == "mail"] == [
        "b.pdf", "b.xlsx", "b.csv", "c.pdf",
    ]  # fmt: skip
    # Of theirs all is kept, what names nobody as well.
    assert [one.record.fields["text"] for one in found.kept if one.record.fields.get("name") == "c.pdf" and "text" in one.record.fields] == ["nobody"]  # fmt: skip
    assert [one.reason for one in found.gaps] == ["malformed"]


@pytest.mark.parametrize("wanted", [EMAIL, "b@x.example", "bo.nilsson@bakery.example", "zoë@x.example", "nobody@x.example"])  # fmt: skip
def test_it_finds_what_parsing_everything_finds(wanted: str) -> None:
    compare(b"".join(LETTERS), "a.mbox", [Identifier.of("email", wanted)])
