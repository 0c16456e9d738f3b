"""Comments on a KPI stay among the school's own people: who writes, who settles, who is told, who never reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.refusals import Refused
from riskmatrix.models import Comment, Evaluation, Rating
from riskmatrix.queries.kpi_talk import talk_of
from riskmatrix.queries.surroundings import surroundings_of
from riskmatrix.services import self_evaluation, talk
from schools.models import AuditEntry, Notice, Person
from tests.cast import Cast
from tests.riskmatrix.conftest import own
from tests.riskmatrix.test_teamwork import give
from tests.states import moderated, rated

Clients = Callable[[Person], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}
KPI, WORD = "staff-voice", "The survey closed on Friday."


def said(evaluation: Evaluation, by: Person, text: str = WORD, kpi: str = KPI) -> Comment:
    return talk.say(rating=own(evaluation, kpi), text=text, by=by)


def page_of(client: Client, evaluation: Evaluation, address: str = "evaluation") -> str:
    return client.get(reverse(address, args=[evaluation.pk]), {"all": ""}).content.decode()


def test_a_comment_is_written_and_settled_by_somebody_who_is_named(
    evaluation: Evaluation, cast: Cast, client_of: Clients
):
    comment = said(evaluation, cast.headteacher)
    page = page_of(client_of(cast.deputy_headteacher), evaluation)
    assert WORD in page
    assert "1 open</span>" in page
    assert "1 open comment</span>" in page
    talk.settle(comment=comment, by=cast.deputy_headteacher)
    assert (comment.resolved_by, comment.resolved_at is not None) == (cast.deputy_headteacher, True)
    again = talk.settle(comment=comment, by=cast.senior_leader)
    assert again.resolved_by == cast.deputy_headteacher, "whoever was first settled it"
    page = page_of(client_of(cast.headteacher), evaluation)
    assert "all settled" in page
    assert 'Settled by <span class="person">Dev Patel' in page
    assert "open comment" not in page
    talk.open_again(comment=comment, by=cast.headteacher)
    assert (comment.resolved_by, comment.resolved_at) == (None, None)
    verbs = (
        AuditEntry.objects.filter(thing_kind="riskmatrix.comment")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["commented on KPI", "settled comment", "reopened comment"]


def test_the_audit_tells_that_somebody_spoke_and_not_what(
    evaluation: Evaluation, cast: Cast, client_of: Clients
):
    comment = said(evaluation, cast.headteacher)
    talk.settle(comment=comment, by=cast.headteacher)
    page = client_of(cast.trust_administrator).get(reverse("audit")).content.decode()
    assert "commented on KPI" in page
    assert WORD not in page
    for entry in AuditEntry.objects.filter(thing_kind="riskmatrix.comment"):
        assert WORD[:20] not in f"{entry.thing_name} {entry.before} {entry.after}"


def test_nobody_but_the_schools_own_people_reads_them(
    evaluation: Evaluation, cast: Cast, client_of: Clients, django_assert_num_queries: Callable[..., Any]
):
    """The trust reads the whole self-evaluation once it is submitted, without what was said about it."""
    comment = said(evaluation, cast.headteacher)
    rated(cast.alder, cast.autumn, cast.headteacher)
    self_evaluation.submit(evaluation=evaluation, by=cast.headteacher)
    assert WORD in page_of(client_of(cast.deputy_headteacher), evaluation)
    others = (
        cast.head_of_school_improvement, cast.chief_executive, cast.chief_financial_officer,
        cast.improvement_adviser, cast.trust_administrator, cast.governor, cast.subject_leader, cast.other_head,
        cast.foreign_head, cast.foreign_chief,
    )  # fmt: skip
    rating = own(evaluation, KPI)
    for person in others:
        client = client_of(person)
        assert surroundings_of(evaluation, person, [KPI])[KPI].talk is None, person
        with django_assert_num_queries(0):
            assert talk_of(evaluation, person, [KPI]) == {}
        assert not Comment.objects.visible_to(person).exists(), person
        for address in ("evaluation", "moderation"):
            page = page_of(client, evaluation, address)
            assert WORD not in page, person
            assert "Comments among ourselves" not in page, person
        assert client.post(reverse("comment_add", args=[rating.pk]), {"text": "Mine"}).status_code == 404, (
            person
        )
        assert client.post(reverse("comment_settle", args=[comment.pk])).status_code == 404, person
        assert not Notice.objects.filter(person=person, key__startswith="comment-").exists()
        for verb in (lambda by: said(evaluation, by), lambda by: talk.settle(comment=comment, by=by),
                     lambda by: talk.open_again(comment=comment, by=by)):  # fmt: skip
            with pytest.raises(Refused) as refused:
                verb(person)
            assert refused.value.refusal.code == "not-yours"
    comment.refresh_from_db()
    assert (Comment.objects.count(), comment.resolved_at) == (1, None)


def test_once_the_ratings_are_agreed_the_talk_is_over(cast: Cast, evaluation: Evaluation, client_of: Clients):
    comment = said(evaluation, cast.headteacher)
    found = moderated(cast, cast.alder, cast.autumn)
    for verb in (
        lambda: said(found, cast.headteacher),
        lambda: talk.settle(comment=comment, by=cast.headteacher),
    ):
        with pytest.raises(Refused) as refused:
            verb()
        assert refused.value.refusal.code == "talk-is-over"
    page = page_of(client_of(cast.headteacher), found)
    assert WORD in page
    assert "Add the comment" not in page
    assert page.count("Comments among ourselves") == 1


def test_who_has_it_in_hand_and_who_talks_is_told_but_not_what_was_said(evaluation: Evaluation, cast: Cast):
    give(evaluation, cast.deputy_headteacher, cast.headteacher, "leadership-and-management")
    said(evaluation, cast.senior_leader, "A question.")
    Notice.objects.all().delete()
    comment = said(evaluation, cast.headteacher)
    told = Notice.objects.filter(key=f"comment-{comment.pk}")
    assert {notice.person for notice in told} == {cast.deputy_headteacher, cast.senior_leader}
    for notice in told:
        assert notice.subject == "Hanna Osei has commented on “Staff voice”"
        assert WORD not in notice.body
        assert notice.link.endswith("?criterion=leadership-and-management#kpi-staff-voice")


def test_with_script_the_talk_comes_back_and_without_the_page(
    evaluation: Evaluation, cast: Cast, client_of: Clients
):
    client, rating = client_of(cast.headteacher), own(evaluation, KPI)
    url = reverse("comment_add", args=[rating.pk])
    fragment = client.post(url, {"text": WORD}, **HTMX).content.decode()
    assert "<html" not in fragment
    assert WORD in fragment
    assert client.post(url, {"text": WORD}, **HTMX).status_code == 200
    assert Comment.objects.count() == 1, "sent twice is said once"
    place = "?criterion=leadership-and-management#kpi-staff-voice"
    assert client.post(url, {"text": "Another."})["Location"].endswith(place)
    settle = reverse("comment_settle", args=[Comment.objects.earliest("pk").pk])
    assert client.post(settle)["Location"].endswith(place)
    assert "Settled by" in client.post(settle, **HTMX).content.decode()
    assert "Settled by" not in client.post(settle, {"settled": "no"}, **HTMX).content.decode()


@pytest.mark.parametrize(
    ("text", "why"), [("  ", "Write a comment first."), ("x" * 1_001, "Shorten it by 1 to fit")]
)
def test_what_cannot_be_taken_says_why_and_stays(
    evaluation: Evaluation, cast: Cast, client_of: Clients, text: str, why: str
):
    client, url = client_of(cast.headteacher), reverse("comment_add", args=[own(evaluation, KPI).pk])
    for headers in ({}, HTMX):
        answer = client.post(url, {"text": text}, **headers)
        assert answer.status_code == (200 if headers else 422)
        page = answer.content.decode()
        assert why in page
        assert text in page
    assert not Comment.objects.exists()
    with pytest.raises(Refused, match=why):
        said(evaluation, cast.headteacher, text)


def test_whoever_submits_is_told_quietly_what_is_not_settled(
    evaluation: Evaluation, cast: Cast, client_of: Clients
):
    head = client_of(cast.headteacher)
    first, _ = said(evaluation, cast.deputy_headteacher), said(evaluation, cast.senior_leader, "And?")
    page = page_of(head, evaluation, "evaluation_submit")
    assert "2 comments not settled yet" in page
    section = first.kpi.criterion.code
    assert f'href="{evaluation.get_absolute_url()}?criterion={section}"' in page
    assert WORD not in page
    for comment in Comment.objects.all():
        talk.settle(comment=comment, by=cast.headteacher)
    assert "not settled yet" not in page_of(head, evaluation, "evaluation_submit")


def test_a_comment_is_text_and_nothing_else(evaluation: Evaluation, cast: Cast, client_of: Clients):
    said(evaluation, cast.headteacher, "<script>alert(1)</script>\u202e & \x00more")
    page = page_of(client_of(cast.headteacher), evaluation)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert "<script>alert" not in page


def test_the_page_costs_the_same_with_one_comment_and_with_three(
    evaluation: Evaluation, cast: Cast, client_of: Clients
):
    client, url = client_of(cast.headteacher), evaluation.get_absolute_url() + "?all"

    def asked(number: int) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url).content.decode()
        assert page.count("Settled by") + page.count(">Mark as settled<") == number
        return len(queries)

    said(evaluation, cast.headteacher)
    one = asked(1)
    talk.settle(comment=said(evaluation, cast.deputy_headteacher, "Two"), by=cast.senior_leader)
    said(evaluation, cast.school_business_manager, "Three", "pupil-voice")
    assert asked(3) == one
    assert Rating.objects.filter(kind="self").count() == 39
