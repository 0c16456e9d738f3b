"""What the gallery shows its components with: invented schools, steps, forms and rows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import django_tables2 as tables
from django import forms
from django.http import HttpRequest

from kit import charts


@dataclass(frozen=True)
class Step:
    code: str
    label: str
    shape: str
    position: int
    of: int
    meaning: str = ""


def scale(*steps: tuple[str, str, str]) -> list[Step]:
    """The steps of a scale from (label, shape, meaning), the least risk first."""
    return [
        Step(label.lower().replace(" ", "-"), label, shape, position, len(steps), meaning)
        for position, (label, shape, meaning) in enumerate(steps, 1)
    ]


THREE = scale(("Secure", "circle", ""), ("Watch", "triangle", ""), ("Act", "diamond", ""))
FOUR = scale(
    ("Low", "circle", "Working well, and the school can show it."),
    ("Moderate", "half", "Mostly sound with a known weakness that is in hand."),
    ("High", "triangle", "A weakness that already costs pupils, staff or money."),
    ("Critical", "diamond", "Harm is being done or is close; the trust acts now."),
)
FIVE = scale(
    ("Very low", "circle", ""), ("Low", "half", ""), ("Medium", "square", ""),
    ("High", "triangle", ""), ("Very high", "diamond", ""),
)  # fmt: skip
CRITERIA = (
    "Quality of education", "Leadership and management", "Behaviour and attitudes", "Personal development",
    "Early years", "Safeguarding", "Organisation and finance", "School roll", "School site", "Inclusion",
    "Community",
)  # fmt: skip
LOW, MODERATE, HIGH, CRITICAL = FOUR


class SampleForm(forms.Form):
    focus = forms.CharField(label="Focus of the visit", max_length=20, help_text="One thing, in a few words.")
    held_on = forms.DateField(
        label="Date", widget=forms.DateInput(attrs={"type": "date"}), help_text="The day it took place."
    )
    school = forms.ChoiceField(
        label="School", choices=[("", "Choose a school"), ("1", "Meadow Primary"), ("2", "Fen Academy")]
    )
    methods = forms.MultipleChoiceField(
        label="Methods",
        choices=[("visit", "Lesson visit"), ("books", "Looking at books"), ("voice", "Talking with pupils")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose all that were used.",
    )
    strand = forms.ChoiceField(
        label="Strand",
        choices=[("a", "Academic"), ("o", "Operational")],
        widget=forms.RadioSelect,
        required=False,
    )
    comment = forms.CharField(label="Evaluative comment", widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="The headteacher has read this")


class FilterForm(forms.Form):
    phase = forms.ChoiceField(
        label="Phase", required=False, choices=[("", "All phases"), ("p", "Primary"), ("s", "Secondary")]
    )
    name = forms.CharField(label="School", required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 2}))


class SampleTable(tables.Table):
    caption = "Schools of the trust"
    row_header = "school"
    school = tables.Column()
    phase = tables.Column()
    pupils = tables.Column(attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    visited = tables.Column(verbose_name="Last visit", orderable=False)
    agreed = tables.TemplateColumn("{% risk value %}", verbose_name="Agreed risk", orderable=False)

    class Meta:
        order_by = "school"


class NoRows(SampleTable):
    caption = "Schools that joined this year"


def heat_rows() -> list[dict[str, Any]]:
    """Six schools, each cell (step, movement); one school's evaluation has not come yet."""
    states: list[tuple[Any, str | None]] = [
        (LOW, "same"), (MODERATE, "lower"), (LOW, "same"), (HIGH, "higher"), ("not_applicable", None),
        (LOW, "same"), (MODERATE, "same"), (CRITICAL, "higher"), (MODERATE, "not_comparable"),
        ("suppressed", None), (HIGH, "first"),
    ]  # fmt: skip
    names = (
        ("Fen Academy", "Secondary"), ("Harbour Infant School", "Infant"), ("Hillside Special School", "Special"),
        ("Meadow Primary School", "Primary"), ("Mill Lane Junior School", "Junior"), ("Station Road", "Primary"),
    )  # fmt: skip
    rows = []
    for turn, (name, phase) in enumerate(names):
        turned = states[turn * 3 % 11 :] + states[: turn * 3 % 11]
        cells = [("unrated", None)] * 11 if turn == 4 else turned
        rows.append({"name": name, "phase": phase, "cells": list(zip(CRITERIA, cells, strict=True))})
    return rows


def sample_table(request: HttpRequest) -> SampleTable:
    rows = [
        {"school": row["name"], "phase": row["phase"], "pupils": 90 * (n + 1), "visited": f"{3 + n} weeks ago",
         "agreed": row["cells"][0][1][0]}
        for n, row in enumerate(heat_rows())
    ]  # fmt: skip
    table = SampleTable(rows, order_by=request.GET.get("sort", "school"))
    table.paginate(page=1, per_page=4)
    return table


def sample_chart() -> charts.Chart:
    return charts.line(
        "Agreed risk of attendance",
        ["Spring 2025", "Summer 2025", "Autumn 2025", "Spring 2026"],
        {"Meadow Primary": [3, None, 2, 1], "The trust": [2, 2, 2, 2]},
        steps={step.position: step.label for step in FOUR},
        span=(1, 4),
    )


def tasks(today: date) -> list[dict[str, Any]]:
    return [
        {"title": "Self-evaluation, autumn term", "url": "#tasks", "due": today + timedelta(days=9),
         "done": 27, "total": 39, "unit": "KPIs rated", "status": "Draft", "tone": "open"},
        {"title": "Progress meeting with the chief executive", "url": "#tasks", "due": today - timedelta(days=3),
         "status": "Overdue", "tone": "late"},
        {"title": "Joint monitoring visit", "hint": "Mathematics in years 3 and 4", "status": "Held", "tone": "done"},
    ]  # fmt: skip


def sample_bound(auto_id: str) -> SampleForm:
    """The form as it comes back with something wrong in every field."""
    typed = {"focus": "How fractions are taught in year 4", "held_on": "", "comment": ""}
    return SampleForm(typed, auto_id=auto_id)
