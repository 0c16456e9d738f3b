"""Small charts drawn on the server, and the shapes of the risk scale.

pygal works out scales and places; ``_Drawing`` then writes a fresh SVG that carries every look in presentation
attributes. So it shows the same as ``<img src>`` under a strict content security policy, opened by itself, and in a
PDF; it has no date, script or random id in it, and equal figures give equal bytes. (pygal's own SVG is black
wherever style elements are refused, and carries the day's date.)

Colour is never alone: lines differ in dash and marker and are named at their ends, bars carry their figures, and a
chart comes with its text alternative and the table of its figures. ``None`` is a gap, never a zero.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET  # writes only what is made here; nothing foreign is parsed

import pygal

INK = "#1b2430"
RULE = "#c9cfd6"
QUIET = "#4a5563"
FONT = "Atkinson Hyperlegible, Verdana, Arial, sans-serif"

Figures = Sequence[float | None]


@dataclass(frozen=True)
class Look:
    """How one series differs from the others without colour: dash of its line, marker, lightness of its bars."""

    colour: str
    dash: str
    marker: str
    fill: str


LOOKS = (
    Look("#12355b", "", "circle", "#12355b"),
    Look("#8f4a12", "7 4", "square", "#c98a4b"),
    Look("#3f6b3f", "2 4", "triangle", "#b9d3b9"),
    Look("#4a5563", "10 3 2 3", "diamond", "#ffffff"),
)


@dataclass(frozen=True)
class Chart:
    """A picture, what it says in words, and its figures as a table (``heads`` above ``rows``, all text)."""

    svg: bytes
    alt: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def data_uri(self) -> str:
        """For ``<img src>`` in a PDF, where a picture has no address."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg).decode()


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
    plot = _plot(pygal.Line, labels, series, width, height, margin_right=28 + 7 * longest, **settings)
    drawing = _Drawing(width, height)
    drawing.axes(plot, unit="" if steps else unit)
    ends: list[tuple[float, float, str, str]] = []
    for (name, _), look, group, dots in zip(
        series.items(), LOOKS, plot.series(), plot.series(overlay=True), strict=False
    ):
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
    return _chart("Line chart", drawing, title, labels, series, unit, steps)


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
    plot = _plot(pygal.Bar, labels, filled, width, height, margin_top=34, include_x_axis=True)
    drawing = _Drawing(width, height)
    drawing.axes(plot, unit=unit, upright=False)
    for values, look, group in zip(series.values(), LOOKS, plot.series(), strict=False):
        for value, bar in zip(values, group.iter("rect"), strict=True):
            x, y, wide, high = (float(bar.get(key, 0)) for key in ("x", "y", "width", "height"))
            if value is not None:
                drawing.add(
                    "rect", x=_n(x), y=_n(y), width=_n(wide), height=_n(high), fill=look.fill, stroke=INK
                )
            drawing.text("–" if value is None else _figure(value, unit), x + wide / 2, y - 4, anchor="middle")
    if len(series) > 1:
        drawing.key(list(series))
    return _chart("Bar chart", drawing, title, labels, series, unit, None)


def _check(labels: Sequence[str], series: Mapping[str, Figures]) -> None:
    if not 1 <= len(series) <= len(LOOKS):
        raise ValueError(f"a chart shows one to {len(LOOKS)} series, not {len(series)}")
    for name, values in series.items():
        if len(values) != len(labels):
            raise ValueError(f"{name!r} has {len(values)} figures for {len(labels)} labels")


class _Plot:
    """The parts of pygal's tree that are read, so that the rest of this file does not know its classes."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree

    def _groups(self, *words: str) -> Iterator[Any]:
        for group in self.tree.iter("g"):
            if set(words) <= set((group.get("class") or "").split()):
                yield group

    def origin(self) -> tuple[float, float]:
        place = next(self._groups("plot")).get("transform", "")
        x, y = place.removeprefix("translate(").removesuffix(")").split(",")
        return float(x), float(y)

    def series(self, *, overlay: bool = False) -> list[Any]:
        layer = next(
            group for group in self._groups("plot") if ("overlay" in group.get("class").split()) == overlay
        )
        found = (group for group in layer.iter("g") if "series" in (group.get("class") or "").split())
        return sorted(found, key=lambda group: int(group.get("class").split("serie-")[1].split()[0]))

    def guides(self, axis: str) -> Iterator[tuple[str, str, float, float]]:
        """Of each grid line: its path, and its label with its place."""
        for group in self._groups("axis", axis):
            for guide in group.iter("g"):
                text = guide.find("text")
                path = guide.find("path")
                if text is not None:
                    at = (float(text.get("x", 0)), float(text.get("y", 0)))
                    yield (path.get("d", "") if path is not None else "", text.text or "", *at)


def _plot(
    kind: Any, labels: Sequence[str], series: Mapping[str, Figures], width: int, height: int, **more: Any
) -> _Plot:
    chart = kind(
        width=width, height=height, explicit_size=True, show_legend=False, js=[], margin_bottom=8,
        **{"margin_top": 14, "margin_right": 14, **more},
    )  # fmt: skip
    chart.uuid = "chart"
    chart.x_labels = list(labels)
    for name, values in series.items():
        chart.add(name, list(values))
    return _Plot(chart.render_tree())


class _Drawing:
    """An SVG with nothing but elements and presentation attributes."""

    def __init__(self, width: int, height: int) -> None:
        self.root = ET.Element(
            "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}", width=str(width),
            height=str(height),
        )  # fmt: skip
        self.group = self.root

    def add(self, tag: str, **attributes: str) -> ET.Element:
        return ET.SubElement(self.group, tag, attributes)

    def text(
        self, words: str, x: float, y: float, *, anchor: str = "start", colour: str = INK, bold: bool = False
    ) -> None:
        weight = {"font-weight": "bold"} if bold else {}
        looks = {"font-size": "12", "font-family": FONT, "text-anchor": anchor, **weight}
        self.add("text", x=_n(x), y=_n(y), fill=colour, **looks).text = words

    def axes(self, plot: _Plot, *, unit: str, upright: bool = True) -> None:
        """Grid lines across with their figures, labels below; later elements share the plot's origin."""
        left, top = plot.origin()
        self.group = self.add("g", transform=f"translate({_n(left)} {_n(top)})")
        for path, label, x, y in plot.guides("y"):
            if path:
                self.add("path", d=path, fill="none", stroke=RULE)
            self.text(label + unit, x, y, anchor="end", colour=QUIET)
        for _, label, x, y in plot.guides("x"):
            self.text(label, x, y + 2, anchor="middle", colour=QUIET)

    def marker(self, shape: str, x: float, y: float, colour: str) -> None:
        if shape == "circle":
            self.add("circle", cx=_n(x), cy=_n(y), r="4", fill=colour)
            return
        corners = {
            "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
            "triangle": ((0, -5), (5, 4), (-5, 4)),
            "diamond": ((0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)),
        }[shape]
        points = " ".join(f"{_n(x + dx)},{_n(y + dy)}" for dx, dy in corners)
        self.add("polygon", points=points, fill="#ffffff", stroke=colour, **{"stroke-width": "2"})

    def key(self, names: Sequence[str]) -> None:
        """Which lightness is which series, in a row above the bars."""
        x = 0.0
        for name, look in zip(names, LOOKS, strict=False):
            self.add("rect", x=_n(x), y="-26", width="11", height="11", fill=look.fill, stroke=INK)
            self.text(name, x + 16, -16)
            x += 36 + 7 * len(name)

    def svg(self) -> bytes:
        return ET.tostring(self.root, encoding="utf-8")


def _apart(ends: list[tuple[float, float, str, str]]) -> Iterator[tuple[float, float, str, str]]:
    """The names at the ends of lines, moved down where they would stand on one another."""
    floor = float("-inf")
    for x, y, name, colour in sorted(ends, key=lambda end: end[1]):
        floor = max(y, floor + 15)
        yield x, floor, name, colour


def _chart(
    kind: str,
    drawing: _Drawing,
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Figures],
    unit: str,
    steps: Mapping[int, str] | None,
) -> Chart:
    def words(value: float | None) -> str:
        if value is None:
            return "no figure"
        return (
            steps.get(int(value), _figure(value, unit))
            if steps and value == int(value)
            else _figure(value, unit)
        )

    said = [
        f"{name}: "
        + ", ".join(f"{label} {words(value)}" for label, value in zip(labels, values, strict=True))
        for name, values in series.items()
    ]
    rows = tuple((label, *(words(values[i]) for values in series.values())) for i, label in enumerate(labels))
    alt = f"{kind}: {title}. " + ". ".join(said) + "."
    return Chart(svg=drawing.svg(), alt=alt, heads=("", *series), rows=rows)


def _figure(value: float, unit: str) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") + unit


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


# Each shape on a field of 16 x 16. The four steps of the risk scale fill up and sharpen as risk rises; what is not a
# step looks like none of them; movement is an arrow with a shaft, so that it is never taken for "high".
SHAPES: dict[str, str] = {
    "low": '<circle cx="8" cy="8" r="5.6" fill="none" stroke="{c}" stroke-width="1.8"/>',
    "moderate": (
        '<circle cx="8" cy="8" r="5.6" fill="none" stroke="{c}" stroke-width="1.8"/>'
        '<path d="M8 2.4 A5.6 5.6 0 0 1 8 13.6 Z" fill="{c}"/>'
    ),
    "high": '<path d="M8 1.8 L15 14 L1 14 Z" fill="{c}"/>',
    "critical": '<path d="M8 0.6 L15.4 8 L8 15.4 L0.6 8 Z" fill="{c}"/>',
    "not-rated": (
        '<rect x="2.4" y="2.4" width="11.2" height="11.2" fill="none" stroke="{c}" stroke-width="1.4"'
        ' stroke-dasharray="2.2 1.6"/>'
    ),
    "not-applicable": '<path d="M3 8 H13" fill="none" stroke="{c}" stroke-width="1.8"/>',
    "suppressed": (
        '<path d="M8 2.5 V13.5 M3.2 5.2 L12.8 10.8 M12.8 5.2 L3.2 10.8" fill="none" stroke="{c}" stroke-width="1.7"/>'
    ),
    "up": '<path d="M8 14 V3 M3.4 7.4 L8 2.6 L12.6 7.4" fill="none" stroke="{c}" stroke-width="2"/>',
    "down": '<path d="M8 2 V13 M3.4 8.6 L8 13.4 L12.6 8.6" fill="none" stroke="{c}" stroke-width="2"/>',
    "level": '<path d="M2.5 5.6 H13.5 M2.5 10.4 H13.5" fill="none" stroke="{c}" stroke-width="2"/>',
}


def shape(name: str, colour: str = INK) -> bytes:
    """A shape of SHAPES as an SVG of 16 x 16, for pages and PDF alike; the word beside it carries the meaning.

    :raises KeyError: for a name that is not in SHAPES.
    """
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16">'
        + SHAPES[name].format(c=colour)
        + "</svg>"
    ).encode()
