"""A school answers and appeals; somebody else decides; everything is kept side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from governance.queries.tasks import tasks_for
from kit.refusals import Refused
from schools.models import AuditEntry, Notice
from support.models import Appeal, AppealOutcome, Commitment, Decision, DecisionAnswer
from support.queries.appeals import appeals_waiting
from support.queries.reviews_due import reviews_due
from support.services import appeals
from tests.cast import Cast

Choose = Callable[..., Decision]


@pytest.fixture(autouse=True)
def first_day(offered: Cast, at: Any) -> Any:
    with at("2026-09-01 10:00"):
        yield


def refused(code: str, do: Callable[..., Any], **values: Any) -> None:
    with pytest.raises(Refused) as caught:
        do(**values)
    assert caught.value.refusal.code == code


def test_stabilise_says_what_ends_it_and_is_reviewed_in_time(choose: Choose, offered: Cast):
    refused("exit-criteria-missing", choose, category="stabilise", exit_criteria=" ")
    refused("review-in-the-past", choose, category="stabilise", review_on=date(2026, 9, 1))
    refused("review-too-late", choose, category="stabilise", review_on=date(2026, 12, 23))
    assert not Decision.objects.exists()

    made = choose("stabilise", exit_criteria="<b>Two</b> terms on plan.", conversation="We met on Monday.")
    assert made.review_on == date(2026, 12, 22)  # sixteen weeks, where no day is given
    notice = Notice.objects.get(person=offered.headteacher, key=f"decision-{made.pk}")
    assert "looked at again by Tuesday 22 December 2026" in notice.body
    assert "<b>Two</b> terms on plan." in notice.body
    entry = AuditEntry.objects.get(verb="chose another category")
    assert (entry.after["review_on"], entry.after["conversation"]) == ("2026-12-22", "We met on Monday.")
    assert choose("refine").review_on is None  # the offer sets none, and none was given


def test_a_review_comes_up_for_whoever_confirms(choose: Choose, offered: Cast, at: Any):
    made = choose("refine", review_on=date(2026, 12, 1))
    assert reviews_due(offered.chief_executive) == []
    with at("2026-11-10"):
        assert reviews_due(offered.chief_executive) == [made]
        again = "Look again at the academic category of Alder Primary"
        assert again in [each.title for each in tasks_for(offered.chief_executive)]
        assert reviews_due(offered.chief_financial_officer) == []  # not their strand
        assert reviews_due(offered.headteacher) == []


def test_the_headteacher_answers_and_nothing_changes(choose: Choose, offered: Cast):
    made = choose("reinforce")
    row = appeals.answer(decision=made, text="  We see it so too. ", by=offered.headteacher)
    assert appeals.answer(decision=made, text="We see it so too.", by=offered.headteacher) == row

    assert [each.text for each in made.answers.all()] == ["We see it so too."]
    assert (
        Notice.objects.get(person=offered.chief_executive, key=f"decision-answer-{row.pk}").body == row.text
    )
    assert AuditEntry.objects.filter(verb="answered category").count() == 1
    for person in (offered.deputy_headteacher, offered.other_head, offered.chief_executive, offered.trustee):
        refused("not-yours", appeals.answer, decision=made, text="No.", by=person)
    refused("words-missing", appeals.answer, decision=made, text=" ", by=offered.headteacher)
    refused("too-long", appeals.answer, decision=made, text="x" * 2001, by=offered.headteacher)
    choose("refine")
    refused("not-standing", appeals.answer, decision=made, text="Late.", by=offered.headteacher)


def test_an_appeal_is_decided_by_somebody_who_did_not_decide(choose: Choose, offered: Cast):
    made = choose("reinforce")
    row = appeals.appeal(decision=made, reason="Attendance has turned.", by=offered.headteacher)

    refused("appealed", appeals.appeal, decision=made, reason="Again.", by=offered.headteacher)
    told = Notice.objects.filter(key=f"appeal-{row.pk}").values_list("person", flat=True)
    assert set(told) == {offered.trustee.pk, offered.chief_executive.pk}
    assert appeals_waiting(offered.trustee) == [row]
    assert "Decide the appeal of Alder Primary" in [each.title for each in tasks_for(offered.trustee)]
    assert appeals_waiting(offered.chief_executive) == []
    for person in (offered.chief_executive, offered.headteacher, offered.deputy_chief_executive):
        refused("not-yours", appeals.settle, appeal=row, category="refine", reason="So.", by=person)
    refused("words-missing", appeals.settle, appeal=row, category="refine", reason="", by=offered.trustee)

    outcome = appeals.settle(
        appeal=row, category="refine", reason="The figures bear it out.", by=offered.trustee
    )

    standing = Decision.objects.in_order().last()
    assert standing is not None
    assert outcome.decision == standing
    assert (standing.category, standing.by, standing.reason) == ("refine", offered.trustee, outcome.reason)
    assert {row.category for row in Commitment.objects.running().filter(strand="academic")} >= {"refine"}
    made.refresh_from_db()
    assert made.category == "reinforce"  # both stand side by side
    assert appeals_waiting(offered.trustee) == []
    refused(
        "decided", appeals.settle, appeal=row, category="sustain", reason="Once more.", by=offered.trustee
    )
    keys = Notice.objects.filter(key=f"appeal-outcome-{outcome.pk}").values_list("person", flat=True)
    assert set(keys) == {offered.headteacher.pk, offered.chief_executive.pk}


def test_an_appeal_that_is_not_upheld_leaves_the_category(choose: Choose, offered: Cast):
    made = choose("reinforce")
    row = appeals.appeal(decision=made, reason="We are better.", by=offered.headteacher)
    outcome = appeals.settle(appeal=row, category="reinforce", reason="Not yet.", by=offered.trustee)
    assert outcome.decision is None
    assert Decision.objects.count() == 1
    entry = AuditEntry.objects.get(verb="decided appeal")
    assert (entry.before, entry.after["category"]) == ({"category": "reinforce"}, "reinforce")


def test_a_later_decision_overtakes_an_appeal(choose: Choose, offered: Cast):
    row = appeals.appeal(decision=choose("reinforce"), reason="We are better.", by=offered.headteacher)
    choose("refine")
    assert appeals_waiting(offered.trustee) == []
    refused("not-standing", appeals.settle, appeal=row, category="sustain", reason="So.", by=offered.trustee)


def test_nobody_decides_about_their_own_decision(choose: Choose, offered: Cast):
    """A trustee who upheld an appeal has decided; against that the school may appeal, and not to the same person."""
    first = appeals.appeal(decision=choose("reinforce"), reason="One.", by=offered.headteacher)
    made = appeals.settle(appeal=first, category="refine", reason="So.", by=offered.trustee).decision
    second = appeals.appeal(decision=made, reason="Two.", by=offered.headteacher)
    refused(
        "own-decision", appeals.settle, appeal=second, category="sustain", reason="So.", by=offered.trustee
    )


def test_what_was_said_is_never_changed(choose: Choose, offered: Cast):
    made = choose("reinforce")
    appeals.answer(decision=made, text="Yes.", by=offered.headteacher)
    row = appeals.appeal(decision=made, reason="No.", by=offered.headteacher)
    appeals.settle(appeal=row, category="reinforce", reason="Still.", by=offered.trustee)
    for rows, column in (
        (DecisionAnswer.objects, "text"),
        (Appeal.objects, "reason"),
        (AppealOutcome.objects, "reason"),
        (Decision.objects, "conversation"),
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            rows.update(**{column: "Another one"})


def test_change_and_audit_stand_or_fall_together(
    choose: Choose, offered: Cast, monkeypatch: pytest.MonkeyPatch
):
    made = choose("reinforce")

    def broken(**_: Any) -> None:
        raise OSError("The audit cannot be written.")

    monkeypatch.setattr(appeals.audit, "record", broken)
    with pytest.raises(OSError, match="audit"):
        appeals.appeal(decision=made, reason="No.", by=offered.headteacher)
    assert not Appeal.objects.exists()


def test_an_appeal_is_answered_within_the_school_days_that_the_offer_says(
    choose: Choose, offered: Cast, at: Any, client: Any
):
    row = appeals.appeal(decision=choose("reinforce"), reason="We are better.", by=offered.headteacher)
    assert row.answer_by == date(2026, 9, 22)  # fifteen school days after the first
    told = Notice.objects.get(key=f"appeal-{row.pk}", person=offered.trustee)
    assert "It is to be decided by 22 September 2026." in told.body
    task = next(
        each for each in tasks_for(offered.trustee) if each.title == "Decide the appeal of Alder Primary"
    )
    assert task.due == row.answer_by
    client.force_login(offered.trustee)
    with at("2026-09-22 17:00"):
        assert not row.is_late
        assert "To be decided by" in client.get(row.get_absolute_url()).content.decode()
    with at("2026-09-23 09:00"):
        assert row.is_late
        assert ">Late<" in re.sub(
            r"<svg.*?</svg>", "", client.get(row.get_absolute_url()).content.decode(), flags=re.S
        )
        appeals.settle(appeal=row, category="reinforce", reason="Not yet.", by=offered.trustee)
    with at("2026-10-23 09:00"):
        assert "Decided late" in client.get(row.get_absolute_url()).content.decode()


def test_an_offer_that_sets_no_time_leaves_an_appeal_without_one(
    choose: Choose, offered: Cast, monkeypatch: pytest.MonkeyPatch
):
    made = choose("reinforce")
    strand = made.strand_spec
    timeless = strand.model_copy(
        update={"appeals": strand.appeals.model_copy(update={"answer_within_school_days": None})}  # type: ignore[union-attr]
    )
    monkeypatch.setattr(Decision, "strand_spec", timeless)
    row = appeals.appeal(decision=made, reason="We are better.", by=offered.headteacher)
    assert (row.answer_by, row.is_late) == (None, False)
