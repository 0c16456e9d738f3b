"""Where the improvement plan of each school stands, and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from kit import clock
from schools.access.permissions import Permission
from schools.models import Person, School
from support import rules_plans as rules
from support.models import ImprovementPlan, RapidPlan

Status = ImprovementPlan.Status


@dataclass(frozen=True)
class PlanLine:
    school: School
    plan: ImprovementPlan | None
    waits_for_me: bool

    @property
    def standing(self) -> tuple[str, str]:
        """(words, tone); a school that has not begun is told apart from one with a draft."""
        if self.plan is None:
            return ("Not begun", "open")
        if self.plan.status == Status.SUBMITTED:
            return ("Submitted", "current")
        if self.plan.status == Status.APPROVED:
            return ("In force", "done")
        in_force = getattr(self.plan, "approved", 0)
        return ("In force, a draft beside it", "done") if in_force else ("Draft", "open")


def plan_lines(user: Person) -> list[PlanLine]:
    """This year's plan of every school whose plans ``user`` sees, those that wait for them first. Two queries."""
    schools = School.objects.visible_to(user, Permission.SEE_PLAN).open().select_related("trust")
    plans = {plan.school_id: plan for plan in _this_years(user)}
    lines = [_line(user, school, plans.get(school.pk)) for school in schools.order_by("name")]
    return sorted(lines, key=lambda line: not line.waits_for_me)


def plans_waiting(user: Person) -> list[ImprovementPlan]:
    """What was submitted and waits for ``user`` to assure its quality, the longest first. One query."""
    rows = ImprovementPlan.objects.visible_to(user).filter(status=Status.SUBMITTED)
    rows = rows.select_related("school__trust", "year").order_by("saved_at", "pk")
    return [row for row in rows if rules.may_assure(user, row) is None]


def returned_plan(user: Person, school: School) -> ImprovementPlan | None:
    """The school's plan that was returned and waits for those who write it. Two queries."""
    rows = ImprovementPlan.objects.visible_to(user).filter(school=school, status=Status.DRAFT)
    row = rows.select_related("school", "year").filter(year__ends_on__gte=clock.today()).first()
    if row is None or rules.writes_plan(user, school):
        return None
    last = row.steps.first()
    return row if last is not None and last.verb == "returned" else None


def rapid_plans_due(user: Person, school: School) -> list[RapidPlan]:
    """What is to be opened or reviewed at ``school`` now. One query."""
    rows = RapidPlan.objects.visible_to(user).unfinished().filter(school=school)
    rows = rows.filter(starts_on__lte=clock.today()).select_related("school", "year").order_by("starts_on")
    return [row for row in rows if row.is_late or (row.opened_at is None and row.ends_on >= clock.today())]


def standing_of(school: School) -> str:
    """Where the plan of the running year stands, in words. One query."""
    today = clock.today()
    rows = ImprovementPlan.objects.filter(school=school, year__starts_on__lte=today, year__ends_on__gte=today)
    plan = rows.select_related("year").annotate(approved=Count("versions")).first()
    return PlanLine(school, plan, False).standing[0]


def _this_years(user: Person) -> list[ImprovementPlan]:
    today = clock.today()
    rows = ImprovementPlan.objects.visible_to(user).filter(
        year__starts_on__lte=today, year__ends_on__gte=today
    )
    return list(rows.select_related("school__trust", "year").annotate(approved=Count("versions")))


def _line(user: Person, school: School, plan: ImprovementPlan | None) -> PlanLine:
    waits = plan is not None and rules.may_assure(user, plan) is None
    return PlanLine(school, plan, waits)
