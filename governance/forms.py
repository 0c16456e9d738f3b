"""What a person chooses to look at."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.queries.heat_map import Choice
from schools.models import School


class DashboardForm(forms.Form):
    """A GET form: an address can be kept and sent; nonsense in it is passed over."""

    phase = forms.ChoiceField(required=False, choices=[("", "All phases"), *School.Phase.choices])
    strand = forms.CharField(required=False, max_length=60)
    sort = forms.ChoiceField(required=False, choices=[("name", "Name"), ("risk", "Most risk first")])
    term = forms.IntegerField(required=False)
    criterion = forms.CharField(required=False, max_length=60)

    def choice(self) -> Choice:
        values: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return Choice(
            phase=values.get("phase") or "",
            strand=values.get("strand") or "",
            sort=values.get("sort") or "name",
            term=values.get("term"),
            criterion=values.get("criterion") or "",
        )
