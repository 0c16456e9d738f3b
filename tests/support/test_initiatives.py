"""Initiatives: each stage settles its questions, moving on says what was left open, nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.queries.school_tasks import school_tasks
from governance.queries.tasks import tasks_for
from kit.refusals import Refused
from schools.access.roles import Role
from schools.models import AuditEntry
from support.models import Initiative, InitiativeAnswer, InitiativeMove
from support.queries.initiatives import initiative_lines, initiative_page
from support.rules_initiatives import still_open
from support.services import initiatives
from support.spec_stages import stage_pack
from tests.cast import Cast

LEADERS = {
    Role.HEADTEACHER, Role.DEPUTY_HEADTEACHER, Role.SENIOR_LEADER, Role.SCHOOL_BUSINESS_MANAGER,
}  # fmt: skip
RECORDERS = {
    Role.CHIEF_EXECUTIVE, Role.CHIEF_FINANCIAL_OFFICER, Role.DEPUTY_CHIEF_EXECUTIVE,
    Role.DEPUTY_CHIEF_FINANCIAL_OFFICER, Role.HEAD_OF_SCHOOL_IMPROVEMENT,
}  # fmt: skip


def refused(code: str, do: Callable[..., Any], **values: Any) -> None:
    with pytest.raises(Refused) as caught:
        do(**values)
    assert caught.value.refusal.code == code


@pytest.fixture(autouse=True)
def november(cast: Cast, at: Any) -> Any:
    with at("2026-11-16 09:00"):
        yield


@pytest.fixture
def reading(cast: Cast) -> Initiative:
    return initiatives.begin(
        trust=cast.trust, school=cast.alder, title="Reading in every lesson", aim="Pupils read fluently.",
        settle_by=date(2026, 12, 11), by=cast.headteacher,
    )  # fmt: skip


def settle_all(initiative: Initiative, by: Any, but: int = 0) -> None:
    """Settle what must be settled in the present stage, but for the last ``but`` questions."""
    initiative.refresh_from_db()
    waiting = still_open(initiative, initiative.answers.all())
    for each in waiting[: len(waiting) - but]:
        initiatives.settle(
            initiative=initiative,
            stage=initiative.stage,
            question=each.code,
            sentence=f"On {each.code}.",
            by=by,
        )


def test_the_pack_has_the_four_stages_each_with_something_that_must_be_settled():
    assert [each.code for each in stage_pack().stages] == ["explore", "prepare", "deliver", "sustain"]
    assert all(any(question.must for question in stage.questions) for stage in stage_pack().stages)


def test_who_begins_an_initiative_of_a_school_and_of_the_trust(cast: Cast):
    for role, person in cast.everybody().items():
        of_school = {
            "trust": cast.trust,
            "school": cast.alder,
            "title": f"Of {role}",
            "aim": "So.",
            "by": person,
        }
        of_trust = of_school | {"school": None}
        if role in LEADERS | RECORDERS | {Role.IMPROVEMENT_ADVISER}:
            initiatives.begin(**of_school)
        else:
            refused("not-yours", initiatives.begin, **of_school)
        if role in RECORDERS:
            initiatives.begin(**of_trust)
        else:
            refused("not-yours", initiatives.begin, **of_trust)
    refused(
        "not-yours",
        initiatives.begin,
        trust=cast.trust,
        school=cast.alder,
        title="A",
        aim="B",
        by=cast.other_head,
    )


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("untitled", {"title": " "}),
        ("aim-missing", {"aim": "\n"}),
        ("in-the-past", {"settle_by": date(2026, 11, 15)}),
        ("too-far", {"settle_by": date(2031, 1, 1)}),
        ("too-long", {"title": "x" * 121}),
    ],
)
def test_an_initiative_says_what_it_is_for(cast: Cast, code: str, change: dict[str, Any]):
    values = {"trust": cast.trust, "school": cast.alder, "title": "A", "aim": "B", "by": cast.headteacher}
    refused(code, initiatives.begin, **values | change)
    assert not Initiative.objects.exists()


def test_what_is_settled_stays_and_the_latest_stands(cast: Cast, reading: Initiative):
    said = {"initiative": reading, "stage": "explore", "question": "problem", "by": cast.deputy_headteacher}
    first = initiatives.settle(**said, sentence="  Half of Year 4 read  slowly. ")
    assert initiatives.settle(**said, sentence="Half of Year 4 read slowly.") == first
    second = initiatives.settle(**said, sentence="A third of Year 4 reads slowly.")
    page = initiative_page(reading, cast.headteacher)
    assert list(page.stages[0].questions[0].answers) == [second, first]
    refused("no-sentence", initiatives.settle, **said, sentence=" ")
    refused("too-long", initiatives.settle, **said, sentence="x" * 501)
    refused("no-such-question", initiatives.settle, **said | {"question": "weather"}, sentence="Rain.")
    refused("no-such-question", initiatives.settle, **said | {"stage": "party"}, sentence="Rain.")
    refused(
        "too-early", initiatives.settle, **said | {"stage": "prepare", "question": "core"}, sentence="So."
    )
    refused("not-yours", initiatives.settle, **said | {"by": cast.governor}, sentence="So.")
    entry = AuditEntry.objects.filter(verb="settled question of initiative").latest("pk")
    assert entry.before == {"sentence": "Half of Year 4 read slowly."}


def test_moving_on_needs_every_must_settled_or_a_reason(cast: Cast, reading: Initiative):
    head = cast.headteacher
    move = {"initiative": reading, "seen": "explore", "by": head}
    settle_all(reading, head, but=1)
    refused("questions-open", initiatives.move_on, **move)
    refused("questions-open", initiatives.move_on, **move, reason="  ")
    refused("not-yours", initiatives.move_on, **move | {"by": cast.trustee})
    refused("moved-already", initiatives.move_on, **move | {"seen": "prepare"})
    refused("in-the-past", initiatives.move_on, **move, reason="So.", settle_by=date(2026, 1, 1))
    initiatives.move_on(**move, reason="The fit shows in the trial.", settle_by=date(2027, 1, 15))
    reading.refresh_from_db()
    assert (reading.stage, reading.settle_by) == ("prepare", date(2027, 1, 15))
    step = reading.moves.first()
    assert step is not None
    assert step.left_open == ["Does it fit our pupils and staff, and can we carry it?"]
    assert step.reason == "The fit shows in the trial."
    settle_all(reading, head)
    initiatives.move_on(initiative=reading, seen="prepare", by=head)
    settle_all(reading, head)
    initiatives.move_on(initiative=reading, seen="deliver", by=head)
    refused("last-stage", initiatives.move_on, initiative=reading, seen="sustain", by=head)
    said = [each.said for each in initiative_page(reading, head).moves]
    assert said == [
        "On from Deliver to Sustain", "On from Prepare to Deliver", "On from Explore to Prepare", "Begun in Explore",
    ]  # fmt: skip


def test_going_back_has_a_reason_and_overwrites_nothing(cast: Cast, reading: Initiative):
    head = cast.headteacher
    back = {
        "initiative": reading,
        "seen": "explore",
        "to": "explore",
        "reason": "It did not fit.",
        "by": head,
    }
    refused("first-stage", initiatives.go_back, **back)
    settle_all(reading, head)
    before = set(reading.answers.values_list("pk", flat=True))
    initiatives.move_on(initiative=reading, seen="explore", by=head)
    back["seen"] = "prepare"
    refused("not-earlier", initiatives.go_back, **back | {"to": "deliver"})
    refused("not-earlier", initiatives.go_back, **back | {"to": "prepare"})
    refused("reason-missing", initiatives.go_back, **back | {"reason": " "})
    refused("moved-already", initiatives.go_back, **back | {"seen": "explore"})
    initiatives.go_back(**back)
    reading.refresh_from_db()
    assert reading.stage == "explore"
    assert set(reading.answers.values_list("pk", flat=True)) == before
    assert initiative_page(reading, head).moves[0].said == "Back from Prepare to Explore"
    initiatives.move_on(initiative=reading, seen="explore", by=head)  # what was settled still stands


def test_an_initiative_is_stopped_and_taken_up_again_with_reasons(cast: Cast, reading: Initiative):
    head = cast.headteacher
    refused("reason-missing", initiatives.stop, initiative=reading, seen="explore", reason="", by=head)
    refused("goes-on", initiatives.take_up, initiative=reading, reason="Why not.", by=head)
    initiatives.stop(initiative=reading, seen="explore", reason="No time.", by=head)
    refused(
        "stopped",
        initiatives.settle,
        initiative=reading,
        stage="explore",
        question="fit",
        sentence="S.",
        by=head,
    )
    refused("stopped", initiatives.move_on, initiative=reading, seen="explore", reason="So.", by=head)
    refused("stopped", initiatives.stop, initiative=reading, seen="explore", reason="So.", by=head)
    refused("reason-missing", initiatives.take_up, initiative=reading, reason=" ", by=head)
    initiatives.take_up(initiative=reading, reason="There is time.", by=head)
    said = [each.said for each in initiative_page(reading, head).moves]
    assert said == ["Taken up again in Explore", "Stopped", "Begun in Explore"]


def test_whose_eyes(cast: Cast, reading: Initiative):
    everyones = initiatives.begin(
        trust=cast.trust,
        school=None,
        title="One phonics scheme",
        aim="Alike everywhere.",
        by=cast.chief_executive,
    )
    assert {each.row for each in initiative_lines(cast.headteacher, None)} == {reading, everyones}
    assert {each.row for each in initiative_lines(cast.other_head, None)} == {everyones}
    assert {each.row for each in initiative_lines(cast.chief_executive, cast.birch)} == {everyones}
    assert initiative_lines(cast.foreign_head, None) == []
    assert initiative_lines(cast.governor, None) == []


def test_whose_turn_it_is(cast: Cast, reading: Initiative, at: Any):
    initiatives.begin(
        trust=cast.trust, school=None, title="One phonics scheme", aim="Alike everywhere.",
        settle_by=date(2026, 12, 11), by=cast.chief_executive,
    )  # fmt: skip
    assert school_tasks(cast.headteacher, cast.alder, None, None) == ()
    with at("2026-12-01 09:00"):
        task = school_tasks(cast.headteacher, cast.alder, None, None)[0]
        assert (task.title, task.due) == ("Explore: Reading in every lesson", date(2026, 12, 11))
        assert task.detail == "Alder Primary. 3 questions are open"
        assert school_tasks(cast.deputy_headteacher, cast.alder, None, None) == ()
        assert "Explore: One phonics scheme" in [each.title for each in tasks_for(cast.chief_executive)]
        settle_all(reading, cast.headteacher)
        task = school_tasks(cast.headteacher, cast.alder, None, None)[0]
        assert task.detail == "Alder Primary. Everything that must be settled is settled"
        initiatives.move_on(initiative=reading, seen="explore", by=cast.headteacher)
        assert school_tasks(cast.headteacher, cast.alder, None, None) == ()


def test_what_was_said_is_never_changed(cast: Cast, reading: Initiative):
    settle_all(reading, cast.headteacher)
    for rows, column in ((InitiativeAnswer.objects, "sentence"), (InitiativeMove.objects, "reason")):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            rows.update(**{column: "Another"})


def test_change_and_audit_stand_or_fall_together(
    cast: Cast, reading: Initiative, monkeypatch: pytest.MonkeyPatch
):
    def broken(**_: Any) -> None:
        raise OSError("The audit cannot be written.")

    monkeypatch.setattr(initiatives.audit, "record", broken)
    with pytest.raises(OSError, match="audit"):
        initiatives.move_on(initiative=reading, seen="explore", reason="So.", by=cast.headteacher)
    reading.refresh_from_db()
    assert reading.stage == "explore"
    assert reading.moves.count() == 1


# --- Pages ------------------------------------------------------------------------------------------------------


def test_an_initiative_lives_through_its_pages(cast: Cast, client: Client):
    client.force_login(cast.headteacher)
    plan = client.get(reverse("plan", args=[cast.alder.urn])).content.decode()
    listed = f"{reverse('initiatives')}?school={cast.alder.urn}"
    assert listed in plan
    url = f"{reverse('initiative_begin')}?school={cast.alder.urn}"
    assert url in client.get(listed).content.decode()
    place = f"school-{cast.alder.urn}"
    bad = client.post(url, {"place": place, "title": "Reading", "aim": "So.", "settle_by": "1 May 2020"})
    assert bad.status_code == 422
    assert "This day is over." in bad.content.decode()
    assert (
        client.post(url, {"place": f"school-{cast.birch.urn}", "title": "A", "aim": "B"}).status_code == 422
    )
    client.post(
        url, {"place": place, "title": "Reading", "aim": "<b>So.</b>", "settle_by": "11 December 2026"}
    )
    page = Initiative.objects.get().get_absolute_url()
    assert "&lt;b&gt;So.&lt;/b&gt;" in client.get(page).content.decode()
    ask = {"do": "settle", "stage": "explore", "question": "problem"}
    assert client.post(page, {**ask, "sentence": ""}).status_code == 422
    client.post(page, {**ask, "sentence": "Half of Year 4 reads slowly."})
    assert client.post(page, {**ask, "question": "weather", "sentence": "Rain."}).status_code == 403
    held = client.post(page, {"do": "on", "seen": "explore"})
    assert held.status_code == 422
    assert "2 questions are not settled" in held.content.decode()
    assert client.post(page, {"do": "on", "seen": "explore", "reason": "We will see."}).status_code == 302
    shown = client.get(page).content.decode()
    assert "Half of Year 4 reads slowly." in shown
    assert "We will see." in shown
    assert (
        client.post(page, {"do": "back", "seen": "prepare", "to": "explore", "reason": "No."}).status_code
        == 302
    )
    assert client.post(page, {"do": "stop", "seen": "explore", "reason": "No time."}).status_code == 302
    assert client.post(page, {"do": "take-up", "reason": "Time."}).status_code == 302
    assert client.post(page, {"do": "dance"}).status_code == 404


def test_what_is_wrong_in_a_past_stage_is_not_folded_away(cast: Cast, client: Client, reading: Initiative):
    initiatives.move_on(initiative=reading, seen="explore", reason="So.", by=cast.headteacher)
    client.force_login(cast.headteacher)
    page, folded = reading.get_absolute_url(), '<details class="fold" id="stage-explore">'
    assert folded in client.get(page).content.decode()
    sent = {"do": "settle", "stage": "explore", "question": "fit", "sentence": "xkeptqz" + "x" * 500}
    answer = client.post(page, sent)
    assert answer.status_code == 422
    assert '<details class="fold" open id="stage-explore">' in answer.content.decode()
    assert "xkeptqz" in answer.content.decode()


def test_who_sees_the_pages(cast: Cast, client: Client, reading: Initiative):
    client.force_login(cast.trustee)
    assert client.get(reading.get_absolute_url()).status_code == 200
    assert client.get(reverse("initiative_begin")).status_code == 403
    client.force_login(cast.governor)
    assert client.get(reverse("initiatives")).status_code == 404
    client.force_login(cast.foreign_head)
    assert client.get(reading.get_absolute_url()).status_code == 404
    assert client.get(f"{reverse('initiatives')}?school={cast.alder.urn}").status_code == 404
    assert client.get(f"{reverse('initiatives')}?school=%C2%B2").status_code == 404


def test_pages_ask_the_same_with_one_row_and_with_three(
    cast: Cast, client: Client, reading: Initiative, at: Any
):
    grown = []
    with at("2026-12-01 09:00"):
        for number in range(3):
            initiatives.begin(
                trust=cast.trust, school=cast.alder, title=f"One more {number}", aim="So.",
                settle_by=date(2026, 12, 11), by=cast.headteacher,
            )  # fmt: skip
            initiatives.settle(
                initiative=reading,
                stage="explore",
                question="fit",
                sentence=f"So {number}.",
                by=cast.headteacher,
            )
            counts = []
            for page in (reading.get_absolute_url(), reverse("initiatives"), reverse("home")):
                client.force_login(cast.headteacher)
                client.get(page)
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(page, follow=True).status_code == 200
                counts.append(len(asked))
            grown.append(counts)
    assert grown[0] == grown[2]
