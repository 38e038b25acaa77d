"""The mildest fitting measure."""

from __future__ import annotations

import pytest

from moderation.proportion import OFTEN, mildest_fitting
from moderation.review import ACTIONS_OF, MEASURES_OF


@pytest.mark.parametrize(
    ("source", "usual", "earlier", "proposed"),
    [
        ("instagram", ["hide"], {}, "hide"),
        ("telegram", ["hide"], {}, "delete"),  # Telegram knows no hiding
        ("telegram", ["delete"], {"delete": OFTEN - 1}, "delete"),
        ("telegram", ["delete"], {"delete": OFTEN}, "restrict"),
        ("instagram", ["hide"], {"hide": OFTEN}, "delete"),
        ("instagram", ["hide", "delete"], {}, "delete"),
        ("telegram", ["leave", "hint"], {"delete": 9}, "leave"),
        ("telegram", [], {"delete": 9}, "leave"),
        ("telegram", ["restrict"], {"delete": OFTEN}, "restrict"),
        ("telegram", ["restrict"], {"delete": OFTEN, "restrict": 1}, "block"),
        ("telegram", ["block"], {"restrict": OFTEN}, "block"),
        ("telegram", ["report"], {}, "delete"),
        ("http", ["delete"], {}, None),
    ],
)
def test_the_mildest_measure_that_fits(
    source: str, usual: list[str], earlier: dict[str, int], proposed: str | None
) -> None:
    assert mildest_fitting(source, usual, earlier) == proposed


def test_for_criticism_nothing_is_proposed_however_often_something_was_done() -> None:
    assert mildest_fitting("telegram", ["delete"], {"delete": 9}, is_criticism=True) == "leave"


@pytest.mark.parametrize("source", MEASURES_OF)
@pytest.mark.parametrize("usual", ACTIONS_OF)
@pytest.mark.parametrize("times", [0, OFTEN, 100])
def test_what_is_proposed_can_be_carried_out(source: str, usual: str, times: int) -> None:
    assert mildest_fitting(source, [usual], {"delete": times}) in MEASURES_OF[source]


@pytest.mark.parametrize("usual", ["hide", "delete"])
def test_nobody_is_blocked_out_of_the_blue(usual: str) -> None:
    assert mildest_fitting("telegram", [usual], {"delete": 1000}) != "block"
