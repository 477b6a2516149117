"""Outlook's containers: items, the people in them, what hangs on them, what is packed."""

from __future__ import annotations

import json
import os
import random
import signal
import struct
import threading
from pathlib import Path

import pytest

from dsar import plugins
from dsar.model.records import Record
from dsar.reading import pictures, rtf
from dsar.search.detecting import detect
from dsar.testing import Reading, accounted, read, unique
from tests.extractors.samples import OLM, zipped

SHARED = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a0072637067313235423" "20af32068656c0900206277"
    "05b06c647d0a800fa0"
)  # fmt: skip


def reading(extractor: str, place: str) -> Reading:
    path = SHARED / place
    if not path.is_file():
        pytest.skip("the shared fixtures are not here")
    return read(plugins.extractor(extractor)(), path.name, path.read_bytes())


def roles(record: Record) -> set[str]:
    return {one.role for one in record.parties if one.identifiers}


def test_packed_rich_text_is_unpacked() -> None:
    assert rtf.unpacked(HELLO) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert rtf.read(rtf.unpacked(HELLO)).text == "hello world"


@pytest.mark.parametrize("raw", [b"", HELLO[:15], b"x" * 40, HELLO[:4] + b"\xff\xff\xff\x7f" + HELLO[8:]])
def test_what_is_no_packed_rich_text_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):
        rtf.unpacked(raw)


def test_a_message_has_its_people_and_text() -> None:
    pytest.importorskip("olefile")
    (message,) = reading("msg", "mail-msg/fake-email-with-cc-and-bcc.msg").records
    assert (message.kind, roles(message)) == ("mail", {"from", "sender", "to", "cc", "bcc"})
    assert message.fields["subject"] == "Fake email with cc and bcc recipients"
    assert str(message.fields["text"]).startswith("This is a test email")
    assert message.when
    assert message.when.assumption == "explicit"


def test_pictures_attached_are_handed_on() -> None:
    pytest.importorskip("olefile")
    found = reading("msg", "mail-msg/unicode.msg")
    assert [one.kind for one in found.records] == ["mail", "attachment", "attachment"]
    assert [pictures.form(bytes(one.content or b"")) for one in found.parts] == ["tiff", "tiff"]
    assert len({one.parent for one in found.records[1:]} - {""}) == 1


@pytest.mark.parametrize(("name", "kinds"), [("32-bit.pst", 1), ("dist-list.pst", 4)])
def test_a_mailbox_gives_every_item(name: str, kinds: int) -> None:
    pytest.importorskip("pypff")
    records = reading("pst", f"mail-pst/{name}").records
    assert len(records) == kinds
    assert all(one.fields["folder"] for one in records)


def test_a_contact_keeps_its_address() -> None:
    pytest.importorskip("pypff")
    records = reading("pst", "mail-pst/dist-list.pst").records
    (contact,) = [one for one in records if one.fields["message_class"] == "IPM.Contact"]
    assert any("@" in str(value) for value in contact.fields.values())


def attribute(level: int, number: int, content: bytes) -> bytes:
    total = sum(content) & 0xFFFF
    return bytes([level]) + struct.pack("<II", number, len(content)) + content + struct.pack("<H", total)


def tnef() -> bytes:
    body = "Alice Marlowe rang.\0".encode("utf-16-le")
    body += b"\0" * (-len(body) % 4)
    properties = struct.pack("<IHHI", 1, 0x001F, 0x1000, 1) + struct.pack("<I", len(body)) + body
    return (
        b"\x78\x9f\x3e\x22\x01\x00"
        + attribute(1, 0x00018004, b"Printer\0")
        + attribute(1, 0x00069003, properties)
        + attribute(2, 0x00069002, b"\0" * 14)
        + attribute(2, 0x00018010, b"list.csv\0")
        + attribute(2, 0x0006800F, b"Name,Email\nAlice,alice.marlowe@harbour.example\n")
    )


def test_a_wrapped_message_gives_text_and_files() -> None:
    found = read(plugins.extractor("tnef")(), "winmail.dat", tnef())
    message, attachment = found.records
    assert message.fields["subject"] == "Printer"
    assert message.fields["text"] == "Alice Marlowe rang."
    assert attachment.parent == message.id
    assert [(one.name, one.content) for one in found.parts] == [
        ("list.csv", b"Name,Email\nAlice,alice.marlowe@harbour.example\n")
    ]
    assert found.gaps == ()


def test_a_wrapped_message_that_ends_too_soon_says_so() -> None:
    found = read(plugins.extractor("tnef")(), "winmail.dat", tnef()[:-20])
    assert "truncated" in {one.reason for one in found.gaps}


def mailbox() -> tuple[str, bytes]:
    pytest.importorskip("pypff")
    path = SHARED / "mail-pst" / "dist-list.pst"
    if not path.is_file():
        pytest.skip("the shared fixtures are not here")
    return path.name, path.read_bytes()


@pytest.mark.parametrize("seed", range(8))
def test_a_mailbox_made_to_mislead_gives_records_and_gaps(seed: int) -> None:
    name, content = mailbox()
    chance, broken = random.Random(seed), bytearray(content)
    for _ in range(2 ** (seed + 1)):
        broken[chance.randrange(512, len(broken))] = chance.randrange(256)
    found = read(plugins.extractor("pst")(), name, bytes(broken))
    accounted(found, bytes(broken))
    unique(found)
    assert found.records or found.gaps


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are looked up in /proc")
def test_a_mailbox_whose_reader_is_killed_is_a_gap() -> None:
    name, content = mailbox()
    ended = threading.Event()

    def kill() -> None:
        while not ended.is_set():
            for path in Path("/proc/self/task").glob("*/children"):
                for child in path.read_text().split():
                    if b"dsar.reading.guarded" in Path(f"/proc/{child}/cmdline").read_bytes():
                        os.kill(int(child), signal.SIGKILL)
                        return

    killer = threading.Thread(target=kill)
    killer.start()
    found = read(plugins.extractor("pst")(), name, content)
    ended.set()
    killer.join()
    assert [(one.reason, "SIGKILL" in one.detail) for one in found.gaps] == [("crashed", True)]
    assert "nothing behind it is read" in found.gaps[0].detail


def test_a_message_of_a_macs_archive_is_one_record() -> None:
    content = zipped({"Accounts/a/com.microsoft.__Messages/Inbox/message_00001.xml": OLM.encode()})
    (part,) = read(plugins.extractor("archive")(), "a.olm", content).parts
    assert part.content
    content = bytes(part.content)
    assert detect(content, part.name) == "olm"
    found = read(plugins.extractor("olm")(), part.name, content)
    (message,) = [one for one in found.records if one.kind == "mail"]
    assert {
        name: message.fields[name] for name in ("subject", "html_text", "from", "to", "OPFMessageIsRead")
    } == {
        "subject": "Printer",
        "html_text": "It jams.",
        "from": "Bo Nilsson <bo.nilsson@bakery.example>",
        "to": "Alice Marlowe <alice.marlowe@harbour.example>, dana.quill@northgate.example",
        "OPFMessageIsRead": "1",
    }
    assert [(one.role, one.name) for one in message.parties] == [
        ("from", "Bo Nilsson"),
        ("to", "Alice Marlowe"),
        ("to", ""),
    ]
    assert message.when
    assert message.when.original == "2026-11-02T09:00:00"
    assert found.gaps == ()


def test_messages_of_microsofts_graph_are_read_by_a_preset() -> None:
    told = {
        "value": [
            {
                "internetMessageId": "<1@x>",
                "subject": "Printer",
                "sentDateTime": "2026-11-02T09:00:00Z",
                "body": {"contentType": "html", "content": "<p>It <b>jams</b>.</p>"},
                "from": {"emailAddress": {"name": "Bo Nilsson", "address": "bo.nilsson@bakery.example"}},
                "toRecipients": [{"emailAddress": {"address": "alice.marlowe@harbour.example"}}],
            }
        ]
    }
    records = read(plugins.extractor("json")(), "messages.json", json.dumps(told).encode()).records
    (message,) = [one for one in records if one.kind == "mail"]
    assert {(one.role, one.name) for one in message.parties} == {("from", "Bo Nilsson"), ("to", "")}
    assert "It jams." in message.fields.values()
