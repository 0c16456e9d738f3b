"""The chapters of the termly reports: prepared on their date, issued after a look, downloaded by some."""

from __future__ import annotations

from django.db.models import QuerySet

from governance.models import Report
from governance.services import publishing, reports
from governance.services.together import prepare_together
from trust_portal.demo import ratings
from trust_portal.demo.plan import StoryTerm
from trust_portal.demo.stage import Happening, Stage
from trust_portal.demo.timing import SPECIAL

READERS_TO_COME = {"primary-governor", "primary-clerk"}
"""Who has not looked at the last report yet."""

CHAIRS = ("infant-chair", "junior-chair", "primary-chair", "secondary-chair", "special-chair")


def write(stage: Stage) -> None:
    """Enter the reports of every past term, and one of the present term that waits for a look."""
    for told in stage.plan.terms[:-1]:
        stage.at(told.report_due, "06:10", _preparing(stage, told))
        stage.at(told.school_day_after(told.report_due, 2), "10:30", _issuing(stage, told))
        stage.at(told.school_day_after(told.report_due, 4), "19:40", _downloading(stage, told))
    present = stage.plan.present
    due = present.days.index(present.self_evaluation_due)
    stage.at(present.days[round(0.9 * due)], "10:30", lambda: _prepare_by_hand(stage))


def _preparing(stage: Stage, told: StoryTerm) -> Happening:
    def prepare() -> None:
        reports.notice_due_terms()
        stage.count("reports prepared", prepare_together(list(_of_term(stage, told))))

    return prepare


def _issuing(stage: Stage, told: StoryTerm) -> Happening:
    def issue() -> None:
        for report in _of_term(stage, told):
            publishing.issue(report=report, by=stage.people["improvement"])

    return issue


def _downloading(stage: Stage, told: StoryTerm) -> Happening:
    """The chairs fetch the report; governor and clerk of Tarrowmere have it still to read."""

    def download() -> None:
        for key, chair in zip(ratings.SCHOOLS, CHAIRS, strict=True):
            report = _of_term(stage, told).get(school=stage.schools[key])
            publishing.download(report=report, by=stage.people[chair])

    return download


def _prepare_by_hand(stage: Stage) -> None:
    term = stage.terms[stage.plan.present.place]
    reports.ask_for_report(school=stage.schools[SPECIAL], term=term, by=stage.people["improvement"])
    stage.count("reports prepared", prepare_together(list(_of_term(stage, stage.plan.present))))


def _of_term(stage: Stage, told: StoryTerm) -> QuerySet[Report]:
    rows = Report.objects.filter(term=stage.terms[told.place])
    return rows.select_related("school__trust", "term__year__trust", "asked_by").order_by("school__name")
