"""What needs me next: one line for each thing whose turn is this person's."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.urls import reverse

from governance.models import Report
from governance.queries.task import Task, and_more, of_turns
from riskmatrix.queries.answers_waiting import disagreements_waiting
from riskmatrix.queries.moderation_queue import moderation_queue
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.models import Person
from support.queries.appeals import appeals_waiting
from support.queries.categories import decisions_waiting
from support.queries.closing import closing_for
from support.queries.fulfilment import overdue_engagements
from support.queries.initiatives import initiative_turns
from support.queries.plan_list import plans_waiting
from support.queries.reviews import review_turns
from support.queries.reviews_due import reviews_due


def tasks_for(user: Person) -> tuple[Task, ...]:
    """In the order of the work: moderate, settle, decide, look at reports, keep promises."""
    found: list[Task] = []
    if has_anywhere(user, Permission.MODERATE):
        found += _to_moderate(user)
    if has_anywhere(user, Permission.SETTLE_DISAGREEMENT):
        found += _to_settle(user)
    if has_anywhere(user, Permission.CONFIRM_CATEGORY):
        found += _to_decide(user)
        found += _to_look_at_again(user)
    if has_anywhere(user, Permission.DECIDE_APPEAL):
        found += _to_decide_on_appeal(user)
    if has_anywhere(user, Permission.PREPARE_REPORT):
        found += _to_prepare_again(user)
        found += _to_issue(user)
    if has_anywhere(user, Permission.RECORD_ENGAGEMENT):
        found += _to_assure(user)
        found += of_turns(review_turns(user), "reviews to look after", "schools")
        found += of_turns(initiative_turns(user), "initiatives to settle a stage of", "initiatives")
        found += _to_hold(user) + _to_agree_a_day(user)
    return tuple(found)


def _to_moderate(user: Person) -> list[Task]:
    waiting = [row for row in moderation_queue(user) if row.my_parts]
    return [
        Task(
            f"Moderate {row.evaluation.school}",
            f"{row.moderated} of {row.total} KPIs moderated",
            reverse("moderation", args=[row.evaluation.pk]),
            row.evaluation.term.moderation_due,
        )
        for row in waiting[:5]
    ] + and_more(len(waiting), 5, "self-evaluations to moderate", "moderation_queue")


def _to_settle(user: Person) -> list[Task]:
    return [
        Task(
            f"Decide what {row.evaluation.school} disagrees with",
            f"{row.ratings}, {row.evaluation.term.in_a_sentence}",
            reverse("disagreements", args=[row.evaluation.pk]),
        )
        for row in disagreements_waiting(user)
    ]


def _to_decide(user: Person) -> list[Task]:
    waiting = decisions_waiting(user)
    return [
        Task(
            f"Confirm the {line.strand_title.lower()} category of {line.evaluation.school}",
            line.detail,
            reverse("decision", args=[line.evaluation.pk, line.strand]),
        )
        for line in waiting[:5]
    ] + and_more(len(waiting), 5, "categories to confirm", "decisions")


def _to_look_at_again(user: Person) -> list[Task]:
    due = reviews_due(user)
    return [
        Task(
            f"Look again at the {each.strand_spec.title.lower()} category of {each.school}",
            f"It is {each.category_title}",
            each.get_absolute_url(),
            each.review_on,
        )
        for each in due[:5]
    ] + and_more(len(due), 5, "categories to look at again", "decisions")


def _to_decide_on_appeal(user: Person) -> list[Task]:
    waiting = appeals_waiting(user)
    return [
        Task(
            f"Decide the appeal of {each.decision.school}",
            f"{each.decision.strand_spec.title}: {each.decision.category_title}",
            each.get_absolute_url(),
            each.answer_by,
        )
        for each in waiting[:5]
    ] + and_more(len(waiting), 5, "appeals to decide", "categories")


def _to_prepare_again(user: Person) -> list[Task]:
    """Reports that could not be prepared, until somebody has them taken up again or a later version exists."""
    later = Report.objects.filter(
        school=OuterRef("school"), term=OuterRef("term"), version__gt=OuterRef("version")
    )
    rows = Report.objects.visible_to(user).filter(~Exists(later), job_state=Report.JobState.FAILED)
    failed = list(rows.select_related("school", "term__year"))
    return [
        Task(f"The report of {row.school} could not be prepared", f"{row.term}", row.get_absolute_url())
        for row in failed[:5]
    ] + and_more(len(failed), 5, "reports that could not be prepared", "reports")


def _to_issue(user: Person) -> list[Task]:
    rows = Report.objects.visible_to(user).filter(issued_at=None, job_state=Report.JobState.DONE)
    waiting = [row for row in rows.select_related("school", "term__year")]
    return [
        Task(f"Look at the report of {row.school}", f"{row.term}, ready to issue", row.get_absolute_url())
        for row in waiting[:5]
    ] + and_more(len(waiting), 5, "reports to look at", "reports")


def _to_assure(user: Person) -> list[Task]:
    waiting = plans_waiting(user)
    return [
        Task(
            f"Read the improvement plan of {plan.school}",
            f"School Improvement Plan {plan.year}, submitted",
            reverse("plan_quality", args=[plan.pk]),
        )
        for plan in waiting[:5]
    ] + and_more(len(waiting), 5, "improvement plans to read", "improvement_plans")


def _to_hold(user: Person) -> list[Task]:
    late = overdue_engagements(user)
    if not late:
        return []
    number = "One engagement is" if len(late) == 1 else f"{len(late)} engagements are"
    first = late[0]
    return [
        Task(
            f"{number} overdue",
            f"The oldest: {first.label} at {first.school}",
            reverse("plan", args=[first.school.urn]),
            first.due_on,
        )
    ]


def _to_agree_a_day(user: Person) -> list[Task]:
    """What this person owes and what lapses unless somebody agrees a day soon."""
    closing = closing_for(user)
    if not closing:
        return []
    number = "One promise of yours" if len(closing) == 1 else f"{len(closing)} promises of yours"
    first = closing[0].due
    url = first.url if len(closing) == 1 else reverse("due")
    where = f"{'' if len(closing) == 1 else 'The first: '}{first.label} at {first.school}"
    detail = f"{where}: {closing[0].why}, {closing[0].left}"
    return [Task(f"{number} may lapse", detail, url, first.engagement.window_end)]
