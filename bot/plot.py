"""A plain line plot as SVG: wrong against answered."""

from __future__ import annotations

import html
from collections.abc import Sequence

from knowledge.evaluation import Point

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 640, 400, 64, 52, 36


def wrong_against_answered(points: Sequence[Point], title: str, across: str, up: str) -> str:
    """The picture. Both axes are shares; the upright one ends a little above the highest point."""
    highest = max([point.wrong for point in points] + [0.05]) * 1.1

    def place(point: Point) -> str:
        x = _LEFT + point.answered * (_WIDTH - _LEFT - 24)
        y = _HEIGHT - _BOTTOM - point.wrong / highest * (_HEIGHT - _BOTTOM - _TOP)
        return f"{x:.1f},{y:.1f}"

    line = " ".join(place(point) for point in points)
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
        f'<polyline points="{line}" fill="none" stroke="#00557a" stroke-width="2.5"/>\n'
        + "\n".join(ticks)
        + f'\n<text x="{_WIDTH - 24}" y="{_HEIGHT - 12}" text-anchor="end">{html.escape(across)}</text>\n'
        f'<text x="{_LEFT + 8}" y="{_TOP + 4}">{html.escape(up)}</text>\n</svg>\n'
    )


def _tick(at: str, text: str, *, below: bool) -> str:
    x, y = (float(part) for part in at.split(","))
    if below:
        return f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{text}</text>'
    return f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'
