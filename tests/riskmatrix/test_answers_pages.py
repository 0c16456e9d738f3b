"""The pages of answers and decisions, as people send and read them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.queries.school_tasks import school_tasks
from governance.queries.tasks import tasks_for
from riskmatrix.models import Evaluation, Framework, Rating, Response
from schools.models import Person
from tests.cast import Cast
from tests.riskmatrix.small import small
from tests.states import answered, asked, moderated, settled

VOICE, BULLYING, REGISTER, CENTRAL = "staff-voice", "bullying-logs", "risk-register", "single-central-record"
At = Callable[[str], AbstractContextManager[None]]
ClientOf = Callable[[Person], Client]


@pytest.fixture
def framework(cast: Cast) -> Framework:
    return small(cast.trust, cast.trust_administrator, VOICE, BULLYING, REGISTER, CENTRAL)


@pytest.fixture
def waiting(cast: Cast, framework: Framework) -> Evaluation:
    return asked(cast, cast.alder, cast.autumn, changes={VOICE: "high", REGISTER: "critical"})


@pytest.fixture
def disputed(cast: Cast, waiting: Evaluation) -> Evaluation:
    return answered(waiting, cast.headteacher, {VOICE: "Few answered that survey."})


def url(evaluation: Evaluation, name: str = "answers") -> str:
    return reverse(name, args=[evaluation.pk])


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def sent(do: str = "save", **kpis: tuple[str, str, int]) -> dict[str, str]:
    """A form as a browser sends it: choice, reason and version by KPI, with “_” for “-”."""
    data = {"do": do}
    for name, (choice, reason, version) in kpis.items():
        code = name.replace("_", "-")
        field = "agrees" if choice in ("yes", "no", "") else "answer"
        data |= {f"{code}-{field}": choice, f"{code}-reason": reason, f"{code}-version": str(version)}
    return data


# --- The headteacher's page -----------------------------------------------------------------------------------


def test_the_page_shows_what_differs_with_both_sides(cast: Cast, waiting: Evaluation, client_of: ClientOf):
    page = words(client_of(cast.headteacher).get(url(waiting)))
    for said in (
        "Answer the moderated ratings", "2 ratings were moderated otherwise", "What we know about Staff voice",
        "We saw Staff voice otherwise.", "Ines Moreau", "Hanna Osei", "Monday 7 December 2026", "Hand in your answers",
    ):  # fmt: skip
        assert said in page, said
    assert f"kpi-{CENTRAL}" not in page, "Rated alike."


def test_answers_are_saved_with_one_button_and_nothing_typed_is_lost(
    cast: Cast, waiting: Evaluation, client_of: ClientOf
):
    client = client_of(cast.headteacher)
    answer = client.post(url(waiting), sent(staff_voice=("no", "", 0), risk_register=("yes", "Seen.", 0)))
    assert answer.status_code == 422
    page = words(answer)
    assert "Staff voice: Give the reason why you disagree" in page
    assert 'value="no" id="agrees-staff-voice-no" checked' in page
    assert Response.objects.get().kpi.code == REGISTER, "The other one was saved all the same."
    answer = client.post(
        url(waiting), sent(staff_voice=("", "<b>Typed</b>", 0), risk_register=("yes", "Seen.", 0))
    )
    assert answer.status_code == 422
    assert "Say whether you agree." in words(answer)
    assert "&lt;b&gt;Typed&lt;/b&gt;" in words(answer)
    assert b"<b>Typed" not in answer.content
    long = "x" * 5_001
    answer = client.post(url(waiting), sent(staff_voice=("no", long, 0)))
    assert answer.status_code == 422
    assert "Shorten it by 1" in words(answer)
    assert long in answer.content.decode()
    answer = client.post(
        url(waiting), sent(staff_voice=("no", "Few answered.", 0), risk_register=("yes", "Seen.", 1))
    )
    assert answer.status_code == 302
    assert Response.objects.count() == 2
    page = words(client.get(url(waiting)))
    assert "Few answered." in page
    assert 'name="staff-voice-version" value="1"' in page
    assert Evaluation.objects.get().status == "answering", "Saving hands nothing in."


def test_handing_in_too_early_keeps_the_page(cast: Cast, waiting: Evaluation, client_of: ClientOf):
    client = client_of(cast.headteacher)
    answer = client.post(url(waiting), sent("finish", staff_voice=("yes", "", 0), risk_register=("", "", 0)))
    assert answer.status_code == 422
    assert "One rating has no answer yet: Risk register." in words(answer)
    assert Response.objects.count() == 1
    answer = client.post(
        url(waiting), sent("finish", staff_voice=("yes", "", 1), risk_register=("yes", "", 0))
    )
    assert answer.url == url(waiting, "agreed_matrix")


def test_somebody_elses_answer_is_shown_before_it_is_replaced(
    cast: Cast, waiting: Evaluation, client_of: ClientOf
):
    from tests.cast import engage

    second = engage("Nia Acting", "headteacher", cast.trust, cast.trust_administrator, cast.alder)
    client_of(cast.headteacher).post(url(waiting), sent(staff_voice=("no", "Few answered.", 0)))
    answer = client_of(second).post(url(waiting), sent("finish", staff_voice=("yes", "Mine.", 0)))
    assert answer.status_code == 422
    page = words(answer)
    assert "Hanna Osei saved this at 19:00, while you were writing." in page
    assert "Few answered." in page
    assert "Mine." in page
    assert 'name="staff-voice-version" value="1"' in page
    client_of(second).post(url(waiting), sent(staff_voice=("yes", "Mine.", 1)))
    assert Response.objects.get().reason == "Mine."


def test_when_the_time_is_over_what_was_typed_stays_on_the_page(
    cast: Cast, waiting: Evaluation, client_of: ClientOf, at: At
):
    with at("2026-12-08"):
        client = client_of(cast.headteacher)
        answer = client.post(url(waiting), sent("finish", staff_voice=("no", "My words.", 0)))
        assert answer.status_code == 422
        assert "The time for an answer ended on 7 December 2026" in words(answer)
        assert "My words." in words(answer)
        assert "Hand in your answers" not in words(answer)
    assert not Response.objects.exists()


def test_who_reads_the_answers_when(cast: Cast, waiting: Evaluation, client_of: ClientOf):
    client_of(cast.headteacher).post(url(waiting), sent(staff_voice=("no", "Few answered.", 0)))
    deputy = words(client_of(cast.deputy_headteacher).get(url(waiting)))
    assert "Few answered." in deputy
    assert "<textarea" not in deputy
    for person in (cast.head_of_school_improvement, cast.chief_executive, cast.improvement_adviser):
        page = words(client_of(person).get(url(waiting)))
        assert "Few answered." not in page
        assert "The headteacher is still answering." in page
    for person in (cast.governor, cast.trustee, cast.other_head, cast.foreign_chief):
        assert client_of(person).get(url(waiting)).status_code == 404
    assert client_of(cast.deputy_headteacher).post(url(waiting), sent()).status_code == 403


def test_there_is_no_such_page_before_and_after(cast: Cast, framework: Framework, client_of: ClientOf):
    done = moderated(cast, cast.birch, cast.autumn, changes={VOICE: "high"})
    client = client_of(cast.other_head)
    assert client.get(url(done)).url == done.get_absolute_url()
    assert client_of(cast.chief_executive).get(url(done, "disagreements")).url == done.get_absolute_url()


# --- Not agreed yet ---------------------------------------------------------------------------------------------


def test_while_it_is_answered_nothing_is_agreed(cast: Cast, waiting: Evaluation, client_of: ClientOf):
    governor = client_of(cast.governor)
    for name in ("evaluation", "agreed_matrix"):
        page = words(governor.get(url(waiting, name)))
        assert "nothing is agreed yet" in page
        assert "We saw Staff voice" not in page
    assert "nothing is agreed yet" in words(governor.get(reverse("matrices", args=[cast.alder.urn])))
    head = client_of(cast.headteacher)
    page = words(head.get(url(waiting, "evaluation")))
    assert "Answer the moderated ratings" in page
    assert head.get(url(waiting, "agreed_matrix")).url == waiting.get_absolute_url()
    queue = words(client_of(cast.head_of_school_improvement).get(reverse("moderation_queue")))
    assert "Waiting for an answer" in queue


def test_the_head_and_the_chief_executive_find_it_on_their_homes(
    cast: Cast, waiting: Evaluation, client_of: ClientOf
):
    [task] = [
        t for t in school_tasks(cast.headteacher, cast.alder, waiting, cast.autumn) if "Answer" in t.title
    ]
    assert (task.url, task.due, task.detail[:9]) == (
        url(waiting),
        Evaluation.objects.get().answer_due,
        "2 ratings",
    )
    assert school_tasks(cast.deputy_headteacher, cast.alder, waiting, cast.autumn) == ()
    assert url(waiting) in words(client_of(cast.headteacher).get("/"))
    done = answered(waiting, cast.headteacher, {VOICE: "Few answered."})
    for person in (cast.chief_executive, cast.deputy_chief_executive):
        assert url(done, "disagreements") in [task.url for task in tasks_for(person)]
        assert "Alder Primary disagrees with" in words(client_of(person).get("/", follow=True))
    for person in (cast.chief_financial_officer, cast.head_of_school_improvement):
        assert url(done, "disagreements") not in [task.url for task in tasks_for(person)]


# --- The chief executive's page ---------------------------------------------------------------------------------


def test_the_chief_executive_decides_beside_both_reasons(
    cast: Cast, disputed: Evaluation, client_of: ClientOf
):
    client, to = client_of(cast.chief_executive), url(disputed, "disagreements")
    page = words(client.get(to))
    for said in (
        "What we know about Staff voice",
        "We saw Staff voice otherwise.",
        "Few answered that survey.",
    ):
        assert said in page, said
    assert f"kpi-{REGISTER}" not in page, "The head agrees there."
    answer = client.post(to, sent("finish", staff_voice=("moderate", "", 0)))
    assert answer.status_code == 422
    assert "Give the reason for your decision" in words(answer)
    answer = client.post(to, sent("finish", staff_voice=("moderate", "Half of each.", 0)))
    assert answer.url == url(disputed, "agreed_matrix")
    assert Rating.objects.get(kind="decided").commentary == "Half of each."


def test_finishing_without_a_decision_keeps_the_page(cast: Cast, disputed: Evaluation, client_of: ClientOf):
    client, to = client_of(cast.chief_executive), url(disputed, "disagreements")
    answer = client.post(to, {"do": "finish", "staff-voice-version": "0"})
    assert answer.status_code == 422
    assert "One KPI is not decided yet: Staff voice." in words(answer)
    assert client.post(to, sent(staff_voice=("low", "Agreed with the head.", 0))).url == to
    assert Evaluation.objects.get().status == "deciding"


def test_nobody_else_has_such_a_page(cast: Cast, disputed: Evaluation, client_of: ClientOf):
    to = url(disputed, "disagreements")
    for person in (cast.headteacher, cast.chief_financial_officer, cast.governor, cast.foreign_chief):
        assert client_of(person).get(to).status_code == 404
        assert client_of(person).post(to, sent()).status_code == 404
    assert client_of(cast.deputy_chief_executive).get(to).status_code == 200


# --- The agreed matrix ------------------------------------------------------------------------------------------


def test_the_agreed_matrix_shows_every_side_with_who_and_when(
    cast: Cast, disputed: Evaluation, client_of: ClientOf
):
    done = settled(cast, disputed, {VOICE: "moderate"})
    page = words(client_of(cast.governor).get(url(done, "agreed_matrix")))
    row = page[page.index(f'<tr id="{VOICE}"') :]
    row = row[: row.index("</tr>")]
    places = [row.index(said) for said in (
        "Low", "Hanna Osei", "High", "Ines Moreau", "We saw Staff voice otherwise.", "Disagreed",
        "Few answered that survey.", "Moderate</span>", "Esther Vance", "We looked at Staff voice together.",
    )]  # fmt: skip
    assert places == sorted(places)
    assert row.count("Monday 23 November 2026") == 4
    assert page.count("As the school rated it") == 2


def test_every_page_costs_the_same_for_one_difference_and_for_three(
    cast: Cast, framework: Framework, client_of: ClientOf
):
    few = asked(cast, cast.alder, cast.autumn, changes={VOICE: "high"})
    many = asked(
        cast, cast.birch, cast.autumn, changes={VOICE: "high", BULLYING: "high", CENTRAL: "critical"}
    )

    def cost(person: Person, evaluation: Evaluation, name: str) -> int:
        client = client_of(person)
        client.get(url(evaluation, name))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(evaluation, name)).status_code == 200
        return len(queries)

    assert cost(cast.headteacher, few, "answers") == cost(cast.other_head, many, "answers")
    few = answered(few, cast.headteacher, {VOICE: "No."})
    many = answered(many, cast.other_head, {VOICE: "No.", BULLYING: "No.", CENTRAL: "No."})
    chief = cast.chief_executive
    assert cost(chief, few, "disagreements") == cost(chief, many, "disagreements")
    few = settled(cast, few, {VOICE: "low"})
    many = settled(cast, many, {VOICE: "low", BULLYING: "low", CENTRAL: "high"})
    assert cost(chief, few, "agreed_matrix") == cost(chief, many, "agreed_matrix")
