"""The work is shared among the school's own people: who hands out, to whom, by when, who is told, who sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.refusals import Refused
from riskmatrix.models import Assignment, Evaluation
from riskmatrix.queries.teamwork import my_parts, teamwork_of
from riskmatrix.services import self_evaluation
from riskmatrix.services.teamwork import Hands, Wish, share_out
from schools.access.permissions import Permission
from schools.access.roles import Reach, roles_with
from schools.models import AuditEntry, Notice, Person
from schools.services.people import deactivate
from tests.cast import Cast
from tests.states import rated

Clients = Callable[[Person], Client]
CRITERION, OTHER = "safeguarding", "school-site"
NOBODY = Hands()
DAY = date(2026, 11, 30)


def give(evaluation: Evaluation, to: Person | None, by: Person, *codes: str, due: date | None = None) -> int:
    """Hand criteria to somebody, whoever had them before."""
    rows = {row.criterion.code: Hands(row.person_id, row.due_on) for row in evaluation.assignments.all()}
    wanted = Hands(to.pk if to else None, due)
    wishes = [Wish(code, rows.get(code, NOBODY), wanted) for code in codes or (CRITERION,)]
    return share_out(evaluation=evaluation, wishes=wishes, by=by)


def criteria(evaluation: Evaluation) -> list[str]:
    return [criterion.code for criterion in evaluation.framework.spec.criteria]


def form_of(client: Client, evaluation: Evaluation) -> dict[str, str]:
    """The page's form as a browser would send it untouched."""
    answer = client.get(reverse("work", args=[evaluation.pk]))
    return {
        form[name].html_name: "" if (value := form[name].value()) is None else str(value)
        for form in answer.context["form"].forms
        for name in ("person", "due_on", "seen")
    }


def test_those_who_fill_in_hold_posts_at_the_school_only():
    """On this rests that nobody of the trust finds who has what in hand, or reads the comments."""
    assert {role.reach for role in roles_with(Permission.EDIT_SELF_EVALUATION)} == {Reach.SCHOOL}


def test_the_head_hands_out_and_it_is_written_down_and_told(evaluation: Evaluation, cast: Cast):
    codes = criteria(evaluation)[:2]
    assert give(evaluation, cast.deputy_headteacher, cast.headteacher, *codes, due=DAY) == 2
    assert [(row.criterion.code, row.person, row.due_on, row.by) for row in evaluation.assignments.all()] == [
        (code, cast.deputy_headteacher, DAY, cast.headteacher) for code in codes
    ]
    entry = AuditEntry.objects.filter(verb="handed out criterion").first()
    assert entry is not None
    assert entry.before == {"person": "", "due": ""}
    assert entry.after == {"person": "Dev Patel", "due": "2026-11-30"}
    notice = Notice.objects.get(person=cast.deputy_headteacher, key__startswith="work-given")
    assert notice.subject == "2 criteria are yours to fill in"
    assert "due on Monday 30 November 2026" in notice.body
    assert notice.link.endswith(f"?criterion={codes[0]}")


def test_another_gets_it_and_both_are_told(evaluation: Evaluation, cast: Cast):
    give(evaluation, cast.deputy_headteacher, cast.headteacher)
    give(evaluation, cast.senior_leader, cast.headteacher)
    assert evaluation.assignments.get().person == cast.senior_leader
    taken = Notice.objects.get(person=cast.deputy_headteacher, key__startswith="work-taken")
    assert taken.subject == "“Safeguarding” is no longer yours"
    assert Notice.objects.filter(person=cast.senior_leader, key__startswith="work-given").count() == 1
    give(evaluation, cast.senior_leader, cast.headteacher, OTHER)
    assert Notice.objects.filter(person=cast.senior_leader, key__startswith="work-given").count() == 2
    give(evaluation, None, cast.headteacher, CRITERION, OTHER)
    assert not evaluation.assignments.exists()
    assert AuditEntry.objects.filter(verb="took back criterion").count() == 2


def test_nobody_is_told_what_they_did_themselves(evaluation: Evaluation, cast: Cast):
    give(evaluation, cast.headteacher, cast.headteacher)
    assert not Notice.objects.filter(key__startswith="work-").exists()


def test_only_the_schools_own_people_are_given_a_part(evaluation: Evaluation, cast: Cast):
    others = (
        cast.governor, cast.subject_leader, cast.chief_executive, cast.head_of_school_improvement,
        cast.improvement_adviser, cast.other_head, cast.foreign_head,
    )  # fmt: skip
    for person in others:
        with pytest.raises(Refused) as refused:
            give(evaluation, person, cast.headteacher)
        assert refused.value.refusal.code == "not-one-of-us"
    assert not Assignment.objects.exists()


def test_somebody_who_has_left_is_given_nothing(evaluation: Evaluation, cast: Cast):
    deactivate(person=cast.senior_leader, by=cast.trust_administrator)
    with pytest.raises(Refused, match="has no post today"):
        give(evaluation, cast.senior_leader, cast.headteacher)


def test_only_the_head_hands_out(evaluation: Evaluation, cast: Cast):
    for person in (
        cast.deputy_headteacher,
        cast.school_business_manager,
        cast.other_head,
        cast.chief_executive,
    ):
        with pytest.raises(Refused) as refused:
            give(evaluation, cast.senior_leader, person)
        assert refused.value.refusal.code == "not-yours"


def test_nothing_is_handed_out_of_what_is_with_the_trust(evaluation: Evaluation, cast: Cast):
    rated(cast.alder, cast.autumn, cast.headteacher)
    self_evaluation.submit(evaluation=evaluation, by=cast.headteacher)
    with pytest.raises(Refused) as refused:
        give(evaluation, cast.deputy_headteacher, cast.headteacher)
    assert refused.value.refusal.code == "not-editable"


def test_a_part_is_due_before_the_whole(evaluation: Evaluation, cast: Cast):
    for day, code in ((date(2026, 11, 22), "in-the-past"), (date(2026, 12, 5), "after-the-whole")):
        with pytest.raises(Refused) as refused:
            give(evaluation, cast.deputy_headteacher, cast.headteacher, due=day)
        assert refused.value.refusal.code == code
    give(evaluation, cast.deputy_headteacher, cast.headteacher, due=date(2026, 12, 4))


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(evaluation: Evaluation, cast: Cast):
    give(evaluation, cast.deputy_headteacher, cast.headteacher)
    late = [
        Wish(CRITERION, NOBODY, Hands(cast.senior_leader.pk)),
        Wish(OTHER, NOBODY, Hands(cast.senior_leader.pk)),
    ]
    with pytest.raises(Refused, match="is with Dev Patel now"):
        share_out(evaluation=evaluation, wishes=late, by=cast.headteacher)
    assert [row.person for row in evaluation.assignments.all()] == [cast.deputy_headteacher]


def test_the_page_changes_what_was_changed_on_it(evaluation: Evaluation, cast: Cast, client_of: Clients):
    client, url = client_of(cast.headteacher), reverse("work", args=[evaluation.pk])
    sent = form_of(client, evaluation)
    assert len(sent) == 3 * 11
    assert b"Nothing was changed" in client.post(url, sent, follow=True).content
    sent |= {
        f"{CRITERION}-person": str(cast.deputy_headteacher.pk),
        f"{CRITERION}-due_on": "30 November 2026",
    }
    page = client.post(url, sent, follow=True).content.decode()
    assert "One criterion is shared out anew" in page
    row = evaluation.assignments.get()
    assert (row.criterion.code, row.person, row.due_on) == (CRITERION, cast.deputy_headteacher, DAY)
    assert client.post(url, sent).status_code == 302, "sent twice is done once"


def test_what_does_not_fit_is_said_beside_the_field_and_stays_typed(
    evaluation: Evaluation, cast: Cast, client_of: Clients
):
    client, url = client_of(cast.headteacher), reverse("work", args=[evaluation.pk])
    sent = form_of(client, evaluation) | {f"{CRITERION}-due_on": "5 December 2026"}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "Choose who has it in hand" in answer.content.decode()
    sent |= {f"{CRITERION}-person": str(cast.deputy_headteacher.pk)}
    page = client.post(url, sent).content.decode()
    assert "a part of it cannot be due later" in page
    assert 'value="5 December 2026"' in page
    stranger = sent | {f"{CRITERION}-person": str(cast.foreign_head.pk), f"{CRITERION}-due_on": ""}
    assert client.post(url, stranger).status_code == 422
    assert not Assignment.objects.exists()


def test_somebody_who_left_stays_named_until_another_is_chosen(
    evaluation: Evaluation, cast: Cast, client_of: Clients
):
    give(evaluation, cast.senior_leader, cast.headteacher)
    deactivate(person=cast.senior_leader, by=cast.trust_administrator)
    client, url = client_of(cast.headteacher), reverse("work", args=[evaluation.pk])
    sent = form_of(client, evaluation)
    assert b"Sian Rowe, no post here today" in client.get(url).content
    assert b"Nothing was changed" in client.post(url, sent, follow=True).content
    sent[f"{CRITERION}-person"] = str(cast.deputy_headteacher.pk)
    assert client.post(url, sent).status_code == 302
    assert not Notice.objects.filter(person=cast.senior_leader, key__startswith="work-taken").exists()


def test_the_other_leaders_read_the_page_and_change_nothing(
    evaluation: Evaluation, cast: Cast, client_of: Clients
):
    give(evaluation, cast.deputy_headteacher, cast.headteacher)
    client, url = client_of(cast.deputy_headteacher), reverse("work", args=[evaluation.pk])
    page = client.get(url).content.decode()
    assert "The headteacher shares out the work" in page
    assert "Yours" in page
    assert "<select" not in page
    assert client.post(url, {}).status_code == 403


def test_nobody_else_finds_the_page(evaluation: Evaluation, cast: Cast, client_of: Clients):
    give(evaluation, cast.deputy_headteacher, cast.headteacher)
    url = reverse("work", args=[evaluation.pk])
    others = (
        cast.governor, cast.subject_leader, cast.chief_executive, cast.head_of_school_improvement,
        cast.improvement_adviser, cast.trust_administrator, cast.other_head, cast.foreign_head, cast.foreign_chief,
    )  # fmt: skip
    for person in others:
        client = client_of(person)
        assert client.get(url).status_code == 404, person
        assert client.post(url, {}).status_code == 404, person
        assert not Assignment.objects.visible_to(person).exists(), person


def test_the_contents_say_whose_a_criterion_is(evaluation: Evaluation, cast: Cast, client_of: Clients):
    give(evaluation, cast.deputy_headteacher, cast.headteacher)
    mine = client_of(cast.deputy_headteacher).get(evaluation.get_absolute_url(), {"all": ""}).content.decode()
    assert mine.count("Yours</span>") == 1
    assert "In hand: you, due" in mine
    page = client_of(cast.headteacher).get(evaluation.get_absolute_url(), {"all": ""}).content.decode()
    assert "Yours</span>" not in page
    assert "deputy headteacher</span></span>, due" in page


def test_the_trust_is_not_told_who_had_what(evaluation: Evaluation, cast: Cast, client_of: Clients):
    give(evaluation, cast.senior_leader, cast.headteacher)
    rated(cast.alder, cast.autumn, cast.headteacher)
    self_evaluation.submit(evaluation=evaluation, by=cast.headteacher)
    for address in ("evaluation", "moderation"):
        page = client_of(cast.head_of_school_improvement).get(
            reverse(address, args=[evaluation.pk]), {"all": ""}
        )
        assert page.status_code == 200
        assert b"Sian Rowe" not in page.content
        assert b"Who does what" not in page.content
    assert teamwork_of(evaluation, cast.head_of_school_improvement).in_hand == {}
    assert b"Sian Rowe" in client_of(cast.headteacher).get(evaluation.get_absolute_url()).content


def test_ones_own_part_is_on_the_home_page_until_it_is_done(
    evaluation: Evaluation, cast: Cast, client_of: Clients
):
    give(evaluation, cast.deputy_headteacher, cast.headteacher, due=DAY)
    give(evaluation, cast.senior_leader, cast.headteacher, OTHER)
    page = client_of(cast.deputy_headteacher).get(reverse("home")).content.decode()
    assert "Your part: Safeguarding" in page
    assert "0 of 3 KPIs rated" in page
    assert "Monday 30 November 2026" in page
    assert f"?criterion={CRITERION}" in page
    assert page.count("Your part") == 1
    first = evaluation.ratings.filter(kpi__criterion__code=CRITERION).first()
    assert first is not None
    self_evaluation.save_rating(rating=first, answer="low", version=0, by=cast.deputy_headteacher)
    (part,) = my_parts(cast.deputy_headteacher, evaluation)
    assert (part.done, part.total, part.due_on) == (1, 3, DAY)
    (whole,) = my_parts(cast.senior_leader, evaluation)
    assert whole.due_on == cast.autumn.self_evaluation_due
    for rating in evaluation.ratings.filter(kpi__criterion__code=CRITERION, step=None):
        self_evaluation.save_rating(rating=rating, answer="low", version=0, by=cast.deputy_headteacher)
    assert "Your part" not in client_of(cast.deputy_headteacher).get(reverse("home")).content.decode()


def test_pages_cost_the_same_with_one_part_shared_and_with_three(
    evaluation: Evaluation, cast: Cast, client_of: Clients
):
    client, codes = client_of(cast.deputy_headteacher), criteria(evaluation)

    def asked(page: str) -> int:
        url = reverse(page, args=[] if page == "home" else [evaluation.pk])
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            text = client.get(url).content.decode()
        assert "Yours" in text or "Your part" in text
        return len(queries)

    pages = ("work", "evaluation", "home")
    give(evaluation, cast.deputy_headteacher, cast.headteacher)
    one = [asked(page) for page in pages]
    give(evaluation, cast.deputy_headteacher, cast.headteacher, codes[0])
    give(evaluation, cast.senior_leader, cast.headteacher, codes[1])
    give(evaluation, cast.school_business_manager, cast.headteacher, codes[2])
    assert [asked(page) for page in pages] == one
