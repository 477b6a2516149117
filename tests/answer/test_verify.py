"""Whatever is changed, added, removed or renamed in an answer is named; an untouched one is not."""

from __future__ import annotations

import hashlib
import io
import json
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from dsar.answer.loads import loads
from dsar.answer.manifest import MANIFEST, SCHEMA, SUMS, files, write_sums, zip_folder
from dsar.answer.verify import verify_bundle
from dsar.errors import UsageError

POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:">'
PAGE = (
    f"<!doctype html><html><head>{POLICY}<style>p{{margin:0}}</style></head><body><a href='#a'>x</a></body>"
)


def letter(fingerprint: str, *, grouped: bool = True) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    words = " ".join(fingerprint[n : n + 4] for n in range(0, 64, 4)) if grouped else fingerprint
    canvas.drawString(40, 700, "The fingerprint of the list of files is")
    canvas.drawString(40, 680, words[:40])
    canvas.drawString(40, 660, words[40:])
    canvas.save()
    return out.getvalue()


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return answer(tmp_path_factory.mktemp("pristine") / "out")


@pytest.fixture
def out(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "out"))


def answer(folder: Path, *, grouped: bool = True, page: str = PAGE) -> Path:
    data = folder / "your-data"
    (data / "data").mkdir(parents=True)
    (data / "START-HERE.html").write_text(page, encoding="utf-8")
    (data / "data" / "mail.json").write_text('{"records": []}\n', encoding="utf-8")
    (data / "data" / "mail.csv").write_text("id\r\nR0001\r\n", encoding="utf-8")
    (data / "README.txt").write_text("Open this first\n", encoding="utf-8")
    raw = json.dumps({"schema": SCHEMA, "case": "SAR-1", "files": files(data)}, indent=1).encode()
    (data / MANIFEST).write_bytes(raw)
    (folder / "letter.pdf").write_bytes(letter(hashlib.sha256(raw).hexdigest(), grouped=grouped))
    zip_folder(data, folder / "your-data.zip")
    write_sums(folder, ["letter.pdf", "your-data.zip"])
    return folder


@pytest.mark.parametrize("grouped", [True, False])
def test_an_untouched_answer_is_ok(tmp_path: Path, grouped: bool) -> None:
    made = answer(tmp_path / "out", grouped=grouped)
    for path in (made, made / "your-data", made / "your-data.zip"):
        report = verify_bundle(path)
        assert (report.hits, report.problems, report.ok) == ((), (), True)
        assert report.anchored is (path == made)


def test_every_changed_byte_of_every_file_is_found(out: Path) -> None:
    chance = random.Random(7)
    for path in sorted(one for one in out.rglob("*") if one.is_file()):
        raw = path.read_bytes()
        for at in {0, len(raw) - 1, *(chance.randrange(len(raw)) for _ in range(4))}:
            changed = bytearray(raw)
            changed[at] ^= 1 << chance.randrange(8)
            path.write_bytes(changed)
            assert not verify_bundle(out).ok, (path.name, at)
        path.write_bytes(raw)
    assert verify_bundle(out).ok


def test_every_removed_renamed_or_truncated_file_is_found(out: Path) -> None:
    for path in sorted(one for one in out.rglob("*") if one.is_file()):
        raw = path.read_bytes()
        path.unlink()
        missing = verify_bundle(out)
        assert not missing.ok, path.name
        path.with_name("other" + path.suffix).write_bytes(raw)
        assert not verify_bundle(out).ok, path.name
        path.with_name("other" + path.suffix).unlink()
        path.write_bytes(raw[:-1])
        assert not verify_bundle(out).ok, path.name
        path.write_bytes(raw)
    assert verify_bundle(out).ok


def test_a_file_that_was_changed_is_named_with_its_place(out: Path) -> None:
    (out / "your-data" / "data" / "mail.csv").write_text("id\r\nR0002\r\n", encoding="utf-8")
    assert verify_bundle(out).hits == (("your-data/data/mail.csv", "", "changed"),)
    (out / "your-data" / "data" / "mail.csv").unlink()
    assert verify_bundle(out).hits == (("your-data/data/mail.csv", "", "missing"),)


@pytest.mark.parametrize("place", ["extra.txt", "your-data/extra.txt", "your-data/data/.hidden"])
def test_an_added_file_is_found(out: Path, place: str) -> None:
    (out / place).write_text("x", encoding="utf-8")
    assert verify_bundle(out).hits == ((place, "", "extra"),)


def test_an_empty_folder_and_a_link_are_found(out: Path) -> None:
    (out / "your-data" / "Somebody").mkdir()
    (out / "your-data" / "link.txt").symlink_to(out / "letter.pdf")
    assert [hit[2] for hit in verify_bundle(out).hits] == ["extra", "extra"]


def test_a_manifest_mended_to_fit_a_changed_file_contradicts_the_letter(out: Path) -> None:
    data = out / "your-data"
    (data / "README.txt").write_text("Something else\n", encoding="utf-8")
    manifest = json.loads((data / MANIFEST).read_bytes())
    manifest["files"] = files(data)
    (data / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    assert verify_bundle(data).ok  # without its letter nothing contradicts it, as the docstring says
    (out / "your-data.zip").unlink()
    zip_folder(data, out / "your-data.zip")
    write_sums(out, ["letter.pdf", "your-data.zip"])
    assert verify_bundle(out).hits == (("letter.pdf", "fingerprint", "changed"),)


def rewritten(
    change: Callable[[dict[str, bytes]], dict[str, bytes]], comment: bytes = b""
) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w") as archive:
            archive.comment = comment
            for name, content in change(members).items():
                archive.writestr(name, content)

    return apply


@pytest.mark.parametrize(
    "tamper",
    [
        rewritten(lambda members: {**members, "README.txt": b"?"}),
        rewritten(lambda members: {**members, "extra.txt": b"?"}),
        rewritten(lambda members: {**members, "../extra.txt": b"?"}),
        rewritten(lambda members: {name: raw for name, raw in members.items() if name != "README.txt"}),
        rewritten(lambda members: {name: raw for name, raw in members.items() if name != MANIFEST}),
        rewritten(lambda members: members, comment=b"hello"),
    ],
)
def test_a_tampered_archive_is_found_even_alone(out: Path, tamper: Callable[[Path], None]) -> None:
    tamper(out / "your-data.zip")
    assert not verify_bundle(out / "your-data.zip").ok
    assert not verify_bundle(out).ok


def test_damaged_manifests_and_archives_are_problems_and_no_crashes(out: Path) -> None:
    for raw in (b"", b"[]", b"{}", b"\xff", b'{"schema": "dsar.manifest/1", "files": [1]}', b"[" * 100_000):
        (out / "your-data" / MANIFEST).write_bytes(raw)
        assert not verify_bundle(out / "your-data").ok
    (out / "your-data.zip").write_bytes(b"PK\x05\x06")
    assert (("your-data.zip/.", "", "unread")) in verify_bundle(out).hits


def test_what_is_no_answer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    for path in (tmp_path / "a.txt", tmp_path / "nothing"):
        with pytest.raises(UsageError):
            verify_bundle(path)
    assert not verify_bundle(tmp_path).ok


def test_checksums_cover_exactly_letter_and_archive(out: Path) -> None:
    raw = (out / SUMS).read_bytes()
    for changed in (b"", raw + raw, raw.upper(), b"".join(reversed(raw.splitlines(keepends=True)))):
        (out / SUMS).write_bytes(changed)
        assert (SUMS, "", "changed") in verify_bundle(out).hits


@pytest.mark.parametrize(
    "markup",
    [
        "<img src=https://t.example/p.gif>",
        "<img src='//t.example/p.gif'>",
        "<img src='\\\\t.example\\p.gif'>",
        "<img srcset='a.png 1x, https://t.example/p.gif 2x'>",
        "<a href='HTTP://t.example'>x</a>",
        "<a href=' java\nscript:alert(1)'>x</a>",
        "<link rel=stylesheet href=https://t.example/x.css>",
        "<script src=https://t.example/x.js></script>",
        "<form action=https://t.example></form>",
        "<meta http-equiv=refresh content='0;url=https://t.example'>",
        "<base href='https://t.example/'>",
        "<style>@import 'https://t.example/x.css';</style>",
        "<style>p{background:url(https://t.example/p.gif)}</style>",
        "<p style='background:url(\"https://t.example/p.gif\")'>",
        "<svg><image xlink:href='https://t.example/p.gif'/></svg>",
        "<iframe srcdoc='<img src=https://t.example>'></iframe>",
    ],
)
def test_a_page_that_refers_outside_is_found(tmp_path: Path, markup: str) -> None:
    made = answer(tmp_path / "out", page=PAGE + "\n" + markup)
    places = set(verify_bundle(made / "your-data").hits)
    assert places == {("START-HERE.html", "line 2", "loads")}


@pytest.mark.parametrize(
    "markup",
    [
        "<p>see https://t.example/ and url(https://t.example)</p>",
        "<a href='data/mail.csv'>x</a><a href='#r1'>y</a><a href='mailto:data@ct1.example'>z</a>",
        "<img src='data:image/png;base64,AAAA'>",
        "<style>p{fill:url(#g)}</style>",
        "<script>let href = 'https://t.example'</script>",
    ],
)
def test_a_page_that_only_names_addresses_is_not(markup: str) -> None:
    assert list(loads(PAGE + markup)) == []


def test_a_page_without_a_policy_is_found() -> None:
    assert list(loads("<!doctype html><p>x")) == ["policy"]
    assert list(loads(POLICY.replace("'none'", "*") + "<p>")) == ["policy"]
