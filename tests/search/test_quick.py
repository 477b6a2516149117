"""Without the deep tier attachments are read whose bytes show somebody, and all of those of a message of theirs."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from dsar.case.found import Kept
from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.steps.find import search

ADDRESS = "alice@x.example"
ALICE = [Identifier.of("email", ADDRESS)]
NEAR = "malice@x.example"
"""Lets the sieve look at a message that is not hers."""


def message(*, text: str, document: str = "", table: str = "") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@b.example", "c@d.example", "hello"
    mail["Date"] = "Fri, 1 Mar 2024 10:00:00 +0000"
    mail.set_content(text)
    if document:
        mail.add_attachment(docx(document), maintype="application", subtype="octet-stream", filename="a.docx")
    if table:
        mail.add_attachment(table.encode(), maintype="text", subtype="csv", filename="a.csv", cte="base64")
    return mail.as_bytes()


def docx(text: str) -> bytes:
    out = io.BytesIO()
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}">{body}</w:document>')
    return out.getvalue()


def search_of(folder: Path, raw: bytes, *, deep: bool = False) -> tuple[Kept, ...]:
    (folder / "0.eml").write_bytes(raw)
    return search([source_at(folder, set())], ALICE, deep=deep)[0].kept


def kinds(folder: Path, raw: bytes, *, deep: bool) -> list[str]:
    """What of a message is found."""
    found = search_of(folder, raw, deep=deep)
    return sorted(f"{kept.record.locator.file}{kept.record.locator.inner}" for kept in found)


def test_of_somebody_elses_message_no_attachment_is_opened_that_shows_nobody(tmp_path: Path) -> None:
    raw = message(text=NEAR, document=f"write to {ADDRESS}")
    assert kinds(tmp_path, raw, deep=False) == []
    assert "0.eml" in kinds(tmp_path, raw, deep=True)  # and the deep tier opens it


def test_an_attachment_whose_bytes_show_somebody_is_read(tmp_path: Path) -> None:
    raw = message(text=NEAR, document="nobody", table=f"name,mail\nA,{ADDRESS}\nB,b@x.com\n")
    found = kinds(tmp_path, raw, deep=False)
    assert "0.eml" in found
    assert any(".docx" in one for one in found)  # now that it is hers, all of the message is


@pytest.mark.parametrize("deep", [True, False])
def test_of_a_message_of_theirs_every_attachment_is_read(tmp_path: Path, deep: bool) -> None:
    raw = message(text=f"dear {ADDRESS}", document=f"for {ADDRESS}", table="name,mail\nB,b@x.com\n")
    found = kinds(tmp_path, raw, deep=deep)
    assert [one for one in found if ".docx" in one]
    assert [one for one in found if ".csv" in one]


def test_who_looks_for_a_name_of_other_letters_reads_all(tmp_path: Path) -> None:
    (tmp_path / "0.eml").write_bytes(message(text="hello", document="Ελένη Παππά was here"))
    greek = [Identifier.of("name", "Ελένη Παππά")]
    assert search([source_at(tmp_path, set())], greek, deep=False)[0].kept


def test_what_was_left_is_read_once_a_later_attachment_names_them(tmp_path: Path) -> None:
    raw = message(text=NEAR, document=f"for {ADDRESS}", table=f"name,mail\nA,{ADDRESS}\n")
    texts = [str(kept.record.fields) for kept in search_of(tmp_path, raw)]
    assert [text for text in texts if f"for {ADDRESS}" in text]


def test_in_an_archive_each_message_is_decided_by_itself(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "mail.zip", "w") as archive:
        archive.writestr("hers.eml", message(text=f"dear {ADDRESS}", document="annex one"))
        archive.writestr("theirs.eml", message(text=NEAR, document="annex two"))
    for deep in (True, False):
        found = search([source_at(tmp_path, set())], ALICE, deep=deep)[0]
        texts = " ".join(str(kept.record.fields) for kept in found.kept)
        assert "annex one" in texts
        assert "annex two" not in texts
        assert sum(line.about for line in found.ledger) == 1


def test_an_attachment_known_to_name_nobody_is_read_where_the_message_is_theirs(tmp_path: Path) -> None:
    same = "the same annex"
    messages = [message(text=text, document=same) for text in (NEAR, NEAR, f"dear {ADDRESS}", NEAR)]
    (tmp_path / "box.mbox").write_bytes(
        b"".join(b"From a@b Fri Mar  1 10:00:00 2024\n" + one + b"\n" for one in messages)
    )
    found = search([source_at(tmp_path / "box.mbox", set())], ALICE)[0]
    assert [kept for kept in found.kept if same in str(kept.record.fields)]
    assert sum(line.pieces for line in found.ledger) == 4
