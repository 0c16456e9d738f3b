"""What a priority of an improvement plan says, as plain values: the draft as it was typed. Pure.

Dates are kept as they are typed; whether the plan can be submitted, support/rules_plans.py says. An objective has a
code, given once and never used again, to which its progress belongs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from support.plan_spec import PlanFormat
from support.record_text import OWNER_LIMIT, ActionLine

Clean = Callable[[str, int], str]


@dataclass(frozen=True)
class Objective:
    what: str = ""
    success: str = ""
    code: str = ""


@dataclass(frozen=True)
class Milestone:
    what: str = ""
    day: str = ""


@dataclass(frozen=True)
class Look:
    """A line of the monitoring and evaluation schedule: what is looked at, by whom and when, in words."""

    what: str = ""
    who: str = ""
    day: str = ""


@dataclass(frozen=True)
class PriorityText:
    """``criteria`` are codes of the framework in force."""

    title: str = ""
    reason: str = ""
    criteria: tuple[str, ...] = ()
    objectives: tuple[Objective, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    resources: str = ""
    milestones: tuple[Milestone, ...] = ()

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> PriorityText:
        """From ``as_stored``; what is not there is blank."""
        known = {each.name: stored[each.name] for each in fields(cls) if each.name in stored}
        return cls(
            **{
                **known,
                "criteria": tuple(stored.get("criteria", ())),
                "objectives": tuple(Objective(**each) for each in stored.get("objectives", ())),
                "actions": tuple(ActionLine(**each) for each in stored.get("actions", ())),
                "milestones": tuple(Milestone(**each) for each in stored.get("milestones", ())),
            }
        )

    def as_stored(self) -> dict[str, Any]:
        return {**asdict(self), "criteria": list(self.criteria)}

    def cleaned(self, clean: Clean, form: PlanFormat) -> PriorityText:
        """Every text cleaned by ``clean(text, limit)``; lines that are blank fall away."""
        objectives = (
            replace(
                each,
                what=_line(clean, each.what, form, "objectives"),
                success=_line(clean, each.success, form, "success"),
            )
            for each in self.objectives
        )
        actions = (
            ActionLine(
                _line(clean, each.what, form, "actions"), _short(clean, each.owner), _short(clean, each.due_on),
                _line(clean, each.support, form, "actions"),
            )
            for each in self.actions
        )  # fmt: skip
        milestones = (
            Milestone(_line(clean, each.what, form, "milestones"), _short(clean, each.day))
            for each in self.milestones
        )
        return replace(
            self,
            title=_line(clean, self.title, form, "title"),
            reason=clean(self.reason, form.part("reason").limit).strip(),
            resources=clean(self.resources, form.part("resources").limit).strip(),
            objectives=tuple(each for each in objectives if each.what or each.success),
            actions=tuple(each for each in actions if not each.is_blank),
            milestones=tuple(each for each in milestones if each.what or each.day),
        )

    def coded(self, prefix: str, used: int) -> tuple[PriorityText, int]:
        """Every objective with a code, and how many codes have ever been given here."""
        found = []
        for each in self.objectives:
            if not each.code:
                used += 1
                each = replace(each, code=f"{prefix}-{used}")
            found.append(each)
        return replace(self, objectives=tuple(found)), used


def clean_schedule(lines: Sequence[Look], clean: Clean, form: PlanFormat) -> tuple[Look, ...]:
    """The monitoring and evaluation schedule, cleaned; blank lines fall away."""
    found = (
        Look(_line(clean, each.what, form, "schedule"), _short(clean, each.who), _short(clean, each.day))
        for each in lines
    )
    return tuple(each for each in found if each.what or each.who or each.day)


def _line(clean: Clean, text: str, form: PlanFormat, part: str) -> str:
    return " ".join(clean(text, form.part(part).limit).split())


def _short(clean: Clean, text: str) -> str:
    return " ".join(clean(text, OWNER_LIMIT).split())
