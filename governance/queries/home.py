"""What a person finds when they come in: by their posts, the things whose turn is theirs first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from governance.models import Report
from governance.queries.next_report import NextReport, next_report
from governance.queries.school_tasks import school_tasks
from governance.queries.task import Task
from governance.queries.tasks import tasks_for
from kit import clock
from kit.refusals import Refusal
from monitoring.lifecycle import Status
from monitoring.models import MonitoringForm
from riskmatrix.models import Evaluation
from riskmatrix.queries.matrix import latest_moderated
from riskmatrix.queries.moderation_queue import Progress, progress_of
from riskmatrix.rules_answers import may_answer
from schools.access.checks import has, has_anywhere, works_at
from schools.access.permissions import Permission
from schools.models import Action, Person, School, Term
from support.queries.fulfilment import Due, upcoming_engagements

NEXT_DAYS = 21


@dataclass(frozen=True)
class LeaderHome:
    """For those who write the self-evaluation: what is due and how far along, what comes next, what is open.

    ``may_answer`` is None where the moderated ratings wait for this person.
    """

    school: School
    term: Term | None
    progress: Progress | None
    tasks: tuple[Task, ...]
    engagements: tuple[Due, ...]
    actions: tuple[Action, ...]
    latest_report: Report | None
    agreed: Evaluation | None
    may_answer: Refusal | None = None


@dataclass(frozen=True)
class GovernorHome:
    """For governors and clerks: the latest report in three sentences, what to ask, when the next one comes."""

    school: School
    report: Report | None
    headline: tuple[str, ...]
    questions: tuple[Any, ...]
    next_report: NextReport | None
    agreed: Evaluation | None


@dataclass(frozen=True)
class WorkerHome:
    """For those who watch lessons or visit schools: the forms they have in hand, and the visits they owe."""

    drafts: tuple[MonitoringForm, ...]
    may_write_here: bool
    visits: tuple[Due, ...]
    makes_visits: bool


@dataclass(frozen=True)
class Home:
    schools: tuple[School, ...]
    here: School | None
    leader: LeaderHome | None
    governor: GovernorHome | None
    worker: WorkerHome | None
    tasks: tuple[Task, ...]
    manages: bool
    term: Term | None


def home_page(user: Person, here: School | None, schools: list[School]) -> Home:
    """:param here: the school whose pages come first; ``schools``, those of the person's own posts."""
    leads = here is not None and works_at(user, here) and has(user, Permission.SEE_SELF_EVALUATION, here)
    governs = here is not None and not leads and has(user, Permission.READ_REPORT, here)
    trusts = {post.trust_id for post in user.current_posts}
    term = Term.objects.filter(year__trust__in=trusts).select_related("year__trust").current()
    return Home(
        schools=tuple(schools),
        here=here,
        leader=_leader(user, here, term) if leads and here else None,
        governor=_governor(user, here, term) if governs and here and works_at(user, here) else None,
        worker=_worker(user, here, schools) if here and not leads else None,
        tasks=tasks_for(user),
        manages=has_anywhere(user, Permission.MANAGE_TERMS),
        term=term,
    )


def _leader(user: Person, school: School, term: Term | None) -> LeaderHome:
    progress = progress_of(term, [school])[0] if term else None
    evaluation = progress.evaluation if progress else None
    if evaluation is not None:
        evaluation.school = school
    return LeaderHome(
        school=school,
        term=term,
        progress=progress,
        tasks=(*school_tasks(user, school, evaluation, term), *tasks_for(user)),
        engagements=tuple(upcoming_engagements([school], NEXT_DAYS)[:6]),
        actions=_further_actions(user, school),
        latest_report=_latest_report(user, school),
        agreed=latest_moderated([school]).get(school.pk),
        may_answer=may_answer(user, evaluation) if evaluation else None,
    )


def _governor(user: Person, school: School, term: Term | None) -> GovernorHome:
    report = _latest_report(user, school)
    document = report.document if report else None
    return GovernorHome(
        school=school,
        report=report,
        headline=document.headline if document else (),
        questions=document.questions[:3] if document else (),
        next_report=next_report(term, [report] if report else []),
        agreed=latest_moderated([school]).get(school.pk),
    )


def _further_actions(user: Person, school: School) -> tuple[Action, ...]:
    """The next open actions. Those that are overdue stand among the tasks."""
    rows = Action.objects.visible_to(user).open().filter(school=school)
    return tuple(rows.exclude(due_on__lt=clock.today())[:6])


def _worker(user: Person, here: School, schools: list[School]) -> WorkerHome | None:
    writes = has_anywhere(user, Permission.WRITE_MONITORING)
    visits = has_anywhere(user, Permission.RECORD_ENGAGEMENT)
    if not (writes or visits):
        return None
    drafts = MonitoringForm.objects.visible_to(user).filter(status=Status.DRAFT).select_related("school")
    mine = drafts.filter(Q(started_by=user) | Q(lead=user)).order_by("-saved_at")
    due = upcoming_engagements(schools, NEXT_DAYS, user) if visits else []
    return WorkerHome(
        drafts=tuple(mine[:6]),
        may_write_here=has(user, Permission.WRITE_MONITORING, here),
        visits=tuple(each for each in due if each.is_mine)[:6],
        makes_visits=visits,
    )


def _latest_report(user: Person, school: School) -> Report | None:
    rows = Report.objects.visible_to(user).issued().filter(school=school)
    return rows.select_related("school", "term__year").order_by("-term__starts_on", "-version").first()
