"""Saving a draft: nothing lost, nobody overwritten, all of it in the audit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kit.refusals import Refused
from monitoring.content import HeadText, RequiredActionText, RowText, seal
from monitoring.models import MonitoringForm, MonitoringRow
from monitoring.services import forms, writing
from monitoring.services.writing import HeadEdit, RowEdit
from schools import audit
from schools.models import AuditEntry
from tests.cast import Cast
from tests.monitoring.conftest import Make, head, row_text


def stored(form: MonitoringForm) -> MonitoringForm:
    return MonitoringForm.objects.for_page().get(pk=form.pk)


def test_a_draft_begins_with_a_blank_row_its_author_as_lead_and_the_pack_of_the_day(cast: Cast) -> None:
    form = forms.start(school=cast.alder, by=cast.subject_leader)
    assert form.status == "draft"
    assert form.head_text == HeadText(lead=cast.subject_leader.pk)
    assert form.lead_title == "Subject leader"
    assert [row.text for row in form.rows.all()] == [RowText()]
    assert form.pack.version == form.pack.spec.version
    assert AuditEntry.objects.filter(verb="started", thing_id=form.pk, school=cast.alder).exists()


def test_what_is_saved_is_what_was_written(draft: Make, cast: Cast) -> None:
    form = draft(("Year 3", "Year 4"))
    assert form.head_text == head(cast)
    assert [row.text for row in form.rows.all()] == [row_text("Year 3"), row_text("Year 4")]
    assert form.methods_in_words == "Array monitoring, pupil voice"
    assert str(form) == "Monitoring of Science, 12 November 2026"


def test_the_other_method_goes_by_its_own_words(draft: Make) -> None:
    form = draft(methods=("data", "other"), other_method="a visit to the feeder school")
    assert form.methods_in_words == "Data, a visit to the feeder school"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"methods": ("hearsay",)}, "unknown-method"),
        ({"focus": "x" * 121}, "too-long"),
        ({"recommendations": "x" * 5_001}, "too-long"),
    ],
)
def test_what_cannot_be_stored_is_refused_and_nothing_changes(
    draft: Make, cast: Cast, change: dict[str, Any], code: str
) -> None:
    form = draft()
    edit = HeadEdit(replace(head(cast), **change), version=form.version)
    with pytest.raises(Refused) as refused:
        writing.save(form=form, by=cast.subject_leader, head=edit)
    assert refused.value.refusal.code == code
    assert stored(form).head_text == form.head_text


def test_a_text_of_exactly_the_limit_is_kept(draft: Make, cast: Cast) -> None:
    form = draft()
    (row,) = form.rows.all()
    text = replace(row.text, evaluation="x" * 5_000)
    assert (
        writing.save(form=form, by=cast.subject_leader, rows=[RowEdit(row, text, version=row.version)]) == []
    )
    assert stored(form).rows.get().evaluation == "x" * 5_000


@pytest.mark.parametrize("who", ["governor", "foreign_head", "other_head"])
def test_the_lead_is_somebody_who_writes_in_this_school(draft: Make, cast: Cast, who: str) -> None:
    form = draft()
    edit = HeadEdit(head(cast, lead=getattr(cast, who).pk), version=form.version)
    with pytest.raises(Refused) as refused:
        writing.save(form=form, by=cast.subject_leader, head=edit)
    assert refused.value.refusal.code == "unknown-lead"


@pytest.mark.parametrize(
    "who", ["governor", "clerk", "trustee", "foreign_head", "other_head", "trust_administrator"]
)
def test_those_without_the_right_write_nothing(draft: Make, cast: Cast, who: str) -> None:
    form, person = draft(), getattr(cast, who)
    (row,) = form.rows.all()
    attempts = [
        lambda: forms.start(school=cast.alder, by=person),
        lambda: writing.save(
            form=form, by=person, head=HeadEdit(head(cast, focus="Mine"), version=form.version)
        ),
        lambda: writing.add_row(form=form, by=person),
        lambda: writing.remove_row(row=row, by=person),
        lambda: forms.finish(form=form, by=person),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.refusal.code == "not-yours"
    assert stored(form).head_text == form.head_text
    assert MonitoringForm.objects.count() == 1


def test_the_second_to_save_the_same_row_meets_the_first(draft: Make, cast: Cast) -> None:
    form = draft()
    (row,) = form.rows.all()
    first = replace(row.text, evaluation="What Dev saw.")
    second = replace(row.text, evaluation="What Luke saw.")
    assert writing.save(form=form, by=cast.deputy_headteacher, rows=[RowEdit(row, first, row.version)]) == []
    (conflict,) = writing.save(form=form, by=cast.subject_leader, rows=[RowEdit(row, second, row.version)])
    assert isinstance(conflict.current, MonitoringRow)
    assert conflict.current.evaluation == "What Dev saw."
    assert stored(form).rows.get().evaluation == "What Dev saw."
    current = stored(form).rows.get()
    assert writing.save(form=form, by=cast.subject_leader, rows=[RowEdit(row, second, current.version)]) == []
    assert stored(form).rows.get().text == second


def test_two_people_at_two_rows_and_the_head_do_not_meet(draft: Make, cast: Cast) -> None:
    form = draft(("Year 3", "Year 4"))
    three, four = form.rows.all()
    new_three = RowEdit(
        three, replace(three.text, evaluation="Three by Dev."), three.version, seal(three.text)
    )
    old_four = RowEdit(four, four.text, four.version, seal(four.text))
    new_four = RowEdit(four, replace(four.text, evaluation="Four by Luke."), four.version, seal(four.text))
    old_three = RowEdit(three, three.text, three.version, seal(three.text))
    assert writing.save(form=form, by=cast.deputy_headteacher, rows=[new_three, old_four]) == []
    new_head = HeadEdit(head(cast, focus="Science in key stage 2"), form.version, seal(form.head_text))
    assert writing.save(form=form, by=cast.subject_leader, head=new_head, rows=[old_three, new_four]) == []
    after = stored(form)
    assert [row.evaluation for row in after.rows.all()] == ["Three by Dev.", "Four by Luke."]
    assert after.focus == "Science in key stage 2"


def test_a_conflict_in_one_part_does_not_hold_up_the_others(draft: Make, cast: Cast) -> None:
    form = draft(("Year 3", "Year 4"))
    three, four = form.rows.all()
    theirs = RowEdit(three, replace(three.text, evaluation="Theirs."), three.version)
    assert writing.save(form=form, by=cast.deputy_headteacher, rows=[theirs]) == []
    mine = [
        RowEdit(three, replace(three.text, evaluation="Mine."), three.version),
        RowEdit(four, replace(four.text, evaluation="Mine as well."), four.version),
    ]
    conflicts = writing.save(form=form, by=cast.subject_leader, rows=mine)
    assert [conflict.current.pk for conflict in conflicts] == [three.pk]
    assert [row.evaluation for row in stored(form).rows.all()] == ["Theirs.", "Mine as well."]


def test_text_is_cleaned_before_it_is_stored(draft: Make, cast: Cast) -> None:
    form = draft()
    (row,) = form.rows.all()
    text = RowText(
        who=" Year\n3\x00 ",
        evaluation="One\r\ntwo\x07\u202e three\u00ad  ",
        actions=(RequiredActionText(), RequiredActionText(what="Do\r\nit")),
    )
    writing.save(form=form, by=cast.subject_leader, rows=[RowEdit(row, text, row.version)])
    assert stored(form).rows.get().text == RowText("Year 3", "One\ntwo three", (RequiredActionText("Do it"),))


def test_a_row_taken_off_is_put_back_with_its_words(draft: Make, cast: Cast) -> None:
    form = draft(("Year 3", "Year 4"))
    row = form.rows.first()
    assert row is not None
    writing.remove_row(row=row, by=cast.subject_leader)
    assert [row.who for row in form.rows.standing()] == ["Year 4"]
    row.refresh_from_db()
    writing.put_back_row(row=row, by=cast.subject_leader)
    assert [row.text for row in form.rows.standing()] == [row_text("Year 3"), row_text("Year 4")]
    verbs = AuditEntry.objects.filter(thing_id=form.pk, thing_kind="monitoring.monitoringform")
    assert {"took a class off", "put a class back on"} <= set(verbs.values_list("verb", flat=True))


def test_a_form_has_room_for_thirty_rows(draft: Make, cast: Cast) -> None:
    form = draft()
    for _ in range(29):
        writing.add_row(form=form, by=cast.subject_leader)
    with pytest.raises(Refused) as refused:
        writing.add_row(form=form, by=cast.subject_leader)
    assert refused.value.refusal.code == "too-many"


def test_saves_of_one_sitting_are_one_entry_with_what_stood_before(draft: Make, cast: Cast) -> None:
    form = draft()
    (row,) = form.rows.all()
    for words in ("A", "A b", "A b c"):
        row.refresh_from_db()
        text = replace(row_text(), evaluation=words)
        writing.save(form=form, by=cast.senior_leader, rows=[RowEdit(row, text, row.version)])
    entry = AuditEntry.objects.get(by=cast.senior_leader, verb="wrote", thing_id=row.pk)
    assert entry.before["evaluation"] == row_text().evaluation
    assert entry.after["evaluation"] == "A b c"


def test_when_the_audit_fails_nothing_is_saved(
    draft: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = draft()
    (row,) = form.rows.all()

    def broken(**_: object) -> None:
        raise OSError("the audit cannot be written")

    monkeypatch.setattr(audit, "record", broken)
    monkeypatch.setattr(audit, "record_typing", broken)
    text = replace(row.text, evaluation="Never to be seen.")
    attempts = [
        lambda: writing.save(form=form, by=cast.subject_leader, rows=[RowEdit(row, text, row.version)]),
        lambda: writing.save(
            form=form, by=cast.subject_leader, head=HeadEdit(head(cast, focus="Never"), form.version)
        ),
        lambda: writing.add_row(form=form, by=cast.subject_leader),
        lambda: writing.remove_row(row=row, by=cast.subject_leader),
        lambda: forms.start(school=cast.alder, by=cast.subject_leader),
        lambda: forms.finish(form=form, by=cast.subject_leader),
    ]
    for attempt in attempts:
        with pytest.raises(OSError, match="audit"):
            attempt()
    after = stored(form)
    assert (after.status, after.head_text, after.version) == ("draft", form.head_text, form.version)
    assert [row.text for row in after.rows.standing()] == [row_text()]
    assert MonitoringForm.objects.count() == 1


def test_a_lead_who_left_stays_the_lead(draft: Make, cast: Cast, at: Any) -> None:
    from schools.services.people import end_post

    form = draft()
    post = cast.subject_leader.posts.get()
    end_post(post=post, ends_on=date(2026, 11, 30), by=cast.trust_administrator)
    with at("2026-12-03"):
        edit = HeadEdit(head(cast, focus="Science again"), form.version)
        assert writing.save(form=form, by=cast.headteacher, head=edit) == []
    after = stored(form)
    assert (after.lead, after.lead_title) == (cast.subject_leader, "Subject leader")
