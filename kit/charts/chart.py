"""A chart as it is handed on: the picture, its words, and the table of its figures."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kit.charts.drawing import Drawing, Figures


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


def chart_of(
    kind: str,
    drawing: Drawing,
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Figures],
    unit: str,
    steps: Mapping[int, str] | None,
) -> Chart:
    """A drawing with what it shows in words and as a table; ``kind`` begins its text alternative."""

    def words(value: float | None) -> str:
        if value is None:
            return "no figure"
        return (
            steps.get(int(value), figure_in_words(value, unit))
            if steps and value == int(value)
            else figure_in_words(value, unit)
        )

    said = [
        f"{name}: "
        + ", ".join(f"{label} {words(value)}" for label, value in zip(labels, values, strict=True))
        for name, values in series.items()
    ]
    rows = tuple((label, *(words(values[i]) for values in series.values())) for i, label in enumerate(labels))
    alt = f"{kind}: {title}. " + ". ".join(said) + "."
    return Chart(svg=drawing.svg(), alt=alt, heads=("", *series), rows=rows)


def figure_in_words(value: float, unit: str) -> str:
    """With at most two decimals, and its unit."""
    return f"{value:,.2f}".rstrip("0").rstrip(".") + unit
