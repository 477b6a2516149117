"""Locked answers: only the passphrase opens them, the recipient is checked, nothing is kept."""

from __future__ import annotations

import base64
import hashlib
import math
import re
import shutil
from importlib import import_module
from pathlib import Path

import pytest

from dsar.answer import locked
from dsar.answer.loads import loads
from dsar.answer.verify import verify_bundle
from dsar.case.case import Case
from dsar.errors import NeedsDecision, UsageError
from dsar.register.reading import load
from dsar.steps.demo import DemoReport, demo
from dsar.steps.export import export

REGISTER = Path(str(import_module("dsar.samples.ct1").__file__)).parent / "register.toml"


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    """The demonstration, run once."""
    return demo(tmp_path_factory.mktemp("demo") / "out")


@pytest.fixture
def answer(journey: DemoReport, tmp_path: Path) -> Path:
    """A copy of the answer that can be written to."""
    return Path(shutil.copytree(journey.answer.built.folder, tmp_path / "answer"))


def box(page: str, name: str) -> bytes:
    (found,) = re.findall(rf'id="{name}">([^<]*)</script>', page)
    return base64.b64decode(found)


def test_a_passphrase_has_ninety_bits_and_is_never_the_same() -> None:
    drawn = {locked.passphrase() for _ in range(200)}
    assert len(drawn) == 200
    assert all(re.fullmatch(r"(?:[a-z2-9]{5}-){3}[a-z2-9]{5}", one) for one in drawn)
    assert locked.LENGTH * math.log2(len(set(locked.ALPHABET))) >= 90
    assert not set("il1o0") & set(locked.ALPHABET)


def test_the_page_opens_with_its_passphrase_and_no_other(answer: Path) -> None:
    aead = pytest.importorskip("cryptography.hazmat.primitives.ciphers.aead")
    exceptions = import_module("cryptography.exceptions")
    file = locked.lock(answer, "html", "abcde-fghjk")
    page = file.read_text("utf-8")
    assert locked.ROUNDS >= 600_000
    assert f'data-rounds="{locked.ROUNDS}"' in page
    assert list(loads(page)) == []
    assert "Hartley" not in page
    key = hashlib.pbkdf2_hmac("sha256", b"abcdefghjk", box(page, "salt"), locked.ROUNDS, 32)
    whole, start = box(page, "whole"), box(page, "page")
    assert whole[:12] != start[:12]
    opened = aead.AESGCM(key).decrypt(whole[:12], whole[12:], None)
    assert opened == (answer / "your-data.zip").read_bytes()
    with pytest.raises(exceptions.InvalidTag):
        aead.AESGCM(bytes(32)).decrypt(whole[:12], whole[12:], None)


def test_a_bundle_without_a_page_is_locked_too(answer: Path) -> None:
    pytest.importorskip("cryptography.hazmat.primitives.ciphers.aead")
    (answer / "your-data" / "START-HERE.html").unlink()
    page = locked.lock(answer, "html", "abcde-fghjk").read_text("utf-8")
    assert list(loads(page)) == []
    assert box(page, "page") != box(page, "whole")


def test_the_zip_opens_with_its_passphrase_and_names_nothing(answer: Path) -> None:
    pyzipper = pytest.importorskip("pyzipper")
    file = locked.lock(answer, "zip", "abcde-fghjk")
    with pyzipper.AESZipFile(file) as archive:
        assert archive.namelist() == ["your-data.zip"]
        archive.setpassword(b"abcde-fghjk")
        assert archive.read("your-data.zip") == (answer / "your-data.zip").read_bytes()
        archive.setpassword(b"abcde-fghjx")
        with pytest.raises(RuntimeError):
            archive.read("your-data.zip")


@pytest.mark.parametrize("kind", ["html", "zip"])
def test_an_export_seals_for_whoever_was_typed_and_verifies(
    kind: str, journey: DemoReport, tmp_path: Path
) -> None:
    pytest.importorskip("pyzipper")
    folder = tmp_path / journey.case.ref
    shutil.copytree(journey.case.folder, folder)
    case = Case.open(folder)
    told = {"waive": ("names",), "reason": "a test", "lock": kind}
    for typed in (None, (case.ref, "Alice Hartly"), ("SAR-2026-0002", "Alice Hartley")):
        with pytest.raises(NeedsDecision, match="recipient check"):
            export(case, tmp_path / "out", load(REGISTER), recipient=typed, **told)  # type: ignore[arg-type]
        assert not (tmp_path / "out").exists()
    typed = (case.ref.lower(), " alice  HARTLEY ")
    built = export(case, tmp_path / "out", load(REGISTER), recipient=typed, **told).built  # type: ignore[arg-type]
    assert built.locked is not None
    assert built.locked.is_file()
    assert verify_bundle(tmp_path / "out").ok
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(built.passphrase.encode() in path.read_bytes() for path in kept)
    assert built.passphrase not in repr(built)
    built.locked.write_bytes(built.locked.read_bytes() + b"x")
    assert not verify_bundle(tmp_path / "out").ok


def test_what_cannot_be_locked_is_said_before_anything_is_written(
    journey: DemoReport, tmp_path: Path
) -> None:
    typed = (journey.case.ref, "Alice Hartley")
    with pytest.raises(UsageError, match="not a way"):
        export(
            journey.case, tmp_path / "out", load(REGISTER), waive=("names",), reason="a test", lock="rot13",
            recipient=typed,
        )  # fmt: skip
    assert not (tmp_path / "out").exists()
