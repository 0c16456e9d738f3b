"""What stands around one KPI beside its ratings, each part from a query of its own.

The page of 39 KPIs asks for all of them at once, that of a criterion and the fragment that follows a save for fewer; a
part costs the same number of queries either way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.kpi_evidence import KpiEvidence, evidence_of
from riskmatrix.queries.kpi_figures import KpiFigures, figures_of
from riskmatrix.queries.kpi_flags import KpiFlags, figures_told, flags_of
from riskmatrix.queries.kpi_talk import KpiTalk, talk_of
from riskmatrix.queries.teamwork import OwnPeople
from schools.models import Person


@dataclass(frozen=True)
class Surroundings:
    """:param figures: measures with their benchmarks and what they suggest; None where the KPI has none."""

    figures: KpiFigures | None = None
    evidence: KpiEvidence | None = None
    flags: KpiFlags = field(default_factory=KpiFlags)
    talk: KpiTalk | None = None


def surroundings_of(
    evaluation: Evaluation,
    user: Person,
    kpis: Collection[str],
    own: Mapping[str, Rating] | None = None,
    *,
    earlier: Sequence[Evaluation] | None = None,
    people: OwnPeople | None = None,
) -> dict[str, Surroundings]:
    """By KPI code, for those of ``kpis``; every code asked for is answered.

    :param own: the school's ratings by code, where they are read already. Their flags are answered too, whether or
        not the rest is asked for: a page of one criterion counts them all.
    :param earlier: what ``handed_in_before`` answers, where it is read already.
    """
    told = figures_told(evaluation)
    figures = figures_of(evaluation, user, kpis, any_known=bool(told))
    evidence = evidence_of(evaluation, user, kpis)
    is_all = own is None or len(own) == len(kpis)
    days = {code: each.days for code, each in evidence.items()} if is_all else None
    flags = flags_of(evaluation, user, kpis, own, evidence=days, figures=told, earlier=earlier)
    talk = talk_of(evaluation, user, kpis, people)
    return {
        code: Surroundings(figures.get(code), evidence.get(code), flags.get(code, KpiFlags()), talk.get(code))
        for code in (kpis if own is None else own)
    }
