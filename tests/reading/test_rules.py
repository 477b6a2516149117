"""An analyst's patterns cannot hang: RE2 is linear, and without it what could hang is refused."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dsar.errors import UsageError
from dsar.reading import rules
from dsar.reading.mapping_file import mapping_of
from dsar.reading.presets import presets

EVIL = (
    r"(a+)+$", r"(?:a|aa)+$", r"(?:a|ab?)+$", r"(\w+\s?)*$", r"(a?a?)*$", r"(?:(?:a|b)*c)*d", r"(.*)*x",
    r"x*x*x*x*x*y", r"(?:a?){40}a{40}b", r"(a|a)+b", r"(?:\w*\d*)+!",
)  # fmt: skip
PLAIN = (
    r"(?P<ip>\S+) (?P<user>\S+)", r"\[(?P<time>[^\]]*)\] (?P<level>\w+): (?P<rest>.*)", r"a(?:,\d+)*",
    r"(?P<a>\d+),(?P<b>[^,]*),(?P<c>[^,]*),(?P<d>.*)", r"\d{4}-\d\d-\d\d", r"Custom field \(.*\)", r"\s*x\s*=\s*(.*)",
)  # fmt: skip


@pytest.mark.parametrize("pattern", EVIL)
def test_what_could_hang_is_refused_without_re2(pattern: str) -> None:
    with pytest.raises(ValueError, match="for ever"):
        rules.rule(pattern, engine="re")


@pytest.mark.parametrize("pattern", EVIL)
def test_re2_answers_at_once(pattern: str) -> None:
    pytest.importorskip("re2")
    tried = f"from dsar.reading.rules import rule; r = rule({pattern!r}); t = 'a' * 20_000 + '!'; r.fullmatch(t); r.search(t)"
    subprocess.run([sys.executable, "-c", tried], check=True, timeout=60)


def test_the_same_pattern_does_hang_pythons_engine() -> None:
    tried = "import re; re.search(r'(?:a|ab?)+$', 'a' * 20_000 + '!')"
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run([sys.executable, "-c", tried], check=True, timeout=3)


@pytest.mark.parametrize("engine", ["", "re"])
@pytest.mark.parametrize("pattern", PLAIN)
def test_patterns_that_people_write_are_taken(pattern: str, engine: str) -> None:
    assert rules.rule(pattern, engine=engine).fullmatch("\0") is None


@pytest.mark.parametrize("engine", ["", "re"])
def test_named_groups_are_told(engine: str) -> None:
    found = rules.rule(r"(?P<a>\d+)-(?P<b>x)?", engine=engine).search("no 12- there")
    assert found is not None
    assert found.groupdict() == {"a": "12", "b": None}


@pytest.mark.parametrize("pattern", [r"(?=(a+)+b)a", r"(a+)+\1", "(", "x" * 5000])
def test_what_re2_does_not_know_is_held_to_the_limits_of_pythons_engine(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        rules.rule(pattern)


def test_a_mapping_with_such_a_pattern_is_refused_where_re2_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "find_spec", lambda name: None)
    for table in (
        {"pattern": EVIL[0]},
        {"transform": [{"column": "a", "extract": EVIL[0]}]},
        {"when": [f"/{EVIL[0]}/"]},
    ):
        with pytest.raises(UsageError, match="for ever"):
            mapping_of(table)


def test_presets_need_no_extra() -> None:
    presets.cache_clear()
    assert len(presets()) > 50
