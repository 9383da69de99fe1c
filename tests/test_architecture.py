"""The house stands as it was drawn: layers, rooms, names, and settings that are written down."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from migrations import head
from settings import Settings
from settings_example import example

ROOT = Path(__file__).parents[1]
ROOMS = {"agents", "api", "evals", "graphs", "memory", "migrations", "tools", "ui"}
LOOSE_MODULES = {"errors.py", "settings.py", "settings_example.py"}
UNSPEAKING_NAMES = {"utils", "util", "helpers", "common", "base", "core", "misc", "constants", "manager"}
LONG_ON_PURPOSE = {"memory/records.py"}
"""One frozen row type after another: a list, not a second subject."""
ONE_FILE_ONLY = {
    "httpx": {"tools/providers/client.py"},
    "pydantic_settings": {"settings.py"},
}
"""Packages that one file imports; the rest of "one technology, one room" is import-linter's."""


def _sources(*, tests: bool = False) -> list[Path]:
    rooms = ROOMS | {"tests"} if tests else ROOMS
    files = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    return sorted([*files, *(ROOT / name for name in LOOSE_MODULES)])


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _read(path: Path) -> tuple[ast.Module, tuple[ast.AST, ...]]:
    """The file as a tree, and every node of it: several tests walk the whole house."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tree, tuple(ast.walk(tree))


@cache
def _imports(path: Path) -> frozenset[str]:
    """Every package that the file imports, also inside functions and for type checking."""
    found: set[str] = set()
    for node in _read(path)[1]:
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return frozenset(found)


def test_imports_go_down_the_layers_and_each_technology_has_its_room() -> None:
    """import-linter keeps every contract of pyproject.toml."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_file_belongs_to_a_room() -> None:
    """No module stands beside the rooms but the three that everybody may read."""
    loose = {path.name for path in ROOT.glob("*.py")}
    assert loose == LOOSE_MODULES
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= ROOMS | {"tests"}
    for path in _sources():
        assert (path.parent / "__init__.py").exists() or path.parent in (
            ROOT,
            ROOT / "migrations/versions",
        ), path


def test_errors_and_settings_import_nothing_of_ours() -> None:
    """They are at the bottom of everything."""
    for name in LOOSE_MODULES - {"settings_example.py"}:
        assert _imports(ROOT / name) & (ROOMS | {"errors", "settings"}) == set()


@pytest.mark.parametrize("package", ONE_FILE_ONLY)
def test_a_package_of_one_file_is_imported_by_no_other(package: str) -> None:
    """One place to look for time-outs, retries and errors."""
    importers = {_name(path) for path in _sources() if package in _imports(path)}
    assert importers <= ONE_FILE_ONLY[package]


def test_every_file_begins_with_a_sentence_and_stays_within_400_lines() -> None:
    """The first line could be read aloud; a file past the limit has two subjects."""
    for path in _sources(tests=True):
        text = path.read_text(encoding="utf-8")
        if path.name == "__init__.py" and not text.strip() and path.is_relative_to(ROOT / "tests"):
            continue
        docstring = ast.get_docstring(_read(path)[0]) or ""
        assert docstring, f"{_name(path)} does not say what it is for"
        assert docstring.splitlines()[0].rstrip().endswith((".", ":", "?")), f"{_name(path)}: {docstring!r}"
        if path.is_relative_to(ROOT / "tests") or _name(path) in LONG_ON_PURPOSE:
            continue
        assert len(text.splitlines()) <= 400, f"{_name(path)} has two subjects"


def test_no_file_has_a_name_that_says_nothing() -> None:
    """`utils` is where code goes to be lost."""
    assert [_name(path) for path in _sources(tests=True) if path.stem.lower() in UNSPEAKING_NAMES] == []


def test_sql_is_written_in_query_files_only() -> None:
    """Outside memory and migrations no string is a query."""
    query = re.compile(
        r"^\s*(select\s.+\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\s", re.IGNORECASE | re.DOTALL
    )
    found = [
        f"{_name(path)}:{node.lineno}"
        for path in _sources()
        if path.relative_to(ROOT).parts[0] not in ("memory", "migrations")
        for node in _read(path)[1]
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and query.match(node.value)
    ]
    assert found == []


def test_the_example_environment_is_what_settings_say() -> None:
    """`.env.example` is `make env-example`'s output: each variable with its sentence and default."""
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == example()
    for name in Settings.model_fields:
        assert f"\n#{name.upper()}=" in example()


def test_the_newest_migration_is_alembics_head() -> None:
    """Start-up trusts the file names; Alembic trusts the revisions inside."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [head()]


def test_the_lock_names_no_place() -> None:
    """Anybody can install it: names, versions and hashes, no index and no path."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert not re.search(r"https?://|--index-url|--find-links|(?<!\w)/[a-z]+/", lock)
