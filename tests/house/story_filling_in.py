"""How the evening at the matrix was shared at each school: whose a criterion is, and what was said about a KPI."""

from __future__ import annotations

from riskmatrix.models import Evaluation, Rating
from riskmatrix.services import talk
from riskmatrix.services.teamwork import Hands, Wish, share_out
from schools.access.roles import Role
from schools.services import people
from tests.cast import engage
from tests.house.here import Here, on


def shared(here: Here, evaluation: Evaluation, own: Rating, *, day: str) -> None:
    """One criterion is with somebody who has left since: their name stands nowhere else at the school."""
    assert here.lead is not None
    name = f"Ada {here.word('assigned')}"
    gone = engage(name, Role.SENIOR_LEADER, here.trust, here.administrator, here.school)
    first, second = (criterion.code for criterion in evaluation.framework.spec.criteria[:2])
    with on(day):
        share_out(evaluation=evaluation, wishes=[Wish(first, Hands(), Hands(gone.pk))], by=here.head)
        waiting = talk.say(rating=own, text=f"Ask {here.word('talk')}.", by=here.lead)
        settled = talk.say(rating=own, text=f"Asked {here.word('settledtalk')}.", by=here.head)
        talk.settle(comment=settled, by=here.lead)
    people.deactivate(person=gone, by=here.administrator)
    here.keep(
        "draft evaluation",
        evaluation.pk,
        version=own.version,
        kpi=own.kpi.code,
        lead=here.lead.pk,
        criterion=second,
    )
    here.keep("open comment", waiting.pk)
    here.keep("settled comment", settled.pk)
    here.keep("KPI of a school", here.school.urn, own.kpi.code)
