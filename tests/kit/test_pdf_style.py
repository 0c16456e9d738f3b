"""The rules of the print style, read from the file: what keeps layout quick, and what keeps meaning in grey."""

import itertools
import re

from kit.charts import SHAPES
from kit.pdf.assets import STYLE, house_assets

CSS = re.sub(r"/\*.*?\*/", "", STYLE.read_text(), flags=re.S)
STEPS = ("low", "moderate", "high", "critical")


def colour(name: str) -> str:
    found = re.search(rf"--{name}: (#[0-9a-f]{{6}});", CSS)
    assert found, name
    return found[1]


def luminance(hexadecimal: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_nothing_in_it_makes_layout_slow() -> None:
    assert "anywhere" not in CSS
    assert not re.search(r"display:\s*(inline-)?(flex|grid)", CSS)
    assert re.search(r"table \{[^}]*table-layout: fixed; width: 100%", CSS)
    assert re.search(r"body \{[^}]*overflow-wrap: break-word", CSS)
    assert re.search(r"tr \{ break-inside: avoid", CSS)
    assert re.search(r"caption \{[^}]*break-after: avoid", CSS)


def test_it_names_nothing_that_is_not_there() -> None:
    named = set(re.findall(r"url\(\"?([^\")]*)", CSS))
    assert named
    assert named <= {f"asset:{name}" for name in house_assets()}
    assert not re.search(r"@import|https?:|local\(", CSS)


def test_risk_gets_darker_as_it_rises_and_stays_legible() -> None:
    grey = [luminance(colour(step)) for step in STEPS]
    assert grey == sorted(grey, reverse=True)
    assert all(contrast(colour(a), colour(b)) >= 1.2 for a, b in itertools.pairwise(STEPS))
    for step in STEPS[:3]:
        assert contrast(colour(step), colour("ink")) >= 4.5
    assert contrast(colour("critical"), colour("critical-ink")) >= 4.5
    assert contrast("#ffffff", colour("quiet")) >= 4.5
    assert contrast(colour("accent"), colour("accent-ink")) >= 4.5


def test_each_state_has_a_shape_of_its_own() -> None:
    states = (*STEPS, "not-rated", "not-applicable", "suppressed")
    shapes = [
        re.search(rf"\.risk\.{state} \{{[^}}]*asset:shape-([a-z-]*?)(?:-light)?\.svg", CSS)
        for state in states
    ]
    assert [shape and shape[1] for shape in shapes] == list(states)
    assert set(states) <= set(SHAPES)
    for way in ("up", "down", "level"):
        assert f".moved.{way} " in CSS
