"""One KPI of a school through the terms, under whatever names it had, as a chart and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

from kit.charts import Chart, line
from riskmatrix.crosswalk import ended, origins
from riskmatrix.queries.readable import ReadableTerm, chain_to, ratings_of, readable_terms, step_in
from riskmatrix.queries.steps import Shown, Steps, StepView, steps_of
from riskmatrix.queries.terms_compared import Judged, judged
from riskmatrix.spec import CriterionSpec, FrameworkSpec, KpiSpec
from schools.models import Person, School

TERMS_DRAWN = 6


@dataclass(frozen=True)
class KpiTerm:
    """The KPI in one term: as one rating, as those it was merged from, or not there at all.

    :param sentence: why it cannot be compared with today's; empty where it can.
    """

    term: ReadableTerm
    judged: tuple[Judged, ...]
    comparable: bool
    sentence: str


@dataclass(frozen=True)
class KpiHistory:
    """:param terms: the latest first. ``goes_on`` are the KPIs that a later version made of it."""

    school: School
    criterion: CriterionSpec
    kpi: KpiSpec
    steps: Steps
    terms: tuple[KpiTerm, ...]
    goes_on: tuple[KpiSpec, ...]
    ended: str

    @property
    def shows_own(self) -> bool:
        return any(each.term.own for each in self.terms)

    @property
    def stops(self) -> str:
        """Where comparison stops, in the crosswalk's words; empty where it does not."""
        return next((each.sentence for each in self.terms if not each.comparable), "")


def kpi_history(school: School, code: str, user: Person) -> KpiHistory:
    """What ``user`` may read of a KPI, in four queries.

    :raises Http404: when no term that they may read was rated by a framework that has, or once had, such a KPI.
    """
    terms = readable_terms(school, user)
    if not terms:
        raise Http404
    whole = chain_to(terms[-1].evaluation.framework)
    last = max((i for i, spec in enumerate(whole) if _has(spec, code)), default=None)
    if last is None:
        raise Http404
    chain, newest = whole[: last + 1], whole[last]
    versions = {spec.version for spec in chain}
    mine = [term for term in terms if term.spec.key == newest.key and term.spec.version in versions]
    ratings = ratings_of(mine)
    criterion, kpi = next((c, k) for c, k in newest.kpis() if k.code == code)
    found = tuple(_in_term(term, ratings[term.evaluation.pk], chain, code) for term in reversed(mine))
    goes_on, told = _afterwards(whole[last:], code)
    return KpiHistory(school, criterion, kpi, steps_of(newest), found, goes_on, told)


def _has(spec: FrameworkSpec, code: str) -> bool:
    return any(kpi.code == code for _, kpi in spec.kpis())


def _in_term(term: ReadableTerm, ratings: object, chain: Sequence[FrameworkSpec], code: str) -> KpiTerm:
    step = step_in(chain, code, term.spec)
    were = tuple(judged(term, each, ratings) for each in step.codes)  # type: ignore[arg-type]
    return KpiTerm(term, were, step.comparable, "" if step.comparable else step.sentence)


def _afterwards(later: Sequence[FrameworkSpec], code: str) -> tuple[tuple[KpiSpec, ...], str]:
    """What a version after the last that has the KPI made of it, or why it ended."""
    if len(later) == 1:
        return (), ""
    before, now = later[0], later[1]
    goes_on = tuple(now.kpi(new) for new, origin in origins(before, now).items() if code in origin.before)
    told = {each.code: each.sentence for each in ended((before, now))}
    return goes_on, told.get(code, "")


def history_chart(history: KpiHistory) -> Chart | None:
    """The terms that can be compared, the latest six; None while fewer than two of them have a rating."""
    drawn = [each for each in reversed(history.terms) if each.comparable and each.judged][-TERMS_DRAWN:]
    series = {"Agreed": [_place(each.judged[0].agreed, history.steps) for each in drawn]}
    if history.shows_own:
        series["Self-rating"] = [_place(each.judged[0].own, history.steps) for each in drawn]
    series = {name: places for name, places in series.items() if any(places)}
    if not series or max(sum(p is not None for p in places) for places in series.values()) < 2:
        return None
    labels = [_short(each.term) for each in drawn]
    scale = {step.position: step.label for step in history.steps.values()}
    return line(f"{history.kpi.title}, {history.school}", labels, series, steps=scale)


def _place(shown: Shown | None, steps: Steps) -> int | None:
    """Where a rating stands on the scale of today, which has the same risks in the same order."""
    return shown.position if isinstance(shown, StepView) and shown.of == len(steps) else None


def _short(term: ReadableTerm) -> str:
    found = term.evaluation.term
    return f"{found.get_number_display()} {found.year.name[2:]}"
