"""What pygal worked out, read; and a fresh SVG, written with nothing but presentation attributes.

pygal's own SVG is black wherever style elements are refused, and carries the day's date.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET  # writes only what is made here; nothing foreign is parsed

from kit.charts.shapes import INK

RULE = "#c9cfd6"
QUIET = "#4a5563"
FONT = "Atkinson Hyperlegible, Verdana, Arial, sans-serif"


Figures = Sequence[float | None]


@dataclass(frozen=True)
class Look:
    """How a line differs from the others without colour, which is spent on risk alone: dash, marker, lightness."""

    colour: str
    dash: str
    marker: str


LOOKS = (
    Look("#1b2430", "", "circle"),
    Look("#3d4753", "7 4", "square"),
    Look("#545f6b", "2 4", "triangle"),
    Look("#65707d", "10 3 2 3", "diamond"),
)
# Bars side by side: the last, the latest, is the darkest. Each has an edge of ink, so that white can be seen.
FILLS = ("#ffffff", "#d3d8de", "#8a939e", "#27313d")


class Plot:
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


def plot_of(
    kind: Any, labels: Sequence[str], series: Mapping[str, Figures], width: int, height: int, **more: Any
) -> Plot:
    chart = kind(
        width=width, height=height, explicit_size=True, show_legend=False, js=[], margin_bottom=12,
        **{"margin_top": 14, "margin_right": 14, **more},
    )  # fmt: skip
    chart.uuid = "chart"
    chart.x_labels = list(labels)
    for name, values in series.items():
        chart.add(name, list(values))
    return Plot(chart.render_tree())


class Drawing:
    """An SVG with nothing but elements and presentation attributes."""

    def __init__(self, width: int, height: int) -> None:
        self.root = ET.Element(
            "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}", width=str(width),
            height=str(height),
        )  # fmt: skip
        self.group = self.root

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        self.add("rect", x=n(x), y=n(y), width=n(width), height=n(height), fill=fill, stroke=INK)

    def add(self, tag: str, **attributes: str) -> ET.Element:
        return ET.SubElement(self.group, tag, attributes)

    def text(
        self, words: str, x: float, y: float, *, anchor: str = "start", colour: str = INK, bold: bool = False
    ) -> None:
        weight = {"font-weight": "bold"} if bold else {}
        looks = {"font-size": "12", "font-family": FONT, "text-anchor": anchor, **weight}
        self.add("text", x=n(x), y=n(y), fill=colour, **looks).text = words

    def axes(self, plot: Plot, *, unit: str) -> None:
        """Grid lines across with their figures, labels below; later elements share the plot's origin."""
        self._labels(plot)
        for path, label, x, y in plot.guides("y"):
            if path:
                self.add("path", d=path, fill="none", stroke=RULE)
            self.text(label + unit, x, y, anchor="end", colour=QUIET)

    def ground(self, plot: Plot) -> None:
        """The line that bars stand on, labels below. Bars carry their figures, so that there is no grid to read."""
        self._labels(plot)
        path = next((path for path, label, _, _ in plot.guides("y") if path and label == "0"), "")
        if path:
            self.add("path", d=path, fill="none", stroke=INK)

    def _labels(self, plot: Plot) -> None:
        left, top = plot.origin()
        self.group = self.add("g", transform=f"translate({n(left)} {n(top)})")
        for _, label, x, y in plot.guides("x"):
            self.text(label, x, y + 5, anchor="middle", colour=QUIET)

    def marker(self, shape: str, x: float, y: float, colour: str) -> None:
        if shape == "circle":
            self.add("circle", cx=n(x), cy=n(y), r="4", fill=colour)
            return
        corners = {
            "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
            "triangle": ((0, -5), (5, 4), (-5, 4)),
            "diamond": ((0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)),
        }[shape]
        points = " ".join(f"{n(x + dx)},{n(y + dy)}" for dx, dy in corners)
        self.add("polygon", points=points, fill="#ffffff", stroke=colour, **{"stroke-width": "2"})

    def key(self, names: Sequence[str]) -> None:
        """Which lightness is which series, in a row above the bars."""
        x = 0.0
        for name, fill in zip(names, FILLS[-len(names) :], strict=True):
            self.rect(x, -26, 11, 11, fill)
            self.text(name, x + 16, -16)
            x += 36 + 7 * len(name)

    def svg(self) -> bytes:
        return ET.tostring(self.root, encoding="unicode").encode()


def n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
