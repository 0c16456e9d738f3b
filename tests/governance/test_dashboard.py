"""The dashboard says of every school where it is, and of the trust the same whatever is filtered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from governance.queries.dashboard import Dashboard, SchoolRow, dashboard_page
from governance.queries.heat_map import Choice
from riskmatrix.models import Framework
from riskmatrix.services import moderation, self_evaluation
from schools.models import Person, School
from tests import states
from tests.cast import Cast

ClientOf = Callable[[Person], Client]
At = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def packed(cast: Cast) -> Cast:
    states.packed(cast)
    return cast


def page_of(cast: Cast, choice: Choice | None = None, who: Person | None = None) -> Dashboard:
    return dashboard_page(who or cast.chief_executive, cast.trust, choice or Choice())


def row_of(page: Dashboard, school: School) -> SchoolRow:
    return next(row for row in page.rows if row.school == school)


def words_of(page: Dashboard, school: School) -> str:
    standing = row_of(page, school).agreed.standing
    return standing.words if standing else ""


def half_rated(cast: Cast, school: School, by: Person, number: int) -> None:
    evaluation = self_evaluation.begin(school=school, term=cast.autumn, by=by)
    for rating in states.unanswered_ratings(evaluation)[:number]:
        self_evaluation.save_rating(rating=rating, answer="low", commentary="", version=rating.version, by=by)


def test_a_school_that_has_not_begun_is_not_said_to_be_unrated(packed: Cast) -> None:
    row = row_of(page_of(packed), packed.alder)
    assert row.agreed.cells == ()
    assert words_of(page_of(packed), packed.alder) == "Not agreed yet: not begun"


def test_a_draft_says_how_far_it_is(packed: Cast) -> None:
    half_rated(packed, packed.alder, packed.headteacher, 18)
    page = page_of(packed)
    total = row_of(page, packed.alder).progress.total
    assert words_of(page, packed.alder) == f"Not agreed yet: draft, 18 of {total} KPIs rated"
    standing = row_of(page, packed.alder).agreed.standing
    assert standing is not None
    assert standing.url == reverse(
        "progress", args=[packed.autumn.pk]
    )  # the draft itself is the school's own


def test_a_school_in_moderation_says_so_and_leads_to_what_it_wrote(packed: Cast) -> None:
    evaluation = states.submitted(packed.alder, packed.autumn, packed.headteacher)
    moderation.agree_as_rated(evaluation=evaluation, strand="academic", by=packed.head_of_school_improvement)
    standing = row_of(page_of(packed), packed.alder).agreed.standing
    assert standing is not None
    assert (standing.words, standing.url) == (
        "Not agreed yet: in moderation",
        evaluation.get_absolute_url(),
    )
    theirs = row_of(page_of(packed, who=packed.trustee), packed.alder).agreed.standing
    assert theirs is not None
    assert theirs.url == reverse("progress", args=[packed.autumn.pk])  # a trustee does not read it


def test_the_page_writes_one_cell_for_what_is_not_agreed(packed: Cast, client_of: ClientOf) -> None:
    states.moderated(packed, packed.alder, packed.autumn)
    main = client_of(packed.chief_executive).get(reverse("dashboard")).content.decode()
    criteria = len(Framework.objects.in_force(packed.trust).spec.criteria)  # type: ignore[union-attr]
    table = main[main.index("<tbody") : main.index("</tbody>")]
    assert f'colspan="{criteria}"><a href="{reverse("progress", args=[packed.autumn.pk])}"' in table
    assert "Not rated" not in table
    assert table.count('class="heat ') == criteria


def test_what_does_not_apply_does_not_move(packed: Cast) -> None:
    states.moderated(packed, packed.birch, packed.autumn)
    cells = {cell.title: cell for cell in row_of(page_of(packed), packed.birch).agreed.cells}
    assert cells["Early Years"].level == "not_applicable"
    assert cells["Early Years"].moved is None
    assert cells["Safeguarding"].moved == "first"


class TestFilters:
    def test_they_change_no_fact_about_the_trust(self, packed: Cast, at: At) -> None:
        """Alder, a primary, is moderated; Birch, a junior, is late, whichever of them is looked at."""
        states.moderated(packed, packed.alder, packed.autumn)
        with at("2026-12-08 09:00"):
            for phase in ("", "primary", "junior", "nursery"):
                page = page_of(packed, Choice(phase=phase))
                assert page.overdue == (packed.birch,), phase
                assert (page.shown_term, page.is_fallback) == (packed.autumn, False), phase
        assert [row.school for row in page_of(packed, Choice(phase="primary")).rows] == [packed.alder]

    def test_nothing_is_overdue_once_every_school_is_in(
        self, packed: Cast, at: At, client_of: ClientOf
    ) -> None:
        states.submitted(packed.alder, packed.autumn, packed.headteacher)
        states.submitted(packed.birch, packed.autumn, packed.other_head)
        with at("2026-12-08 09:00"):
            page = page_of(packed)
            assert (page.overdue, page.are_all_in) == ((), True)
            main = client_of(packed.chief_executive).get(reverse("dashboard")).content.decode()
        assert "Every school’s self-evaluation is in." in main
        assert "overdue" not in main[main.index("<h1>") : main.index('id="next"')]

    def test_only_phases_that_there_are(self, packed: Cast) -> None:
        assert page_of(packed, Choice(phase="nursery")).phases == (
            ("junior", "Junior"),
            ("primary", "Primary"),
        )

    def test_a_filter_that_matches_nothing_leaves_no_empty_table(
        self, packed: Cast, client_of: ClientOf
    ) -> None:
        main = (
            client_of(packed.chief_executive).get(reverse("dashboard"), {"phase": "nursery"}).content.decode()
        )
        assert "No school matches" in main
        assert "Categories, self-evaluations and promises" not in main

    def test_nobody_says_that_nothing_is_agreed_because_an_earlier_term_was_asked_for(
        self, packed: Cast
    ) -> None:
        states.moderated(packed, packed.alder, packed.autumn)
        page = page_of(packed, Choice(term=packed.autumn.pk))
        assert (page.shown_term, page.is_fallback) == (packed.autumn, False)


class TestOneCriterion:
    def test_a_column_opens_its_criterion_and_keeps_what_was_chosen(self, packed: Cast) -> None:
        page = page_of(packed, Choice(phase="primary", sort="risk"))
        column = next(column for column in page.columns if column.code == "safeguarding")
        assert column.url == (
            f"/dashboard/?criterion=safeguarding&phase=primary&term={packed.autumn.pk}&sort=risk#map"
        )

    def test_it_shows_the_kpis_and_leads_moderators_to_the_comparison(self, packed: Cast) -> None:
        evaluation = states.moderated(packed, packed.alder, packed.autumn)
        spec = next(c for c in evaluation.framework.spec.criteria if c.code == "safeguarding")
        page = page_of(packed, Choice(criterion="safeguarding"))
        assert page.criterion == spec
        kpi = spec.kpis[0].code
        assert page.columns[0].url == reverse("moderation_compare", args=[packed.autumn.pk, kpi])
        cell = row_of(page, packed.alder).agreed.cells[0]
        assert cell.url == f"{reverse('agreed_matrix', args=[evaluation.pk])}#{kpi}"
        assert [column.code for column in page.columns] == [kpi.code for kpi in spec.kpis]

    def test_a_trustee_is_led_to_no_comparison(self, packed: Cast, client_of: ClientOf) -> None:
        states.moderated(packed, packed.alder, packed.autumn)
        page = page_of(packed, Choice(criterion="safeguarding"), packed.trustee)
        assert {column.url for column in page.columns} == {""}
        answer = client_of(packed.trustee).get(reverse("dashboard"), {"criterion": "safeguarding"})
        assert "Agreed risk in Safeguarding" in answer.content.decode()

    def test_a_criterion_that_nobody_knows_is_passed_over(self, packed: Cast) -> None:
        page = page_of(packed, Choice(criterion="no-such-criterion", sort="risk"))
        assert page.choice.criterion == ""
        assert len(page.columns) > 5
