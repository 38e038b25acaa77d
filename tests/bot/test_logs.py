"""Logs hold neither secrets nor what people wrote."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FAILING = """
import structlog
from bot.logs import configure

def fail(token, comment):
    raise RuntimeError(f"broken after {len(token) + len(comment)}")

configure()
try:
    fail("IG-" + "geheimer-zugang", "Du " + "Vollidiot!")
except RuntimeError:
    structlog.get_logger().exception("job failed")
"""


def test_a_failure_is_logged_without_the_values_at_hand() -> None:
    result = subprocess.run([sys.executable, "-c", FAILING], cwd=ROOT, capture_output=True, text=True, check=True)
    (problem,) = json.loads(result.stderr)["exception"]
    assert problem["exc_value"] == "broken after 31"
    assert problem["frames"][-1]["name"] == "fail"
    assert "IG-geheimer" not in result.stderr
    assert "Du Vollidiot" not in result.stderr
