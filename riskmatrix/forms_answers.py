"""What the headteacher and the chief executive type about ratings that differ.

One page sends all its KPIs with one button, so that nothing in another box is lost without script: every name begins
with the KPI's code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from kit.fields import PlainText
from riskmatrix.models import Kpi, Rating, Response
from riskmatrix.services.moderation import REASON_LIMIT


class PartForm(forms.Form):
    """One KPI of such a page. ``choice`` names the field that is chosen, beside the reason that is typed."""

    choice = ""
    reason = PlainText(limit=REASON_LIMIT, rows=3, required=False, label="Reason")
    version = forms.IntegerField(min_value=0)

    def __init__(self, data: Mapping[str, Any] | None, kpi: Kpi, stands: dict[str, Any]) -> None:
        """:param stands: what the row holds by now, by the names of the fields."""
        super().__init__(data, prefix=kpi.code, initial={"version": 0, **stands})

    @property
    def is_touched(self) -> bool:
        """Whether there is anything to save: a choice, a reason, or a row that stands already."""
        values = self.cleaned_data
        return bool(values.get(self.choice) or values.get("reason") or values.get("version"))


class AnswerForm(PartForm):
    choice = "agrees"
    agrees = forms.ChoiceField(
        choices=[("yes", "I agree"), ("no", "I disagree")], required=False, label="Your answer"
    )

    def __init__(self, data: Mapping[str, Any] | None, kpi: Kpi, response: Response | None) -> None:
        stands = {
            "agrees": "yes" if response.agrees else "no",
            "reason": response.reason,
            "version": response.version,
        } if response else {}  # fmt: skip
        super().__init__(data, kpi, stands)


class DecisionForm(PartForm):
    choice = "answer"
    answer = forms.CharField(required=False, label="What shall stand")

    def __init__(self, data: Mapping[str, Any] | None, kpi: Kpi, decided: Rating | None) -> None:
        stands = {
            "answer": decided.answer,
            "reason": decided.commentary,
            "version": decided.version,
        } if decided else {}  # fmt: skip
        super().__init__(data, kpi, stands)
