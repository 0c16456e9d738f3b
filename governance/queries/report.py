"""Gathering what a report says, once, from every room below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import dropwhile

from governance.content import (
    ActionLine,
    CriterionLine,
    GlossaryLine,
    KpiLine,
    Mark,
    Moved,
    ReportContent,
    TermCount,
    ThemePart,
)
from governance.headline import headline_of
from governance.models import Report
from governance.queries.report_figures import figures_of
from governance.queries.report_support import (
    aims_of,
    categories_of,
    engagements_of,
    offer_name,
    requirements_of,
)
from governance.questions import raise_questions
from governance.spec import report_pack
from kit import clock
from monitoring.queries.themes import themes_of
from riskmatrix.crosswalk import same_scale
from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.queries.agreed import AgreedCriterion, AgreedKpi, AgreedMatrix
from riskmatrix.queries.kpi_flags import unchanged_since
from riskmatrix.queries.matrix import agreed_matrix
from riskmatrix.queries.steps import Shown, Steps, StepView, steps_of
from riskmatrix.scoring import State
from riskmatrix.spec import FrameworkSpec
from schools.models import Action, School, Term
from support.queries.school_plan import school_plan

HISTORY_TERMS = 4
ABSENT = {State.UNRATED.value: "Not rated", State.NOT_APPLICABLE.value: "Not applicable"}


def gather(report: Report) -> ReportContent:
    """Everything the report of ``report.school`` for ``report.term`` says, as it stands now.

    :param report: with its school, the school's trust, and its term and year selected.
    """
    school, term = report.school, report.term
    evaluation = Evaluation.objects.of(school, term)
    matrix = agreed_matrix(evaluation) if evaluation is not None and evaluation.is_moderated else None
    framework = evaluation.framework if evaluation else Framework.objects.in_force(school.trust_id)
    plan = school_plan(school, term.year)
    since = unchanged_since(matrix.evaluation) if matrix else {}
    pack = report_pack()
    content = ReportContent(
        trust=school.trust.name,
        school=school.name,
        urn=school.urn,
        phase=school.get_phase_display(),
        term=str(term),
        previous_term=str(matrix.previous.term) if matrix and matrix.previous else "",
        version=report.version,
        gathered_on=clock.today(),
        framework=str(framework) if framework else "",
        offer=offer_name(plan.offer),
        is_moderated=matrix is not None,
        standing=_standing(evaluation, term),
        headline=(),
        scale=tuple(mark(step) for step in steps_of(framework.spec).values()) if framework else (),
        categories=categories_of(plan, school, term),
        criteria=tuple(_criterion(criterion, since) for criterion in matrix.criteria) if matrix else (),
        stops=_stops(matrix),
        history=_history(school, term, framework),
        figures=figures_of(evaluation),
        engagements=engagements_of(plan),
        aims=aims_of(plan),
        requirements=requirements_of(plan),
        themes=_themes(school, term),
        actions=_actions(school),
        questions=(),
        glossary=tuple(GlossaryLine(word=line.word, meaning=line.meaning) for line in pack.glossary),
    )
    return content.model_copy(
        update={"headline": headline_of(content), "questions": raise_questions(content, pack)}
    )


def _standing(evaluation: Evaluation | None, term: Term) -> str:
    if evaluation is None:
        return f"The school has not begun its self-evaluation for the {term}."
    return evaluation.standing


def mark(shown: Shown) -> Mark:
    if not isinstance(shown, StepView):
        return Mark(code=shown, label=ABSENT[shown])
    return Mark(
        code=shown.code,
        label=shown.label,
        shape=shown.shape,
        position=shown.position,
        of=shown.of,
        meaning=shown.meaning,
    )


def _criterion(criterion: AgreedCriterion, since: Mapping[str, str]) -> CriterionLine:
    return CriterionLine(
        title=criterion.spec.title,
        level=mark(criterion.level),
        before=mark(criterion.before) if criterion.before is not None else None,
        moved=Moved(criterion.movement),
        sentence=criterion.outcome.sentence,
        kpis=tuple(_kpi(kpi, since.get(kpi.code, "")) for kpi in criterion.kpis),
    )


def _kpi(kpi: AgreedKpi, unchanged_since: str) -> KpiLine:
    return KpiLine(
        title=kpi.title,
        agreed=mark(kpi.agreed),
        before=mark(kpi.before) if kpi.before is not None else None,
        own=mark(kpi.own),
        moved=Moved(kpi.movement),
        reason=kpi.reason.strip(),
        commentary=kpi.commentary.strip(),
        stops=kpi.stops,
        unchanged_since=unchanged_since,
    )


def _stops(matrix: AgreedMatrix | None) -> tuple[str, ...]:
    """Where comparison with the term before stops, and what is no longer rated."""
    return (*matrix.stops, *(ended.sentence for ended in matrix.ended)) if matrix else ()


def _history(school: School, term: Term, framework: Framework | None) -> tuple[TermCount, ...]:
    """How the agreed ratings were spread in this and the terms before, oldest first; three queries.

    A term without an evaluation is a gap, but for those before the school's first.
    """
    opened = Term.objects.of(school.trust_id).opened().filter(starts_on__lte=term.starts_on)
    terms = list(opened.select_related("year").order_by("-starts_on")[:HISTORY_TERMS])
    of_term = {
        row.term_id: row
        for row in Evaluation.objects.filter(school=school, term__in=terms).select_related("framework")
    }
    rows = list(of_term.values())
    ratings: dict[int, list[Rating]] = {}
    agreed = Rating.objects.filter(evaluation__in=rows, kind=Rating.Kind.AGREED).select_related("step")
    for rating in agreed:
        ratings.setdefault(rating.evaluation_id, []).append(rating)
    if framework is None:
        return ()
    told = dropwhile(lambda each: each.pk not in of_term, reversed(terms))
    return tuple(
        _count(each, row, ratings.get(row.pk, []), framework.spec)
        if (row := of_term.get(each.pk))
        else TermCount(term=str(each), agreed=False, steps={})
        for each in told
    )


def _count(term: Term, row: Evaluation, ratings: list[Rating], now: FrameworkSpec) -> TermCount:
    """Counted by the steps of ``now``: another version may call the same step otherwise."""
    spec = row.framework.spec
    comparable = spec.key == now.key and same_scale(spec, now)
    steps: Steps = steps_of(now if comparable else spec)
    risk = {step.code: place for place, step in enumerate(spec.steps_by_severity(), 1)}
    counts = Counter(risk[rating.answer] for rating in ratings if rating.state is State.RATED)
    return TermCount(
        term=str(term),
        agreed=row.is_moderated,
        comparable=comparable,
        steps={code: counts[step.position] for code, step in steps.items()} if row.is_moderated else {},
        unrated=sum(r.state is State.UNRATED for r in ratings),
        not_applicable=sum(r.not_applicable for r in ratings),
    )


def _themes(school: School, term: Term) -> tuple[ThemePart, ...]:
    return tuple(
        ThemePart(
            focus=theme.focus,
            held_on=theme.held_on,
            methods=theme.methods,
            recommendations=theme.recommendations,
            actions=theme.required_actions,
        )
        for theme in themes_of(school, term)
    )


def _actions(school: School) -> tuple[ActionLine, ...]:
    return tuple(
        ActionLine(
            what=action.what,
            owner=action.owner,
            due_on=action.due_on,
            is_overdue=action.is_overdue,
            origin=action.origin,
        )
        for action in Action.objects.filter(school=school).open()
    )
