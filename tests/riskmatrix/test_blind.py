"""Rating blind: the school's own rating stands nowhere until the moderator has rated the KPI."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from riskmatrix.models import Evaluation, Framework, ModerationPart, Rating
from riskmatrix.services.blind import begin_blind, end_blind
from riskmatrix.services.moderation import agree_as_rated, finish_part, save_moderated
from riskmatrix.services.self_evaluation import save_rating, submit, withdraw
from schools.models import AuditEntry, Person
from tests.cast import Cast
from tests.riskmatrix.conftest import own
from tests.riskmatrix.small import small
from tests.riskmatrix.test_answering import refused
from tests.states import submitted

VOICE, BULLYING, REGISTER = "staff-voice", "bullying-logs", "risk-register"
OWN = "Critical"
ClientOf = Callable[[Person], Client]


@pytest.fixture
def framework(cast: Cast) -> Framework:
    return small(cast.trust, cast.trust_administrator, VOICE, BULLYING, REGISTER)


@pytest.fixture
def waiting(cast: Cast, framework: Framework) -> Evaluation:
    """Alder's, everything critical, submitted."""
    return submitted(cast.alder, cast.autumn, cast.headteacher, default="critical")


@pytest.fixture
def blind(cast: Cast, waiting: Evaluation) -> Evaluation:
    begin_blind(evaluation=waiting, strand="academic", by=cast.head_of_school_improvement)
    return waiting


def rate(
    evaluation: Evaluation, kpi: str, answer: str, by: Person, reason: str = "", version: int = 0
) -> Rating:
    return save_moderated(
        evaluation=evaluation,
        kpi=own(evaluation, kpi).kpi,
        answer=answer,
        reason=reason,
        version=version,
        by=by,
    )


def typed(kpi: str, **boxes: object) -> dict[str, object]:
    """What the form of one KPI sends."""
    return {f"{kpi}-{name}": value for name, value in boxes.items()}


def block(page: str, kpi: str) -> str:
    """The block of one KPI without its guidance and its choices, which name every step."""
    found = page[page.index(f'id="kpi-{kpi}"') :]
    found = found[: found.index("</article>")]
    for begin, end in (
        ('<details class="fold guidance">', "</details>"),
        ('<div class="rating-row">', "</fieldset>"),
    ):
        while begin in found:
            start = found.index(begin)
            found = found[:start] + found[found.index(end, start) :]
    return found


def pages(client: Client, evaluation: Evaluation, kpi: str) -> dict[str, str]:
    """Everything on which the school's rating of ``kpi`` could stand."""
    compare = reverse("moderation_compare", args=[evaluation.term_id, kpi])
    found = {}
    for name in ("moderation", "evaluation"):
        page = client.get(reverse(name, args=[evaluation.pk]), {"all": ""}).content.decode()
        found[name] = block(page, kpi)
    row = client.get(compare).content.decode()
    found["compare"] = row[row.index("<tbody>") : row.index("</tbody>")]
    return found


def test_the_schools_rating_stands_nowhere_before_it_is_rated(
    cast: Cast, blind: Evaluation, client_of: ClientOf
):
    client = client_of(cast.head_of_school_improvement)
    for name, text in pages(client, blind, VOICE).items():
        assert OWN not in text, name
        assert "Not shown yet" in text, name
        assert "What we know about Staff voice" in text, f"{name}: the words are what one rates by."
    save = reverse("rating_moderate", args=[own(blind, VOICE).pk])
    fragment = {"HTTP_HX_REQUEST": "true"}
    said = client.post(save, typed(VOICE, answer="", commentary="x", version=0), **fragment)
    taken = client.post(save, typed(VOICE, take="theirs", version=1), **fragment)
    assert OWN not in said.content.decode()
    assert OWN not in block(taken.content.decode() + "</article>", VOICE)


def told(client: Client, evaluation: Evaluation) -> str:
    """Everything the moderation page says of the parts and the KPIs, without what is new with every answer."""
    page = client.get(reverse("moderation", args=[evaluation.pk]), {"all": ""}).content.decode()
    page = page[page.index('<div class="parts">') :]
    page = page[: page.rindex("</article>")]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("other", ["low", "high", "not_applicable"])
def test_the_page_is_the_same_whatever_the_school_has_rated(cast: Cast, client_of: ClientOf, other: str):
    """Neither a flag, nor a list of what is to be decided, nor a count gives the rating away."""
    kpis = ("staff-voice", "early-years-leadership")
    small(cast.trust, cast.trust_administrator, *kpis)
    evaluation = submitted(cast.alder, cast.autumn, cast.headteacher, default="critical")
    client = client_of(cast.head_of_school_improvement)
    begin_blind(evaluation=evaluation, strand="academic", by=cast.head_of_school_improvement)
    before = told(client, evaluation)
    withdraw(evaluation=evaluation, by=cast.headteacher)
    for kpi in kpis:
        rating = own(evaluation, kpi)
        answer = other if other != "not_applicable" or kpi == kpis[1] else "low"
        save_rating(rating=rating, answer=answer, version=rating.version, by=cast.headteacher)
    submit(evaluation=evaluation, by=cast.headteacher)
    assert told(client, evaluation) == before


def test_it_is_shown_with_the_answer_to_the_save_and_a_reason_is_asked_for(
    cast: Cast, blind: Evaluation, client_of: ClientOf
):
    client = client_of(cast.head_of_school_improvement)
    save = reverse("rating_moderate", args=[own(blind, VOICE).pk])
    answer = client.post(save, typed(VOICE, answer="low", commentary="", version=0), HTTP_HX_REQUEST="true")
    assert answer.status_code == 200, "Whether it differs is told only afterwards."
    shown = answer.content.decode()
    shown = shown[shown.index('id="own-staff-voice"') :]
    assert 'hx-swap-oob="true"' in shown
    assert OWN in shown
    assert "It differs from yours: give your reason." in shown
    for name, text in pages(client, blind, VOICE).items():
        assert OWN in text, name
    for name, text in pages(client, blind, BULLYING).items():
        assert OWN not in text, name


def test_others_who_do_not_rate_it_blind_see_it(cast: Cast, blind: Evaluation, client_of: ClientOf):
    for person in (cast.chief_financial_officer, cast.chief_executive):
        assert OWN in pages(client_of(person), blind, VOICE)["moderation"]
    improver = pages(client_of(cast.head_of_school_improvement), blind, REGISTER)
    assert OWN in improver["moderation"], "The other part is not theirs to rate."
    head = client_of(cast.headteacher).get(blind.get_absolute_url(), {"all": ""}).content.decode()
    assert OWN in block(head, VOICE)


def test_agreeing_the_rest_is_neither_offered_nor_done(cast: Cast, blind: Evaluation, client_of: ClientOf):
    by = cast.head_of_school_improvement
    page = client_of(by).get(reverse("moderation", args=[blind.pk])).content.decode()
    assert "Agree the other" not in page
    assert "You rate this part blind" in page
    refused("blind", agree_as_rated, evaluation=blind, strand="academic", by=by)
    assert not Rating.objects.filter(kind="moderated").exists()


def test_a_part_is_not_finished_without_the_reasons(cast: Cast, blind: Evaluation, client_of: ClientOf):
    by = cast.head_of_school_improvement
    rate(blind, VOICE, "low", by)
    rate(blind, BULLYING, "critical", by)
    sentence = refused("incomplete", finish_part, evaluation=blind, strand="academic", by=by)
    assert "One KPI is rated differently from the school without a reason: Staff voice." in sentence
    page = " ".join(client_of(by).get(reverse("moderation", args=[blind.pk])).content.decode().split())
    assert "Finish the academic part" not in page
    assert "Say why you differ before you finish:" in page
    rate(blind, VOICE, "low", by, "The survey is good.", version=1)
    assert (
        "Finish the academic part"
        in client_of(by).get(reverse("moderation", args=[blind.pk])).content.decode()
    )
    finish_part(evaluation=blind, strand="academic", by=by)


def test_blind_begins_before_anything_is_rated_and_only_in_ones_own_part(cast: Cast, waiting: Evaluation):
    improver, cfo = cast.head_of_school_improvement, cast.chief_financial_officer
    for person in (cast.headteacher, cast.chief_executive, improver):
        refused("not-your-part", begin_blind, evaluation=waiting, strand="operational", by=person)
    rate(waiting, VOICE, "critical", improver)
    refused("already-begun", begin_blind, evaluation=waiting, strand="academic", by=improver)
    begin_blind(evaluation=waiting, strand="operational", by=cfo)
    begin_blind(evaluation=waiting, strand="operational", by=cfo)
    assert [part.strand for part in ModerationPart.objects.filter(blind=True)] == ["operational"]
    assert AuditEntry.objects.filter(verb="began to rate blind").count() == 1


def test_the_rest_can_be_shown_after_all_and_that_is_written_down(
    cast: Cast, blind: Evaluation, client_of: ClientOf
):
    by = cast.head_of_school_improvement
    refused("not-your-part", end_blind, evaluation=blind, strand="academic", by=cast.chief_executive)
    address = reverse("moderation_blind", args=[blind.pk])
    assert client_of(by).post(address, {"strand": "academic", "blind": "no"}).status_code == 302
    assert OWN in pages(client_of(by), blind, VOICE)["moderation"]
    assert AuditEntry.objects.filter(verb="stopped rating blind").count() == 1
    assert agree_as_rated(evaluation=blind, strand="academic", by=by) == 2


def test_the_queue_offers_it_until_something_is_rated(cast: Cast, waiting: Evaluation, client_of: ClientOf):
    by = cast.head_of_school_improvement
    queue = client_of(by).get(reverse("moderation_queue")).content.decode()
    assert "Rate blind" in queue
    answer: Any = client_of(by).post(reverse("moderation_blind", args=[waiting.pk]), {"strand": "academic"})
    assert answer.url == reverse("moderation", args=[waiting.pk])
    queue = client_of(by).get(reverse("moderation_queue")).content.decode()
    assert "Rate blind" not in queue
    assert "Rated blind" in queue
    rate(waiting, REGISTER, "critical", cast.chief_financial_officer)
    assert (
        "Rate blind"
        not in client_of(cast.chief_financial_officer).get(reverse("moderation_queue")).content.decode()
    )
