"""What senior leaders fill in: the date on which they considered a form, and what they agreed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from kit.fields import Day, PlainText
from monitoring.queries.form import FormPage
from schools.services.actions import LINE_LIMIT, OWNER_LIMIT, ActionText, dates_in_order

FIRST_LINES = 3
LINES_LIMIT = 30


class ConsideredForm(forms.Form):
    use_required_attribute = False

    considered_on = Day(
        label="Considered by senior leaders on",
        error_messages={"required": "Give the date on which senior leaders considered the form."},
    )


class AgreedForm(forms.Form):
    """One agreed action. A blank line agrees nothing; a line with anything in it says what, who and by when."""

    use_required_attribute = False

    what = PlainText(label="Agreed action", limit=LINE_LIMIT, widget=forms.Textarea(attrs={"rows": 2}))
    owner = PlainText(
        label="Who sees to it",
        limit=OWNER_LIMIT,
        help_text="A role or a member of staff, as in Science leader",
    )
    due_on = Day(label="Done by", help_text="")
    check_impact_on = Day(label="Date to check impact", help_text="", required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if refusal := dates_in_order(values.get("due_on"), values.get("check_impact_on")):
            self.add_error("check_impact_on", refusal.sentence)
        return values

    def text(self) -> ActionText:
        values = self.cleaned_data
        return ActionText(
            what=values["what"],
            owner=values["owner"],
            due_on=values["due_on"],
            check_impact_on=values["check_impact_on"],
        )


class ConsiderPage:
    """The date and as many lines as are wanted.

    :param data: what the page sent; its button ``more`` asks for further lines and sends nothing yet.
    """

    def __init__(self, page: FormPage, data: Mapping[str, Any] | None) -> None:
        wants_more = data is not None and data.get("do") == "more"
        self.is_sent = data is not None and not wants_more
        self._data = data
        self.version = _number(data, "version", page.form.version)
        self.current_version = page.form.version
        count = _number(data, "lines", FIRST_LINES) + (2 if wants_more else 0)
        sent = data if self.is_sent else None
        kept = data or {}
        self.box = ConsideredForm(
            sent,
            prefix="when",
            initial={"considered_on": kept.get("when-considered_on", page.form.considered_on)},
        )
        self.lines = [
            AgreedForm(
                sent,
                prefix=f"agreed-{number}",
                empty_permitted=True,
                initial={} if self.is_sent else _typed(kept, number),
            )
            for number in range(min(count, LINES_LIMIT))
        ]

    @property
    def boxes(self) -> list[forms.Form]:
        return [self.box, *self.lines]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the field or nothing, sentence), for the summary."""
        return [
            ("" if name == NON_FIELD_ERRORS else box[name].auto_id, str(sentence))
            for box in self.boxes
            for name, sentences in box.errors.items()
            for sentence in sentences
        ]

    def is_valid(self) -> bool:
        return all([box.is_valid() for box in self.boxes])

    def values(self) -> dict[str, Any]:
        """The arguments of ``services.forms.consider`` that the page decides."""
        return {
            "version": self.version,
            "considered_on": self.box.cleaned_data["considered_on"],
            "agreed": [line.text() for line in self.lines if line.has_changed()],
        }

    def refuse(self, sentence: str) -> None:
        """Say why nothing was recorded; sending the page once more goes by what stands now."""
        self.box.add_error(None, sentence)
        self.version = self.current_version


def _number(data: Mapping[str, Any] | None, name: str, default: int) -> int:
    sent = str(data.get(name, "")) if data is not None else ""
    return int(sent) if sent.isdecimal() else default


def _typed(data: Mapping[str, Any], number: int) -> dict[str, str]:
    names = ("what", "owner", "due_on", "check_impact_on")
    return {name: str(data.get(f"agreed-{number}-{name}", "")) for name in names}
