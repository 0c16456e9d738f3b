"""What is typed about something a school has agreed to do."""

from __future__ import annotations

from typing import Any

from django import forms

from kit.fields import Day, PlainText
from schools.services.actions import (
    IMPACT_LIMIT,
    LINE_LIMIT,
    ORIGIN_LIMIT,
    OWNER_LIMIT,
    ActionText,
    dates_in_order,
)


class ActionForm(forms.Form):
    """One action. ``impact`` is written when its impact is checked."""

    use_required_attribute = False

    what = PlainText(
        label="What is to be done",
        limit=LINE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what is to be done."},
    )
    owner = PlainText(
        label="Who sees to it",
        limit=OWNER_LIMIT,
        required=False,
        help_text="A role or a member of staff, as in Science leader. No pupil's name.",
    )
    due_on = Day(label="Done by", required=False)
    support = PlainText(label="Support that comes with it", limit=LINE_LIMIT, required=False)
    check_impact_on = Day(label="Date to check impact", help_text="", required=False)
    impact = PlainText(
        label="What was found then",
        limit=IMPACT_LIMIT,
        rows=4,
        required=False,
        help_text="What has changed for pupils, and how you know.",
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if refusal := dates_in_order(values.get("due_on"), values.get("check_impact_on")):
            self.add_error("check_impact_on", refusal.sentence)
        return values

    def text(self) -> ActionText:
        return ActionText(
            what=self.cleaned_data["what"],
            owner=self.cleaned_data["owner"],
            due_on=self.cleaned_data["due_on"],
            support=self.cleaned_data["support"],
            check_impact_on=self.cleaned_data["check_impact_on"],
            impact=self.cleaned_data.get("impact", ""),
        )


class NewActionForm(ActionForm):
    origin = PlainText(
        label="Where it was agreed",
        limit=ORIGIN_LIMIT,
        help_text="As a reader would say it: Senior leaders' meeting, 9 November 2026",
        error_messages={"required": "Say where it was agreed."},
    )
    field_order = ["what", "origin"]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["impact"]
