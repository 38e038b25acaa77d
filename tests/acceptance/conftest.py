"""Acceptance tests run with the moderator the program builds: rules and model."""

from __future__ import annotations

import pytest

from bot import app as root
from bot.config import Config
from moderation.engine import Moderator


@pytest.fixture(scope="session")
def moderator() -> Moderator:
    return root.build_moderator(Config())
