"""When an adviser works, as it is typed."""

from __future__ import annotations

from typing import Any

from django import forms

from kit.fields import Day
from support.forms import Sheet
from support.models.adviser_time import MOST_DAYS, WEEKDAYS


class AdviserTimeForm(Sheet):
    weekdays = forms.TypedMultipleChoiceField(
        label="Works on",
        choices=[(str(number), name) for number, name in WEEKDAYS.items()],
        coerce=int,
        empty_value=[],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    days_a_half_term = forms.DecimalField(
        label="Days a half-term for schools",
        min_value=0,
        max_value=MOST_DAYS,
        max_digits=3,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="For what schools are promised, the way there included. As in 12 or 7.5; 0 is no time.",
        error_messages={
            "required": "Give the days, as in 12 or 7.5. Write 0 for no time at all.",
            "invalid": "This is not a number of days. Write it as in 12 or 7.5.",
            "max_value": f"A half-term has at most {MOST_DAYS} days.",
            "min_value": "Write 0 for no time at all.",
            "max_decimal_places": "Write it to a tenth of a day, as in 7.5.",
            "max_digits": f"A half-term has at most {MOST_DAYS} days.",
            "max_whole_digits": f"A half-term has at most {MOST_DAYS} days.",
        },
    )
    starts_on = Day(label="From")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("days_a_half_term") and not found.get("weekdays") and "weekdays" not in self.errors:
            self.add_error("weekdays", "Choose the weekdays on which these days can be.")
        return found
