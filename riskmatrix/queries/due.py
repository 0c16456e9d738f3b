"""What waits for somebody in the risk matrix: to fill in, to answer, to moderate."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from riskmatrix.lifecycle import EDITABLE_BY_SCHOOL
from riskmatrix.models import Assignment, Evaluation
from riskmatrix.queries.answers_waiting import answers_waiting
from riskmatrix.queries.moderation_queue import moderation_queue, progress_of
from riskmatrix.queries.teamwork import my_parts
from schools.access.checks import has_anywhere, works_at
from schools.access.permissions import Permission
from schools.models import Person, School, Term
from schools.turns import Turn


def turns(person: Person) -> Iterator[Turn]:
    """Nothing without a day on which it is due."""
    if has_anywhere(person, Permission.SUBMIT_SELF_EVALUATION):
        yield from _to_submit(person)
        yield from _to_answer(person)
    if has_anywhere(person, Permission.EDIT_SELF_EVALUATION):
        yield from _parts(person)
    if has_anywhere(person, Permission.MODERATE):
        yield from _to_moderate(person)


def _to_submit(person: Person) -> Iterator[Turn]:
    """The self-evaluations of the schools they lead that are not with the trust yet."""
    visible = School.objects.visible_to(person, Permission.SUBMIT_SELF_EVALUATION).open()
    by_trust: dict[int, list[School]] = {}
    for school in visible:
        if works_at(person, school):
            by_trust.setdefault(school.trust_id, []).append(school)
    for trust, schools in by_trust.items():
        term = Term.objects.of(trust).select_related("year").current()
        due = term.self_evaluation_due if term else None
        if term is None or due is None:
            continue
        for row in progress_of(term, schools):
            if row.is_with_the_school:
                note = "begun, not submitted" if row.is_begun else "not begun"
                url = reverse("self_evaluation", args=[row.school.urn])
                key = f"self-evaluation:{term.pk}:{row.school.pk}"
                yield Turn(key, f"Self-evaluation, {term}", row.school.name, due, url, note)


def _to_answer(person: Person) -> Iterator[Turn]:
    for row in answers_waiting(person):
        if row.evaluation.answer_due is not None:
            yield Turn(
                f"answers:{row.evaluation.pk}",
                f"Answer the moderated ratings, {row.evaluation.term}",
                row.evaluation.school.name,
                row.evaluation.answer_due,
                reverse("answers", args=[row.evaluation.pk]),
                f"{row.ratings} moderated otherwise than yours",
            )


def _parts(person: Person) -> Iterator[Turn]:
    mine = Assignment.objects.visible_to(person).filter(person=person)
    rows = Evaluation.objects.filter(pk__in=mine.values("evaluation"), status__in=EDITABLE_BY_SCHOOL)
    for evaluation in rows.select_related("school", "term__year"):
        for part in my_parts(person, evaluation):
            if part.due_on is not None and not part.is_done:
                yield Turn(
                    f"part:{evaluation.pk}:{part.criterion.pk}",
                    f"Your part: {part.criterion}",
                    evaluation.school.name,
                    part.due_on,
                    f"{evaluation.get_absolute_url()}?criterion={part.criterion.code}",
                    f"{part.done} of {part.total} KPIs rated",
                )


def _to_moderate(person: Person) -> Iterator[Turn]:
    for row in moderation_queue(person):
        due = row.evaluation.term.moderation_due
        if row.my_parts and due is not None:
            yield Turn(
                f"moderation:{row.evaluation.pk}",
                f"Moderate the self-evaluation, {row.evaluation.term}",
                row.evaluation.school.name,
                due,
                reverse("moderation", args=[row.evaluation.pk]),
                f"{row.moderated} of {row.total} KPIs moderated",
            )
