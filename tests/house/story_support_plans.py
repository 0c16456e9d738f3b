"""Improvement plans in the story: one in force with a further draft beside it, one that is submitted, a rapid plan."""

from __future__ import annotations

from unittest import mock

from support.models import ImprovementPlan, RapidPlan
from support.plan_spec import plan_format
from support.plan_text import Look, Objective, PriorityText
from support.record_text import ActionLine
from support.services import plan_quality, plans, rapid
from tests.house.here import Here, on

RAPID = plan_format().model_copy(
    update={"rapid": plan_format().rapid.model_copy(update={"category": "reinforce"})}
)
"""The format of a trust whose schools in Reinforce have rapid plans: so the school's category stays as it is."""


def planned(here: Here) -> None:
    with on("2026-06-10"):
        waits = _written(here, 2025, "plansent")
        waits = plans.submit(plan=waits, why="", version=waits.version, by=here.head)
        plan_quality.comment(plan=waits, note=f"About {here.word('plancomment')}.", by=here.improver)
    here.keep("submitted plan", waits.pk, version=waits.version)
    with on("2026-09-07"):
        plan = _written(here, 2026, "planned")
        plan = plans.submit(plan=plan, why="", version=plan.version, by=here.head)
        plan_quality.approve(plan=plan, version=plan.version, by=here.improver)
        sentence = f"Because {here.word('planprogress')}."
        plan_quality.judge(plan=plan, objective="1-1", judgement="red", sentence=sentence, by=here.head)
        here.keep("objective in force", plan.pk, "1-1")
        _rapid(here)
    with on("2026-10-05"):
        plan.refresh_from_db()
        plan = plans.revise(plan=plan, version=plan.version, by=here.head)
        row = plan.priorities.get()
        text = _text(here, "plandraft")
        row = plans.save_priority(priority=row, text=text, version=row.version, by=here.head)
    here.keep("draft of a plan", plan.pk, version=plan.version)
    here.keep("school with a draft of a plan", here.school.urn, version=plan.version)
    here.keep("priority of a draft", plan.pk, row.number, row=row.version)


def _rapid(here: Here) -> None:
    with mock.patch("support.services.rapid.plan_format", return_value=RAPID):
        rapid.follow_category(here.school, here.year(2026))
    row = RapidPlan.objects.filter(school=here.school).earliest("starts_on")
    focus = f"We do {here.word('rapidfocus')}."
    rapid.open_cycle(rapid=row, objectives=["1-1"], focus=focus, by=here.head)
    here.keep("open rapid plan", row.pk)


def _written(here: Here, year: int, words: str) -> ImprovementPlan:
    plan = plans.begin(school=here.school, year=here.year(year), by=here.head)
    row = plans.add_priority(plan=plan, by=here.head)
    plans.save_priority(priority=row, text=_text(here, words), version=row.version, by=here.head)
    looks = [Look("Books", "Deputy headteacher", "20 November 2026")]
    return plans.save_schedule(plan=plan, looks=looks, version=plan.version, by=here.head)


def _text(here: Here, words: str) -> PriorityText:
    said = here.word(words)
    return PriorityText(
        title=f"Reading {said}",
        criteria=("quality-of-education",),
        objectives=(Objective("Every child reads daily", "Records show it", "1-1"),),
        actions=(ActionLine(f"Do {said}", "Headteacher", "29 January 2027"),),
    )
