"""One KPI of a school term by term, followed back through the versions of the framework."""

from __future__ import annotations

from dataclasses import dataclass

from riskmatrix.continuity import Tie
from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.steps import Shown, shown, steps_of
from riskmatrix.queries.versions import continuities
from riskmatrix.spec import KpiSpec
from schools.models import Term


@dataclass(frozen=True)
class HistoryPoint:
    """What stood for the KPI in one term: under which title, what the school rated and what was agreed.

    Of a KPI that was merged from several there is a point for each. Only points that are ``comparable`` belong on
    one line; ``sentence`` says why another does not.
    """

    term: Term
    version: str
    title: str
    own: Shown
    agreed: Shown
    comparable: bool
    sentence: str


@dataclass(frozen=True)
class KpiHistory:
    """The points from the latest term to the earliest in which the KPI, or what it came from, was there."""

    kpi: KpiSpec
    points: tuple[HistoryPoint, ...]
    stop: str

    @property
    def line(self) -> tuple[HistoryPoint, ...]:
        """The points that may be drawn as one line, the earliest first."""
        return tuple(reversed([point for point in self.points if point.comparable]))


def kpi_history(evaluation: Evaluation, kpi: str) -> KpiHistory:
    """``kpi`` in this term and the moderated ones before it, in at most three queries.

    :param evaluation: with its framework and term selected; its own ratings count once it is moderated.
    :raises KeyError: for a KPI that its framework does not have.
    """
    spec = evaluation.framework.spec.kpi(kpi)
    rows = list(
        Evaluation.objects.moderated()
        .filter(school=evaluation.school_id, term__starts_on__lte=evaluation.term.starts_on)
        .select_related("framework", "term__year")
        .order_by("-term__starts_on")
    )
    ties = continuities((row.framework, evaluation.framework) for row in rows)
    found: dict[int, dict[str, dict[str, Rating]]] = {}
    for rating in Rating.objects.filter(evaluation__in=rows).select_related("kpi", "step"):
        found.setdefault(rating.evaluation_id, {}).setdefault(rating.kpi.code, {})[rating.kind] = rating
    points: list[HistoryPoint] = []
    stop = ""
    for row in rows:
        was = ties[row.framework_id, evaluation.framework_id].kpis[kpi]
        stop = stop or was.sentence
        steps, before = steps_of(row.framework.spec), row.framework.spec
        for code in was.codes:
            kinds = found.get(row.pk, {}).get(code, {})
            own, agreed = (shown(kinds.get(kind), steps) for kind in (Rating.Kind.SELF, Rating.Kind.AGREED))
            comparable = was.tie is Tie.SAME
            title = before.kpi(code).title
            points.append(
                HistoryPoint(row.term, before.version, title, own, agreed, comparable, was.sentence)
            )
    return KpiHistory(spec, tuple(points), stop)
