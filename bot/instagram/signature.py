"""Did Meta send this? Its signature is made over the raw bytes, so nothing may be parsed and written again before."""

from __future__ import annotations

import hashlib
import hmac

HEADER = "x-hub-signature-256"
_PREFIX = "sha256="


def is_genuine(body: bytes, given: str, app_secret: str) -> bool:
    """Whether ``given`` (``sha256=<hex>``) is the signature of ``body``; compared in constant time."""
    wanted = _PREFIX + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(given.encode(), wanted.encode())
