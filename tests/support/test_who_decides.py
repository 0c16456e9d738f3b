"""Who confirms, records and decides: by role, never in one's own school."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kit.refusals import Refused
from riskmatrix.models import Evaluation
from schools.access.roles import Role
from schools.services.people import appoint
from support.models import Decision
from support.rules import may_confirm, may_decide_requirement, may_read_decision, may_record
from tests.cast import Cast
from tests.states import submitted

Choose = Callable[..., Decision]
ACADEMIC = {Role.CHIEF_EXECUTIVE, Role.DEPUTY_CHIEF_EXECUTIVE}
OPERATIONAL = {Role.CHIEF_FINANCIAL_OFFICER, Role.DEPUTY_CHIEF_FINANCIAL_OFFICER}
RECORDERS = ACADEMIC | OPERATIONAL | {Role.HEAD_OF_SCHOOL_IMPROVEMENT, Role.IMPROVEMENT_ADVISER}


def code(refusal: Any) -> str:
    return refusal.code if refusal else "may"


@pytest.mark.parametrize(("strand", "who"), [("academic", ACADEMIC), ("operational", OPERATIONAL)])
def test_each_strand_is_confirmed_by_its_own_chief_or_their_deputy(
    offered: Cast, evaluation: Evaluation, strand: str, who: set[Role]
):
    from support.models import Offer

    offer = Offer.objects.in_force(offered.trust)
    allowed = {
        role
        for role, person in offered.everybody().items()
        if may_confirm(person, evaluation, strand, offer, evaluation) is None
    }
    assert allowed == who
    assert code(may_confirm(offered.foreign_chief, evaluation, strand, offer, evaluation)) == "not-yours"


@pytest.mark.parametrize("by", ["chief_financial_officer", "headteacher", "trustee", "foreign_chief"])
def test_the_service_refuses_everybody_else(choose: Choose, offered: Cast, at: Any, by: str):
    with at("2026-09-01 10:00"), pytest.raises(Refused) as refused:
        choose("sustain", by=getattr(offered, by))
    assert refused.value.refusal.code == "not-yours"
    assert not Decision.objects.exists()


def test_deputies_confirm_while_their_chief_is_away(choose: Choose, offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        choose("sustain", by=offered.deputy_chief_executive)
        choose("sustain", "operational", by=offered.deputy_chief_financial_officer)
    assert Decision.objects.count() == 2


def test_nobody_decides_about_their_own_school(choose: Choose, offered: Cast, at: Any):
    appoint(
        person=offered.chief_executive,
        role=Role.HEADTEACHER,
        trust=offered.trust,
        schools=[offered.alder],
        by=offered.trust_administrator,
        starts_on=date(2026, 9, 1),
        acting=True,
    )
    with at("2026-12-01"), pytest.raises(Refused) as refused:
        choose("sustain")
    assert refused.value.refusal.code == "own-school"


def test_nothing_is_decided_before_moderation_is_finished(choose: Choose, offered: Cast, at: Any):
    with at("2026-10-01"):
        waiting = submitted(offered.birch, offered.autumn, offered.other_head)
        with pytest.raises(Refused) as refused:
            choose("sustain", evaluation=waiting)
    assert refused.value.refusal.code == "not-moderated"


def test_without_an_offer_nothing_is_decided(choose: Choose, offered: Cast, evaluation: Evaluation):
    assert code(may_confirm(offered.chief_executive, evaluation, "academic", None, evaluation)) == "no-offer"


def test_the_recommendation_is_open_to_the_school_once_somebody_has_decided(
    choose: Choose, offered: Cast, at: Any
):
    school = offered.alder
    with at("2026-09-01 10:00"):
        answers = {
            role: code(may_read_decision(person, school, None))
            for role, person in offered.everybody().items()
        }
        made = choose("sustain")
        afterwards = {
            role: code(may_read_decision(person, school, made))
            for role, person in offered.everybody().items()
        }
    assert {role for role, answer in answers.items() if answer == "may"} == ACADEMIC | OPERATIONAL
    assert answers[Role.HEADTEACHER] == "not-decided"
    assert afterwards[Role.HEADTEACHER] == "may"
    assert afterwards[Role.GOVERNOR] == "not-yours"


def test_people_of_the_trust_record_engagements_the_adviser_in_assigned_schools(
    choose: Choose, offered: Cast, at: Any
):
    with at("2026-09-01 10:00"):
        decision = choose("sustain")
        engagement = decision.commitments.order_by("pk")[0].engagements.all()[0]
        allowed = {r for r, person in offered.everybody().items() if may_record(person, engagement) is None}
        engagement.school = offered.birch
        at_birch = {r for r, person in offered.everybody().items() if may_record(person, engagement) is None}
        assert code(may_record(offered.foreign_chief, engagement)) == "not-yours"
    assert allowed == RECORDERS
    assert at_birch == RECORDERS - {Role.IMPROVEMENT_ADVISER}


def test_whether_something_is_required_is_decided_by_those_who_owe_it(choose: Choose, offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        choose("reinforce")
        reviews = offered.alder.commitments.running().get(promise="reviews")
        allowed = {
            r for r, person in offered.everybody().items() if may_decide_requirement(person, reviews) is None
        }
    assert allowed == {Role.HEAD_OF_SCHOOL_IMPROVEMENT}
