"""What was typed and chosen on the pages of support."""

from __future__ import annotations

from typing import Any

from django import forms

from kit.fields import Day, PlainText
from support import spec
from support.models import AimFinding, Engagement
from support.services.aims import SENTENCE_LIMIT
from support.services.decisions import REASON_LIMIT
from support.services.engagements import NOTE_LIMIT
from support.services.engagements import REASON_LIMIT as CANCEL_LIMIT
from support.services.requirements import SENTENCE_LIMIT as REQUIREMENT_LIMIT


class Sheet(forms.Form):
    """A form whose sentences come from the server, so that they are the same without script."""

    use_required_attribute = False


class CategoryForm(Sheet):
    """One of the strand's categories; whether a reason is needed, the service judges."""

    category = forms.ChoiceField(
        label="Category", widget=forms.RadioSelect, error_messages={"required": "Choose a category."}
    )
    reason = PlainText(
        label="Reason",
        limit=REASON_LIMIT,
        rows=4,
        required=False,
        help_text="The school reads it, and it stays with the decision.",
    )
    review_on = Day(
        label="Looked at again on",
        required=False,
        help_text="Where you give no day, the last one that the offer allows, if it sets one. As in 29 April 2026.",
    )
    exit_criteria = PlainText(
        label="What will have been reached then",
        limit=REASON_LIMIT,
        rows=4,
        required=False,
        help_text="What the school will have reached when it leaves the category. Some categories need it.",
    )
    conversation = PlainText(
        label="What was said with the school",
        limit=REASON_LIMIT,
        rows=4,
        required=False,
        help_text="From your conversation with the headteacher, who reads it. No pupil’s name.",
    )

    def __init__(self, *args: Any, strand: spec.Strand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (each.code, each.title) for each in strand.categories
        ]


class VersionForm(Sheet):
    """The version of the row that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class HeldForm(VersionForm):
    held_on = Day(label="Held on", error_messages={"required": "Give the day it was held."})
    note = PlainText(
        label="Note",
        limit=NOTE_LIMIT,
        rows=5,
        required=False,
        help_text="What it was about and what was agreed. The school reads it. No pupil’s name.",
    )


class CancelForm(VersionForm):
    """It stands on one page with the other form, so the ids of its fields differ."""

    reason = PlainText(
        label="Why will it not be held?",
        limit=CANCEL_LIMIT,
        rows=2,
        error_messages={"required": "Say why it will not be held."},
        help_text="The school reads it.",
    )
    side = forms.ChoiceField(
        label="Who could not keep it?",
        choices=Engagement.Side.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say who could not keep it: it is counted."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_cancel_%s", **kwargs})


class AimForm(Sheet):
    status = forms.ChoiceField(
        label="How it stands",
        widget=forms.RadioSelect,
        choices=AimFinding.Status.choices,
        error_messages={"required": "Choose how the aim stands."},
    )
    sentence = PlainText(
        label="In a sentence",
        limit=SENTENCE_LIMIT,
        rows=3,
        error_messages={"required": "Write a sentence that says why."},
        help_text="The school reads it.",
    )


class RequirementForm(Sheet):
    required = forms.TypedChoiceField(
        label="Is it required?",
        widget=forms.RadioSelect,
        choices=[("yes", "Required"), ("no", "Not required")],
        coerce=lambda answer: answer == "yes",
        error_messages={"required": "Choose whether it is required."},
    )
    sentence = PlainText(
        label="Why?",
        limit=REQUIREMENT_LIMIT,
        rows=3,
        error_messages={"required": "Write a sentence that says why."},
        help_text="The school reads it.",
    )
