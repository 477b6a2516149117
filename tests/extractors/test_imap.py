"""A mailbox on a real IMAP server of this machine: all of it is read, and nothing in it changes."""

from __future__ import annotations

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from dsar import plugins
from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.steps.find import search
from dsar.testing import Reading, read
from tests.extractors.samples import MAIL


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a server with a mailbox of demonstration."""
    if find_spec("pymap") is None:
        pytest.skip("the IMAP server is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    command = [
        sys.executable,
        "-c",
        "from pymap.main import main; main()",
        "--host",
        "127.0.0.1",
        "--port",
        str(number),
    ]
    command += ["--no-tls", "--no-service", "managesieve", "--no-service", "admin", "dict", "--demo-data"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _ready(number, server)
        with imaplib.IMAP4("127.0.0.1", number) as client:
            client.login("demouser", "demopass")
            client.append("INBOX", None, None, MAIL)
        yield number
    finally:
        server.terminate()
        server.communicate(timeout=30)


def _ready(number: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if server.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", number)) == 0:
                return
        time.sleep(0.2)
    pytest.fail("the IMAP server did not start")


def seen(number: int) -> bytes:
    """Every message's flags."""
    with imaplib.IMAP4("127.0.0.1", number) as client:
        client.login("demouser", "demopass")
        client.select("INBOX", readonly=True)
        return repr(client.uid("FETCH", "1:*", "(UID FLAGS)")[1]).encode()


def place(number: int, **more: str) -> str:
    told = {
        "host": '"127.0.0.1"',
        "port": str(number),
        "user": '"DSAR_IMAP_USER"',
        "password": '"DSAR_IMAP_WORD"',
    }
    told |= {"plain": "true"} | more
    return "".join(f"{key} = {value}\n" for key, value in told.items())


def reading(text: str) -> Reading:
    return read(plugins.extractor("imap")(), "desk.imap.toml", text.encode())


def test_every_message_is_read_and_none_changes(
    port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DSAR_IMAP_USER", "demouser")
    monkeypatch.setenv("DSAR_IMAP_WORD", "demopass")
    before = seen(port)
    records = reading(place(port)).records
    folders = {str(one.fields["folder"]) for one in records if one.kind == "mail"}
    assert {"INBOX", "Sent"} <= folders
    assert seen(port) == before
    path = tmp_path / "desk.imap.toml"
    path.write_text(place(port))
    found, _ = search([source_at(path, set())], [Identifier.of("email", "alice.marlowe@harbour.example")])
    (kept,) = [one.record for one in found.kept if one.bucket is Bucket.ABOUT]
    assert kept.fields["subject"] == "Printer"
    assert kept.locator.inner.startswith("INBOX#")
    assert found.ledger[0].unit == "entries"


def test_folders_may_be_named_and_one_that_is_not_there_is_told(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSAR_IMAP_USER", "demouser")
    monkeypatch.setenv("DSAR_IMAP_WORD", "demopass")
    found = reading(place(port, folders='["Sent", "Nowhere"]'))
    assert {one.fields["folder"] for one in found.records if one.kind == "mail"} == {"Sent"}
    assert [(one.reason, one.locator.inner) for one in found.gaps if one.reason == "unreadable"] == [
        ("unreadable", "Nowhere")
    ]


def test_a_wrong_password_is_a_gap_that_does_not_tell_it(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSAR_IMAP_USER", "demouser")
    monkeypatch.setenv("DSAR_IMAP_WORD", "wrong-word")
    found = reading(place(port))
    assert [one.reason for one in found.gaps] == ["unreadable"]
    assert "wrong-word" not in str(found.gaps)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("host = ", "not TOML"),
        ('host = "a"\nuser = "al@x"\npassword = "B"', "user is the name of a variable"),
        ('host = "a"\nuser = "A"', "password is missing"),
        ('host = "a"\nuser = "A"\npassword = "B"\nplain = true', "plain is for this machine"),
        ('host = "a"\nuser = "DSAR_NOBODY_SETS"\npassword = "B"', "no DSAR_NOBODY_SETS"),
        ('host = "a"\nhat = "A"', "it holds"),
    ],
)
def test_mistakes_are_gaps_that_name_them(text: str, words: str) -> None:
    (gap,) = reading(text).gaps
    assert words in gap.detail
