"""The chapter of what came from outside and what is brought in: two reviews and an initiative of one school."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kit import clock
from schools.models import Person, School
from schools.services.actions import ActionText
from support.models import Review
from support.services import findings, initiatives, reviews
from support.services.reviews import Commission
from trust_portal.demo.data import read
from trust_portal.demo.stage import Stage


def write(stage: Stage) -> None:
    """Enter days of the present term before self-evaluations were due: what is told then is no news any more."""
    present = stage.plan.present
    days = [day for day in present.days if day < present.self_evaluation_due]
    made: list[Review] = []
    stage.at(
        days[0],
        "15:10",
        lambda: made.append(_commission(stage, read("reviews")["carried_out"], "improvement")),
    )
    stage.at(days[1], "15:30", lambda: _bring_in(stage))
    stage.at(days[-1], "15:10", lambda: _carry_out(stage, made[0], days[-2]))
    stage.at(days[-1], "15:50", lambda: _plan_another(stage))


def _school(stage: Stage) -> School:
    return stage.schools[read("reviews")["school"]]


def _head(stage: Stage) -> Person:
    return stage.head(read("reviews")["school"], stage.plan.present.place)


def _commission(stage: Stage, said: dict[str, Any], by: str) -> Review:
    due_on = clock.today() + timedelta(weeks=said.get("weeks", 4))
    what = Commission(said["kind"], said["reviewer"], due_on, said["why"])
    stage.count("external reviews commissioned")
    return reviews.commission(school=_school(stage), what=what, by=stage.people[by])


def _plan_another(stage: Stage) -> None:
    _commission(stage, read("reviews")["commissioned"], "finance")


def _carry_out(stage: Stage, review: Review, day: date) -> None:
    """Two findings become actions and one needs none; the review waits to be closed."""
    said, by, today = read("reviews")["carried_out"], stage.people["improvement"], clock.today()
    reviews.carry_out(
        review=review, carried_out_on=day, reviewer=said["reviewer"],
        summary=said["summary"], by=by,
    )  # fmt: skip
    for each in said["findings"]:
        found = findings.add(review=review, text=each["found"], by=by)
        if "none" in each:
            findings.leave(finding=found, reason=each["none"], by=by)
            continue
        action = each["action"]
        text = ActionText(action["what"], action["owner"], today + timedelta(weeks=action["weeks"]))
        findings.make_action(finding=found, text=text, by=_head(stage))


def _bring_in(stage: Stage) -> None:
    """The head explores it, moves on, and settles part of what is to be prepared."""
    said, by = read("reviews")["initiative"], _head(stage)
    row = initiatives.begin(
        trust=stage.trust, school=_school(stage), title=said["title"], aim=said["aim"], by=by
    )
    for stage_code in ("explore", "prepare"):
        for question, sentence in said[stage_code].items():
            initiatives.settle(initiative=row, stage=stage_code, question=question, sentence=sentence, by=by)
        if stage_code == "explore":
            settle_by = stage.plan.today + timedelta(weeks=said["weeks"])
            initiatives.move_on(initiative=row, seen="explore", by=by, settle_by=settle_by)
    stage.count("initiatives begun")
