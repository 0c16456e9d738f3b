"""Held, cancelled, put right: by two people at once, on the right day, with the audit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kit.refusals import Refused
from kit.saving import Conflict
from schools.models import AuditEntry, Notice
from support.models import AimFinding, AimReview, Decision, Engagement, RequirementDecision
from support.queries.fulfilment import fulfilment
from support.services import aims, engagements, requirements
from tests.cast import Cast

Choose = Callable[..., Decision]


@pytest.fixture
def meeting(choose: Choose, at: Any) -> Engagement:
    """The autumn term's progress meeting of a school in Sustain."""
    with at("2026-09-01 10:00"):
        choose("sustain")
    return Engagement.objects.get(commitment__promise="progress-meeting", label="Autumn term")


def held(meeting: Engagement, by: Any, **more: Any) -> Engagement:
    values = {"held_on": date(2026, 11, 20), "note": "Reading first.", "version": meeting.version} | more
    return engagements.record_held(engagement=meeting, by=by, **values)


def test_held_with_day_note_and_name(meeting: Engagement, offered: Cast):
    row = held(meeting, offered.chief_executive, note="  Reading first.\r\nWriting next.\x00 ")

    assert (row.status, row.held_on, row.recorded_by) == ("held", date(2026, 11, 20), offered.chief_executive)
    assert row.note == "Reading first.\nWriting next."
    entry = AuditEntry.objects.get(verb="recorded engagement as held")
    assert entry.before["status"] == "planned"
    assert entry.after["held_on"] == "2026-11-20"


def test_the_second_of_two_people_meets_the_first_one_s_record(meeting: Engagement, offered: Cast):
    held(meeting, offered.chief_executive)
    with pytest.raises(Conflict) as conflict:
        held(meeting, offered.head_of_school_improvement, note="Something else.", version=1)

    assert conflict.value.current.note == "Reading first."
    meeting.refresh_from_db()
    assert (meeting.note, meeting.version) == ("Reading first.", 2)
    assert AuditEntry.objects.filter(verb="recorded engagement as held").count() == 1


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-11-24", "in-the-future"), ("2026-08-31", "before-window")],
)
def test_days_on_which_it_cannot_have_been_held(meeting: Engagement, offered: Cast, day: str, code: str):
    with pytest.raises(Refused) as refused:
        held(meeting, offered.chief_executive, held_on=date.fromisoformat(day))
    assert refused.value.refusal.code == code


def test_late_is_held_and_says_so(meeting: Engagement, offered: Cast, at: Any):
    with at("2027-01-20"):
        assert meeting.is_missed
        row = held(meeting, offered.chief_executive, held_on=date(2027, 1, 12))
        assert (row.standing, row.is_missed) == ("Held late", False)
    with at("2027-10-01"), pytest.raises(Refused) as refused:
        engagements.correct(
            engagement=row, held_on=date(2027, 9, 20), note="", version=2, by=offered.chief_executive
        )
    assert refused.value.refusal.code == "after-the-year"


def test_the_last_day_of_a_window_is_not_missed_yet(meeting: Engagement, at: Any):
    with at("2026-12-18 23:00"):
        assert not meeting.is_missed
        assert Engagement.objects.missed().filter(pk=meeting.pk).count() == 0
    with at("2026-12-19 00:30"):
        assert meeting.is_missed
        assert Engagement.objects.missed().filter(pk=meeting.pk).count() == 1


def test_a_record_is_corrected_and_taken_back(meeting: Engagement, offered: Cast):
    by = offered.chief_executive
    row = held(meeting, by)
    row = engagements.correct(engagement=row, held_on=date(2026, 11, 19), note="Maths.", version=2, by=by)
    assert (row.held_on, row.note) == (date(2026, 11, 19), "Maths.")
    row = engagements.take_back(engagement=row, version=3, by=by)
    assert (row.status, row.held_on, row.note) == ("planned", None, "")
    assert AuditEntry.objects.get(verb="took back record of engagement").before["note"] == "Maths."


def test_one_is_cancelled_with_a_reason_and_no_other_moves(meeting: Engagement, offered: Cast):
    others = list(Engagement.objects.exclude(pk=meeting.pk).values().order_by("pk"))
    with pytest.raises(Refused) as refused:
        engagements.cancel(engagement=meeting, reason=" ", version=1, by=offered.chief_executive)
    assert refused.value.refusal.code == "reason-missing"

    row = engagements.cancel(engagement=meeting, reason="Snow.", version=1, by=offered.chief_executive)

    assert (row.status, row.why_cancelled) == ("cancelled", "Snow.")
    assert list(Engagement.objects.exclude(pk=meeting.pk).values().order_by("pk")) == others
    with pytest.raises(Refused) as refused:
        held(row, offered.chief_executive)
    assert refused.value.refusal.code == "not-planned"
    assert engagements.take_back(engagement=row, version=2, by=offered.chief_executive).status == "planned"


def test_what_a_change_of_category_called_off_is_not_planned_again(
    meeting: Engagement, choose: Choose, offered: Cast, at: Any
):
    with at("2026-09-10"):
        choose("stabilise")
        meeting.refresh_from_db()
        with pytest.raises(Refused) as refused:
            engagements.take_back(engagement=meeting, version=meeting.version, by=offered.chief_executive)
    assert refused.value.refusal.code == "ended"


def test_the_school_itself_records_nothing(meeting: Engagement, offered: Cast):
    for person in (offered.headteacher, offered.trustee, offered.foreign_chief):
        with pytest.raises(Refused) as refused:
            held(meeting, person)
        assert refused.value.refusal.code == "not-yours"


def test_record_and_audit_stand_or_fall_together(
    meeting: Engagement, offered: Cast, monkeypatch: pytest.MonkeyPatch
):
    def broken(**_: Any) -> None:
        raise OSError("The audit cannot be written.")

    monkeypatch.setattr(engagements.audit, "record", broken)
    with pytest.raises(OSError, match="audit"):
        held(meeting, offered.chief_executive)
    meeting.refresh_from_db()
    assert (meeting.status, meeting.version) == ("planned", 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "held"},
        {"held_on": date(2026, 11, 1)},
        {"status": "cancelled"},
        {"why_cancelled": "No reason"},
        {"status": "splendid"},
    ],
)
def test_the_database_ties_what_belongs_together(meeting: Engagement, changes: dict[str, Any]):
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.filter(pk=meeting.pk).update(**changes)


@pytest.fixture
def aim(choose: Choose, at: Any) -> AimReview:
    with at("2026-09-01 10:00"):
        choose("stabilise")
    return AimReview.objects.get(commitment__promise="senior-leadership", sequence=2)


def test_an_aim_is_reviewed_each_half_term_and_the_latest_stands(aim: AimReview, offered: Cast):
    Notice.objects.all().delete()
    by = offered.improvement_adviser
    aims.review(review=aim, status="at_risk", sentence="No deputy yet.", by=by)
    aims.review(review=aim, status="at_risk", sentence="No deputy yet.", by=by)
    aims.review(review=aim, status="on_course", sentence="A deputy begins in January.", by=by)

    aim = AimReview.objects.get(pk=aim.pk)
    assert aim.latest is not None
    assert (aim.latest.status, aim.findings.count()) == ("on_course", 2)
    assert Notice.objects.filter(person=offered.headteacher).count() == 2
    assert AuditEntry.objects.filter(verb="reviewed aim").count() == 2
    assert not Engagement.objects.filter(commitment=aim.commitment).exists()  # never an appointment


def test_what_cannot_be_said_of_an_aim(aim: AimReview, offered: Cast):
    later = AimReview.objects.get(commitment=aim.commitment, sequence=3)
    cases: list[tuple[AimReview, str, str, Any, str]] = [
        (aim, "splendid", "Well.", offered.chief_executive, "no-status"),
        (aim, "on_course", " ", offered.chief_executive, "no-sentence"),
        (aim, "on_course", "Well.", offered.headteacher, "not-yours"),
        (later, "on_course", "Well.", offered.chief_executive, "too-early"),
    ]
    for review, status, sentence, by, code in cases:
        with pytest.raises(Refused) as refused:
            aims.review(review=review, status=status, sentence=sentence, by=by)
        assert refused.value.refusal.code == code
    assert not AimFinding.objects.exists()


def test_an_aim_ends_with_its_category(aim: AimReview, choose: Choose, offered: Cast, at: Any):
    with at("2026-11-02"):  # the first day of the second half-term
        choose("sustain")
    reviews = list(AimReview.objects.filter(commitment=aim.commitment).values_list("sequence", "is_ended"))
    assert reviews == [(1, False)] + [(number, True) for number in range(2, 7)]
    with pytest.raises(Refused) as refused:
        aims.review(review=aim, status="on_course", sentence="Well.", by=offered.chief_executive)
    assert refused.value.refusal.code == "ended"


def test_whether_something_is_required_is_decided_with_a_reason(choose: Choose, offered: Cast, at: Any):
    by = offered.head_of_school_improvement
    with at("2026-09-01 10:00"):
        choose("reinforce")
    reviews = offered.alder.commitments.running().get(promise="reviews")
    Notice.objects.all().delete()
    with pytest.raises(Refused) as refused:
        requirements.decide(commitment=reviews, required=True, sentence="", by=by)
    assert refused.value.refusal.code == "no-sentence"

    requirements.decide(commitment=reviews, required=False, sentence="SEND was reviewed in May.", by=by)
    requirements.decide(commitment=reviews, required=True, sentence="Governors asked for one.", by=by)

    assert [each.required for each in reviews.requirement_decisions.all()] == [True, False]
    told = Notice.objects.filter(person=offered.headteacher)
    assert {"Governors asked for one." in each.body for each in told} == {True, False}
    assert Engagement.objects.filter(commitment=reviews).count() == 1
    assert (
        RequirementDecision.objects.count()
        == AuditEntry.objects.filter(verb="decided what is required").count()
    )
    other = offered.alder.commitments.running().get(promise="staff-training")
    with pytest.raises(Refused) as refused:
        requirements.decide(commitment=other, required=True, sentence="Yes.", by=by)
    assert refused.value.refusal.code == "not-if-required"


def test_what_is_decided_as_required_is_planned_and_taken_back_again(choose: Choose, offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        choose("reinforce")
    reviews, by = offered.alder.commitments.get(promise="reviews"), offered.head_of_school_improvement
    with at("2026-10-12"):
        requirements.decide(commitment=reviews, required=True, sentence="Governors asked.", by=by)
        requirements.decide(commitment=reviews, required=True, sentence="They asked twice.", by=by)
        review = reviews.engagements.get()
        assert (review.title, review.due_on) == (reviews.title, date(2026, 12, 18))
        requirements.decide(commitment=reviews, required=False, sentence="Not after all.", by=by)
        assert not reviews.engagements.exists()
    with at("2026-11-30"):
        requirements.decide(commitment=reviews, required=True, sentence="It is.", by=by)
    assert reviews.engagements.get().due_on == date(2027, 3, 25)  # less than half of the autumn was left
    with at("2027-04-20"):  # what was missed by then stays missed
        requirements.decide(commitment=reviews, required=False, sentence="No more.", by=by)
        assert reviews.engagements.get().is_missed
        assert fulfilment([offered.alder], offered.year_2026)[offered.alder.pk]["academic"].missed > 1
