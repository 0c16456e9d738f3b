"""The chapter of the improvement plans: two are approved, one is judged, one goes with rapid plans."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kit import clock
from schools.models import Person, School
from support.models import ImprovementPlan, RapidPlan
from support.plan_text import Look, Milestone, Objective, PriorityText
from support.record_text import ActionLine
from support.services import plan_quality, plans, rapid
from trust_portal.demo.data import read
from trust_portal.demo.stage import Happening, Stage


def write(stage: Stage) -> None:
    present = stage.plan.present
    for key in read("improvement"):
        stage.at(present.day(0.3), "17:10", _writing(stage, key))
        stage.at(present.day(0.75), "16:50", _going_on(stage, key))


def _writing(stage: Stage, key: str) -> Happening:
    """The head writes and submits it, the head of school improvement approves it."""

    def write_it() -> None:
        said, by = read("improvement")[key], _head(stage, key)
        plan = plans.begin(school=_school(stage, key), year=stage.terms[stage.plan.present.place].year, by=by)
        row = plans.add_priority(plan=plan, by=by)
        plans.save_priority(priority=row, text=_text(said), version=row.version, by=by)
        looks = [Look(each["what"], each["who"], _day(each)) for each in said["schedule"]]
        plan = plans.save_schedule(plan=plan, looks=looks, version=plan.version, by=by)
        plan = plans.submit(plan=plan, why="", version=plan.version, by=by)
        plan_quality.approve(
            plan=plan, version=plan.version, note="Clear, and short.", by=stage.people["improvement"]
        )
        stage.count("improvement plans approved")
        if "focus" in said:
            _open(plan, said["focus"], by)

    return write_it


def _going_on(stage: Stage, key: str) -> Happening:
    def go_on() -> None:
        said, by = read("improvement")[key], _head(stage, key)
        year = stage.terms[stage.plan.present.place].year
        plan = ImprovementPlan.objects.select_related("school", "year").get(
            school=_school(stage, key), year=year
        )
        for number, each in enumerate(said.get("progress", ()), 1):
            plan_quality.judge(
                plan=plan,
                objective=f"1-{number}",
                judgement=each["judgement"],
                sentence=each["sentence"],
                by=by,
            )
        for running in RapidPlan.objects.running().filter(school=plan.school, ends_on__lt=clock.today()):
            rapid.review(rapid=running, sentences={"1-1": said["found"]}, what_next=said["next"], by=by)
        if "focus" in said:
            _open(plan, said["focus"], by)

    return go_on


def _open(plan: ImprovementPlan, focus: str, by: Person) -> None:
    """The cycle that runs today, where the school’s category brings one and no other waits for its review."""
    rapid.follow_category(plan.school, plan.year)
    rows = RapidPlan.objects.unfinished().filter(school=plan.school, starts_on__lte=clock.today())
    row = rows.filter(ends_on__gte=clock.today()).first()
    if row is not None and not RapidPlan.objects.running().filter(school=plan.school).exists():
        rapid.open_cycle(rapid=row, objectives=["1-1"], focus=focus, by=by)


def _text(said: dict[str, Any]) -> PriorityText:
    return PriorityText(
        title=said["title"],
        reason=said["reason"],
        criteria=tuple(said["criteria"]),
        objectives=tuple(Objective(each["what"], each["success"]) for each in said["objectives"]),
        actions=tuple(
            ActionLine(each["what"], each["owner"], _day(each), each["support"]) for each in said["actions"]
        ),
        resources=said["resources"],
        milestones=tuple(Milestone(each["what"], _day(each)) for each in said["milestones"]),
    )


def _day(said: dict[str, Any]) -> str:
    return f"{clock.today() + timedelta(weeks=said['weeks']):%-d %B %Y}"


def _school(stage: Stage, key: str) -> School:
    return stage.schools[key]


def _head(stage: Stage, key: str) -> Person:
    return stage.head(key, stage.plan.present.place)
