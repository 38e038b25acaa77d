"""Only what Meta signed is believed."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from bot.instagram.signature import is_genuine

SECRET = "app-geheimnis"
BODY = b'{"text":"\\u00e4 \\/ \\u0040"}'
GOOD = "sha256=" + hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()


def test_the_signature_over_the_raw_bytes_is_believed() -> None:
    assert is_genuine(BODY, GOOD, SECRET)


@pytest.mark.parametrize(
    "given",
    ["", "sha256=", GOOD[:-1], GOOD + "0", GOOD.upper(), GOOD.replace("sha256=", "SHA256:"), GOOD.removeprefix("sha256="),
     "sha1=" + hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest(), "sha256=ä"],
)  # fmt: skip
def test_any_other_is_not(given: str) -> None:
    assert not is_genuine(BODY, given, SECRET)


def test_neither_another_secret_nor_another_body_fits() -> None:
    assert not is_genuine(BODY, GOOD, "anderes")
    assert not is_genuine(BODY.replace(b"\\u00e4", "ä".encode()), GOOD, SECRET)
