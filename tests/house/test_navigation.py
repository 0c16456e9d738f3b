"""The main menu marks the entry to which a page belongs, and names one first page, not two."""

from __future__ import annotations

import pytest

from schools.access.roles import Role
from tests.cast import Cast
from trust_portal.navigation import links_for


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
        (Role.HEADTEACHER, "/evaluations/3/", "evaluation", "Schools"),
        (Role.HEADTEACHER, "/engagements/3/", "engagement", "Schools"),
        (Role.HEADTEACHER, "/monitoring/3/", "monitoring_form", "Schools"),
        (Role.HEADTEACHER, "/actions/3/", "action", "Schools"),
        (Role.HEADTEACHER, "/schools/900001/plan/", "plan", "Schools"),
        (Role.HEADTEACHER, "/evaluations/3/decision/academic/", "decision", "Schools"),
        (Role.CHIEF_EXECUTIVE, "/evaluations/3/decision/academic/", "decision", "Decisions"),
        (Role.CHIEF_EXECUTIVE, "/evaluations/3/moderation/", "moderation", "Moderation"),
        (Role.CHIEF_EXECUTIVE, "/terms/3/progress/", "progress", "Dashboard"),
        (Role.TRUST_ADMINISTRATOR, "/terms/3/progress/", "progress", "Terms"),
        (Role.GOVERNOR, "/reports/3/", "report", "Reports"),
    ],
)
def test_a_page_belongs_to_one_entry(cast: Cast, role: Role, path: str, view: str, entry: str) -> None:
    assert marked(cast, role, path, view) == [entry]


def test_the_page_itself_marks_it(cast: Cast, client_of) -> None:  # type: ignore[no-untyped-def]
    page = client_of(cast.chief_executive).get(f"/terms/{cast.autumn.pk}/progress/").content.decode()
    assert '<a href="/dashboard/" aria-current="page">Dashboard</a>' in page
    assert ">Home</a>" not in page
    assert client_of(cast.chief_executive).get("/no-such-page/").status_code == 404
