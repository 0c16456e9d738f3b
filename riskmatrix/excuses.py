"""“Not applicable”: where the framework itself says so of such a school, and where the school asks for it."""

from __future__ import annotations

from riskmatrix.models import Evaluation, Rating


def excused_by_rule(evaluation: Evaluation) -> frozenset[str]:
    """Codes of the KPIs that the framework takes away from a school of this phase and age."""
    school = evaluation.school
    return frozenset(
        kpi.code
        for _, kpi in evaluation.framework.spec.kpis()
        if kpi.not_applicable
        and kpi.not_applicable.excuses(phase=school.phase, youngest_age=school.lowest_age)
    )


def may_be_left_out(evaluation: Evaluation) -> frozenset[str]:
    """Codes of the KPIs that such a school may answer with “not applicable”: by the framework, or by asking for it."""
    on_request = {
        kpi.code
        for _, kpi in evaluation.framework.spec.kpis()
        if kpi.not_applicable and kpi.not_applicable.on_request
    }
    return excused_by_rule(evaluation) | on_request


def is_on_request(own: Rating, excused: frozenset[str]) -> bool:
    """Whether the school itself asks to leave this KPI out. It says why, and a moderator looks at it by itself."""
    return own.not_applicable and own.kpi.code not in excused


def lacks_words(own: Rating, excused: frozenset[str]) -> bool:
    """Whether the school asks to leave this KPI out and has not said why."""
    return is_on_request(own, excused) and not own.commentary.strip()
