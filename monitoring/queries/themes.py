"""What a term's monitoring was about, for the governors' report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from monitoring.models import MonitoringForm
from schools.models import School, Term


@dataclass(frozen=True)
class Theme:
    """One finished form. ``methods`` are titles; ``considered_on`` is None until senior leaders considered it."""

    form: int
    focus: str
    held_on: date
    methods: tuple[str, ...]
    methods_in_words: str
    lead: str
    lead_title: str
    classes: tuple[str, ...]
    recommendations: str
    required_actions: int
    considered_on: date | None


def themes_of(school: School, term: Term) -> tuple[Theme, ...]:
    """The finished forms of ``school`` dated within ``term``, oldest first. Three queries, however many there are."""
    forms = (
        MonitoringForm.objects.filter(school=school)
        .finished()
        .dated_within(term.starts_on, term.ends_on)
        .select_related("lead")
        .prefetch_related("methods", "rows")
        .annotate(required=Count("rows__required_actions"))
        .order_by("held_on", "pk")
    )
    return tuple(_theme(form) for form in forms)


def _theme(form: Any) -> Theme:
    # Any: the annotation `required` is no attribute the types know.
    if form.held_on is None or form.lead is None:  # the database lets no finished form be without
        raise ValueError(f"{form} is finished without a date or a lead")
    return Theme(
        form=form.pk,
        focus=form.focus,
        held_on=form.held_on,
        methods=tuple(method.title for method in form.methods.all()),
        methods_in_words=form.methods_in_words,
        lead=form.lead.name,
        lead_title=form.lead_title,
        classes=tuple(row.who for row in form.rows.all()),
        recommendations=form.recommendations,
        required_actions=form.required,
        considered_on=form.considered_on,
    )
