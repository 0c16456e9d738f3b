"""Why a submitted self-evaluation deserves a closer look than another: the order of the moderation queue.

It orders one evening's work and is shown as reasons, never as a number: schools are not ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.contradicting import contradicting
from schools.access.roles import Role
from schools.models import Post

STEP_APART = 1
"""Points for each step by which moderation changed a rating last time."""

CONTRADICTED = 2
"""Points for each KPI whose figures suggest more risk than the school rated: as for two steps last time."""

NEW_HEAD = 5
"""Points where the head is in their first year of headship: as for five steps last time."""

FIRST_YEAR = timedelta(days=365)

HOW_IT_IS_ORDERED = (
    f"One point for each step by which moderation changed a rating last time, {CONTRADICTED} for each KPI whose "
    f"figures suggest more risk than the school rated, {NEW_HEAD} for a head in the first year of headship. The most "
    "points come first, equals by the alphabet. The points order the work and are kept nowhere."
)


@dataclass(frozen=True)
class Priority:
    """:param reasons: a sentence for each thing that speaks for looking here first; none where nothing does."""

    points: int = 0
    reasons: tuple[str, ...] = ()

    def __add__(self, other: Priority) -> Priority:
        return Priority(self.points + other.points, self.reasons + other.reasons)


def priorities_of(evaluations: Sequence[Evaluation]) -> dict[int, Priority]:
    """By evaluation id, for any number of evaluations in a fixed number of queries.

    :param evaluations: with school and term selected.
    """
    before = _last_time(evaluations)
    against = contradicting(evaluations)
    heads = _heads(evaluations)
    return {
        each.pk: _apart(before.get(each.pk))
        + _contradicted(against.get(each.pk, ()))
        + _new_head(each, heads.get(each.school_id, []))
        for each in evaluations
    }


@dataclass(frozen=True)
class LastTime:
    """The school's last agreed evaluation: of how many compared ratings how many were changed, by how many steps."""

    evaluation: Evaluation
    changed: int
    compared: int
    steps: int


def _last_time(evaluations: Sequence[Evaluation]) -> dict[int, LastTime]:
    """Two queries."""
    earlier = list(
        Evaluation.objects.moderated()
        .filter(school__in={each.school_id for each in evaluations})
        .select_related("term__year", "framework")
        .order_by("term__starts_on")
    )
    last = {
        each.pk: row
        for each in evaluations
        for row in earlier
        if row.school_id == each.school_id and row.term.starts_on < each.term.starts_on
    }
    places: dict[int, dict[int, dict[str, int]]] = {}
    rows = Rating.objects.filter(
        evaluation__in=list(last.values()),
        kind__in=[Rating.Kind.SELF, Rating.Kind.MODERATED],
        step__isnull=False,
    )
    for evaluation, kpi, kind, place in rows.values_list("evaluation", "kpi", "kind", "step__position"):
        places.setdefault(evaluation, {}).setdefault(kpi, {})[kind] = place
    return {pk: _compared(row, places.get(row.pk, {})) for pk, row in last.items()}


def _compared(row: Evaluation, places: dict[int, dict[str, int]]) -> LastTime:
    apart = [
        abs(kinds[Rating.Kind.SELF] - kinds[Rating.Kind.MODERATED])
        for kinds in places.values()
        if len(kinds) == 2
    ]
    return LastTime(row, sum(each > 0 for each in apart), len(apart), sum(apart))


def _apart(last: LastTime | None) -> Priority:
    if last is None or not last.steps:
        return Priority()
    steps = "one step" if last.steps == 1 else f"{last.steps} steps"
    ratings = f"{last.changed} of {last.compared} ratings, by {steps} in all"
    return Priority(
        STEP_APART * last.steps,
        (f"Last time, in the {last.evaluation.term.in_a_sentence}, moderation changed {ratings}.",),
    )


def _contradicted(titles: Sequence[str]) -> Priority:
    if not titles:
        return Priority()
    number = "One KPI" if len(titles) == 1 else f"{len(titles)} KPIs"
    verb = "has" if len(titles) == 1 else "have"
    named = "; ".join(titles)
    return Priority(
        CONTRADICTED * len(titles),
        (f"{number} {verb} figures that suggest more risk than the school rated: {named}.",),
    )


def _heads(evaluations: Sequence[Evaluation]) -> dict[int, list[tuple[str, date]]]:
    """Name and first day of headship of whoever leads each school today, by school id. Three queries."""
    schools = {each.school_id for each in evaluations}
    posts = list(
        Post.objects.current()
        .filter(role=Role.HEADTEACHER, schools__in=schools)
        .select_related("person")
        .prefetch_related("schools")
        .distinct()
    )
    ever = Post.objects.filter(role=Role.HEADTEACHER, person__in={post.person_id for post in posts})
    began: dict[int, date] = {}
    for person, day in ever.values_list("person", "starts_on"):
        began[person] = min(day, began.get(person, day))
    found: dict[int, list[tuple[str, date]]] = {}
    for post in posts:
        for school in post.schools.all():
            found.setdefault(school.pk, []).append((post.person.name, began[post.person_id]))
    return found


def _new_head(evaluation: Evaluation, heads: Sequence[tuple[str, date]]) -> Priority:
    """A head whose headship began less than a year before this term."""
    new = [(name, day) for name, day in heads if day > evaluation.term.starts_on - FIRST_YEAR]
    if not new:
        return Priority()
    said = tuple(f"{name} has been a headteacher since {day:%-d %B %Y}." for name, day in new)
    return Priority(NEW_HEAD, said)
