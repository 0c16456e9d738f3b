"""People are reminded of what is due from them: once a step, in their own rhythm, until it is done or not theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit import clock
from kit.refusals import Refused
from schools import turns
from schools.models import Action, AuditEntry, Notice, Person, Reminder
from schools.queries.due_actions import actions_due
from schools.queries.reminders import due_from
from schools.services import actions, reminders
from schools.services.actions import ActionText, seal, text_of
from schools.services.people import deactivate
from schools.services.posts import end_post
from schools.services.reminders import remind, remind_everybody, set_rhythm
from schools.tasks import send_digests, send_notices
from tests.cast import Cast

ClientOf = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def only_actions() -> Iterator[None]:
    """What the other apps say is due is shown with them."""
    kept = dict(turns._sources)
    turns._sources.clear()
    turns.register("schools", actions_due)
    yield
    turns._sources.clear()
    turns._sources.update(kept)


@pytest.fixture(autouse=True)
def nothing_waits(cast: Cast, mailoutbox: list[Any]) -> None:
    """It is Monday 23 November 2026, and every mail of before has gone."""
    send_notices()
    mailoutbox.clear()


def action(
    cast: Cast, owner: str = "Hanna Osei", due_on: date | None = date(2026, 11, 25), **more: Any
) -> Action:
    text = ActionText(**{"what": "Buy beakers", "owner": owner, "due_on": due_on} | more)
    return actions.add(school=cast.alder, text=text, origin="Leaders' meeting", by=cast.headteacher)


def digests(person: Person) -> list[Notice]:
    return list(person.notices.filter(key__startswith="digest:").order_by("created_at"))


def test_a_digest_reaches_its_person_in_plain_text_with_links(
    cast: Cast, mailoutbox: list[Any], settings: Any
):
    settings.BASE_URL = "https://portal.example"
    row = action(cast)
    send_digests()
    send_notices()
    (mail,) = mailoutbox
    assert mail.to == [cast.headteacher.email]
    assert mail.subject == "Due: 1 in the next seven days"
    assert mail.body == (
        "Hanna Osei,\n\nDue in the next seven days:\n"
        "- Buy beakers, Alder Primary: Wednesday 25 November 2026\n"
        f"  https://portal.example/actions/{row.pk}/\n\n"
        "https://portal.example/due/\n"
    )
    assert mail.content_subtype == "plain"


def test_running_twice_tells_once_and_running_never_is_made_up_for(cast: Cast, at: Any):
    action(cast, due_on=date(2026, 12, 2))
    with at("2026-11-26"):  # nobody looked on Monday, Tuesday or Wednesday
        assert remind_everybody() == 1
        assert remind_everybody() == 0
        assert not remind(cast.headteacher)
    with at("2026-11-27"):
        assert remind_everybody() == 0
    assert len(digests(cast.headteacher)) == 1


def test_a_digest_that_was_looked_at_is_not_looked_at_again_before_its_next_turn(cast: Cast, at: Any):
    assert not remind(cast.headteacher)  # nothing was due
    action(cast)
    assert not remind(cast.headteacher)
    with at("2026-11-29"):
        assert not remind(cast.headteacher)
    with at("2026-11-30"):
        assert remind(cast.headteacher)


def test_whoever_wants_no_digest_gets_none(cast: Cast):
    action(cast)
    set_rhythm(person=cast.headteacher, rhythm="none", weekday=0, by=cast.headteacher)
    assert not remind(cast.headteacher)


def test_two_workers_tell_once(cast: Cast):
    action(cast)
    read_before = Person.objects.get(pk=cast.headteacher.pk)
    assert remind(cast.headteacher)
    assert not remind(read_before)


def test_before_on_and_after_its_day(cast: Cast, at: Any):
    action(cast)
    with at("2026-11-15"):
        set_rhythm(person=cast.headteacher, rhythm="daily", weekday=0, by=cast.headteacher)
    told = []
    for day in range(23):
        when = date(2026, 11, 16) + timedelta(days=day)
        with at(str(when)):
            if remind(cast.headteacher):
                told.append((when.day, Reminder.objects.latest("pk").step))
    assert told == [(18, "before"), (25, "on"), (26, "after-1"), (3, "after-2")]


def test_what_was_told_long_ago_is_not_kept(cast: Cast, at: Any):
    action(cast)
    for day in ("2026-11-23", "2026-11-30", "2026-12-28", "2027-01-04"):
        with at(day):
            assert remind(cast.headteacher)
    assert {row.at.date() for row in Reminder.objects.all()} == {date(2026, 12, 28), date(2027, 1, 4)}


def test_what_is_done_is_told_no_more(cast: Cast, at: Any):
    row = action(cast)
    assert remind(cast.headteacher)
    actions.complete(action=row, by=cast.headteacher)
    with at("2026-11-30"):
        assert not remind(cast.headteacher)
    assert due_from(cast.headteacher).number == 0


def test_a_digest_that_waits_for_the_mail_says_what_is_due_when_it_goes(cast: Cast, mailoutbox: list[Any]):
    done, left = action(cast), action(cast, what="Paint the hall")
    assert remind(cast.headteacher)
    actions.complete(action=done, by=cast.headteacher)
    send_notices()
    assert "Buy beakers" not in mailoutbox[0].body
    assert "Paint the hall" in mailoutbox[0].body

    assert left.done_on is None


def test_a_digest_of_which_nothing_is_left_is_not_sent(cast: Cast, mailoutbox: list[Any]):
    row = action(cast)
    assert remind(cast.headteacher)
    actions.complete(action=row, by=cast.headteacher)
    send_notices()
    send_notices()
    assert mailoutbox == []
    assert digests(cast.headteacher)[0].sent_at is None


def test_what_became_somebody_elses_is_told_to_them_instead(cast: Cast, at: Any):
    row = action(cast)
    assert remind(cast.headteacher)
    assert not remind(cast.deputy_headteacher)
    text = ActionText("Buy beakers", "Deputy headteacher", date(2026, 11, 25))
    actions.keep(action=row, text=text, seen=seal(text_of(row)), by=cast.headteacher)
    with at("2026-11-30"):
        assert not remind(cast.headteacher)
        assert remind(cast.deputy_headteacher)
    assert digests(cast.deputy_headteacher)[0].subject == "Due: 1 overdue"


def test_a_day_that_is_moved_is_told_anew(cast: Cast, at: Any):
    row = action(cast)
    assert remind(cast.headteacher)
    later = ActionText("Buy beakers", "Hanna Osei", date(2026, 12, 2))
    actions.keep(action=row, text=later, seen=seal(text_of(row)), by=cast.headteacher)
    with at("2026-11-30"):
        assert remind(cast.headteacher)


@pytest.mark.parametrize("owner", ["", "The caretaker", "SENCO"])
def test_what_nobody_here_owns_is_the_headteachers(cast: Cast, owner: str):
    action(cast, owner)
    assert due_from(cast.headteacher).number == 1
    assert due_from(cast.deputy_headteacher).number == 0
    assert due_from(cast.other_head).number == 0
    assert due_from(cast.improvement_adviser).number == 0


def test_what_was_to_be_done_at_a_school_that_has_closed_is_nobodys(cast: Cast):
    action(cast)
    cast.alder.closed_on = date(2026, 11, 20)
    cast.alder.save()
    assert due_from(cast.headteacher).number == 0


def test_an_owner_of_the_trust_is_an_owner(cast: Cast):
    action(cast, "Head of school improvement")
    assert due_from(cast.head_of_school_improvement).number == 1
    assert due_from(cast.headteacher).number == 0


def test_an_owner_who_has_left_leaves_it_to_the_headteacher(cast: Cast):
    action(cast, "Dev Patel")
    assert due_from(cast.headteacher).number == 0
    post = cast.deputy_headteacher.posts.get()
    end_post(post=post, ends_on=date(2026, 11, 22), by=cast.trust_administrator)
    cast.deputy_headteacher.forget_posts()
    assert due_from(cast.headteacher).number == 1
    assert due_from(cast.deputy_headteacher).number == 0
    assert not remind(cast.deputy_headteacher)


def test_the_day_to_check_the_impact_is_a_day_too(cast: Cast):
    row = action(cast, due_on=date(2026, 11, 10), check_impact_on=date(2026, 11, 27))
    assert [turn.key for turn in due_from(cast.headteacher).overdue] == [f"action:{row.pk}"]
    actions.complete(action=row, by=cast.headteacher)
    (turn,) = due_from(cast.headteacher).coming
    assert (turn.title, turn.due_on) == ("Check what came of it: Buy beakers", date(2026, 11, 27))
    text = ActionText(
        "Buy beakers", "Hanna Osei", date(2026, 11, 10), "", date(2026, 11, 27), "Lessons work."
    )
    actions.keep(action=row, text=text, seen=seal(text_of(row)), by=cast.headteacher)
    assert due_from(cast.headteacher).number == 0


def test_what_lies_further_ahead_or_has_no_day_is_not_named(cast: Cast):
    action(cast, due_on=date(2026, 12, 1))
    action(cast, due_on=None)
    assert due_from(cast.headteacher).number == 0


# --- One's own rhythm -------------------------------------------------------------------------------------------


def test_each_in_their_own_rhythm(cast: Cast, at: Any):
    action(cast)
    action(cast, "Dev Patel")
    action(cast, "Sian Rowe")
    set_rhythm(person=cast.headteacher, rhythm="weekly", weekday=3, by=cast.headteacher)
    set_rhythm(person=cast.deputy_headteacher, rhythm="daily", weekday=0, by=cast.deputy_headteacher)
    set_rhythm(person=cast.senior_leader, rhythm="none", weekday=0, by=cast.senior_leader)
    Person.objects.update(reminded_on=date(2026, 11, 23))
    with at("2026-11-24"):
        assert remind_everybody() == 1
        assert len(digests(cast.deputy_headteacher)) == 1
    with at("2026-11-26"):
        remind_everybody()
        assert len(digests(cast.headteacher)) == 1
    assert digests(cast.senior_leader) == []
    assert due_from(cast.senior_leader).number == 1  # the list stands in the portal all the same


@pytest.mark.parametrize("day", ["2026-11-28", "2026-11-29"])
def test_nobody_is_written_to_for_the_first_time_on_a_weekend(cast: Cast, at: Any, day: str):
    action(cast)
    with at(day):
        assert remind_everybody() == 0
    with at("2026-11-30"):
        assert remind_everybody() == 1


@pytest.mark.parametrize(("rhythm", "next_turn"), [("daily", "2026-11-30"), ("weekly", "2026-12-03")])
def test_a_new_rhythm_begins_with_its_next_turn(cast: Cast, at: Any, rhythm: str, next_turn: str):
    assert not remind(cast.headteacher)  # on Monday nothing was due
    action(cast)
    with at("2026-11-28"):  # a Saturday, after the Thursday and the Friday on which it would have been told
        set_rhythm(person=cast.headteacher, rhythm=rhythm, weekday=3, by=cast.headteacher)
        assert not remind(cast.headteacher)
    with at(next_turn):
        assert remind(cast.headteacher)


def test_nobody_else_sets_it_and_only_known_rhythms(cast: Cast):
    with pytest.raises(Refused) as refused:
        set_rhythm(person=cast.headteacher, rhythm="none", weekday=0, by=cast.trust_administrator)
    assert refused.value.refusal.code == "not-yours"
    for rhythm, weekday in (("hourly", 0), ("weekly", 5), ("weekly", -1)):
        with pytest.raises(Refused) as refused:
            set_rhythm(person=cast.headteacher, rhythm=rhythm, weekday=weekday, by=cast.headteacher)
        assert refused.value.refusal.code == "no-rhythm"
    assert not AuditEntry.objects.filter(verb="changed reminders").exists()


def test_a_change_of_rhythm_is_written_down_once(cast: Cast):
    for _ in range(2):
        set_rhythm(person=cast.headteacher, rhythm="daily", weekday=0, by=cast.headteacher)
    (entry,) = AuditEntry.objects.filter(verb="changed reminders")
    assert (entry.before["rhythm"], entry.after["rhythm"]) == ("weekly", "daily")


def test_the_change_and_its_audit_entry_stand_or_fall_together(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    def broken(**_: Any) -> None:
        raise OSError("The audit cannot be written.")

    monkeypatch.setattr("schools.audit.record", broken)
    with pytest.raises(OSError, match="audit"):
        set_rhythm(person=cast.headteacher, rhythm="daily", weekday=0, by=cast.headteacher)
    assert Person.objects.get(pk=cast.headteacher.pk).reminder_rhythm == "weekly"


def test_a_closed_account_is_not_reminded(cast: Cast):
    action(cast, "Dev Patel")
    deactivate(person=cast.deputy_headteacher, by=cast.trust_administrator)
    remind_everybody()
    assert digests(cast.deputy_headteacher) == []


def test_what_fails_for_one_holds_nobody_else_up(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    action(cast)
    action(cast, "Dev Patel")

    def source(person: Person) -> list[Any]:
        if person == cast.headteacher:
            raise ValueError
        return list(actions_due(person))

    turns.register("schools", source)
    assert remind_everybody() == 1
    assert len(digests(cast.deputy_headteacher)) == 1
    assert Person.objects.get(pk=cast.headteacher.pk).reminded_on is None  # tried again the next time
    turns.register("schools", actions_due)
    assert remind_everybody() == 1
    assert reminders.remind_everybody() == 0


def test_a_run_takes_so_many_and_the_next_goes_on(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    action(cast)
    action(cast, "Dev Patel")
    Person.objects.exclude(pk__in=[cast.headteacher.pk, cast.deputy_headteacher.pk]).update(
        reminded_on=date(2026, 11, 23)
    )
    monkeypatch.setattr(reminders, "MOST_AT_ONCE", 1)
    assert [remind_everybody() for _ in range(3)] == [1, 1, 0]


# --- The pages --------------------------------------------------------------------------------------------------


def words(client: Client, url: str) -> str:
    page = client.get(url).content.decode()
    return " ".join(page[page.index("<main") :].split())


def test_the_list_in_the_portal(cast: Cast, client_of: ClientOf):
    url, client = reverse("due"), client_of(cast.headteacher)
    assert "Nothing is due" in words(client, url)
    row = action(cast, due_on=date(2026, 11, 20))
    page = words(client, url)
    assert reverse("action", args=[row.pk]) in page
    assert "3 days overdue" in page
    assert "each week on Monday" in page
    assert "Buy beakers" not in words(client_of(cast.deputy_headteacher), url)
    assert url in words(client, reverse("account"))
    assert url in words(client, reverse("notices"))


def test_choosing_a_rhythm_on_the_account_page(cast: Cast, client_of: ClientOf):
    client, url = client_of(cast.headteacher), reverse("account")
    assert client.post(url, {"rhythm": "weekly-2"}).status_code == 302
    person = Person.objects.get(pk=cast.headteacher.pk)
    assert (person.reminder_rhythm, person.reminder_weekday, person.name) == ("weekly", 2, "Hanna Osei")
    assert 'value="weekly-2"' in words(client, url)
    assert client.post(url, {"rhythm": "none"}).status_code == 302
    assert Person.objects.get(pk=cast.headteacher.pk).reminder_rhythm == "none"
    assert client.post(url, {"rhythm": "weekly-6"}).status_code == 422
    assert client.post(url, {"name": ""}).status_code == 422
    assert client.post(url, {"name": "Hanna O’Dea"}).status_code == 302


def test_the_list_costs_the_same_with_one_action_and_with_three(cast: Cast, client_of: ClientOf):
    client, url = client_of(cast.headteacher), reverse("due")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    action(cast)
    queries()
    one = queries()
    action(cast, "", what="Paint the hall")
    action(cast, "The caretaker", what="Mend the roof")
    assert queries() == one


def test_today_is_said_by_the_clock(cast: Cast):
    action(cast, due_on=clock.today())
    assert due_from(cast.headteacher).subject == "Due: 1 today"
