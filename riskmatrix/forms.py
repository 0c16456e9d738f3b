"""What was chosen and typed on the pages of the risk matrix."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from riskmatrix.services.moderation import REASON_LIMIT


class RatingForm(forms.Form):
    """One KPI's form, as the page sends it with every pause. Limits and rights are the service's to judge."""

    answer = forms.CharField(required=False)
    commentary = forms.CharField(required=False, strip=False, empty_value=None)
    version = forms.IntegerField(min_value=0)
    # The version of somebody else's text that this person has seen and decided against.
    instead_of = forms.IntegerField(min_value=0, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["answer"] = self.data.get("answer")
        values["commentary"] = self.data.get("commentary")
        if values.get("instead_of") is not None:
            values["version"] = values["instead_of"]
        return values


class ReturnForm(forms.Form):
    comment = forms.CharField(
        label="What should the school look at again?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=REASON_LIMIT,
        help_text="The headteacher reads this. The self-evaluation can then be changed and submitted again.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("return", "Return to the school", css_class="btn-secondary"))
