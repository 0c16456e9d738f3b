"""Small charts drawn on the server, and the shapes of the risk scale.

A chart shows the same as ``<img src>`` under a strict content security policy, opened by itself, and in a
PDF; it has no script, date or random id in it, and equal figures give equal bytes.

Colour is never alone: lines differ in dash and marker and are named at their ends, bars carry their figures,
and a chart comes with its text alternative and the table of its figures. ``None`` is a gap, never a zero.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pygal

from kit.charts.chart import Chart, chart_of, figure_in_words
from kit.charts.drawing import FILLS, LOOKS, Drawing, Figures, plot_of
from kit.charts.shapes import SHAPES, shape
from kit.charts.small import small_line

__all__ = ["SHAPES", "Chart", "bars", "line", "shape", "small_line"]


def line(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Figures],
    *,
    unit: str = "",
    steps: Mapping[int, str] | None = None,
    span: tuple[float, float] | None = None,
    width: int = 640,
    height: int = 260,
) -> Chart:
    """Figures over time, a line for each of at most four ``series``; a gap interrupts its line.

    :param labels: the moments from left to right; each series has as many figures.
    :param unit: written after each figure (``"%"``, ``" days"``).
    :param steps: for a scale of words: ``{1: "Low", 2: "Moderate"}`` names the grid lines and the figures.
    :param span: lowest and highest value of the upright axis; else worked out from the figures.
    :raises ValueError: for no series, more than four, or lengths that differ.
    """
    _check(labels, series)
    settings: dict[str, Any] = {"allow_interruptions": True, "x_label_rotation": 0}
    if steps:
        settings |= {"y_labels": [{"value": value, "label": word} for value, word in steps.items()]}
        span = span or (min(steps), max(steps))
    if span:
        settings["range"] = span
    longest = max(len(name) for name in series)
    plot = plot_of(pygal.Line, labels, series, width, height, margin_right=28 + 7 * longest, **settings)
    drawing = Drawing(width, height)
    drawing.axes(plot, unit="" if steps else unit)
    ends: list[tuple[float, float, str, str]] = []
    drawn = list(zip(series, LOOKS, plot.series(), plot.series(overlay=True), strict=False))
    for name, look, group, dots in reversed(drawn):  # the first, the one the chart is about, lies on top
        for path in group.iter("path"):
            drawing.add(
                "path",
                d=path.get("d", ""),
                fill="none",
                stroke=look.colour,
                **{"stroke-width": "2.25", "stroke-dasharray": look.dash or "none"},
            )
        places = [(float(dot.get("cx", 0)), float(dot.get("cy", 0))) for dot in dots.iter("circle")]
        for x, y in places:
            drawing.marker(look.marker, x, y, look.colour)
        if places:
            ends.append((*places[-1], name, look.colour))
    for x, y, name, colour in _apart(ends):
        drawing.text(name, x + 9, y + 4, colour=colour, bold=True)
    return chart_of("Line chart", drawing, title, labels, series, unit, steps)


def bars(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Figures],
    *,
    unit: str = "",
    width: int = 640,
    height: int = 260,
) -> Chart:
    """Counts side by side: for each label one bar of each of at most four ``series``, with its figure on top.

    A missing figure shows a dash where its bar would stand; a zero shows ``0``.

    :raises ValueError: for no series, more than four, or lengths that differ.
    """
    _check(labels, series)
    # Missing figures are drawn as zero bars only to learn their places, and then left out.
    filled = {name: [value or 0 for value in values] for name, values in series.items()}
    highest = max((value for values in filled.values() for value in values), default=0)
    # Room above the highest bar for its figure.
    room: dict[str, Any] = {"range": (0, highest * 1.1)} if highest > 0 else {}
    plot = plot_of(pygal.Bar, labels, filled, width, height, margin_top=34, include_x_axis=True, **room)
    drawing = Drawing(width, height)
    drawing.ground(plot)
    for values, fill, group in zip(series.values(), FILLS[-len(series) :], plot.series(), strict=False):
        for value, bar in zip(values, group.iter("rect"), strict=True):
            x, y, wide, high = (float(bar.get(key, 0)) for key in ("x", "y", "width", "height"))
            if value is not None:
                drawing.rect(x, y, wide, high, fill)
            drawing.text(
                "–" if value is None else figure_in_words(value, unit), x + wide / 2, y - 4, anchor="middle"
            )
    if len(series) > 1:
        drawing.key(list(series))
    return chart_of("Bar chart", drawing, title, labels, series, unit, None)


def _check(labels: Sequence[str], series: Mapping[str, Figures]) -> None:
    if not 1 <= len(series) <= len(LOOKS):
        raise ValueError(f"a chart shows one to {len(LOOKS)} series, not {len(series)}")
    for name, values in series.items():
        if len(values) != len(labels):
            raise ValueError(f"{name!r} has {len(values)} figures for {len(labels)} labels")


def _apart(ends: list[tuple[float, float, str, str]]) -> Iterator[tuple[float, float, str, str]]:
    """The names at the ends of lines, moved down where they would stand on one another."""
    floor = float("-inf")
    for x, y, name, colour in sorted(ends, key=lambda end: end[1]):
        floor = max(y, floor + 15)
        yield x, floor, name, colour
