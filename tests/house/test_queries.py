"""Pages that look across a trust ask the database as often for many rows as for few, and show every row.

The lists of schools, people, terms, notices, audit, moderation and monitoring have such tests with their apps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.access.roles import Role
from schools.models import Action, Person, School
from schools.services import actions
from schools.services.actions import ActionText
from schools.services.people import appoint
from schools.services.schools import add_school
from support.models import AimReview, Engagement
from support.services import aims, engagements
from tests import states
from tests.cast import Cast

ClientOf = Callable[[Person], Client]


@pytest.fixture
def packed(cast: Cast) -> Cast:
    states.packed(cast)
    return cast


@pytest.fixture
def quick_reports() -> Iterator[None]:
    """The lists tell of reports without opening them: a few bytes stand for each PDF."""
    with mock.patch("governance.services.reports.print_report", return_value=b"%PDF-1.7 report"):
        yield


def asked(client: Client, url: str, rows: list[str], absent: list[str] | None = None) -> int:
    """How many queries a page takes that shows ``rows`` and none of ``absent``."""
    client.get(url)  # what a process reads once is read now
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200, url
    page = answer.content.decode()
    main = page[page.index("<main") :]
    assert [row for row in rows if row not in main] == []
    assert [row for row in absent or [] if row in main] == []
    return len(queries)


def more_schools(cast: Cast, *names: str) -> list[School]:
    """Further schools of the trust, all under Alder's headteacher."""
    made = []
    for name in names:
        school = add_school(
            trust=cast.trust, urn=900_010 + School.objects.count(), name=name, phase="primary", lowest_age=3,
            highest_age=11, by=cast.trust_administrator,
        )  # fmt: skip
        appoint(
            person=cast.headteacher, role=Role.HEADTEACHER, trust=cast.trust, schools=[school],
            by=cast.trust_administrator,
        )  # fmt: skip
        made.append(school)
    return made


def lived(cast: Cast, *schools: School) -> None:
    """Each is moderated and decided about, with a promise nobody kept."""
    for school in schools:
        states.decided(cast, states.moderated(cast, school, cast.autumn, default="moderate"))


@pytest.mark.parametrize("who", ["chief_executive", "head_of_school_improvement", "trustee"])
def test_the_dashboard_costs_the_same_with_two_schools_and_with_six(
    packed: Cast, client_of: ClientOf, who: str
) -> None:
    """Half of them are moderated and decided about, half wait for their moderators."""
    cast, url = packed, reverse("dashboard")
    lived(cast, cast.alder)
    states.submitted(cast.birch, cast.autumn, cast.other_head)
    two = asked(client_of(cast.holder(who)), url, ["Alder Primary", "Birch Junior"], ["Dune", "Elm"])
    dune, elm, fern, gorse = more_schools(cast, "Dune Infant", "Elm Junior", "Fern Primary", "Gorse Primary")
    lived(cast, dune, elm)
    for school in (fern, gorse):
        states.submitted(school, cast.autumn, cast.headteacher)
    names = ["Alder Primary", "Birch Junior", "Dune Infant", "Elm Junior", "Fern Primary", "Gorse Primary"]
    assert asked(client_of(cast.holder(who)), url, names) == two


@pytest.mark.parametrize("who", ["chief_executive", "governor"])
def test_the_list_of_reports(packed: Cast, client_of: ClientOf, quick_reports: None, who: str) -> None:
    cast, url = packed, reverse("reports")
    states.reported(cast, cast.alder, cast.autumn)
    states.reported(cast, cast.birch, cast.autumn, issued=False)
    one = asked(client_of(cast.holder(who)), url, ["Alder Primary"], ["Version 2", "version 2"])
    for _ in range(2):
        states.reported(cast, cast.alder, cast.autumn)
        states.reported(cast, cast.birch, cast.autumn, issued=False)
    client = client_of(cast.holder(who))
    page = client.get(url).content.decode()
    assert all(reverse("report", args=[report.pk]) in page for report in cast.alder.reports.all())
    assert asked(client, url, ["Alder Primary"]) == one


def test_the_list_of_decisions_that_wait(packed: Cast, client_of: ClientOf) -> None:
    cast, url = packed, reverse("decisions")
    states.moderated(cast, cast.alder, cast.autumn)
    one = asked(client_of(cast.chief_executive), url, ["Alder Primary"], ["Dune", "Birch"])
    (dune,) = more_schools(cast, "Dune Infant")
    for school in (cast.birch, dune):
        states.moderated(cast, school, cast.autumn)
    names = ["Alder Primary", "Birch Junior", "Dune Infant"]
    assert asked(client_of(cast.chief_executive), url, names) == one


def test_the_plan_of_a_school(packed: Cast, client_of: ClientOf) -> None:
    """Whether one of its promises has been kept, or three; whether one aim was looked at, or two."""
    cast, url = packed, reverse("plan", args=[packed.alder.urn])
    evaluation = states.moderated(cast, cast.alder, cast.autumn)
    states.decided(cast, evaluation, academic="reinforce", operational="reinforce")
    due = Engagement.objects.filter(school=cast.alder, window_start__lte=date(2026, 11, 23)).order_by("pk")
    reviews = AimReview.objects.filter(commitment__school=cast.alder, window_start__lte=date(2026, 11, 23))

    def record(number: int) -> None:
        for each in due.filter(status="planned")[:number]:
            engagements.record_held(
                engagement=each, held_on=date(2026, 11, 23), note="Went well", version=each.version,
                by=cast.chief_executive,
            )  # fmt: skip
        for review in reviews.filter(findings=None)[:number]:
            aims.review(
                review=review,
                status="on_course",
                sentence=f"Seen {review.pk}.",
                by=cast.head_of_school_improvement,
            )

    record(1)
    one = asked(client_of(cast.headteacher), url, ["Held"])
    record(2)
    assert due.filter(status="held").count() == 3
    assert reviews.exclude(findings=None).count() == 2
    assert asked(client_of(cast.headteacher), url, ["Held"]) == one


def test_the_home_of_a_head(packed: Cast, client_of: ClientOf) -> None:
    cast, url = packed, reverse("home")
    states.decided(cast, states.moderated(cast, cast.alder, cast.autumn))

    def agree(*names: str) -> None:
        for what in names:
            text = ActionText(what, "Deputy headteacher", date(2026, 12, 4))
            actions.add(school=cast.alder, text=text, origin="Leaders' meeting", by=cast.headteacher)

    agree("Buy beakers")
    one = asked(client_of(cast.headteacher), url, ["Buy beakers"])
    agree("Paint the hall", "Mend the roof")
    assert Action.objects.count() == 3
    assert asked(client_of(cast.headteacher), url, ["Buy beakers", "Paint the hall", "Mend the roof"]) == one


def test_the_home_of_a_governor(packed: Cast, client_of: ClientOf, quick_reports: None) -> None:
    cast, url = packed, reverse("home")
    states.reported(cast, cast.alder, cast.autumn)
    one = asked(client_of(cast.governor), url, ["Alder Primary"])
    for _ in range(2):
        states.reported(cast, cast.alder, cast.autumn)
    assert asked(client_of(cast.governor), url, ["Alder Primary"]) == one


def test_ones_own_posts(cast: Cast, client_of: ClientOf) -> None:
    url = reverse("account")
    one = asked(client_of(cast.governor), url, ["Alder Primary"], ["Birch Junior"])
    for role in (Role.GOVERNOR, Role.CLERK):
        appoint(
            person=cast.governor,
            role=role,
            trust=cast.trust,
            schools=[cast.birch],
            by=cast.trust_administrator,
        )
    assert asked(client_of(cast.governor), url, ["Alder Primary", "Birch Junior", "Clerk"]) == one
