"""Sources under an address, read from a real SFTP server that the test starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsar.search.remote import shown

pytest.importorskip("asyncssh")
pytest.importorskip("fsspec")

SERVER = """
import asyncio, sys, asyncssh

class Anybody(asyncssh.SSHServer):
    def begin_auth(self, username): return True
    def password_auth_supported(self): return True
    def validate_password(self, username, password): return (username, password) == ("reader", "secret-word")

async def main():
    key = asyncssh.generate_private_key("ssh-ed25519")
    factory = lambda channel: asyncssh.SFTPServer(channel, chroot=sys.argv[1])
    server = await asyncssh.create_server(Anybody, "127.0.0.1", 0, server_host_keys=[key], sftp_factory=factory)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.wait_closed()

asyncio.run(main())
"""
MAIL = b"Subject: hello\nFrom: Alice <alice@harbour.example>\nDate: Mon, 3 Jun 2024 10:00:00 +0100\n\nhi\n"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    folder = tmp_path / "far"
    (folder / "mail" / "inbox").mkdir(parents=True)
    (folder / "mail" / "inbox" / "one.eml").write_bytes(MAIL)
    (folder / "mail" / "log.jsonl").write_text('{"note": "alice@harbour.example"}\n{"note": "nobody"}\n')
    (folder / "mail" / "shut.txt").write_text("nobody")
    return folder


@pytest.fixture
def port(kept: Path) -> Iterator[int]:
    running = subprocess.Popen([sys.executable, "-c", SERVER, str(kept)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    try:
        yield int(running.stdout.readline())
    finally:
        running.kill()
        running.wait()
        running.stdout.close()


def find(place: Path, source: str) -> subprocess.CompletedProcess[str]:
    words = ["find", "--email", "alice@harbour.example", "--source", source, "--records-only", "--json"]
    scratch = {**os.environ, "TMPDIR": str(place)}
    return subprocess.run(
        [sys.executable, "-m", "dsar", *words],
        cwd=place,
        env=scratch,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_lies_on_a_server_is_found_and_no_copy_stays(kept: Path, port: int, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    done = find(work, f"sftp://reader:secret-word@127.0.0.1:{port}/mail")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    files = {record["locator"]["file"] for record in said["records"]}
    assert files == {f"sftp://127.0.0.1:{port}/mail/{name}" for name in ("inbox/one.eml", "log.jsonl")}
    here = json.loads(find(work, str(kept / "mail")).stdout)
    assert said["ledger"] == here["ledger"]
    assert [one["id"] for one in said["records"]] == [one["id"] for one in here["records"]]
    assert [path.name for path in work.iterdir()] == ["cases"]
    everything = b"".join(path.read_bytes() for path in work.rglob("*") if path.is_file())
    assert b"secret-word" not in everything
    assert "secret-word" not in done.stdout + done.stderr
    report = [sys.executable, "-m", "dsar", "report", "search", "--case", "SAR-2026-0001", "--json"]
    report[6] = said["case"]
    listed = json.loads(subprocess.run(report, cwd=work, capture_output=True, text=True, check=True).stdout)
    assert all(len(one["sha256"]) == 64 for one in listed["sources"][0]["listed"])


def test_a_server_that_refuses_or_is_not_there_is_named(port: int, tmp_path: Path) -> None:
    for address in (
        f"sftp://reader:wrong-word@127.0.0.1:{port}/mail",
        f"sftp://reader:secret-word@127.0.0.1:{port}/none",
        "sftp://x:y@127.0.0.1:9/mail",
    ):
        done = find(tmp_path, address)
        assert done.returncode == 2
        assert "cannot be read" in done.stderr + done.stdout
        assert "-word" not in done.stderr + done.stdout


def test_names_and_passwords_are_not_shown() -> None:
    assert shown("sftp://me:pw@host/x") == "sftp://host/x"
    assert shown("s3://bucket/a@b") == "s3://bucket/a@b"
    assert shown("") == ""
