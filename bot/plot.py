"""Plain line plots as SVG: wrong against answered; truth against promised probability."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

from knowledge.evaluation import Point
from moderation.evaluation import Bin

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 640, 400, 64, 52, 36


def wrong_against_answered(points: Sequence[Point], title: str, across: str, up: str) -> str:
    """The picture. Both axes are shares; the upright one ends a little above the highest point."""
    highest = max([point.wrong for point in points] + [0.05]) * 1.1

    def place(point: Point) -> str:
        x = _LEFT + point.answered * (_WIDTH - _LEFT - 24)
        y = _HEIGHT - _BOTTOM - point.wrong / highest * (_HEIGHT - _BOTTOM - _TOP)
        return f"{x:.1f},{y:.1f}"

    return _plot(" ".join(place(point) for point in points), place, highest, title, across, up)


def reliability(bins: Sequence[Bin], title: str, across: str, up: str) -> str:
    """The picture: what share of comments of a score are violations; on the thin line the scores keep their promise."""

    def place(point: Point) -> str:
        x = _LEFT + point.answered * (_WIDTH - _LEFT - 24)
        return f"{x:.1f},{_HEIGHT - _BOTTOM - point.wrong * (_HEIGHT - _BOTTOM - _TOP):.1f}"

    line = " ".join(place(Point(0, one.score, one.share)) for one in bins)
    kept = f'<polyline points="{place(Point(0, 0, 0))} {place(Point(0, 1, 1))}" fill="none" stroke="#999"/>\n'
    return _plot(line, place, 1.0, title, across, up, kept)


def _plot(
    line: str, place: Callable[[Point], str], highest: float, title: str, across: str, up: str, below: str = ""
) -> str:
    ticks = [
        *(_tick(place(Point(0, share / 4, 0)), f"{share * 25} %", below=True) for share in range(5)),
        *(_tick(place(Point(0, 0, highest * n / 4)), f"{highest * n * 25:.1f} %", below=False) for n in range(1, 5)),
    ]
    origin, right, top = place(Point(0, 0, 0)), place(Point(0, 1, 0)), place(Point(0, 0, highest))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="13">\n'
        '<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<text x="{_LEFT}" y="20" font-size="15">{html.escape(title)}</text>\n'
        f'<polyline points="{top} {origin} {right}" fill="none" stroke="#555"/>\n'
        f'{below}<polyline points="{line}" fill="none" stroke="#00557a" stroke-width="2.5"/>\n'
        + "\n".join(ticks)
        + f'\n<text x="{_WIDTH - 24}" y="{_HEIGHT - 12}" text-anchor="end">{html.escape(across)}</text>\n'
        f'<text x="{_LEFT + 8}" y="{_TOP + 4}">{html.escape(up)}</text>\n</svg>\n'
    )


def _tick(at: str, text: str, *, below: bool) -> str:
    x, y = (float(part) for part in at.split(","))
    if below:
        return f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{text}</text>'
    return f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'
