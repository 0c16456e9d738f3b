"""What comes out of a moderation: the headteacher is asked about what differs, and then the agreed ratings stand."""

from __future__ import annotations

from django.urls import reverse

from kit import clock
from riskmatrix.lifecycle import Verb
from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.differences import differences
from riskmatrix.services.moves import move
from riskmatrix.services.self_evaluation import headteachers
from schools import audit
from schools.models import Person
from schools.queries.school_days import school_days_of
from schools.services.notices import tell


def come_out(evaluation: Evaluation, *, by: Person) -> None:
    """The last part is finished. Where the framework lets the head answer and something differs, ask; else agree.

    Called inside the transaction that finishes the part, with the evaluation locked.
    """
    answering = evaluation.framework.spec.answering
    differing = len(differences(evaluation)) if answering else 0
    if answering and differing:
        _ask(evaluation, differing, answering.school_days, by)
        return
    agree(evaluation, Verb.FINISH, by=by)
    tell_heads(
        evaluation,
        subject=f"Your risk matrix for the {evaluation.term.in_a_sentence} has been moderated",
        body="The agreed ratings, with the moderators' reasons, are in the portal.",
    )


def _ask(evaluation: Evaluation, differing: int, school_days: int, by: Person) -> None:
    due = school_days_of(evaluation.school).after(clock.today(), school_days)
    Evaluation.objects.filter(pk=evaluation.pk).update(answer_due=due)
    evaluation.answer_due = due
    move(evaluation, Verb.ASK, by=by)
    number = "One moderated rating differs" if differing == 1 else f"{differing} moderated ratings differ"
    tell_heads(
        evaluation,
        subject=f"{number} from yours in the {evaluation.term.in_a_sentence}",
        body=(
            f"Say until {due:%A %-d %B %Y} whether you agree. What you disagree with goes to the chief executive; "
            "without an answer the moderated ratings stand."
        ),
        page="answers",
    )


def agree(evaluation: Evaluation, verb: Verb, *, by: Person | None) -> None:
    """Take it to its end by ``verb``, and write the agreed ratings as rows of their own.

    Agreed is what the chief executive decided where they did, and what the moderators rated everywhere else.

    :param by: None when nobody answered in time and the portal lets the moderated ratings stand.
    """
    move(evaluation, verb, by=by)
    rows = evaluation.ratings.select_related("kpi", "step").order_by("kpi__position")
    standing = {row.kpi_id: row for row in rows if row.kind == Rating.Kind.MODERATED}
    standing |= {row.kpi_id: row for row in rows if row.kind == Rating.Kind.DECIDED}
    Rating.objects.bulk_create(
        Rating(
            evaluation=evaluation,
            kpi=row.kpi,
            kind=Rating.Kind.AGREED,
            step=row.step,
            not_applicable=row.not_applicable,
            by=by,
            at=clock.now(),
        )
        for row in standing.values()
    )
    audit.record(
        by=by,
        verb="recorded agreed ratings",
        thing=evaluation,
        school=evaluation.school,
        after={"agreed": {row.kpi.code: row.answer for row in standing.values()}},
    )


def tell_heads(evaluation: Evaluation, *, subject: str, body: str, page: str = "evaluation") -> None:
    """Tell whoever leads the school, once for each place the evaluation has come to."""
    number = evaluation.changes.count()
    for head in headteachers(evaluation.school):
        tell(
            head,
            key=f"evaluation-{evaluation.pk}-{evaluation.status}-{number}",
            subject=subject,
            body=body,
            link=reverse(page, args=[evaluation.pk]),
        )
