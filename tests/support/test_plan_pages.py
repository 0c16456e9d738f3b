"""The pages of improvement plans: no text is lost, what is not judged is never green, lists cost the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.models import AuditEntry, Person
from schools.services.calendar import add_year
from schools.services.schools import add_school
from schools.typical_year import typical_year
from support.forms_plans import PriorityForm
from support.models import Decision, RapidPlan
from support.plan_spec import plan_format
from support.plan_text import Look
from support.queries.plan_words import in_words, priorities_of
from support.services import plan_quality, plans, rapid
from tests.cast import Cast
from tests.support.plans import approved, first, submitted, written

ClientOf = Callable[[Person], Client]


def typed(version: int, **more: str) -> dict[str, Any]:
    return {
        "version": version, "title": "Reading", "criteria": ["quality-of-education"], "reason": "It fell.",
        "objectives-0-what": "All read", "objectives-0-success": "Seen", "code-0": "1-1",
        "actions-0-what": "Train", "actions-0-owner": "Head", "actions-0-due_on": "soon",
        "milestones-0-what": "Half", "milestones-0-day": "18 December 2026", **more,
    }  # fmt: skip


NO_ACTION = {"actions-0-what": "", "actions-0-owner": "", "actions-0-due_on": ""}


def url(offered: Cast) -> str:
    return reverse("improvement_plan", args=[offered.alder.urn])


def test_from_beginning_to_approval_in_the_browser(offered: Cast, client_of: ClientOf):
    head, improver = client_of(offered.headteacher), client_of(offered.head_of_school_improvement)
    assert "Begin the plan for 2026/27" in head.get(url(offered)).content.decode()
    assert "Begin the plan" not in improver.get(url(offered)).content.decode()
    head.post(url(offered), {"do": "begin"})
    there = head.post(url(offered), {"do": "add"}).headers["Location"]
    head.post(there, typed(1, **{"actions-0-due_on": "29 January 2027"}))
    plan = offered.alder.improvement_plans.get()
    assert "schedule is empty" in head.get(url(offered)).content.decode()
    schedule = reverse("plan_schedule", args=[plan.pk])
    lines = {"schedule-0-what": "Books", "schedule-0-who": "Head", "schedule-0-day": "4 December 2026"}
    head.post(schedule, {"version": plan.version, **lines})
    plan.refresh_from_db()
    assert "Reading" not in client_of(offered.trustee).get(url(offered)).content.decode()
    assert head.post(url(offered), {"do": "submit", "version": plan.version}).status_code == 302
    plan.refresh_from_db()

    home = improver.get(reverse("dashboard")).content.decode()
    assert "Read the improvement plan of Alder Primary" in home
    quality = reverse("plan_quality", args=[plan.pk])
    assert "It fell." in improver.get(quality).content.decode()
    empty = improver.post(quality, {"do": "return", "version": plan.version, "note": ""})
    assert empty.status_code == 422
    assert "Give the reason" in empty.content.decode()
    improver.post(quality, {"do": "approve", "version": plan.version, "note": "Well made."})
    page = client_of(offered.trustee).get(url(offered)).content.decode()
    assert "Not yet judged" in page
    assert "Green: on course" not in page
    progress = reverse("plan_objective", args=[plan.pk, "1-1"])
    nothing = head.post(progress, {"judgement": "green", "sentence": ""})
    assert (nothing.status_code, plan.progress.count()) == (422, 0)
    head.post(progress, {"judgement": "green", "sentence": "Every class reads."})
    page = client_of(offered.trustee).get(url(offered)).content.decode()
    assert "Green: on course" in page
    assert "Every class reads." in page


def test_a_returned_plan_stands_on_the_home_of_the_head(offered: Cast, client_of: ClientOf):
    plan = submitted(offered)
    plan_quality.give_back(
        plan=plan, note="Say who.", version=plan.version, by=offered.head_of_school_improvement
    )
    home = client_of(offered.headteacher).get(reverse("home")).content.decode()
    assert "Look at the improvement plan again" in home
    assert "Say who." in client_of(offered.headteacher).get(url(offered)).content.decode()


def test_a_stale_save_keeps_what_was_typed(offered: Cast, client_of: ClientOf):
    plan = written(offered)
    row = first(plan)
    there = reverse("plan_priority", args=[plan.pk, 1])
    client_of(offered.deputy_headteacher).post(there, typed(row.version, title="By the deputy"))
    late = client_of(offered.headteacher).post(
        there, typed(row.version, title="By the head", reason="<b>Mine</b>")
    )
    page = late.content.decode()
    assert late.status_code == 409
    assert "Not saved yet." in page
    assert "By the deputy" in page
    assert 'value="By the head"' in page
    assert "&lt;b&gt;Mine&lt;/b&gt;" in page
    assert "soon" in page
    assert first(plan).draft.title == "By the deputy"
    version = first(plan).version
    client_of(offered.headteacher).post(
        there, typed(row.version, title="By the head", instead_of=str(version))
    )
    assert first(plan).draft.title == "By the head"


def test_a_stale_schedule_keeps_what_was_typed(offered: Cast, client_of: ClientOf):
    plan = written(offered)
    there = reverse("plan_schedule", args=[plan.pk])
    plans.save_schedule(
        plan=plan, looks=[Look("By the deputy")], version=plan.version, by=offered.deputy_headteacher
    )
    late = client_of(offered.headteacher).post(there, {"version": 1, "schedule-0-what": "By the head"})
    assert late.status_code == 409
    assert "By the deputy" in late.content.decode()
    assert "By the head" in late.content.decode()


@pytest.mark.parametrize("do", ["approve", "return"])
def test_a_note_on_a_plan_that_was_submitted_again_meanwhile_stays_typed(
    offered: Cast, client_of: ClientOf, do: str
):
    plan = submitted(offered)
    seen = plan.version
    plan = submitted(offered, plans.withdraw(plan=plan, version=seen, by=offered.headteacher))
    improver, there = client_of(offered.head_of_school_improvement), reverse("plan_quality", args=[plan.pk])
    late = improver.post(there, {"do": do, "version": seen, "note": "<b>Well</b> made."})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Somebody changed the plan meanwhile" in page
    assert "&lt;b&gt;Well&lt;/b&gt; made.</textarea>" in page
    assert f'name="version" value="{plan.version}"' in page
    plan.refresh_from_db()
    assert plan.status == "submitted"
    assert improver.post(there, {"do": do, "version": plan.version, "note": "Well."}).status_code == 302


@pytest.mark.parametrize("looks", [[Look("Books", "Head", "4 December 2026")], []])
def test_what_is_different_stays_typed_when_the_schedule_changed_meanwhile(
    offered: Cast, client_of: ClientOf, looks: list[Look]
):
    plan = approved(offered).plan
    plan = plans.revise(plan=plan, version=plan.version, by=offered.headteacher)
    seen = plan.version
    plan = plans.save_schedule(plan=plan, looks=looks, version=seen, by=offered.deputy_headteacher)
    late = client_of(offered.headteacher).post(
        url(offered), {"do": "submit", "version": seen, "why": "Books are read."}
    )
    page = late.content.decode()
    assert late.status_code == (409 if looks else 422)
    assert "Books are read." in page
    if looks:
        assert "Somebody changed the plan meanwhile" in page
        assert f'name="version" value="{plan.version}"' in page


def test_too_long_keeps_every_box(offered: Cast, client_of: ClientOf):
    plan = written(offered)
    there = reverse("plan_priority", args=[plan.pk, 1])
    answer = client_of(offered.headteacher).post(there, typed(2, title="x" * 201))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Shorten it by 1 to fit the limit of 200" in page
    assert "x" * 201 in page
    assert "soon" in page
    assert first(plan).draft.title == "Reading in Key Stage 1"


def test_an_earlier_version_stays_readable(offered: Cast, client_of: ClientOf):
    version = approved(offered)
    plan = plans.revise(plan=version.plan, version=version.plan.version, by=offered.headteacher)
    client = client_of(offered.headteacher)
    row = first(plan)
    client.post(reverse("plan_priority", args=[plan.pk, 1]), typed(row.version, title="Writing", **NO_ACTION))
    approved(offered, plan, why="Writing now.")
    page = client.get(url(offered) + "?version=1").content.decode()
    assert "Reading in Key Stage 1" in page
    assert "Earlier version" in page
    assert client.get(url(offered) + "?version=7").status_code == 404
    assert client.get(url(offered) + "?version=x").status_code == 404


def test_beside_its_next_version_no_two_landmarks_of_the_plan_have_one_name(
    offered: Cast, client_of: ClientOf
):
    plan = approved(offered).plan
    plans.revise(plan=plan, version=plan.version, by=offered.headteacher)
    page = client_of(offered.headteacher).get(url(offered)).content.decode()
    named_by = re.findall(r'<section[^>]* aria-labelledby="([^"]+)"', page)
    names = [re.search(rf'id="{each}"[^>]*>([^<]+)<', page)[1] for each in named_by]  # type: ignore[index]
    assert {"In force", "Draft of the next version"} <= set(names)
    assert len(names) == len(set(names))


def test_a_criterion_that_the_framework_no_longer_has_is_said_in_words(offered: Cast):
    plan = written(offered)
    words = in_words(plan, priorities_of(plan), [("leadership", "Leadership")])
    assert words["priorities"][0]["criteria"] == ["A criterion the framework no longer has"]
    form = PriorityForm(priority=first(plan), criteria=[("leadership", "Leadership")])
    assert form.fields["criteria"].choices[-1] == (  # type: ignore[attr-defined]
        "quality-of-education", "A criterion the framework no longer has",
    )  # fmt: skip


def test_a_word_of_progress_stays_as_it_read_when_it_leaves_the_format(
    offered: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
):
    plan = approved(offered).plan
    plan_quality.judge(plan=plan, objective="1-1", judgement="green", sentence="So.", by=offered.headteacher)
    without = plan_format().model_copy(update={"progress": plan_format().progress[1:]})
    monkeypatch.setattr("support.models.plan.plan_format", lambda: without)
    client = client_of(offered.trustee)
    for page in (url(offered), reverse("plan_objective", args=[plan.pk, "1-1"])):
        said = client.get(page).content.decode()
        assert '<span class="judgement">Green: on course.</span>' in said


def test_a_rapid_plan_is_opened_and_reviewed(
    choose: Callable[..., Decision], offered: Cast, client_of: ClientOf, at: Any
):
    with at("2026-09-07"):
        choose("stabilise")
    row = RapidPlan.objects.earliest("starts_on")
    there, head = reverse("rapid_plan", args=[row.pk]), client_of(offered.headteacher)
    with at("2026-09-08"):
        approved(offered)
        assert "Open the Rapid Improvement Plan" in head.get(reverse("home")).content.decode()
        answer = head.post(there, {"do": "open", "objectives": [], "focus": "Phonics each day."})
        assert answer.status_code == 422
        assert "Phonics each day." in answer.content.decode()
        head.post(there, {"do": "open", "objectives": ["1-1"], "focus": "Phonics each day."})
    with at("2026-11-10"):
        assert "Review the Rapid Improvement Plan" in head.get(reverse("home")).content.decode()
        answer = head.post(there, {"do": "review", "found-1-1": "", "what_next": "Go on."})
        assert answer.status_code == 422
        assert "Go on." in answer.content.decode()
        head.post(there, {"do": "review", "found-1-1": "Four classes read.", "what_next": "Go on."})
        page = client_of(offered.trustee).get(there).content.decode()
    assert "Four classes read." in page
    assert "Reviewed" in page


def test_a_rapid_plan_that_is_opened_twice_is_not_taken_for_reviewed(
    choose: Callable[..., Decision], offered: Cast, client_of: ClientOf, at: Any
):
    with at("2026-09-07"):
        choose("stabilise")
    there = RapidPlan.objects.earliest("starts_on").get_absolute_url()
    head, adviser = client_of(offered.headteacher), client_of(offered.improvement_adviser)
    sent = {"do": "open", "objectives": ["1-1"], "focus": "Phonics each day."}
    with at("2026-09-08"):
        approved(offered)
        assert head.post(there, sent).status_code == 302
        again = head.post(there, sent, follow=True)
        assert (again.redirect_chain, again.status_code) == ([(there, 302)], 200)
        late = adviser.post(there, {**sent, "focus": "<b>Spelling</b> each day."})
        assert head.post(there, {**sent, "do": "close"}).status_code == 403
    page = late.content.decode()
    assert late.status_code == 409
    assert "This one has been opened." in page
    assert "&lt;b&gt;Spelling&lt;/b&gt; each day." in page
    row = RapidPlan.objects.earliest("starts_on")
    assert (row.focus, row.reviewed_at) == ("Phonics each day.", None)
    assert AuditEntry.objects.filter(verb="opened rapid improvement plan").count() == 1


def asked(client: Client, urls: Iterable[str]) -> list[int]:
    found = []
    for each in urls:
        client.get(each)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(each).status_code == 200
        found.append(len(queries))
    return found


def test_pages_ask_the_same_with_one_row_and_with_three(offered: Cast, client_of: ClientOf):
    """One priority and three, one word of progress and three, one school and three."""
    version = approved(offered)
    plan = version.plan
    plan_quality.judge(plan=plan, objective="1-1", judgement="red", sentence="One.", by=offered.headteacher)
    head, improver = client_of(offered.headteacher), client_of(offered.head_of_school_improvement)
    plans.revise(plan=plan, version=plan.version, by=offered.headteacher)
    pages = [
        reverse("improvement_plan", args=[offered.alder.urn]),
        reverse("plan_priority", args=[plan.pk, 1]),
        reverse("plan_objective", args=[plan.pk, "1-1"]),
    ]
    trust = [reverse("improvement_plans"), reverse("plan_quality", args=[plan.pk])]
    before = asked(head, pages)
    plan.refresh_from_db()
    row = plans.add_priority(plan=plan, by=offered.headteacher)
    plans.take_out(priority=row, version=1, by=offered.headteacher)
    text = first(plan).draft
    one = plans.save_priority(
        priority=plans.add_priority(plan=plan, by=offered.headteacher),
        text=_another(text),
        version=1,
        by=offered.headteacher,
    )
    plan = submitted(offered, plan, why="More.")
    trust_before = asked(improver, trust)
    plan = plans.withdraw(plan=plan, version=plan.version, by=offered.headteacher)
    for number in (2, 3):
        sentence = f"{number}."
        plan_quality.judge(
            plan=plan, objective="1-1", judgement="red", sentence=sentence, by=offered.deputy_headteacher
        )
        add_school(
            trust=offered.trust,
            urn=900100 + number,
            name=f"School {number}",
            phase="primary",
            lowest_age=3,
            highest_age=11,
            number_on_roll=200,
            by=offered.trust_administrator,
        )
        more = plans.add_priority(plan=plan, by=offered.headteacher)
        plans.save_priority(priority=more, text=_another(text), version=1, by=offered.headteacher)
    assert asked(head, pages) == before
    plan = submitted(offered, plan, why="More still.")
    assert asked(improver, trust) == trust_before
    assert one.number == 3


def _another(text: Any) -> Any:
    from tests.support.plans import priority_text

    return priority_text(title=f"{text.title}, further", objectives=priority_text().objectives)


def test_rapid_plans_ask_the_same_with_one_and_with_three(
    choose: Callable[..., Decision], offered: Cast, client_of: ClientOf, at: Any
):
    with at("2027-05-10"):
        choose("stabilise")
    client = client_of(offered.headteacher)
    row = RapidPlan.objects.earliest("starts_on")
    pages = [reverse("rapid_plans", args=[offered.alder.urn]), row.get_absolute_url()]
    assert RapidPlan.objects.count() == 1
    before = asked(client, pages)
    add_year(trust=offered.trust, calendar=typical_year(2027), by=offered.trust_administrator)
    rapid.follow_category(offered.alder, offered.trust.years.get(name="2027/28"))
    assert RapidPlan.objects.count() == 7
    assert asked(client, pages) == before


def test_what_arrives_too_late_stands_in_the_answer(offered: Cast, client_of: ClientOf):
    plan = written(offered)
    deputy, there = client_of(offered.deputy_headteacher), reverse("plan_priority", args=[plan.pk, 1])
    sent = typed(first(plan).version, **NO_ACTION, reason="Two of three classes\nread </textarea> less.")
    plan = submitted(offered, plan)
    refused = deputy.post(there, sent)
    assert refused.status_code == 403
    said = refused.content.decode()
    assert "What you typed" in said
    assert "Two of three classes\nread &lt;/textarea&gt; less." in said
    assert "18 December 2026" in said

    plans.withdraw(plan=plan, version=plan.version, by=offered.headteacher)
    row = first(plan)
    plans.take_out(priority=row, version=row.version, by=offered.headteacher)
    assert deputy.get(there).status_code == 404
    late = deputy.post(there, sent)
    assert late.status_code == 422
    assert "Two of three classes\nread &lt;/textarea&gt; less." in late.content.decode()
