"""Planning from the page to the agreed day: a dry run, agreed together or alone, and nothing agreed is moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.refusals import Refused
from schools.access.roles import Role
from schools.models import AuditEntry, Notice, Person
from schools.services.calendar import add_closure
from schools.services.people import appoint
from schools.services.schools import add_school
from support.models import AdviserTime, Appointment, Decision, Engagement
from support.queries.planning import Plan, plan_of, seal
from support.queries.planning_page import period_for, wanted_in
from support.record_text import RecordText
from support.services import records
from support.services.adviser_times import set_time
from support.services.moving import move
from support.services.new_year import ensure_commitments
from support.services.planning import accept
from tests.cast import Cast, engage

Choose = Callable[..., Decision]
ClientOf = Callable[[Person], Client]
ADVISERS = (
    Role.CHIEF_EXECUTIVE,
    Role.CHIEF_FINANCIAL_OFFICER,
    Role.HEAD_OF_SCHOOL_IMPROVEMENT,
    Role.IMPROVEMENT_ADVISER,
)


def timed(cast: Cast, *roles: Role, days: str = "15") -> None:
    for role in roles or ADVISERS:
        set_time(
            person=cast.holder(role),
            trust=cast.trust,
            starts_on=date(2026, 9, 1),
            weekdays=[1, 2, 3, 4, 5],
            days_a_half_term=Decimal(days),
            by=cast.head_of_school_improvement,
        )


@pytest.fixture
def promised(choose: Choose, offered: Cast, at: Any) -> Cast:
    """Alder in Stabilise and Sustain, on the first evening of the year."""
    with at("2026-09-01 10:00"):
        choose("stabilise")
        choose("sustain", strand="operational")
    return offered


@pytest.fixture
def evening(promised: Cast, at: Any) -> Any:
    with at("2026-09-01 18:00"):
        timed(promised)
        yield promised


def the_plan(cast: Cast) -> Plan:
    return plan_of(cast.year_2026, cast.head_of_school_improvement)


def agree(cast: Cast, code: str = "half-term-1", **more: Any) -> int:
    plan = the_plan(cast)
    wanted = wanted_in(period_for(plan.calendar, code), **more)
    return accept(
        year=cast.year_2026, wanted=wanted, seen=seal(wanted.of(plan)), by=cast.head_of_school_improvement
    )


def test_what_is_proposed_covers_all_that_has_no_day(evening: Cast) -> None:
    plan = the_plan(evening)
    rows = Engagement.objects.filter(status="planned", starts_at=None).select_related("commitment")
    found = [each.engagement.pk for each in (*plan.proposed, *plan.short)]
    assert sorted(found) == sorted(row.pk for row in rows)
    together = {each.engagement.key for each in plan.short if each.together}
    assert together == {row.key for row in rows if row.commitment.spec.network}
    for each in plan.proposed:
        assert each.engagement.window_start <= each.day <= each.engagement.window_end
        assert plan.calendar.is_school_day(each.day)


def test_a_school_s_own_closure_holds_no_proposal(evening: Cast) -> None:
    closed = next(each.day for each in the_plan(evening).proposed)
    add_closure(
        year=evening.year_2026, school=evening.alder, starts_on=closed, ends_on=closed, kind="inset",
        by=evening.headteacher,
    )  # fmt: skip
    assert closed not in {each.day for each in the_plan(evening).proposed}


def test_agreeing_writes_days_and_audit_and_tells_the_head_once(evening: Cast) -> None:
    Notice.objects.all().delete()
    count = agree(evening)
    assert count > 5
    assert Appointment.objects.count() == Engagement.objects.exclude(starts_at=None).count() == count
    assert AuditEntry.objects.filter(verb="agreed day of engagement").count() == count
    assert AuditEntry.objects.get(verb="agreed proposed days").after["engagements"] == count
    (notice,) = Notice.objects.filter(person=evening.headteacher)
    assert notice.subject == f"{count} visits and meetings have their days"
    with pytest.raises(Refused) as refused:
        agree(evening)
    assert refused.value.refusal.code == "plan-changed"


def test_nothing_without_a_day_is_left_out(evening: Cast, client_of: ClientOf, at: Any) -> None:
    """What schools attend together, what has a record and what closes today are named with what to do."""
    ensure_commitments(evening.birch, evening.year_2026)
    first = the_plan(evening).proposed[0].engagement
    prepared = RecordText(purpose="Prepared.")
    records.save(engagement=first, text=prepared, internal="", version=0, by=evening.chief_executive)
    said = {each.engagement.pk: each for each in the_plan(evening).short}
    assert said[first.pk].sentence == "It has a record: say whether it was held."
    meeting = next(each for each in said.values() if len(each.together) == 2)
    page = client_of(evening.chief_executive).get(f"{reverse('planning')}?period=year").content.decode()
    assert "Schools attend this together: arrange the meeting." in page
    assert f'href="{meeting.url}"' in page
    assert "/network-meetings/" in meeting.url
    second = the_plan(evening).proposed[0].engagement
    with at(f"{second.window_end} 08:00"):
        assert "Its window closes today." in {
            each.sentence for each in the_plan(evening).short if each.engagement == second
        }


def test_agreed_days_are_never_moved(evening: Cast) -> None:
    first = the_plan(evening).proposed[0].engagement
    day = first.window_end
    move(engagement=first, day=day, at=time(15), reason="", version=first.version, by=evening.chief_executive)
    agree(evening, code="year")
    first.refresh_from_db()
    assert (first.meets_on, first.appointments.count()) == (day, 1)
    plan = the_plan(evening)
    assert not plan.proposed


def test_one_day_alone(evening: Cast) -> None:
    one = the_plan(evening).proposed[3]
    assert agree(evening, code="year", engagement=one.engagement.pk) == 1
    row = Engagement.objects.get(pk=one.engagement.pk)
    assert row.starts_at == one.starts_at
    assert Engagement.objects.exclude(starts_at=None).count() == 1


def test_nothing_is_agreed_when_the_plan_changed_meanwhile(evening: Cast, client_of: ClientOf) -> None:
    client = client_of(evening.head_of_school_improvement)
    url = f"{reverse('planning')}?period=half-term-1"
    page = client.get(url).context["planned"]
    first = page.proposed[0].engagement
    move(
        engagement=first, day=first.window_end, at=time(15), reason="", version=first.version,
        by=evening.chief_executive,
    )  # fmt: skip
    answer = client.post(url, {"seen": page.seal})
    assert answer.status_code == 409
    assert "Nothing has been agreed" in answer.content.decode()
    assert Appointment.objects.count() == 1


def test_the_page_agrees_to_all_and_to_one(evening: Cast, client_of: ClientOf) -> None:
    client = client_of(evening.head_of_school_improvement)
    url = f"{reverse('planning')}?period=half-term-1"
    page = client.get(url).context["planned"]
    each, own = page.lines[0]
    assert client.post(url, {"one": f"{each.engagement.pk}-{own}", "seen": page.seal}).status_code == 302
    assert Appointment.objects.count() == 1
    page = client.get(url).context["planned"]
    assert client.post(url, {"seen": page.seal}).status_code == 302
    assert Appointment.objects.count() == 1 + len(page.proposed)
    assert "Nothing is left to propose for Autumn term, first half" in client.get(url).content.decode()
    alone = client.get(f"{url}&school={evening.birch.urn}").context["planned"]
    assert alone.school == evening.birch
    assert not alone.short
    assert client.get(f"{url}&school={evening.cedar.urn}").status_code == 404
    assert client.get(f"{url}&year=2031/32").status_code == 404


def test_without_working_days_everything_is_short_with_its_reason(
    promised: Cast, client_of: ClientOf, at: Any
) -> None:
    with at("2026-09-01 18:00"):
        timed(promised, Role.CHIEF_EXECUTIVE)
        page = client_of(promised.chief_executive).get(f"{reverse('planning')}?period=year")
    said = page.content.decode()
    assert "Nobody has entered yet on which days Ines Moreau works." in said
    assert "Nobody has entered yet on which days Esther Vance works." not in said


def test_a_post_that_nobody_holds_is_a_shortfall(choose: Choose, offered: Cast, at: Any) -> None:
    with at("2026-09-01 10:00"):
        choose("reinforce")
        timed(offered)
        ended = offered.improvement_adviser.posts.get()
        ended.schools.clear()
        said = {each.sentence for each in the_plan(offered).short}
    assert "Nobody holds the post of improvement adviser for Alder Primary." in said


def test_only_those_who_plan_for_the_trust(evening: Cast, client_of: ClientOf) -> None:
    for person in (evening.headteacher, evening.improvement_adviser, evening.trustee):
        assert client_of(person).get(reverse("planning")).status_code == 403
    plan = the_plan(evening)
    wanted = wanted_in(period_for(plan.calendar, "year"))
    for person in (evening.foreign_chief, evening.improvement_adviser):
        with pytest.raises(Refused) as refused:
            accept(year=evening.year_2026, wanted=wanted, seen=seal(wanted.of(plan)), by=person)
        assert refused.value.refusal.code == "not-yours"
    assert not Appointment.objects.exists()


def test_working_days_are_kept_in_rows(promised: Cast, client_of: ClientOf, at: Any) -> None:
    client = client_of(promised.head_of_school_improvement)
    url = reverse("adviser_time", args=[promised.chief_executive.pk])
    sent = {"weekdays": ["1", "3"], "days_a_half_term": "7.5", "starts_on": "1 September 2026"}
    assert "Nobody has entered anything yet" in client.get(url).content.decode()
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 302  # nothing new
    assert client.post(url, sent | {"days_a_half_term": "0", "weekdays": []}).status_code == 302
    row, none = AdviserTime.objects.order_by("pk")
    assert (row.weekdays, row.days_a_half_term) == ("13", Decimal("7.5"))
    assert str(row.in_words) == "Monday and Wednesday; 7.5 days a half-term for schools"
    assert none.in_words == "no weekday; 0 days a half-term for schools"
    entry = AuditEntry.objects.filter(verb="set working days").latest("pk")
    assert (entry.before["days_a_half_term"], entry.after["days_a_half_term"]) == ("7.5", "0.0")
    for wrong in ({"weekdays": []}, {"days_a_half_term": "61"}, {"days_a_half_term": ""}, {"starts_on": "x"}):
        assert client.post(url, sent | wrong).status_code == 422
    assert client.get(reverse("adviser_time", args=[promised.headteacher.pk])).status_code == 404
    assert client.get(reverse("adviser_time", args=[promised.foreign_chief.pk])).status_code == 404


def test_nobody_sets_the_days_of_somebody_who_keeps_no_promises(promised: Cast) -> None:
    def wrong(person: Person, by: Person, weekdays: list[int], days: str) -> str:
        with pytest.raises(Refused) as refused:
            set_time(
                person=person, trust=promised.trust, starts_on=date(2026, 9, 1), weekdays=weekdays,
                days_a_half_term=Decimal(days), by=by,
            )  # fmt: skip
        return refused.value.refusal.code

    chief = promised.chief_executive
    assert wrong(promised.headteacher, chief, [1], "3") == "no-adviser"
    assert wrong(chief, promised.improvement_adviser, [1], "3") == "not-yours"
    assert wrong(chief, chief, [6], "3") == "no-such-day"
    assert wrong(chief, chief, [], "3") == "days-without-weekdays"
    assert wrong(chief, chief, [1], "60.1") == "too-many-days"


def asked(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def more_schools(cast: Cast, count: int) -> None:
    for number in range(count):
        school = add_school(
            trust=cast.trust, urn=900_100 + number, name=f"School {number:03}", by=cast.trust_administrator
        )
        ensure_commitments(school, cast.year_2026)


@pytest.mark.parametrize("name", ["planning", "capacity"])
def test_pages_ask_the_same_with_one_school_and_with_three(
    promised: Cast, client_of: ClientOf, name: str
) -> None:
    timed(promised)
    client, url = client_of(promised.head_of_school_improvement), f"{reverse(name)}?period=year&year=2026/27"
    few = asked(client, url)
    more_schools(promised, 3)
    second = engage(
        "Ann Other", Role.IMPROVEMENT_ADVISER, promised.trust, promised.trust_administrator, promised.birch
    )
    appoint(
        person=second, role=Role.CHIEF_EXECUTIVE, trust=promised.trust, starts_on=date(2026, 1, 1),
        by=promised.trust_administrator,
    )  # fmt: skip
    assert asked(client, url) == few


def test_a_hundred_schools_ask_as_often_as_one_and_none_is_forgotten(
    promised: Cast, client_of: ClientOf
) -> None:
    """The trust's year at once: its schools are promised what all categories share."""
    timed(promised, days="60")
    client = client_of(promised.head_of_school_improvement)
    urls = [f"{reverse(name)}?period=year&year=2026/27" for name in ("planning", "capacity")]
    urls.append(f"{urls[1]}&school={promised.alder.urn}&to=academic/sustain")
    few = [asked(client, url) for url in urls]
    more_schools(promised, 99)
    assert [asked(client, url) for url in urls] == few
    page = client.get(urls[0]).context["planned"]
    together = [each for each in page.plan.short if each.together]
    found = {each.engagement.pk for each in (*page.plan.proposed, *page.plan.short) if each not in together}
    open_ones = Engagement.objects.still_planned().filter(starts_at=None).select_related("commitment")
    alone = [
        row for row in open_ones.prefetch_related("commitment__offer") if not row.commitment.spec.network
    ]
    assert found == {row.pk for row in alone}
    assert sum(len(each.together) for each in together) == open_ones.count() - len(alone) > 100
    assert len({each.engagement.school_id for each in page.plan.proposed}) == 100


def test_the_page_offers_the_halves_of_the_term_and_names_whose_days_are_missing(
    promised: Cast, client_of: ClientOf, at: Any
) -> None:
    client, url = client_of(promised.chief_executive), reverse("planning")
    with at("2026-09-01 18:00"):
        first = client.get(url).context["planned"]
        assert first.period.label == "Autumn term, first half"
        assert [each.label for each, chosen in first.terms if chosen] == ["Autumn term"]
        assert [each.label for each in first.halves] == [
            "Autumn term, first half",
            "Autumn term, second half",
        ]
        year = client.get(f"{url}?period=year").context["planned"]
        assert [each.label for each, chosen in year.terms if chosen] == ["School year 2026/27"]
        assert year.halves == []
        # Nobody is sent a deputy, and nothing is owed by an adviser here.
        names = {person.name for person in year.plan.unknown}
        assert names == {"Esther Vance", "Faisal Khan", "Ines Moreau"}
