"""What a school says to a decision, and what is decided about an appeal."""

from __future__ import annotations

from typing import Any

from django import forms

from kit.fields import PlainText
from support import spec
from support.forms import Sheet
from support.services.decisions import REASON_LIMIT


class DecisionAnswerForm(Sheet):
    """``appeals`` is offered only where the school may."""

    text = PlainText(
        label="What the school says",
        limit=REASON_LIMIT,
        rows=6,
        error_messages={"required": "Write what the school has to say."},
        help_text="Whoever made the decision reads it, and it stays beside the decision. No pupil’s name.",
    )
    appeals = forms.BooleanField(
        label="I appeal: somebody else is to decide, for the reason I give here",
        required=False,
        help_text="The category stands until the appeal is decided. A school can appeal once against a decision.",
    )

    def __init__(self, *args: Any, may_appeal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_appeal:
            del self.fields["appeals"]


class AppealForm(Sheet):
    """The category that shall stand, and why."""

    category = forms.ChoiceField(
        label="The category that shall stand",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the category that shall stand."},
    )
    reason = PlainText(
        label="Why",
        limit=REASON_LIMIT,
        rows=5,
        error_messages={"required": "Give the reason for your decision."},
        help_text="The school and whoever made the decision read it.",
    )
    exit_criteria = PlainText(
        label="What will have been reached when the school leaves it",
        limit=REASON_LIMIT,
        rows=3,
        required=False,
        help_text="Needed where you choose another category that is meant for a time.",
    )

    def __init__(self, *args: Any, strand: spec.Strand, standing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (each.code, f"{each.title} (as it stands)" if each.code == standing else each.title)
            for each in strand.categories
        ]
