"""Which name model runs: a named one that cannot be used is an error, a shipped one that cannot is said so."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dsar
from dsar.config import load_config
from dsar.errors import ConfigError, UsageError
from dsar.people import engine, models
from dsar.people.detect import names_are_detected
from dsar.steps.doctor import checks


def other_version(folder: Path) -> Path:
    """A copy of the shipped model that says it was made for another spaCy."""
    shutil.copytree(models.MODEL, folder)
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    meta["spacy_version"] = ">=4.0.0,<4.1.0"
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    return folder


def test_the_shipped_model_runs_where_none_is_named() -> None:
    assert models.chosen().place == str(models.MODEL)
    assert names_are_detected()
    assert "the shipped model" in engine.describe()


@pytest.mark.parametrize(
    "name", ["no_such_model", "../elsewhere", "a model", "http://x.example/model", "json"]
)
def test_a_named_model_that_is_none_is_an_error(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        dsar.detect(["Carol Brown"], model=name)
    assert refused.value.exit_status == 2
    assert refused.value.hint


def test_a_named_model_for_another_spacy_is_an_error(tmp_path: Path) -> None:
    folder = other_version(tmp_path / "model")
    with pytest.raises(UsageError, match=r"made for spaCy >=4\.0\.0"):
        dsar.detect(["Carol Brown"], model=str(folder))
    assert {one.name: one.state for one in checks(tmp_path, str(folder))}["names"] == "fail"


def test_a_damaged_model_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(models.MODEL, folder)
    (folder / "config.cfg").write_text("[nlp\n", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be loaded"):
        dsar.detect(["Carol Brown"], model=str(folder))
    (folder / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read"):
        dsar.detect(["Carol Brown"], model=str(folder))


@pytest.mark.parametrize("missing", [True, False])
def test_without_a_model_detection_says_so_and_still_works(
    missing: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "MODEL", tmp_path / "none" if missing else other_version(tmp_path / "model"))
    engine.engine.cache_clear()
    try:
        assert not names_are_detected()
        words = {one.name: one for one in checks(tmp_path)}["names"]
        assert words.state == "warn"
        assert "NOT DETECTED" in words.words
        assert missing or "4.0.0" in words.words
        (spans,) = dsar.detect(["Dear Xhaferi,\nwrite to carol@brown.example\n"])
        assert {one.category for one in spans} == {"name", "email"}
    finally:
        engine.engine.cache_clear()


def test_dsar_toml_names_a_model(tmp_path: Path) -> None:
    file = tmp_path / "dsar.toml"
    file.write_text('[people]\nmodel = "no_such_model"\n', encoding="utf-8")
    assert load_config(file).model == "no_such_model"
    done = subprocess.run(
        [sys.executable, "-m", "dsar", "doctor", "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    names = {one["name"]: one for one in json.loads(done.stdout)["checks"]}["names"]
    assert names["state"] == "fail"
    assert "no_such_model" in names["words"]


def test_a_folder_in_dsar_toml_counts_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "names").mkdir()
    file = tmp_path / "dsar.toml"
    file.write_text('[people]\nmodel = "names"\n', encoding="utf-8")
    assert Path(load_config(file).model) == tmp_path / "names"


@pytest.mark.parametrize("text", ['[people]\nmodle = "x"\n', "[people]\nmodel = 3\n", 'people = "x"\n'])
def test_a_mistake_in_the_setting_is_named(text: str, tmp_path: Path) -> None:
    file = tmp_path / "dsar.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError):
        load_config(file)
