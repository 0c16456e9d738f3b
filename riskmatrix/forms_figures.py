"""What is typed about one figure of a school."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms

from kit.fields import Day, PlainText
from riskmatrix.entries import SOURCE_LIMIT, Entry, is_dated
from riskmatrix.entry_reading import read_entry
from riskmatrix.measured import Missing, PeriodKind
from riskmatrix.periods import in_month, on_day, recent, to_date, written
from riskmatrix.spec import MeasureSpec
from schools.forms.layout import set_out

_KNOWN = "known"
_DATED = {
    PeriodKind.DAY: "On a day",
    PeriodKind.MONTH: "In the month of a day",
    PeriodKind.YEAR_TO_DATE: "The year so far, up to a day",
}
_OF_A_DAY = {PeriodKind.DAY: on_day, PeriodKind.MONTH: in_month, PeriodKind.YEAR_TO_DATE: to_date}


class FigureForm(forms.Form):
    """One figure by hand: a value, or why there is none. ``entry`` is what was said."""

    use_required_attribute = False

    period = forms.ChoiceField(label="For which time")
    day = Day(label="Which day", required=False)
    state = forms.ChoiceField(
        label="What is known",
        choices=[(_KNOWN, "A value"), *((each.value, each.label) for each in Missing)],
        widget=forms.RadioSelect,
        initial=_KNOWN,
    )
    value = PlainText(label="Value", limit=40, required=False)
    numerator = PlainText(label="Counted", limit=40, required=False)
    denominator = PlainText(label="Out of", limit=40, required=False)
    cohort = PlainText(label="How many stand behind it", limit=40, required=False)
    source = PlainText(
        label="Where it comes from", limit=SOURCE_LIMIT, help_text="For example “Register, 20 November 2026”"
    )
    provisional = forms.BooleanField(label="It is provisional and may still change", required=False)

    def __init__(self, data: Any = None, *, measure: MeasureSpec, today: date, **more: Any) -> None:
        super().__init__(data, **more)
        self.measure, self.today = measure, today
        self.entry: Entry | None = None
        self.fields["period"].choices = _periods(measure, today)  # type: ignore[attr-defined]
        if not any(is_dated(kind) for kind in measure.periods) or measure.unit == "date":
            del self.fields["day"]
        if len(measure.periods) == 1 and is_dated(measure.periods[0]):
            self.fields["period"].widget = forms.HiddenInput()
            self.fields["period"].initial = measure.periods[0].value
            if "day" in self.fields:
                self.fields["day"].required, self.fields["day"].initial = True, today
        elif "day" in self.fields:
            self.fields["day"].help_text = "Only where a day is asked for above, as in 29 April 2026"
        self.fields["value"].help_text = _VALUE_HINTS[measure.unit]
        self.fields["cohort"].label = f"How many stand behind it ({_plural(measure.counts)})"
        if measure.smallest_cohort:
            self.fields["cohort"].help_text = "Governors read no figure of which nobody said how many."
        counted = (
            ["numerator", "denominator"] if measure.unit in ("percent", "per-100-pupils", "days") else []
        )
        for name in {"numerator", "denominator"} - set(counted):
            del self.fields[name]
        if measure.unit == "date":
            del self.fields["cohort"]
        when = [name for name in ("period", "day") if name in self.fields]
        behind = [name for name in (*counted, "cohort") if name in self.fields]
        parts: list[object] = [*when, "state", "value"]
        if behind:
            parts.append(Fieldset("What stands behind it, where you know it", *behind))
        self.helper = set_out("Save the figure", *parts, "source", "provisional")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        state = values["state"]
        if state != _KNOWN and values.get("value"):
            self.add_error("value", "Leave the value empty, or choose “A value” above.")
            return values
        if state == _KNOWN and not values.get("value") and not values.get("numerator"):
            self.add_error("value", "Write the value, or choose above why there is none.")
            return values
        texts = {name: values.get(name) or "" for name in ("numerator", "denominator", "cohort", "source")}
        texts |= {"value": values["value"] if state == _KNOWN else state, "period": self._period(values)}
        texts["provisional"] = "yes" if values.get("provisional") else ""
        if self.errors:
            return values
        read = read_entry(self.measure, texts, self.today)
        for fault in read.faults:
            field = "day" if fault.field == "period" and "day" in self.fields else fault.field
            self.add_error(field if field in self.fields else None, f"{fault.problem} {fault.remedy}")
        self.entry = read.entry
        return values

    def _period(self, values: dict[str, Any]) -> str:
        chosen = values["period"]
        if self.measure.unit == "date":
            return ""
        if chosen not in _DATED:
            return str(chosen)
        if (day := values.get("day")) is None:
            self.add_error("day", "Say which day.")
            return ""
        return str(_OF_A_DAY[PeriodKind(chosen)](day))


def _periods(measure: MeasureSpec, today: date) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for kind in measure.periods:
        if is_dated(kind):
            found.append((kind.value, _DATED[kind]))
        else:
            words = [str(period) for period in recent(kind, today)]
            short = [written(period) for period in recent(kind, today)]
            found += [
                (plain, f"{said[0].upper()}{said[1:]}") for plain, said in zip(short, words, strict=True)
            ]
    return found


_VALUE_HINTS = {
    "percent": "In per cent, as in 94.5. It may be left empty where what was counted is given.",
    "per-100-pupils": "For each hundred pupils, as in 2.27. It may be left empty where what was counted is given.",
    "days": "In days, as in 4.5. It may be left empty where what was counted is given.",
    "number": "A number, as in 12. Nought is a value too.",
    "pounds": "In pounds, as in 12,500.",
    "score": "As in +1.2 or -0.8.",
    "date": "As in 29 April 2026.",
}


def _plural(counts: str) -> str:
    return {"member of staff": "members of staff"}.get(counts, f"{counts}s")
