"""The Rapid Improvement Plans of a school, and one of them."""

from __future__ import annotations

from dataclasses import dataclass

from kit.refusals import Refusal
from schools.models import Person, School
from support import rules_rapid as rules
from support.models import ImprovementPlan, RapidFinding, RapidPlan
from support.queries.plan_words import objectives_in


@dataclass(frozen=True)
class RapidPage:
    """``choices`` are (code, words) of the objectives it can work on; ``found`` what the review said of each."""

    row: RapidPlan
    choices: tuple[tuple[str, str], ...]
    found: tuple[tuple[str, RapidFinding | None], ...]
    may_open: Refusal | None
    may_review: Refusal | None


def rapid_series(school: School) -> list[RapidPlan]:
    """Every cycle of the school, latest first. One query."""
    rows = RapidPlan.objects.filter(school=school).select_related(
        "school", "year", "opened_by", "reviewed_by"
    )
    return list(rows)


def rapid_page(row: RapidPlan, user: Person) -> RapidPage:
    plans = ImprovementPlan.objects.filter(school=row.school_id, year=row.year_id, versions__isnull=False)
    plan = plans.distinct().first()
    version = plan.versions.first() if plan else None
    findings = {each.objective: each for each in row.findings.all()}
    series = list(RapidPlan.objects.filter(school=row.school_id))
    return RapidPage(
        row,
        choices=tuple(objectives_in(version.content).items()) if version else (),
        found=tuple((words, findings.get(code)) for code, words in row.objectives),
        may_open=rules.may_open(user, row, series, has_plan=plan is not None),
        may_review=rules.may_review(user, row),
    )
