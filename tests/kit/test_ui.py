"""The template tags: every mark has its word, nothing missing looks like a rating, nothing typed is markup."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from kit import clock
from kit.marks import MISSING, SHAPES, Movement, draw, look_of, shade
from kit.templatetags.ui import in_words

HIGH = {"code": "high", "label": "High", "shape": "triangle", "position": 3, "of": 4}


def shown(source: str, **context: Any) -> str:
    return Template(source).render(Context(context)).strip()


class TestShade:
    @given(st.integers(2, 12))
    def test_any_scale_runs_from_the_palest_to_the_darkest_and_never_back(self, of: int) -> None:
        shades = [shade(position, of) for position in range(1, of + 1)]
        assert (shades[0], shades[-1]) == (1, 5)
        assert shades == sorted(shades)

    @pytest.mark.parametrize(
        ("of", "shades"), [(1, [1]), (2, [1, 5]), (3, [1, 3, 5]), (4, [1, 2, 4, 5]), (5, [1, 2, 3, 4, 5])]
    )
    def test_scales_of_up_to_five_steps_have_a_shade_for_each(self, of: int, shades: list[int]) -> None:
        assert [shade(position, of) for position in range(1, of + 1)] == shades

    @pytest.mark.parametrize(("position", "of"), [(0, 4), (5, 4), (-1, 3)])
    def test_a_position_off_the_scale_is_refused(self, position: int, of: int) -> None:
        with pytest.raises(ValueError, match="not between"):
            shade(position, of)


class TestRisk:
    @pytest.mark.parametrize("step", [HIGH, SimpleNamespace(**HIGH)], ids=["dict", "object"])
    def test_a_step_has_word_shape_and_shade(self, step: Any) -> None:
        html = shown("{% risk step %}", step=step)
        assert "High</span>" in html
        assert SHAPES["triangle"].d in html
        assert "shade-4" in html

    @pytest.mark.parametrize("code", MISSING)
    def test_what_is_missing_has_no_shade_and_a_mark_of_its_own(self, code: str) -> None:
        for step in (code, {"code": code, "label": "In the framework's words"}):
            look = look_of(step)
            assert "shade" not in look.css
            assert look.shape not in {"circle", "half", "square", "triangle", "diamond"}
        assert len({look_of(other).label for other in MISSING}) == len(MISSING)

    @pytest.mark.parametrize("nothing", [None, ""])
    def test_nothing_at_all_is_unrated_and_never_low(self, nothing: Any) -> None:
        assert look_of(nothing) == look_of("unrated")

    def test_a_word_that_is_no_state_is_refused_rather_than_guessed(self) -> None:
        with pytest.raises(KeyError):
            look_of("low")

    def test_a_label_is_escaped(self) -> None:
        html = shown("{% risk step %}", step={**HIGH, "label": "<b>High</b>"})
        assert "&lt;b&gt;High" in html


class TestMovement:
    @pytest.mark.parametrize(
        ("moved", "words"),
        [
            ("higher", "higher risk than last term"),
            (2, "higher risk than last term"),
            (-1, "lower risk than last term"),
            (0, "same as last term"),
            (Movement.NOT_COMPARABLE, "not comparable with last term"),
            ("first", "rated for the first time"),
        ],
    )
    def test_it_says_which_way_risk_went(self, moved: Any, words: str) -> None:
        for short in (True, False):
            assert words in shown("{% movement moved short=short %}", moved=moved, short=short)

    def test_short_hides_the_words_from_the_eye_only(self) -> None:
        assert "visually-hidden" in shown("{% movement 1 short=True %}")

    def test_nothing_says_nothing(self) -> None:
        assert shown("{% movement None %}") == ""

    def test_another_term_can_be_named(self) -> None:
        assert "than spring 2026" in shown('{% movement 1 since="spring 2026" %}')


class TestShapes:
    def test_no_two_look_the_same(self) -> None:
        drawn = {name: draw(name) for name in SHAPES if name != "ring"}
        assert len(set(drawn.values())) == len(drawn)

    @pytest.mark.parametrize("name", SHAPES)
    def test_each_is_hidden_from_screen_readers_and_takes_the_colour_of_its_word(self, name: str) -> None:
        assert 'aria-hidden="true"' in draw(name)
        assert "currentColor" in draw(name)
        assert "style" not in draw(name)


class TestDates:
    def test_a_date_is_said_in_full(self) -> None:
        assert in_words(date(2026, 12, 11)) == "Friday 11 December 2026"
        assert shown("{% long_date day %}", day=date(2026, 12, 11)) == (
            '<time datetime="2026-12-11">Friday 11 December 2026</time>'
        )

    def test_a_moment_is_the_day_it_is_here(self) -> None:
        """Half past eleven at night in UTC in June is past midnight in London."""
        assert in_words(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "Wednesday 1 July 2026"

    @pytest.mark.parametrize(
        ("day", "far"),
        [
            (date(2026, 11, 23), ", today"),
            (date(2026, 11, 24), ", tomorrow"),
            (date(2026, 12, 2), ", in 9 days"),
            (date(2026, 11, 22), ", 1 day overdue"),
            (date(2026, 11, 1), ", 22 days overdue"),
        ],
    )
    def test_a_due_date_says_how_far_off_it_is(self, day: date, far: str) -> None:
        with clock.set_to(datetime(2026, 11, 23, 19, tzinfo=UTC)):
            html = shown("{% due_date day %}", day=day)
        assert far in html
        assert ("is-late" in html) == ("overdue" in far)

    def test_no_date_is_said(self) -> None:
        assert shown("{% due_date None %}") == "No date set"
        assert shown("{% long_date None %}") == ""


class TestWords:
    def test_progress_is_said_as_well_as_drawn(self) -> None:
        html = shown('{% progress_bar 27 39 "KPIs rated" %}')
        assert "27 of 39 KPIs rated" in html
        assert 'value="27" max="39"' in html

    def test_a_progress_of_nothing_is_no_division(self) -> None:
        assert 'max="1"' in shown("{% progress_bar 0 0 %}")

    @pytest.mark.parametrize("tone", ["quiet", "open", "current", "done", "late", "stopped"])
    def test_a_badge_has_its_word(self, tone: str) -> None:
        assert "Held</span>" in shown("{% status_badge 'Held' tone %}", tone=tone)

    def test_a_tone_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(KeyError):
            shown('{% status_badge "Held" "green" %}')

    @pytest.mark.parametrize(
        ("role", "said"),
        [("Headteacher", "headteacher"), (SimpleNamespace(title="Acting headteacher"), "acting headteacher"),
         ("SENCO", "SENCO")],
    )  # fmt: skip
    def test_a_person_comes_with_their_role(self, role: Any, said: str) -> None:
        html = shown("{% person_with_role person role %}", person="Amira Khan", role=role)
        assert f'Amira Khan, <span class="person-role">{said}</span>' in html

    def test_a_person_without_a_post_is_named_alone(self) -> None:
        person = SimpleNamespace(current_posts=[], __str__=lambda: "x")
        assert "person-role" not in shown("{% person_with_role person %}", person=person)
        assert shown("{% person_with_role None %}") == "Nobody yet"

    def test_text_from_people_is_paragraphs_and_never_markup(self) -> None:
        html = shown("{{ text|plain }}", text="One <b>thing</b>\nand on\n\n\nAnother")
        assert html == (
            '<p class="typed">One &lt;b&gt;thing&lt;/b&gt;\nand on</p><p class="typed">Another</p>'
        )
        assert shown("{{ text|plain }}", text=None) == ""

    @given(st.text())
    def test_no_text_ever_becomes_markup(self, text: str) -> None:
        html = shown("{{ text|plain }}", text=text)
        assert html.replace('<p class="typed">', "").replace("</p>", "").count("<") == 0


class Sample(forms.Form):
    focus = forms.CharField(label="Focus")
    strand = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)

    def clean(self) -> None:
        raise forms.ValidationError("The two do not go together.")


class TestErrorSummary:
    def test_each_error_leads_to_its_field(self) -> None:
        html = shown("{% field_errors_summary form %}", form=Sample({}))
        assert "There are 3 problems" in html
        assert '<a href="#id_focus">Focus: ' in html
        assert '<a href="#id_strand_0">Strand: ' in html
        assert "<li>The two do not go together.</li>" in html
        assert 'tabindex="-1"' in html

    def test_the_first_choice_of_a_row_of_choices_is_where_its_link_leads(self) -> None:
        assert 'id="id_strand_0"' in str(Sample({})["strand"])

    def test_the_forms_of_a_formset_are_read_as_well(self) -> None:
        formset = forms.formset_factory(Sample)(
            {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-focus": ""}
        )
        assert '<a href="#id_form-0-focus">' in shown("{% field_errors_summary form %}", form=formset)

    @pytest.mark.parametrize("form", [Sample(), None])
    def test_without_errors_there_is_nothing(self, form: Any) -> None:
        assert shown("{% field_errors_summary form %}", form=form) == ""


class TestHeatCell:
    def test_a_cell_has_word_shape_movement_and_the_name_of_its_column(self) -> None:
        html = shown('{% heat_cell step 1 "/x/" "Roll" %}', step=HIGH)
        assert '<a href="/x/">' in html
        assert "High" in html
        assert "shade-4" in html
        assert "higher risk than last term" in html
        assert 'data-label="Roll"' in html
