"""Every stated change flips the category, and nothing smaller does: compared with trying out every rating."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import product
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import support
from support.rated import KpiRating, RatedCriterion, RatedStrand, Step
from support.recommend import recommend
from support.spec import Category, Gate, Strand, Threshold, load
from support.what_would_change import ChangeSet, Way, looked_at, what_would_change

ACADEMIC = load(Path(support.__file__).parent / "packs" / "trust-offer.yaml").strand("academic")
ORDER = [category.code for category in ACADEMIC.categories]
SCALE = ("low", "moderate", "high", "critical")


def scale(*codes: str) -> tuple[Step, ...]:
    last = len(codes) - 1
    return tuple(Step(code, code.title(), Fraction(at, last)) for at, code in enumerate(codes))


def rated(*criteria: tuple[str, str], weight: int = 1) -> RatedStrand:
    """``rated(("teaching", "LMHC"))``: four KPIs of one criterion, by the first letters of their steps."""
    steps = {code[0].upper(): code for code in SCALE}
    return RatedStrand(
        scale(*SCALE),
        tuple(
            RatedCriterion(
                code,
                code.title(),
                Fraction(weight),
                tuple(
                    KpiRating(
                        f"{code}-{at}", f"{code.title()} {at}", Fraction(1), steps.get(letter), letter != "-"
                    )
                    for at, letter in enumerate(letters, 1)
                ),
            )
            for code, letters in criteria
        ),
    )


def said(sets: tuple[ChangeSet, ...]) -> list[list[tuple[str, str, str]]]:
    return [[(each.kpi, each.was, each.to) for each in one.changes] for one in sets]


def test_one_rating_away_either_way():
    found = what_would_change(ACADEMIC, rated(("teaching", "MLLLL"), ("roll", "MMLLL")))

    assert found is not None  # a score of 10.0: Sustain up to 20
    assert found.better is None
    assert found.worse is not None
    assert (found.worse.kpis, found.worse.steps) == (1, 2)  # a critical KPI keeps a school out of Sustain
    assert {one.category for one in found.worse.sets} == {"refine"}
    assert sorted(said(found.worse.sets)) == [
        [("roll-1", "Moderate", "Critical")],
        [("roll-2", "Moderate", "Critical")],
        [("teaching-1", "Moderate", "Critical")],
    ]
    assert not found.worse.more
    assert found.worse.points == Fraction(101, 10)


def test_what_a_gate_holds_is_freed_by_the_kpi_that_it_looks_at():
    found = what_would_change(ACADEMIC, rated(("teaching", "LLLLL"), ("safeguarding", "CLLLL")))

    assert found is not None
    assert found.better is not None  # reinforce by the gate alone: the score of 10 is that of Sustain
    assert (found.better.kpis, found.better.steps, found.better.points) == (1, 1, None)
    assert said(found.better.sets) == [[("safeguarding-1", "Critical", "High")]]
    assert found.better.sets[0].category == "sustain"


def test_a_score_and_a_gate_may_both_stand_in_between():
    found = what_would_change(ACADEMIC, rated(("teaching", "CCCLL"), ("roll", "LLLLL")))

    assert found is not None  # three critical: Stabilise, by the score Refine
    assert found.better is not None
    assert (found.better.kpis, found.better.steps) == (1, 1)
    assert found.worse is None
    assert {one.category for one in found.better.sets} == {"refine"}


def test_nothing_is_said_where_the_portal_cannot_tell():
    assert what_would_change(ACADEMIC, rated(("teaching", "L?L"))) is None
    assert what_would_change(ACADEMIC, rated(("early-years", "--"))) is None


def test_what_does_not_apply_is_not_asked_to_change():
    found = what_would_change(ACADEMIC, rated(("teaching", "M--"), ("early-years", "---")))

    assert found is not None
    assert found.worse is not None
    assert {each.kpi for one in found.worse.sets for each in one.changes} == {"teaching-1"}


def test_a_whole_framework_at_its_worst_is_worked_out_in_a_moment():
    criteria = [(f"c{at}", "CCCC") for at in range(9)] + [("safeguarding", "CCC")]
    begun = time.perf_counter()
    found = what_would_change(ACADEMIC, rated(*criteria))

    assert found is not None
    assert found.better is not None
    assert found.better.sets
    assert time.perf_counter() - begun < 5


letters = st.text("LMHC", min_size=1, max_size=6)


@given(letters, letters)
def test_a_critical_safeguarding_kpi_never_leaves_a_school_in_sustain_or_refine(one: str, other: str):
    ratings = rated(("teaching", one), ("safeguarding", f"C{other}"))
    found, ways = (
        recommend(ACADEMIC, ratings.scores(looked_at(ACADEMIC))),
        what_would_change(ACADEMIC, ratings),
    )

    assert found.category in ("reinforce", "stabilise")
    assert sum(each.points for each in found.contributions) == found.score
    assert ways is not None
    better = {one.category for one in ways.better.sets} if ways.better else set()
    freed = [
        one for one in (ways.better.sets if ways.better else ()) if one.category in ("sustain", "refine")
    ]
    assert better
    assert all(any(each.kpi.startswith("safeguarding") for each in one.changes) for one in freed)


@st.composite
def frameworks(draw: st.DrawFn) -> tuple[Strand, RatedStrand]:
    """A small strand with any thresholds and gates, and any ratings of it: at most 1,024 ways to rate it."""
    steps = SCALE[: draw(st.integers(2, 4))]
    codes = [f"k{at}" for at in range(draw(st.integers(2, 4)))]
    ends = sorted(draw(st.sets(st.integers(1, 39), min_size=len(codes) - 1, max_size=len(codes) - 1)))
    weights = st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(2), Fraction(3)])
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3).filter(lambda each: sum(each) <= 5))
    criteria = tuple(
        RatedCriterion(
            f"c{at}",
            f"C{at}",
            draw(weights),
            tuple(
                KpiRating(f"c{at}-{n}", f"C{at} {n}", draw(weights), draw(st.sampled_from(steps)))
                for n in range(size)
            ),
        )
        for at, size in enumerate(sizes)
    )
    gates = tuple(
        Gate(
            code=f"g{at}",
            step=draw(st.sampled_from(steps)),
            criteria=tuple(draw(st.sets(st.sampled_from([c.code for c in criteria])))),
            kpis=draw(st.integers(1, 3)),
            at_best=draw(st.sampled_from(codes[1:])),
            sentence="A gate of the test holds here.",
        )
        for at in range(draw(st.integers(0, 3)))
    )
    thresholds = tuple(
        Threshold(category=code, at_most=end)
        for code, end in zip(codes, [*(2.5 * end for end in ends), None], strict=True)
    )
    return strand_of(codes, thresholds, gates), RatedStrand(scale(*steps), criteria)


def strand_of(codes: list[str], thresholds: tuple[Threshold, ...], gates: tuple[Gate, ...]) -> Strand:
    like = ACADEMIC.categories[0]
    categories = tuple(
        Category.model_construct(**{**dict(like), "code": code, "title": code.title()}) for code in codes
    )
    rule = ACADEMIC.recommendation.model_copy(update={"thresholds": thresholds, "gates": gates})
    return ACADEMIC.model_copy(update={"categories": categories, "recommendation": rule})


Set = frozenset[tuple[str, str]]


def every_rating(strand: Strand, ratings: RatedStrand) -> list[tuple[tuple[int, int], Set, int]]:
    """((KPIs, steps) changed, the changes, the place of the category) of each way to rate the strand."""
    order = [category.code for category in strand.categories]
    steps = [step.code for step in ratings.steps]
    now = {kpi.code: str(kpi.step) for criterion in ratings.criteria for kpi in criterion.kpis}
    found = []
    for chosen in product(steps, repeat=len(now)):
        changes = {kpi: step for (kpi, was), step in zip(now.items(), chosen, strict=True) if step != was}
        away = sum(abs(steps.index(step) - steps.index(now[kpi])) for kpi, step in changes.items())
        category = recommend(strand, ratings.with_ratings(changes).scores(looked_at(strand))).category
        found.append(((len(changes), away), frozenset(changes.items()), order.index(str(category))))
    return found


def compare(way: Way | None, wanted: list[tuple[tuple[int, int], Set, int]], ratings: RatedStrand) -> None:
    if not wanted:
        assert way is None or way.sets == ()
        return
    assert way is not None
    least = min(cost for cost, _, _ in wanted)
    smallest = {changes for cost, changes, _ in wanted if cost == least}
    code = {step.label: step.code for step in ratings.steps}
    stated = [frozenset((each.kpi, code[each.to]) for each in one.changes) for one in way.sets]
    assert (way.kpis, way.steps) == least
    assert set(stated) <= smallest
    assert len(set(stated)) == len(stated)
    assert way.more == (len(smallest) > len(stated))


@given(frameworks())
@settings(max_examples=60, deadline=None)
def test_every_stated_change_flips_the_category_and_nothing_smaller_does(
    framework: tuple[Strand, RatedStrand],
):
    strand, ratings = framework
    everything = every_rating(strand, ratings)
    now = next(place for cost, _, place in everything if cost == (0, 0))
    found = what_would_change(strand, ratings)

    assert found is not None
    compare(found.better, [each for each in everything if each[2] < now], ratings)
    compare(found.worse, [each for each in everything if each[2] > now], ratings)
    titles = {changes: place for _, changes, place in everything}
    code = {step.label: step.code for step in ratings.steps}
    order = [category.code for category in strand.categories]
    for way in (found.better, found.worse):
        for one in way.sets if way else ():
            changes = frozenset((each.kpi, code[each.to]) for each in one.changes)
            assert order.index(one.category) == titles[changes]
