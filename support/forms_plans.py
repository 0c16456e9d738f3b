"""What is typed into an improvement plan, its quality assurance, its progress and its rapid plans."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from kit.fields import PlainText
from support.forms import Sheet
from support.models import PlanPriority, RapidPlan
from support.plan_spec import Part, plan_format
from support.plan_text import Look, Milestone, Objective, PriorityText
from support.queries.plan_words import NO_LONGER
from support.record_text import OWNER_LIMIT, ActionLine
from support.services.plan_quality import NOTE_LIMIT, SENTENCE_LIMIT
from support.services.plans import WHY_LIMIT

BLANK_LINES = 2
DAY = "As in 29 April 2026"
Column = tuple[str, str, int, str]


class Lines(Sheet):
    """A form with groups of like lines: what is stored, as many as were sent, and some blank ones."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def add_lines(self, name: str, part: Part, stored: Sequence[Any], columns: Sequence[Column]) -> None:
        """:param columns: (attribute, label, most characters, help text)."""
        count = min(max(len(stored) + BLANK_LINES, self._sent(name)), max(part.most, len(stored)))
        self.counts[name] = (count, tuple(column[0] for column in columns))
        for at in range(count):
            for attribute, label, limit, hint in columns:
                field = PlainText(label=label, limit=limit, required=False, help_text=hint)
                if limit > OWNER_LIMIT:
                    field.widget = forms.Textarea(attrs={"rows": 2})
                self.fields[f"{name}-{at}-{attribute}"] = field
                self.initial[f"{name}-{at}-{attribute}"] = (
                    getattr(stored[at], attribute) if at < len(stored) else ""
                )

    def __init__(self, data: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.counts: dict[str, tuple[int, tuple[str, ...]]] = {}

    def _sent(self, name: str) -> int:
        found = (re.fullmatch(rf"{name}-([0-9]{{1,2}})-[a-z_]+", key, re.ASCII) for key in self.data)
        return max((int(match[1]) + 1 for match in found if match), default=0)

    def lines(self, name: str) -> list[list[forms.BoundField]]:
        """The boxes of each line of a group."""
        count, attributes = self.counts[name]
        return [[self[f"{name}-{at}-{each}"] for each in attributes] for at in range(count)]

    def typed(self, name: str) -> list[dict[str, str]]:
        """What was typed into each line, of a valid form."""
        count, attributes = self.counts[name]
        return [
            {each: self.cleaned_data[f"{name}-{at}-{each}"] for each in attributes} for at in range(count)
        ]


class PriorityForm(Lines):
    """A priority of the draft. Nothing is required and a date is kept as it was typed: submitting is what checks."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        priority: PlanPriority,
        criteria: Sequence[tuple[str, str]],
    ) -> None:
        text, form = priority.draft, plan_format()
        values = {"title": text.title, "reason": text.reason, "resources": text.resources}
        stored = {"version": priority.version, "criteria": list(text.criteria), **values}
        super().__init__(data, initial=stored)
        titles = {code: form.part(code).title for code in form.parts}
        self.fields["title"] = PlainText(
            label=titles["title"], limit=form.part("title").limit, required=False
        )
        self.fields["reason"] = self._box("reason", 4)
        known = dict(criteria)
        kept = [(code, NO_LONGER) for code in text.criteria if code not in known]
        self.fields["criteria"] = forms.MultipleChoiceField(
            label=titles["criteria"], choices=[*criteria, *kept], required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.fields["resources"] = self._box("resources", 3)
        what, success = form.part("objectives"), form.part("success")
        self.add_lines(
            "objectives", what, text.objectives,
            (
                ("what", "What will be reached", what.limit, what.hint),
                ("success", success.title, success.limit, success.hint),
            ),
        )  # fmt: skip
        for at in range(self.counts["objectives"][0]):
            code = text.objectives[at].code if at < len(text.objectives) else ""
            self.fields[f"code-{at}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, max_length=20
            )
            self.initial[f"code-{at}"] = code
        part = form.part("actions")
        self.add_lines(
            "actions", part, text.actions,
            (
                ("what", "What is to be done", part.limit, ""), ("owner", "Who sees to it", OWNER_LIMIT, ""),
                ("due_on", "Done by", OWNER_LIMIT, DAY), ("support", "Support that comes with it", part.limit, ""),
            ),
        )  # fmt: skip
        part = form.part("milestones")
        self.add_lines(
            "milestones", part, text.milestones,
            (("what", "What will be seen", part.limit, ""), ("day", "By", OWNER_LIMIT, DAY)),
        )  # fmt: skip

    def _box(self, name: str, rows: int) -> PlainText:
        part = plan_format().part(name)
        return PlainText(label=part.title, limit=part.limit, rows=rows, required=False, help_text=part.hint)

    @property
    def objectives(self) -> list[tuple[forms.BoundField, list[forms.BoundField]]]:
        """Each line with the hidden box of its code."""
        return [(self[f"code-{at}"], line) for at, line in enumerate(self.lines("objectives"))]

    @property
    def actions(self) -> list[list[forms.BoundField]]:
        return self.lines("actions")

    @property
    def milestones(self) -> list[list[forms.BoundField]]:
        return self.lines("milestones")

    def text(self) -> PriorityText:
        """What was typed, of a valid form."""
        values = self.cleaned_data
        return PriorityText(
            title=values["title"],
            reason=values["reason"],
            criteria=tuple(values["criteria"]),
            objectives=tuple(
                Objective(**line, code=values[f"code-{at}"])
                for at, line in enumerate(self.typed("objectives"))
            ),
            actions=tuple(ActionLine(**line) for line in self.typed("actions")),
            resources=values["resources"],
            milestones=tuple(Milestone(**line) for line in self.typed("milestones")),
        )


class ScheduleForm(Lines):
    """The monitoring and evaluation schedule of the draft."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, looks: Sequence[Look], version: int) -> None:
        super().__init__(data, initial={"version": version})
        part = plan_format().part("schedule")
        self.add_lines(
            "schedule", part, looks,
            (
                ("what", "What is looked at", part.limit, ""), ("who", "By whom", OWNER_LIMIT, ""),
                ("day", "When", OWNER_LIMIT, DAY),
            ),
        )  # fmt: skip

    @property
    def schedule(self) -> list[list[forms.BoundField]]:
        return self.lines("schedule")

    def looks(self) -> list[Look]:
        return [Look(**line) for line in self.typed("schedule")]


class SubmitForm(Sheet):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    why = PlainText(
        label="What is different from the version in force",
        limit=WHY_LIMIT,
        required=False,
        help_text="In a sentence, as in “The second priority is about writing now”.",
    )


class QualityForm(Sheet):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    note = PlainText(
        label="Comment or reason",
        limit=NOTE_LIMIT,
        rows=5,
        required=False,
        help_text="The school reads it. Needed for a comment and for a return.",
    )


class ProgressForm(Sheet):
    judgement = forms.ChoiceField(
        label="How it stands",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the objective stands."},
    )
    sentence = PlainText(
        label="Why, in a sentence",
        limit=SENTENCE_LIMIT,
        rows=3,
        help_text="What has been seen since. No pupil’s name.",
        error_messages={"required": "Write a sentence that says why."},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["judgement"].choices = [(each.code, each.title) for each in plan_format().progress]  # type: ignore[attr-defined]


class OpenForm(Sheet):
    objectives = forms.MultipleChoiceField(
        label="Objectives it works on",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one of the plan’s objectives."},
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["objectives"].choices = choices  # type: ignore[attr-defined]
        self.fields["focus"] = PlainText(
            label="What is done in these weeks", limit=plan_format().rapid.limit, rows=5,
            error_messages={"required": "Write what is done in these weeks."},
        )  # fmt: skip


class ReviewForm(Sheet):
    """A sentence for each objective of the cycle, and what next."""

    def __init__(self, *args: Any, rapid: RapidPlan, **more: Any) -> None:
        super().__init__(*args, **more)
        self.codes = [code for code, _ in rapid.objectives]
        limit = plan_format().rapid.limit
        for code, words in rapid.objectives:
            self.fields[f"found-{code}"] = PlainText(
                label=words, limit=limit, rows=2, help_text="What was found, in a sentence.",
                error_messages={"required": "Write a sentence for each objective."},
            )  # fmt: skip
        self.fields["what_next"] = PlainText(
            label="What next", limit=limit, rows=3, error_messages={"required": "Write what comes next."}
        )

    def sentences(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"found-{code}"] for code in self.codes}
