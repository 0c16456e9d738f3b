"""The chapter of the shared evening: at Tarrowmere the work of the present term is handed out and talked about."""

from __future__ import annotations

from riskmatrix.models import Evaluation, Rating
from riskmatrix.services import talk
from riskmatrix.services.teamwork import Hands, Wish, share_out
from trust_portal.demo.stage import Stage
from trust_portal.demo.timing import PRIMARY, steps_of

IN_HAND = {
    "personal-development": "primary-deputy",
    "early-years": "primary-leader",
    "school-site": "primary-business",
    "organisation-and-finance": "primary-business",
}
KPI = "clarity-of-curriculum-intent"
QUESTION = "The history plan I have is from the spring. Is there a newer one?"
ANSWER = "Yes, it went out in the second week. I have put it in the shared folder."
LEFT_OPEN = "Should we say something here about the two new teachers in Years 3 and 4?"


def write(stage: Stage) -> None:
    """Enter the handing out and three comments, one of them still open, in the diary."""
    steps = steps_of(stage.plan.present, PRIMARY)
    stage.at(steps.begin, "18:05", lambda: _hand_out(stage))
    stage.at(steps.begin, "18:20", lambda: _talk(stage))


def _evaluation(stage: Stage) -> Evaluation:
    found = Evaluation.objects.of(stage.schools[PRIMARY], stage.terms[stage.plan.present.place])
    assert found is not None  # noqa: S101 (the diary keeps the order)
    return found


def _hand_out(stage: Stage) -> None:
    wishes = [Wish(code, Hands(), Hands(stage.people[key].pk)) for code, key in IN_HAND.items()]
    share_out(evaluation=_evaluation(stage), wishes=wishes, by=stage.people["primary-head"])


def _talk(stage: Stage) -> None:
    head, deputy = stage.people["primary-head"], stage.people["primary-deputy"]
    own = Rating.objects.select_related("kpi__criterion").get(
        evaluation=_evaluation(stage), kpi__code=KPI, kind=Rating.Kind.SELF
    )
    asked = talk.say(rating=own, text=QUESTION, by=deputy)
    answered = talk.say(rating=own, text=ANSWER, by=head)
    for comment in (asked, answered):
        talk.settle(comment=comment, by=deputy)
    talk.say(rating=own, text=LEFT_OPEN, by=deputy)
