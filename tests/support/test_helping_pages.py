"""Helping each other by its pages: what each side reads, what is asked and answered, and what stays with the school."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.access.roles import Role
from schools.models import Person, School
from schools.services.calendar import add_year
from schools.services.posts import appoint
from schools.services.schools import add_school, change_school
from schools.typical_year import typical_year
from support.models import Decision, HelpOffer, HelpRequest
from support.queries.help_trust import help_of_trusts
from support.queries.helping import helping_page
from support.services import help_requests
from support.services import helping as helping_service
from tests.cast import Cast
from tests.support.test_helping import AREA, ask, code_of, offer, said

ClientOf = Callable[[Person], Client]


@pytest.fixture
def strong(offered: Cast, choose: Callable[..., Decision], at: Any) -> Cast:
    """Alder is agreed as low throughout, sustain academically and refine operationally."""
    with at("2026-09-02 09:00"):
        choose("sustain")
        choose("refine", strand="operational")
    return offered


def placed(school: School, cast: Cast, easting: int, northing: int) -> None:
    change_school(school=school, by=cast.trust_administrator, easting=easting, northing=northing)


def test_from_an_offer_to_hours_on_both_sides(strong: Cast, client_of: ClientOf) -> None:
    head, other = client_of(strong.headteacher), client_of(strong.other_head)
    alder, birch = (reverse("helping", args=[each.urn]) for each in (strong.alder, strong.birch))
    sent = {"do": "offer", "area": AREA, "what": "Phonics.", "contact": strong.deputy_headteacher.pk}
    assert head.post(alder, sent).url == alder
    made = HelpOffer.objects.get()

    page = other.get(birch).content.decode()
    assert "Ask Alder Primary" in page
    assert (
        "Another phase, with pupils of the same age in part. Distance not known. Ask Dev Patel, deputy"
        in page
    )
    form = reverse("help_ask", args=[strong.birch.urn, made.pk])
    assert form in page
    assert "Phonics." in other.get(form).content.decode()
    refused = other.post(form, {"purpose": "Reading.", "hours": "6.25"})
    assert refused.status_code == 422
    assert "in halves if need be" in refused.content.decode()
    assert other.post(form, {"purpose": "Reading.", "hours": "6,5"}).url == birch
    asked = HelpRequest.objects.get()
    assert asked.hours == Decimal("6.5")

    url = asked.get_absolute_url()
    assert url in head.get(alder).content.decode()
    assert "Agree to help" in head.get(url).content.decode()
    assert "Agree to help" not in other.get(url).content.decode()
    assert head.post(url, {"do": "decline", "reason": ""}).status_code == 422
    assert head.post(url, {"do": "agree"}).url == url
    end = {"do": "outcome", "hours": "6", "ended_on": "23 November 2026", "text": "They read."}
    assert other.post(url, end | {"hours": "a lot"}).status_code == 422
    assert other.post(url, end).url == url
    assert "Alder Primary has not said yet" in head.get(url).content.decode()
    assert head.post(url, end | {"hours": "7"}).url == url
    for client, mine, other_way in ((head, alder, "None yet"), (other, birch, "None yet")):
        page = client.get(mine).content.decode()
        assert "7 hours" in page
        assert "6 hours" in page
        assert other_way in page


def test_another_school_reads_the_offer_and_none_of_its_ratings(
    strong: Cast, client_of: ClientOf, choose: Callable[..., Decision]
) -> None:
    """Neither while it is backed nor once it is not, and neither by the page nor by the numbers behind it."""
    offer(strong)
    url = reverse("helping", args=[strong.birch.urn])
    page = client_of(strong.other_head).get(url).content.decode()
    assert "Backed by" not in page
    assert "Sustain" not in page
    choose("reinforce")
    page = client_of(strong.other_head).get(url).content.decode()
    assert "Alder Primary offered this and does not at present." in page
    assert "Reinforce" not in page
    for hidden in (reverse("helping", args=[strong.alder.urn]), reverse("plan", args=[strong.alder.urn])):
        assert client_of(strong.other_head).get(hidden).status_code == 404


def test_the_school_itself_reads_what_backs_its_offer_with_its_term(
    strong: Cast, client_of: ClientOf, choose: Callable[..., Decision]
) -> None:
    offer(strong)
    url, client = reverse("helping", args=[strong.alder.urn]), client_of(strong.headteacher)
    assert (
        "Backed by the ratings agreed for the autumn term 2026/27: Low." in client.get(url).content.decode()
    )
    choose("reinforce")
    page = client.get(url).content.decode()
    assert "Not backed at present" in page
    assert "The academic category is Reinforce. Schools in Sustain or Refine help others" in page


def test_an_offer_that_is_taken_back_is_said_to_the_others(strong: Cast, client_of: ClientOf) -> None:
    made = offer(strong)
    client, url = client_of(strong.headteacher), reverse("helping", args=[strong.alder.urn])
    without_words = client.post(url, {"do": "withdraw", "offer": made.pk, "why": ""})
    assert without_words.status_code == 422
    too_long = client.post(url, {"do": "withdraw", "offer": made.pk, "why": "xkeptqz" + "x" * 500})
    assert too_long.status_code == 422
    assert "xkeptqz" in too_long.content.decode()
    assert client.post(url, {"do": "withdraw", "offer": made.pk, "why": "xwhyqz"}).url == url
    assert "xwhyqz" in client.get(url).content.decode()
    page = client_of(strong.other_head).get(reverse("helping", args=[strong.birch.urn])).content.decode()
    assert "Alder Primary offered this and does not at present." in page
    assert "xwhyqz" not in page


def test_an_offer_of_elsewhere_can_neither_be_taken_back_nor_asked_for(
    strong: Cast, client_of: ClientOf
) -> None:
    made = offer(strong)
    birch, cedar = strong.birch.urn, strong.cedar.urn
    sent = {"do": "withdraw", "offer": made.pk, "why": "Because."}
    assert client_of(strong.other_head).post(reverse("helping", args=[birch]), sent).status_code == 404
    assert client_of(strong.foreign_head).get(reverse("help_ask", args=[cedar, made.pk])).status_code == 404
    assert client_of(strong.headteacher).get(reverse("help_ask", args=[birch, made.pk])).status_code == 404
    somebody = {
        "do": "offer",
        "area": "personal-development",
        "what": "Clubs.",
        "contact": strong.other_head.pk,
    }
    page = client_of(strong.headteacher).post(reverse("helping", args=[strong.alder.urn]), somebody)
    assert page.status_code == 422
    assert "Choose somebody who works at the school." in page.content.decode()


def test_how_far_it_is_comes_from_the_register(strong: Cast) -> None:
    placed(strong.alder, strong, 519_000, 298_000)
    offer(strong)
    page = helping_page(strong.birch, strong.other_head)
    assert page.areas[0].found[0].match.miles is None
    placed(strong.birch, strong, 519_000, 298_000 + 8_047)
    page = helping_page(School.objects.select_related("trust").get(pk=strong.birch.pk), strong.other_head)
    assert page.areas[0].found[0].match.reasons[1] == "About 5 miles away in a straight line"


def test_the_trust_reads_every_offer_and_the_hours_of_all(strong: Cast, client_of: ClientOf) -> None:
    first = help_requests.agree(request=ask(strong, offer(strong)), by=strong.headteacher)
    second = help_requests.agree(request=ask(strong, first.offer), by=strong.headteacher)
    said(first, strong.headteacher, hours=Decimal(6))
    trust = help_of_trusts(strong.chief_executive)[0]
    assert (trust.given.said, trust.given.unsaid) == (Decimal(6), 1)
    assert (trust.received.pieces, trust.received.unsaid) == (0, 2)
    assert trust.received.figure == "Not said yet"  # which is not nought
    page = client_of(strong.chief_executive).get(reverse("help_overview")).content.decode()
    assert "Backed by the ratings agreed for the autumn term 2026/27: Low." in page
    assert second.get_absolute_url() in page
    assert client_of(strong.headteacher).get(reverse("help_overview")).status_code == 403


def test_the_head_who_is_asked_finds_it_at_home_until_it_is_answered(
    strong: Cast, client_of: ClientOf
) -> None:
    request = ask(strong, offer(strong))
    said_at_home = "Answer Birch Junior, who asks for help"
    assert said_at_home in client_of(strong.headteacher).get("/").content.decode()
    for person in (strong.other_head, strong.deputy_headteacher, strong.chief_executive):
        assert said_at_home not in client_of(person).get("/").content.decode()
    help_requests.decline(request=request, reason="Not this term.", by=strong.headteacher)
    assert said_at_home not in client_of(strong.headteacher).get("/").content.decode()


def test_whoever_heads_both_schools_speaks_for_one_at_a_time(strong: Cast, client_of: ClientOf) -> None:
    request = help_requests.agree(request=ask(strong, offer(strong)), by=strong.headteacher)
    appoint(
        person=strong.headteacher, role=Role.HEADTEACHER, trust=strong.trust, schools=[strong.birch],
        by=strong.trust_administrator, acting=True,
    )  # fmt: skip
    url, client = request.get_absolute_url(), client_of(Person.objects.get(pk=strong.headteacher.pk))
    page = client.get(url).content.decode()
    assert "Say for Alder Primary what came of it" in page
    assert 'name="side" value="giving"' in page
    sent = {"do": "outcome", "side": "giving", "hours": "6", "ended_on": "23 November 2026", "text": "Well."}
    assert client.post(url, sent).url == url
    assert client.post(url, sent).status_code == 403  # pressed twice
    assert [each.side for each in request.outcomes.all()] == ["giving"]
    assert "6 hours, last on" in client.get(url).content.decode()
    assert "Say for Birch Junior what came of it" in client.get(url).content.decode()
    assert client.post(url, sent | {"side": "receiving"}).url == url
    assert [each.side for each in request.outcomes.all()] == ["giving", "receiving"]


def test_nobody_speaks_for_the_other_side(strong: Cast) -> None:
    request = help_requests.agree(request=ask(strong, offer(strong)), by=strong.headteacher)
    assert code_of(lambda: said(request, strong.headteacher, side="receiving")) == "not-yours"


def test_what_ended_in_earlier_years_stands_behind_a_link(strong: Cast, client_of: ClientOf, at: Any) -> None:
    ended = help_requests.agree(request=ask(strong, offer(strong)), by=strong.headteacher)
    for head in (strong.headteacher, strong.other_head):
        said(ended, head)
    under_way = help_requests.agree(request=ask(strong, ended.offer), by=strong.headteacher)
    waiting = ask(strong, ended.offer)
    declined = help_requests.decline(
        request=ask(strong, offer(strong, "personal-development")), reason="No.", by=strong.headteacher
    )
    helping_service.withdraw(offer=declined.offer, why="xgoneqz", by=strong.headteacher)
    pages = (
        (strong.other_head, reverse("helping", args=[strong.birch.urn]), 2),
        (strong.chief_executive, reverse("help_overview"), 3),
    )
    add_year(trust=strong.trust, calendar=typical_year(2027), by=strong.trust_administrator)
    for moment, is_over in (("2027-08-31 09:00", False), ("2027-09-20 09:00", True)):
        with at(moment):
            for person, url, left_out in pages:
                client = client_of(person)
                page, whole = client.get(url).content.decode(), client.get(f"{url}?all").content.decode()
                assert ("in earlier years too" in page) is is_over
                assert (f"in earlier years too ({left_out})" in page) is is_over
                for each in (ended, declined):
                    assert (each.get_absolute_url() in page) is not is_over
                    assert each.get_absolute_url() in whole
                assert under_way.get_absolute_url() in page
                assert waiting.get_absolute_url() in page
                assert "6 hours" in page or "5.5 hours" in page  # the hours are of all years
                assert "in earlier years too" not in whole


def test_home_shows_five_requests_and_leads_to_the_others(strong: Cast, client_of: ClientOf) -> None:
    given = offer(strong)
    ask(strong, given)
    for number in range(6):
        school = add_school(
            trust=strong.trust, urn=900_021 + number, name=f"School {number}", phase="primary",
            by=strong.trust_administrator,
        )  # fmt: skip
        ask(strong, given, school=school, by=strong.chief_executive)
    page = client_of(strong.headteacher).get("/").content.decode()
    assert page.count("who asks for help") == 5
    assert "2 more schools to answer" in page


def test_pages_ask_the_same_with_one_offer_and_with_three(strong: Cast, client_of: ClientOf) -> None:
    pages = {
        "helping": (strong.birch, strong.other_head),
        "help_overview": (None, strong.chief_executive),
    }

    def asked() -> list[int]:
        counts = []
        for name, (school, person) in pages.items():
            client, url = client_of(person), reverse(name, args=[school.urn] if school else [])
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts.append(len(queries))
        client = client_of(strong.headteacher)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("helping", args=[strong.alder.urn])).status_code == 200
        return [*counts, len(queries)]

    def lived(area: str) -> None:
        request = help_requests.agree(request=ask(strong, offer(strong, area)), by=strong.headteacher)
        said(request, strong.headteacher)
        said(request, strong.other_head)

    lived(AREA)
    one = asked()
    for area, urn in (("personal-development", 900_021), ("behaviour-and-attitudes", 900_022)):
        lived(area)
        add_school(
            trust=strong.trust, urn=urn, name=f"School {urn}", phase="primary", by=strong.trust_administrator
        )
    assert asked() == one
