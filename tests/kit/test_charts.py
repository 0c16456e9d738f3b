"""Charts say the same in the picture, in words and in the table, and a gap is never a zero."""

import itertools
from xml.etree import ElementTree as ET

import pytest

from kit.charts import SHAPES, bars, line, shape, small_line

TERMS = ("Autumn", "Spring", "Summer")
SVG = "{http://www.w3.org/2000/svg}"


def parts(svg: bytes, tag: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(SVG + tag))  # noqa: S314  # our own bytes


def texts(svg: bytes) -> list[str]:
    return [part.text or "" for part in parts(svg, "text")]


def test_a_gap_interrupts_the_line_and_has_no_marker() -> None:
    whole = line("Attendance", TERMS, {"School": (93.1, 94.0, 95.2)})
    gap = line("Attendance", TERMS, {"School": (93.1, None, 95.2)})
    zero = line("Attendance", TERMS, {"School": (93.1, 0, 95.2)})
    assert len(parts(whole.svg, "circle")) == len(parts(zero.svg, "circle")) == 3
    assert len(parts(gap.svg, "circle")) == 2
    drawn = [path.get("d", "") for path in parts(gap.svg, "path") if path.get("stroke-width")]
    assert not any(" L" in path for path in drawn), "the two ends were joined across the gap"
    assert any(path.get("d", "").count("L") for path in parts(whole.svg, "path") if path.get("stroke-width"))


def test_a_line_of_gaps_alone_is_still_a_chart() -> None:
    chart = line("Attendance", TERMS, {"School": (None, None, None), "Trust": (1, 2, 3)})
    assert "School: Autumn no figure, Spring no figure, Summer no figure" in chart.alt
    assert line("Attendance", TERMS, {"School": (None, None, None)}).svg


def test_a_missing_bar_is_a_dash_and_a_zero_is_a_zero() -> None:
    chart = bars("Held", TERMS, {"Held": (6, 0, None)})
    assert len(parts(chart.svg, "rect")) == 2
    assert texts(chart.svg)[-3:] == ["6", "0", "–"]
    assert chart.rows == (("Autumn", "6"), ("Spring", "0"), ("Summer", "no figure"))


def test_words_table_and_picture_agree() -> None:
    chart = line(
        "Attendance", TERMS, {"School": (93.1, None, 95.25), "England": (94, 94.2, 1234.5)}, unit="%"
    )
    assert chart.heads == ("", "School", "England")
    assert chart.rows == (
        ("Autumn", "93.1%", "94%"),
        ("Spring", "no figure", "94.2%"),
        ("Summer", "95.25%", "1,234.5%"),
    )
    assert chart.alt == (
        "Line chart: Attendance. School: Autumn 93.1%, Spring no figure, Summer 95.25%. "
        "England: Autumn 94%, Spring 94.2%, Summer 1,234.5%."
    )
    assert {"School", "England", *TERMS} <= set(texts(chart.svg))


def test_a_scale_of_words() -> None:
    steps = {1: "Low", 2: "Moderate", 3: "High", 4: "Critical"}
    chart = line("Risk", TERMS, {"School": (4, 1, None)}, steps=steps)
    assert chart.rows == (("Autumn", "Critical"), ("Spring", "Low"), ("Summer", "no figure"))
    assert set(steps.values()) <= set(texts(chart.svg))
    heights = {text.text: float(text.get("y", 0)) for text in parts(chart.svg, "text")}
    assert heights["Critical"] < heights["High"] < heights["Moderate"] < heights["Low"]


def test_series_differ_without_colour() -> None:
    chart = line("Four", TERMS, {name: (i, i + 1, i) for i, name in enumerate("abcd")})
    dashes = {path.get("stroke-dasharray") for path in parts(chart.svg, "path") if path.get("stroke-width")}
    assert len(dashes) == 4
    markers = {len(polygon.get("points", "").split()) for polygon in parts(chart.svg, "polygon")}
    assert parts(chart.svg, "circle")
    assert markers == {3, 4}
    fills = {rect.get("fill") for rect in parts(bars("B", TERMS, {n: (1, 2, 3) for n in "abcd"}).svg, "rect")}
    assert len(fills) == 4


def test_no_series_takes_a_colour_of_its_own() -> None:
    """Colour is spent on risk: here everything is a shade of ink."""
    figures = {name: (1, 2, 3) for name in "abcd"}
    for svg in (bars("B", TERMS, figures).svg, line("L", TERMS, figures).svg):
        for part in ET.fromstring(svg).iter():  # noqa: S314  # our own bytes
            for colour in {part.get("fill"), part.get("stroke")} - {None, "none"}:
                red, green, blue = (int(str(colour)[at : at + 2], 16) for at in (1, 3, 5))
                assert max(red, green, blue) - min(red, green, blue) <= 30, colour


def test_bars_stand_on_one_line_and_their_figures_have_room() -> None:
    """The figure above the highest bar stays below the key; each bar says its own, so that no grid is needed."""
    svg = bars("B", TERMS, {"first": (25, 3, 0), "second": (24, 2, None)}).svg
    assert len(parts(svg, "path")) == 1
    assert not {"5", "10", "15", "20"} & set(texts(svg))
    figure = next(text for text in parts(svg, "text") if text.text == "25")
    assert float(figure.get("y", 0)) > 0
    heights = {part.get("fill"): float(part.get("height", 0)) for part in parts(svg, "rect")[:-2]}
    assert len(heights) == 2
    assert bars("B", TERMS, {"first": (0, None, 0)}).svg


def test_names_at_the_ends_never_stand_on_one_another() -> None:
    chart = line("Same", TERMS, {"first": (1, 2, 3), "second": (1, 2, 3), "third": (1, 2, 3)})
    places = sorted(
        float(text.get("y", 0))
        for text in parts(chart.svg, "text")
        if text.text in ("first", "second", "third")
    )
    assert all(below - above > 14.9 for above, below in itertools.pairwise(places))


def test_equal_figures_give_equal_bytes_and_nothing_that_a_policy_could_refuse() -> None:
    def drawn() -> bytes:
        return (
            line("A", TERMS, {"x": (1, 2, None)}).svg
            + bars("B", TERMS, {"y": (1, None, 0), "z": (2, 2, 2)}).svg
        )

    assert drawn() == drawn()
    for forbidden in (b"<style", b"style=", b"<script", b"<!--", b"href", b"id="):
        assert forbidden not in drawn()


def test_names_are_escaped() -> None:
    chart = line("A <b> & c", ("<i>",), {"<script>": (1,)})
    assert "<script>" in texts(chart.svg)
    assert b"<script>" not in chart.svg


@pytest.mark.parametrize("draw", [line, bars])
def test_mistakes_are_told(draw: type) -> None:
    with pytest.raises(ValueError, match="one to 4 series"):
        draw("A", TERMS, {})
    with pytest.raises(ValueError, match="2 figures for 3 labels"):
        draw("A", TERMS, {"x": (1, 2)})


def test_shapes_are_all_different_pictures() -> None:
    drawn = {shape(name) for name in SHAPES}
    assert len(drawn) == len(SHAPES)
    for picture in drawn:
        ET.fromstring(picture)  # noqa: S314  # our own bytes
    assert shape("high", "#ffffff") != shape("high")
    with pytest.raises(KeyError):
        shape("medium")


def test_a_small_line_has_gaps_and_ends_in_a_dot() -> None:
    made = small_line("Attendance", ["a", "b", "c", "d"], [94.5, None, 95, 96.1], unit="%")
    svg = made.svg.decode()
    assert svg.count("<polyline") == 2, "A gap interrupts the line."
    assert svg.count("<circle") == 2, "One dot for the figure that stands alone, one at the end."
    assert "style" not in svg
    assert made.rows == (("a", "94.5%"), ("b", "no figure"), ("c", "95%"), ("d", "96.1%"))
    assert "Small line: Attendance. This school: a 94.5%, b no figure" in made.alt
    assert small_line("Attendance", ["a", "b"], [5, 5]).svg, "What never moves has a line too."
    with pytest.raises(ValueError, match="as many labels"):
        small_line("Attendance", ["a"], [None])
