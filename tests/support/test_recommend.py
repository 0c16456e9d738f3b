"""A recommendation says which category, why, and when nobody can tell; gates cannot be averaged away."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import support
from support.recommend import Answer, CriterionScore, ScoreState, SeriousKpi, recommend
from support.spec import load

OFFER = load(Path(support.__file__).parent / "packs" / "trust-offer.yaml")
ACADEMIC = OFFER.strand("academic")
ORDER = [category.code for category in ACADEMIC.categories]
CRITICAL = SeriousKpi("s175", "Section 175 audit", "critical")


def scored(score: float, code: str = "teaching", weight: float = 1, *serious: SeriousKpi) -> CriterionScore:
    return CriterionScore(code, code.title(), score, weight, ScoreState.SCORED, serious)


def without(state: ScoreState, code: str, *serious: SeriousKpi) -> CriterionScore:
    return CriterionScore(code, code.title(), None, 1, state, serious)


@pytest.mark.parametrize(
    ("score", "category"),
    [
        (0, "sustain"),
        (20, "sustain"),
        (20.04, "sustain"),  # shown as 20.0, and what is shown decides
        (20.06, "refine"),
        (40, "refine"),
        (40.1, "reinforce"),
        (60, "reinforce"),
        (60.1, "stabilise"),
        (100, "stabilise"),
    ],
)
def test_thresholds(score: float, category: str):
    found = recommend(ACADEMIC, [scored(score)])

    assert (found.answer, found.category) == (Answer.RECOMMENDED, category)


def test_the_mean_is_weighted_and_its_contributions_are_shown():
    found = recommend(ACADEMIC, [scored(60, "teaching", 3), scored(0, "roll", 1)])

    assert (found.score, found.category) == (Decimal("45.0"), "reinforce")
    assert [(each.code, each.points, each.most) for each in found.contributions] == [
        ("teaching", Decimal("45.0"), Decimal("75.0")),
        ("roll", Decimal("0.0"), Decimal("25.0")),
    ]
    assert found.reasons[0].rule_id == "category.weighted-mean"
    assert found.reasons[0].sentence == (
        "The weighted mean of the 2 criteria is 45.0 of 100; above 40 and up to 60 is Reinforce."
    )


def test_a_critical_safeguarding_kpi_never_leaves_a_school_in_sustain_or_refine():
    found = recommend(ACADEMIC, [scored(0), scored(5, "safeguarding", 1, CRITICAL)])

    assert found.category == "reinforce"
    assert {reason.rule_id for reason in found.reasons} == {
        "category.weighted-mean",
        "category.gate.safeguarding-critical",
        "category.gate.any-critical",
    }
    gate = next(each for each in found.reasons if each.rule_id == "category.gate.safeguarding-critical")
    assert "At critical: Section 175 audit. No better than Reinforce." in gate.sentence


def test_a_critical_kpi_elsewhere_only_keeps_a_school_out_of_sustain():
    assert recommend(ACADEMIC, [scored(0, "teaching", 1, CRITICAL)]).category == "refine"


def test_three_critical_kpis_make_stabilise_and_one_kpi_counts_once():
    three = [SeriousKpi(code, code, "critical") for code in ("a", "b", "c")]

    assert recommend(ACADEMIC, [scored(0, "teaching", 1, *three)]).category == "stabilise"
    assert recommend(ACADEMIC, [scored(0, "teaching", 1, three[0], three[0], three[0])]).category == "refine"


def test_a_kpi_at_another_step_opens_no_gate():
    assert (
        recommend(ACADEMIC, [scored(0, "safeguarding", 1, SeriousKpi("x", "X", "high"))]).category
        == "sustain"
    )


def test_a_gate_never_lifts_a_school_to_a_better_category():
    assert recommend(ACADEMIC, [scored(90, "safeguarding", 1, CRITICAL)]).category == "stabilise"


def test_an_unrated_criterion_means_nobody_can_tell_and_known_gates_are_still_said():
    found = recommend(
        ACADEMIC, [without(ScoreState.INCOMPLETE, "teaching"), scored(0, "safeguarding", 1, CRITICAL)]
    )

    assert (found.answer, found.category, found.score) == (Answer.CANNOT_TELL, None, None)
    assert found.contributions == ()
    assert found.reasons[0].sentence == "1 of 2 criteria have no full score yet: Teaching."
    assert "category.gate.safeguarding-critical" in {reason.rule_id for reason in found.reasons}


def test_what_does_not_apply_is_left_out_and_is_not_low_risk():
    found = recommend(ACADEMIC, [scored(50), without(ScoreState.NOT_APPLICABLE, "early-years")])

    assert found.score == Decimal("50.0")
    assert [each.code for each in found.contributions] == ["teaching"]


@pytest.mark.parametrize("scores", [[], [without(ScoreState.NOT_APPLICABLE, "early-years")]])
def test_nothing_scored_means_nobody_can_tell(scores: list[CriterionScore]):
    found = recommend(ACADEMIC, scores)

    assert (found.answer, found.category) == (Answer.CANNOT_TELL, None)
    assert found.reasons[0].rule_id == "category.nothing-scored"


def test_near_a_boundary_both_ways():
    near = recommend(ACADEMIC, [scored(20.4)]).near_boundary
    below = recommend(ACADEMIC, [scored(38)])

    assert [(each.towards, each.points) for each in near] == [("sustain", Decimal("0.4"))]
    assert [(each.towards, each.points) for each in below.near_boundary] == [("reinforce", Decimal("2.1"))]
    assert below.reasons[-1].sentence == "The score is 2.1 points from Reinforce."
    assert recommend(ACADEMIC, [scored(30)]).near_boundary == ()


def test_a_category_that_a_gate_forbids_is_not_near():
    assert recommend(ACADEMIC, [scored(38, "safeguarding", 1, CRITICAL)]).near_boundary == ()


@pytest.mark.parametrize(
    ("score", "state", "weight"),
    [
        (None, ScoreState.SCORED, 1),
        (50.0, ScoreState.INCOMPLETE, 1),
        (101.0, ScoreState.SCORED, 1),
        (float("nan"), ScoreState.SCORED, 1),
        (50.0, ScoreState.SCORED, 0),
    ],
)
def test_a_score_that_contradicts_itself_is_refused(score: float | None, state: ScoreState, weight: float):
    with pytest.raises(ValueError, match=r"must|exactly"):
        CriterionScore("a", "A", score, weight, state)


def test_a_criterion_given_twice_is_refused():
    with pytest.raises(ValueError, match="once"):
        recommend(ACADEMIC, [scored(1), scored(2)])


figures = st.lists(
    st.tuples(st.floats(0, 100), st.floats(0.01, 100), st.sampled_from([(), (CRITICAL,)])),
    min_size=1,
    max_size=12,
)


@given(figures)
def test_contributions_add_up_and_never_exceed_their_most(
    given_figures: list[tuple[float, float, tuple[SeriousKpi]]],
):
    scores = [scored(score, f"c{n}", weight, *kpis) for n, (score, weight, kpis) in enumerate(given_figures)]
    found = recommend(ACADEMIC, scores)
    mean = sum(score * weight for score, weight, _ in given_figures) / sum(
        weight for _, weight, _ in given_figures
    )

    assert sum(each.points for each in found.contributions) == found.score
    assert sum(each.most for each in found.contributions) == 100
    assert abs(float(found.score or 0) - mean) <= 0.0500001
    assert all(each.points <= each.most + Decimal("0.1") for each in found.contributions)


@given(figures)
def test_a_gate_only_ever_holds_a_school_back(given_figures: list[tuple[float, float, tuple[SeriousKpi]]]):
    with_gates = [scored(s, f"c{n}", w, *kpis) for n, (s, w, kpis) in enumerate(given_figures)]
    without_gates = [scored(s, f"c{n}", w) for n, (s, w, _) in enumerate(given_figures)]
    held, free = recommend(ACADEMIC, with_gates).category, recommend(ACADEMIC, without_gates).category

    assert held is not None
    assert free is not None
    assert ORDER.index(held) >= ORDER.index(free)


@given(st.floats(0, 100), st.floats(0, 100))
def test_more_risk_never_gives_a_better_category(one: float, other: float):
    low, high = sorted((one, other))
    places = [ORDER.index(recommend(ACADEMIC, [scored(each)]).category or "") for each in (low, high)]

    assert places[0] <= places[1]


@given(st.integers(0, 1000))
def test_what_is_said_to_be_near_really_flips_the_category(tenths: int):
    found = recommend(ACADEMIC, [scored(tenths / 10)])
    for near in found.near_boundary:
        better = ORDER.index(near.towards) < ORDER.index(found.category or "")
        moved = Decimal(tenths) / 10 + (-near.points if better else near.points)
        smaller = moved + (Decimal("0.1") if better else Decimal("-0.1"))
        assert recommend(ACADEMIC, [scored(float(moved))]).category == near.towards
        assert recommend(ACADEMIC, [scored(float(smaller))]).category == found.category
