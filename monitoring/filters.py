"""Narrowing down the list of monitoring: what it was about, how it was done, and when."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from monitoring.models import MonitoringForm
from monitoring.queries.list import methods_to_choose, terms_to_choose
from schools.models import School


class MonitoringFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    focus = django_filters.CharFilter(label="Focus", lookup_expr="icontains")
    method = django_filters.ChoiceFilter(
        label="Method", field_name="methods__code", empty_label="Every method"
    )
    term = django_filters.ChoiceFilter(label="Term", method="in_term", empty_label="Every term")

    class Meta:
        model = MonitoringForm
        fields = ["focus", "method", "term"]

    def __init__(self, *args: Any, school: School, **more: Any) -> None:
        super().__init__(*args, **more)
        self._terms = {str(term.pk): term for term in terms_to_choose(school)}
        self.form.fields["method"].choices = [("", "Every method"), *methods_to_choose(school)]
        self.form.fields["term"].choices = [
            ("", "Every term"),
            *((key, str(term)) for key, term in self._terms.items()),
        ]

    def in_term(self, forms: QuerySet[MonitoringForm], name: str, value: str) -> QuerySet[MonitoringForm]:
        term = self._terms[value]
        return forms.filter(held_on__range=(term.starts_on, term.ends_on))
