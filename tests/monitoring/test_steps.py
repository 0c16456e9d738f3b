"""Finishing a form and considering it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kit.refusals import Refused
from kit.saving import Conflict
from monitoring.models import MonitoringForm
from monitoring.services import forms, writing
from monitoring.services.writing import HeadEdit, RowEdit
from schools import audit
from schools.models import Action, AuditEntry
from schools.services.actions import ActionText
from tests.cast import Cast
from tests.monitoring.conftest import AGREED, HELD, Make, head, row_text, write_head

TWENTIETH = date(2026, 11, 20)


def test_finishing_closes_the_form_and_says_who_and_when(
    draft: Make, cast: Cast, autumn_evening: Any
) -> None:
    form = forms.finish(form=draft(), by=cast.headteacher)
    assert (form.status, form.finished_by, form.finished_at) == ("finished", cast.headteacher, autumn_evening)
    entry = AuditEntry.objects.get(verb="finished", thing_id=form.pk)
    assert (entry.by, entry.school) == (cast.headteacher, cast.alder)


def test_blank_rows_and_rows_taken_off_are_left_out(draft: Make, cast: Cast) -> None:
    form = draft(("Year 3", "Year 4"))
    writing.add_row(form=form, by=cast.subject_leader)
    writing.remove_row(row=form.rows.all()[1], by=cast.subject_leader)
    forms.finish(form=form, by=cast.subject_leader)
    assert [row.text for row in MonitoringForm.objects.get().rows.all()] == [row_text("Year 3")]


@pytest.mark.parametrize(
    "change",
    [
        {"focus": ""},
        {"held_on": None},
        {"held_on": date(2026, 11, 24)},
        {"methods": ()},
        {"methods": ("other",)},
        {"lead": None},
    ],
)
def test_an_incomplete_form_is_not_finished(draft: Make, cast: Cast, change: dict[str, Any]) -> None:
    form = draft()
    write_head(form, head(cast, **change), cast.subject_leader)
    with pytest.raises(Refused) as refused:
        forms.finish(form=form, by=cast.subject_leader)
    assert refused.value.refusal.code == "incomplete"
    assert MonitoringForm.objects.get().status == "draft"


def test_a_form_without_a_written_row_is_not_finished(cast: Cast) -> None:
    form = forms.start(school=cast.alder, by=cast.subject_leader, head=head(cast))
    with pytest.raises(Refused, match="One thing is missing"):
        forms.finish(form=form, by=cast.subject_leader)


def test_nothing_in_a_finished_form_changes(finished: Make, cast: Cast) -> None:
    form = finished()
    (row,) = form.rows.all()
    attempts = [
        lambda: writing.save(
            form=form, by=cast.subject_leader, head=HeadEdit(head(cast, focus="New"), form.version)
        ),
        lambda: writing.save(
            form=form, by=cast.subject_leader, rows=[RowEdit(row, replace(row.text, who="New"), row.version)]
        ),
        lambda: writing.add_row(form=form, by=cast.subject_leader),
        lambda: writing.remove_row(row=row, by=cast.subject_leader),
        lambda: writing.put_back_row(row=row, by=cast.subject_leader),
        lambda: forms.finish(form=form, by=cast.subject_leader),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.refusal.code == "finished"
    after = MonitoringForm.objects.get()
    assert (after.focus, [row.text for row in after.rows.all()]) == ("Science", [row_text()])


def test_considering_adds_the_agreed_actions_to_the_schools(considered: Make, cast: Cast) -> None:
    form = considered()
    assert (form.status, form.considered_on, form.considered_by) == (
        "considered",
        TWENTIETH,
        cast.headteacher,
    )
    action = Action.objects.get()
    assert (action.school, action.what, action.owner) == (cast.alder, AGREED, "Science leader")
    assert (action.due_on, action.check_impact_on) == (date(2026, 12, 4), date(2027, 2, 1))
    assert (action.origin, action.origin_url) == (
        "Monitoring of Science, 12 November 2026",
        form.get_absolute_url(),
    )
    assert list(form.agreed_actions.all()) == [action]
    assert AuditEntry.objects.filter(verb="recorded the consideration of", thing_id=form.pk).exists()
    assert AuditEntry.objects.filter(verb="added action", thing_id=action.pk).exists()


def test_senior_leaders_may_come_back_and_agree_more(considered: Make, cast: Cast) -> None:
    form = considered()
    form = forms.consider(
        form=form,
        version=form.version,
        considered_on=date(2026, 11, 23),
        agreed=[ActionText("Second")],
        by=cast.headteacher,
    )
    assert form.considered_on == date(2026, 11, 23)
    assert set(form.agreed_actions.values_list("what", flat=True)) == {AGREED, "Second"}


def test_considering_without_an_action_is_possible(finished: Make, cast: Cast) -> None:
    form = finished()
    form = forms.consider(form=form, version=form.version, considered_on=TWENTIETH, by=cast.headteacher)
    assert form.status == "considered"
    assert not Action.objects.exists()


def test_a_second_click_agrees_nothing_twice(finished: Make, cast: Cast) -> None:
    form = finished()
    version = form.version
    forms.consider(
        form=form, version=version, considered_on=TWENTIETH, agreed=[ActionText("Once")], by=cast.headteacher
    )
    with pytest.raises(Conflict):
        forms.consider(
            form=form,
            version=version,
            considered_on=TWENTIETH,
            agreed=[ActionText("Once")],
            by=cast.headteacher,
        )
    assert Action.objects.get().what == "Once"


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("subject_leader", "not-senior"),
        ("governor", "not-yours"),
        ("foreign_head", "not-yours"),
        ("other_head", "not-yours"),
    ],
)
def test_only_senior_leaders_of_the_school_consider(finished: Make, cast: Cast, who: str, code: str) -> None:
    form = finished()
    with pytest.raises(Refused) as refused:
        forms.consider(form=form, version=form.version, considered_on=TWENTIETH, by=getattr(cast, who))
    assert refused.value.refusal.code == code


def test_a_draft_is_not_considered(draft: Make, cast: Cast) -> None:
    form = draft()
    with pytest.raises(Refused) as refused:
        forms.consider(form=form, version=form.version, considered_on=TWENTIETH, by=cast.headteacher)
    assert refused.value.refusal.code == "not-finished"


@pytest.mark.parametrize(("day", "code"), [(date(2026, 11, 24), "ahead"), (date(2026, 11, 11), "before")])
def test_the_date_of_the_meeting_is_possible(finished: Make, cast: Cast, day: date, code: str) -> None:
    form = finished()
    with pytest.raises(Refused) as refused:
        forms.consider(form=form, version=form.version, considered_on=day, by=cast.headteacher)
    assert refused.value.refusal.code == code
    for possible in (HELD, date(2026, 11, 23)):
        form = forms.consider(form=form, version=form.version, considered_on=possible, by=cast.headteacher)


def test_one_action_that_cannot_be_stored_leaves_everything_as_it_was(finished: Make, cast: Cast) -> None:
    form = finished()
    agreed = [ActionText("Good"), ActionText("x" * 501)]
    with pytest.raises(Refused):
        forms.consider(
            form=form, version=form.version, considered_on=TWENTIETH, agreed=agreed, by=cast.headteacher
        )
    assert MonitoringForm.objects.get().status == "finished"
    assert not Action.objects.exists()


def test_when_the_audit_fails_nothing_is_agreed(
    finished: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = finished()

    def broken(**_: object) -> None:
        raise OSError("the audit cannot be written")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(OSError, match="audit"):
        forms.consider(
            form=form,
            version=form.version,
            considered_on=TWENTIETH,
            agreed=[ActionText("Never")],
            by=cast.headteacher,
        )
    assert MonitoringForm.objects.get().status == "finished"
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    "half",
    [
        {"status": "finished"},
        {"finished_by": None},
        {"status": "considered"},
        {"considered_on": TWENTIETH},
        {"lead_title": ""},
    ],
)
def test_the_database_ties_what_belongs_together(draft: Make, finished: Make, half: dict[str, Any]) -> None:
    form = draft() if half == {"status": "finished"} else finished()
    with pytest.raises(IntegrityError), transaction.atomic():
        MonitoringForm.objects.filter(pk=form.pk).update(**half)
