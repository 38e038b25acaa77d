"""The dependency rule, read from the imports."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "knowledge", "moderation", "yamlsource")

FORBIDDEN = {
    "knowledge": ("bot", "moderation", "telegram", "starlette", "uvicorn", "sqlalchemy", "httpx", "asyncio", "socket"),
    "moderation": ("bot", "knowledge", "telegram", "starlette", "uvicorn", "sqlalchemy", "httpx", "asyncio", "socket"),
    "yamlsource": ("bot", "knowledge", "moderation", "telegram", "starlette", "sqlalchemy"),
    "bot/evidence": (
        "telegram",
        "starlette",
        "sqlalchemy",
        "bot.storage",
        "bot.telegram",
        "bot.instagram",
        "bot.web",
        "bot.app",
    ),
    "bot/storage": ("telegram", "starlette", "bot.telegram", "bot.instagram", "bot.web", "bot.app", "knowledge"),
    "bot/web": ("telegram", "sqlalchemy", "bot.telegram", "bot.instagram", "bot.storage", "bot.app"),
    "bot/telegram": ("starlette", "sqlalchemy", "bot.instagram", "bot.web", "bot.app"),
    "bot/instagram": ("telegram", "starlette", "sqlalchemy", "bot.telegram", "bot.storage", "bot.web", "bot.app"),
}
"""Folder -> what nothing in it may import."""

READS_FILES = {
    "knowledge": {"loading.py"},
    # Rules; the model; an encoder in its place; what a model is learned from.
    "moderation": {"netiquette.py", "model.py", "encoder.py", "labelled.py", "mentions.py"},
}
"""The modules of each pure half that may read files: one a kind of file."""


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_a_room_imports_nothing_it_must_not_know(folder: str) -> None:
    broken = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(folder)
        for name in imports(path)
        for banned in FORBIDDEN[folder]
        if name == banned or name.startswith(f"{banned}.")
    ]
    assert broken == []


def test_only_the_composition_root_knows_all_rooms() -> None:
    rooms = {"bot.storage", "bot.telegram", "bot.instagram", "bot.web"}
    knowing = {
        path.relative_to(ROOT).as_posix()
        for path in modules("bot")
        if len({room for room in rooms for name in imports(path) if name.startswith(room)}) > 1
    }
    assert knowing == {"bot/app.py"}


@pytest.mark.parametrize("folder", READS_FILES)
def test_a_pure_half_reads_each_kind_of_file_in_one_module(folder: str) -> None:
    calls = {"read_bytes", "read_text", "open", "write_text", "write_bytes"}
    readers = {
        path.name
        for path in modules(folder)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "attr", None) in calls or getattr(node.func, "id", None) == "open")
    }
    assert readers == READS_FILES[folder]


@pytest.mark.parametrize("folder", ["knowledge", "moderation"])
def test_the_pure_halves_never_read_the_clock(folder: str) -> None:
    clocks = {"now", "today", "utcnow", "time", "monotonic", "perf_counter"}
    for path in modules(folder):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in clocks, f"{path.name}:{node.lineno}"


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils.py", "helpers.py", "common.py", "const.py", "constants.py", "misc.py", "manager.py", "util.py"}
    assert [path for package in PACKAGES for path in modules(package) if path.name in drawers] == []


def test_sql_is_written_in_storage_only() -> None:
    outside = [
        p for p in modules("bot") if "storage" not in p.parts and any(n.startswith("sqlalchemy") for n in imports(p))
    ]
    assert outside == []


def test_every_detector_has_a_test_file() -> None:
    detectors = {p.stem for p in (ROOT / "moderation" / "detectors").glob("*.py")} - {
        "__init__",
        "detector",
        "contacts",
    }
    tested = {p.stem.removeprefix("test_") for p in (ROOT / "tests" / "moderation" / "detectors").glob("test_*.py")}
    assert detectors == tested
