"""What pages and reports ask: the same number of queries for one school and for three, and counts that add up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskmatrix.models import Evaluation
from schools.access.roles import Role
from schools.models import School
from schools.services.schools import add_school
from support.models import Decision, Engagement
from support.queries.categories import decisions_waiting, standing_decisions
from support.queries.fulfilment import Fulfilment, fulfilment, overdue_engagements, upcoming_engagements
from support.queries.recommendation import recommendations
from support.queries.school_plan import school_plan, year_for
from support.services import engagements, new_year
from support.services.decisions import confirm
from tests.cast import Cast, engage
from tests.states import decided, moderated, submitted

Choose = Callable[..., Decision]


@pytest.fixture
def three(offered: Cast, evaluation: Evaluation, at: Any) -> list[School]:
    """Alder, Birch and Elm, all moderated on the first day of term."""
    elm = add_school(trust=offered.trust, urn=900009, name="Elm Infant", phase="infant", by=_admin(offered))
    head = engage("Ella Frost", Role.HEADTEACHER, offered.trust, _admin(offered), elm)
    with at("2026-09-01 09:00"):
        moderated(offered, offered.birch, offered.autumn)
        moderated_by(offered, submitted(elm, offered.autumn, head))
    return [offered.alder, offered.birch, elm]


def _admin(cast: Cast) -> Any:
    return cast.trust_administrator


def moderated_by(cast: Cast, evaluation: Evaluation) -> Evaluation:
    from riskmatrix.services import moderation

    people = {"academic": cast.head_of_school_improvement, "operational": cast.chief_financial_officer}
    for strand, by in people.items():
        moderation.agree_as_rated(evaluation=evaluation, strand=strand, by=by)
        evaluation = moderation.finish_part(evaluation=evaluation, strand=strand, by=by)
    return evaluation


def queries(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        ask()
    return len(captured)


def test_a_recommendation_follows_the_agreed_ratings(offered: Cast, at: Any):
    with at("2026-09-01 09:00"):
        found = moderated(
            offered,
            offered.birch,
            offered.autumn,
            default="moderate",
            changes={"single-central-record": "critical"},
        )
    academic, operational = recommendations(found)
    assert academic.recommendation.category == "reinforce"
    rules = {reason.rule_id for reason in academic.recommendation.reasons}
    assert "category.gate.safeguarding-critical" in rules
    assert academic.category is not None
    assert academic.category.title == "Reinforce"
    assert sum(each.points for each in academic.recommendation.contributions) == academic.recommendation.score
    titles = {each.title for each in operational.recommendation.contributions}
    assert "School Site (Building/Fabric)" in titles
    assert "School Site (Building/Fabric)" not in {
        each.title for each in academic.recommendation.contributions
    }


def test_decisions_wait_for_the_person_in_charge_until_made(
    choose: Choose, offered: Cast, three: list[School], at: Any
):
    with at("2026-09-01 10:00"):
        waiting = decisions_waiting(offered.chief_executive)
        assert [(line.school.name, line.strand) for line in waiting] == [
            ("Alder Primary", "academic"),
            ("Birch Junior", "academic"),
            ("Elm Infant", "academic"),
        ]
        assert waiting[0].detail == "Recommended: Sustain. No category yet."
        choose("refine")
        assert len(decisions_waiting(offered.chief_executive)) == 2
        assert len(decisions_waiting(offered.chief_executive, offered.autumn)) == 2
        assert decisions_waiting(offered.chief_executive, offered.term(2)) == []
        assert len(decisions_waiting(offered.deputy_chief_financial_officer)) == 3
        assert decisions_waiting(offered.headteacher) == []
        assert decisions_waiting(offered.head_of_school_improvement) == []
        assert decisions_waiting(offered.foreign_chief) == []


def test_lists_ask_as_much_for_three_schools_as_for_one(offered: Cast, three: list[School], at: Any):
    year = offered.year_2026
    with at("2026-09-01 10:00"):
        new_year.lay_out_year(year=year)
        for school in three:
            decided(offered, school.evaluations.get())
    with at("2026-10-20"):
        person = offered.chief_executive
        assert len(overdue_engagements(person)) > 3
        for ask in (
            lambda schools: fulfilment(schools, year),
            lambda schools: standing_decisions(schools),
            lambda schools: upcoming_engagements(schools, 14),
        ):
            found = ask(three)
            assert {s.pk for s in three} <= (
                set(found) if isinstance(found, dict) else {d.school.pk for d in found}
            )
            assert queries(lambda ask=ask: ask(three)) == queries(lambda ask=ask: ask(three[:1]))
        few = queries(lambda: school_plan(three[0], year))
        assert few == queries(lambda: school_plan(three[2], year))
        assert few <= 16


def test_waiting_decisions_ask_as_much_for_three_as_for_one(offered: Cast, three: list[School], at: Any):
    with at("2026-09-01 10:00"):
        for school in three:
            decide(offered, school, "operational")
        assert len(decisions_waiting(offered.chief_executive)) == 3
        of_three = queries(lambda: decisions_waiting(offered.chief_executive))
        for school in three[1:]:
            decide(offered, school, "academic")
        assert len(decisions_waiting(offered.chief_executive)) == 1
        assert queries(lambda: decisions_waiting(offered.chief_executive)) == of_three


def decide(cast: Cast, school: School, strand: str) -> None:
    people = {"academic": cast.chief_executive, "operational": cast.chief_financial_officer}
    evaluation = school.evaluations.get()
    confirm(
        school=school, strand=strand, category="sustain", reason="", evaluation=evaluation, by=people[strand]
    )


def test_promised_is_held_missed_cancelled_or_planned(choose: Choose, offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        choose("sustain")
    with at("2026-10-26"):  # the first half-term is over
        rows = Engagement.objects.filter(commitment__strand="academic")
        network = list(rows.filter(commitment__promise="headteacher-network"))
        for row in network[:1]:
            engagements.record_held(
                engagement=row, held_on=row.due_on, note="", version=1, by=offered.chief_executive
            )
        training = rows.get(commitment__promise="trust-training-day")  # held long before it is due
        engagements.record_held(
            engagement=training, held_on=date(2026, 9, 2), note="", version=1, by=offered.chief_executive
        )
        engagements.cancel(engagement=network[5], reason="Snow.", version=1, by=offered.chief_executive)
        count = fulfilment([offered.alder], offered.year_2026)[offered.alder.pk]["academic"]

        # missed: weeks 6 of the network and the first half-term's session
        assert count == Fulfilment(held=2, missed=2, planned=27, cancelled=1, promised_to_date=5)
        assert count.promised == 13 + 6 + 3 + 3 + 6 + 1
        plan = school_plan(offered.alder, offered.year_2026)
        assert plan.strands[0].count == count
        assert {"number": 1, "label": "cancelled"} in plan.figures
        assert len(plan.missed) == 2 + 2  # and two of the operations network
        assert fulfilment([offered.birch], offered.year_2026) == {}


def test_what_is_overdue_is_told_to_those_who_may_record_it(choose: Choose, offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        choose("sustain")
    with at("2026-10-26"):
        late = overdue_engagements(offered.chief_executive)
        assert [each.due_on for each in late] == sorted(each.due_on for each in late)
        assert {each.title: each.is_mine for each in late} == {
            "Headteachers’ network, every third school week": True,
            "A session with the school improvement service, at least one each half-term": False,
            "Operations network meeting, each month": False,
        }
        assert late[0].owed_by == ("Chief executive",)
        assert late[0].label.endswith("School week 3")
        assert overdue_engagements(offered.headteacher) == []
        assert overdue_engagements(offered.foreign_chief) == []
        assert len(overdue_engagements(offered.improvement_adviser)) == len(late)
    with at("2027-10-26"):  # another year: what was missed then is history
        assert overdue_engagements(offered.chief_executive) == []


def test_what_comes_next(choose: Choose, offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        choose("sustain")
        assert {each.due_on for each in upcoming_engagements([offered.alder], 18)} == {date(2026, 9, 18)}
        assert upcoming_engagements([offered.alder], 10) == []
        assert upcoming_engagements([offered.birch], 18) == []


def test_the_plan_of_a_school_without_a_category_says_so(offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        assert (
            school_plan(offered.alder, offered.year_2026).sentence
            == "Nothing has been laid out for 2026/27 yet."
        )
        new_year.lay_out_year(year=offered.year_2026)
        plan = school_plan(offered.alder, offered.year_2026)
    academic, operational = plan.strands
    assert academic.decision is None
    assert "promised what all four categories share" in academic.sentence
    assert [line.commitment.promise for line in operational.lines] == [
        "operational-joint-visit",
        "operations-network",
    ]


def test_a_plan_shows_each_kind_in_its_own_way(choose: Choose, offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        choose("sustain")
    with at("2026-09-25"):
        choose("reinforce")
        plan = school_plan(offered.alder, offered.year_2026)
    academic = plan.strands[0]
    assert academic.category is not None
    assert academic.category.title == "Reinforce"
    assert [line.commitment.promise for line in academic.requirements] == ["reviews"]
    assert [line.commitment.promise for line in academic.aims] == [
        "school-to-school-support",
        "external-consultant",
    ]
    support = next(line for line in academic.lines if line.commitment.promise == "improvement-support")
    assert support.frequency == "at least 3 each half-term"
    assert support.before == ("Until 24 September 2026: at least 1 each half-term.",)
    network = next(line for line in academic.lines if line.commitment.promise == "headteacher-network")
    assert network.engagement.code == "academic-reinforce-headteacher-network"  # goes on, in the new words
    assert network.commitment.engagement == "academic-sustain-headteacher-network"
    assert [line.commitment.promise for line in academic.ended] == []  # nothing of it was held or still owed


def test_the_plan_of_a_year_shows_what_stood_then(choose: Choose, offered: Cast, at: Any):
    assert year_for(offered.alder, "2025/26") == offered.year_2025
    with at("2026-09-01 10:00"):
        choose("sustain")
        assert year_for(offered.alder) == offered.year_2026
        past = school_plan(offered.alder, offered.year_2025)
    assert past.sentence == "Nothing has been laid out for 2025/26 yet."
    assert standing_decisions([offered.alder], date(2026, 8, 31)) == {}
