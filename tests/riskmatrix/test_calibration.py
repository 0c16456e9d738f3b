"""How far a school's ratings can be relied on: groups, what is not compared, what small numbers are drawn towards."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmatrix.agreement import Pair
from riskmatrix.agreement_figures import Kappa, NotDefined, Share, TooFew
from riskmatrix.calibration import (
    Calibration,
    Calibrations,
    Prior,
    TwoRatings,
    calibrate,
    calibrate_all,
    prior,
)
from riskmatrix.calibration_features import Feature, FeatureCode, Verdict, features
from riskmatrix.calibration_rules import CalibrationRules
from riskmatrix.outcomes import State

RULES = CalibrationRules()
STEPS = 4
Side = int | State


def rated(own: Side, moderated: Side, *, criterion: str = "a", term: str = "autumn") -> TwoRatings:
    return TwoRatings(criterion, "kpi", term, own, moderated)


def group(*pairs: Pair, rules: CalibrationRules = RULES, towards: Prior | None = None) -> Calibration:
    return calibrate([rated(s, m) for s, m in pairs], steps=STEPS, rules=rules, towards=towards)


def mixed(kinder: int, same: int, stricter: int = 0) -> list[Pair]:
    """Pairs a step apart in either direction, and at the same step."""
    return [(0, 1)] * kinder + [(2, 2)] * same + [(2, 1)] * stricter


sides: st.SearchStrategy[Side] = st.one_of(
    st.integers(0, STEPS - 1), st.sampled_from([State.UNRATED, State.NOT_APPLICABLE])
)
answers = st.lists(
    st.builds(
        rated,
        sides,
        sides,
        criterion=st.sampled_from(["a", "b", "c"]),
        term=st.sampled_from(["autumn", "spring", "summer"]),
    ),
    max_size=80,
)


@given(answers)
def test_everything_is_counted_once_and_only_pairs_count(ratings: list[TwoRatings]) -> None:
    every = calibrate_all(ratings, steps=STEPS, rules=RULES)
    whole = every.whole
    assert whole.n + whole.unrated + whole.not_applicable == len(ratings)
    for groups in (every.criteria.values(), every.terms.values()):
        assert sum(g.n for g in groups) == whole.n
        assert sum(g.unrated for g in groups) == whole.unrated
        assert sum(g.not_applicable for g in groups) == whole.not_applicable
    only = calibrate([r for r in ratings if r.pair is not None], steps=STEPS, rules=RULES)
    assert replace(whole, unrated=0, not_applicable=0) == only


@given(answers)
def test_each_group_is_what_its_ratings_alone_would_give(ratings: list[TwoRatings]) -> None:
    every = calibrate_all(ratings, steps=STEPS, rules=RULES)
    for code, found in every.criteria.items():
        assert found == calibrate([r for r in ratings if r.criterion == code], steps=STEPS, rules=RULES)
    for term, found in every.terms.items():
        assert found == calibrate([r for r in ratings if r.term == term], steps=STEPS, rules=RULES)
    assert list(every.terms) == list(dict.fromkeys(r.term for r in ratings))


@given(answers)
def test_where_there_is_no_figure_there_is_no_shrunk_one(ratings: list[TwoRatings]) -> None:
    found = calibrate(ratings, steps=STEPS, rules=RULES, towards=Prior(0.7, 0.7))
    assert isinstance(found.bias, float) == isinstance(found.shrunk_bias, float)
    assert isinstance(found.kappa, Kappa) == isinstance(found.shrunk_kappa, float)
    if found.n < RULES.least_pairs:
        few = TooFew(found.n, RULES.least_pairs)
        assert {found.bias, found.exact, found.adjacent, found.kappa, found.shrunk_kappa} == {few}


def test_what_is_unrated_or_does_not_apply_is_apart() -> None:
    away, unrated = State.NOT_APPLICABLE, State.UNRATED
    found = calibrate(
        [rated(1, unrated), rated(unrated, unrated), rated(away, 2), rated(unrated, away), rated(0, 0)],
        steps=STEPS,
        rules=RULES,
    )
    assert (found.n, found.unrated, found.not_applicable) == (1, 2, 2)
    assert found.bias == TooFew(1, 10)
    assert found.terms == ("autumn",)


def test_a_term_without_a_pair_is_no_term_of_the_figures() -> None:
    ratings = [rated(0, 1), rated(0, State.UNRATED, term="spring")]
    every = calibrate_all(ratings, steps=STEPS, rules=RULES)
    assert every.whole.terms == ("autumn",)
    assert every.terms["spring"].bias == TooFew(0, 10)


def test_worked_example_of_a_school() -> None:
    found = group(*mixed(kinder=10, same=8, stricter=2))
    assert found.bias == pytest.approx((10 - 2) / 20)
    assert found.shrunk_bias == pytest.approx(8 / 30)
    assert (found.exact, found.adjacent) == (Share(8, 20), Share(20, 20))
    assert isinstance(found.kappa, Kappa)
    assert found.shrunk_kappa == pytest.approx(found.kappa.value * 20 / 30)


def trusts(*ratings: TwoRatings) -> Calibrations:
    return calibrate_all(ratings, steps=STEPS, rules=RULES)


def test_small_numbers_are_drawn_towards_the_trusts_own() -> None:
    trust = trusts(
        *(rated(s, m, criterion="a") for s, m in mixed(10, 10)),  # half a step
        *(
            rated(s, m, criterion="b", term="spring") for s, m in mixed(20, 0)
        ),  # a whole one, in a single step
    )
    assert isinstance(trust.whole.kappa, Kappa)
    school = calibrate_all(
        [
            *(rated(s, m, criterion="a") for s, m in mixed(0, 5, 5)),
            *(rated(s, m, criterion="b", term="spring") for s, m in mixed(0, 6, 4)),
            *(rated(s, m, criterion="c", term="summer") for s, m in mixed(0, 10)),
        ],
        steps=STEPS,
        rules=RULES,
        trust=trust,
    )
    assert school.criteria["a"].shrunk_bias == pytest.approx((-0.5 + 0.5) / 2)
    assert school.criteria["b"].shrunk_bias == pytest.approx((-0.4 + 1) / 2)
    assert school.criteria["c"].shrunk_bias == pytest.approx((0 + 0.75) / 2)  # the trust has none: its whole
    assert school.terms["spring"].shrunk_bias == school.criteria["b"].shrunk_bias
    assert school.whole.shrunk_bias == pytest.approx((-9 + 10 * 0.75) / 40)
    # In criterion b the trust has a bias, but no kappa: each figure looks for its own source.
    assert prior(trust.criteria["b"], trust.whole) == Prior(1.0, trust.whole.kappa.value)


def test_without_a_trust_small_numbers_are_drawn_towards_nought() -> None:
    assert prior() == prior(None) == prior(group((0, 1))) == Prior(0, 0)
    assert group(*mixed(10, 0, 0)).shrunk_bias == pytest.approx(0.5)
    assert group(*mixed(10, 0, 0), towards=Prior(1.0)).shrunk_bias == pytest.approx(1)
    assert group(*mixed(10, 0), rules=replace(RULES, prior_weight=0)).shrunk_bias == 1


def verdicts(
    *pairs: Pair, rules: CalibrationRules = RULES, towards: Prior | None = None
) -> tuple[Verdict, Verdict]:
    accurate, generous = features(group(*pairs, rules=rules, towards=towards), rules)
    assert (accurate.code, generous.code) == (FeatureCode.ACCURATE, FeatureCode.GENEROUS)
    return accurate.verdict, generous.verdict


MET, NOT_MET, CANNOT_TELL = Verdict


def test_the_strategys_features() -> None:
    assert verdicts(*mixed(2, 18)) == (MET, NOT_MET)
    assert verdicts(*mixed(6, 14)) == (NOT_MET, NOT_MET)  # 0.3 too kind: neither
    assert verdicts(*mixed(20, 5)) == (NOT_MET, MET)
    assert verdicts(*mixed(0, 5, 20)) == (NOT_MET, NOT_MET)  # strict is not generous, nor accurate
    assert verdicts(*mixed(0, 14, 6)) == (NOT_MET, NOT_MET)  # 0.3 too strict, though most are the same
    assert verdicts(*mixed(8, 4, 8)) == (NOT_MET, NOT_MET)  # what cancels out is not accurate
    assert verdicts(*mixed(9, 0)) == (CANNOT_TELL, CANNOT_TELL)
    assert verdicts() == (CANNOT_TELL, CANNOT_TELL)


def test_the_thresholds_themselves_count() -> None:
    exactly = replace(RULES, accurate_within=0.3, accurate_agreement=0.7, prior_weight=0)
    assert verdicts(*mixed(3, 7), rules=exactly) == (MET, NOT_MET)
    assert verdicts(*mixed(5, 5), rules=exactly) == (NOT_MET, MET)
    assert verdicts(*mixed(3, 7), rules=replace(exactly, accurate_within=0.29)) == (NOT_MET, NOT_MET)
    assert verdicts(*mixed(3, 7), rules=replace(exactly, accurate_agreement=0.71)) == (NOT_MET, NOT_MET)
    assert verdicts(*mixed(5, 5), rules=replace(exactly, generous_from=0.51)) == (NOT_MET, NOT_MET)


def test_few_ratings_make_nobody_generous_and_neither_do_other_schools() -> None:
    assert verdicts(*mixed(8, 2)) == (NOT_MET, NOT_MET)  # 0.8, but steadied 0.4
    assert verdicts(*mixed(32, 8)) == (NOT_MET, MET)  # as generous, from enough ratings
    assert verdicts(*mixed(4, 6), towards=Prior(1.5)) == (
        NOT_MET,
        NOT_MET,
    )  # 0.4; steadied 0.95 by the others


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=40),
    st.floats(-3, 3),
    st.builds(
        CalibrationRules,
        least_pairs=st.integers(2, 15),
        accurate_within=st.floats(0, 0.5),
        generous_from=st.floats(0.51, 2),
        accurate_agreement=st.floats(0, 1),
    ),
)
def test_nobody_is_accurate_and_generous_at_once(
    pairs: list[Pair], towards: float, rules: CalibrationRules
) -> None:
    both = verdicts(*pairs, rules=rules, towards=Prior(towards))
    assert both != (MET, MET)
    assert (CANNOT_TELL in both) == (len(pairs) < rules.least_pairs)


def test_a_feature_carries_its_figures_and_says_them() -> None:
    found = group(*mixed(3, 16, 1))
    accurate, generous = features(found, RULES)
    assert accurate.sentence == (
        "The school’s ratings are on average 0.1 steps more kindly than the moderators’ (accurate: 0.25 at most, "
        "either way), and 16 of 20 are at the same step, 80% (accurate: at least 70%)."
    )
    assert generous.sentence == (
        "The school’s 20 ratings are on average 0.1 steps more kindly than the moderators’; steadied for their number, "
        "0.07 steps more kindly. Overly generous is 0.5 more kindly in both."
    )
    assert accurate.rule == "calibration.judges-itself-accurately"
    for each in (accurate, generous):
        assert figures(each) == (found.n, found.bias, found.shrunk_bias, found.exact)
    too_few = features(group((0, 1)), RULES)[0]
    assert too_few.sentence == "Only 1 rating can be compared; at least 10 are needed."


def figures(feature: Feature) -> tuple[object, ...]:
    return feature.n, feature.bias, feature.shrunk_bias, feature.exact


@pytest.mark.parametrize(
    "wrong",
    [
        {"least_pairs": 1},
        {"accurate_within": -0.1},
        {"accurate_within": 0.5, "generous_from": 0.5},
        {"generous_from": float("inf")},
        {"accurate_agreement": 1.1},
        {"accurate_agreement": -0.1},
        {"prior_weight": -1},
        {"prior_weight": float("nan")},
    ],
)
def test_rules_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        CalibrationRules(**wrong)  # type: ignore[arg-type]


def test_ratings_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="kpi is rated, so its position"):
        rated(State.RATED, 1)
    with pytest.raises(ValueError, match="kpi is rated 4, but the scale runs from 0 to 3"):
        group((0, 4))
    with pytest.raises(ValueError, match="kpi is rated -1"):
        group((-1, 0))
    with pytest.raises(ValueError, match="at least 2 steps"):
        calibrate([], steps=1, rules=RULES)


def test_a_single_step_is_not_defined_here_either() -> None:
    found = group(*mixed(12, 0))
    assert isinstance(found.kappa, NotDefined)
    assert found.shrunk_kappa == found.kappa
    assert found.bias == 1
