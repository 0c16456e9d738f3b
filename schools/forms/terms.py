"""A year, the due dates of a term, days without pupils."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from kit.fields import Day, PlainText
from schools.calendar import HalfTerm, SchoolCalendar
from schools.calendar import Term as TermOfYear
from schools.forms.layout import set_out
from schools.models import Closure, School, Term

HALVES = range(1, 7)
EVERY = "every"
TERM_NAMES = dict(Term.Number.choices)


class DayList(forms.CharField):
    """One day a line; ``clean`` answers a frozenset of dates."""

    widget = forms.Textarea(attrs={"rows": 5})

    def clean(self, value: Any) -> frozenset[date]:
        one = Day()
        return frozenset(
            one.clean(line.strip()) for line in super().clean(value).splitlines() if line.strip()
        )


class YearForm(forms.Form):
    """The six half-terms of a year, proposed as a typical year has them; ``calendar`` is what was agreed."""

    bank_holidays = DayList(
        label="Bank holidays in term time", required=False, help_text="One a line, as in 3 May 2027"
    )

    def __init__(self, data: Any = None, *, proposed: SchoolCalendar, button: str = "Add the year") -> None:
        super().__init__(data, initial=_proposal(proposed))
        self.proposed = proposed
        for number in HALVES:
            term, half = TERM_NAMES[(number + 1) // 2], "first" if number % 2 else "second"
            self.fields[f"from_{number}"] = Day(label=f"{term} term, {half} half: first day", help_text="")
            self.fields[f"to_{number}"] = Day(label="Last day", help_text="")
        parts = [
            Fieldset(
                f"{name} term", *(f"{end}_{at}" for at in (2 * term - 1, 2 * term) for end in ("from", "to"))
            )
            for term, name in TERM_NAMES.items()
        ]
        self.helper = set_out(button, *parts, *self.below())

    def below(self) -> tuple[str, ...]:
        return ("bank_holidays",)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            try:
                values["calendar"] = self._calendar(values)
            except ValueError as error:
                raise ValidationError(_in_words(str(error))) from error
        return values

    def _calendar(self, values: dict[str, Any]) -> SchoolCalendar:
        halves = [HalfTerm(at, values[f"from_{at}"], values[f"to_{at}"]) for at in HALVES]
        terms = tuple(
            TermOfYear(number, name, *_span(pair), pair)
            for number, name in TERM_NAMES.items()
            for pair in [(halves[2 * number - 2], halves[2 * number - 1])]
        )
        year = self.proposed
        return SchoolCalendar(
            year.name, year.starts_on, year.ends_on, terms, values.get("bank_holidays", frozenset())
        )


class MovedYearForm(YearForm):
    """The half-terms of a year that is there; its days without pupils are kept one by one."""

    bank_holidays = None  # type: ignore[assignment]

    def __init__(self, data: Any = None, *, proposed: SchoolCalendar) -> None:
        super().__init__(data, proposed=proposed, button="Save the dates")

    def below(self) -> tuple[str, ...]:
        return ()


class DueDatesForm(forms.Form):
    self_evaluation_due = Day(label="Self-evaluations are due on")
    moderation_due = Day(label="Moderation is due on")
    report_due = Day(label="Reports are due on")

    def __init__(self, data: Any = None, *, term: Term) -> None:
        names = ("self_evaluation_due", "moderation_due", "report_due")
        initial = {name: getattr(term, name) for name in names}
        if term.opened_at is None:
            weeks = (2, 1, 0)
            initial = {
                name: term.ends_on - timedelta(weeks=at) for name, at in zip(names, weeks, strict=True)
            }
        super().__init__(data, initial=initial)
        self.helper = set_out("Save the dates" if term.opened_at else "Open the term", *names)


class ClosureForm(forms.Form):
    """Days without pupils, the trust's or a school's; ``whose`` answers a School, or None for the trust."""

    whose = forms.ChoiceField(label="Whose", error_messages={"required": "Choose whose days these are."})
    kind = forms.ChoiceField(
        label="What", choices=Closure.Kind.choices, error_messages={"required": "Choose what these days are."}
    )
    starts_on = Day(label="First day")
    ends_on = Day(label="Last day", required=False, help_text="Leave it empty for a single day.")
    note = PlainText(label="Note", limit=200, required=False)

    def __init__(self, *args: Any, schools: Iterable[School], whole_trust: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.schools = {str(school.urn): school for school in schools}
        every = [(EVERY, "Every school of the trust")] if whole_trust else []
        own = [(urn, school.name) for urn, school in self.schools.items()]
        self.fields["whose"].choices = [*every, *own]  # type: ignore[attr-defined]
        self.helper = set_out("Add the days", "whose", "kind", "starts_on", "ends_on", "note")

    def values(self) -> dict[str, Any]:
        """What ``add_closure`` takes, but for the year."""
        found = {name: self.cleaned_data[name] for name in ("kind", "starts_on", "note")}
        ends_on = self.cleaned_data["ends_on"] or found["starts_on"]
        return {**found, "ends_on": ends_on, "school": self.schools.get(self.cleaned_data["whose"])}


def _proposal(calendar: SchoolCalendar) -> dict[str, Any]:
    spans = {
        f"{end}_{half.number}": day
        for half in calendar.half_terms
        for end, day in (("from", half.starts_on), ("to", half.ends_on))
    }
    in_term = (day for day in sorted(calendar.closures) if calendar.half_term_of(day))
    return {**spans, "bank_holidays": "\n".join(_day(day) for day in in_term)}


def _span(pair: tuple[HalfTerm, HalfTerm]) -> tuple[date, date]:
    return pair[0].starts_on, pair[1].ends_on


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _in_words(sentence: str) -> str:
    """The sentence of a calendar with its dates as they are said."""
    return re.sub(r"\d{4}-\d\d-\d\d", lambda found: _day(date.fromisoformat(found[0])), sentence)
