"""The chapters of monitoring: forms written, finished and considered, what was agreed done or left undone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kit import clock
from monitoring.content import HeadText, RequiredActionText, RowText
from monitoring.models import MonitoringForm
from monitoring.services import forms, writing
from monitoring.services.writing import RowEdit
from schools.models import Action, Person
from schools.services import actions
from schools.services.actions import ActionText
from trust_portal.demo.data import read
from trust_portal.demo.stage import Happening, Stage


def write(stage: Stage) -> None:
    """Enter every monitoring form of the story in the diary."""
    for about in read("monitoring"):
        day = stage.plan.terms[about["term"] - 1].day(about["at"])
        stage.at(day, "15:30", _writing(stage, about))


def _writing(stage: Stage, about: dict[str, Any]) -> Happening:
    def write_form() -> None:
        lead = stage.people[about["lead"]]
        school = stage.schools[about["school"]]
        head = HeadText(
            focus=about["focus"],
            held_on=clock.today(),
            lead=lead.pk,
            methods=tuple(about["methods"]),
            other_method=about.get("other_method", ""),
            recommendations=about["recommendations"],
        )
        form = forms.start(school=school, by=lead, head=head)
        rows = [form.rows.get(), *(writing.add_row(form=form, by=lead) for _ in about["rows"][1:])]
        edits = [
            RowEdit(row, _row(stage, said), row.version)
            for row, said in zip(rows, about["rows"], strict=True)
        ]
        writing.save(form=form, by=lead, rows=edits)
        if not about.get("draft"):
            forms.finish(form=form, by=lead)
            stage.count("monitoring forms finished")
        if considered := about.get("considered"):
            day = _school_day_from(stage, clock.today() + timedelta(days=considered["days"]))
            if day < stage.plan.today:
                stage.at(day, "16:15", _considering(stage, form.pk, about))

    return write_form


def _row(stage: Stage, said: dict[str, Any]) -> RowText:
    return RowText(
        who=said["who"],
        evaluation=said["found"],
        actions=tuple(
            RequiredActionText(
                what=each["what"],
                support=each["support"],
                check_impact_on=_school_day_from(stage, clock.today() + timedelta(weeks=each["weeks"])),
            )
            for each in said["actions"]
        ),
    )


def _considering(stage: Stage, pk: int, about: dict[str, Any]) -> Happening:
    def consider() -> None:
        form = MonitoringForm.objects.get(pk=pk)
        by = stage.head(about["school"], about["term"])
        agreed = about["considered"]["actions"]
        forms.consider(
            form=form,
            version=form.version,
            considered_on=clock.today(),
            agreed=[_agreed(stage, each) for each in agreed],
            by=by,
        )
        rows = form.agreed_actions.order_by("pk")
        for row, each in zip(rows, agreed, strict=True):
            if each.get("done"):
                _enter_end(stage, row, each["done"], about["school"])

    return consider


def _agreed(stage: Stage, said: dict[str, Any]) -> ActionText:
    today = clock.today()
    if "overdue_days" in said:
        due_on = stage.plan.today - timedelta(days=said["overdue_days"])
        check_on = _school_day_from(stage, due_on + timedelta(weeks=8))
    else:
        due_on = _school_day_from(stage, today + timedelta(weeks=said["weeks"]))
        check_on = _school_day_from(stage, today + timedelta(weeks=said["impact_weeks"]))
    return ActionText(
        what=said["what"],
        owner=said["owner"],
        due_on=due_on,
        support=said["support"],
        check_impact_on=check_on,
    )


def _enter_end(stage: Stage, row: Action, impact: str, school: str) -> None:
    """Ticked off two days before it is due, and looked at again on the day that was agreed."""
    assert row.due_on  # noqa: S101 (each of ours has both)
    assert row.check_impact_on  # noqa: S101
    stage.at(row.due_on - timedelta(days=2), "15:50", lambda: _complete(stage, row.pk, school))
    stage.at(row.check_impact_on, "15:50", lambda: _check(stage, row.pk, impact, school))


def _complete(stage: Stage, pk: int, school: str) -> None:
    actions.complete(action=Action.objects.get(pk=pk), by=_leader(stage, school))
    stage.count("agreed actions done")


def _check(stage: Stage, pk: int, impact: str, school: str) -> None:
    row = Action.objects.get(pk=pk)
    seen = actions.text_of(row)
    text = ActionText(seen.what, seen.owner, seen.due_on, seen.support, seen.check_impact_on, impact)
    actions.keep(action=row, text=text, seen=actions.seal(seen), by=_leader(stage, school))


def _leader(stage: Stage, school: str) -> Person:
    begins = stage.plan.present.term.starts_on
    present = stage.plan.present.place
    return stage.head(school, present if clock.today() >= begins else present - 1)


def _school_day_from(stage: Stage, day: date) -> date:
    """``day`` or the next school day; ``day`` itself where the calendar of the story ends before it."""
    days = (each for year in stage.plan.years for each in year.school_days)
    return next((each for each in days if each >= day), day)
