"""A confirmed category lays out what it promises, once; a change touches only what changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kit.refusals import Refused
from riskmatrix.models import Evaluation
from schools.models import AuditEntry, Notice
from support.models import Commitment, Decision, Engagement, Offer
from support.services import decisions, engagements
from support.services.new_year import ensure_commitments
from tests.cast import Cast
from tests.states import moderated
from tests.support.test_offer_table import TABLE

Choose = Callable[..., Decision]


def planned(strand: str = "academic", **where: Any) -> Counter[str]:
    rows = Engagement.objects.filter(commitment__strand=strand, status="planned", **where)
    return Counter(rows.values_list("commitment__promise", flat=True))


@pytest.mark.parametrize("category", ["sustain", "refine", "reinforce", "stabilise"])
@pytest.mark.parametrize("strand", ["academic", "operational"])
def test_a_whole_year_is_laid_out_as_the_strategy_promises(
    choose: Choose, at: Any, strand: str, category: str
):
    with at("2026-09-01 10:00"):
        choose(category, strand)

    mine = [row for row in TABLE if row[:2] == (strand, category)]
    expected = {row[2]: row[5] for row in mine if row[3] not in ("standing_aim", "if_required")}
    reviewed = {row[2]: row[5] for row in mine if row[3] == "standing_aim"}
    commitments = Commitment.objects.filter(strand=strand).running()
    assert planned(strand) == Counter(expected)
    assert {c.promise: c.aim_reviews.count() for c in commitments if c.aim_reviews.exists()} == reviewed
    assert {c.promise for c in commitments} == {row[2] for row in mine}


def test_it_begins_on_the_day_and_promises_only_what_is_left_of_the_year(choose: Choose, at: Any):
    with at("2026-12-11"):
        decision = choose("sustain")

    assert decision.starts_on == date(2026, 12, 11)
    assert planned()["progress-meeting"] == 2  # the autumn's is past: a week of the term is left
    assert planned()["headteacher-network"] == 9  # weeks 15, 18, … 39
    assert not Engagement.objects.filter(window_end__lt=date(2026, 12, 11)).exists()


def test_the_recommendation_is_kept_with_its_reasons(choose: Choose, at: Any, offered: Cast):
    with at("2026-09-01 10:00"):
        decision = choose("sustain", reason="")

    assert (decision.recommended, decision.is_override) == ("sustain", False)
    kept = decision.recommendation
    assert kept["score"] == "0.0"
    assert kept["reasons"][0]["rule"] == "category.weighted-mean"
    assert {each["title"] for each in kept["contributions"]} >= {"Quality of Education", "Safeguarding"}
    assert kept["rules"] == str(Offer.objects.in_force(offered.trust))


def test_confirming_again_by_the_same_evaluation_changes_nothing(choose: Choose, at: Any):
    with at("2026-09-01 10:00"):
        first = choose("refine")
    before = list(Engagement.objects.values().order_by("pk"))
    audited = AuditEntry.objects.count()

    with at("2026-10-01"):
        again = choose("refine")

    assert again == first
    assert Decision.objects.count() == 1
    assert list(Engagement.objects.values().order_by("pk")) == before
    assert AuditEntry.objects.count() == audited


def test_the_same_category_by_a_later_evaluation_is_a_new_decision_and_the_same_promises(
    choose: Choose, at: Any, offered: Cast, open_spring: Any
):
    with at("2026-09-01 10:00"):
        choose("refine")
    before = list(Commitment.objects.values().order_by("pk"))
    with at("2027-02-01"):
        later = moderated(offered, offered.alder, open_spring)
        choose("refine", evaluation=later)

    assert Decision.objects.count() == 2
    assert list(Commitment.objects.values().order_by("pk")) == before


def test_a_change_in_mid_year_ends_changes_and_begins_only_what_differs(
    choose: Choose, at: Any, offered: Cast
):
    with at("2026-09-01 10:00"):
        choose("sustain")
    network = Engagement.objects.filter(commitment__promise="headteacher-network")
    untouched = list(network.values())
    with at("2026-10-09"):
        visit = Engagement.objects.filter(commitment__promise="improvement-support").first()
        assert visit is not None
        engagements.record_held(
            engagement=visit, held_on=date(2026, 10, 1), note="", version=1, by=offered.improvement_adviser
        )
    with at("2027-01-18"):
        choose("stabilise")

    assert list(network.values()) == untouched
    visit.refresh_from_db()
    assert visit.status == "held"
    commitments = {c.promise: c for c in Commitment.objects.filter(strand="academic", ends_on__isnull=False)}
    assert set(commitments) == {"progress-meeting", "joint-monitoring-visit", "improvement-support"}
    assert {c.ends_on for c in commitments.values()} == {date(2027, 1, 17)}
    ended = "The category changed from Sustain to Stabilise on 18 January 2027."
    assert {c.why_ended for c in commitments.values()} == {ended}
    visits = Engagement.objects.filter(commitment__promise="joint-monitoring-visit").order_by("due_on")
    assert [each.status for each in visits] == [
        "planned",
        "cancelled",
        "cancelled",
    ]  # the autumn's was missed
    assert visits[1].why_cancelled == ended
    assert visits[1].recorded_by == offered.chief_executive
    monthly = Engagement.objects.filter(
        commitment__promise="progress-meeting", commitment__ends_on=None
    ).order_by("due_on")
    assert monthly[0].label == "January 2027"  # exactly half of its school days are left


def test_two_entitlements_share_the_window_in_which_they_meet(choose: Choose, at: Any):
    with at("2026-09-01 10:00"):
        choose("refine")
    with at("2026-09-25"):
        choose("reinforce")

    half = Engagement.objects.filter(
        commitment__promise="improvement-support",
        label__startswith="Autumn term, first half",
        status="planned",
    )
    assert sorted(half.values_list("commitment__category", "key")) == [
        ("refine", "improvement-support:2026-27:half-term-1:1"),
        ("reinforce", "improvement-support:2026-27:half-term-1:2"),
        ("reinforce", "improvement-support:2026-27:half-term-1:3"),
    ]


def test_there_and_back_promises_once_more_what_was_called_off(choose: Choose, at: Any):
    with at("2026-09-01 10:00"):
        choose("sustain")
    with at("2026-09-15"):
        choose("stabilise")
    with at("2026-09-16"):
        choose("sustain", reason="A slip: the other school was meant.")

    assert planned()["joint-monitoring-visit"] == 3
    assert planned()["progress-meeting"] == 3
    assert Commitment.objects.filter(promise="reviews").running().count() == 0
    assert not Engagement.objects.filter(commitment__promise="reviews", status="planned").exists()


def test_a_thing_to_do_once_that_is_not_due_yet_is_called_off_with_its_category(choose: Choose, at: Any):
    with at("2026-09-01 10:00"):
        choose("stabilise")
    reviews = Engagement.objects.filter(commitment__promise="reviews")
    assert {each.due_on for each in reviews} == {date(2026, 12, 18)}
    with at("2026-12-01"):
        choose("reinforce")

    assert {each.status for each in reviews.all()} == {"cancelled"}


def test_the_other_strand_gets_what_its_categories_share(choose: Choose, at: Any, offered: Cast):
    with at("2026-09-01 10:00"):
        choose("sustain")

    shared = Commitment.objects.filter(strand="operational")
    assert {c.promise for c in shared} == {"operational-joint-visit", "operations-network"}
    assert {(c.category, c.decision) for c in shared} == {("", None)}
    assert planned("operational") == {"operational-joint-visit": 3, "operations-network": 11}


def test_a_first_category_takes_over_what_was_shared(choose: Choose, at: Any, offered: Cast):
    with at("2026-09-01 09:30"):
        ensure_commitments(offered.alder, offered.year_2026)
    network = Engagement.objects.filter(commitment__promise="headteacher-network")
    before = list(network.values())
    with at("2026-09-01 10:00"):
        choose("stabilise")

    assert list(network.values()) == before
    assert planned()["improvement-support"] == 40


def test_what_has_no_school_day_left_is_a_shortfall_with_a_sentence(choose: Choose, at: Any):
    with at("2027-08-02"):
        choose("stabilise")

    reviews = Commitment.objects.get(promise="reviews")
    assert [each.sentence for each in reviews.shortfalls.all()] == [
        "No school day is left in 2026/27 to do this."
    ]
    assert not Engagement.objects.filter(commitment=reviews).exists()


def test_headteachers_are_told_and_nobody_else(choose: Choose, at: Any, offered: Cast):
    Notice.objects.all().delete()
    with at("2026-09-01 10:00"):
        choose("refine", reason="The site needs care.")

    notice = Notice.objects.get()
    assert notice.person == offered.headteacher
    assert notice.subject == "The academic category of Alder Primary is Refine"
    assert "The site needs care." in notice.body
    assert notice.link == f"/schools/{offered.alder.urn}/plan/"


def test_the_audit_says_what_was_decided_and_what_it_changed(choose: Choose, at: Any, offered: Cast):
    with at("2026-09-01 10:00"):
        decision = choose("refine")

    entry = AuditEntry.objects.get(verb="chose another category")
    assert (entry.by, entry.school, entry.thing_id) == (offered.chief_executive, offered.alder, decision.pk)
    assert entry.after["recommended"] == "sustain"
    assert entry.after["promises"][0]["planned"] == 13 + 6 + 3 + 3 + 12 + 1


def test_decision_and_promises_stand_or_fall_with_the_audit(
    choose: Choose, at: Any, monkeypatch: pytest.MonkeyPatch
):
    def broken(**_: Any) -> None:
        raise OSError("The audit cannot be written.")

    monkeypatch.setattr(decisions.audit, "record", broken)
    notices = Notice.objects.count()
    with at("2026-09-01 10:00"), pytest.raises(OSError, match="audit"):
        choose("refine")

    assert not Decision.objects.exists()
    assert not Commitment.objects.exists()
    assert Notice.objects.count() == notices


def test_no_promise_runs_twice_whoever_writes_it(choose: Choose, at: Any):
    with at("2026-09-01 10:00"):
        choose("refine")
    row = Commitment.objects.filter(strand="academic").first()
    assert row is not None
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_decision_is_never_changed(choose: Choose, at: Any):
    with at("2026-09-01 10:00"):
        decision = choose("refine")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(reason="Another one")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            school=decision.school, strand="academic", category="refine", offer=decision.offer,
            evaluation=decision.evaluation, recommended="sustain", recommendation={}, is_override=True,
            reason="", starts_on=decision.starts_on, by=decision.by,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("category", "reason", "code"),
    [
        ("refine", "  ", "reason-missing"),
        ("splendid", "Because.", "no-such-category"),
        ("refine", "x" * 2001, "too-long"),
    ],
)
def test_what_cannot_be_chosen(choose: Choose, at: Any, category: str, reason: str, code: str):
    with at("2026-09-01 10:00"), pytest.raises(Refused) as refused:
        choose(category, reason=reason)
    assert refused.value.refusal.code == code
    assert not Decision.objects.exists()


def test_a_later_moderated_term_is_decided_by_instead(
    choose: Choose, at: Any, offered: Cast, open_spring: Any, evaluation: Evaluation
):
    with at("2027-02-01"):
        moderated(offered, offered.alder, open_spring)
        with pytest.raises(Refused) as refused:
            choose("sustain", evaluation=evaluation)
    assert refused.value.refusal.code == "later-term"


def test_no_year_no_promises(choose: Choose, at: Any):
    with at("2028-01-10"), pytest.raises(Refused) as refused:
        choose("sustain")
    assert refused.value.refusal.code == "no-year"
