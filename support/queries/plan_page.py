"""The pages of a school's improvement plan: what is in force, the draft beside it, how each objective stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kit.refusals import Refusal
from schools.models import AcademicYear, Person, School
from support import rules_plans as rules
from support.models import ImprovementPlan, PlanPriority, PlanProgress, PlanStep, PlanVersion
from support.plan_spec import PlanFormat, plan_format
from support.queries.plan_words import criteria_of, in_words, objectives_in, priorities_of


@dataclass(frozen=True)
class PlanPage:
    """``plan`` is None where none was begun; ``shown`` is the version that is read, None before the first.

    ``draft`` is the plan as it is written, None for those who do not read it or when nothing differs.
    """

    school: School
    year: AcademicYear | None
    years: tuple[AcademicYear, ...]
    plan: ImprovementPlan | None
    versions: tuple[PlanVersion, ...]
    shown: PlanVersion | None
    content: dict[str, Any] | None
    draft: dict[str, Any] | None
    priorities: tuple[PlanPriority, ...]
    steps: tuple[PlanStep, ...]
    may_begin: Refusal | None
    may_write: Refusal | None
    may_add: Refusal | None
    may_submit: Refusal | None
    is_ready: Refusal | None
    may_withdraw: Refusal | None
    may_revise: Refusal | None
    may_assure: Refusal | None
    may_judge: Refusal | None

    @property
    def format(self) -> PlanFormat:
        return plan_format()

    @property
    def may_write_now(self) -> bool:
        return self.may_write is None

    @property
    def is_in_force(self) -> bool:
        """Whether what is shown is the latest approved version."""
        return bool(self.versions) and self.shown == self.versions[0]

    @property
    def badge(self) -> tuple[str, str]:
        """(words, tone) of where the plan stands."""
        if self.plan is None:
            return ("Not begun", "open")
        if self.plan.status == ImprovementPlan.Status.SUBMITTED:
            return ("Submitted", "current")
        if self.plan.status == ImprovementPlan.Status.APPROVED:
            return ("In force", "done")
        return ("In force, a draft beside it", "done") if self.versions else ("Draft", "open")


NOT_HERE = Refusal("no-plan", "No plan is begun for this year.")


def plan_page(
    school: School, year: AcademicYear | None, user: Person, number: int | None = None
) -> PlanPage | None:
    """:param number: of an earlier version to read; None when there is none of that number."""
    years = tuple(AcademicYear.objects.filter(trust=school.trust_id).order_by("-starts_on"))
    no_year = Refusal("no-year", "The trust has not added an academic year yet.")
    begins = rules.may_begin(user, school, year) if year else no_year
    plan = _plan(school, year)
    if plan is None:
        nothing = dict.fromkeys(_RIGHTS, NOT_HERE)
        if number is not None:
            return None
        return PlanPage(school, year, years, None, (), None, None, None, (), (), may_begin=begins, **nothing)
    versions = tuple(plan.versions.select_related("by"))
    shown = versions[0] if versions else None
    if number is not None:
        shown = next((each for each in versions if each.number == number), None)
        if shown is None:
            return None
    reads = rules.may_read_draft(user, plan) is None
    written = plan.status != ImprovementPlan.Status.APPROVED
    priorities = tuple(priorities_of(plan)) if reads and written else ()
    criteria = criteria_of(school) if reads and written else []
    assures = rules.may_assure(user, plan)
    sees_steps = reads or rules.assures_quality(user, school) is None
    return PlanPage(
        school, year, years, plan, versions, shown,
        content=with_progress(plan, shown.content) if shown else None,
        draft=in_words(plan, list(priorities), criteria) if reads and written else None,
        priorities=priorities,
        steps=tuple(plan.steps.select_related("by")) if sees_steps else (),
        may_begin=Refusal("begun", "The plan is begun."),
        may_write=rules.may_write(user, plan),
        may_add=rules.may_add_priority(user, plan, len(priorities)),
        may_submit=rules.may_submit(user, plan),
        is_ready=_is_ready(plan, priorities, criteria),
        may_withdraw=rules.may_withdraw(user, plan),
        may_revise=rules.may_revise(user, plan),
        may_assure=assures,
        may_judge=rules.may_judge_progress(user, plan),
    )  # fmt: skip


_RIGHTS = (
    "may_write", "may_add", "may_submit", "is_ready", "may_withdraw", "may_revise", "may_assure", "may_judge",
)  # fmt: skip


def with_progress(plan: ImprovementPlan, content: dict[str, Any]) -> dict[str, Any]:
    """The content of a version, each objective with its latest progress (None: not yet judged). One query."""
    latest: dict[str, PlanProgress] = {}
    for each in plan.progress.select_related("by"):
        latest.setdefault(each.objective, each)
    priorities = [
        {
            **priority,
            "objectives": [{**each, "latest": latest.get(each["code"])} for each in priority["objectives"]],
        }
        for priority in content["priorities"]
    ]
    return {**content, "priorities": priorities}


def _plan(school: School, year: AcademicYear | None) -> ImprovementPlan | None:
    if year is None:
        return None
    rows = ImprovementPlan.objects.select_related("school__trust", "year", "saved_by")
    return rows.filter(school=school, year=year).first()


def _is_ready(
    plan: ImprovementPlan, priorities: tuple[PlanPriority, ...], criteria: list[tuple[str, str]]
) -> Refusal | None:
    said = [(each.draft, bool(each.actions.all())) for each in priorities]
    return rules.is_complete(said, plan.looks, has_criteria=bool(criteria))


@dataclass(frozen=True)
class ObjectivePage:
    plan: ImprovementPlan
    code: str
    what: str
    success: str
    priority: str
    number: int
    progress: tuple[PlanProgress, ...]
    may_judge: Refusal | None


def objective_page(plan: ImprovementPlan, code: str, user: Person) -> ObjectivePage | None:
    """An objective of any version; the latest wording. None where no version has it."""
    for version in plan.versions.all():
        if code not in objectives_in(version.content):
            continue
        for priority in version.content["priorities"]:
            for each in priority["objectives"]:
                if each["code"] == code:
                    return ObjectivePage(
                        plan, code, each["what"], each["success"], priority["title"], priority["number"],
                        progress=tuple(plan.progress.filter(objective=code).select_related("by")),
                        may_judge=_may_judge_it(plan, version, user),
                    )  # fmt: skip
    return None


def _may_judge_it(plan: ImprovementPlan, version: PlanVersion, user: Person) -> Refusal | None:
    latest = plan.versions.first()
    if latest is not None and latest.pk != version.pk:
        return Refusal("not-in-force", "The version in force no longer has this objective.")
    return rules.may_judge_progress(user, plan)
