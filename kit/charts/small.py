"""A line as small as a word, for a row of a table: its run and its last figure, without axes."""

from collections.abc import Iterator, Sequence

from kit.charts.chart import Chart, chart_of
from kit.charts.drawing import LOOKS, Drawing, Figures, n

WIDTH, HEIGHT, EDGE = 120, 28, 5


def small_line(title: str, labels: Sequence[str], values: Figures, *, unit: str = "") -> Chart:
    """``values`` over time; a gap interrupts the line, and a figure between two gaps is a dot.

    Lowest and highest lie at the edges, so that lines of several rows show their run and not their size.

    :param labels: the moments from left to right, as many as ``values``.
    :raises ValueError: for lengths that differ, or no figure at all.
    """
    known = [value for value in values if value is not None]
    if len(values) != len(labels) or not known:
        raise ValueError("A small line has a figure, and as many labels as values.")
    drawing, look = Drawing(WIDTH, HEIGHT), LOOKS[0]
    low, span = min(known), (max(known) - min(known)) or 1.0
    flat = max(known) == min(known)

    def place(at: int, value: float) -> tuple[float, float]:
        x = EDGE + (WIDTH - 2 * EDGE) * at / max(len(values) - 1, 1)
        up = 0.5 if flat else (value - low) / span
        return x, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * up

    for run in _runs(values):
        points = [place(at, value) for at, value in run]
        drawing.add(
            "polyline",
            points=" ".join(f"{n(x)},{n(y)}" for x, y in points),
            fill="none",
            stroke=look.colour,
            **{"stroke-width": "1.75"},
        )
        if len(points) == 1:
            drawing.add("circle", cx=n(points[0][0]), cy=n(points[0][1]), r="1.75", fill=look.colour)
    last = max(at for at, value in enumerate(values) if value is not None)
    x, y = place(last, values[last] or 0.0)
    drawing.add("circle", cx=n(x), cy=n(y), r="3", fill=look.colour)
    return chart_of("Small line", drawing, title, labels, {"This school": values}, unit, None)


def _runs(values: Figures) -> Iterator[list[tuple[int, float]]]:
    """The stretches without a gap, each as (place, value)."""
    run: list[tuple[int, float]] = []
    for at, value in enumerate([*values, None]):
        if value is not None:
            run.append((at, value))
        elif run:
            yield run
            run = []
