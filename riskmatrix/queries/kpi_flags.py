"""What the school is told quietly about a KPI: unmoved, old, unsupported; and since when its words have stood."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kit import clock
from riskmatrix import rules
from riskmatrix.flags import Earlier, Flag, LastFigure, Standing, flags, words_since
from riskmatrix.models import Evaluation, EvidenceUse, Figure, Rating
from riskmatrix.queries.past_terms import LOOK_BACK, earlier_of, past_terms
from riskmatrix.spec import FrameworkSpec
from schools.models import Person

Told = tuple[str, str, date | None, str]
"""The code of a measure, why its value is missing, the day it speaks of, and the academic year."""


@dataclass(frozen=True)
class WordsSince:
    """Where the school's commentary comes from.

    :param carried_from: the term whose words it began from; empty when it began empty.
    :param unchanged: whether those words are still as they were; ``cleared`` when nothing is left of them.
    :param since: the term since which the commentary has been the same; empty when it is new.
    """

    carried_from: str = ""
    unchanged: bool = False
    cleared: bool = False
    since: str = ""


@dataclass(frozen=True)
class KpiFlags:
    """The flags of one KPI."""

    flags: tuple[Flag, ...] = ()
    words: WordsSince | None = None


def flags_of(
    evaluation: Evaluation,
    user: Person,
    kpis: Collection[str],
    own: Mapping[str, Rating] | None = None,
    *,
    evidence: Mapping[str, Sequence[date]] | None = None,
    figures: Sequence[Told] | None = None,
    earlier: Sequence[Evaluation] | None = None,
) -> dict[str, KpiFlags]:
    """By KPI code; a KPI without any is left out. Nothing for somebody who may not read the evaluation now: so the
    school sees its flags first, and the trust once it has been submitted.

    :param own: the school's ratings by code with what they were carried from, where they are read already; then the
        flags of all of these are answered.
    :param evidence: the days that the standing evidence of each of them speaks about, where it is read already.
    :param figures: what ``figures_told`` answers, where it is read already.
    :param earlier: what ``handed_in_before`` answers, where it is read already.
    """
    if rules.may_read(user, evaluation):
        return {}
    spec = evaluation.framework.spec
    own = _own(evaluation, kpis) if own is None else own
    kpis = list(own)
    past = past_terms(evaluation, kpis, most=_most(spec), before=earlier)
    evidence = _evidence(evaluation, kpis) if evidence is None else evidence
    told = figures_told(evaluation) if figures is None else figures
    newest = _newest(told, spec, kpis)
    on = min(clock.today(), evaluation.term.ends_on)
    found = {}
    for code, rating in own.items():
        then = earlier_of(past, code, spec)
        standing = Standing(
            risk=spec.severity(rating.step.code) if rating.step else None,
            words=rating.commentary,
            earlier=then,
            evidence=evidence.get(code, ()),
            figures=newest.get(code, ()),
        )
        found[code] = KpiFlags(flags(standing, spec.flags, on), _words(rating, then))
    return {code: each for code, each in found.items() if each.flags or each.words}


def unchanged_since(evaluation: Evaluation) -> dict[str, str]:
    """By KPI code: the term since which the school's commentary has stood word for word, where it is not new."""
    spec = evaluation.framework.spec
    past = past_terms(evaluation)
    own = _own(evaluation, [kpi.code for _, kpi in spec.kpis()])
    since = {
        code: words_since(rating.commentary, earlier_of(past, code, spec)) for code, rating in own.items()
    }
    return {code: term for code, term in since.items() if term}


def _words(rating: Rating, earlier: list[Earlier]) -> WordsSince | None:
    since = words_since(rating.commentary, earlier)
    source = rating.carried_from
    if source is None:
        return WordsSince(since=since) if since else None
    return WordsSince(
        carried_from=str(source.evaluation.term),
        unchanged=rating.commentary == source.commentary,
        cleared=not rating.commentary.strip(),
        since=since,
    )


def _most(spec: FrameworkSpec) -> int:
    return max(LOOK_BACK, (spec.flags.terms_unmoved or 1) - 1)


def _own(evaluation: Evaluation, kpis: Collection[str]) -> dict[str, Rating]:
    rows = Rating.objects.filter(evaluation=evaluation, kind=Rating.Kind.SELF, kpi__code__in=kpis)
    related = rows.select_related("kpi", "step", "carried_from__evaluation__term__year")
    return {row.kpi.code: row for row in related}


def _evidence(evaluation: Evaluation, kpis: Collection[str]) -> dict[str, list[date]]:
    """The days that the standing evidence of each KPI speaks about."""
    found: dict[str, list[date]] = {}
    rows = EvidenceUse.objects.filter(
        evaluation=evaluation, kpi__code__in=kpis, evidence__withdrawn_at__isnull=True
    )
    for code, day in rows.order_by().values_list("kpi__code", "evidence__speaks_of"):
        found.setdefault(code, []).append(day)
    return found


def figures_told(evaluation: Evaluation) -> list[Told]:
    """What is told of the school under any code of the framework's measures; one query."""
    codes = {code for measure in evaluation.framework.spec.measures for code in measure.codes}
    rows = Figure.objects.standing().filter(school=evaluation.school_id, measure__in=codes).order_by()
    return list(rows.values_list("measure", "missing", "upto", "academic_year"))


def _newest(told: Sequence[Told], spec: FrameworkSpec, kpis: Collection[str]) -> dict[str, list[LastFigure]]:
    """The newest figure of each measure behind a KPI. Of a date, what counts is its age, which suggestions judge."""
    measures = {measure.code: measure for measure in spec.measures if measure.unit != "date"}
    behind = {kpi.code: kpi.measures for _, kpi in spec.kpis() if kpi.code in kpis}
    asked = {code for each in behind.values() for code in each if code in measures}
    newest: dict[str, date] = {}
    for measure, missing, upto, year in told:
        if missing or measure not in asked:
            continue
        newest[measure] = max(newest.get(measure, date.min), upto or _end_of(year))
    return {
        kpi: [
            LastFigure(measures[code].title, newest[code], measures[code].cycle_months)
            for code in codes
            if code in newest
        ]
        for kpi, codes in behind.items()
    }


def _end_of(academic_year: str) -> date:
    """The last day of a year as in “2025/26”: the latest that a figure without a day of its own can speak about."""
    return date(int(academic_year[:4]) + 1, 8, 31)
