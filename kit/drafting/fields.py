"""Fields of which a document is made: prose with a least and a most length, lists a line each, figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kit.fields import PlainText
from kit.text import printable

LINE, SENTENCE, PARAGRAPH = 120, 240, 900  # of a pack's texts
LEAST = 10


class Prose(PlainText):
    """A line, a sentence or a paragraph. Line breaks become spaces, so that a pack file folds it as it likes.

    :param limit: the most characters; ``rows`` the lines of its box; ``least`` the fewest, of what is not empty.
    """

    def __init__(self, *, limit: int, rows: int = 0, least: int = LEAST, **more: Any) -> None:
        super().__init__(limit=limit, rows=rows, **more)
        self.is_line = True
        self.least = least

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if 0 < len(text) < self.least:
            raise ValidationError(
                f"Write at least {self.least} characters, so that everybody understands it."
            )
        return text


def line(label: str, **more: Any) -> Prose:
    return Prose(label=label, limit=LINE, least=1, **more)


def sentence(label: str, **more: Any) -> Prose:
    return Prose(label=label, limit=SENTENCE, rows=2, **more)


def paragraph(label: str, **more: Any) -> Prose:
    return Prose(label=label, limit=PARAGRAPH, rows=3, **more)


class Several(forms.CharField):
    """Several texts in one box: ``apart`` is the pattern between them, ``together`` what is written there.

    :param most: the most texts.
    """

    def __init__(
        self, *, one: Prose, apart: str, together: str, rows: int, most: int = 40, **more: Any
    ) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **more)
        self.one, self.apart, self.together, self.most = one, re.compile(apart), together, most

    def prepare_value(self, value: Any) -> Any:
        return self.together.join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        text = printable(str(super().clean(value) or ""))
        found = [self.one.clean(part) for part in self.apart.split(text) if part.strip()]
        if len(found) > self.most:
            raise ValidationError(f"These are {len(found)}. Keep to {self.most} at most.")
        return found


def lines(label: str, most: int, **more: Any) -> Several:
    """Sentences, one a line."""
    one = sentence(label)
    return Several(label=label, one=one, apart=r"\n", together="\n", rows=4, most=most, **more)


def paragraphs(label: str, **more: Any) -> Several:
    """Paragraphs with an empty line between them."""
    one = paragraph(label)
    return Several(label=label, one=one, apart=r"\n\s*\n", together="\n\n", rows=8, **more)


class Ticks(forms.MultipleChoiceField):
    """Boxes to tick; the cleaned value is a list in the order of the choices."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, choices: Iterable[tuple[str, str]], **more: Any) -> None:
        more.setdefault("required", False)
        listed = list(choices)
        super().__init__(choices=listed, **more)
        self.known = [code for code, _ in listed]

    def clean(self, value: Any) -> list[str]:
        ticked = set(super().clean(value))
        return [code for code in self.known if code in ticked]


def whole(label: str, **more: Any) -> forms.IntegerField:
    said = {"invalid": "This is not a whole number. Write it in digits, as in 12."}
    return forms.IntegerField(label=label, required=False, error_messages=said, **more)


class Figure(forms.FloatField):
    """A number that may have decimals, shown without those it does not need."""

    def __init__(self, **more: Any) -> None:
        said = {"invalid": "This is not a number. Write it in digits, as in 12 or 0.5."}
        super().__init__(error_messages=said, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)

    def prepare_value(self, value: Any) -> Any:
        return int(value) if isinstance(value, float) and value.is_integer() else value


def figure(label: str, **more: Any) -> Figure:
    return Figure(label=label, **{"required": False, **more})


def proposal(prefix: str = "", why: str = "why") -> dict[str, forms.Field]:
    """Whether the strategy leaves this open, and why it is as it is.

    :param why: what the pack calls the reason.
    """
    return {
        f"{prefix}proposed": forms.BooleanField(
            label="The strategy leaves this open: it is a proposal", required=False
        ),
        f"{prefix}{why}": paragraph("Why it is proposed so", required=False),
    }
