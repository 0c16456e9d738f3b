"""The arithmetic of contrast, against the figures of the standard, and the colour a trust may choose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from kit.refusals import Refused
from schools.accent import DARKEST_GROUND, can_be_read, contrast, luminance
from schools.models.trust import DEFAULT_ACCENT
from schools.services.settings import change_settings

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")
TOKENS = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()


def test_black_on_white_is_twenty_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == 1


@pytest.mark.parametrize(("colour", "figure"), [("#767676", 4.54), ("#777777", 4.48), ("#0000ff", 8.59)])
def test_known_figures(colour, figure):
    assert contrast(colour, "#FFFFFF") == pytest.approx(figure, abs=0.005)


@given(COLOURS, COLOURS)
def test_contrast_has_no_order_and_stays_within_one_and_twenty_one(one, other):
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21
    assert 0 <= luminance(one) <= 1


@given(COLOURS)
def test_a_colour_that_passes_can_be_read_on_white_as_well(colour):
    if can_be_read(colour) is None:
        assert contrast(colour, "#ffffff") >= 4.5


def test_the_darkest_ground_is_the_one_of_the_style_sheet():
    grounds = re.findall(r"--(?:paper|sheet|wash): (#[0-9a-f]{6})", TOKENS)
    assert len(grounds) == 3
    assert min(grounds, key=luminance) == DARKEST_GROUND
    assert can_be_read(DEFAULT_ACCENT) is None


@pytest.mark.parametrize(
    ("colour", "code"),
    [("#ffcc00", "too-pale"), ("#767676", "too-pale"), ("teal", "no-colour"), ("#12345", "no-colour"),
     ("#1f4e5f;} body{display:none", "no-colour"), ("#1f4e5f\n", "no-colour"), ("", "no-colour")],
)  # fmt: skip
def test_what_refuses_a_colour(colour, code):
    assert can_be_read(colour).code == code


def test_a_figure_just_too_low_is_not_rounded_up():
    assert "4.0 : 1" in can_be_read("#767676").sentence


def test_only_the_administrator_changes_the_settings(cast):
    wanted = {"trust": cast.trust, "accent": "#003366", "issues_reports_itself": True}
    for who in (cast.chief_executive, cast.headteacher, cast.foreign_administrator):
        with pytest.raises(Refused) as refused:
            change_settings(**wanted, by=who)
        assert refused.value.refusal.code == "not-yours"
    changed = change_settings(**wanted, by=cast.trust_administrator)
    assert (changed.accent, changed.issues_reports_itself) == ("#003366", True)


def test_the_style_sheet_is_that_of_ones_own_trust(cast, client_of):
    change_settings(
        trust=cast.trust, accent="#003366", issues_reports_itself=False, by=cast.trust_administrator
    )
    answer = client_of(cast.governor).get("/accent.css")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer.content == b":root { --accent: #003366 }\n"
    assert DEFAULT_ACCENT.encode() in client_of(cast.foreign_head).get("/accent.css").content


def test_a_style_sheet_holds_nothing_but_a_colour(cast, client_of):
    """Whatever way something else came into the column."""
    type(cast.trust).objects.filter(pk=cast.trust.pk).update(accent="red;}*{")
    assert DEFAULT_ACCENT.encode() in client_of(cast.governor).get("/accent.css").content
