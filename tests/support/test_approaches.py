"""Shared approaches: the strategy's list, what each school says of it and since when, templates and whom to ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.packs import PackError
from kit.refusals import Refused
from kit.uploads import examine
from schools.models import AuditEntry, Person
from schools.services.people import deactivate
from schools.services.schools import add_school
from support import approaches as pack
from support.models import ApproachStanding, ApproachTemplate
from support.queries.approaches import approach_page, school_approaches, trust_approaches
from support.services import approaches
from tests.cast import Cast

ClientOf = Callable[[Person], Client]
SEF = "sef-format"

# Written by hand from the strategy, “Shared Approaches”.
STRATEGY = {
    "Assessment & Target Setting": [
        "Use of FFT and prior attainment to set ambitious targets",
        "Use of PiXL to assess learning in Year 1-6",
        "Use of Insight Tracking",
        "Use of No More Marking",
    ],
    "Improvement Planning": [
        "Agreed School Improvement Plan (SIP) format",
        "SIP quality assured by Head of School Improvement",
        "Agreed SEF format",
        "Agreed monitoring templates and approach",
    ],
    "Pupil Premium": ["Agreed Strategy format", "Agreed reporting format"],
    "Sports Premium": ["Agreed Strategy format", "Agreed reporting format"],
    "Curriculum": ["Shared approach for curriculum Intent"],
    "Local Governance Committee": [
        "Common reporting template to ensure that the information provided for local governors is similar across the "
        "Trust and covers the necessary areas",
        "Consistent agendas and minutes",
    ],
    "Leadership Support": [
        "Access to the School Bus",
        "EAP scheme",
        "Regular networking",
        "Common policies",
        "Sentry digital SCR",
        "Every Compliance",
    ],
}


def say(cast: Cast, approach: str = SEF, by: Person | None = None, **more: Any) -> ApproachStanding:
    values = {"school": cast.alder, "standing": "adopted", "since": date(2025, 9, 1)} | more
    return approaches.say(approach=approach, by=by or cast.headteacher, **values)


def add(cast: Cast, by: Person | None = None, **more: Any) -> ApproachTemplate:
    file = SimpleUploadedFile("sef.txt", b"How good are we?", "text/plain")
    values = {"approach": SEF, "title": "SEF", "why": "", "trust": cast.trust} | more
    return approaches.add_template(upload=examine(file), by=by or cast.head_of_school_improvement, **values)


def code_of(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.refusal.code


# --- The list -------------------------------------------------------------------------------------------------------


def test_the_list_is_the_strategys_word_for_word() -> None:
    found = {each.title: [a.title for a in each.approaches] for each in pack.load().headings}
    assert found == STRATEGY
    assert list(found) == list(STRATEGY)
    assert (len(found), sum(map(len, found.values()))) == (7, 21)


def test_every_approach_has_a_code_of_its_own() -> None:
    assert set(Counter(each.code for each in pack.load().entries()).values()) == {1}


def test_a_code_that_stands_twice_is_found_with_its_line(tmp_path: Any) -> None:
    copy = tmp_path / "list.yaml"
    copy.write_text(pack.PACK.read_text().replace("code: eap-scheme", "code: school-bus"))
    with pytest.raises(PackError) as error:
        pack.load(copy)
    assert "“school-bus” stands more than once" in str(error.value)


# --- What a school says ---------------------------------------------------------------------------------------------


def test_what_was_said_before_stays_and_the_latest_stands(cast: Cast) -> None:
    first = say(cast, standing="adapting", note="Two of five parts.")
    second = say(cast, contact=cast.deputy_headteacher)
    page = approach_page(cast.alder, pack.shared_approaches().entry(SEF), cast.headteacher)  # type: ignore[arg-type]
    assert page.history == (second, first)
    assert page.line.standing == ("Adopted", "done")
    entry = AuditEntry.objects.filter(verb="said of shared approach").latest("pk")
    assert (entry.before or {})["standing"] == "adapting"
    assert (entry.after or {})["contact"] == cast.deputy_headteacher.name


def test_the_same_again_is_not_written(cast: Cast) -> None:
    assert say(cast) == say(cast)
    assert AuditEntry.objects.filter(verb="said of shared approach").count() == 1


def test_not_said_is_a_state_of_its_own(cast: Cast) -> None:
    say(cast, standing="not_yet")
    page = school_approaches(cast.alder, cast.headteacher)
    figures = {each["label"]: each["number"] for each in page.figures}
    assert figures == {"adopted": "0", "adapting": "0", "not yet": "1", "not said": "20"}
    lines = {line.entry.code: line.standing[0] for _, lines in page.sections for line in lines}
    assert (lines[SEF], lines["eap-scheme"]) == ("Not yet", "Not said")


def test_what_cannot_be_said(cast: Cast) -> None:
    assert code_of(lambda: say(cast, "no-such-approach")) == "no-such-approach"
    assert code_of(lambda: say(cast, standing="perhaps")) == "no-such-standing"
    assert code_of(lambda: say(cast, since=date(2027, 1, 8))) == "in-the-future"
    assert code_of(lambda: say(cast, since=date(1925, 1, 8))) == "long-ago"
    assert code_of(lambda: say(cast, standing="adapting", contact=cast.headteacher)) == "not-adopted"
    assert code_of(lambda: say(cast, contact=cast.other_head)) == "not-at-the-school"
    assert code_of(lambda: say(cast, note="x" * 501)) == "too-long"


@pytest.mark.parametrize(
    "who", ["other_head", "subject_leader", "governor", "trustee", "trust_administrator", "foreign_chief"]
)
def test_who_does_not_say_it(cast: Cast, who: str) -> None:
    assert code_of(lambda: say(cast, by=getattr(cast, who))) == "not-yours"


@pytest.mark.parametrize("who", ["senior_leader", "improvement_adviser", "head_of_school_improvement"])
def test_who_says_it(cast: Cast, who: str) -> None:
    assert say(cast, by=getattr(cast, who)).by == getattr(cast, who)


def test_what_was_said_and_added_is_never_changed(cast: Cast) -> None:
    say(cast)
    add(cast)
    for rows, column in ((ApproachStanding.objects, "note"), (ApproachTemplate.objects, "why")):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            rows.update(**{column: "Another"})


# --- Whom to ask ----------------------------------------------------------------------------------------------------


def asked_at_birch(cast: Cast) -> list[str]:
    page = approach_page(cast.birch, pack.shared_approaches().entry(SEF), cast.other_head)  # type: ignore[arg-type]
    return [f"{each.school}: {each.contact}" for each in page.to_ask]


def test_others_ask_who_has_adopted_it_and_named_somebody(cast: Cast, client_of: ClientOf) -> None:
    say(cast, note="xnoteqz")
    assert asked_at_birch(cast) == []
    say(cast, contact=cast.deputy_headteacher, note="xnoteqz")
    assert asked_at_birch(cast) == ["Alder Primary: Dev Patel, deputy headteacher"]
    page = (
        client_of(cast.other_head)
        .get(reverse("school_approach", args=[cast.birch.urn, SEF]))
        .content.decode()
    )
    assert "Dev Patel, deputy headteacher" in page
    assert "xnoteqz" not in page
    say(cast, standing="not_yet")
    assert asked_at_birch(cast) == []


def test_nobody_is_sent_to_somebody_who_has_left(cast: Cast) -> None:
    say(cast, contact=cast.deputy_headteacher)
    deactivate(person=cast.deputy_headteacher, by=cast.trust_administrator)
    assert asked_at_birch(cast) == []


# --- Templates ------------------------------------------------------------------------------------------------------


def test_the_same_title_again_is_the_next_version_and_says_what_is_different(cast: Cast) -> None:
    first = add(cast)
    assert code_of(lambda: add(cast)) == "why-missing"
    second = add(cast, why="Shorter.")
    other = add(cast, title="SEF on a page")
    assert [first.number, second.number, other.number] == [1, 2, 1]
    assert AuditEntry.objects.filter(verb="added template", trust=cast.trust).count() == 3


def test_what_is_no_template(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_of(lambda: add(cast, title=" ")) == "untitled"
    assert code_of(lambda: add(cast, approach="no-such-approach")) == "no-such-approach"
    for who in (cast.headteacher, cast.improvement_adviser, cast.trustee, cast.foreign_administrator):
        assert code_of(lambda who=who: add(cast, by=who)) == "not-yours"
    monkeypatch.setattr(approaches, "TEMPLATES_LIMIT", 0)
    assert code_of(lambda: add(cast)) == "too-many"


def test_a_template_is_handed_out_as_a_download_in_its_own_trust(cast: Cast, client_of: ClientOf) -> None:
    keeper = client_of(cast.trust_administrator)
    url = reverse("approach_templates")
    file = SimpleUploadedFile("sef.txt", b"How good are we?", "text/plain")
    assert keeper.post(url, {"approach": SEF, "title": "SEF", "file": file}).status_code == 302
    assert keeper.post(url, {"approach": SEF, "title": "SEF"}).status_code == 422
    again = SimpleUploadedFile("sef.txt", b"Better?", "text/plain")
    answer = keeper.post(url, {"approach": SEF, "title": "SEF", "file": again})
    assert "This is version 2: say what is different." in answer.content.decode()
    row = ApproachTemplate.objects.get()
    assert "sef" not in row.stored_as
    download = reverse("approach_template", args=[row.pk])
    page = (
        client_of(cast.other_head)
        .get(reverse("school_approach", args=[cast.birch.urn, SEF]))
        .content.decode()
    )
    assert download in page
    for person in (cast.other_head, cast.trustee, cast.trust_administrator):
        got = client_of(person).get(download)
        assert b"".join(got) == b"How good are we?"
        assert got.headers["Content-Disposition"].startswith("attachment")
    for person in (cast.foreign_head, cast.foreign_administrator, cast.governor):
        assert client_of(person).get(download).status_code == 404
    assert client_of(cast.headteacher).get(url).status_code == 403


# --- Pages ----------------------------------------------------------------------------------------------------------


def test_by_its_page(cast: Cast, client_of: ClientOf) -> None:
    url = reverse("school_approach", args=[cast.alder.urn, SEF])
    client = client_of(cast.headteacher)
    sent = {
        "standing": "adapting",
        "since": "1 September 2026",
        "contact": cast.headteacher.pk,
        "note": "Kept words",
    }
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    foreign = client.post(url, sent | {"standing": "adopted", "contact": cast.foreign_head.pk})
    assert "Choose somebody who works at the school." in foreign.content.decode()
    assert client.post(url, sent | {"standing": "adopted"}).url == reverse(
        "school_approaches", args=[cast.alder.urn]
    )
    page = client.get(url).content.decode()
    assert "Adopted since" in page
    assert "1 September 2026" in page
    assert (
        client.get(reverse("school_approach", args=[cast.alder.urn, "no-such-approach"])).status_code == 404
    )
    assert client.get(reverse("school_approach", args=[cast.birch.urn, SEF])).status_code == 404


def test_the_trust_sees_every_approach_of_every_school(cast: Cast, client_of: ClientOf) -> None:
    say(cast, contact=cast.headteacher)
    say(cast, school=cast.birch, standing="adapting", by=cast.other_head)
    trust = trust_approaches(cast.chief_executive)[0]
    rows = {row.entry.code: row for _, rows in trust.sections for row in rows}
    assert len(rows) == 21
    assert [cell.standing[0] for cell in rows[SEF].cells] == ["Adopted", "Adapting"]
    assert rows[SEF].counts == "1 adopted, 1 adapting"
    assert rows["eap-scheme"].counts == "2 not said"
    page = client_of(cast.chief_executive).get(reverse("approaches")).content.decode()
    assert "2 not said" in page
    assert client_of(cast.headteacher).get(reverse("approaches")).status_code == 403


def test_pages_ask_the_same_with_one_school_and_with_three(cast: Cast, client_of: ClientOf) -> None:
    pages = [
        (cast.chief_executive, reverse("approaches")),
        (cast.other_head, reverse("school_approach", args=[cast.birch.urn, SEF])),
        (cast.other_head, reverse("school_approaches", args=[cast.birch.urn])),
        (cast.trust_administrator, reverse("approach_templates")),
    ]

    def asked() -> list[int]:
        counts = []
        for person, url in pages:
            client = client_of(person)
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts.append(len(queries))
        return counts

    say(cast, contact=cast.headteacher)
    say(cast, school=cast.birch, by=cast.other_head)
    add(cast)
    one = asked()
    say(cast, school=cast.birch, by=cast.other_head, note="And more.", contact=cast.other_head)
    add(cast, why="Shorter.")
    add(cast, title="SEF on a page")
    for urn in (900_021, 900_022):
        school = add_school(
            trust=cast.trust, urn=urn, name=f"School {urn}", phase="primary", by=cast.trust_administrator
        )
        say(cast, school=school, by=cast.chief_executive)
    assert asked() == one
