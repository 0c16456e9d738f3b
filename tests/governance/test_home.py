"""What people find when they come in: the next step of each, with its date and its page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from governance.queries.home import Home, home_page
from governance.queries.next_report import NextReport
from monitoring.content import HeadText
from monitoring.services import forms
from schools.access.roles import Role
from schools.models import Action, Person
from schools.services import actions
from schools.services.actions import ActionText
from schools.services.calendar import open_term
from support.models import Engagement
from tests import states
from tests.cast import Cast

ClientOf = Callable[[Person], Client]
At = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def packed(cast: Cast) -> Cast:
    states.packed(cast)
    return cast


def main_of(client: Client) -> str:
    page = client.get(reverse("home")).content.decode()
    return page[page.index("<main") :]


def home_of(cast: Cast, role: Role) -> Home:
    return home_page(cast.holder(role), cast.alder, [cast.alder])


def agreed_to(cast: Cast, what: str, due_on: date) -> Action:
    text = ActionText(what, "Deputy headteacher", due_on)
    return actions.add(school=cast.alder, text=text, origin="Leaders' meeting", by=cast.headteacher)


class TestLeader:
    def test_each_step_of_the_self_evaluation_leads_on(self, packed: Cast, client_of: ClientOf) -> None:
        head = client_of(packed.headteacher)
        assert "Begin the self-evaluation" in main_of(head)
        states.submitted(packed.birch, packed.autumn, packed.other_head)
        waiting = main_of(client_of(packed.other_head))
        assert "The trust moderates by" in waiting
        assert "Friday 11 December 2026" in waiting
        assert "Read the self-evaluation" in waiting
        evaluation = states.moderated(packed, packed.alder, packed.autumn)
        assert reverse("agreed_matrix", args=[evaluation.pk]) in main_of(head)

    def test_what_waits_for_an_answer_is_not_called_done(self, packed: Cast, client_of: ClientOf) -> None:
        """Moderation is over, and nothing is agreed yet: first the head's turn, then the chief executive's."""
        kpi = {"staff-voice": "critical"}
        evaluation = states.asked(packed, packed.alder, packed.autumn, changes=kpi)
        answers = f'href="{reverse("answers", args=[evaluation.pk])}">'
        for person, link in (
            (packed.headteacher, "Answer the moderated ratings"),
            (packed.deputy_headteacher, "What was rated differently"),
        ):
            due = main_of(client_of(person)).split("Self-evaluation</h2>")[1].split("</section>")[0]
            assert 'class="status is-open">With the headteacher' in due
            assert "is-done" not in due
            assert "The trust moderates by" not in due
            assert f"{answers}{link}" in due
        states.answered(evaluation, packed.headteacher, disagrees={"staff-voice": "We see it otherwise."})
        due = main_of(client_of(packed.headteacher)).split("Self-evaluation</h2>")[1].split("</section>")[0]
        assert 'class="status is-open">With the chief executive' in due

    def test_a_draft_is_continued(self, packed: Cast, client_of: ClientOf) -> None:
        evaluation = states.rated(packed.alder, packed.autumn, packed.headteacher)
        main = main_of(client_of(packed.headteacher))
        assert f'href="{evaluation.get_absolute_url()}">Continue the self-evaluation' in main

    def test_engagements_and_actions_lead_to_their_pages(self, packed: Cast, client_of: ClientOf) -> None:
        evaluation = states.moderated(packed, packed.alder, packed.autumn)
        states.decided(packed, evaluation, academic="reinforce", operational="reinforce")
        action = agreed_to(packed, "Buy beakers", date(2026, 12, 4))
        main = main_of(client_of(packed.headteacher))
        due = home_of(packed, Role.HEADTEACHER).leader
        assert due is not None
        assert due.engagements
        assert f'href="{due.engagements[0].url}"' in main
        assert f'href="{reverse("action", args=[action.pk])}">Buy beakers' in main

    def test_an_overdue_action_is_told_once(self, packed: Cast, client_of: ClientOf, at: At) -> None:
        with at("2026-11-02"):
            action = agreed_to(packed, "Buy beakers", date(2026, 11, 18))
        main = main_of(client_of(packed.headteacher))
        assert main.count("Buy beakers") == 1
        assert f'href="{reverse("action", args=[action.pk])}">One action is overdue' in main


class TestGovernor:
    def test_the_next_report_is_that_of_the_term_at_work(self, packed: Cast, client_of: ClientOf) -> None:
        page = home_of(packed, Role.GOVERNOR).governor
        assert page is not None
        assert page.next_report == NextReport(packed.autumn, date(2026, 12, 18))
        main = main_of(client_of(packed.governor))
        assert "The report for the autumn term 2026/27 is expected by" in main

    def test_then_that_of_the_term_after_it(self, packed: Cast, client_of: ClientOf) -> None:
        states.reported(packed, packed.alder, packed.autumn)
        page = home_of(packed, Role.GOVERNOR).governor
        assert page is not None
        assert page.next_report == NextReport(packed.term(2), None)
        assert "It tells of the spring term 2026/27" in main_of(client_of(packed.governor))
        open_term(
            term=packed.term(2), self_evaluation_due=date(2027, 3, 5), moderation_due=date(2027, 3, 12),
            report_due=date(2027, 3, 19), by=packed.trust_administrator,
        )  # fmt: skip
        page = home_of(packed, Role.GOVERNOR).governor
        assert page is not None
        assert page.next_report == NextReport(packed.term(2), date(2027, 3, 19))


class TestWorker:
    def test_a_subject_leader_finds_their_own_drafts(self, packed: Cast, client_of: ClientOf) -> None:
        empty = main_of(client_of(packed.subject_leader))
        assert "You have no monitoring form in hand." in empty
        assert reverse("monitoring_new", args=[packed.alder.urn]) in empty
        for by, focus in ((packed.subject_leader, "Science"), (packed.senior_leader, "Reading")):
            forms.start(school=packed.alder, by=by, head=HeadText(focus=focus, lead=by.pk))
        main = main_of(client_of(packed.subject_leader))
        assert "Science" in main
        assert "Reading" not in main

    def test_an_adviser_finds_the_visits_they_owe(self, packed: Cast, client_of: ClientOf, at: At) -> None:
        assert "Nothing of yours is due" in main_of(client_of(packed.improvement_adviser))
        evaluation = states.moderated(packed, packed.alder, packed.autumn)
        states.decided(packed, evaluation, academic="reinforce", operational="reinforce")
        with at("2026-12-07"):
            page = home_of(packed, Role.IMPROVEMENT_ADVISER).worker
            main = main_of(client_of(packed.improvement_adviser))
        assert page is not None
        assert page.visits
        assert all("improvement_adviser" in each.engagement.commitment.spec.owed_by for each in page.visits)
        assert Engagement.objects.still_planned().count() > len(page.visits)
        assert page.visits[0].url in main
