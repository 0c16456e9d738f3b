"""Figures: three years together, a trust from its pupils, words for values."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmatrix.figure_words import distance_in_words, value_in_words, worth_in_words
from riskmatrix.figures import Figure, NoTrustFigure, TrustFigure, is_old, one_is_worth, pool, trust_figure
from riskmatrix.measured import Missing
from riskmatrix.spec import MeasureSpec, Unit


def measure(unit: Unit = "percent", counts: str = "pupil") -> MeasureSpec:
    return MeasureSpec(
        code="m",
        title="Attendance",
        unit=unit,
        direction="neither" if unit == "date" else "higher_is_better",
        definition="Something that is counted.",
        counts=counts,
        cycle_months=5,
        periods=("term",),
    )


def counted(numerator: float, denominator: float, **more: bool) -> Figure:
    return Figure(100 * numerator / denominator, "now", int(denominator), numerator, denominator, **more)


def test_the_trust_is_added_up_from_pupils_and_schools_are_not_averaged() -> None:
    found = trust_figure(measure(), {"Alder": counted(10, 10), "Birch": counted(45, 90)})
    assert isinstance(found, TrustFigure)
    assert found.value == pytest.approx(55.0)
    assert (found.numerator, found.denominator, found.schools) == (55, 100, 2)
    assert found.sentence == "Added up from 2 schools, not averaged."


@pytest.mark.parametrize("lacking", [Figure(93.0, "now", 80), *(Figure(each, "now") for each in Missing)])
def test_a_school_whose_count_is_unknown_is_named(lacking: Figure) -> None:
    found = trust_figure(measure(), {"Alder": counted(9, 10), "Birch": lacking})
    if lacking.value is Missing.NOT_APPLICABLE:
        assert isinstance(found, TrustFigure)
        assert found.value == pytest.approx(90.0)
        assert found.left_out == ("Birch",)
        assert found.sentence.endswith("It does not apply to Birch.")
    else:
        assert isinstance(found, NoTrustFigure)
        assert found.lacking == ("Birch",)
        assert "is not known for Birch, and schools are not averaged" in found.sentence


def test_totals_are_sums_and_dates_are_no_figure_of_a_trust() -> None:
    found = trust_figure(measure("number"), {"Alder": Figure(3, "now"), "Birch": Figure(0, "now")})
    assert isinstance(found, TrustFigure)
    assert (found.value, found.denominator) == (3, None)
    assert isinstance(
        trust_figure(measure("date"), {"Alder": Figure(dt.date(2026, 1, 1), "now")}), NoTrustFigure
    )
    nobody = trust_figure(measure(), {"Alder": Figure(Missing.NOT_APPLICABLE, "now")})
    assert nobody == NoTrustFigure((), "Attendance applies to none of the trust's schools.")
    nought = trust_figure(measure(), {"Alder": Figure(0, "now", 0, 0, 0)})
    assert isinstance(nought, NoTrustFigure)


def test_provisional_parts_make_a_provisional_figure() -> None:
    found = trust_figure(measure(), {"Alder": counted(1, 2), "Birch": counted(1, 2, provisional=True)})
    assert isinstance(found, TrustFigure)
    assert found.provisional


def test_three_years_weigh_by_pupils() -> None:
    found = pool(measure(), [counted(8, 8), counted(15, 30), counted(6, 12)])
    assert found is not None
    assert found.value == pytest.approx(58.0)
    assert (found.years, found.cohort, found.period) == (3, 50, "now to now")
    by_cohort = pool(measure(), [Figure(100, "a", 10), Figure(50, "b", 30), Figure(50, "c", 10)])
    assert by_cohort is not None
    assert by_cohort.value == pytest.approx(60.0)


def test_three_years_are_not_pooled_from_less() -> None:
    year = counted(8, 10)
    assert pool(measure(), [year, year]) is None
    assert pool(measure(), [year, Figure(Missing.SUPPRESSED, "now"), year]) is None
    assert pool(measure(), [year, Figure(Missing.SUPPRESSED, "now", 10), year]) is None
    assert pool(measure(), [year, Figure(80, "now"), year]) is None
    assert pool(measure("number"), [year, year, year]) is None
    assert pool(measure(), [Figure(Missing.SUPPRESSED, "then"), year, year, year]) is not None


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 300)), min_size=1, max_size=8))
def test_a_trust_lies_between_its_schools(parts: list[tuple[int, int]]) -> None:
    schools = {str(i): counted(min(n, d), d) for i, (n, d) in enumerate(parts)}
    found = trust_figure(measure(), schools)
    assert isinstance(found, TrustFigure)
    values = [float(each.value) for each in schools.values() if isinstance(each.value, float)]
    assert min(values) - 1e-9 <= found.value <= max(values) + 1e-9


def test_what_one_is_worth() -> None:
    assert one_is_worth(measure(), 8) == 12.5
    assert one_is_worth(measure(), None) is None
    assert one_is_worth(measure(), 0) is None
    assert one_is_worth(measure("score"), 8) is None
    staff = measure(counts="member of staff")
    assert worth_in_words(staff, 10.0) == "one member of staff is worth 10.0 percentage points"
    assert worth_in_words(staff, None) == ""


def test_a_value_is_old_after_its_cycle() -> None:
    spoke = dt.date(2026, 6, 15)
    assert not is_old(measure(), spoke, dt.date(2026, 11, 14))
    assert is_old(measure(), spoke, dt.date(2026, 11, 15))


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        ("percent", 94.25, "94.2%"),
        ("per-100-pupils", 2.271, "2.27 per 100 pupils"),
        ("days", 1.0, "1.0 day"),
        ("pounds", -12345.6, "-£12,346"),
        ("score", 1.25, "+1.2"),
        ("number", 1200, "1,200"),
        ("number", 0.5, "0.5"),
        ("date", dt.date(2026, 3, 3), "3 March 2026"),
    ],
)
def test_values_in_words(unit: Unit, value: float | dt.date, words: str) -> None:
    assert value_in_words(unit, value) == words


def test_distances_in_words() -> None:
    assert distance_in_words("percent", -1.0) == "1.0 percentage point"
    assert distance_in_words("score", -2.5) == "2.5 points"
    assert distance_in_words("days", 3) == "3.0 days"


def test_what_is_no_figure() -> None:
    with pytest.raises(ValueError, match="finite"):
        Figure(float("nan"), "now")
    with pytest.raises(ValueError, match="below nought"):
        Figure(1.0, "now", cohort=-1)
