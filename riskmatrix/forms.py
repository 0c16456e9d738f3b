"""What was chosen and typed on the pages of the risk matrix."""

from __future__ import annotations

from typing import Any

from django import forms

from kit.fields import PlainText
from kit.refusals import Refusal
from riskmatrix.services.moderation import REASON_LIMIT
from schools.models import Person


class RatingForm(forms.Form):
    """One KPI's form, as the page sends it with every pause. Limits and rights are the service's to judge."""

    answer = forms.CharField(required=False)
    commentary = forms.CharField(required=False, strip=False)
    version = forms.IntegerField(min_value=0)
    # The version of somebody else's text that this person has seen and decided against.
    instead_of = forms.IntegerField(min_value=0, required=False)
    # Whose page it is. On a shared computer somebody else may have signed in in another tab since.
    typed_by = forms.IntegerField(required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        # What the form does not hold is left as it is; the fields' own cleaning cannot tell that from nothing.
        values["answer"] = self.data.get("answer")
        values["commentary"] = self.data.get("commentary")
        if values.get("instead_of") is not None:
            values["version"] = values["instead_of"]
        return values

    def refusal(self, user: Person) -> Refusal | None:
        """What speaks against saving it at all, as ``user``."""
        if not self.is_valid():
            return Refusal("malformed", "Copy your text, load the page again and save once more.")
        if self.cleaned_data["typed_by"] not in (None, user.pk):
            return Refusal(
                "another-person",
                f"You are signed in as {user} now, but somebody else typed this. Sign in again as that person.",
            )
        return None


class ReturnForm(forms.Form):
    comment = PlainText(
        label="What should the school look at again?",
        rows=4,
        limit=REASON_LIMIT,
        help_text="The headteacher reads this. The self-evaluation can then be changed and submitted again.",
    )
