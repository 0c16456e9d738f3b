"""External reviews: commissioned, carried out, findings settled, closed or cancelled; nothing skipped, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from governance.queries.school_tasks import school_tasks
from governance.queries.tasks import tasks_for
from kit.refusals import Refused
from kit.uploads import examine
from riskmatrix.models import Framework
from schools.access.permissions import Permission
from schools.access.roles import Role, roles_with
from schools.models import Action, AuditEntry, Notice
from schools.services import actions
from schools.services.actions import ActionText
from support.models import Commitment, Finding, Review, ReviewEnd, ReviewPaper, ReviewReport
from support.queries.reviews import promises_to_keep, review_turns
from support.rules_reviews import kinds_for
from support.services import findings, reviews
from support.services.reviews import Commission
from support.spec_reviews import review_pack
from tests.cast import Cast

WHAT = Commission("send", "Dr Ada Fenn", date(2026, 12, 4), "Results of pupils with SEND fell.")
FIX = ActionText("Train every class teacher.", "SENCO", date(2027, 1, 29))


def refused(code: str, do: Callable[..., Any], **values: Any) -> None:
    with pytest.raises(Refused) as caught:
        do(**values)
    assert caught.value.refusal.code == code


@pytest.fixture(autouse=True)
def november(cast: Cast, at: Any) -> Any:
    with at("2026-11-16 09:00"):
        yield


@pytest.fixture
def review(cast: Cast) -> Review:
    return reviews.commission(school=cast.alder, what=WHAT, by=cast.head_of_school_improvement)


@pytest.fixture
def carried_out(cast: Cast, review: Review, at: Any) -> Review:
    with at("2026-11-20 16:00"):
        reviews.carry_out(
            review=review, carried_out_on=date(2026, 11, 19), reviewer="Dr Ada Fenn",
            summary="Plans are good, <b>teaching</b> varies.", by=cast.head_of_school_improvement,
        )  # fmt: skip
    return review


@pytest.fixture
def later(at: Any) -> Any:
    with at("2026-11-23 09:00"):
        yield


def anew(review: Review) -> Review:
    return Review.objects.whole().get(pk=review.pk)


def test_the_pack_names_roles_that_may_and_criteria_and_promises_that_exist(offered: Cast):
    framework = Framework.objects.in_force(offered.trust)
    assert framework is not None
    criteria = {each.code for each in framework.spec.criteria}
    offer = offered.trust.offers.get().spec
    promises = {each.promise for _, _, each in offer.engagements()}
    able = {role.value for role in roles_with(Permission.RECORD_ENGAGEMENT)}
    assert len(review_pack().kinds) == 7
    for kind in review_pack().kinds:
        assert set(kind.commissioned_by) <= able, kind.code
        assert set(kind.criteria) <= criteria, kind.code
        assert set(kind.promises) <= promises, kind.code


def test_who_commissions_is_the_packs_to_say(cast: Cast):
    codes = {each.code for each in kinds_for(cast.chief_financial_officer, cast.alder)}
    assert "send" not in codes
    assert "curriculum-and-financial-planning" in codes
    commission = {"school": cast.alder, "what": WHAT}
    refused("not-commissioned-by-you", reviews.commission, **commission, by=cast.chief_financial_officer)
    refused("not-commissioned-by-you", reviews.commission, **commission, by=cast.improvement_adviser)
    for role in set(Role) - roles_with(Permission.RECORD_ENGAGEMENT):
        refused("not-yours", reviews.commission, **commission, by=cast.holder(role))
    refused("not-yours", reviews.commission, **commission, by=cast.foreign_chief)
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("no-such-kind", {"kind": "horoscope"}),
        ("in-the-past", {"due_on": date(2026, 11, 15)}),
        ("too-far", {"due_on": date(2030, 1, 1)}),
        ("reviewer-missing", {"reviewer": " "}),
        ("reason-missing", {"why": "\n"}),
        ("too-long", {"why": "x" * 501}),
    ],
)
def test_what_is_commissioned_says_from_whom_by_when_and_why(cast: Cast, code: str, change: dict[str, Any]):
    what = Commission(
        **{"kind": "send", "reviewer": "Dr Ada Fenn", "due_on": WHAT.due_on, "why": "So."} | change
    )
    refused(code, reviews.commission, school=cast.alder, what=what, by=cast.chief_executive)


def test_a_review_is_commissioned_and_the_head_is_told(cast: Cast, review: Review):
    assert (review.title, review.standing) == ("Review of SEND provision", ("Commissioned", "quiet"))
    notice = Notice.objects.get(person=cast.headteacher, key=f"review:{review.pk}")
    assert "Dr Ada Fenn is to carry it out by 4 December 2026" in notice.body
    entry = AuditEntry.objects.get(verb="commissioned review")
    assert entry.after["why"] == "Results of pupils with SEND fell."


def test_it_may_keep_a_promise_of_the_offer(choose: Callable[..., Any], offered: Cast, client: Client):
    choose("reinforce")
    kind = review_pack().kind("send")
    assert kind is not None
    promised = promises_to_keep(offered.alder, [kind])
    assert [each.promise for each in promised] == ["reviews"]
    what = Commission("send", "Dr Ada Fenn", WHAT.due_on, "Required.", promised[0])
    made = reviews.commission(school=offered.alder, what=what, by=offered.chief_executive)
    assert made.commitment == promised[0]
    for person, is_led in ((offered.chief_executive, True), (offered.headteacher, False)):
        client.force_login(person)
        shown = client.get(reverse("requirement", args=[promised[0].pk])).content.decode()
        assert ("Commission the review that keeps this promise" in shown) is is_led
    client.force_login(offered.chief_executive)
    url = f"{reverse('review_commission', args=[offered.alder.urn])}?promise={promised[0].pk}"
    assert f'<option value="{promised[0].pk}" selected' in client.get(url).content.decode()
    other = Commitment.objects.exclude(promise="reviews").filter(school=offered.alder).first()
    wrong = Commission("send", "Dr Ada Fenn", WHAT.due_on, "Required.", other)
    refused("not-promised", reviews.commission, school=offered.alder, what=wrong, by=offered.chief_executive)
    refused("not-promised", reviews.commission, school=offered.birch, what=what, by=offered.chief_executive)


def test_carrying_out_is_recorded_once_with_its_day_and_what_it_says(cast: Cast, review: Review, later: Any):
    said = {
        "review": review, "carried_out_on": date(2026, 11, 19), "reviewer": "Dr Ada Fenn", "summary": "Well.",
        "by": cast.chief_executive,
    }  # fmt: skip
    refused("not-yours", reviews.carry_out, **said | {"by": cast.headteacher})
    refused("in-the-future", reviews.carry_out, **said | {"carried_out_on": date(2026, 11, 24)})
    refused("long-ago", reviews.carry_out, **said | {"carried_out_on": date(2023, 11, 24)})
    refused("summary-missing", reviews.carry_out, **said | {"summary": " "})
    refused("reviewer-missing", reviews.carry_out, **said | {"reviewer": ""})
    refused("not-carried-out", findings.add, review=review, text="One.", by=cast.chief_executive)
    refused("not-carried-out", reviews.close, review=review, sentence="Nothing.", by=cast.chief_executive)
    reviews.carry_out(**said)
    refused("carried-out", reviews.carry_out, **said)
    refused("carried-out", reviews.cancel, review=review, reason="Late.", by=cast.chief_executive)
    told = Notice.objects.filter(key=f"review:{review.pk}:carried-out").values_list("person", flat=True)
    assert set(told) == {cast.headteacher.pk, cast.head_of_school_improvement.pk}
    assert anew(review).standing == ("Carried out", "current")


def test_each_finding_is_settled_and_only_then_the_review_is_closed(
    cast: Cast, carried_out: Review, later: Any
):
    improver = cast.head_of_school_improvement
    first = findings.add(review=carried_out, text="  Teaching   varies. ", by=improver)
    assert findings.add(review=carried_out, text="Teaching varies.", by=improver) == first
    second = findings.add(review=carried_out, text="The room is small.", by=cast.improvement_adviser)
    refused("empty", findings.add, review=carried_out, text=" ", by=improver)
    refused("not-yours", findings.add, review=carried_out, text="Ours.", by=cast.headteacher)
    assert anew(carried_out).standing == ("Findings to settle", "open")
    refused("findings-open", reviews.close, review=carried_out, sentence="", by=improver)

    refused("not-yours", findings.make_action, finding=first, text=FIX, by=cast.governor)
    refused("owner-missing", findings.make_action, finding=first, text=ActionText("Do."), by=improver)
    refused("due-missing", findings.make_action, finding=first, text=ActionText("Do.", "SENCO"), by=improver)
    findings.make_action(finding=first, text=FIX, by=cast.headteacher)
    action = Action.objects.get()
    assert (action.what, action.origin) == (FIX.what, "Review of SEND provision, 19 November 2026")
    assert action.origin_url == carried_out.get_absolute_url()
    refused("settled", findings.make_action, finding=first, text=FIX, by=improver)
    refused("settled", findings.leave, finding=first, reason="No.", by=improver)
    refused("findings-open", reviews.close, review=carried_out, sentence="", by=improver)

    refused("not-yours", findings.leave, finding=second, reason="We know.", by=cast.headteacher)
    refused("reason-missing", findings.leave, finding=second, reason=" ", by=improver)
    findings.leave(finding=second, reason="It is rebuilt in May.", by=improver)
    refused("not-yours", reviews.close, review=carried_out, sentence="", by=cast.headteacher)
    reviews.close(review=carried_out, sentence="", by=improver)
    assert anew(carried_out).standing == ("Closed", "done")
    for do, more in ((findings.add, {"text": "Late."}), (reviews.close, {"sentence": ""})):
        refused("ended", do, review=carried_out, by=improver, **more)
    verbs = set(AuditEntry.objects.filter(school=cast.alder).values_list("verb", flat=True))
    assert {
        "entered finding",
        "made finding an action",
        "left finding without action",
        "closed review",
    } <= verbs


def test_a_review_that_found_nothing_is_closed_with_a_sentence(cast: Cast, carried_out: Review, later: Any):
    refused("reason-missing", reviews.close, review=carried_out, sentence="", by=cast.chief_executive)
    end = reviews.close(review=carried_out, sentence="All is as it should be.", by=cast.chief_executive)
    assert not end.is_cancelled


def test_a_review_is_cancelled_by_those_who_commission_it_and_with_a_reason(cast: Cast, review: Review):
    refused("reason-missing", reviews.cancel, review=review, reason="", by=cast.chief_executive)
    refused(
        "not-commissioned-by-you",
        reviews.cancel,
        review=review,
        reason="No.",
        by=cast.chief_financial_officer,
    )
    refused("not-yours", reviews.cancel, review=review, reason="No.", by=cast.headteacher)
    reviews.cancel(review=review, reason="The reviewer is ill.", by=cast.chief_executive)
    assert anew(review).standing == ("Cancelled", "stopped")
    assert Notice.objects.filter(person=cast.headteacher, key=f"review:{review.pk}:cancelled").exists()
    refused(
        "ended", reviews.carry_out, review=review, carried_out_on=date(2026, 11, 16), reviewer="A", summary="B",
        by=cast.chief_executive,
    )  # fmt: skip


def test_whose_turn_it_is(cast: Cast, review: Review, at: Any):
    improver = cast.head_of_school_improvement
    assert review_turns(cast.chief_executive) == []
    assert [each.title for each in review_turns(improver)] == ["Review of SEND provision is due"]
    with at("2026-12-07 09:00"):
        assert anew(review).standing == ("Overdue", "late")
        late = "Review of SEND provision: say whether it was carried out"
        assert late in [each.title for each in tasks_for(improver)]
        reviews.carry_out(
            review=review,
            carried_out_on=date(2026, 12, 4),
            reviewer="A",
            summary="B",
            by=cast.improvement_adviser,
        )
        assert [each.title for each in review_turns(improver)] == ["Close: Review of SEND provision"]
        found = findings.add(review=review, text="One.", by=improver)
        assert review_turns(improver)[0].title == "Review of SEND provision: one finding is not settled"
        heads = [each.title for each in school_tasks(cast.headteacher, cast.alder, None, None)]
        assert heads == ["Settle what the review of SEND provision found"]
        findings.leave(finding=found, reason="None.", by=improver)
        assert school_tasks(cast.headteacher, cast.alder, None, None) == ()


def test_what_was_said_is_never_changed(cast: Cast, carried_out: Review, later: Any):
    reviews.close(review=carried_out, sentence="Nothing.", by=cast.chief_executive)
    for rows, column in (
        (Review.objects, "why"), (ReviewReport.objects, "summary"), (ReviewEnd.objects, "reason"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            rows.update(**{column: "Another"})


def test_change_and_audit_stand_or_fall_together(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    def broken(**_: Any) -> None:
        raise OSError("The audit cannot be written.")

    monkeypatch.setattr(reviews.audit, "record", broken)
    with pytest.raises(OSError, match="audit"):
        reviews.commission(school=cast.alder, what=WHAT, by=cast.chief_executive)
    assert not Review.objects.exists()


# --- Pages ------------------------------------------------------------------------------------------------------


def signed_in(client: Client, person: Any) -> Client:
    client.force_login(person)
    return client


def test_a_review_lives_through_its_pages(cast: Cast, client: Client, later: Any):
    signed_in(client, cast.head_of_school_improvement)
    plan = client.get(reverse("plan", args=[cast.alder.urn])).content.decode()
    assert reverse("school_reviews", args=[cast.alder.urn]) in plan
    url = reverse("review_commission", args=[cast.alder.urn])
    wrong = client.post(url, {"kind": "send", "reviewer": "Dr Fenn", "due_on": "1 May 2020", "why": "So."})
    assert wrong.status_code == 422
    assert "This day is over." in wrong.content.decode()
    client.post(url, {"kind": "send", "reviewer": "Dr Fenn", "due_on": "4 December 2026", "why": "So."})
    row = Review.objects.get()
    page = row.get_absolute_url()
    file = SimpleUploadedFile("report.txt", b"What was found", "text/plain")
    sent = {"do": "carried", "carried_out_on": "23 November 2026", "reviewer": "Dr Fenn", "summary": "Fine."}
    assert client.post(page, {**sent, "file": file}).status_code == 302
    client.post(page, {"do": "finding", "text": "Teaching varies."})
    found = Finding.objects.get()
    shown = client.get(page).content.decode()
    assert "Findings to settle" in shown
    assert "report.txt" in shown
    assert client.post(page, {"do": "close"}).status_code == 403
    bad = client.post(
        page, {"do": "action", "finding": found.pk, "what": "Train", "owner": "", "due_on": "soon"}
    )
    assert bad.status_code == 422
    assert "soon" in bad.content.decode()  # what was typed is still there
    assert client.post(page, {"do": "action", "finding": found.pk + 1, "what": "Train"}).status_code == 404
    assert client.post(page, {"do": "dance"}).status_code == 404
    fixed = {
        "do": "action",
        "finding": found.pk,
        "what": "Train",
        "owner": "SENCO",
        "due_on": "29 January 2027",
    }
    assert client.post(page, fixed).status_code == 302
    assert client.post(page, {"do": "close", "sentence": ""}).status_code == 302
    assert "Closed" in client.get(reverse("school_reviews", args=[cast.alder.urn])).content.decode()
    paper = client.get(reverse("review_paper", args=[ReviewPaper.objects.get().pk]))
    assert paper.getvalue() == b"What was found"
    assert paper["Content-Disposition"].startswith("attachment")


def test_carried_out_is_recorded_with_its_file_or_not_at_all(
    cast: Cast, client: Client, review: Review, later: Any, monkeypatch: pytest.MonkeyPatch
):
    signed_in(client, cast.head_of_school_improvement)
    sent = {"do": "carried", "carried_out_on": "19 November 2026", "reviewer": "Dr Fenn", "summary": "Fine."}

    def send() -> int:
        file = SimpleUploadedFile("report.txt", b"What was found", "text/plain")
        return client.post(review.get_absolute_url(), {**sent, "file": file}).status_code

    with monkeypatch.context() as full:
        full.setattr(reviews, "PAPERS_LIMIT", 0)
        assert send() == 403
    assert anew(review).carried_out is None
    assert not AuditEntry.objects.filter(verb="recorded review as carried out").exists()
    assert not Notice.objects.filter(key=f"review:{review.pk}:carried-out").exists()
    assert send() == 302
    assert ReviewPaper.objects.get().review.carried_out is not None


def test_a_finding_for_which_there_is_no_room_keeps_its_words(
    cast: Cast, client: Client, carried_out: Review, later: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(findings, "FINDINGS_LIMIT", 1)
    signed_in(client, cast.head_of_school_improvement)
    page = carried_out.get_absolute_url()
    assert client.post(page, {"do": "finding", "text": "Teaching varies."}).status_code == 302
    answer = client.post(page, {"do": "finding", "text": "Books are xkeptqz."})
    assert answer.status_code == 422
    assert "A review has room for 1 findings." in answer.content.decode()
    assert "Books are xkeptqz." in answer.content.decode()


def test_what_was_cancelled_is_not_overdue(cast: Cast, client: Client, review: Review, at: Any):
    url = reverse("school_reviews", args=[cast.alder.urn])
    with at("2027-01-11 09:00"):
        signed_in(client, cast.head_of_school_improvement)
        assert "days overdue" in client.get(url).content.decode()
        reviews.cancel(review=review, reason="The reviewer is ill.", by=cast.chief_executive)
        page = client.get(url).content.decode()
    assert "4 December 2026" in page
    assert "overdue" not in page


def test_what_people_type_is_text(cast: Cast, client: Client, carried_out: Review, later: Any):
    shown = signed_in(client, cast.headteacher).get(carried_out.get_absolute_url()).content.decode()
    assert "&lt;b&gt;teaching&lt;/b&gt;" in shown
    assert "Record it" not in shown  # the head reads, the trust records


def test_pages_ask_the_same_with_one_row_and_with_three(
    cast: Cast, client: Client, carried_out: Review, later: Any, django_assert_num_queries: Any
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    improver = cast.head_of_school_improvement
    pages = [
        carried_out.get_absolute_url(),
        reverse("school_reviews", args=[cast.alder.urn]),
        reverse("home"),
    ]
    grown = []
    for number in range(3):
        found = findings.add(review=carried_out, text=f"Finding {number}.", by=improver)
        findings.make_action(finding=found, text=FIX, by=improver)
        reviews.add_report(
            review=carried_out,
            upload=examine(SimpleUploadedFile(f"{number}.txt", b"Words", "text/plain")),
            by=improver,
        )
        reviews.commission(school=cast.alder, what=WHAT, by=improver)
        counts = []
        for who in (improver, cast.headteacher):
            signed_in(client, who)
            for page in pages:
                client.get(page)
                with CaptureQueriesContext(
                    connection,
                ) as asked:
                    assert client.get(page, follow=True).status_code == 200
                counts.append(len(asked))
        grown.append(counts)
    assert grown[0] == grown[2]


def test_an_action_that_is_done_shows_at_its_finding(
    cast: Cast, client: Client, carried_out: Review, later: Any
):
    improver = cast.head_of_school_improvement
    found = findings.add(review=carried_out, text="Teaching varies.", by=improver)
    findings.make_action(finding=found, text=FIX, by=improver)
    actions.complete(action=Action.objects.get(), by=cast.headteacher)
    assert (
        "Action done"
        in signed_in(client, cast.headteacher).get(carried_out.get_absolute_url()).content.decode()
    )


def test_whoever_does_not_see_actions_reads_them_without_a_link(
    cast: Cast, client: Client, carried_out: Review, later: Any
):
    improver = cast.head_of_school_improvement
    found = findings.add(review=carried_out, text="Teaching varies.", by=improver)
    findings.make_action(finding=found, text=FIX, by=improver)
    url = reverse("action", args=[Action.objects.get().pk])
    for person, is_led in ((cast.trustee, False), (cast.headteacher, True)):
        shown = signed_in(client, person).get(carried_out.get_absolute_url()).content.decode()
        assert FIX.what in shown
        assert (url in shown) is is_led
