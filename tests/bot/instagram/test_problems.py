"""Meta's codes and what they mean for us."""

from __future__ import annotations

import pytest

from bot.instagram.problems import (
    Forbidden,
    Gone,
    GraphProblem,
    RateLimited,
    Refused,
    TokenRefused,
    Unreachable,
    problem_of,
)


@pytest.mark.parametrize(
    ("code", "subcode", "kind"),
    [
        *((code, 0, RateLimited) for code in (4, 17, 32, 341, 368, 613, 80002, 80014)),
        *((code, 0, TokenRefused) for code in (102, 104, 190, 467)),
        *((code, 0, Forbidden) for code in (3, 10, 200, 299)),
        *((code, 0, Unreachable) for code in (0, 1, 2)),
        (100, 33, Gone),
        (100, 0, Refused),
        (100, 2207050, Refused),
        (300, 0, Refused),
        (80015, 0, Refused),
    ],
)
def test_the_code_decides_and_not_the_status(code: int, subcode: int, kind: type[GraphProblem]) -> None:
    assert type(problem_of(400, code, subcode, is_transient=False, wait=None)) is kind
    assert type(problem_of(403, code, subcode, is_transient=False, wait=None)) is kind


def test_a_server_that_fails_may_work_later() -> None:
    assert isinstance(problem_of(503, 100, 0, is_transient=False, wait=None), Unreachable)
    assert isinstance(problem_of(400, 9999, 0, is_transient=True, wait=None), Unreachable)
    assert isinstance(problem_of(429, 0, 0, is_transient=False, wait=None), RateLimited)


def test_only_limits_of_a_business_use_case_come_with_a_time() -> None:
    business = problem_of(400, 80002, 0, is_transient=True, wait=120.0)
    app = problem_of(403, 4, 0, is_transient=True, wait=120.0)
    assert isinstance(business, RateLimited)
    assert isinstance(app, RateLimited)
    assert (business.seconds, app.seconds) == (120.0, None)
