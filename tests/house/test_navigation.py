"""The main menu marks the entry to which a page belongs, and names one first page, not two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from schools.access.roles import Role
from schools.models import Person
from tests import states
from tests.cast import Cast
from trust_portal.navigation import links_for

ClientOf = Callable[[Person], Client]


def marked(cast: Cast, role: Role, path: str, view: str = "") -> list[str]:
    return [link.title for link in links_for(cast.holder(role), path, view) if link.current]


@pytest.mark.parametrize("role", list(Role))
def test_nobody_has_two_first_pages(cast: Cast, role: Role) -> None:
    titles = [link.title for link in links_for(cast.holder(role), "/")]
    assert ("Home" in titles) is not ("Dashboard" in titles)


@pytest.mark.parametrize(
    ("role", "path", "view", "entry"),
    [
        (Role.HEADTEACHER, "/", "home", "Home"),
        (Role.HEADTEACHER, "/evaluations/3/", "evaluation", "School"),
        (Role.HEADTEACHER, "/engagements/3/", "engagement", "School"),
        (Role.HEADTEACHER, "/monitoring/3/", "monitoring_form", "School"),
        (Role.HEADTEACHER, "/actions/3/", "action", "School"),
        (Role.HEADTEACHER, "/schools/900001/plan/", "plan", "School"),
        (Role.HEADTEACHER, "/evaluations/3/decision/academic/", "decision", "School"),
        (Role.CHIEF_EXECUTIVE, "/evaluations/3/decision/academic/", "decision", "Decisions"),
        (Role.CHIEF_EXECUTIVE, "/evaluations/3/moderation/", "moderation", "Moderation"),
        (Role.CHIEF_EXECUTIVE, "/terms/3/progress/", "progress", "Dashboard"),
        (Role.TRUST_ADMINISTRATOR, "/terms/3/progress/", "progress", "Terms"),
        (Role.GOVERNOR, "/reports/3/", "report", "Reports"),
        (Role.HEADTEACHER, "/sheets/3/", "matrix_upload", "School"),
        (Role.HEADTEACHER, "/evidence/3/withdraw/", "evidence_withdraw", "School"),
        (Role.CHIEF_EXECUTIVE, "/trust/figures/", "trust_figures", "Figures"),
        (Role.TRUST_ADMINISTRATOR, "/trust/figures/import/", "trust_figures_import", "Figures"),
        (Role.TRUST_ADMINISTRATOR, "/trust/", "trust_settings", "Trust"),
        (Role.TRUST_ADMINISTRATOR, "/figure-imports/3/", "figure_import", "Figures"),
        (Role.SCHOOL_BUSINESS_MANAGER, "/figure-imports/3/", "figure_import", "School"),
        (Role.TRUST_ADMINISTRATOR, "/past-matrices/3/", "past_term", "Framework"),
        (Role.CHIEF_EXECUTIVE, "/offers/3/draft/", "offer_draft", "Offer"),
    ],
)
def test_a_page_belongs_to_one_entry(cast: Cast, role: Role, path: str, view: str, entry: str) -> None:
    assert marked(cast, role, path, view) == [entry]


def test_the_figures_of_the_trust_are_an_entry_of_those_they_open_for(
    cast: Cast, client_of: ClientOf
) -> None:
    """A headteacher sees figures too, and of one school only."""
    states.packed(cast)
    for role in Role:
        person = cast.holder(role)
        shown = any(link.title == "Figures" for link in links_for(person, "/"))
        assert shown is (client_of(person).get("/trust/figures/").status_code == 200), role


@pytest.mark.parametrize(
    ("role", "first", "links"),
    [
        (Role.TRUST_ADMINISTRATOR, "/", ("trust_figures", "past_matrices", "frameworks")),
        (Role.HEAD_OF_SCHOOL_IMPROVEMENT, "/frameworks/", ("trust_figures", "past_matrices")),
    ],
)
def test_the_work_of_the_trust_is_found_from_where_it_begins(
    cast: Cast,
    client_of: ClientOf,
    role: Role,
    first: str,
    links: tuple[str, ...],
) -> None:
    states.packed(cast)
    page = client_of(cast.holder(role)).get(first).content.decode()
    for name in links:
        assert f'href="{reverse(name)}"' in page


def test_whoever_has_one_school_is_led_to_it_and_not_to_a_list_of_one(cast: Cast) -> None:
    def link(role: Role) -> str:
        return next(each.url for each in links_for(cast.holder(role), "/") if each.title.startswith("School"))

    assert link(Role.GOVERNOR) == link(Role.IMPROVEMENT_ADVISER) == cast.alder.get_absolute_url()
    assert link(Role.CHIEF_EXECUTIVE) == reverse("schools")


def test_a_governor_reads_how_the_matrix_was_rated(cast: Cast, client_of: ClientOf) -> None:
    states.packed(cast)
    evaluation = states.moderated(cast, cast.alder, cast.autumn)
    page = client_of(cast.governor).get(reverse("matrices", args=[cast.alder.urn])).content.decode()
    address = reverse("framework", args=[evaluation.framework_id])
    assert f'href="{address}"' in page
    assert client_of(cast.governor).get(address).status_code == 200


def test_the_page_itself_marks_it(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.chief_executive).get(f"/terms/{cast.autumn.pk}/progress/").content.decode()
    assert '<a href="/dashboard/" aria-current="page">Dashboard</a>' in page
    assert ">Home</a>" not in page
    assert client_of(cast.chief_executive).get("/no-such-page/").status_code == 404
