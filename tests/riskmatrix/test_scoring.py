"""The arithmetic: contributions add up, more risk never scores less, and the unknown never passes for low."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmatrix.scoring import (
    Gate,
    Incomplete,
    Level,
    NothingApplicable,
    Outcome,
    RatedKpi,
    Scored,
    State,
    ladder_of,
    ratings_of,
    score_criterion,
    score_strand,
)
from riskmatrix.spec import FrameworkSpec, load

PACK = Path(__file__).parents[2] / "riskmatrix" / "packs" / "trust-risk-matrix.yaml"
LADDER = (
    Level("low", "Low", 0, 0),
    Level("moderate", "Moderate", 1 / 3, 15),
    Level("high", "High", 2 / 3, 40),
    Level("critical", "Critical", 1, 75),
)
STEPS = [level.severity for level in LADDER]
GATE = Gate("shut", 1.0, "critical", "high", "The door is shut.")
CRITERIA = {"a": 1.0, "b": 2.0, "c": 0.5}


def kpi(
    code: str, severity: float | None, *, weight: float = 1, criterion: str = "a", gated: bool = False
) -> RatedKpi:
    state = State.UNRATED if severity is None else State.RATED
    return RatedKpi(criterion, code, weight, severity, state, (GATE,) if gated else ())


def away(rating: RatedKpi) -> RatedKpi:
    return replace(rating, severity=None, state=State.NOT_APPLICABLE)


def rank(outcome: Scored) -> int:
    return LADDER.index(outcome.level)


def scored(outcome: Outcome) -> Scored:
    assert isinstance(outcome, Scored), outcome
    return outcome


def strand(ratings: list[RatedKpi]) -> Outcome:
    return score_strand(ratings, CRITERIA, LADDER)


weights = st.sampled_from([0.5, 1.0, 2.0, 3.0])


@st.composite
def answered(draw: st.DrawFn, *, min_size: int = 1, states: str = "ru-") -> list[RatedKpi]:
    """KPIs of up to three criteria: ``r`` rated, ``u`` unrated, ``-`` not applicable."""
    found = []
    for i in range(draw(st.integers(min_size, 12))):
        one = kpi(
            f"k{i}",
            draw(st.sampled_from(STEPS)),
            weight=draw(weights),
            criterion=draw(st.sampled_from(list(CRITERIA))),
            gated=draw(st.booleans()),
        )
        state = draw(st.sampled_from(states))
        open_ = replace(one, severity=None, state=State.UNRATED)
        found.append({"r": one, "-": away(one), "u": open_}[state])
    return found


@given(answered())
def test_contributions_add_up(ratings: list[RatedKpi]) -> None:
    outcome = strand(ratings)
    points = sum(c.points for c in outcome.contributions if c.points is not None)
    assert [c.kpi for c in outcome.contributions] == [r.kpi for r in ratings]
    if isinstance(outcome, NothingApplicable):
        assert points == 0
        return
    assert sum(c.max_points for c in outcome.contributions) == pytest.approx(100)
    known = outcome.percent if isinstance(outcome, Scored) else outcome.at_least
    assert points == pytest.approx(known)
    shares = [c.share for c in outcome.contributions if c.share is not None]
    assert sum(shares) == pytest.approx(1 if known > 0 else 0)
    for contribution in outcome.contributions:
        assert (contribution.points is None) == (contribution.state is not State.RATED)
        assert (contribution.max_points == 0) == (contribution.state is State.NOT_APPLICABLE)


@given(answered(states="r"), st.data())
def test_more_risk_never_scores_less(ratings: list[RatedKpi], data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(ratings) - 1))
    worse = data.draw(st.sampled_from([s for s in STEPS if s >= (ratings[i].severity or 0)]))
    before = scored(strand(ratings))
    after = scored(strand([*ratings[:i], replace(ratings[i], severity=worse), *ratings[i + 1 :]]))
    assert after.percent >= before.percent - 1e-9
    assert rank(after) >= rank(before)


@given(answered(states="r-", min_size=2), st.data())
def test_not_applicable_is_as_if_absent_and_never_helps_as_low_would(
    ratings: list[RatedKpi], data: st.DataObject
) -> None:
    i = data.draw(st.integers(0, len(ratings) - 1))
    one, rest = ratings[i], [*ratings[:i], *ratings[i + 1 :]]
    gone, absent = strand([*rest, away(one)]), strand(rest)
    assert type(gone) is type(absent)
    if isinstance(gone, Scored):
        as_low = scored(strand([*rest, replace(one, severity=0.0, state=State.RATED)]))
        assert gone.percent == pytest.approx(scored(absent).percent)
        assert gone.percent >= as_low.percent - 1e-9
        assert rank(gone) >= rank(as_low)


@given(answered())
def test_what_is_unrated_never_yields_a_score(ratings: list[RatedKpi]) -> None:
    states = {r.state for r in ratings}
    expected = (
        Incomplete if State.UNRATED in states else Scored if State.RATED in states else NothingApplicable
    )
    assert type(strand(ratings)) is expected


@given(answered(states="ru"), st.data())
def test_the_bounds_of_an_incomplete_outcome_hold_whatever_is_answered(
    ratings: list[RatedKpi], data: st.DataObject
) -> None:
    before = strand([*ratings, kpi("open", None, criterion="a")])
    assert isinstance(before, Incomplete)
    answers = st.sampled_from([*STEPS, None])
    complete = []
    for rating in [*ratings, kpi("open", None, criterion="a")]:
        answer = data.draw(answers) if rating.state is State.UNRATED else rating.severity
        now = away(rating) if answer is None else replace(rating, severity=answer, state=State.RATED)
        complete.append(now)
    after = strand(complete)
    if isinstance(after, Scored):
        assert before.at_least - 1e-9 <= after.percent <= before.at_most + 1e-9
        if before.level_at_least is not None:
            assert LADDER.index(before.level_at_least) <= rank(after)


@given(answered(), st.sampled_from([0.25, 4.0, 10.0]))
def test_only_the_proportion_of_weights_matters(ratings: list[RatedKpi], factor: float) -> None:
    one, other = strand(ratings), strand([replace(r, weight=r.weight * factor) for r in ratings])
    third = score_strand(ratings, {c: w * factor for c, w in CRITERIA.items()}, LADDER)
    for outcome in (other, third):
        assert type(outcome) is type(one)
        assert [c.max_points for c in outcome.contributions] == pytest.approx(
            [c.max_points for c in one.contributions]
        )
        if isinstance(one, Scored):
            assert (scored(outcome).percent, rank(scored(outcome))) == (pytest.approx(one.percent), rank(one))


@pytest.fixture(scope="module")
def framework() -> FrameworkSpec:
    return load(PACK)


MIRROR = {"low": "critical", "moderate": "high", "high": "moderate", "critical": "low"}


def mirrored(framework: FrameworkSpec) -> FrameworkSpec:
    """The same framework with the scale running the other way: each step's code now means its opposite."""
    data = framework.model_dump()
    data["polarity"] = "higher_is_better"
    for level in data["scoring"]["levels"]:
        level["step"] = MIRROR[level["step"]]
    gates = [*data["scoring"]["gates"], *(g for c in data["criteria"] for k in c["kpis"] for g in k["gates"])]
    for gate in gates:
        for key in ("at", "criterion_at_least", "strand_at_least"):
            gate[key] = gate[key] and MIRROR[gate[key]]
    suggestions = [s for c in data["criteria"] for k in c["kpis"] for s in k["suggestions"]]
    for threshold in (t for suggestion in suggestions for t in suggestion["thresholds"]):
        threshold["step"] = MIRROR[threshold["step"]]
    return FrameworkSpec.model_validate(data)


@cache
def both_ways() -> tuple[FrameworkSpec, FrameworkSpec]:
    framework = load(PACK)
    return framework, mirrored(framework)


@given(st.data())
def test_a_mirrored_scale_gives_the_same(data: st.DataObject) -> None:
    framework, flipped = both_ways()
    codes = [k.code for _, k in framework.kpis()]
    answers = {code: data.draw(st.sampled_from(list(MIRROR))) for code in codes}
    for side in ("academic", "operational"):
        crit = {c.code: c.weight for c in framework.criteria}
        one = scored(score_strand(ratings_of(framework, answers, strand=side), crit, ladder_of(framework)))
        turned = {code: MIRROR[step] for code, step in answers.items()}
        other = scored(score_strand(ratings_of(flipped, turned, strand=side), crit, ladder_of(flipped)))
        assert other.percent == pytest.approx(one.percent)
        assert other.level.step == MIRROR[one.level.step]
        assert [g.rule for g in other.gates] == [g.rule for g in one.gates]


def test_worked_example_of_a_criterion() -> None:
    outcome = scored(score_criterion([kpi("x", 0), kpi("y", 2 / 3, weight=2), kpi("z", 1 / 3)], LADDER))
    assert outcome.percent == pytest.approx(100 * (0 + 2 * 2 / 3 + 1 / 3) / 4)  # 41.7
    assert (outcome.level.step, outcome.rule) == ("high", "score.weighted-mean")
    assert outcome.sentence == (
        "The weighted mean of 3 KPIs is 42% of the maximum risk, which this framework shows as High."
    )
    assert [c.points for c in outcome.contributions] == pytest.approx([0, 100 / 3, 25 / 3])
    assert [c.max_points for c in outcome.contributions] == pytest.approx([25, 50, 25])
    assert outcome.contributions[1].share == pytest.approx(0.8)


def test_a_criterion_weighs_in_its_strand_however_many_kpis_it_has() -> None:
    ratings = [kpi("a1", 1, criterion="a"), kpi("b1", 0, criterion="b"), kpi("b2", 0, criterion="b")]
    assert scored(strand(ratings)).percent == pytest.approx(100 / 3)  # weights 1 : 2
    without_b = [ratings[0], away(ratings[1]), away(ratings[2])]
    assert scored(strand(without_b)).percent == pytest.approx(100)


def test_a_gate_holds_what_the_mean_would_forgive() -> None:
    ratings = [kpi("x", 1, gated=True), *(kpi(f"y{i}", 0) for i in range(9))]
    outcome = scored(score_criterion(ratings, LADDER))
    assert outcome.percent == pytest.approx(10)
    assert (outcome.level.step, outcome.rule) == ("critical", "gate.shut")
    assert outcome.sentence.endswith("by itself Low; held at Critical: The door is shut.")
    assert [(g.kpi, g.step) for g in outcome.gates] == [("x", "critical")]
    assert scored(strand(ratings)).level.step == "high"
    assert scored(score_criterion([kpi("x", 2 / 3, gated=True), *ratings[1:]], LADDER)).gates == ()


def test_a_gate_that_changes_nothing_is_listed_but_does_not_rule() -> None:
    outcome = scored(score_criterion([kpi("x", 1, gated=True)], LADDER))
    assert outcome.rule == "score.weighted-mean"
    assert [g.rule for g in outcome.gates] == ["gate.shut"]


def test_incomplete_tells_what_is_known_and_how_much_is_not() -> None:
    outcome = score_criterion([kpi("x", 2 / 3), kpi("y", None), kpi("z", 0, weight=2)], LADDER)
    assert isinstance(outcome, Incomplete)
    assert (outcome.at_least, outcome.at_most, outcome.unknown) == pytest.approx((100 / 6, 100 / 6 + 25, 25))
    assert (outcome.coverage.rated, outcome.coverage.expected, outcome.coverage.unrated) == (2, 3, 1)
    assert outcome.level_at_least is not None
    assert outcome.level_at_least.step == "moderate"
    assert "1 of 3 KPIs not yet rated (25% of the weight)" in outcome.sentence


def test_nothing_rated_is_not_low_risk() -> None:
    outcome = score_criterion([kpi("x", None), kpi("y", None)], LADDER)
    assert isinstance(outcome, Incomplete)
    assert outcome.level_at_least is None
    assert (outcome.at_least, outcome.at_most) == (0, pytest.approx(100))


def test_a_critical_rating_shows_through_what_is_still_unrated() -> None:
    outcome = score_criterion([kpi("x", 1, gated=True), *(kpi(f"y{i}", None) for i in range(9))], LADDER)
    assert isinstance(outcome, Incomplete)
    assert outcome.level_at_least is not None
    assert outcome.level_at_least.step == "critical"


def test_nothing_applicable_has_neither_score_nor_level() -> None:
    outcome = score_criterion([away(kpi("x", 0)), away(kpi("y", 1))], LADDER)
    assert isinstance(outcome, NothingApplicable)
    assert (outcome.coverage.expected, outcome.coverage.not_applicable) == (0, 2)
    assert isinstance(score_criterion([], LADDER), NothingApplicable)


def test_a_mean_on_the_edge_of_a_level_reaches_it() -> None:
    """It is 75 % on paper; the machine's thirds make 74.999… of it and must not lose the level."""
    given_weights, thirds = (0.5, 0.5, 3, 2), (1, 2, 2, 3)
    ratings = [kpi(f"k{i}", thirds[i] / 3, weight=given_weights[i]) for i in range(4)]
    outcome = scored(score_criterion(ratings, LADDER))
    assert outcome.percent < 75
    assert outcome.level.step == "critical"


def test_of_several_gates_the_worst_rules() -> None:
    milder = Gate("ajar", 1 / 3, "moderate", None, "The door is ajar.")
    first = replace(kpi("x", 1 / 3), gates=(milder,))
    outcome = scored(
        score_criterion([first, kpi("y", 1, gated=True), *(kpi(f"z{i}", 0) for i in range(8))], LADDER)
    )
    assert [g.rule for g in outcome.gates] == ["gate.shut", "gate.ajar"]
    assert (outcome.level.step, outcome.rule) == ("critical", "gate.shut")


@pytest.mark.parametrize(
    ("weight", "severity", "state"),
    [(0, 0.5, State.RATED), (1, None, State.RATED), (1, 0.0, State.UNRATED), (1, 1.5, State.RATED)],
)
def test_a_rating_that_contradicts_itself_is_refused(
    weight: float, severity: float | None, state: State
) -> None:
    with pytest.raises(ValueError, match="x"):
        RatedKpi("a", "x", weight, severity, state)


def test_the_trusts_own_gates(framework: FrameworkSpec) -> None:
    crit = {c.code: c.weight for c in framework.criteria}
    ladder = ladder_of(framework)
    all_low = {k.code: "low" for _, k in framework.kpis()}
    for side in ("academic", "operational"):
        assert (
            scored(score_strand(ratings_of(framework, all_low, strand=side), crit, ladder)).level.step
            == "low"
        )
        unsafe = ratings_of(framework, {**all_low, "section-175-audit": "critical"}, strand=side)
        outcome = scored(score_strand(unsafe, crit, ladder))
        assert (outcome.level.step, outcome.rule) == ("critical", "gate.safeguarding-critical")
    broke = {**all_low, "level-of-school-finances": "critical"}
    assert (
        scored(score_strand(ratings_of(framework, broke, strand="operational"), crit, ladder)).level.step
        == "high"
    )
    assert (
        scored(score_strand(ratings_of(framework, broke, strand="academic"), crit, ladder)).level.step
        == "low"
    )


def test_any_critical_kpi_shows_in_its_criterion(framework: FrameworkSpec) -> None:
    ladder = ladder_of(framework)
    order = [level.step for level in ladder]
    for criterion in framework.criteria:
        for one in criterion.kpis:
            answers = {k.code: "critical" if k is one else "low" for k in criterion.kpis}
            ratings = [r for r in ratings_of(framework, answers) if r.criterion == criterion.code]
            assert order.index(scored(score_criterion(ratings, ladder)).level.step) >= order.index("high"), (
                one.code
            )


def test_what_the_pack_says_of_one_high_among_four_is_true(framework: FrameworkSpec) -> None:
    ratings = [kpi("h", 2 / 3), *(kpi(f"l{i}", 0) for i in range(3))]
    assert scored(score_criterion(ratings, ladder_of(framework))).level.step == "moderate"


def test_a_junior_school_is_scored_without_early_years(framework: FrameworkSpec) -> None:
    early = [k.code for c in framework.criteria if c.code == "early-years" for k in c.kpis]
    answers = {k.code: "moderate" for _, k in framework.kpis() if k.code not in early}
    ratings = ratings_of(framework, answers, early, strand="academic")
    crit = {c.code: c.weight for c in framework.criteria}
    outcome = scored(score_strand(ratings, crit, ladder_of(framework)))
    assert outcome.percent == pytest.approx(100 / 3)
    assert outcome.coverage.not_applicable == 3
    only = [r for r in ratings if r.criterion == "early-years"]
    assert isinstance(score_criterion(only, ladder_of(framework)), NothingApplicable)
    with pytest.raises(ValueError, match="no KPI tea-urn"):
        ratings_of(framework, {"tea-urn": "low"})


def test_one_criterion_at_a_time() -> None:
    with pytest.raises(ValueError, match="one criterion"):
        score_criterion([kpi("x", 0), kpi("y", 0, criterion="b")], LADDER)
