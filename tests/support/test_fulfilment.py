"""What was promised and what became of it: counted by window, by whom it was cancelled, by who was there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.queries.tasks import tasks_for
from schools.models import Person, School
from schools.services.calendar import add_closure
from schools.services.schools import add_school
from support.models import Decision, Engagement, Offer
from support.queries.closing import closing_for, closing_soon
from support.queries.fulfilment_page import fulfilment_page
from support.queries.school_fulfilment import school_fulfilment
from support.record_text import RecordText
from support.services import attendance, engagements, moving, networks, offers, records
from support.services.networks import Arrangement
from support.services.new_year import ensure_commitments
from support.tally import Tally
from tests.cast import LONDON, Cast

Choose = Callable[..., Decision]
ClientOf = Callable[[Person], Client]
WEEK_3 = "headteacher-network:2026-27:week-3:1"


@pytest.fixture
def promised(offered: Cast, at: Any) -> Cast:
    """Both schools of the trust are promised what every category holds."""
    with at("2026-09-01 10:00"):
        for school in (offered.alder, offered.birch):
            ensure_commitments(school, offered.year_2026)
    return offered


def of_alder(cast: Cast, window: str = "half-term") -> dict[str, list[Tally]]:
    page = school_fulfilment(cast.alder, cast.year_2026, window)
    return {strand.title: [tally for _, tally in strand.windows] for strand in page.strands}


def first(cast: Cast, promise: str) -> Engagement:
    return Engagement.objects.filter(school=cast.alder, commitment__promise=promise).order_by("due_on")[0]


def kept(row: Engagement, by: Person, day: date | None = None) -> Engagement:
    row.refresh_from_db()
    return engagements.record_held(
        engagement=row, held_on=day or row.due_on, note="", version=row.version, by=by
    )


def test_each_counts_in_the_window_in_which_it_is_due(promised: Cast, at: Any):
    with at("2026-11-23"):
        kept(first(promised, "headteacher-network"), promised.chief_executive)
        halves, terms = of_alder(promised)["Academic"], of_alder(promised, "term")["Academic"]
    assert sum(each.promised for each in halves) == sum(each.promised for each in terms)
    assert halves[0].held == 1
    assert halves[0].missed > 0
    assert halves[0].planned == 0  # its windows are over
    assert halves[5].promised_to_date == 0
    assert halves[0] + halves[1] == terms[0]
    rows = Engagement.objects.filter(school=promised.alder, commitment__strand="academic")
    assert sum(each.promised for each in halves) == rows.count()


def test_by_whom_it_was_cancelled(promised: Cast, at: Any):
    rows = list(Engagement.objects.filter(school=promised.alder, commitment__promise="operations-network"))
    by = promised.chief_financial_officer
    with at("2026-09-20"):
        for row, side in zip(rows, ("trust", "school", "school", ""), strict=False):
            engagements.cancel(engagement=row, reason="Snow.", side=side, version=row.version, by=by)
        counted = sum(of_alder(promised)["Operational"], Tally())
        assert (counted.off_by_trust, counted.off_by_school, counted.off_unsaid) == (1, 2, 1)
        rows[0].refresh_from_db()
        engagements.take_back(engagement=rows[0], version=rows[0].version, by=by)
        assert sum(of_alder(promised)["Operational"], Tally()).off_by_trust == 0


def test_a_cancelled_network_meeting_is_the_trusts_to_answer_for(promised: Cast, at: Any):
    with at("2026-09-10"):
        meeting = arranged(promised)
        networks.cancel(meeting=meeting, reason="Snow.", version=meeting.version, by=promised.chief_executive)
        assert sum(of_alder(promised)["Academic"], Tally()).off_by_trust == 1


def test_what_a_changed_category_called_off_is_not_promised(choose: Choose, offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        choose("stabilise")
        before = sum(of_alder(offered)["Academic"], Tally())
    with at("2026-11-23"):
        choose("sustain")
        after = sum(of_alder(offered)["Academic"], Tally())
    assert before.called_off == 0
    assert after.called_off > 0
    assert after.cancelled == 0
    gone = Engagement.objects.filter(school=offered.alder, commitment__strand="academic").count()
    assert after.promised == gone - after.called_off


def test_aims_and_what_may_be_required_are_no_appointments(choose: Choose, offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        choose("stabilise")
        page = fulfilment_page(offered.chief_executive, offered.trust, by="engagement")
    offer = Decision.objects.get().offer.spec
    kinds = {engagement.title: engagement.rhythm.kind for _, _, engagement in offer.engagements()}
    assert {kinds[line.title] for line in page.lines} <= {"recurring", "at_least", "once"}


def arranged(cast: Cast) -> Any:
    when = datetime(2026, 9, 17, 13, 30, tzinfo=LONDON)
    return networks.arrange(
        year=cast.year_2026, key=WEEK_3, arrangement=Arrangement(when), version=0, by=cast.chief_executive
    )


def test_who_came_to_a_network_meeting(promised: Cast, at: Any):
    seats = {row.school_id: row for row in Engagement.objects.filter(key=WEEK_3)}
    with at("2026-09-18"):
        answers = {
            seats[promised.alder.pk].pk: ("apologies", ""),
            seats[promised.birch.pk].pk: ("attended", ""),
        }
        meeting = arranged(promised)
        attendance.say_who_came(
            meeting=meeting, answers=answers, version=meeting.version, by=promised.chief_executive
        )
        alder = sum(of_alder(promised)["Academic"], Tally())
        page = fulfilment_page(promised.chief_executive, promised.trust)
    assert (alder.held, alder.school_came, alder.school_stayed_away) == (1, 0, 1)
    assert alder.owing_words == "Not recorded"
    assert (page.total.held, page.total.school_came, page.total.school_stayed_away) == (2, 1, 1)


def test_a_school_is_counted_once_where_a_meeting_has_both_attendance_and_a_record(promised: Cast, at: Any):
    """The attendance speaks for the school, the record for those who owe it."""
    seats = {row.school_id: row for row in Engagement.objects.filter(key=WEEK_3)}
    mine, by = seats[promised.alder.pk], promised.chief_executive
    with at("2026-09-18"):
        meeting = arranged(promised)
        answers = {row.pk: ("apologies", "") for row in seats.values()}
        attendance.say_who_came(meeting=meeting, answers=answers, version=meeting.version, by=by)
        text = RecordText(present=(by.pk, promised.headteacher.pk), seen="Books.")
        draft = records.save(engagement=mine, text=text, internal="", version=0, by=by)
        records.share(engagement=mine, version=draft.version, why="", by=by)
        counted = sum(of_alder(promised)["Academic"], Tally())
    assert (counted.held, counted.school_words, counted.owing_words) == (1, "0 of 1", "1 of 1")


@pytest.mark.parametrize(
    ("present", "others", "school", "owing"),
    [
        (["headteacher", "chief_executive"], "", "1 of 1", "1 of 1"),
        (["chief_executive"], "", "0 of 1", "1 of 1"),
        (["chief_executive"], "A visitor", "Not recorded", "1 of 1"),
        ([], "", "Not recorded", "Not recorded"),
    ],
)
def test_who_was_there_by_the_record_that_was_shared(
    promised: Cast, at: Any, present: list[str], others: str, school: str, owing: str
):
    row = first(promised, "headteacher-network")
    assert set(row.commitment.spec.owed_by) == {"chief_executive"}
    with at("2026-10-01"):
        kept(row, promised.chief_executive)
        people = tuple(promised.holder(role).pk for role in present)
        text = RecordText(present=people, others=others, purpose="Reading", seen="Books.")
        by = promised.chief_executive
        draft = records.save(engagement=row, text=text, internal="", version=0, by=by)
        assert (
            sum(of_alder(promised)["Academic"], Tally()).school_words == "Not recorded"
        )  # a draft says nothing
        records.share(engagement=row, version=draft.version, why="", by=by)
        counted = sum(of_alder(promised)["Academic"], Tally())
    assert (counted.school_words, counted.owing_words) == (school, owing)


def test_a_later_version_of_a_record_puts_right_who_was_there(promised: Cast, at: Any):
    row, by = first(promised, "headteacher-network"), promised.chief_executive
    with at("2026-10-01"):
        kept(row, by)
        for version, (present, why) in enumerate(
            [((by.pk,), ""), ((by.pk, promised.headteacher.pk), "Names.")]
        ):
            text = RecordText(present=present, seen="Books.")
            draft = records.save(engagement=row, text=text, internal="", version=version * 2, by=by)
            records.share(engagement=row, version=draft.version, why=why, by=by)
        assert sum(of_alder(promised)["Academic"], Tally()).school_words == "1 of 1"


# --- Before a window closes short -------------------------------------------------------------------------------


def closing(cast: Cast) -> dict[str, str]:
    return {each.due.label: each.left for each in closing_soon([cast.alder])}


def test_a_promise_without_a_day_is_warned_of_in_the_last_school_days_of_its_window(promised: Cast, at: Any):
    row = first(promised, "improvement-support")
    assert (row.window_start, row.window_end) == (date(2026, 9, 1), date(2026, 10, 23))
    with at("2026-10-16"):
        assert str(row.title) not in " ".join(closing(promised))
    with at("2026-10-19"):
        label = f"{row.title}, {row.label}"
        assert closing(promised)[label] == "5 school days left"
    with at("2026-10-23"):
        assert closing(promised)[label] == "today is its last school day"
    with at("2026-10-24"):
        assert label not in closing(promised)


def test_an_agreed_day_ends_the_warning_and_a_day_that_passed_does_not(promised: Cast, at: Any):
    row = first(promised, "improvement-support")
    label = f"{row.title}, {row.label}"
    with at("2026-10-12"):
        moving.move(
            engagement=row, day=date(2026, 10, 20), at=datetime(2026, 10, 20, 9, 30).time(), reason="",
            version=row.version, by=promised.head_of_school_improvement,
        )  # fmt: skip
    with at("2026-10-19"):
        assert label not in closing(promised)
    with at("2026-10-21"):
        assert closing(promised)[label] == "3 school days left"
        kept(row, promised.head_of_school_improvement, date(2026, 10, 20))
        assert label not in closing(promised)


def test_a_closed_school_has_fewer_days_left(promised: Cast, at: Any):
    row = first(promised, "improvement-support")
    add_closure(  # in November, when the administrator had come
        year=promised.year_2026, starts_on=date(2026, 10, 22), ends_on=date(2026, 10, 23),
        school=promised.alder, by=promised.trust_administrator,
    )  # fmt: skip
    with at("2026-10-15"):
        assert closing(promised)[f"{row.title}, {row.label}"] == "5 school days left"
        elsewhere = {each.due.label for each in closing_soon([promised.birch])}
        assert not any(str(row.title) in label for label in elsewhere)


def test_an_offer_that_says_nothing_of_it_warns_of_nothing(promised: Cast, at: Any):
    in_force = Offer.objects.in_force(promised.trust)
    assert in_force is not None
    silent = in_force.spec.model_copy(update={"early_warning": None, "version": "5"})
    with at("2026-10-19"):
        assert closing(promised)
        offers.publish(offer=offers.keep(offer=silent, trust=promised.trust, by=None), by=None)
        assert closing(promised) == {}


def test_a_school_that_has_closed_is_not_warned_of(promised: Cast, at: Any):
    School.objects.filter(pk=promised.birch.pk).update(closed_on=date(2026, 10, 1))
    with at("2026-10-19"):
        owed = {each.due.school.name for each in closing_for(promised.head_of_school_improvement)}
        page = fulfilment_page(promised.chief_executive, promised.trust)
    assert owed == {"Alder Primary"}
    assert {each.due.school.name for each in page.closing} == {"Alder Primary"}
    assert "Birch Junior" in {line.title for line in page.lines}  # what it was promised before still counts


def test_those_who_owe_it_are_warned(promised: Cast, at: Any):
    row = first(promised, "improvement-support")
    with at("2026-10-20"):
        owed = {each.due.title for each in closing_for(promised.head_of_school_improvement)}
        assert row.title in owed
        assert row.title not in {each.due.title for each in closing_for(promised.chief_financial_officer)}
        assert closing_for(promised.headteacher) == []
        assert closing_for(promised.foreign_chief) == []


def test_the_home_of_those_who_owe_it_says_so(promised: Cast, at: Any):
    with at("2026-10-20"):
        (task,) = [t for t in tasks_for(promised.head_of_school_improvement) if "may lapse" in t.title]
        assert task.title == "2 promises of yours may lapse"
        assert task.detail.startswith("The first: ")
        assert task.detail.endswith(": no day is agreed, 4 school days left")
        assert task.due == date(2026, 10, 23)
        assert task.url == reverse("due")
        assert not [t for t in tasks_for(promised.improvement_adviser) if "of yours" in t.title]


# --- The pages --------------------------------------------------------------------------------------------------


def main_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    page = answer.content.decode()
    return " ".join(page[page.index("<main") :].split())


def test_the_page_says_in_words_what_is_least_kept(client_of: ClientOf, promised: Cast, at: Any):
    with at("2026-11-23"):
        kept(first(promised, "headteacher-network"), promised.chief_executive)
        client = client_of(promised.chief_executive)
        page = main_of(client, reverse("fulfilment"))
        assert "4 of 4 are behind. Least kept: Birch Junior, academic, 4 of 4 not held" in page
        body = page[page.index("<tbody") :]
        assert body.index("Birch Junior") < body.index("Alder Primary")
        by = main_of(client, f"{reverse('fulfilment')}?by=owed_by&period=half-term-1")
        assert "Autumn term, first half" in by
        assert "Chief executive" in by
        one = main_of(client, f"{reverse('fulfilment')}?by=engagement")
        assert "Headteachers’ network, every third school week" in one
        unknown = main_of(client, f"{reverse('fulfilment')}?by=x&period=y&year=z")
        assert "School year 2026/27" in unknown


def test_the_table_goes_into_a_spreadsheet(client_of: ClientOf, promised: Cast, at: Any):
    with at("2026-11-23"):
        answer = client_of(promised.chief_executive).get(f"{reverse('fulfilment_sheet')}?period=half-term-1")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("School year,Window,Of,Strand,Promised to date,Held")
    assert len(lines) == 1 + 4
    assert lines[1].startswith('2026/27,"Autumn term, first half",Alder Primary,')


def test_the_school_sees_its_own(client_of: ClientOf, promised: Cast, at: Any):
    with at("2026-10-19"):
        url = reverse("school_fulfilment", args=[promised.alder.urn])
        page = main_of(client_of(promised.headteacher), url)
        assert "Autumn term, second half" in page
        assert "no day is agreed" in page
        row = 'role="rowheader">Autumn term, first half<'
        assert row in page
        assert row not in main_of(client_of(promised.headteacher), f"{url}?window=term")
        assert client_of(promised.headteacher).get(f"{url}?year=1999/00").status_code == 404
        assert client_of(promised.foreign_head).get(url).status_code == 404
        assert client_of(promised.governor).get(url).status_code == 404
        assert client_of(promised.headteacher).get(reverse("fulfilment")).status_code == 403
        assert url in main_of(client_of(promised.headteacher), reverse("plan", args=[promised.alder.urn]))


def test_a_year_that_is_not_laid_out_leads_on_to_the_others(client_of: ClientOf, offered: Cast, at: Any):
    url = reverse("school_fulfilment", args=[offered.alder.urn])
    with at("2026-10-19"):
        page = main_of(client_of(offered.headteacher), f"{url}?year=2026/27&window=term")
    assert "Nothing is promised yet" in page
    for other in (offered.year_2025, offered.year_2026):
        assert f'href="?year={other.name}&amp;window=term"' in page
    assert 'href="?year=2026/27&amp;window=half-term"' in page


def test_another_trusts_promises_are_not_among_them(client_of: ClientOf, promised: Cast, at: Any):
    with at("2026-11-23"):
        foreign = client_of(promised.foreign_chief)
        assert "Alder" not in main_of(foreign, f"{reverse('fulfilment')}?trust={promised.trust.pk}")
        assert b"Alder" not in foreign.get(reverse("fulfilment_sheet")).content


def queries(ask: Callable[[], Any]) -> int:
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def more_schools(cast: Cast, number: int) -> list[School]:
    made = []
    for at_ in range(number):
        school = add_school(
            trust=cast.trust,
            urn=900_100 + at_,
            name=f"Elm {at_:03}",
            phase="primary",
            by=cast.trust_administrator,
        )
        made.append(school)
    return made


@pytest.mark.parametrize("by", ["school", "engagement", "owed_by"])
def test_the_trusts_page_costs_the_same_with_one_school_and_with_three(
    client_of: ClientOf, offered: Cast, at: Any, by: str
):
    more = more_schools(offered, 2)
    client, url = client_of(offered.chief_executive), f"{reverse('fulfilment')}?by={by}"
    with at("2026-10-20"):
        ensure_commitments(offered.alder, offered.year_2026)
        one = queries(lambda: client.get(url))
        for school in more:
            ensure_commitments(school, offered.year_2026)
        assert queries(lambda: client.get(url)) == one
        assert one <= 24


def test_a_schools_page_costs_the_same_with_one_held_and_with_three(
    client_of: ClientOf, promised: Cast, at: Any
):
    rows = list(
        Engagement.objects.filter(school=promised.alder, commitment__promise="headteacher-network")[:3]
    )
    url = reverse("school_fulfilment", args=[promised.alder.urn])
    with at("2026-11-23"):
        client = client_of(promised.headteacher)
        kept(rows[0], promised.chief_executive)
        one = queries(lambda: client.get(url))
        for row in rows[1:]:
            kept(row, promised.chief_executive)
        assert queries(lambda: client.get(url)) == one


def test_a_hundred_schools_ask_no_more_than_one(offered: Cast, at: Any):
    """Engagements are copied, not lived through: laying a year out a hundred times is another test's concern."""
    with at("2026-10-20"):
        ensure_commitments(offered.alder, offered.year_2026)
        ask = lambda: fulfilment_page(offered.chief_executive, offered.trust)  # noqa: E731
        one = queries(ask)
        copied_to_a_hundred(offered)
        assert queries(ask) == one
        assert len({line.title for line in ask().lines}) == 101


def copied_to_a_hundred(cast: Cast) -> None:
    from support.models import Commitment

    commitments = list(Commitment.objects.filter(school=cast.alder).prefetch_related("engagements"))
    schools = School.objects.bulk_create(
        School(trust=cast.trust, urn=910_000 + at_, name=f"School {at_:03}", phase="primary")
        for at_ in range(100)
    )
    for school in schools:
        for row in commitments:
            rows = list(row.engagements.all())
            copy = Commitment(
                **{f.attname: getattr(row, f.attname) for f in Commitment._meta.fields if f.name != "id"}
            )
            copy.school_id = school.pk
            copy.save()
            Engagement.objects.bulk_create(
                Engagement(
                    **{
                        f.attname: getattr(each, f.attname)
                        for f in Engagement._meta.fields
                        if f.name not in {"id", "commitment", "school"}
                    },
                    commitment=copy,
                    school=school,
                )
                for each in rows
            )
