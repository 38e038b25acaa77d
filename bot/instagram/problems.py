"""Why a call of the Graph API did not succeed, by the codes Meta documents (not by HTTP status, which it does not)."""

from __future__ import annotations

_WAIT = frozenset({4, 17, 32, 341, 368, 613})
"""Limits of app, user and page, and throttling: wait and come again."""
_BUSINESS_LIMITS = range(80_000, 80_015)
"""Limits of a business use case; only for these Meta says in a header how long to wait."""
_TEMPORARY = frozenset({1, 2})
_TOKEN = frozenset({102, 104, 190, 467})
_PERMISSION = frozenset({3, 10, *range(200, 300)})
_UNKNOWN_OBJECT = 33
"""Subcode of 100."""
_SERVER_ERRORS = 500
_TOO_MANY = 429


class GraphProblem(Exception):
    """A call did not succeed. ``code`` is Meta's, 0 where there is none; no message carries a token or a text."""

    def __init__(self, reason: str, code: int = 0) -> None:
        self.reason = reason
        self.code = code
        super().__init__(f"{reason} ({code})" if code else reason)


class Unreachable(GraphProblem):
    """Meta, or the way to it, does not work at the moment."""


class RateLimited(GraphProblem):
    """Too many calls. ``seconds`` is how long to wait; None where Meta does not say."""

    def __init__(self, code: int, seconds: float | None) -> None:
        self.seconds = seconds
        super().__init__("rate limit", code)


class Gone(GraphProblem):
    """There is no such object (any more)."""


class TokenRefused(GraphProblem):
    """The access token is not valid any more: a person must make a new one."""


class Forbidden(GraphProblem):
    """The app lacks a permission: a person must grant it."""


class Refused(GraphProblem):
    """Meta will not do this, however often it is asked."""


def problem_of(status: int, code: int, subcode: int, *, is_transient: bool, wait: float | None) -> GraphProblem:
    """The problem an error answer means. ``wait`` is what the header of business use cases says, in seconds."""
    if code in _BUSINESS_LIMITS:
        return RateLimited(code, wait)
    if code in _WAIT or status == _TOO_MANY:
        return RateLimited(code, None)
    if code in _TOKEN:
        return TokenRefused("access token", code)
    if code in _PERMISSION:
        return Forbidden("permission", code)
    if (code, subcode) == (100, _UNKNOWN_OBJECT):
        return Gone("unknown object", code)
    if code in _TEMPORARY or is_transient or status >= _SERVER_ERRORS or code == 0:
        return Unreachable("temporary", code)
    return Refused("refused", code)
