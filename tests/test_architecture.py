"""The shape of the code: who imports whom, how long things are, what start-up loads."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {
    "dsar": "dsar",
    "extractors": "dsar.extractors",
    "exports": "dsar.exports",
    "samples": "dsar.samples",
}
LINES = (
    ("dsar.errors",),
    ("dsar.model",),
    ("dsar.register", "dsar.law", "dsar.reading"),
    ("dsar.plugins", "dsar.config", "dsar.executors"),
    ("dsar.case",),
    ("dsar.search", "dsar.people"),
    ("dsar.answer",),
    ("dsar.steps", "dsar.testing"),
    ("dsar.review",),
    ("dsar",),
    ("dsar.cli",),
    ("dsar.__main__",),
)
PLUGINS = {
    "dsar.extractors": ("dsar.errors", "dsar.model", "dsar.reading", "dsar.plugins"),
    "dsar.exports": ("dsar.errors", "dsar.model", "dsar.register", "dsar.law", "dsar.plugins"),
}
HEAVY = (
    "spacy",
    "presidio_analyzer",
    "reportlab",
    "openpyxl",
    "pyarrow",
    "duckdb",
    "numpy",
    "pypdf",
    "phonenumbers",
    "holidays",
    "hyperscan",
    "re2",
    "starlette",
    "uvicorn",
    "jinja2",
    "PIL",
)
LEAVES = {
    "presidio_analyzer": {"dsar.people.engine", "dsar.people.recognisers"},
    "spacy": {"dsar.people.engine"},
    "thinc": {"dsar.people.engine"},
    "PIL": {"dsar.reading.clean"},
    "zstandard": {"dsar.reading.archives"},
    "sqlalchemy": {"dsar.extractors.database"},
    "evtx": {"dsar.extractors.evtx_log"},
    "olefile": {"dsar.extractors.msg"},
    "pypff": {"dsar.reading.outlook"},
    "reportlab": {"dsar.exports.letter_layout", "dsar.exports.tagging"},
    "pypdf": {"dsar.answer.opened_pdf", "dsar.reading.pdf"},
    "holidays": {"dsar.law.working_days"},
    "hyperscan": {"dsar.reading.patterns"},
    "fsspec": {"dsar.search.remote"},
    "paramiko": {"dsar.search.remote"},
    "pyarrow": {"dsar.search.postings", "dsar.extractors.parquet"},
    "numpy": {"dsar.search.anchors"},
    "distributed": {"dsar.executors"},
    "re2": {"dsar.reading.patterns", "dsar.reading.rules"},
    "duckdb": {"dsar.case.database", "dsar.case.snapshots", "dsar.search.asking"},
    "starlette": {"dsar.review.app"},
    "jinja2": {"dsar.review.app"},
    "uvicorn": {"dsar.review.server"},
}


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the project, by the name it is imported under."""
    for folder, package in FOLDERS.items():
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT / folder).with_suffix("").parts
            name = ".".join((package, *parts))
            yield name.removesuffix(".__init__"), path


SOURCES = dict(modules())


def imports(name: str, path: Path) -> Iterator[tuple[str, bool]]:
    """What a module imports, and whether it does so while it is being imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(function)
    }
    typing_only = {
        id(node)
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and ast.unparse(test.test) == "TYPE_CHECKING"
        for node in ast.walk(test)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        now = id(node) not in inside
        if isinstance(node, ast.Import):
            yield from ((alias.name, now) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = name if path.name == "__init__.py" else name.rpartition(".")[0]
                steps = package.split(".")
                base = ".".join([*steps[: len(steps) - node.level + 1], *([base] if base else [])])
            yield base, now
            yield from (
                (f"{base}.{alias.name}", now) for alias in node.names if f"{base}.{alias.name}" in SOURCES
            )


def within(name: str, room: str) -> bool:
    """Whether a module lies in a room; the root package is a room of its own."""
    if room == "dsar":
        return name == "dsar"
    return name == room or name.startswith(f"{room}.")


def line_of(name: str) -> int:
    """The line of the import order that a core module stands on."""
    return next(n for n, rooms in enumerate(LINES) if any(within(name, room) for room in rooms))


def room_of(name: str) -> str:
    """The room of a core module."""
    return next(room for rooms in LINES for room in rooms if within(name, room))


def _folder(name: str) -> str:
    """Where a core module lies: its room, or for the single modules the folder that they share."""
    room = room_of(name)
    return "dsar" if (ROOT / f"{room.replace('.', '/')}.py").is_file() else room


def breaches(name: str, path: Path) -> list[str]:
    """Every import of a module that the lines do not allow."""
    found = []
    ours = [
        one
        for one, _ in imports(name, path)
        if one.split(".")[0] in ("dsar", "extractors", "exports", "samples")
    ]
    for one in dict.fromkeys(ours):
        plugin = next((room for room in PLUGINS if within(name, room)), "")
        if plugin:
            allowed = (
                one.startswith(f"{plugin}.")
                or one == plugin
                or any(within(one, room) for room in PLUGINS[plugin])
            )
        elif any(within(one, room) for room in PLUGINS) or not one.startswith("dsar"):
            allowed = False
        elif name.startswith("dsar.samples"):
            allowed = one.startswith("dsar.samples")
        elif one == "dsar" and name != "dsar":
            # "from dsar import plugins" names a module of a lower line: the module itself is looked at.
            allowed = True
        else:
            allowed = line_of(one) < line_of(name) or _folder(one) == _folder(name)
        if not allowed:
            found.append(f"{name} imports {one}")
    return found


def test_modules_import_from_lower_lines_only() -> None:
    assert [breach for name, path in SOURCES.items() for breach in breaches(name, path)] == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("dsar.model.planted", "from dsar.case import journal"),
        ("dsar.reading.planted", "import dsar.search.wanted"),
        ("dsar.people.planted", "from dsar.search.wanted import Wanted"),
        ("dsar.case.planted", "from dsar.extractors.mbox import Mbox"),
        ("dsar.extractors.planted", "from dsar.case.case import Case"),
        ("dsar.exports.planted", "from dsar.reading.hunt import Hunt"),
        ("dsar.steps.planted", "import extractors.mbox"),
    ],
)
def test_a_planted_breach_is_seen(name: str, line: str, tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(line, encoding="utf-8")
    assert breaches(name, planted)


def test_no_module_takes_part_in_a_cycle() -> None:
    graph = {
        name: {one for one, now in imports(name, path) if now and one in SOURCES and one != name}
        for name, path in SOURCES.items()
    }
    left = {
        name: {one for one in targets if not name.startswith(f"{one}.")} for name, targets in graph.items()
    }
    while True:
        free = {name for name, targets in left.items() if not targets & left.keys()}
        if not free:
            break
        left = {name: targets for name, targets in left.items() if name not in free}
    assert sorted(left) == []


@pytest.mark.parametrize("package", sorted(LEAVES))
def test_a_heavy_library_is_imported_in_its_leaf_only(package: str) -> None:
    users = {
        name
        for name, path in SOURCES.items()
        if any(one == package or one.startswith(f"{package}.") for one, _ in imports(name, path))
    }
    assert users <= LEAVES[package]
    assert users


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function of a module and its length in lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_and_functions_stay_small() -> None:
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in SOURCES.values()}
    assert [f"{path.name}: {length}" for path, length in lengths.items() if length > 300] == []
    long = [f"{path.name}:{name} {size}" for path in lengths for name, size in functions(path) if size > 50]
    assert long == []
    assert statistics.median(length for length in lengths.values() if length > 2) <= 130
    assert statistics.median(size for path in lengths for _, size in functions(path)) <= 11


def test_only_one_place_catches_everything() -> None:
    broad = [
        name
        for name, path in SOURCES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]
    assert broad == ["dsar.search.collect"]


def loaded_by(code: str) -> set[str]:
    """The heavy packages that a fresh interpreter has loaded after some code."""
    script = f"import sys\n{code}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split()) & set(HEAVY)


@pytest.mark.parametrize(
    "code",
    [
        "import dsar",
        "import dsar.cli",
        "from dsar.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass",
        "from dsar.cli import main\ntry:\n    main(['plugins'])\nexcept SystemExit:\n    pass",
    ],
)
def test_start_up_loads_nothing_heavy(code: str) -> None:
    assert loaded_by(code) == set()


def test_the_check_of_start_up_sees_a_heavy_import() -> None:
    assert loaded_by("import openpyxl") == {"openpyxl"} or "openpyxl" in loaded_by("import openpyxl")
