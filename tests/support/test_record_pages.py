"""The record's page: saves itself, loses nothing, says what the school will read, and shows the school no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskmatrix.models import Framework
from schools.models import Action, Evidence, Person
from support.models import Engagement, Record
from support.record_text import ActionLine, RecordText
from support.services import engagements, records
from support.services.new_year import ensure_commitments
from tests.cast import Cast

ClientOf = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def visit(offered: Cast, at: Any) -> Engagement:
    with at("2026-09-01 10:00"):
        ensure_commitments(offered.alder, offered.year_2026)
    row = Engagement.objects.get(commitment__promise="operational-joint-visit", label="Autumn term")
    return engagements.record_held(
        engagement=row, held_on=date(2026, 11, 20), note="", version=1, by=offered.chief_financial_officer
    )


@pytest.fixture
def trust(offered: Cast, client_of: ClientOf) -> Client:
    return client_of(offered.chief_financial_officer)


def url(visit: Engagement) -> str:
    return reverse("record", args=[visit.pk])


def typed(cast: Cast, version: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "version": version, "typed_by": cast.chief_financial_officer.pk, "lines": 3,
        "present": [cast.headteacher.pk], "others": "Rae Stone", "purpose": "The boiler.", "seen": "It is new.",
        "more-compliance-system": "Two overdue.", "more-risk-register": "", "more-action-plan": "",
        "internal": "xinternalqz", "action-0-what": "Service it", "action-0-owner": "Site manager",
        "action-0-due_on": "next Fridy", "action-1-what": "", **more,
    }  # fmt: skip


def test_it_saves_itself_and_hands_back_its_version(visit: Engagement, offered: Cast, trust: Client):
    page = trust.get(url(visit)).content.decode()
    assert "data-saves" in page
    assert "Compliance system" in page
    assert "js/saving.js" in page
    answer = trust.post(url(visit), typed(offered), headers=HTMX)
    assert answer.status_code == 200
    said = answer.content.decode()
    assert "Saved" in said
    assert 'id="id_version" value="1" hx-swap-oob="true"' in said
    draft = Record.objects.get().draft
    assert draft.actions == (ActionLine("Service it", "Site manager", "next Fridy"),)
    page = trust.get(url(visit)).content.decode()
    assert page.count("<legend") >= 4  # the line that is filled in, and blank ones
    assert "next Fridy" in page


def test_without_script_a_button_saves_and_leads_on(visit: Engagement, offered: Cast, trust: Client):
    assert trust.post(url(visit), typed(offered) | {"do": "save"}).url == url(visit)
    answer = trust.post(url(visit), typed(offered, version=1, seen="It is old.") | {"do": "check"})
    assert answer.url == reverse("record_share", args=[visit.pk])
    page = trust.get(answer.url).content.decode()
    assert "“next Fridy” is not a date" in page
    assert "It is old." in page
    assert "xinternalqz" not in page


def test_what_is_too_long_stays_in_its_box(visit: Engagement, offered: Cast, trust: Client):
    long = typed(offered, seen="Seen. " * 2_000)
    answer = trust.post(url(visit), long, headers=HTMX)
    assert answer.status_code == 422
    assert "Shorten it by" in answer.content.decode()
    answer = trust.post(url(visit), long)
    assert answer.status_code == 422
    assert "Seen. Seen." in answer.content.decode()
    assert not Record.objects.exists()


def test_somebody_else_saved_meanwhile(visit: Engagement, offered: Cast, trust: Client, client_of: ClientOf):
    other = client_of(offered.head_of_school_improvement)
    theirs = typed(offered, seen="It leaks.") | {"typed_by": offered.head_of_school_improvement.pk}
    assert other.post(url(visit), theirs, headers=HTMX).status_code == 200
    for headers in (HTMX, {}):
        answer = trust.post(url(visit), typed(offered), headers=headers)
        said = answer.content.decode()
        assert answer.status_code == 409
        assert "data-conflict" in said
        assert "It leaks." in said
        if not headers:
            assert re.search(r"<textarea[^>]*name=\"seen\"[^>]*>\s*It is new\.", said)
    assert Record.objects.get().draft.seen == "It leaks."
    assert trust.post(url(visit), typed(offered) | {"do": "theirs"}, headers=HTMX).headers["HX-Redirect"]
    assert Record.objects.get().draft.seen == "It leaks."
    assert trust.post(url(visit), typed(offered) | {"instead_of": 1}, headers=HTMX).status_code == 200
    assert Record.objects.get().draft.seen == "It is new."


def test_somebody_else_s_page_is_not_saved_as_mine(visit: Engagement, offered: Cast, trust: Client):
    sent = typed(offered) | {"typed_by": offered.chief_executive.pk}
    assert trust.post(url(visit), sent, headers=HTMX).status_code == 422
    assert not Record.objects.exists()


def test_shared_and_read_by_the_school(visit: Engagement, offered: Cast, trust: Client, client_of: ClientOf):
    head = client_of(offered.headteacher)
    kpi = Framework.objects.in_force(offered.trust).spec.criteria[0].kpis[0]
    trust.post(url(visit), typed(offered, **{"action-0-due_on": "11/12/2026", "kpis-0": [kpi.code]}))
    page = head.get(url(visit)).content.decode()
    assert "Nothing is shared yet" in page
    assert "It is new." not in page
    share = reverse("record_share", args=[visit.pk])
    assert head.get(share).status_code == 403
    assert trust.post(share, {"version": 0}).url == share  # somebody saved meanwhile: read it again
    assert trust.post(share, {"version": 1}).url == url(visit)
    page = head.get(url(visit)).content.decode()
    for words in (
        "It is new.",
        "Hanna Osei, headteacher",
        "Rae Stone",
        kpi.title,
        "Service it",
        "Two overdue.",
    ):
        assert words in page
    assert "xinternalqz" not in page
    assert "data-saves" not in page
    action = Action.objects.get()
    assert url(visit) in head.get(reverse("action", args=[action.pk])).content.decode()

    assert head.post(url(visit), {"do": "view", "view": " "}).status_code == 422
    assert head.post(url(visit), {"do": "view", "view": "It was cleaned."}).url == url(visit)
    assert "It was cleaned." in trust.get(url(visit)).content.decode()
    nothing_new = {"action-0-what": "", "action-0-owner": "", "action-0-due_on": ""}
    trust.post(url(visit), typed(offered, version=2, seen="It is old.", **nothing_new))
    assert trust.post(share, {"version": 3, "why": ""}).status_code == 422
    assert trust.post(share, {"version": 3, "why": "I looked again."}).status_code == 302
    page = head.get(url(visit)).content.decode()
    assert "Version 1, as it was shared" in page
    assert "It is new." in page
    assert "I looked again." in page


def test_a_shared_record_is_kept_as_evidence_once(
    visit: Engagement, offered: Cast, trust: Client, client_of: ClientOf
):
    head, keep = client_of(offered.headteacher), {"do": "keep", "kind": "observation"}
    trust.post(url(visit), typed(offered, **{"action-0-due_on": "11/12/2026"}))
    assert head.post(url(visit), keep).status_code == 403
    trust.post(reverse("record_share", args=[visit.pk]), {"version": 1})
    assert trust.post(url(visit), keep).status_code == 403
    assert head.post(url(visit), {"do": "keep", "kind": ""}).status_code == 422
    assert head.post(url(visit), keep).url == url(visit)
    piece = Evidence.objects.get()
    assert (piece.speaks_of, piece.kind) == (date(2026, 11, 20), "observation")
    assert piece.link.endswith(url(visit))
    assert head.post(url(visit), keep).status_code == 403
    assert piece.title in head.get(reverse("school_evidence", args=[offered.alder.urn])).content.decode()
    assert "Among the school’s evidence" in head.get(url(visit)).content.decode()


def test_no_page_file_or_notice_of_the_school_holds_an_internal_word(
    visit: Engagement, offered: Cast, client_of: ClientOf, trust: Client
):
    """Asked as everybody who is not of the trust's own staff, everywhere the engagement is spoken of."""
    sent = typed(offered, **{"action-0-due_on": "11/12/2026"})
    trust.post(url(visit), sent)
    trust.post(reverse("record_share", args=[visit.pk]), {"version": 1})
    client_of(offered.headteacher).post(reverse("calendar_address"))
    pages = [
        url(visit), visit.get_absolute_url(), reverse("record_share", args=[visit.pk]), reverse("notices"),
        reverse("plan", args=[offered.alder.urn]), reverse("actions", args=[offered.alder.urn]), reverse("home"),
        reverse("school", args=[offered.alder.urn]), reverse("network_meetings"), reverse("reports"),
        offered.headteacher.calendar_address.path, reverse("audit"),
    ]  # fmt: skip
    people = (
        offered.headteacher, offered.deputy_headteacher, offered.chair_of_governors, offered.clerk, offered.trustee,
        offered.trust_administrator,
    )  # fmt: skip
    for person in people:
        for page in pages:
            answer = client_of(person).get(page)
            text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
            assert "xinternalqz" not in text, (person, page)
    assert "xinternalqz" in trust.get(url(visit)).content.decode()


def test_the_record_asks_the_same_with_one_version_and_with_three(
    visit: Engagement, offered: Cast, client_of: ClientOf
):
    def more(number: int) -> None:
        line = ActionLine(f"Do {number}", "Head", "1/2/2027")
        record = records.save(
            engagement=visit, text=RecordText(seen=f"Seen {number}", actions=(line,)), internal="",
            version=getattr(Record.objects.filter(engagement=visit).first(), "version", 0),
            by=offered.chief_financial_officer,
        )  # fmt: skip
        records.share(
            engagement=visit, version=record.version, why="More.", by=offered.chief_financial_officer
        )
        records.add_view(engagement=visit, text=f"View {number}", by=offered.headteacher)

    def asked(person: Person, name: str = "record") -> int:
        page = reverse(name, args=[visit.pk])
        client = client_of(person)
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    more(1)
    trust = offered.chief_financial_officer
    few = asked(trust), asked(offered.headteacher), asked(trust, "record_share")
    more(2)
    more(3)
    assert (asked(trust), asked(offered.headteacher), asked(trust, "record_share")) == few
