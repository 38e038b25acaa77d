"""Documents that must stay true."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pydantic import BaseModel

from bot.config import Config, load_config
from bot.evidence.chain import FAULT_KINDS
from bot.objecting import Answer
from bot.telegram.routes import COMMANDS
from bot.texts import Texts
from moderation.models import Severity
from moderation.review import ACTIONS_OF, MEASURES_OF, REVERSAL_OF, Refusal

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def keys(model: type[BaseModel], prefix: str = "") -> list[str]:
    found = []
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found += keys(field.annotation, f"{prefix}{name}.")
        else:
            found.append(prefix + name)
    return found


def test_the_example_configuration_loads_and_is_the_default() -> None:
    assert load_config(ROOT / "config.example.yaml", {}) == Config()


def test_the_example_configuration_documents_every_setting() -> None:
    text = (ROOT / "config.example.yaml").read_text("utf-8")
    values = yaml.safe_load(text)
    for key in keys(Config):
        section: object = values
        for part in key.split("."):
            assert isinstance(section, dict)
            assert part in section, key
            section = section[part]
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"^\s+\w+:", line):
            assert "#" in line or lines[number - 1].lstrip().startswith("#"), f"no comment: {line}"


def test_every_text_a_program_names_exists(texts: Texts) -> None:
    named = set()
    for path in (ROOT / "bot").rglob("*.py"):
        named |= set(re.findall(r'texts\(\s*"([a-z_.]+)"', path.read_text("utf-8")))
        named |= set(re.findall(r'OperatorError\(\s*"([a-z_.]+)"', path.read_text("utf-8")))
        named |= set(re.findall(r'return "((?:action|right|warning)\.[a-z_.]+)"', path.read_text("utf-8")))
    for path in (ROOT / "bot").rglob("*.html"):
        named |= set(re.findall(r't\("([a-z_.]+)"[,)]', path.read_text("utf-8")))
    named |= {f"fault.{kind}" for kind in FAULT_KINDS}
    named |= {f"command.{name}" for name in COMMANDS} | {f"severity.{s.word}" for s in Severity}
    named |= (
        {f"alert.mark.{s.word}" for s in Severity}
        | {f"measure.{m}" for m in ACTIONS_OF}
        | {f"source.{s}" for s in MEASURES_OF}
    )
    kinds = {kind for kinds in ACTIONS_OF.values() for kind in kinds}
    named |= {f"action.{kind}.{state}" for kind in kinds for state in ("wanted", "done", "impossible")}
    named |= {f"action.{kind}.cancelled" for kind in kinds} | {f"refusal.{refusal}" for refusal in Refusal}
    named |= {f"action.{kind}.{state}" for kind in REVERSAL_OF.values() for state in ("wanted", "done", "impossible")}
    named |= {f"{where}.{outcome}" for where in ("press", "alert", "author") for outcome in ("upheld", "overturned")}
    named |= {f"button.{answer}" for answer in get_args(Answer)}
    assert named - texts.names() == set()


def test_every_placeholder_of_a_text_is_filled_where_it_is_used(texts: Texts) -> None:
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func).rsplit(".", 1)[-1] not in ("texts", "_texts"):
                continue
            name = node.args[0] if node.args else None
            if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
                continue
            if not any(keyword.arg is None for keyword in node.keywords):
                given = {keyword.arg for keyword in node.keywords}
                assert given == texts.placeholders(name.value), f"{path.name}:{node.lineno}: {name.value}"


def test_texts_are_german_and_formal(texts: Texts) -> None:
    for name in texts.names():
        assert not re.search(r"\b(?:du|dein|deine|euch|please|error)\b", texts(name), re.IGNORECASE), name


def test_placeholders_are_well_formed(texts: Texts) -> None:
    for name in texts.names():
        assert all(field is None or field.isidentifier() for _, field, _, _ in string.Formatter().parse(texts(name)))


def test_every_dependency_has_its_reason_in_the_readme() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    block = project.split("dependencies = [")[1].split("]\n")[0]
    names = re.findall(r'"([a-z0-9_-]+)', block)
    assert len(names) > 15
    for name in names:
        assert f"`{name}`" in README, name


def test_every_dependency_is_pinned_with_hashes() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text("utf-8")
        pins = re.findall(r"^[a-z0-9_.-]+==", text, re.MULTILINE)
        assert len(pins) > 30
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "publiccode.yml", "Makefile", ".ci/run"]
)
def test_what_every_project_has_is_there(name: str) -> None:
    assert (ROOT / name).is_file()


def test_links_between_documents_lead_somewhere() -> None:
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
