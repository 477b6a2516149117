"""The blind index: the same answer as searching everything, nobody named in it, never the truth."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar.case.found import Found
from dsar.config import source_at
from dsar.errors import UsageError
from dsar.model.identifiers import Identifier
from dsar.model.records import Locator, Party, Record
from dsar.model.sources import Directory, Part, Source
from dsar.search import compacting, postings, tokens
from dsar.search import index as disk
from dsar.search.anchors import traces
from dsar.search.content import files_of
from dsar.search.index import Index, key_file
from dsar.search.wanted import Wanted
from dsar.steps.find import search
from dsar.steps.index import build, drop_index, load_index, status
from tests.bench.corpus import ACCOUNT, EMAIL, FILES, IP, PHONE, write

pytest.importorskip("pyarrow")

SUBJECT = [
    Identifier.of("email", EMAIL), Identifier.of("phone", PHONE), Identifier.of("account", ACCOUNT),
    Identifier.of("ip", IP),
]  # fmt: skip
SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "ct1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("corpus")
    write(place / "made", 1.5, 77, tuple(FILES))
    for name in ("mail", "tickets", "billing", "logs", "marketing"):
        if (SAMPLES / name).is_dir():
            shutil.copytree(SAMPLES / name, place / name)
    (place / "made" / "list.json").write_text(
        json.dumps(
            {
                "users": [{"id": n, "email": f"u{n}@x.example"} for n in range(90)]
                + [{"id": 7, "email": EMAIL}]
            }
        )
    )
    (place / "made" / "broken.jsonl").write_text('{"a": "%61lice"}\n{"b": \n{"c": "%41"\n' * 30)
    (place / "made" / "odd.bin").write_bytes(b"\x7fELF\0\0")
    return place


def sources(folder: Path) -> list[Source]:
    taken: set[str] = set()
    found = []
    for path in sorted(folder.iterdir()):
        found.append(source_at(path, taken))
        taken.add(found[-1].name)
    return found


@pytest.fixture(scope="module")
def built(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("indexed") / "index"
    build(place, sources(folder))
    return place


def answers(folder: Path, index: Index | None, wanted: Sequence[Identifier]) -> Found:
    return search(sources(folder), wanted, index=index)[0]


OTHERS = [
    [Identifier.of("email", "nobody@nowhere.example")],
    [Identifier.of("email", "u41@x.example")],
    [Identifier.of("phone", "+447700900321"), Identifier.of("ip", "198.51.7.9")],
    [Identifier.of("name", "Alice Hartley")],
    [Identifier.of("name", "Brook, Ann"), Identifier.of("email", "u41@x.example")],
    [Identifier.of("address", "12 Quay Street, Dover")],
    [Identifier.of("name", "Bo Ng")],
    [Identifier.of("user", "7")],
    [Identifier.of("email", "ann.brook1@firm.example"), Identifier.of("account", "ACC-00500012")],
]


@pytest.mark.parametrize(
    "wanted", [SUBJECT, *([one] for one in SUBJECT), *OTHERS], ids=lambda one: f"{one[0].kind}{len(one)}"
)
def test_the_answer_is_that_of_searching_everything(
    folder: Path, built: Path, wanted: list[Identifier]
) -> None:
    assert answers(folder, load_index(built), wanted) == answers(folder, None, wanted)


def test_people_of_the_sample_company_are_found_the_same(folder: Path, built: Path) -> None:
    index = load_index(built)
    everybody = {
        one
        for kept in answers(folder, None, [Identifier.of("name", "Alice")]).kept
        for party in kept.record.parties
        for one in party.identifiers
        if one.kind == "email"
    }
    for one in sorted(everybody, key=lambda each: each.value)[:4]:
        assert answers(folder, index, [one]) == answers(folder, None, [one])


def test_only_what_it_points_at_is_read(folder: Path, built: Path) -> None:
    parts = [one for source in sources(folder) for one in files_of(source) if isinstance(one, Part)]
    _, directory = search(sources(folder), SUBJECT)
    known = load_index(built).known(parts, SUBJECT, directory)
    named = {parts[n].name: one for n, one in known.items()}
    for name, share in (("mail.mbox", 1), ("billing.csv", 0.9)):
        read = sum(block.pieces for block in named[name].blocks)
        assert read < named[name].pieces * share
    assert named["mail.mbox"].blocks
    assert status(built).searched < status(built).files


def test_nobody_can_be_read_in_it(folder: Path, built: Path) -> None:
    everything = b"".join(path.read_bytes() for path in sorted(built.iterdir()))
    assert everything
    for value in (
        EMAIL,
        "alice",
        "firm.example",
        PHONE[3:],
        ACCOUNT,
        "mail.mbox",
        "tickets",
        "corpus",
    ):
        assert value.encode() not in everything
        assert value.encode("utf-16-le") not in everything
    key = key_file(built).read_bytes()
    assert key not in everything
    assert len(key) == 32


def test_its_files_are_private(built: Path) -> None:
    assert stat.S_IMODE(built.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (*built.iterdir(), key_file(built))} == {0o600}


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "kept"
    (folder / "logs").mkdir(parents=True)
    (folder / "logs" / "a.jsonl").write_text('{"note": "alice@x.example"}\n{"note": "other"}\n' * 3)
    (folder / "logs" / "b.jsonl").write_text('{"note": "nothing"}\n')
    build(tmp_path / "index", sources(folder))
    return folder, tmp_path / "index"


ALICE = [Identifier.of("email", "alice@x.example")]


def test_new_and_changed_files_are_searched_and_then_indexed(small: tuple[Path, Path]) -> None:
    folder, place = small
    (folder / "logs" / "b.jsonl").write_text('{"note": "now alice@x.example"}\n')
    (folder / "logs" / "c.jsonl").write_text('{"note": "alice@x.example too"}\n')
    (folder / "logs" / "a.jsonl").unlink()
    found = answers(folder, load_index(place), ALICE)
    assert found == answers(folder, None, ALICE)
    assert len(found.kept) == 2
    made = build(place, sources(folder))
    assert (made.files, made.added) == (2, 2)
    assert answers(folder, load_index(place), ALICE) == found
    assert build(place, sources(folder)).added == 0


def test_gaps_near_somebody_else_are_told_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    rows = "1,Bob,bob@x.example\n" * 900
    (folder / "a.csv").write_text(
        f"id,name,email\n{rows}2,Mal,malice@x.example,more\n{rows}3,Al,alice@x.example\n"
    )
    lines = '{"a": 1}\n' * 4000
    (folder / "b.jsonl").write_text(f'{lines}{{"b": malice@x.example\n{lines}{{"c": "alice@x.example"}}\n')
    build(tmp_path / "index", sources(folder))
    for wanted in (ALICE, [Identifier.of("name", "Lic")], [Identifier.of("name", "Malice")]):
        found = answers(folder, load_index(tmp_path / "index"), wanted)
        assert found == answers(folder, None, wanted)
        assert len(found.gaps) == 2


def test_blocks_of_files_that_changed_are_not_taken_for_those_of_others(tmp_path: Path) -> None:
    folder = tmp_path / "kept" / "logs"
    folder.mkdir(parents=True)
    for name in "abc":
        (folder / f"{name}.jsonl").write_text(
            f'{{"note": "nothing {name}"}}\n{{"note": "alice@x.example"}}\n'
        )
    build(tmp_path / "index", sources(folder.parent))
    (folder / "b.jsonl").write_text("{}\n")
    index = load_index(tmp_path / "index")
    for wanted in (ALICE, [Identifier.of("name", "Alice")]):
        assert answers(folder.parent, index, wanted) == answers(folder.parent, None, wanted)


def test_a_source_is_known_however_the_way_to_it_is_written(small: tuple[Path, Path]) -> None:
    folder, place = small
    part = next(one for one in files_of(source_at(folder / "logs", set())) if isinstance(one, Part))
    index = load_index(place)
    assert index.entry(part)
    assert part.path
    around = replace(part, path=folder / "logs" / ".." / "logs" / part.path.name)
    assert index.entry(around) == index.entry(part)


def test_what_is_gone_leaves_the_index(small: tuple[Path, Path]) -> None:
    folder, place = small
    for path in (folder / "logs").iterdir():
        path.unlink()
    made = build(place, sources(folder))
    assert (made.files, made.pieces) == (0, 0)
    build(place, sources(folder))
    assert drop_index(place) >= 2
    assert not place.exists()
    assert not key_file(place).exists()


def test_a_build_that_is_stopped_goes_on(small: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, place = small
    for n in range(4):
        (folder / "logs" / f"n{n}.jsonl").write_text(f'{{"note": "alice@x.example {n}"}}\n')
    monkeypatch.setattr("dsar.steps.index.BATCH_FILES", 1)

    left = 3

    def stop(progress: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(place, sources(folder), on_progress=stop)
    assert answers(folder, load_index(place), ALICE) == answers(folder, None, ALICE)
    assert build(place, sources(folder)).added == 1


def test_many_shards_become_one_and_answer_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, place = tmp_path / "kept", tmp_path / "index"
    write(folder, 0.6, 80, tuple(FILES))
    for n in range(8):
        (folder / f"n{n}.jsonl").write_text(f'{{"note": "alice@x.example {n}"}}\n{{"n": {n}}}\n')
    monkeypatch.setattr("dsar.steps.index.BATCH_FILES", 1)
    monkeypatch.setattr(compacting, "MOST", 100)
    build(place, [source_at(folder, set())])
    many = load_index(place)
    assert len({entry.shard for entry in many.entries.values()}) == len(FILES) + 8
    (folder / "n3.jsonl").unlink()
    monkeypatch.setattr(compacting, "MOST", 6)
    monkeypatch.setattr(compacting, "TOGETHER", {"postings": 500, "words": 900})
    build(place, [source_at(folder, set())])
    assert len(list(place.glob("*.parquet"))) == 3
    one, rows = load_index(place), postings.read_blocks(place, "".join({*_shards(place)}))
    assert len(rows.offsets) == sum(entry.blocks for entry in one.entries.values())
    for wanted in (ALICE, SUBJECT, *OTHERS[:3]):
        found = search([source_at(folder, set())], wanted, index=one)[0]
        assert found == search([source_at(folder, set())], wanted)[0]
    parts = [each for each in files_of(source_at(folder, set())) if isinstance(each, Part)]
    known = one.known(parts, ALICE, Directory())
    assert {parts[n].name for n, each in known.items() if each.blocks} >= {
        f"n{n}.jsonl" for n in range(8) if n != 3
    }


def _shards(place: Path) -> set[str]:
    return {path.stem.rpartition("-")[2] for path in place.glob("*.parquet")}


def test_an_index_of_another_version_or_key_is_named(small: tuple[Path, Path]) -> None:
    folder, place = small
    key = key_file(place).read_bytes()
    key_file(place).write_bytes(bytes(32))
    with pytest.raises(UsageError, match="another key"):
        load_index(place)
    key_file(place).write_bytes(key)
    key_file(place).chmod(0o644)
    with pytest.raises(UsageError, match="others may read"):
        load_index(place)
    key_file(place).chmod(0o600)
    document = json.loads((place / disk.LIST).read_text())
    (place / disk.LIST).write_text(json.dumps(document | {"shape": "dsar-toolkit 0.0.1"}))
    with pytest.raises(UsageError, match="another version"):
        load_index(place)
    (place / disk.LIST).write_text("{")
    with pytest.raises(UsageError, match="damaged"):
        load_index(place)
    with pytest.raises(UsageError, match="no index"):
        load_index(folder / "none")


def test_the_commands_build_use_and_drop_it(small: tuple[Path, Path], tmp_path: Path) -> None:
    folder, place = small
    drop_index(place)

    def dsar(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dsar", *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    built = json.loads(dsar("index", "build", "--source", str(folder), "--json").stdout)
    assert built["files"] == 2
    assert {"files", "pieces", "bytes", "index_bytes"} <= built.keys()
    assert json.loads(dsar("index", "status", "--json").stdout)["pieces"] == built["pieces"]
    wanted = ("find", "--email", ALICE[0].value, "--source", str(folder), "--records-only", "--json")
    with_index, without = (json.loads(dsar(*wanted, *more).stdout) for more in ((), ("--no-index",)))
    assert with_index["records"] == without["records"]
    assert with_index["ledger"] == without["ledger"]
    named = ("find", "--source", str(folder), "--records-only", "--name")
    assert "everything was searched" in dsar(*named, "Bo Ng").stderr
    assert "everything was searched" not in dsar(*named, "Alice Ng").stderr
    key_file(tmp_path / "index").write_bytes(bytes(32))
    done = dsar(*wanted)
    assert "another key" in done.stderr
    assert json.loads(done.stdout)["records"] == without["records"]
    assert dsar("index", "status").returncode == 2
    assert dsar("index", "drop").returncode == 0
    assert not (tmp_path / "index").exists()


scraps = st.lists(
    st.sampled_from([
        "alice@x.example", "Alice@X.Example.", "x/alice@x.example", "alice@x.example.org", "malice@x.example", "'alice@x.example'",
        "..alice@x.example-", "07700 900123", "+44 (0)7700 900 123", "900123", "7700900123", "0044-7700-900123", "ACC-123", "acc-123.",
        "xACC-123", "ACC-123:4", "a--ACC-123--", "ACC-123-5", "198.51.100.7", "198.51.100.77", "v198.51.100.7", "%61lice%40x.example",
        "alice\\nalice@x.example", "ａlice@x.example", "ali\u00adce@x.example", "_alice@x.example_", "2024-06-03 10:00", "@", ".", " ", "\u00a0",
    ]),
    max_size=7,
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(
    text=scraps.map("".join) | scraps.map(" ".join) | st.text("alice@x.exmp 0790123+()-:%", max_size=40),
    number=st.integers(0, 10**13),
)
def test_what_a_search_finds_has_its_token(text: str, number: int) -> None:
    wanted = [
        Identifier.of("email", "alice@x.example"), Identifier.of("phone", "+447700900123"),
        Identifier.of("account", "ACC-123"), Identifier.of("ip", "198.51.100.7"),
    ]  # fmt: skip
    party = Party("user", "user", "", (Identifier.of("account", "ACC-123", realm="crm"),))
    record = Record.of(
        "s", "log", Locator("f"), {"line": text, "n": number}, parties=(party,) if number % 2 else ()
    )
    collector = tokens.Collector()
    collector.hits(record)
    kept = {int(one) for one in traces(collector.taken())[0]}
    for one in wanted:
        if Wanted([one]).hits(record):
            assert kept & set(tokens.wanted(one))


def test_what_may_change_behind_its_file_is_never_taken_from_the_index(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "app.db")) as base, base:
        base.execute("CREATE TABLE users (id INTEGER, email TEXT)")
        base.execute("INSERT INTO users VALUES (1, 'bob@x.example')")
    build(tmp_path / "index", sources(folder))
    made = status(tmp_path / "index")
    assert (made.files, made.searched) == (1, 1)


def test_what_is_not_covered_is_said_so() -> None:
    for kind, value in (
        ("name", "Alice Marlowe"),
        ("address", "1 High Street"),
        ("user", "471"),
        ("username", "amarlowe"),
        ("email", "root@localhost"),
        ("device", "Pixel 7"),
    ):
        assert tokens.wanted(Identifier.of(kind, value)) == ()
