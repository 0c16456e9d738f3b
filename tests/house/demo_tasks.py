"""What each role of the demo trust has to do on the day it is started."""

from __future__ import annotations

from collections.abc import Callable

from governance.models import Report
from governance.queries.tasks import tasks_for
from monitoring.models import MonitoringForm
from riskmatrix.lifecycle import Status
from riskmatrix.models import Evaluation
from riskmatrix.queries.moderation_queue import moderation_queue
from schools.access.permissions import Permission
from schools.access.roles import Role
from schools.models import Notice, Person, School
from support.queries.categories import decisions_waiting
from tests.house.demo_told import Told, promise


@promise
def everybody_has_something_to_do(told: Told) -> None:
    for role in Role:
        assert TODO[role](told, told.person(role)), role.title


def _writes_the_draft(told: Told, person: Person) -> bool:
    mine = Evaluation.objects.visible_to(person, Permission.EDIT_SELF_EVALUATION).filter(status=Status.DRAFT)
    return mine.filter(school=told.school("Tarrowmere"), term=told.terms[-1]).exists()


def _has_a_form_to_finish(told: Told, person: Person) -> bool:
    return MonitoringForm.objects.visible_to(person).filter(lead=person, status="draft").exists()


def _has_a_report_to_read(told: Told, person: Person) -> bool:
    return Report.objects.visible_to(person).issued().filter(term=told.terms[2]).count() == 1


def _has_news(told: Told, person: Person) -> bool:
    return _has_a_report_to_read(told, person) and Notice.objects.visible_to(person).unread().count() == 1


def _moderates(told: Told, person: Person) -> bool:
    return any(row.my_parts for row in moderation_queue(person)) and bool(tasks_for(person))


def _decides(told: Told, person: Person) -> bool:
    return [line.school.name for line in decisions_waiting(person)] == ["Quillhurst Junior School"]


def _moderates_and_decides(told: Told, person: Person) -> bool:
    return _moderates(told, person) and _decides(told, person)


def _has_tasks(told: Told, person: Person) -> bool:
    return bool(tasks_for(person))


def _sees_the_trust(told: Told, person: Person) -> bool:
    return School.objects.visible_to(person, Permission.SEE_DASHBOARD).count() == 6


TODO: dict[Role, Callable[[Told, Person], bool]] = {
    Role.HEADTEACHER: _writes_the_draft,
    Role.DEPUTY_HEADTEACHER: _writes_the_draft,
    Role.SENIOR_LEADER: _writes_the_draft,
    Role.SUBJECT_LEADER: _has_a_form_to_finish,
    Role.SCHOOL_BUSINESS_MANAGER: _writes_the_draft,
    Role.CHAIR_OF_GOVERNORS: _has_a_report_to_read,
    Role.GOVERNOR: _has_news,
    Role.CLERK: _has_news,
    Role.CHIEF_EXECUTIVE: _decides,
    Role.CHIEF_FINANCIAL_OFFICER: _moderates_and_decides,
    Role.DEPUTY_CHIEF_EXECUTIVE: _decides,
    Role.DEPUTY_CHIEF_FINANCIAL_OFFICER: _moderates_and_decides,
    Role.HEAD_OF_SCHOOL_IMPROVEMENT: _moderates,
    Role.IMPROVEMENT_ADVISER: _has_a_form_to_finish,
    Role.TRUSTEE: _sees_the_trust,
    Role.TRUST_ADMINISTRATOR: _has_tasks,
}
