"""What ships: small, with its licence and card, without a word of the corpora it was trained on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsar.people.models import MODEL

from ..bench.train import corpora
from ..bench.train.finish import LIMIT, META

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "ner"


def files() -> Iterator[Path]:
    yield from (path for path in sorted(MODEL.rglob("*")) if path.is_file())


def test_the_model_is_small_enough_for_the_wheel() -> None:
    assert sum(path.stat().st_size for path in files()) < LIMIT


def test_licence_attribution_and_card_lie_beside_the_weights() -> None:
    meta = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))
    assert {key: meta[key] for key in META} == META
    told = (MODEL / "ATTRIBUTION").read_text(encoding="utf-8")
    for corpus in ("Universal NER English-EWT", "WNUT 2017", "Broad Twitter Corpus", "GUM", "Faker"):
        assert corpus in told
    card = (MODEL / "README.md").read_text(encoding="utf-8")
    for heading in ("Data", "Scores", "Limits", "Licence"):
        assert f"## {heading}" in card


def test_strings_are_spacys_own_and_the_labels() -> None:
    strings = json.loads((MODEL / "vocab" / "strings.json").read_text(encoding="utf-8"))
    assert len(strings) < 1_500
    assert {"PERSON", "ORG", "LOCATION"} <= set(strings)


def test_no_name_of_the_corpora_is_in_any_file() -> None:
    if not (CORPORA / "ewt").is_dir():
        pytest.skip("the corpora are not here")
    read = corpora.read(CORPORA)
    names = {
        text.text[start:end]
        for text in (*read.train, *read.dev, *read.test)
        for start, end, label in text.spans
        if label == "PERSON" and re.fullmatch(r"[^\W\d_]{3,}(?: [^\W\d_]{2,})+", text.text[start:end])
    }
    assert len(names) > 2_000
    assert present(names, MODEL) == set()


def present(names: set[str], folder: Path) -> set[str]:
    """Which names stand in a file of a folder."""
    held = [
        path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".md"
    ]
    return {name for name in names if any(name.encode() in content for content in held)}


def test_the_control_finds_a_name_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "strings.json").write_text('["Xylophon Zebrafink"]', encoding="utf-8")
    assert present({"Xylophon Zebrafink", "Somebody Else"}, tmp_path) == {"Xylophon Zebrafink"}
