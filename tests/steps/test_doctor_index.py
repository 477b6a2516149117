"""doctor: whether there is an index, whether it can be used, and when one would pay."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsar.config import source_at
from dsar.search.index import key_file
from dsar.steps import doctor
from dsar.steps.index import build

pytest.importorskip("pyarrow")


def test_an_index_is_told_of_and_what_it_would_spare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "a.jsonl").write_text('{"note": "alice@x.example"}\n' * 9)
    sources = [source_at(folder, set())]
    none = doctor._index(tmp_path / "index", sources)
    assert (none.name, none.state) == ("index", "ok")
    monkeypatch.setattr(doctor, "PAYS", 100)
    large = doctor._index(tmp_path / "index", sources)
    assert large.state == "warn"
    assert "dsar index build" in large.words
    build(tmp_path / "index", sources)
    assert doctor._index(tmp_path / "index", sources).words.startswith("1 files")
    key_file(tmp_path / "index").unlink()
    broken = doctor._index(tmp_path / "index", sources)
    assert broken.state == "warn"
    assert "key" in broken.words
