"""What waits for a moderator, and how far each school of the term is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max, Q

from riskmatrix import rules
from riskmatrix.lifecycle import LABEL, Status
from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.blind import BlindPart, blind_parts
from riskmatrix.queries.counting import Counted, aggregates
from riskmatrix.queries.priority import Priority, priorities_of
from riskmatrix.queries.work_counter import Work
from schools.access.permissions import Permission
from schools.models import Person, School, Term


@dataclass(frozen=True)
class QueueRow:
    """One submitted evaluation: what of it is this person's, how much of that is moderated, since when it waits, and
    why it deserves a closer look.
    """

    evaluation: Evaluation
    my_parts: tuple[str, ...]
    finished_parts: tuple[str, ...]
    moderated: int
    total: int
    waiting_since: object
    blind_parts: tuple[BlindPart, ...]
    reasons: tuple[str, ...]


def moderation_queue(user: Person) -> list[QueueRow]:
    """Submitted evaluations this person moderates a part of: by priority, those with the same by the alphabet."""
    found = (
        Evaluation.objects.visible_to(user, Permission.MODERATE)
        .with_the_trust()
        .select_related("school__trust", "term__year", "framework")
        .prefetch_related("parts")
        .annotate(since=Max("changes__at", filter=Q(changes__verb="submit")))
        .order_by("school__name")
    )
    mine = [evaluation for evaluation in found if rules.moderates(user, evaluation)]
    counts, priorities, blind = _moderated(mine), priorities_of(mine), blind_parts(user, mine)
    mine.sort(key=lambda each: (-priorities[each.pk].points, each.school.name, each.term.starts_on))
    return [_row(user, each, counts[each.pk], priorities[each.pk], blind[each.pk]) for each in mine]


def _moderated(evaluations: list[Evaluation]) -> dict[int, list[tuple[str, bool]]]:
    """Each KPI's code and whether its moderated rating settles it, by evaluation; one query."""
    kinds: dict[tuple[int, str], dict[str, Rating]] = {}
    for rating in Rating.objects.filter(evaluation__in=evaluations).select_related("kpi", "step"):
        kinds.setdefault((rating.evaluation_id, rating.kpi.code), {})[rating.kind] = rating
    found: dict[int, list[tuple[str, bool]]] = {evaluation.pk: [] for evaluation in evaluations}
    for (evaluation, code), pair in kinds.items():
        moderated = pair.get(Rating.Kind.MODERATED)
        found[evaluation].append((code, moderated is not None and moderated.settles(pair[Rating.Kind.SELF])))
    return found


def _row(
    user: Person,
    evaluation: Evaluation,
    kpis: list[tuple[str, bool]],
    priority: Priority,
    blind: tuple[BlindPart, ...],
) -> QueueRow:
    titles = {strand.code: strand.title for strand in evaluation.framework.spec.moderated_strands()}
    finished = {part.strand for part in evaluation.parts.all() if part.finished_at}
    mine = [code for code in titles if rules.moderates(user, evaluation, code)]
    criteria = [each for each in evaluation.framework.spec.criteria if each.moderated_by in mine]
    my_kpis = {kpi.code for criterion in criteria for kpi in criterion.kpis}
    settled = [is_settled for code, is_settled in kpis if code in my_kpis]
    return QueueRow(
        evaluation,
        tuple(titles[code] for code in mine if code not in finished),
        tuple(titles[code] for code in titles if code in finished),
        sum(settled),
        len(settled),
        evaluation.since,  # type: ignore[attr-defined]
        blind,
        priority.reasons,
    )


@dataclass(frozen=True)
class Progress:
    """How far one school is with its self-evaluation of a term."""

    school: School
    evaluation: Evaluation | None
    status: str
    label: str
    counted: Counted
    work: Work | None = None

    @classmethod
    def not_begun(cls, school: School) -> Progress:
        return cls(school, None, "", "Not begun", Counted(0, 0, 0))

    @property
    def answered(self) -> int:
        return self.counted.rated

    @property
    def total(self) -> int:
        return self.counted.applicable

    @property
    def is_begun(self) -> bool:
        return self.evaluation is not None and (self.answered > 0 or self.status != Status.DRAFT)

    @property
    def is_with_the_school(self) -> bool:
        return self.status in {"", Status.DRAFT, Status.RETURNED}


def progress_of(term: Term, schools: list[School]) -> list[Progress]:
    """One row a school, in the order given, in one query."""
    found = Evaluation.objects.filter(term=term, school__in=schools).annotate(**aggregates(of="ratings__"))
    rows = {row.school_id: row for row in found}
    return [_progress(school, rows.get(school.pk)) for school in schools]


def _progress(school: School, row: Evaluation | None) -> Progress:
    if row is None:
        return Progress.not_begun(school)
    counted = Counted(row.rated, row.applicable, row.not_applicable)  # type: ignore[attr-defined]
    begun = counted.rated > 0 or row.status != Status.DRAFT
    label = LABEL[Status(row.status)] if begun else "Not begun"
    return Progress(school, row, row.status, label, counted)
