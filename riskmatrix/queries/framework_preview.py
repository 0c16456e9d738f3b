"""Last term seen through a draft: what each school's agreed ratings would come to. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from riskmatrix.carrying import Carry, carry
from riskmatrix.models import Evaluation, Framework
from riskmatrix.queries.agreed import AgreedMatrix
from riskmatrix.queries.matrix import agreed_matrices, latest_moderated
from riskmatrix.queries.outcomes import outcome_shown
from riskmatrix.queries.steps import Shown, StepView, steps_of
from riskmatrix.queries.versions import continuities
from riskmatrix.scoring import Outcome, ladder_of, ratings_of, score_criterion, score_strand
from riskmatrix.spec import FrameworkSpec
from schools.access.permissions import Permission
from schools.models import Person, School


@dataclass(frozen=True)
class PreviewLine:
    """A criterion or strand: its level as agreed (None: it is not there today), and by the draft."""

    title: str
    today: Shown | None
    draft: Shown
    open: tuple[tuple[str, str], ...]

    @property
    def differs(self) -> bool:
        """Whether the draft says something else; two scales are compared by their words."""
        return _word(self.today) != _word(self.draft)


@dataclass(frozen=True)
class PreviewedSchool:
    """``open`` in a line is (KPI, why it has no answer); ``elsewhere`` says why nothing could be carried at all."""

    school: School
    evaluation: Evaluation
    strands: tuple[PreviewLine, ...]
    criteria: tuple[PreviewLine, ...]
    elsewhere: str = ""

    @property
    def open(self) -> int:
        return sum(len(line.open) for line in self.criteria)

    @property
    def different(self) -> int:
        return sum(line.differs for line in self.criteria)


@dataclass(frozen=True)
class Preview:
    schools: tuple[PreviewedSchool, ...]
    without: tuple[School, ...]


def preview_of(draft: Framework, user: Person) -> Preview:
    """The schools of the draft's trust whose agreed matrix ``user`` may see, each with its latest moderated term.

    A fixed number of queries. To edit a framework does not open what schools agreed.
    """
    visible = School.objects.visible_to(user, Permission.SEE_AGREED_MATRIX)
    schools = list(visible.filter(trust=draft.trust_id).open())
    latest = latest_moderated(schools)
    matrices = agreed_matrices(latest.values())
    ahead = _draft_of(draft, latest)
    shown = tuple(
        _school(school, matrices[latest[school.pk].pk], draft.spec, ahead)
        for school in schools
        if school.pk in latest
    )
    return Preview(shown, tuple(school for school in schools if school.pk not in latest))


def _draft_of(draft: Framework, latest: Mapping[int, Evaluation]) -> dict[int, tuple[FrameworkSpec, ...]]:
    """By the id of a framework that a school was rated by: the versions from it to the draft."""
    in_force = Framework.objects.in_force(draft.trust_id)
    if in_force is None:
        return {}
    ties = continuities((evaluation.framework, in_force) for evaluation in latest.values())
    return {before: (*tie.chain, draft.spec) for (before, _), tie in ties.items()}


def _school(
    school: School, matrix: AgreedMatrix, spec: FrameworkSpec, ahead: Mapping[int, tuple[FrameworkSpec, ...]]
) -> PreviewedSchool:
    chain = ahead[matrix.evaluation.framework_id]
    other = next((each.title for each in chain if each.key != spec.key), "")
    carried = _carried(matrix, chain) if not other else None
    answers = carried.answers if carried else {}
    spared = carried.not_applicable if carried else set()
    reasons = {each.kpi: each.reason for each in carried.kpis} if carried else {}
    rated, ladder, steps = ratings_of(spec, answers, spared), ladder_of(spec), steps_of(spec)
    by_criterion = {
        criterion.code: score_criterion([r for r in rated if r.criterion == criterion.code], ladder)
        for criterion in spec.criteria
    }
    today = {criterion.spec.code: criterion.level for criterion in matrix.criteria}
    criteria = tuple(
        PreviewLine(
            criterion.title,
            today.get(criterion.code),
            outcome_shown(by_criterion[criterion.code], steps),
            tuple(
                (kpi.title, reasons.get(kpi.code, ""))
                for kpi in criterion.kpis
                if kpi.code not in answers and kpi.code not in spared
            ),
        )
        for criterion in spec.criteria
    )
    sentence = (
        f"It was rated by another framework, “{other}”, so nothing can be carried over." if other else ""
    )
    return PreviewedSchool(
        school, matrix.evaluation, _strands(matrix, spec, answers, spared), criteria, sentence
    )


def _carried(matrix: AgreedMatrix, chain: tuple[FrameworkSpec, ...]) -> Carry:
    """The agreed ratings, carried from version to version up to the draft."""
    kpis = [kpi for criterion in matrix.criteria for kpi in criterion.kpis]
    answers = {kpi.code: kpi.agreed.code for kpi in kpis if isinstance(kpi.agreed, StepView)}
    spared = {kpi.code for kpi in kpis if kpi.agreed == "not_applicable"}
    carried = Carry(())
    for before, now in pairwise(chain):
        carried = carry(answers, before, now, spared)
        answers, spared = carried.answers, carried.not_applicable
    return carried


def _strands(
    matrix: AgreedMatrix, spec: FrameworkSpec, answers: Mapping[str, str], spared: set[str]
) -> tuple[PreviewLine, ...]:
    weights = {criterion.code: criterion.weight for criterion in spec.criteria}
    steps, ladder = steps_of(spec), ladder_of(spec)

    def by_draft(code: str) -> Outcome:
        return score_strand(ratings_of(spec, answers, spared, strand=code), weights, ladder)

    today = {code: outcome_shown(outcome, matrix.steps) for code, outcome in matrix.strands.items()}
    return tuple(
        PreviewLine(strand.title, today.get(strand.code), outcome_shown(by_draft(strand.code), steps), ())
        for strand in spec.strands
    )


def _word(shown: Shown | None) -> str | None:
    return shown.label if isinstance(shown, StepView) else shown
