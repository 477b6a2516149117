"""An address that HTML in a ticket, form or export hides is found, by the index and the quick tier as well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.reading.marked_up import shown
from dsar.steps.find import search
from dsar.steps.index import build, load_index

ALICE = [Identifier.of("email", "alice@harbour.example")]
HIDDEN = {
    "entity": "<p>write to alice&#64;harbour.example</p>",
    "named": "<p>write to alice&commat;harbour&period;example</p>",
    "letters": "write to &#97;lice@harbour.example",
    "tags": "<p>al<b>ice</b>@har<wbr>bour.example</p>",
}


@pytest.mark.parametrize("form", HIDDEN)
@pytest.mark.parametrize("name", ["tickets.jsonl", "tickets.json", "forms.csv", "go.jsonl"])
def test_it_is_found(form: str, name: str, tmp_path: Path) -> None:
    rows = [{"id": n, "html_body": f"<p>nobody &amp; nothing {n}</p>"} for n in range(60)]
    rows[7]["html_body"] = HIDDEN[form]
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / name).write_text(written(rows, name), encoding="utf-8")
    source = source_at(folder, set())
    found = search([source], ALICE)[0]
    assert [one.bucket for one in found.kept] == [Bucket.ABOUT]
    record = found.kept[0].record
    assert str(record.fields["id"]) == "7"
    assert "alice@harbour.example" in str(record.fields["html_body.text"])
    build(tmp_path / "index", [source])
    index = load_index(tmp_path / "index")
    assert index is not None
    assert search([source], ALICE, index=index)[0].kept == found.kept


def written(rows: list[dict[str, object]], name: str) -> str:
    if name == "tickets.json":
        return json.dumps(rows)
    if name.endswith(".csv"):
        cells = ((str(row["id"]), '"' + str(row["html_body"]).replace('"', '""') + '"') for row in rows)
        return "id,html_body\n" + "".join(",".join(row) + "\n" for row in cells)
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    if name == "go.jsonl":
        for sign in "<>&":
            lines = lines.replace(sign, f"\\u{ord(sign):04x}")
    return lines


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "a < b & c",
        "<p>Hello <b>Ann</b>, welcome</p>",
        "?a=1&b=2&copy=3",
        "R&amp;D &nbsp; &eacute",
    ],
)
def test_what_hides_nothing_stays_as_it_is(text: str) -> None:
    assert shown(text) == ""
