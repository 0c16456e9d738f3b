"""A school as the trust keeps it, and the trust's own settings."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset
from django import forms

from kit.fields import Day
from schools.accent import can_be_read
from schools.forms.layout import set_out
from schools.models import School, Trust
from schools.rules import ages_in_order

PARTS = {
    "What it is": ("name", "phase", "kind", "lowest_age", "highest_age"),
    "Its size": ("capacity", "admission_number", "number_on_roll"),
    "Where it is": ("street", "town", "postcode", "local_authority"),
    "Since when": ("opened_on", "joined_on", "closed_on"),
}


class SchoolForm(forms.ModelForm):  # type: ignore[type-arg]
    """What can be changed of a school; its number cannot."""

    class Meta:
        model = School
        fields = [field for fields in PARTS.values() for field in fields]
        field_classes = {"opened_on": Day, "joined_on": Day, "closed_on": Day}
        labels = {"number_on_roll": "Pupils on roll", "capacity": "Places", "street": "Street"}
        help_texts = {
            "kind": "As the national register says it, for example Academy converter",
            "closed_on": "Only for a school that has closed; it then leaves the lists of open schools.",
        }
        error_messages = {
            "name": {"required": "Give the school's name."},
            "phase": {"required": "Choose the phase."},
            "urn": {"required": "Give the six digits of the national register."},
        }

    def __init__(self, *args: Any, button: str = "Save", **more: Any) -> None:
        super().__init__(*args, **more)
        parts = [Fieldset(heading, *self.own(fields)) for heading, fields in PARTS.items()]
        self.helper = set_out(button, *parts)

    def own(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        return fields

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if refusal := ages_in_order(values.get("lowest_age"), values.get("highest_age")):
            self.add_error("highest_age", refusal.sentence)
        return values


class NewSchoolForm(SchoolForm):
    class Meta(SchoolForm.Meta):
        fields = ["urn", *SchoolForm.Meta.fields]
        help_texts = {**SchoolForm.Meta.help_texts, "urn": "The six digits of the national register"}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, button="Add the school", **more)

    def own(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        return ("urn", *fields) if "name" in fields else fields


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Trust
        fields = ["accent", "issues_reports_itself"]
        widgets = {"accent": forms.TextInput(attrs={"type": "color", "class": "form-control-color"})}
        labels = {"accent": "Accent colour", "issues_reports_itself": "Issue reports without a look"}
        help_texts = {
            "accent": "One colour of the trust's own, for links and buttons. It has to stand out from the page.",
            "issues_reports_itself": "On: a term's reports go to governors as soon as they are prepared. "
            "Off: a person of the trust looks at each first.",
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.helper = set_out("Save the settings", "accent", "issues_reports_itself")

    def clean_accent(self) -> str:
        accent: str = self.cleaned_data["accent"].strip().lower()
        if refusal := can_be_read(accent):
            raise forms.ValidationError(refusal.sentence)
        return accent
