"""Names through the index: whatever a search finds of them, however they are written."""

from __future__ import annotations

import base64
import json
import quopri
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dsar import plugins
from dsar.config import source_at
from dsar.executors import open_executor
from dsar.model.identifiers import Identifier
from dsar.model.sources import Directory, Part, Source
from dsar.search import compacting, indexing, packing, postings, spans, words
from dsar.search import known as known_module
from dsar.search.collect import _is_worth_reading, judge, piece_at
from dsar.search.content import files_of
from dsar.search.indexing import Indexed, IndexTask, index_part
from dsar.search.known import Known
from dsar.search.looking import blocks_of, query
from dsar.search.sieve import Sieve
from dsar.search.tokens import trace
from dsar.search.wanted import Wanted
from dsar.search.work import Task
from dsar.steps.find import search
from dsar.steps.index import build, load_index, not_covered
from tests.bench.corpus import write
from tests.bench.invented import FIRST, LAST

pq = pytest.importorskip("pyarrow.parquet")
np = pytest.importorskip("numpy")

KEY = bytes(range(32))
NAMES = [
    "Alice Marlowe", "José Álvarez", "Jörg Müller-Lüdenscheidt", "Siobhán O'Brien", "Anne-Marie St. John", "Ilse Strauß", "Zoë Brontë",
    "Bruce 李小龍", "Łukasz Żółtek", "İlker Yılmaz", "Al Li Brookes", "Ann", "Bob Ng", "Ệlan Tiến Nguyễn", "Mac\u0131ej Ann",
]  # fmt: skip
NOBODY = Identifier.of("name", "Zelda Quux")
ADDRESS = "12 Quay Street, Dover CT1 2AB"
WANTED = [*(Identifier.of("name", one) for one in NAMES), Identifier.of("address", ADDRESS)]


def _halved(word: str, sign: str) -> str:
    return word[: len(word) // 2] + sign + word[len(word) // 2 :]


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char.isascii() and char.isalpha() else char for char in text)


WRITTEN: list[Callable[[str], str]] = [
    str, str, str.upper, str.lower, lambda text: unicodedata.normalize("NFD", text), lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(" ", "\n"), lambda text: text.replace(" ", "_"), lambda text: text.replace(" ", ". - "),
    lambda text: ", ".join(reversed(text.rsplit(" ", 1))), lambda text: _halved(text, "\u00ad"), lambda text: _halved(text, "\u200d"),
    lambda text: _halved(text, "<b>"), lambda text: _halved(text, "</b>"), lambda text: _halved(text, "\n"), lambda text: _halved(text, "<br>"),
    lambda text: "".join(f"&#{ord(char)};" for char in text), lambda text: "".join(char if char.isascii() else f"&#{ord(char)};" for char in text),
    lambda text: "".join(char if char.isascii() else f"&#{ord(char)}" for char in text), _wide, lambda text: _halved(text, '"'),
    lambda text: text.replace("é", "&eacute;").replace("Á", "&Aacute"), lambda text: f"&eacute;{text}".replace("Á", "&Aacute"),
    lambda text: "".join(f"%{byte:02X}" for byte in text.encode()), lambda text: "".join(char if char.isascii() else "".join(f"%{byte:02X}" for byte in char.encode()) for char in text),
    lambda text: "".join(f"%{byte:02X}" for byte in _wide(text).encode()), lambda text: "".join(char if char.isascii() else f"\\u{ord(char):04x}" for char in text),
    lambda text: "".join(f"\\u{ord(char):04x}" if n % 3 else char for n, char in enumerate(text)), lambda text: f"\\n{text}\\n", lambda text: f"\\\\n{text}",
    lambda text: text.replace(" ", "\\r\\n"), lambda text: f"{text}son", lambda text: f"x{text}", lambda text: f"{text}7", lambda text: f"_{text}_", lambda text: f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?=",
    lambda text: f"=?utf-8?Q?{quopri.encodestring(text.encode(), header=True).decode()}?=", lambda text: text.replace(" ", "+"), lambda text: text.swapcase(),
    lambda text: text.replace("ff", "ﬀ").replace("fi", "ﬁ").replace("s", "ſ"), lambda text: text.split(" ")[-1], lambda text: text.split(" ")[0],
]  # fmt: skip
FILLS = [" ", "", ".", ",", "\n", ";", "'", '"', "<p>", "</p>", "<b>", "</b>", "é", "\u0301", "_", "-", "%", "\\", "&", "the", "42", "\t", "=\n", "é"]  # fmt: skip
pieces = st.lists(
    st.builds(lambda how, name: how(name), st.sampled_from(WRITTEN), st.sampled_from([*NAMES, ADDRESS]))
    | st.sampled_from(FILLS),
    max_size=6,
).map("".join)


def _mail(texts: list[str], how: str, kind: str) -> bytes:
    head, text = re.sub(r"\s", " ", texts[0]), "\n".join(texts[1:])
    body, said = text.encode("utf-8", "replace"), f"Content-Type: {kind}; charset=utf-8\n"
    if how == "base64":
        body, said = base64.encodebytes(body), said + "Content-Transfer-Encoding: base64\n"
    elif how == "quoted":
        body, said = quopri.encodestring(body), said + "Content-Transfer-Encoding: quoted-printable\n"
    elif how == "parted":
        said = "Content-Type: multipart/alternative; boundary=b\n"
        body = b"x\n--b\nContent-Type: text/plain\n\n" + body + b"\n--b\nContent-Type: text/html\n\n" + body + b"\n--b--\n"  # fmt: skip
    elif how == "latin":
        body, said = text.encode("cp1252", "replace"), f"Content-Type: {kind}; charset=iso-8859-1\n"
    elif how == "wide":
        body, said = base64.encodebytes(text.encode("utf-16")), f"Content-Type: {kind}; charset=utf-16\nContent-Transfer-Encoding: base64\n"  # fmt: skip
    elif how == "flowed":
        said = f"Content-Type: {kind}; charset=utf-8; format=flowed; delsp=yes\n"
        body = text.replace(" ", " \n").encode("utf-8", "replace")
    elif how in ("named", "sections", "worded"):
        quoted = head.replace("\\", "\\\\").replace('"', '\\"')
        name = {
            "named": f'filename="{quoted}.txt"',
            "sections": f"filename*=utf-8''{quote(head)}.txt",
            "worded": f'filename="=?utf-8?B?{base64.b64encode(head.encode("utf-8", "replace")).decode()}?="',
        }[how]
        said = 'Content-Type: multipart/mixed; boundary="b"\n'
        body = f"--b\nContent-Type: {kind}\nContent-Disposition: attachment; {name}\n\n".encode("utf-8", "replace") + body + b"\n--b--\n"  # fmt: skip
    elif how == "nested":
        said = 'Content-Type: multipart/mixed; boundary="b"\n'
        body = b"--b\nContent-Type: message/rfc822\n\nSubject: x\nContent-Type: text/html\n\n" + body + b"\n--b--\n"  # fmt: skip
    elif how == "attached":
        said = 'Content-Type: multipart/mixed; boundary="b"\n'
        body = (
            b"--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename=a.csv\nContent-Transfer-Encoding: base64\n\n"
            + base64.encodebytes(b"a,b\n" + body)
            + b"\n--b--\n"
        )
    return b"From x@y Mon Jun  3 10:00:00 2024\nFrom: " + head.encode() + b" <a@x.example>\nSubject: " + head.encode() + b"\n" + said.encode() + b"\n" + body + b"\n\n"  # fmt: skip


HOW = (
    "plain",
    "base64",
    "quoted",
    "parted",
    "latin",
    "wide",
    "attached",
    "flowed",
    "named",
    "sections",
    "worded",
    "nested",
)
MAIL = [f"{how} {kind}" for how in HOW for kind in ("text/plain", "text/html")]  # fmt: skip
ROWS: dict[str, Callable[[str, int], str]] = {
    "access_log": lambda text, n: f'10.0.0.{n} - - [03/Jun/2024:10:00:00 +0100] "GET /{re.sub(chr(92) + "s", "+", text)} HTTP/1.1" 200 5 "-" "x"\n',
    "jsonl": lambda text, n: json.dumps({"n": n, "note": text, "of": ["x", text]}, ensure_ascii=n % 2 == 0) + "\n",
    "json": lambda text, n: ("[" if n == 0 else ",") + json.dumps({"n": n, "note": text}, ensure_ascii=n % 2 == 0) + ("]" if n == 9 else "\n"),
    "table": lambda text, n: ("id,name,note\n" if n == 0 else "") + ",".join(text if n % 3 == 2 and '"' not in text else '"' + one.replace('"', '""') + '"' for one in (str(n), text, text)) + "\n",
    "text": lambda text, n: f"{text}\n",
}  # fmt: skip
FORMS = [*MAIL, *ROWS]


def _file(form: str, texts: list[str]) -> tuple[str, bytes]:
    """The extractor of a form, and a file of it that says these texts."""
    if form in ROWS:
        padded = [*texts, *[""] * (10 - len(texts))] if form == "json" else texts
        return form, "".join(ROWS[form](text, n) for n, text in enumerate(padded)).encode("utf-8", "replace")
    how, kind = form.split(" ")
    return "mbox", b"".join(_mail([text, *texts], how, kind) for text in texts)


class _Held:
    """Stands where a folder's shards do, and holds what was made of one file."""

    def __init__(self, made: Indexed) -> None:
        self.made = made

    def blocks_with(self, shard: str, digests: frozenset[int]) -> list[int]:
        return [block for digest, block in _rows(self.made.postings) if digest in digests]

    def words(self, shard: str, digests: set[int]) -> dict[int, tuple[list[int], list[int]]]:
        found: dict[int, tuple[list[int], list[int]]] = {}
        for digest, block in _words(self.made):
            if digest in digests:
                found.setdefault(digest, ([], []))[block < 0].append(max(block, 0))
        return found


def _words(made: Indexed) -> Iterator[tuple[int, int]]:
    for file, more, each in made.words:
        found, blocks = each.between(0, packing.WORDS, more, file)
        yield from zip(found.tolist(), blocks.tolist(), strict=True)


def _rows(rows: postings.Postings) -> Iterator[tuple[int, int]]:
    return zip(rows.digests, rows.blocks, strict=True)


def _missed(form: str, texts: list[str], drop: Callable[[int], bool] = lambda digest: False) -> list[str]:
    """Names for which a piece that a search opens to some effect is not in a block that the index points at."""
    name, raw = _file(form, texts)
    part = Part(Source("s", Path("s")), "f", content=raw, name="f")
    made = index_part(IndexTask(part, name, Directory(), KEY))
    if made.file.search:
        return []
    kept = np.array([row for row in _words(made) if not drop(row[0])], np.int64).reshape(-1, 2)
    left = replace(made, words=((0, 0, packing.listed(kept[:, 0], kept[:, 1])),))
    held, count = _Held(left), len(made.blocks.offsets)
    missed = []
    for one in WANTED:
        wanted, sieve = query([one], KEY), Sieve([one])
        if wanted is None:
            continue
        found, whole = blocks_of([(0, count)], held, "", wanted)  # type: ignore[arg-type]
        near = found.get((0, count), []) if not whole else range(count)
        spans = [(made.blocks.offsets[n], made.blocks.offsets[n] + made.blocks.lengths[n]) for n in near]
        extractor = plugins.extractor(name)({}, Directory())
        for stretch in extractor.cut.stretches(raw):
            bytes_of = raw[stretch.offset : stretch.offset + stretch.length]
            if stretch.role != "piece" or not _is_worth_reading(sieve, extractor, bytes_of):
                continue
            task = Task(part, name, Wanted([one]), sieve, Directory())
            outcome = judge(task, extractor, piece_at(part, raw, stretch, bytes_of))
            known = (stretch.offset, stretch.length) in made.file.again
            covered = known or any(start <= stretch.offset < end for start, end in spans)
            if (outcome.kept or outcome.gaps) and not covered:
                missed.append(one.value)
    return missed


@example(texts=["%4A%6F%73%C3%A9%20%C3%81%6C%76%61%72%65%7A\u0301"], form="named text/plain")
@example(
    texts=["".join(f"%{byte:02X}" for byte in _wide("Alice Marlowe").encode()) + "\u0301"],
    form="named text/plain",
)
@settings(max_examples=300, deadline=None)
@given(texts=st.lists(pieces, min_size=1, max_size=3), form=st.sampled_from(FORMS))
def test_a_name_that_a_search_finds_is_in_a_block_that_the_index_points_at(
    texts: list[str], form: str
) -> None:
    assert _missed(form, texts) == []


@pytest.mark.parametrize("form", FORMS)
def test_each_way_to_write_a_name_in_each_format(form: str) -> None:
    for n, how in enumerate(WRITTEN):
        for name in NAMES[n % 4 :: 4]:
            assert _missed(form, [how(name)]) == [], (how(name), form)


def test_a_word_that_is_left_out_of_the_index_is_missed() -> None:
    one = Identifier.of("name", "Alice Marlowe")
    assert _missed("jsonl", ["Alice Marlowe"]) == []
    for word in words.asked(one, KEY):
        assert _missed("jsonl", ["Alice Marlowe"], word.__contains__) == [one.value]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of the bench, and in each of its files everybody in some forms."""
    place = tmp_path_factory.mktemp("named")
    made = write(place, 1, 85)
    texts = [how(name) for n, name in enumerate(NAMES) for how in WRITTEN[n % 3 :: 3]]
    for n, form in enumerate(MAIL):
        with made.path("mail.mbox").open("ab") as out:
            out.write(b"\n" + _file(form, texts[n :: len(MAIL)])[1])
    for file, form in (("access.log", "access_log"), ("tickets.jsonl", "jsonl")):
        with made.path(file).open("ab") as out:
            out.write(_file(form, texts[::4])[1])
    with made.path("billing.csv").open("ab") as out:
        for n, text in enumerate(texts[::5]):
            quoted = '"' + text.replace('"', '""') + '"'
            out.write(f"INV-{n},2024-01-01,ACC-1,{quoted},x@y.example,,a,1,GBP,,paid,{quoted}{',more' * (n % 7 == 0)}\n".encode("utf-8", "replace"))  # fmt: skip
    return place


@pytest.mark.parametrize("way", ["whole", "shared", "shards", "everywhere", "read in shares"])
def test_the_answer_for_a_name_is_that_of_searching_everything(
    folder: Path, tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources, place = [source_at(folder, set())], tmp_path / "index"
    if way in ("shards", "everywhere"):
        monkeypatch.setattr("dsar.steps.index.BATCH_FILES", 1)
        monkeypatch.setattr(compacting, "MOST", 2)
        monkeypatch.setattr(compacting, "TOGETHER", {"postings": 900, "words": 3000})
    if way == "everywhere":
        monkeypatch.setattr(words, "LEAST", 3)
        monkeypatch.setattr(indexing, "SPAN", 150_000)
    if way == "read in shares":
        monkeypatch.setattr(known_module, "TOGETHER", 20_000)
    if way == "shared":
        monkeypatch.setattr(spans, "SPAN", 60_000)
    with open_executor("threads:2" if "share" in way else "inline") as executor:
        build(place, sources, executor=executor)
    index, chosen = load_index(place), WANTED[:: 5 if way == "whole" else 8]
    for one in [*chosen, Identifier.of("name", "Ann Brook"), NOBODY]:
        assert search(sources, [one], index=index)[0] == search(sources, [one])[0]
    parts = [one for one in files_of(sources[0]) if isinstance(one, Part)]
    asked = [NOBODY, Identifier.of("email", "nobody@nowhere.example"), Identifier.of("name", "Ann Brook")]
    read = [sum(map(_pieces, index.known(parts, [one], Directory()).values())) for one in asked]
    # Nobody's name leads to where a search would tell of a gap, as nobody's address does; no further.
    assert read[0] == read[1] < read[2] or way == "everywhere"


def _pieces(known: Known) -> int:
    return sum(block.pieces for block in known.blocks)


def test_several_people_at_once_and_others_beside_a_name(folder: Path, tmp_path: Path) -> None:
    sources = [source_at(folder, set())]
    build(tmp_path / "index", sources)
    index = load_index(tmp_path / "index")
    for some in (
        [Identifier.of("name", "Łukasz Żółtek"), Identifier.of("email", "alice.marlowe@harbour.example")],
        [Identifier.of("name", "Łukasz Żółtek"), Identifier.of("address", ADDRESS)],
        [Identifier.of("name", "Łukasz Żółtek"), Identifier.of("name", "Bo Ng")],
    ):
        assert search(sources, some, index=index)[0] == search(sources, some)[0]
    assert not_covered([Identifier.of("name", "Bo Ng"), Identifier.of("name", "Ann Ng")]) == ("name",)
    assert not_covered([Identifier.of("name", "Ann Ng"), Identifier.of("address", ADDRESS)]) == ()


def test_no_name_can_be_read_in_the_index(folder: Path, tmp_path: Path) -> None:
    sources = [source_at(folder, set())]
    build(tmp_path / "index", sources)
    everything = b"".join(path.read_bytes() for path in sorted((tmp_path / "index").iterdir()))
    shard = pq.read_table(next((tmp_path / "index").glob("words-*.parquet")))
    everything += b"".join(b"".join(shard.column(name).to_pylist()) for name in ("stands", "files"))
    for word in {part for name in (*NAMES, *FIRST, *LAST) for part in name.split() if len(part) > 3}:
        for said in (word, word.lower(), word.upper()):
            assert said.encode() not in everything
            assert said.encode("utf-16-le") not in everything
    digests = set(shard.column("word").to_pylist())
    for word in ("alice", "marlowe", "adeyemi"):
        hashed = trace(words.SEED, word.encode())
        assert words.digest_of(hashed, load_index(tmp_path / "index").key) in digests
        assert words.digest_of(hashed, b"") not in digests
        assert words.digest_of(hashed, KEY) not in digests
