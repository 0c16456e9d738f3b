"""The one rating that is being changed: found among those its writer may change, and held until they are done."""

from __future__ import annotations

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from kit.refusals import Refused
from kit.statements import Question, read
from riskmatrix import rules
from riskmatrix.models import Kpi, Rating, ScaleStep
from schools.access.permissions import Permission
from schools.access.scope import reachable_schools
from schools.models import Person

EVALUATION = ("id", "school", "term", "framework", "status")


def _held(reach: Q, pk: int) -> QuerySet[Rating]:
    """With its evaluation, both locked.

    PostgreSQL reads again what it had to wait for, but not what stands beside it: the step and the carried words are
    asked for by questions of their own, which follow the rating as it stands by then. A join would keep the old step.
    """
    step = ScaleStep.objects.filter(pk=OuterRef("step")).order_by().values("code")
    carried = Rating.objects.filter(pk=OuterRef("carried_from")).order_by().values("commentary")
    return (
        Rating.objects.filter(reach, pk=pk, kind=Rating.Kind.SELF)
        .order_by()
        .annotate(step_code=Subquery(step), carried_words=Subquery(carried), kpi_code=F("kpi__code"))
        .select_related("evaluation")
        .only(
            *(field.name for field in Rating._meta.concrete_fields),
            *(f"evaluation__{name}" for name in EVALUATION),
        )
        .select_for_update(of=("evaluation", "self"), no_key=True)
    )


HELD = Question(_held)


def held(pk: int, by: Person) -> Rating:
    """The school's own rating ``pk`` as it stands, held with its evaluation until the transaction ends, so that saving
    and submitting take turns: one statement. ``carried_words`` are the words its commentary started from.

    :raises Refused: ``not-yours`` when it is none that ``by`` may change.
    """
    reach = reachable_schools(by, Permission.EDIT_SELF_EVALUATION, "evaluation__school")
    stands: list[Rating] = HELD.objects(reach, pk=pk)
    for found in stands:
        found.kpi = read(Kpi, (found.kpi_id, found.kpi_code), ("id", "code"))  # type: ignore[attr-defined]
        code = found.step_code  # type: ignore[attr-defined]
        found.step = read(ScaleStep, (found.step_id, code), ("id", "code")) if code is not None else None
        # Their school has been read with their posts.
        theirs = (school for post in by.all_posts for school in post.schools.all())
        for school in theirs:
            if school.pk == found.evaluation.school_id:
                found.evaluation.school = school
        return found
    raise Refused(rules.NOT_YOURS)
