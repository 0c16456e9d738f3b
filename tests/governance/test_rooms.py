"""The page of a school says how each of its rooms stands, and to whom which of them opens."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.queries.rooms import Room, rooms_of
from monitoring.content import HeadText
from monitoring.services import forms
from riskmatrix.services import self_evaluation
from schools.access.roles import Role
from schools.models import Person
from schools.services import actions
from schools.services.actions import ActionText
from tests import states
from tests.cast import Cast

ClientOf = Callable[[Person], Client]
At = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def packed(cast: Cast) -> Cast:
    states.packed(cast)
    return cast


def rooms(cast: Cast, role: Role = Role.HEADTEACHER) -> dict[str, Room]:
    return {room.title: room for room in rooms_of(cast.alder, cast.holder(role))}


def test_a_school_where_nothing_has_happened_yet(packed: Cast) -> None:
    assert {title: room.about for title, room in rooms(packed).items()} == {
        "Self-evaluation": "Autumn term 2026/27: not begun",
        "Risk matrix": "Nothing is agreed yet",
        "Figures": "Nothing is known yet",
        "Evidence": "Nothing is kept yet",
        "Support": "No category is confirmed yet",
        "Improvement plan": "Not begun",
        "Monitoring": "Nothing is written yet",
        "Actions": "Nothing is open",
        "Reports": "None has been issued yet",
    }


def test_a_draft_that_is_late(packed: Cast, at: At) -> None:
    evaluation = self_evaluation.begin(school=packed.alder, term=packed.autumn, by=packed.headteacher)
    for rating in states.unanswered_ratings(evaluation)[:18]:
        self_evaluation.save_rating(
            rating=rating, answer="low", commentary="", version=rating.version, by=packed.headteacher
        )
    with at("2026-12-11"):
        room, seen = rooms(packed)["Self-evaluation"], rooms(packed, Role.IMPROVEMENT_ADVISER)
    assert room.about.startswith("Autumn term 2026/27: draft, 18 of ")
    assert room.about.endswith(" KPIs rated, 7 days overdue")
    assert room.is_late
    # How far the school is with its draft is not told to somebody who only visits it.
    assert seen["Self-evaluation"].about == "Autumn term 2026/27: draft, 7 days overdue"


def test_a_term_that_is_lived_through(packed: Cast, at: At) -> None:
    evaluation = states.moderated(packed, packed.alder, packed.autumn)
    states.decided(packed, evaluation, academic="reinforce", operational="refine")
    states.reported(packed, packed.alder, packed.autumn)
    forms.start(
        school=packed.alder, by=packed.senior_leader, head=HeadText("Reading", lead=packed.senior_leader.pk)
    )
    with at("2026-11-02"):
        for what, due_on in (("Buy beakers", date(2026, 11, 18)), ("Paint the hall", date(2026, 12, 4))):
            text = ActionText(what, "Deputy headteacher", due_on)
            actions.add(school=packed.alder, text=text, origin="Leaders' meeting", by=packed.headteacher)
    found = rooms(packed)
    assert {title: (room.about, room.is_late) for title, room in found.items()} == {
        "Self-evaluation": ("Autumn term 2026/27: moderated", False),
        "Risk matrix": ("Agreed for the autumn term 2026/27", False),
        "Figures": ("Nothing is known yet", False),
        "Evidence": ("Nothing is kept yet", False),
        "Support": ("Academic: Reinforce. Operational: Refine", False),
        "Improvement plan": ("Not begun", False),
        "Monitoring": ("1 in draft", False),
        "Actions": ("2 open, 1 overdue", True),
        "Reports": ("The latest is for the autumn term 2026/27", False),
    }


def test_only_rooms_that_open(packed: Cast, client_of: ClientOf) -> None:
    assert list(rooms(packed, Role.GOVERNOR)) == ["Risk matrix", "Reports"]
    assert list(rooms(packed, Role.SUBJECT_LEADER)) == ["Monitoring"]
    for role in Role:
        for room in rooms(packed, role).values():
            assert client_of(packed.holder(role)).get(room.url).status_code == 200, (role, room.title)


def test_more_of_everything_costs_no_more(packed: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            rooms(packed)
        return len(queries)

    states.decided(packed, states.moderated(packed, packed.alder, packed.autumn))
    first = asked()
    for number in range(3):
        forms.start(
            school=packed.alder, by=packed.headteacher, head=HeadText(f"{number}", lead=packed.headteacher.pk)
        )
        text = ActionText(f"Do {number}", "Deputy headteacher", date(2026, 12, 4))
        actions.add(school=packed.alder, text=text, origin="Leaders' meeting", by=packed.headteacher)
    assert asked() == first


def test_the_facts_come_last(packed: Cast, client_of: ClientOf) -> None:
    page = client_of(packed.headteacher).get(packed.alder.get_absolute_url()).content.decode()
    at = [page.index(words) for words in ("Nothing is open", "<h2>People</h2>", "<h2>About the school</h2>")]
    assert at == sorted(at)
