"""The pages, as people send and read them."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskmatrix.models import Evaluation
from schools.models import Person
from support.models import AimReview, Decision, Engagement, Offer
from support.services import aims, engagements, new_year
from tests.cast import Cast

Choose = Callable[..., Decision]
ClientOf = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def first_day(evaluation: Evaluation, at: Any) -> Any:
    with at("2026-09-01 10:00"):
        yield


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def decision_url(evaluation: Evaluation, strand: str = "academic") -> str:
    return reverse("decision", args=[evaluation.pk, strand])


def test_the_recommendation_is_confirmed_with_one_button(
    client_of: ClientOf, offered: Cast, evaluation: Evaluation
):
    client = client_of(offered.chief_executive)
    page = words(client.get(decision_url(evaluation)))
    assert "Confirm Sustain" in page
    assert "The weighted mean of the 7 criteria is 0.0 of 100" in page
    assert "category.weighted-mean" in page

    answer = client.post(decision_url(evaluation), {"category": "sustain"})

    assert answer.url == reverse("plan", args=[offered.alder.urn])
    assert Decision.objects.get().category == "sustain"
    page = words(client.get(decision_url(evaluation)))
    assert "Sustain is confirmed" in page
    assert "Esther Vance" in page


def test_another_category_needs_a_reason_and_nothing_typed_is_lost(
    client_of: ClientOf, offered: Cast, evaluation: Evaluation
):
    client = client_of(offered.chief_executive)
    answer = client.post(decision_url(evaluation), {"category": "refine", "reason": ""})
    assert answer.status_code == 422
    page = words(answer)
    assert "You chose another category than recommended: give the reason." in page
    assert 'value="refine" id="id_category_1" checked' in page
    assert not Decision.objects.exists()
    typed = "a" * 2001
    answer = client.post(decision_url(evaluation), {"category": "refine", "reason": typed})
    assert answer.status_code == 422
    assert typed in answer.content.decode()

    client.post(decision_url(evaluation), {"category": "refine", "reason": "<b>Growing</b> fast."})

    page = client.get(decision_url(evaluation)).content.decode()
    assert "&lt;b&gt;Growing&lt;/b&gt; fast." in page
    assert "<b>Growing" not in page


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("headteacher", 403),  # nobody has decided yet
        ("head_of_school_improvement", 403),
        ("governor", 404),
        ("subject_leader", 404),
        ("other_head", 404),
        ("foreign_chief", 404),
        ("chief_financial_officer", 200),  # reads it, and is told that somebody else decides
    ],
)
def test_who_reads_a_recommendation_before_the_decision(
    client_of: ClientOf, offered: Cast, evaluation: Evaluation, who: str, status: int
):
    answer = client_of(getattr(offered, who)).get(decision_url(evaluation))
    assert answer.status_code == status
    assert "Confirm Sustain" not in answer.content.decode()


def test_what_is_not_there_is_404(client_of: ClientOf, offered: Cast, evaluation: Evaluation):
    client = client_of(offered.chief_executive)
    assert client.get(decision_url(evaluation, "sporting")).status_code == 404
    assert client.get(reverse("decision", args=[evaluation.pk + 1, "academic"])).status_code == 404
    assert client.get(reverse("plan", args=[offered.alder.urn]) + "?year=1999/00").status_code == 404
    assert client.get(reverse("plan", args=[offered.alder.urn]) + "?year=%00").status_code == 404
    assert client.get(reverse("plan", args=[offered.cedar.urn])).status_code == 404
    assert client.get(reverse("engagement", args=[1])).status_code == 404


def test_the_list_of_decisions_shows_mine_and_goes_empty(
    client_of: ClientOf, offered: Cast, evaluation: Evaluation, choose: Choose
):
    client = client_of(offered.chief_executive)
    page = words(client.get(reverse("decisions")))
    assert decision_url(evaluation) in page
    assert decision_url(evaluation, "operational") not in page
    choose("sustain")
    assert "Nothing waits for you" in words(client.get(reverse("decisions")))
    assert client_of(offered.headteacher).get(reverse("decisions")).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"),
    [("headteacher", 200), ("trustee", 200), ("improvement_adviser", 200), ("school_business_manager", 200),
     ("governor", 404), ("subject_leader", 404), ("other_head", 404), ("foreign_chief", 404),
     ("trust_administrator", 404)],
)  # fmt: skip
def test_who_sees_a_plan_and_what_hangs_on_it(
    client_of: ClientOf, offered: Cast, choose: Choose, who: str, status: int
):
    choose("stabilise")
    review = AimReview.objects.filter(sequence=1)[0]
    client = client_of(getattr(offered, who))
    reinforce = choose("reinforce", reason="A slip.").commitments.get(promise="reviews")
    addresses = [
        reverse("plan", args=[offered.alder.urn]),
        Engagement.objects.filter(status="planned")[0].get_absolute_url(),
        reverse("aim_review", args=[review.pk]),
        reverse("requirement", args=[reinforce.pk]),
    ]
    assert [client.get(address).status_code for address in addresses] == [status] * 4


def test_the_plan_says_what_is_promised_and_why(client_of: ClientOf, offered: Cast, choose: Choose):
    choose("stabilise")
    client = client_of(offered.headteacher)
    page = words(client.get(reverse("plan", args=[offered.alder.urn])))
    assert "Academic: Stabilise" in page
    assert "Visits by the head of school improvement, at least weekly" in page
    assert "At least 1 each school week" in page
    assert "No operational category is confirmed for Alder Primary yet." in page
    assert "promised what all four categories share" in page
    assert "Secure effective senior leadership" in page
    assert "Say how it stands" not in page  # the school records nothing
    client = client_of(offered.head_of_school_improvement)
    assert "Say how it stands" in words(client.get(reverse("plan", args=[offered.alder.urn])))


def test_a_plan_before_anything_is_laid_out_changes_nothing_by_being_read(client_of: ClientOf, offered: Cast):
    client = client_of(offered.headteacher)
    page = words(client.get(reverse("plan", args=[offered.alder.urn])))
    assert "Nothing has been laid out for 2026/27 yet." in page
    assert not Engagement.objects.exists()


def test_recording_on_the_page(client_of: ClientOf, offered: Cast, choose: Choose):
    choose("sustain")
    meeting = Engagement.objects.get(commitment__promise="progress-meeting", label="Autumn term")
    client = client_of(offered.chief_executive)
    wrong = {"do": "held", "version": 1, "held_on": "3 May 2030", "note": "Reading first."}
    answer = client.post(meeting.get_absolute_url(), wrong)
    assert answer.status_code == 422
    assert "This day has not come yet." in words(answer)
    assert "3 May 2030" in words(answer)
    assert "Reading first." in words(answer)

    answer = client.post(meeting.get_absolute_url(), wrong | {"held_on": "1 September 2026"})

    assert answer.status_code == 302
    assert answer.url.endswith("?year=2026/27#academic-progress-meeting")
    page = words(client.get(meeting.get_absolute_url()))
    assert "Reading first." in page
    assert "Record it as held" not in page
    assert "Plan it again" in page
    client.post(meeting.get_absolute_url(), {"do": "take-back", "version": 2})
    meeting.refresh_from_db()
    assert meeting.status == "planned"


def test_two_people_at_one_engagement_see_both_texts(client_of: ClientOf, offered: Cast, choose: Choose):
    choose("sustain")
    meeting = Engagement.objects.get(commitment__promise="progress-meeting", label="Autumn term")
    client = client_of(offered.head_of_school_improvement)
    client.get(meeting.get_absolute_url())
    engagements.record_held(
        engagement=meeting,
        held_on=meeting.window_start,
        note="Theirs.",
        version=1,
        by=offered.chief_executive,
    )
    sent = {"do": "held", "version": 1, "held_on": "1 September 2026", "note": "Mine."}
    answer = client.post(meeting.get_absolute_url(), sent)

    assert answer.status_code == 409
    page = words(answer)
    assert "Theirs." in page
    assert "Mine." in page
    meeting.refresh_from_db()
    assert meeting.note == "Theirs."
    answer = client.post(meeting.get_absolute_url(), sent | {"do": "correct", "version": 2})
    meeting.refresh_from_db()
    assert meeting.note == "Mine."


def test_cancelling_on_the_page(client_of: ClientOf, offered: Cast, choose: Choose):
    choose("sustain")
    meeting = Engagement.objects.get(commitment__promise="progress-meeting", label="Autumn term")
    client = client_of(offered.chief_executive)
    assert client.post(meeting.get_absolute_url(), {"do": "cancel", "version": 1}).status_code == 422
    client.post(
        meeting.get_absolute_url(), {"do": "cancel", "version": 1, "reason": "Snow.", "side": "school"}
    )
    assert "Snow." in words(client_of(offered.headteacher).get(meeting.get_absolute_url()))


def test_the_school_reads_but_does_not_record(client_of: ClientOf, offered: Cast, choose: Choose):
    choose("sustain")
    meeting = Engagement.objects.get(commitment__promise="progress-meeting", label="Autumn term")
    client = client_of(offered.headteacher)
    assert "Record" not in words(client.get(meeting.get_absolute_url())).split("</nav>")[-1]
    sent = {"do": "held", "version": 1, "held_on": "1 September 2026"}
    assert client.post(meeting.get_absolute_url(), sent).status_code == 403
    meeting.refresh_from_db()
    assert meeting.status == "planned"


def test_aims_and_requirements_on_their_pages(client_of: ClientOf, offered: Cast, choose: Choose):
    choose("reinforce")
    client = client_of(offered.head_of_school_improvement)
    reviews = offered.alder.commitments.running().get(promise="reviews")
    aim = AimReview.objects.get(commitment__promise="external-consultant", sequence=1)
    address = reverse("requirement", args=[reviews.pk])
    assert client.post(address, {"required": "yes", "sentence": ""}).status_code == 422
    assert client.post(address, {"required": "yes", "sentence": "SEND is new."}).status_code == 302
    address = reverse("aim_review", args=[aim.pk])
    assert client.post(address, {"sentence": "One begins soon."}).status_code == 422
    assert client.post(address, {"status": "not_yet", "sentence": "One begins soon."}).status_code == 302
    page = words(client_of(offered.headteacher).get(reverse("plan", args=[offered.alder.urn])))
    assert "SEND is new." in page
    assert "One begins soon." in page
    other = reverse(
        "requirement", args=[offered.alder.commitments.running().get(promise="staff-training").pk]
    )
    assert client.get(other).status_code == 404


def test_pages_ask_the_same_however_much_stands_on_them(
    client_of: ClientOf, offered: Cast, choose: Choose, at: Any
):
    address = reverse("plan", args=[offered.alder.urn])
    choose("stabilise")
    choose("stabilise", "operational")
    client = client_of(offered.chief_executive)

    def record(number: int, status: str) -> None:
        for row in Engagement.objects.missed()[:number]:
            engagements.record_held(
                engagement=row, held_on=row.due_on, note="", version=row.version, by=offered.chief_executive
            )
        for review in AimReview.objects.filter(sequence=1)[:number]:
            aims.review(review=review, status=status, sentence="As seen.", by=offered.chief_executive)

    def asked() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as captured:
            page = words(client.get(address))
        return len(captured), page

    with at("2026-11-02"):
        record(1, "not_yet")
        asked()
        few, page = asked()
        assert page.count("is-done") == 1
        record(3, "on_course")
        many, page = asked()
        assert page.count("is-done") == 1 + 3 + 2 * 3  # each aim says so in its line and beside its name
    assert many == few


def test_the_whole_offer_can_be_read_with_every_note(client_of: ClientOf, offered: Cast):
    url = reverse("offer", args=[offered.alder.urn])
    page = html.unescape(words(client_of(offered.headteacher).get(url)))
    document = Offer.objects.in_force(offered.trust).spec
    noted = [document.schedule, document.without_category]
    noted += [strand.recommendation for strand in document.strands]
    noted += [gate for strand in document.strands for gate in strand.recommendation.gates]
    noted += [category for strand in document.strands for category in strand.categories]
    noted += [engagement for _, _, engagement in document.engagements()]
    notes = [each.note for each in noted if each.note]
    assert len(notes) > 50
    assert [note for note in notes if note not in page] == []
    assert [e.title for _, _, e in document.engagements() if e.title not in page] == []
    marked = page.count('<span class="proposed">Proposed</span>')
    assert marked == sum(engagement.proposed for _, _, engagement in document.engagements())


def test_the_plan_marks_what_is_proposed_and_says_why_without_a_category(
    client_of: ClientOf, offered: Cast, choose: Choose
):
    new_year.lay_out_year(year=offered.year_2026)
    client, url = client_of(offered.headteacher), reverse("plan", args=[offered.alder.urn])
    page = words(client.get(url))
    assert page.count("The strategy does not say what a school is owed before its category is confirmed") == 2
    assert reverse("offer", args=[offered.alder.urn]) in page
    choose("sustain")
    page = words(client.get(url))
    assert 'Headteachers’ network, every third school week <span class="proposed">Proposed</span>' in page
    assert "Progress meeting with the chief executive, once a term <span" not in page
