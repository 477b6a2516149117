"""Mappings: columns addressed, cells transformed, mistakes named; products never seen need no code."""

from __future__ import annotations

import base64
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar import plugins
from dsar.errors import ConfigError, UsageError
from dsar.model.records import Record
from dsar.reading.columns import resolve
from dsar.reading.mapping_file import load_mapping, mapping_of
from dsar.reading.transforms import STEPS, Transform, transformed
from dsar.testing import read

COLUMNS = (
    "*ContactName",
    "Invoice Date",
    "Comment",
    "Comment (2)",
    "Custom field (Site)",
    "to.0.mail",
    "to.1.mail",
)


@pytest.mark.parametrize(
    ("spec", "names"),
    [
        ("contactname", ("*ContactName",)),
        ("invoice_date", ("Invoice Date",)),
        ("Nothing|Invoice Date", ("Invoice Date",)),
        ("Comment[]", ("Comment", "Comment (2)")),
        ("Comment", ("Comment",)),
        (r"/Custom field \(.*\)/", ("Custom field (Site)",)),
        ("to[].mail", ("to.0.mail", "to.1.mail")),
        ("#B", ("Invoice Date",)),
        ("#2", ("Invoice Date",)),
        ("#ZZ", ()),
        ("nobody", ()),
    ],
)  # fmt: skip
def test_columns_are_addressed_in_every_way(spec: str, names: tuple[str, ...]) -> None:
    assert resolve(spec, COLUMNS) == names


@pytest.mark.parametrize(
    ("step", "cell", "value"),
    [
        ("unguard", '="00123"', "00123"),
        ("unguard", "'+447700900123", "+447700900123"),
        ("url_decode", "a%2540b", "a@b"),
        ("base64", base64.b64encode("Älice".encode()).decode(), "Älice"),
        ("base64", "no base64!", "no base64!"),
        ("epoch_ms", "1550793549320", "2019-02-21T23:59:09.320000+00:00"),
        ("epoch_s", "soon", "soon"),
        ("dotnet_date", "/Date(1550793549320+0000)/", "2019-02-21T23:59:09.320000+00:00"),
        ("excel_serial", "45000", "2023-03-15T00:00:00+00:00"),
        ("filetime", "133500000000000000", "2024-01-17T21:20:00+00:00"),
        ("minor_units", "1250", "12.5"),
        ("html_to_text", "<p>Hi <b>you</b></p>", "Hi you"),
    ],
)
def test_a_step_reads_what_it_is_for_and_leaves_the_rest(step: str, cell: str, value: str) -> None:
    assert transformed({"a": cell}, ("a",), Transform("a", (step,))) == {"a": value}


@given(st.text(max_size=60), st.sampled_from(sorted(STEPS)))
def test_no_step_raises(cell: str, step: str) -> None:
    assert "a" in transformed({"a": cell}, ("a",), Transform("a", (step,)))


def test_what_php_wrote_is_read_and_never_run() -> None:
    cell = 'a:2:{s:4:"name";s:5:"Älic";s:5:"email";a:1:{i:0;s:9:"a@b.examp";}}'
    out = transformed({"data": cell}, ("data",), Transform("data", ("parse_php",)))
    assert out["data.name"] == "Älic"
    assert "a@b.examp" in out.values()
    broken = transformed({"data": cell[:-9]}, ("data",), Transform("data", ("parse_php",)))
    assert "Älic" in str(broken)


def test_values_get_words_and_keep_their_number() -> None:
    assert transformed({"s": 2}, ("s",), Transform("s", values={"2": "Open"})) == {"s": "Open (2)"}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"timezone": "Nowhere"}, "timezone"),
        ({"transform": [{"column": "a", "steps": ["eval"]}]}, "not a step"),
        ({"when": ["/(/"]}, "pattern"),
        ({"party": [{"role": "x", "hat": "y"}]}, "not a setting"),
        ({"child": [{"kind": "x"}]}, "child"),
        ({"version": 2}, "version"),
        ({"unconfirmed": "yes"}, "true or false"),
        ({"link": {"hat": "a"}}, "link"),
    ],
)
def test_mistakes_are_named(table: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        mapping_of(table)


def test_a_mistake_in_a_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text('kind = "log"\n\nwhne = ["a"]\n')
    with pytest.raises(ConfigError, match="whne") as caught:
        load_mapping(path)
    assert caught.value.line == 3


def test_a_mapping_extends_a_preset(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(
        'extends = "mailchimp"\nlabel = "Letters"\n\n[[party]]\nrole = "recipient"\nname = "Who"\n'
    )
    extractor = plugins.extractor("table")({"mapping": str(path)})
    content = b"Who,Email Address,OPTIN_TIME,CONFIRM_TIME\nAl,al@x.example,2026-01-02 10:00:00,\n"
    (record,) = read(extractor, "x.csv", content).records
    assert record.kind == "marketing"
    assert {one.name for one in record.parties} >= {"Al"}


def test_required_columns_that_are_absent_are_named() -> None:
    mapping = mapping_of({"required": ["Email|Mail", "Id"]})
    assert mapping.missing(("mail", "x")) == ("Id",)


Product = tuple[bytes, str, str, dict[str, str]]
BOOKINGS: Product = (
    b"Ref~Slot~Guest mail~Guest~Card token\nR-1~03-09-2026 14:30~alice@h.example~Alice Marlowe~tok_1\n",
    """
kind = "record"
when = ["Slot"]
timezone = "Europe/London"
[[party]]
role = "guest"
email = "Guest mail"
name = "Guest"
""",
    "table",
    {"delimiter": "~"},
)
SURVEY: Product = (
    'Réponse;Courriel;Envoyé;Note\n1;alice@h.example;1788440400;"très bien; merci"\n'.encode("cp1252"),
    """
kind = "form"
when = ["Envoyé"]
text = "Note"
[[party]]
role = "sender"
email = "Courriel"
""",
    "table",
    {},
)
TURNSTILE: Product = (
    b'{"door":"D4","at":133500000000000000,"badge":{"holder":"alice@h.example","no":"B-77"},"raw":"e30="}\n'
    b'{"door":"D4","at":133500000000000000,"badge":{"holder":"bo@h.example","no":"B-78"},"raw":"e30="}\n',
    """
kind = "log"
when = ["at"]
[[party]]
role = "holder"
email = "badge.holder"
account = "badge.no"
[[transform]]
column = "at"
steps = ["filetime"]
""",
    "jsonl",
    {},
)


@pytest.mark.parametrize("product", [BOOKINGS, SURVEY, TURNSTILE], ids=["bookings", "survey", "turnstile"])
def test_a_product_never_seen_is_mapped_in_a_few_lines(
    product: Product,
) -> None:
    content, toml, name, options = product
    assert len([line for line in toml.splitlines() if line.strip()]) < 15
    extractor = plugins.extractor(name)({**tomllib.loads(toml), **options})
    records: list[Record] = list(read(extractor, "export.dat", content).records)
    first = records[0]
    assert first.when
    assert first.when.utc
    assert first.when.utc.year in (2024, 2026)
    assert any(one.identifiers and one.identifiers[0].value == "alice@h.example" for one in first.parties)
    assert first.parties[0].role in ("guest", "sender", "holder")
    assert len(first.fields) >= 4, "columns that nothing maps are kept"


def test_a_sources_mapping_counts_from_its_dsar_toml(tmp_path: Path) -> None:
    from dsar.config import load_config

    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "m.toml").write_text('kind = "form"\n')
    (tmp_path / "a.csv").write_text("A,B,C\nx,y,z\n")
    (tmp_path / "dsar.toml").write_text(
        '[[source]]\nname = "a"\npath = "a.csv"\noptions = { mapping = "maps/m.toml" }\n'
    )
    (source,) = load_config(tmp_path / "dsar.toml").sources
    (record,) = read(
        plugins.extractor("table")(source.options), "a.csv", (tmp_path / "a.csv").read_bytes()
    ).records
    assert record.kind == "form"


def people(content: str, **options: object) -> list[tuple[str, str, tuple[str, ...]]]:
    """Role, name and identifiers of everybody in a table's first row."""
    record = read(plugins.extractor("table")(options), "a.csv", content.encode()).records[0]
    return [(one.role, one.name, tuple(who.value for who in one.identifiers)) for one in record.parties]


def test_of_alternatives_the_first_that_is_filled_counts() -> None:
    party = [{"role": "customer", "email": "Mail|Other mail", "name": "Nick|Name"}]
    content = "Nick,Name,Mail,Other mail,When,Updated\n,Alice,,a@h.example,,2026-09-03 10:00\n"
    assert people(content, party=party)[0] == ("customer", "Alice", ("a@h.example",))
    (record,) = read(
        plugins.extractor("table")({"when": "When|Updated", "text": "Nick|Name"}), "a.csv", content.encode()
    ).records
    assert record.when
    assert record.when.original == "2026-09-03 10:00"
    assert record.fields["text"] == "Alice"


def test_a_username_is_read_with_and_without_its_domain() -> None:
    party = [{"role": "user", "username": "Who"}]
    assert people("Who,What,Where\nHARBOUR\\amarlowe,x,y\n", party=party)[0][2] == (
        "harbour\\amarlowe",
        "amarlowe",
    )
    legacy = "/o=ExchangeLabs/ou=x/cn=Recipients/cn=amarlowe"
    assert "amarlowe" in people(f"Who,What,Where\n{legacy},x,y\n", party=party)[0][2]


def test_columns_that_are_required_and_absent_are_a_gap() -> None:
    content = b"A,B,C\nx,y,z\nx,y,z\n"
    found = read(plugins.extractor("table")({"required": ["A", "Mail|E-mail"]}), "a.csv", content)
    assert [(one.reason, one.detail) for one in found.gaps] == [
        ("malformed", "the mapping requires Mail|E-mail")
    ]
    assert read(plugins.extractor("table")({"required": ["A"]}), "a.csv", content).gaps == ()
    lines = read(plugins.extractor("jsonl")({"required": "Mail"}), "a.jsonl", b'{"a": 1}\n{"a": 2}\n')
    assert [one.detail for one in lines.gaps] == ["the mapping requires Mail"]


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ({"column": "Full", "template": "{First} {Last}"}, {"Full": "Alice Marlowe"}),
        ({"column": "Full", "template": "{Nick|First}"}, {"Full": "Alice"}),
        ({"column": "Site", "value": "Leeds"}, {"Site": "Leeds"}),
        ({"column": "First", "value": "Bo"}, {"First": "Alice"}),
        ({"column": "Tags", "split": ",", "quoted": True}, {"Tags.1": "VIP", "Tags.2": "a, b"}),
    ],
)  # fmt: skip
def test_columns_are_made_of_others_and_lists_are_taken_apart(
    rule: dict[str, object], fields: dict[str, str]
) -> None:
    content = b'First,Last,Tags\nAlice,Marlowe,"VIP,""a, b"""\n'
    (record,) = read(plugins.extractor("table")({"transform": [rule]}), "a.csv", content).records
    assert fields.items() <= record.fields.items()


def test_no_braces_run_anything() -> None:
    rule = {"column": "X", "template": "{__class__} {First.__class__} {0} {{First}}"}
    (record,) = read(
        plugins.extractor("table")({"transform": [rule]}), "a.csv", b"First,Last,Z\nAlice,M,z\n"
    ).records
    assert record.fields["X"] == "{Alice}"


def test_a_path_with_a_star_is_whatever_fits(tmp_path: Path) -> None:
    from dsar.config import source_at
    from dsar.model.sources import Part
    from dsar.search.content import files_of

    for name in ("a-1.csv", "a-2.csv", "b.csv"):
        (tmp_path / name).write_text("x")
    found = [one.file for one in files_of(source_at(tmp_path / "a-*.csv", set())) if isinstance(one, Part)]
    assert found == ["a-1.csv", "a-2.csv"]
    (gap,) = files_of(source_at(tmp_path / "c-*.csv", set()))
    assert not isinstance(gap, Part)
    assert gap.reason == "missing"
