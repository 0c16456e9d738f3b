"""September: each school gets its year once, from the category that stands or from what all share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kit.refusals import Refused
from riskmatrix.models import Evaluation
from schools.models import AuditEntry
from schools.services.calendar import add_year
from schools.typical_year import typical_year
from support import tasks
from support.models import Commitment, Decision, Engagement
from support.services import new_year, offers
from support.services.decisions import confirm
from support.services.offers import DEFAULT_PACK
from support.spec import load
from tests.cast import Cast

Choose = Callable[..., Decision]


@pytest.fixture
def next_year(offered: Cast) -> Any:
    return add_year(trust=offered.trust, calendar=typical_year(2027), by=offered.trust_administrator)


def rows() -> tuple[list[Any], list[Any]]:
    return list(Commitment.objects.values().order_by("pk")), list(Engagement.objects.values().order_by("pk"))


def test_the_task_lays_out_every_open_school_and_twice_is_once(offered: Cast, at: Any):
    with at("2026-09-01 05:20"):
        tasks.lay_out_new_year()
        first = rows()
        audited = AuditEntry.objects.count()
        tasks.lay_out_new_year()

    assert rows() == first
    assert AuditEntry.objects.count() == audited
    schools = Counter(Commitment.objects.values_list("school__name", flat=True))
    assert schools == {"Alder Primary": 7, "Birch Junior": 7}  # nothing for a trust without an offer
    assert set(Commitment.objects.values_list("category", flat=True)) == {""}


def test_the_year_is_laid_out_two_weeks_beforehand_and_not_earlier(offered: Cast, at: Any, next_year: Any):
    with at("2027-08-17"):
        tasks.lay_out_new_year()
    assert not Commitment.objects.filter(year=next_year).exists()
    with at("2027-08-18"):
        tasks.lay_out_new_year()
    assert set(Commitment.objects.filter(year=next_year).values_list("starts_on", flat=True)) == {
        date(2027, 9, 1)
    }


def test_a_category_goes_on_and_what_was_to_be_done_once_is_not_promised_again(
    choose: Choose, offered: Cast, at: Any, next_year: Any
):
    with at("2026-10-05"):
        choose("stabilise")
    past = list(Engagement.objects.filter(school=offered.alder).values().order_by("pk"))
    with at("2027-09-01 05:20"):
        new_year.lay_out_year(year=next_year)

    academic = Engagement.objects.filter(commitment__year=next_year, school=offered.alder)
    promised = Counter(
        academic.filter(commitment__strand="academic").values_list("commitment__promise", flat=True)
    )
    assert promised["improvement-support"] >= 38
    assert "reviews" not in promised
    running = Commitment.objects.get(year=next_year, promise="reviews")
    assert (running.category, running.starts_on) == ("stabilise", date(2027, 9, 1))
    assert list(Engagement.objects.filter(pk__in=[row["id"] for row in past]).values().order_by("pk")) == past


def test_a_category_of_a_later_year_promises_what_is_to_be_done_once_again(
    choose: Choose, offered: Cast, at: Any, next_year: Any
):
    with at("2026-10-05"):
        choose("reinforce", "operational")
    with at("2027-09-01 05:20"):
        new_year.lay_out_year(year=next_year)
    once = Engagement.objects.filter(commitment__year=next_year, school=offered.alder)
    once = once.filter(commitment__kind="once").values_list("commitment__promise", "due_on")
    assert not once.exists()  # both were promised by the end of the year before
    with at("2027-10-04"):
        choose("stabilise", "operational")

    assert set(once) == {
        (promise, date(2027, 12, 17))
        for promise in (
            "website-compliance-review",
            "safeguarding-and-site-audit",
            "curriculum-and-financial-planning",
            "marketing-plan",
            "governance-review",
        )
    }


def test_what_is_to_be_done_once_is_promised_again_after_a_break(
    choose: Choose, offered: Cast, at: Any, next_year: Any
):
    with at("2026-10-05"):
        choose("stabilise")
    with at("2027-08-18"):
        new_year.lay_out_year(year=next_year)
    with at("2027-09-20"):
        choose("reinforce")
    with at("2028-01-10"):
        choose("stabilise")

    reviews = Engagement.objects.filter(commitment__promise="reviews", commitment__year=next_year)
    assert set(reviews.values_list("stream", flat=True)) == {"governance", "send", "pupil-premium"}
    assert min(reviews.values_list("window_start", flat=True)) >= date(2028, 1, 1)


def test_what_had_no_school_day_left_in_summer_is_promised_in_the_new_year(
    choose: Choose, offered: Cast, at: Any, next_year: Any
):
    with at("2027-08-02"):
        choose("stabilise")
    with at("2027-09-01 05:20"):
        new_year.lay_out_year(year=next_year)

    reviews = Engagement.objects.filter(commitment__promise="reviews")
    assert {(each.commitment.year_id, each.due_on.month) for each in reviews} == {(next_year.pk, 12)}
    assert reviews.count() == 3


def test_a_decision_in_the_holidays_changes_the_year_that_is_already_laid_out(
    choose: Choose, offered: Cast, at: Any, next_year: Any
):
    with at("2026-09-01 10:00"):
        choose("sustain")
    with at("2027-08-20"):
        new_year.lay_out_year(year=next_year)
    with at("2027-08-25"):
        choose("stabilise")

    mine = Commitment.objects.filter(year=next_year, school=offered.alder, strand="academic")
    assert set(mine.running().values_list("promise", "category")) >= {
        ("headteacher-network", "sustain"),
        ("improvement-support", "stabilise"),
        ("reviews", "stabilise"),
    }
    ended = mine.get(promise="joint-monitoring-visit")
    assert ended.ends_on == date(2027, 8, 31)
    assert set(ended.engagements.values_list("status", flat=True)) == {"cancelled"}
    with at("2027-09-01 05:20"):
        assert new_year.lay_out_year(year=next_year) == 0


def test_a_decision_before_the_task_has_run_keeps_what_was_owed_since_september(
    choose: Choose, offered: Cast, at: Any, next_year: Any
):
    with at("2026-09-01 10:00"):
        choose("stabilise")
    with at("2027-09-20"):
        choose("sustain")

    visits = Engagement.objects.filter(commitment__year=next_year, commitment__category="stabilise")
    weekly = visits.filter(commitment__promise="improvement-support").exclude(status="cancelled")
    assert weekly.count() == 3


def test_a_school_is_promised_nothing_from_before_it_joined(offered: Cast, at: Any):
    from schools.services.schools import add_school

    with at("2027-01-11"):
        elm = add_school(
            trust=offered.trust, urn=900009, name="Elm Infant", phase="infant", joined_on=date(2027, 2, 22),
            by=offered.trust_administrator,
        )  # fmt: skip
        ash = add_school(
            trust=offered.trust, urn=900010, name="Ash", phase="infant", by=offered.trust_administrator
        )
        new_year.lay_out_year(year=offered.year_2026)

    assert set(elm.commitments.values_list("starts_on", flat=True)) == {date(2027, 2, 22)}
    assert set(ash.commitments.values_list("starts_on", flat=True)) == {date(2027, 1, 11)}
    assert not elm.engagements.filter(window_end__lt=date(2027, 2, 22)).exists()


def test_a_new_version_of_the_offer_leaves_this_year_alone_and_makes_the_next(
    choose: Choose, offered: Cast, at: Any, next_year: Any
):
    with at("2026-09-01 10:00"):
        choose("sustain")
    before = rows()
    with at("2027-03-01"):
        newer = load(DEFAULT_PACK).model_copy(update={"version": "5"})
        offers.publish(offer=offers.keep(offer=newer, trust=offered.trust, by=None), by=None)
        tasks.lay_out_new_year()
    alder = [row for row in before[0] if row["school_id"] == offered.alder.pk]
    assert list(Commitment.objects.filter(school=offered.alder).values().order_by("pk")) == alder
    with at("2027-09-01 05:20"):
        tasks.lay_out_new_year()
    versions = Commitment.objects.filter(year=next_year).values_list("offer__version", flat=True)
    assert set(versions) == {"5"}


def test_somebody_who_does_not_keep_the_calendar_lays_out_nothing(offered: Cast):
    with pytest.raises(Refused) as refused:
        new_year.lay_out_year(year=offered.year_2026, by=offered.chief_executive)
    assert refused.value.refusal.code == "not-yours"
    assert new_year.lay_out_year(year=offered.year_2026, by=offered.trust_administrator) == 2


def test_a_closed_school_gets_nothing(offered: Cast, evaluation: Evaluation, at: Any):
    offered.birch.closed_on = date(2026, 8, 31)
    offered.birch.save(update_fields=["closed_on"])
    with at("2026-09-01 05:20"):
        assert new_year.lay_out_year(year=offered.year_2026) == 1


def test_the_school_s_own_closures_count(offered: Cast, evaluation: Evaluation, at: Any):
    from schools.services.calendar import add_closure

    add_closure(
        year=offered.year_2026, starts_on=date(2027, 7, 12), ends_on=date(2027, 7, 16), school=offered.alder,
        by=offered.trust_administrator,
    )  # fmt: skip
    with at("2026-09-01 10:00"):
        confirm(
            school=offered.alder, strand="academic", category="stabilise", reason="As agreed.",
            evaluation=evaluation, exit_criteria="Teaching is sound.", by=offered.chief_executive,
        )  # fmt: skip
    visits = Engagement.objects.filter(commitment__promise="improvement-support")
    assert visits.count() == 39
    assert not visits.filter(window_start__gte=date(2027, 7, 12), window_end__lte=date(2027, 7, 16)).exists()
