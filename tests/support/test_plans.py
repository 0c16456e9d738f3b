"""A school's improvement plan: drafted, submitted, assured, in force; every version stands, and so does progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from kit.refusals import Refused
from kit.saving import Conflict
from schools.models import Action, AuditEntry, Notice
from support.models import ImprovementPlan, PlanProgress, PlanVersion
from support.plan_text import Look, Milestone, Objective
from support.record_text import ActionLine
from support.services import plan_quality, plans
from tests.cast import Cast
from tests.support.plans import SCHEDULE, approved, first, priority_text, submitted, written


def refused(code: str) -> Any:
    return pytest.raises(Refused, check=lambda error: error.refusal.code == code)


def test_from_a_draft_to_a_version_in_force(offered: Cast):
    plan = written(offered)
    assert plan.status == "draft"
    plan = submitted(offered, plan)
    assert plan.status == "submitted"
    assert Notice.objects.filter(
        person=offered.head_of_school_improvement, key__startswith="plan-submitted"
    ).exists()

    made = plan_quality.approve(plan=plan, version=plan.version, by=offered.head_of_school_improvement)

    plan.refresh_from_db()
    assert (plan.status, made.number) == ("approved", 1)
    priority = made.content["priorities"][0]
    assert priority["title"] == "Reading in Key Stage 1"
    assert priority["objectives"][0]["code"] == "1-1"
    assert priority["milestones"] == [["Half of the classes", "18 December 2026"]]
    assert made.content["schedule"] == [["Books of Year 4", "Deputy headteacher", "4 December 2026"]]
    action = Action.objects.get()
    assert (action.what, action.due_on) == ("Train all staff", date(2027, 1, 29))
    assert action.origin == "School Improvement Plan 2026/27: Reading in Key Stage 1"
    assert action.origin_url.endswith("#priority-1")
    assert first(plan).draft.actions == ()
    assert [step.verb for step in plan.steps.all()] == ["approved", "submitted"]
    assert AuditEntry.objects.filter(verb="approved improvement plan").exists()


def test_returned_with_a_reason_and_commented_on(offered: Cast):
    plan = submitted(offered)
    by = offered.head_of_school_improvement
    plan_quality.comment(plan=plan, note="Who trains them?", by=by)
    plan.refresh_from_db()
    assert plan.status == "submitted"
    with refused("empty"):
        plan_quality.comment(plan=plan, note=" ", by=by)
    with refused("empty"):
        plan_quality.give_back(plan=plan, note=" ", version=plan.version, by=by)
    plan_quality.give_back(plan=plan, note="Say who trains them.", version=plan.version, by=by)
    plan.refresh_from_db()
    assert plan.status == "draft"
    notes = [step.note for step in plan.steps.all()]
    assert notes[:2] == ["Say who trains them.", "Who trains them?"]
    assert Notice.objects.filter(person=offered.headteacher, key__contains="returned").exists()


def test_a_later_change_is_another_version_and_the_first_stays(offered: Cast):
    version = approved(offered)
    plan = version.plan
    with refused("in-force"):
        plans.add_priority(plan=plan, by=offered.headteacher)
    plan = plans.revise(plan=plan, version=plan.version, by=offered.headteacher)
    with refused("unchanged"):
        submitted(offered, plan, why="Nothing")
    row = first(plan)
    plans.save_priority(
        priority=row,
        text=priority_text(title="Reading, all years", actions=(), objectives=row.draft.objectives),
        version=row.version,
        by=offered.headteacher,
    )
    with refused("reason-missing"):
        submitted(offered, plan)
    second = approved(offered, plan, why="All years read.")

    assert (second.number, second.why) == (2, "All years read.")
    assert second.content["priorities"][0]["objectives"][0]["code"] == "1-1"
    assert second.content["priorities"][0]["actions"] == version.content["priorities"][0]["actions"]
    version.refresh_from_db()
    assert version.content["priorities"][0]["title"] == "Reading in Key Stage 1"
    assert Action.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanVersion.objects.filter(pk=version.pk).update(why="Changed")


UNCLEAR: list[tuple[dict[str, Any], str]] = [
    ({"title": ""}, "give it a name"),
    ({"criteria": ()}, "choose the criteria"),
    ({"objectives": ()}, "write an objective"),
    ({"objectives": (Objective("Read daily"),)}, "objective 1: say what"),
    ({"actions": ()}, "write an action"),
    ({"actions": (ActionLine("Train", "", "1/12/2026"),)}, "Action 1: say who"),
    ({"actions": (ActionLine("Train", "Head", "soon"),)}, "“soon” is not a date"),
    ({"milestones": (Milestone("", "1/12/2026"),)}, "milestone 1: say what"),
    ({"milestones": (Milestone("Half", "soon"),)}, "milestone 1: “soon” is not a date"),
]


@pytest.mark.parametrize(("more", "says"), UNCLEAR)
def test_what_cannot_be_submitted_yet(offered: Cast, more: dict[str, Any], says: str):
    with pytest.raises(Refused, match=says):
        submitted(offered, written(offered, **more))


@pytest.mark.parametrize(
    ("looks", "says"),
    [
        ([], "the schedule is empty"),
        ([Look("Books", "", "4 December 2026")], "line 1: say what"),
        ([Look("Books", "Head", "")], "line 1: it has no date"),
    ],
)
def test_the_schedule_is_asked_for(offered: Cast, looks: list[Look], says: str):
    plan = written(offered)
    plans.save_schedule(plan=plan, looks=looks, version=plan.version, by=offered.headteacher)
    with pytest.raises(Refused, match=says):
        submitted(offered, plan)


def test_an_empty_plan_cannot_be_submitted(offered: Cast):
    with refused("no-priority"):
        submitted(offered, plans.begin(school=offered.alder, year=offered.year_2026, by=offered.headteacher))


def test_who_may_what(offered: Cast):
    by = offered
    for stranger in (by.head_of_school_improvement, by.other_head, by.governor, by.foreign_head):
        with refused("not-yours"):
            plans.begin(school=by.alder, year=by.year_2026, by=stranger)
    plan = written(offered)
    with refused("not-yours"):
        plans.submit(plan=plan, why="", version=plan.version, by=by.deputy_headteacher)
    with refused("not-submitted"):
        plan_quality.approve(plan=plan, version=plan.version, by=by.head_of_school_improvement)
    with refused("not-submitted"):
        plans.withdraw(plan=plan, version=plan.version, by=by.headteacher)
    with refused("not-in-force"):
        plans.revise(plan=plan, version=plan.version, by=by.headteacher)
    plan = submitted(offered, plan)
    for other in (by.headteacher, by.chief_executive, by.improvement_adviser):
        with refused("not-yours"):
            plan_quality.approve(plan=plan, version=plan.version, by=other)
    with refused("submitted"):
        plans.save_priority(priority=first(plan), text=priority_text(), version=2, by=by.headteacher)
    with refused("submitted"):
        plans.save_schedule(plan=plan, looks=[], version=plan.version, by=by.headteacher)
    plan = plans.withdraw(plan=plan, version=plan.version, by=by.headteacher)
    assert plan.status == "draft"


def test_a_year_that_is_over_or_of_others_gets_no_plan(offered: Cast):
    with refused("year-over"):
        plans.begin(school=offered.alder, year=offered.year_2025, by=offered.headteacher)
    with refused("other-trust"):
        year = offered.foreign_autumn.year
        plans.begin(school=offered.alder, year=year, by=offered.headteacher)


def test_a_stale_save_writes_nothing(offered: Cast):
    plan = written(offered)
    row = first(plan)
    plans.save_priority(
        priority=row,
        text=priority_text(title="By the deputy"),
        version=row.version,
        by=offered.deputy_headteacher,
    )
    with pytest.raises(Conflict):
        plans.save_priority(
            priority=row, text=priority_text(title="By the head"), version=row.version, by=offered.headteacher
        )
    assert first(plan).draft.title == "By the deputy"
    with pytest.raises(Conflict):
        plans.take_out(priority=row, version=row.version, by=offered.headteacher)
    with pytest.raises(Conflict):
        plans.save_schedule(plan=plan, looks=[*SCHEDULE, *SCHEDULE], version=1, by=offered.headteacher)
    with pytest.raises(Conflict):
        plans.submit(plan=plan, why="", version=1, by=offered.headteacher)
    plan = submitted(offered, plan)
    seen = plan.version
    plan = plans.withdraw(plan=plan, version=seen, by=offered.headteacher)
    plan = submitted(offered, plan)
    with pytest.raises(Conflict):
        plan_quality.approve(plan=plan, version=seen, by=offered.head_of_school_improvement)


def test_priorities_written_one_after_the_other_have_an_entry_each(offered: Cast, at: Callable[[str], Any]):
    with at("2026-09-07 09:00"):
        plan = written(offered, number=2)
    with at("2026-09-07 10:00"):
        for row, title in zip(plan.priorities.all(), ("Writing", "Mathematics"), strict=True):
            text = replace(row.draft, title=title)
            plans.save_priority(priority=row, text=text, version=row.version, by=offered.headteacher)
    entries = list(AuditEntry.objects.filter(verb="wrote priority").order_by("pk"))[-2:]
    said = [
        [(side["number"], side["title"]) for side in (entry.before or {}, entry.after or {})]
        for entry in entries
    ]
    assert said == [
        [(1, "Reading in Key Stage 1"), (1, "Writing")],
        [(2, "Reading in Key Stage 1"), (2, "Mathematics")],
    ]


def test_caps_and_choices(offered: Cast):
    plan = written(offered)
    row = first(plan)

    def save(**more: Any) -> None:
        plans.save_priority(
            priority=row, text=priority_text(**more), version=row.version, by=offered.headteacher
        )

    with pytest.raises(Refused, match="Shorten it by 1 to fit the limit of 200"):
        save(title="x" * 201)
    with refused("too-many"):
        save(objectives=tuple(Objective(f"Aim {at}", "Seen") for at in range(7)))
    with refused("not-here"):
        save(criteria=("of-another-trust",))
    for _ in range(7):
        plans.add_priority(plan=plan, by=offered.headteacher)
    with refused("too-many"):
        plans.add_priority(plan=plan, by=offered.headteacher)
    plans.take_out(priority=row, version=row.version, by=offered.headteacher)
    assert plans.add_priority(plan=plan, by=offered.headteacher).number == 9
    with refused("taken-out"):
        save(title="Again")


def test_an_objective_keeps_its_code_and_no_code_is_used_twice(offered: Cast):
    plan = written(offered)
    row = first(plan)
    second = (
        Objective("Every teacher is trained", "Seen", "1-7"),
        Objective("A", "B", "1-1"),
        Objective("C", "D", "1-1"),
    )
    row = plans.save_priority(
        priority=row, text=priority_text(objectives=second), version=row.version, by=offered.headteacher
    )
    assert [each.code for each in row.draft.objectives] == ["1-2", "1-1", "1-3"]
    row = plans.save_priority(
        priority=row,
        text=priority_text(objectives=(Objective("New", "Seen"),)),
        version=row.version,
        by=offered.headteacher,
    )
    assert [each.code for each in row.draft.objectives] == ["1-4"]


def test_progress_is_added_and_never_overwritten(offered: Cast, at: Callable[[str], Any]):
    version = approved(offered)
    plan = version.plan
    with at("2026-12-01"):
        red = plan_quality.judge(
            plan=plan, objective="1-1", judgement="red", sentence="Not begun.", by=offered.deputy_headteacher
        )
    with at("2026-12-08"):
        plan_quality.judge(
            plan=plan,
            objective="1-1",
            judgement="green",
            sentence="All read.",
            by=offered.improvement_adviser,
        )
    assert [each.judgement for each in plan.progress.all()] == ["green", "red"]
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanProgress.objects.filter(pk=red.pk).update(sentence="Changed")


def test_progress_is_refused_without_a_sentence_a_word_or_a_plan(offered: Cast):
    plan = written(offered)
    values = {
        "plan": plan,
        "objective": "1-1",
        "judgement": "red",
        "sentence": "So.",
        "by": offered.headteacher,
    }
    with refused("not-approved"):
        plan_quality.judge(**values)
    approved(offered, plan)
    for code, wrong in {
        "no-sentence": {"sentence": " "}, "no-judgement": {"judgement": "blue"}, "no-objective": {"objective": "9-9"},
        "too-long": {"sentence": "x" * 501}, "not-yours": {"by": offered.governor},
    }.items():  # fmt: skip
        with refused(code):
            plan_quality.judge(**values | wrong)
    assert not PlanProgress.objects.exists()


def test_a_change_without_its_audit_entry_does_not_stand(offered: Cast, monkeypatch: pytest.MonkeyPatch):
    plan = submitted(offered)

    def broken(**more: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("schools.audit.record", broken)
    with pytest.raises(RuntimeError):
        plan_quality.approve(plan=plan, version=plan.version, by=offered.head_of_school_improvement)
    assert ImprovementPlan.objects.get().status == "submitted"
    assert not PlanVersion.objects.exists()
