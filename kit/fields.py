"""Form fields for what people type: plain text with a limit, and days written the way they are said."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kit.text import printable, too_long

DAY_FORMATS = ["%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d"]


class PlainText(forms.CharField):
    """Text cleaned by ``kit.text.printable``; one that is too long is refused with its figures and stays typed.

    :param limit: the most characters of the cleaned text.
    :param rows: lines of the box; without, it is a single line and inner line breaks become spaces.
    """

    def __init__(self, *, limit: int, rows: int = 0, **more: Any) -> None:
        more.setdefault("widget", forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput())
        super().__init__(**more)
        self.limit = limit
        self.is_line = not rows

    def to_python(self, value: Any) -> str:
        text = printable(str(super().to_python(value) or ""))
        text = " ".join(text.split()) if self.is_line else text.strip()
        if refusal := too_long(text, self.limit):
            raise ValidationError(refusal.sentence, code=refusal.code)
        return text


class Day(forms.DateField):
    """A date in a text box: “29 April 2026”, “29/4/2026”. What is no date stays in the box, beside the sentence."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.DateInput(format="%-d %B %Y", attrs={"autocomplete": "off"}))
        more.setdefault("help_text", "For example 29 April 2026 or 29/4/2026")
        said = {
            "required": "Give the day, as in 29 April 2026 or 29/4/2026.",
            "invalid": "This is not a date. Write it as in 29 April 2026 or 29/4/2026.",
        }
        more["error_messages"] = said | more.get("error_messages", {})
        super().__init__(input_formats=DAY_FORMATS, **more)
