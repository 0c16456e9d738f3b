"""What is said of shared approaches, and the templates that are added."""

from __future__ import annotations

from typing import Any

from django import forms

from kit import clock
from kit.fields import Day, PlainText
from kit.uploads import UploadField
from schools.models import Person, School
from schools.services.evidence import TITLE_LIMIT
from support.approaches import shared_approaches
from support.forms import Sheet
from support.forms_helping import people_at
from support.models import ApproachStanding
from support.services.approaches import LINE_LIMIT


class StandingForm(Sheet):
    """How far the school shares one approach."""

    standing = forms.ChoiceField(
        label="How far is the school?", choices=ApproachStanding.Standing.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say how far the school is."},
    )  # fmt: skip
    since = Day(label="Since")
    contact = forms.ModelChoiceField(
        label="Whom other schools may ask", queryset=Person.objects.none(), required=False, empty_label="Nobody",
        help_text="Only where the school has adopted it. Every school of the trust reads the name.",
        error_messages={"invalid_choice": "Choose somebody who works at the school."},
    )  # fmt: skip
    note = PlainText(
        label="Note",
        limit=LINE_LIMIT,
        rows=2,
        required=False,
        help_text="The trust reads it, other schools do not.",
    )

    def __init__(self, data: Any = None, *, school: School, stands: ApproachStanding | None) -> None:
        initial: dict[str, Any] = {"since": clock.today()}
        if stands:
            initial = {name: getattr(stands, name) for name in ("standing", "since", "contact", "note")}
        super().__init__(data, initial=initial)
        self.fields["contact"].queryset = people_at(school)  # type: ignore[attr-defined]


class TemplateForm(Sheet):
    """A file; the same title again is the next version."""

    approach = forms.ChoiceField(label="Approach", error_messages={"required": "Choose the approach."})
    title = PlainText(
        label="Title", limit=TITLE_LIMIT, help_text="The same title again is the next version of that template.",
        error_messages={"required": "Give the template a title."},
    )  # fmt: skip
    why = PlainText(
        label="What is different", limit=LINE_LIMIT, required=False, help_text="From the second version on."
    )
    file = UploadField(label="File", error_messages={"required": "Choose the file."})

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        listed = [
            (each.title, [(a.code, a.title) for a in each.approaches])
            for each in shared_approaches().headings
        ]
        self.fields["approach"].choices = [("", "Choose an approach"), *listed]  # type: ignore[attr-defined]
