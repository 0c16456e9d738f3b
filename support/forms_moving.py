"""The day and time of one engagement, as they are typed."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kit.fields import Day, PlainText
from support.forms import VersionForm
from support.services.engagements import REASON_LIMIT

FIRST, LAST = time(7), time(21)


class TimeOfDay(forms.TimeField):
    """A time in a text box; one at night was meant otherwise."""

    def __init__(self, **more: Any) -> None:
        said = "This is not a time. Write it by the 24-hour clock, as in 14:30."
        super().__init__(
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off", "inputmode": "numeric"}),
            help_text="By the 24-hour clock, as in 14:30",
            error_messages={"required": "Give the time, as in 14:30.", "invalid": said},
            **more,
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not FIRST <= value <= LAST:
            raise ValidationError("That is at night. Write the time by the 24-hour clock, as in 14:30.")


class MoveForm(VersionForm):
    """It stands on one page with other forms, so the ids of its fields differ."""

    day = Day(label="Day")
    at = TimeOfDay(label="Time")
    reason = PlainText(
        label="Why then?",
        limit=REASON_LIMIT,
        rows=2,
        required=False,
        help_text="Needed where another time had been agreed, or the day is outside the window. The school reads it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_move_%s", **kwargs})
