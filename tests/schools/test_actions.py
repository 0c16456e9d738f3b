"""What a school has agreed to do: added, changed, ticked off, by those who keep it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.refusals import Refused
from kit.saving import Conflict
from schools import audit
from schools.models import Action, AuditEntry, Person
from schools.queries.actions import actions_page
from schools.services import actions
from schools.services.actions import ActionText, seal, text_of
from tests.cast import Cast

ClientOf = Callable[[Person], Client]
TEXT = ActionText(
    what="Agree how experiments are recorded",
    owner="Science leader",
    due_on=date(2026, 12, 4),
    support="A staff meeting",
    check_impact_on=date(2027, 2, 1),
)
ORIGIN = "Senior leaders' meeting, 9 November 2026"


@pytest.fixture
def agreed(cast: Cast) -> Callable[..., Action]:
    """``agreed(what="…")``: an action of Alder, added by its headteacher."""

    def add(**more: Any) -> Action:
        return actions.add(school=cast.alder, text=replace(TEXT, **more), origin=ORIGIN, by=cast.headteacher)

    return add


def test_an_action_is_added_with_all_it_says_and_an_entry(agreed: Callable[..., Action], cast: Cast) -> None:
    action = agreed(what="  Agree\n how ", impact="First\r\nsigns ")
    assert text_of(action) == replace(TEXT, what="Agree how", impact="First\nsigns")
    assert (action.school, action.origin, action.created_by, action.done_on) == (
        cast.alder,
        ORIGIN,
        cast.headteacher,
        None,
    )
    entry = AuditEntry.objects.get(verb="added action", thing_id=action.pk)
    assert (entry.by, entry.school, entry.after["what"]) == (cast.headteacher, cast.alder, "Agree how")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"what": " \n "}, "empty"),
        ({"what": "x" * 501}, "too-long"),
        ({"owner": "x" * 151}, "too-long"),
        ({"impact": "x" * 5_001}, "too-long"),
        ({"check_impact_on": date(2026, 12, 3)}, "dates"),
    ],
)
def test_what_cannot_be_stored_is_refused(cast: Cast, change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.add(school=cast.alder, text=replace(TEXT, **change), origin=ORIGIN, by=cast.headteacher)
    assert refused.value.refusal.code == code
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    "who", ["governor", "subject_leader", "trustee", "other_head", "foreign_head", "foreign_chief"]
)
def test_those_without_the_right_change_nothing(agreed: Callable[..., Action], cast: Cast, who: str) -> None:
    action, person = agreed(), getattr(cast, who)
    attempts = [
        lambda: actions.add(school=cast.alder, text=TEXT, origin=ORIGIN, by=person),
        lambda: actions.keep(action=action, text=replace(TEXT, what="Mine"), seen=seal(TEXT), by=person),
        lambda: actions.complete(action=action, by=person),
        lambda: actions.open_again(action=action, by=person),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.refusal.code == "not-yours"
    (stored,) = Action.objects.all()
    assert (text_of(stored), stored.done_on) == (TEXT, None)


def test_what_was_found_is_written_down_with_before_and_after(
    agreed: Callable[..., Action], cast: Cast
) -> None:
    action = agreed()
    found = replace(TEXT, impact="Books in Years 3 to 6 now hold every experiment.")
    assert (
        text_of(actions.keep(action=action, text=found, seen=seal(TEXT), by=cast.deputy_headteacher)) == found
    )
    entry = AuditEntry.objects.get(verb="changed action")
    assert (entry.before["impact"], entry.after["impact"]) == ("", found.impact)


def test_saving_what_stands_writes_no_entry(agreed: Callable[..., Action], cast: Cast) -> None:
    actions.keep(action=agreed(), text=TEXT, seen=seal(TEXT), by=cast.headteacher)
    assert not AuditEntry.objects.filter(verb="changed action").exists()


def test_the_second_to_change_an_action_meets_the_first(agreed: Callable[..., Action], cast: Cast) -> None:
    action = agreed()
    theirs, mine = replace(TEXT, owner="Dev"), replace(TEXT, owner="Sian")
    actions.keep(action=action, text=theirs, seen=seal(TEXT), by=cast.deputy_headteacher)
    with pytest.raises(Conflict):
        actions.keep(action=action, text=mine, seen=seal(TEXT), by=cast.senior_leader)
    assert Action.objects.get().owner == "Dev"
    actions.keep(action=action, text=mine, seen=seal(theirs), by=cast.senior_leader)
    assert Action.objects.get().owner == "Sian"


def test_a_tick_is_dated_once_and_can_be_taken_away(
    agreed: Callable[..., Action], cast: Cast, at: Any
) -> None:
    action = agreed()
    assert actions.complete(action=action, by=cast.headteacher).done_on == date(2026, 11, 23)
    with at("2026-11-30"):
        assert actions.complete(action=action, by=cast.headteacher).done_on == date(2026, 11, 23)
    assert actions.open_again(action=action, by=cast.headteacher).done_on is None
    verbs = list(
        AuditEntry.objects.filter(thing_kind="schools.action").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == ["added action", "ticked off action", "opened action again"]


def test_when_the_audit_fails_nothing_changes(
    agreed: Callable[..., Action], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = agreed()

    def broken(**_: object) -> None:
        raise OSError("the audit cannot be written")

    monkeypatch.setattr(audit, "record", broken)
    attempts = [
        lambda: agreed(what="Never"),
        lambda: actions.keep(
            action=action, text=replace(TEXT, what="Never"), seen=seal(TEXT), by=cast.headteacher
        ),
        lambda: actions.complete(action=action, by=cast.headteacher),
    ]
    for attempt in attempts:
        with pytest.raises(OSError, match="audit"):
            attempt()
    (stored,) = Action.objects.all()
    assert (text_of(stored), stored.done_on) == (TEXT, None)


def test_the_page_counts_open_overdue_and_done(agreed: Callable[..., Action], cast: Cast) -> None:
    agreed(what="Later")
    agreed(what="Late", due_on=date(2026, 11, 20))
    agreed(what="No date", due_on=None, check_impact_on=None)
    actions.complete(action=agreed(what="Done"), by=cast.headteacher)
    page = actions_page(cast.alder, cast.headteacher)
    assert (page.open, page.overdue, page.done) == (3, 1, 1)
    assert [action.what for action in page.rows] == ["Late", "Later", "No date"]
    assert [action.what for action in actions_page(cast.alder, cast.headteacher, done=True).rows] == ["Done"]


@pytest.mark.parametrize("name", ["actions", "action_new"])
@pytest.mark.parametrize("who", ["governor", "trustee", "other_head", "foreign_head"])
def test_another_schools_actions_are_not_there(cast: Cast, client_of: ClientOf, name: str, who: str) -> None:
    assert client_of(getattr(cast, who)).get(reverse(name, args=[cast.alder.urn])).status_code == 404


@pytest.mark.parametrize("who", ["governor", "subject_leader", "other_head", "foreign_head", "foreign_chief"])
def test_another_schools_action_is_not_there(
    agreed: Callable[..., Action], cast: Cast, client_of: ClientOf, who: str
) -> None:
    client, action = client_of(getattr(cast, who)), agreed()
    assert client.get(reverse("action", args=[action.pk])).status_code == 404
    assert client.post(reverse("action", args=[action.pk]), {"what": "Mine"}).status_code == 404
    assert client.post(reverse("action_done", args=[action.pk])).status_code == 404
    assert Action.objects.get().done_on is None


def test_an_action_lives_its_life_on_the_pages(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.headteacher)
    url = reverse("actions", args=[cast.alder.urn])
    assert "No action yet" in client.get(url).content.decode()
    new = {"what": "Buy beakers", "origin": "Senior leaders' meeting", "due_on": "4 December 2026"}
    assert client.post(reverse("action_new", args=[cast.alder.urn]), new).headers["Location"] == url
    action = Action.objects.get()
    page = client.get(url).content.decode()
    assert "Buy beakers" in page
    assert "Friday 4 December 2026" in page
    client.post(reverse("action_done", args=[action.pk]))
    assert "Buy beakers" in client.get(f"{url}?show=done").content.decode()
    edit = client.get(reverse("action", args=[action.pk]))
    data = {"what": "Buy beakers", "impact": "Every table has one.", "seen": edit.context["seen"]}
    assert client.post(reverse("action", args=[action.pk]), data).headers["Location"] == url
    assert "Every table has one." in client.get(f"{url}?show=done").content.decode()
    client.post(reverse("action_done", args=[action.pk]), {"done": "no"})
    assert Action.objects.get().done_on is None


def test_a_stale_page_shows_what_is_saved_and_keeps_what_is_typed(
    agreed: Callable[..., Action], cast: Cast, client_of: ClientOf
) -> None:
    action = agreed()
    client, url = client_of(cast.headteacher), reverse("action", args=[action.pk])
    seen = client.get(url).context["seen"]
    actions.keep(
        action=action, text=replace(TEXT, owner="Dev Patel"), seen=seal(TEXT), by=cast.deputy_headteacher
    )
    data = {"what": TEXT.what, "owner": "Sian Rowe", "seen": seen}
    answer = client.post(url, data)
    page = answer.content.decode()
    assert "Dev Patel" in page
    assert 'value="Sian Rowe"' in page
    assert Action.objects.get().owner == "Dev Patel"
    assert client.post(url, data | {"seen": answer.context["seen"]}).status_code == 302
    assert Action.objects.get().owner == "Sian Rowe"


def test_a_date_that_is_none_keeps_every_word(
    agreed: Callable[..., Action], cast: Cast, client_of: ClientOf
) -> None:
    action = agreed()
    client, url = client_of(cast.headteacher), reverse("action", args=[action.pk])
    data = {"what": "New words", "due_on": "whenever", "seen": client.get(url).context["seen"]}
    page = client.post(url, data).content.decode()
    assert "This is not a date" in page
    assert 'value="whenever"' in page
    assert "New words" in page
    assert Action.objects.get().what == TEXT.what


def test_a_page_for_somebody_without_the_right_holds_nothing(
    agreed: Callable[..., Action], cast: Cast
) -> None:
    agreed()
    page = actions_page(cast.alder, cast.headteacher)
    assert page.may_keep is None
    refusal = actions_page(cast.alder, cast.subject_leader).may_keep
    assert refusal is not None
    assert not actions_page(cast.alder, cast.subject_leader).rows.exists()


@pytest.mark.parametrize("show", ["open", "done"])
def test_the_list_asks_as_often_for_three_as_for_one(
    agreed: Callable[..., Action], cast: Cast, client_of: ClientOf, show: str
) -> None:
    client, url = client_of(cast.headteacher), f"{reverse('actions', args=[cast.alder.urn])}?show={show}"

    def add(what: str) -> None:
        action = agreed(what=what)
        if show == "done":
            actions.complete(action=action, by=cast.headteacher)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        assert all(what in answer.content.decode() for what in names)
        return len(queries)

    names = ["First thing"]
    add("First thing")
    cost()
    one = cost()
    for what in ("Second thing", "Third thing"):
        add(what)
    names += ["Second thing", "Third thing"]
    assert cost() == one


def test_the_page_of_an_action_says_what_it_is_where_it_stands_and_where_it_comes_from(
    agreed: Callable[..., Action], cast: Cast, client_of: ClientOf, at: Callable[[str], Any]
) -> None:
    action, head = agreed(what="Buy beakers"), client_of(cast.headteacher)
    Action.objects.filter(pk=action.pk).update(origin_url="/monitoring/1/")
    page = head.get(reverse("action", args=[action.pk])).content.decode()
    assert "<h1>Buy beakers</h1>" in page
    assert f'<a href="/monitoring/1/">{ORIGIN.replace(chr(39), "&#x27;")}</a>' in page
    assert reverse("action_done", args=[action.pk]) in page
    with at("2026-12-07"):
        late = client_of(cast.headteacher).get(reverse("action", args=[action.pk])).content.decode()
    assert "Overdue" in late
    assert "3 days overdue" in late
    actions.complete(action=action, by=cast.headteacher)
    done = head.get(reverse("action", args=[action.pk])).content.decode()
    assert "Done on" in done
    assert "Open again" in done
