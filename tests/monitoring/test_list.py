"""The list of a school's monitoring, and what the governors' report takes from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from monitoring.models import MonitoringForm
from monitoring.queries.form import form_page
from monitoring.queries.leads import possible_leads
from monitoring.queries.themes import themes_of
from monitoring.services import forms
from schools.models import Person
from tests.cast import Cast
from tests.monitoring.conftest import RECOMMENDATION, Make

ClientOf = Callable[[Person], Client]


def listed(client: Client, cast: Cast, query: str = "") -> list[str]:
    answer = client.get(reverse("monitoring", args=[cast.alder.urn]) + query)
    assert answer.status_code == 200
    return [row.record.focus for row in answer.context["table"].rows]


def test_newest_first_and_undated_drafts_before_all(
    finished: Make, draft: Make, cast: Cast, client_of: ClientOf
) -> None:
    finished(focus="Autumn reading", held_on=date(2026, 9, 20))
    finished(focus="Science")
    draft(focus="To be dated", held_on=None)
    finished(focus="Last year", held_on=date(2026, 3, 3))
    assert listed(client_of(cast.headteacher), cast) == [
        "To be dated",
        "Science",
        "Autumn reading",
        "Last year",
    ]


def test_another_schools_forms_are_not_in_the_list(draft: Make, cast: Cast, client_of: ClientOf) -> None:
    draft(focus="Ours")
    draft(focus="Theirs", school=cast.birch, by=cast.other_head)
    assert listed(client_of(cast.chief_executive), cast) == ["Ours"]
    answer = client_of(cast.other_head).get(reverse("monitoring", args=[cast.birch.urn]))
    assert b"Theirs" in answer.content
    assert b"Ours" not in answer.content


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?focus=read", {"Reading"}),
        ("?method=data", {"Reading"}),
        ("?method=array", {"Science"}),
        ("?term={autumn}", {"Science"}),
        ("?term={summer}", {"Reading"}),
        ("?term={autumn}&method=data", set()),
        ("?term=999999", {"Science", "Reading"}),
        ("", {"Science", "Reading"}),
    ],
)
def test_the_list_is_narrowed_by_focus_method_and_term(
    finished: Make, cast: Cast, client_of: ClientOf, query: str, found: set[str]
) -> None:
    finished(focus="Science", methods=("array",))
    finished(focus="Reading", methods=("data", "pupil-voice"), held_on=date(2026, 6, 10))
    terms = {"autumn": cast.autumn.pk, "summer": cast.term(3, 2025).pk}
    client = client_of(cast.headteacher)
    if "999999" in query:
        assert (
            "Select a valid choice"
            in client.get(reverse("monitoring", args=[cast.alder.urn]) + query).content.decode()
        )
    else:
        assert set(listed(client, cast, query.format(**terms))) == found


def test_the_list_counts_classes_and_required_actions(
    finished: Make, cast: Cast, client_of: ClientOf
) -> None:
    finished(("Year 3", "Year 4", "Year 5"))
    answer = client_of(cast.headteacher).get(reverse("monitoring", args=[cast.alder.urn]))
    (row,) = answer.context["table"].rows
    assert (row.record.classes, row.record.required) == (3, 3)


def test_an_empty_list_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.headteacher).get(reverse("monitoring", args=[cast.alder.urn])).content.decode()
    assert "Begin the first form" in page


def queries_of(client: Client, url: str) -> int:
    client.get(url)  # the first visit also reads what stays in memory
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_list_asks_as_often_for_three_as_for_one(finished: Make, cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.headteacher), reverse("monitoring", args=[cast.alder.urn])
    finished(focus="One")
    one = queries_of(client, url)
    finished(("Year 1", "Year 2"), focus="Two", methods=("data", "planning"), lead=cast.deputy_headteacher.pk)
    finished(("Year 5",), focus="Three", lead=cast.senior_leader.pk)
    assert queries_of(client, url) == one
    assert set(listed(client, cast)) == {"One", "Two", "Three"}


@pytest.mark.parametrize("finish", [False, True])
def test_a_form_asks_as_often_for_three_rows_as_for_one(
    draft: Make, cast: Cast, client_of: ClientOf, finish: bool
) -> None:
    client = client_of(cast.headteacher)
    short, long = draft(("Year 3",)), draft(("Year 3", "Year 4", "Year 5"))
    if finish:
        for form in (short, long):
            forms.finish(form=form, by=cast.headteacher)
    one, three = (reverse("monitoring_form", args=[form.pk]) for form in (short, long))
    assert queries_of(client, one) == queries_of(client, three)
    page = client.get(three).content.decode()
    assert all(year in page for year in ("Year 3", "Year 4", "Year 5"))


def test_the_forms_page_object_is_made_without_a_query(
    draft: Make, cast: Cast, django_assert_num_queries: Any
) -> None:
    form = draft(("Year 3", "Year 4"))
    assert cast.headteacher.current_posts
    with django_assert_num_queries(0):
        page = form_page(form, cast.headteacher)
        assert page.required_actions == 2


def test_those_who_write_can_lead_the_schools_own_first(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        leads = [str(lead) for lead in possible_leads(cast.alder)]
    assert leads == [
        "Bea Kowalski, school business manager",
        "Dev Patel, deputy headteacher",
        "Hanna Osei, headteacher",
        "Luke Marsden, subject leader",
        "Sian Rowe, senior leader",
        "Ade Balogun, improvement adviser",
        "Dora Quill, deputy for the chief executive",
        "Esther Vance, chief executive",
        "Faisal Khan, chief financial officer",
        "Felix Brandt, deputy for the chief financial officer",
        "Ines Moreau, head of school improvement",
    ]


def test_themes_are_the_finished_forms_of_the_term_oldest_first(
    finished: Make, considered: Make, draft: Make, cast: Cast
) -> None:
    considered(("Year 3", "Year 4"), focus="Science")
    finished(
        focus="Reading", held_on=cast.autumn.starts_on, methods=("data", "other"), other_method="a survey"
    )
    finished(focus="Too early", held_on=date(2026, 6, 10))
    draft(focus="Still a draft")
    finished(focus="Next door", school=cast.birch, by=cast.other_head)
    reading, science = themes_of(cast.alder, cast.autumn)
    assert (reading.focus, reading.held_on, reading.methods_in_words) == (
        "Reading",
        cast.autumn.starts_on,
        "Data, a survey",
    )
    assert reading.methods == ("Data", "Other")
    assert (science.focus, science.required_actions, science.classes) == ("Science", 2, ("Year 3", "Year 4"))
    assert (science.lead, science.lead_title) == ("Luke Marsden", "Subject leader")
    assert science.recommendations == RECOMMENDATION
    assert (reading.considered_on, science.considered_on) == (None, date(2026, 11, 20))


def test_themes_cost_three_queries_however_many_there_are(
    finished: Make, cast: Cast, django_assert_num_queries: Any
) -> None:
    finished()
    with django_assert_num_queries(3):
        assert len(themes_of(cast.alder, cast.autumn)) == 1
    finished(("Year 5", "Year 6"), focus="Two")
    finished(focus="Three")
    with django_assert_num_queries(3):
        assert len(themes_of(cast.alder, cast.autumn)) == 3


def test_drafts_are_for_those_who_write_and_finished_forms_for_those_who_see(
    draft: Make, finished: Make, cast: Cast
) -> None:
    draft(focus="Draft")
    finished(focus="Finished")
    seen = {
        role: set(MonitoringForm.objects.visible_to(person).values_list("focus", flat=True))
        for role, person in cast.everybody().items()
    }
    nothing = {"chair_of_governors", "governor", "clerk", "trustee", "trust_administrator"}
    for role, focuses in seen.items():
        assert focuses == (set() if role.value in nothing else {"Draft", "Finished"}), role
    for person in (cast.other_head, cast.foreign_head, cast.foreign_chief, cast.foreign_administrator):
        assert not MonitoringForm.objects.visible_to(person).exists()
