"""Archives: every member is handed on or told of, and none leads anywhere or fills the memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import mmap
import subprocess
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest

from dsar import plugins
from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.reading import archives, gathered
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
    monkeypatch.setattr(gathered, "SMALL", 1000)
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
    monkeypatch.setattr(archives, "TOTAL", 2 * 2**20)
    monkeypatch.setattr(gathered, "SMALL", 2**20)
    monkeypatch.setattr(gathered, "GROWTH", 1)
    found = reading("a.7z", packed)
    assert "too-large" in [one.reason for one in found.gaps]


@needs_bsdtar
@pytest.mark.parametrize("name", ["test7Z_protected_passTika.7z", "full_encrypted.7z"])
def test_one_with_a_password_is_a_gap_that_says_so(name: str) -> None:
    paths = list((Path(__file__).resolve().parents[3] / "shared" / "hostile").rglob(name))
    if not paths:
        pytest.skip("the shared hostile files are not here")
    assert {one.reason for one in reading(name, paths[0].read_bytes()).gaps} == {"encrypted"}


def mailbox(*messages: bytes) -> bytes:
    return b"\n".join(b"From a@b Mon Nov  2 09:00:00 2026\n" + one for one in messages)


def test_a_member_larger_than_memory_is_searched_from_a_file_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spilled = tmp_path / "spilled"
    spilled.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spilled))
    monkeypatch.setattr(gathered, "SMALL", 10_000)
    monkeypatch.setattr(collect, "CHILD_BYTES", 20_000)
    others = [MAIL.replace(b"alice.marlowe", f"somebody.{n}".encode()) for n in range(200)]
    content = mailbox(*others[:150], MAIL, *others[150:])
    assert len(content) > 20_000
    source = tmp_path / "source"
    source.mkdir()
    (source / "takeout.zip").write_bytes(zipped({"Takeout/All mail.mbox": content}))
    (part,) = read(plugins.extractor("archive")(), "a.zip", (source / "takeout.zip").read_bytes()).parts
    assert isinstance(part.content, mmap.mmap)
    assert part.content[:] == content
    found, _ = search([source_at(source, set())], [ALICE])
    assert [one.record.fields["subject"] for one in found.kept] == ["Printer"]
    assert found.gaps == ()
    (line,) = found.ledger
    assert (line.about, line.pieces) == (1, 201)
    assert list(spilled.iterdir()) == []


def test_what_is_one_piece_and_larger_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect, "CHILD_BYTES", 100)
    (tmp_path / "a.zip").write_bytes(zipped({"note.txt": b"Alice Marlowe rang. " * 50}))
    found, _ = search([source_at(tmp_path, set())], [ALICE])
    assert [one.reason for one in found.gaps] == ["too-large"]


def test_a_large_member_that_grows_like_a_bomb_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(2**20))
    monkeypatch.setattr(gathered, "SMALL", 1000)
    monkeypatch.setattr(gathered, "RATIO", 10**6)
    monkeypatch.setattr(gathered, "MEMBER", 2**19)
    assert [one.reason for one in reading("a.zip", out.getvalue()).gaps] == ["too-large"]
    monkeypatch.setattr(gathered, "MEMBER", 2**21)
    assert [len(one.content or b"") for one in reading("a.zip", out.getvalue()).parts] == [2**20], (
        "the control"
    )


def test_where_there_is_no_room_a_large_member_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "SMALL", 10)
    monkeypatch.setattr(gathered, "ROOM", 2**70)
    found = reading("a.zip", zipped({"5.eml": MAIL}))
    assert [(one.reason, "no room" in one.detail) for one in found.gaps] == [("too-large", True)]
