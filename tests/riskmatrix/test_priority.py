"""The order of the moderation queue, and the reasons it gives."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskmatrix.models import Framework
from riskmatrix.queries import priority
from riskmatrix.queries.moderation_queue import moderation_queue
from schools.access.roles import Role
from schools.models import Person, School, Term
from schools.services.calendar import open_term
from schools.services.people import add_person, appoint
from schools.services.schools import add_school
from tests import states
from tests.cast import Cast
from tests.riskmatrix.figuring import type_in
from tests.riskmatrix.small import small
from tests.states import moderated, submitted

VOICE, BULLYING, REGISTER = "staff-voice", "bullying-logs", "risk-register"
At = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def framework(cast: Cast) -> Framework:
    return small(cast.trust, cast.trust_administrator, VOICE, BULLYING, REGISTER)


@pytest.fixture
def spring(cast: Cast, framework: Framework, at: At) -> Term:
    with at("2027-01-11"):
        due = [cast.term(2).starts_on + timedelta(weeks=each) for each in (4, 5, 6)]
        return open_term(
            term=cast.term(2), self_evaluation_due=due[0], moderation_due=due[1], report_due=due[2],
            by=cast.trust_administrator,
        )  # fmt: skip


def under(cast: Cast, name: str, since: date) -> tuple[School, Person]:
    """A further school with a head of its own, in post ``since``."""
    by, urn = cast.trust_administrator, 900_010 + School.objects.count()
    school = add_school(trust=cast.trust, urn=urn, name=name, phase="primary", by=by)
    email = f"{name.split()[0].lower()}@larkfield.example"
    head = add_person(name=f"Head of {name}", email=email, trust=cast.trust, by=by, tell_them=False)
    appoint(person=head, role=Role.HEADTEACHER, trust=cast.trust, schools=[school], by=by, starts_on=since)
    return school, head


def queue(person: Person) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.evaluation.school.name, row.reasons) for row in moderation_queue(person)]


def test_equals_come_by_the_alphabet_whoever_was_first(cast: Cast, framework: Framework):
    zinnia, head = under(cast, "Aaron Infant", date(2024, 9, 1))
    submitted(cast.birch, cast.autumn, cast.other_head)
    submitted(cast.alder, cast.autumn, cast.headteacher)
    submitted(zinnia, cast.autumn, head)
    assert queue(cast.head_of_school_improvement) == [
        ("Aaron Infant", ()),
        ("Alder Primary", ()),
        ("Birch Junior", ()),
    ]


def test_the_biggest_gaps_of_last_time_come_first(cast: Cast, spring: Term, at: At):
    moderated(cast, cast.alder, cast.autumn, changes={VOICE: "moderate"})
    moderated(cast, cast.birch, cast.autumn, changes={VOICE: "critical", REGISTER: "high"})
    with at("2027-02-08"):
        submitted(cast.alder, spring, cast.headteacher)
        submitted(cast.birch, spring, cast.other_head)
        assert queue(cast.head_of_school_improvement) == [
            (
                "Birch Junior",
                (
                    "Last time, in the autumn term 2026/27, moderation changed 2 of 3 ratings, by 5 steps in all.",
                ),
            ),
            (
                "Alder Primary",
                (
                    "Last time, in the autumn term 2026/27, moderation changed 1 of 3 ratings, by one step in all.",
                ),
            ),
        ]


def test_a_head_in_the_first_year_of_headship_comes_forward(cast: Cast, framework: Framework):
    dune, new = under(cast, "Dune Infant", date(2026, 9, 1))
    elm, old = under(cast, "Elm Infant", date(2025, 8, 1))
    submitted(cast.alder, cast.autumn, cast.headteacher)
    submitted(elm, cast.autumn, old)
    submitted(dune, cast.autumn, new)
    assert queue(cast.head_of_school_improvement) == [
        ("Dune Infant", ("Head of Dune Infant has been a headteacher since 1 September 2026.",)),
        ("Alder Primary", ()),
        ("Elm Infant", ()),
    ]


def test_a_head_of_long_standing_who_moves_is_not_new(cast: Cast, framework: Framework):
    dune, head = under(cast, "Dune Infant", date(2026, 9, 1))
    appoint(
        person=head, role=Role.HEADTEACHER, trust=cast.trust, schools=[cast.birch], by=cast.trust_administrator,
        starts_on=date(2020, 9, 1), ends_on=date(2026, 8, 31),
    )  # fmt: skip
    submitted(dune, cast.autumn, head)
    assert queue(cast.head_of_school_improvement) == [("Dune Infant", ())]


def test_figures_that_speak_against_a_rating_come_forward(
    cast: Cast, framework: Framework, monkeypatch: pytest.MonkeyPatch
):
    """Which those are is another query's business; here it is given."""
    submitted(cast.alder, cast.autumn, cast.headteacher)
    birch = submitted(cast.birch, cast.autumn, cast.other_head)
    monkeypatch.setattr(priority, "contradicting", lambda evaluations: {birch.pk: ("Staff voice",)})
    assert queue(cast.head_of_school_improvement) == [
        ("Birch Junior", ("One KPI has figures that suggest more risk than the school rated: Staff voice.",)),
        ("Alder Primary", ()),
    ]


def test_the_page_gives_reasons_and_no_number(
    cast: Cast, spring: Term, at: At, client_of: Callable[[Person], Client]
):
    moderated(cast, cast.alder, cast.autumn, changes={VOICE: "critical"})
    with at("2027-02-08"):
        submitted(cast.alder, spring, cast.headteacher)
        client = client_of(cast.head_of_school_improvement)
        page = client.get(reverse("moderation_queue")).content.decode()
    assert "moderation changed 1 of 3 ratings" in page
    assert "How this order is made" in page
    assert priority.HOW_IT_IS_ORDERED.split(",")[0] in page
    assert "points</" not in page


def test_the_queue_costs_the_same_for_one_school_and_for_three(
    cast: Cast, spring: Term, at: At, client_of: Callable[[Person], Client]
):
    url = reverse("moderation_queue")
    moderated(cast, cast.alder, cast.autumn, changes={VOICE: "high"})
    with at("2027-02-08"):
        client = client_of(cast.head_of_school_improvement)

        def cost() -> int:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            return len(queries)

        submitted(cast.alder, spring, cast.headteacher)
        one = cost()
        dune, head = under(cast, "Dune Infant", date(2026, 9, 1))
        for school, by in ((cast.birch, cast.other_head), (dune, head)):
            submitted(school, spring, by)
        assert len(queue(cast.head_of_school_improvement)) == 3
        assert cost() == one


def test_the_figures_themselves_bring_a_school_forward(cast: Cast):
    """No reserves left, and the school calls its finances no risk; its neighbour has plenty."""
    states.packed(cast)
    for school, head, value in ((cast.alder, cast.headteacher, "12"), (cast.birch, cast.other_head, "-2")):
        type_in(school, "reserves", "2026-27", value, by=head)
        submitted(school, cast.autumn, head)
    assert queue(cast.head_of_school_improvement) == [
        (
            "Birch Junior",
            ("One KPI has figures that suggest more risk than the school rated: Level of school finances.",),
        ),
        ("Alder Primary", ()),
    ]
