"""Archives: every member is handed on or told of, and none leads anywhere or fills the memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import shutil
import subprocess
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from dsar import plugins
from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.reading import archives, spool
from dsar.search import collect
from dsar.steps.find import search
from dsar.testing import Reading, read
from tests.extractors.samples import MAIL, zipped

ALICE = Identifier.of("email", "alice.marlowe@harbour.example")


def reading(name: str, content: bytes) -> Reading:
    return read(plugins.extractor("archive")(), name, content)


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("../out")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


def test_members_are_parts_with_their_names_and_places() -> None:
    found = reading("a.zip", zipped({"mail/5.eml": MAIL, "../../up.csv": b"a,b\n1,2\n", "empty": b""}))
    assert [(one.name, one.inner) for one in found.parts] == [
        ("5.eml", "1/mail/5.eml"),
        ("up.csv", "2/../../up.csv"),
    ]
    assert found.gaps == ()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_files_give_their_content(pack) -> None:  # type: ignore[no-untyped-def]
    (part,) = reading("5.eml.gz", pack(MAIL)).parts
    assert part.content == MAIL


def test_zstandard_gives_its_content() -> None:
    zstandard = pytest.importorskip("zstandard")
    (part,) = reading("5.eml.zst", zstandard.ZstdCompressor().compress(MAIL)).parts
    assert (part.name, part.content) == ("5.eml", MAIL)


def test_a_compressed_file_that_breaks_off_gives_what_there_is() -> None:
    whole = gzip.compress(bytes(n % 251 for n in range(100_000)), 1)
    found = reading("a.gz", whole[: len(whole) * 2 // 3])
    assert [one.reason for one in found.gaps] == ["truncated"]
    (part,) = found.parts
    assert part.content
    assert part.content == bytes(n % 251 for n in range(100_000))[: len(part.content)]


def test_links_in_an_archive_are_never_followed() -> None:
    found = reading("a.tar", tarred({"5.eml": MAIL}))
    assert [one.name for one in found.parts] == ["5.eml"]
    assert [one.reason for one in found.gaps] == ["not-a-file"]


def test_what_unpacks_to_too_much_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "SMALL", 1000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 1_000_000)
        archive.writestr("5.eml", MAIL)
    found = reading("a.zip", out.getvalue())
    assert [one.reason for one in found.gaps] == ["too-large"]
    assert [one.name for one in found.parts] == ["5.eml"]
    assert [one.reason for one in reading("a.gz", gzip.compress(b"\0" * 1_000_000)).gaps] == ["too-large"]


def test_an_encrypted_member_is_a_gap() -> None:
    raw = bytearray(zipped({"5.eml": MAIL}))
    raw[6] |= 1
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    found = reading("a.zip", bytes(raw))
    assert [one.reason for one in found.gaps] == ["encrypted"]


def test_a_person_is_found_in_mail_in_a_zip_in_a_zip(tmp_path: Path) -> None:
    mailbox = b"From a@b Mon Nov  2 09:00:00 2026\n" + MAIL + b"\nFrom a@b Mon Nov  2 09:00:00 2026\n"
    mailbox += MAIL.replace(b"alice.marlowe", b"somebody.else")
    inner = zipped({"All mail.mbox": mailbox})
    (tmp_path / "takeout.zip").write_bytes(
        zipped({"takeout-001.zip": inner, "x.7z": b"7z\xbc\xaf\x27\x1c\0\0"})
    )
    found, _ = search([source_at(tmp_path, set())], [ALICE])
    (kept,) = [one for one in found.kept if one.bucket is Bucket.ABOUT]
    assert kept.record.locator.inner.startswith("1/takeout-001.zip/1/All mail.mbox@")
    assert [one.reason for one in found.gaps] == ["malformed" if archives.unpacker() else "unsupported"]


def test_what_hangs_on_a_message_in_a_mailbox_in_a_zip_stays_with_it(tmp_path: Path) -> None:
    head, body = MAIL.split(b"\n\n", 1)
    mail = head + (
        b"\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        + body
        + b"\n--b\nContent-Type: text/plain; name=note.txt\nContent-Disposition: attachment\n\nIt.\n--b--\n"
    )
    mailbox = b"From a@b Mon Nov  2 09:00:00 2026\n" + mail + b"\nFrom a@b Mon Nov  2 09:00:00 2026\n" + MAIL
    (tmp_path / "takeout.zip").write_bytes(zipped({"a.mbox": mailbox}))
    found, _ = search([source_at(tmp_path, set())], [ALICE])
    assert sorted(one.record.kind for one in found.kept) == ["attachment", "mail", "mail"]


needs_bsdtar = pytest.mark.skipif(not archives.unpacker(), reason="bsdtar is not installed")


def seven(tmp_path: Path, files: dict[str, bytes]) -> bytes:
    place = tmp_path / "packed"
    place.mkdir()
    for name, content in files.items():
        (place / name).write_bytes(content)
    made = tmp_path / "a.7z"
    command = ["bsdtar", "-cf", str(made), "--format=7zip", "-C", str(place), *files]
    subprocess.run(command, check=True)
    return made.read_bytes()


def number(n: int) -> bytes:
    """A number as RAR 5 writes it: seven bits a byte, the low ones first."""
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes([*out, n])


def rar(name: str, content: bytes) -> bytes:
    """A RAR 5 archive with one member that is stored as it is."""

    def block(fields: bytes, body: bytes = b"") -> bytes:
        head = number(len(fields)) + fields
        return zlib.crc32(head).to_bytes(4, "little") + head + body

    size, crc = number(len(content)), zlib.crc32(content).to_bytes(4, "little")
    named = number(0o100644) + crc + number(0) + number(1) + number(len(name)) + name.encode()
    file = number(2) + number(2) + size + number(4) + size + named
    return (
        b"Rar!\x1a\x07\x01\0"
        + block(number(1) + number(0) + number(0))
        + block(file, content)
        + block(number(5) + number(0) + number(0))
    )


@needs_bsdtar
def test_7z_and_rar_give_their_members(tmp_path: Path) -> None:
    found = reading("a.7z", seven(tmp_path, {"5.eml": MAIL, "list.csv": b"a,b\n1,2\n"}))
    assert [(one.name, one.content) for one in found.parts] == [("5.eml", MAIL), ("list.csv", b"a,b\n1,2\n")]
    assert found.gaps == ()
    found = reading("a.rar", rar("5.eml", MAIL))
    assert [(one.name, one.content) for one in found.parts] == [("5.eml", MAIL)]
    assert found.gaps == ()


@needs_bsdtar
@pytest.mark.parametrize("cut", [8, 40, 100])
def test_a_broken_7z_or_rar_is_a_gap(cut: int, tmp_path: Path) -> None:
    for content in (seven(tmp_path, {"5.eml": MAIL})[:cut], rar("5.eml", MAIL)[:cut]):
        found = reading("a", content)
        assert [one.reason for one in found.gaps] != []


def test_without_bsdtar_they_are_gaps_that_say_how_to_mend_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = reading("a.rar", rar("5.eml", MAIL))
    assert [(one.reason, one.detail) for one in found.gaps] == [
        ("unsupported", "rar: where bsdtar is installed, it is opened")
    ]


@needs_bsdtar
def test_a_7z_that_unpacks_to_too_much_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = seven(tmp_path, {"zeros": bytes(8 * 2**20), "z": bytes(100)})
    monkeypatch.setattr(archives, "BY_PROGRAM", 2 * 2**20)
    monkeypatch.setattr(archives, "SMALL", 2**20)
    found = reading("a.7z", packed)
    assert "too-large" in [one.reason for one in found.gaps]
    monkeypatch.setattr(archives, "BY_PROGRAM", 2**30)
    monkeypatch.setattr(archives, "MEMBER", 2**20)
    assert [one.reason for one in reading("a.7z", packed).gaps] == ["too-large"]


@needs_bsdtar
@pytest.mark.parametrize("name", ["test7Z_protected_passTika.7z", "full_encrypted.7z"])
def test_one_with_a_password_is_a_gap_that_says_so(name: str) -> None:
    paths = list((Path(__file__).resolve().parents[3] / "shared" / "hostile").rglob(name))
    if not paths:
        pytest.skip("the shared hostile files are not here")
    assert {one.reason for one in reading(name, paths[0].read_bytes()).gaps} == {"encrypted"}


@pytest.mark.parametrize("suffix", ["gz", "bz2", "xz", "zst", "zip", "tar"])
def test_what_is_large_is_unpacked_into_a_file_without_a_name(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(4)
    rows = [f'{{"id": {n}, "note": "{dice.getrandbits(90)} nobody"}}\n' for n in range(30_000)]
    rows[20_000] = '{"id": 20000, "note": "from al\\u0069ce@harbour.example"}\n'
    content = "".join(rows).encode()
    path = tmp_path / f"log.jsonl.{suffix}"
    path.write_bytes(packed_as(suffix, content))
    wanted = [Identifier.of("email", "alice@harbour.example")]
    in_memory = search([source_at(path, set())], wanted)[0]
    monkeypatch.setattr(spool, "IN_MEMORY", 10_000)
    monkeypatch.setattr(collect, "CHILD_BYTES", 20_000)
    assert len(content) > 20_000
    found = search([source_at(path, set())], wanted)[0]
    assert found == in_memory
    assert [one.record.fields["id"] for one in found.kept] == [20000]
    assert found.ledger[0].not_about == 29_999
    assert found.ledger[0].balanced


def packed_as(suffix: str, content: bytes) -> bytes:
    if suffix == "zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("log.jsonl", content)
        return out.getvalue()
    if suffix == "tar":
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive_:
            info = tarfile.TarInfo("log.jsonl")
            info.size = len(content)
            archive_.addfile(info, io.BytesIO(content))
        return out.getvalue()
    if suffix == "zst":
        zstandard = pytest.importorskip("zstandard")
        return bytes(zstandard.ZstdCompressor().compress(content))
    if suffix == "gz":
        return gzip.compress(content)
    return bz2.compress(content) if suffix == "bz2" else lzma.compress(content)


def test_what_the_disk_has_no_room_for_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "IN_MEMORY", 1000)
    left = shutil.disk_usage(tmp_path)._replace(free=100_000)
    monkeypatch.setattr("dsar.reading.spool.shutil.disk_usage", lambda _: left)
    found = reading("a.gz", gzip.compress(random.Random(1).randbytes(200_000)))
    assert [(one.reason, "room" in one.detail) for one in found.gaps] == [("too-large", True)]
    assert not found.parts
