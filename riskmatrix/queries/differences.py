"""Where the moderators rated otherwise than the school, and what has been said about it since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from riskmatrix.models import Evaluation, Kpi, Rating, Response
from riskmatrix.queries.steps import Shown, Steps, StepView, shown, steps_of
from riskmatrix.scoring import State
from riskmatrix.spec import CriterionSpec, KpiSpec
from schools.queries.posts import read_posts


@dataclass(frozen=True)
class Difference:
    """One KPI with both ratings; the headteacher's answer and the chief executive's decision where there are any."""

    kpi: Kpi
    criterion: CriterionSpec
    spec: KpiSpec
    steps: Steps
    own: Rating
    moderated: Rating
    response: Response | None
    decided: Rating | None
    may_be_not_applicable: bool

    @property
    def own_shown(self) -> Shown:
        return shown(self.own, self.steps)

    @property
    def moderated_shown(self) -> Shown:
        return shown(self.moderated, self.steps)

    @property
    def is_disagreed(self) -> bool:
        return self.response is not None and not self.response.agrees

    @property
    def is_decided(self) -> bool:
        return self.decided is not None and self.decided.state is not State.UNRATED

    @property
    def choices(self) -> list[StepView]:
        """The steps of the scale, as radio buttons show them."""
        return list(self.steps.values())


def differences(evaluation: Evaluation) -> tuple[Difference, ...]:
    """The KPIs whose moderated rating is not the school's own, in the framework's order. Two queries.

    :param evaluation: with school and framework selected.
    """
    rows: dict[str, dict[str, Rating]] = {}
    for rating in evaluation.ratings.select_related("kpi", "step", "by"):
        rows.setdefault(rating.kpi.code, {})[rating.kind] = rating
    responses = {each.kpi_id: each for each in evaluation.responses.select_related("by")}
    spec, school = evaluation.framework.spec, evaluation.school
    steps = steps_of(spec)
    found = []
    for criterion, kpi in spec.kpis():
        kinds = rows.get(kpi.code, {})
        own, moderated = kinds.get(Rating.Kind.SELF), kinds.get(Rating.Kind.MODERATED)
        if own is None or moderated is None or own.answer == moderated.answer:
            continue
        rule = kpi.not_applicable
        found.append(
            Difference(
                kpi=own.kpi,
                criterion=criterion,
                spec=kpi,
                steps=steps,
                own=own,
                moderated=moderated,
                response=responses.get(own.kpi_id),
                decided=kinds.get(Rating.Kind.DECIDED),
                may_be_not_applicable=rule is not None
                and (rule.on_request or rule.excuses(phase=school.phase, youngest_age=school.lowest_age)),
            )
        )
    return tuple(found)


def name_people(found: Iterable[Difference]) -> None:
    """Read the posts of everybody named there, in two queries, so that each can be named with their role."""
    rows = [row for each in found for row in (each.own, each.moderated, each.response, each.decided)]
    read_posts(row.by for row in rows if row is not None)
