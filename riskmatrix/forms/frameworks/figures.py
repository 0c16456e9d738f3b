"""Measures behind KPIs, and the thresholds that turn one into a suggested rating."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from django import forms

from kit.drafting.fields import Ticks, figure, line, proposal, sentence, whole
from kit.drafting.part import Fields
from kit.drafting.places import added
from riskmatrix.drafting import Place, place_of, reach
from riskmatrix.drafting.taking_out import unshared
from riskmatrix.forms.frameworks.part import PartForm
from riskmatrix.measured import PeriodKind
from riskmatrix.spec import Compare, Unit

UNITS = [(unit, unit.replace("-", " ").capitalize()) for unit in get_args(Unit)]
DIRECTIONS = [
    ("higher_is_better", "More is better"),
    ("lower_is_better", "Less is better"),
    ("neither", "Neither; it suggests nothing"),
]
COMPARED = {
    "value": "With nothing: the figure itself",
    "england": "With England",
    "local-authority": "With the local authority",
    "trust": "With the trust",
    "similar": "With similar schools",
    "own-history": "With the school's own past",
}
COMPARE = [(code, COMPARED[code]) for code in get_args(Compare)]


class MeasureForm(PartForm):
    kind, name = "measure", "A new measure"
    lead = "A figure that KPIs rest on. It is entered once and shown in each of them."
    beside = ("kpis",)
    of_the_whole_part = "kpis"

    def find(self) -> Place:
        return super().find() if self.code else added(self.whole["measures"], ("measures",), {})

    def sections(self) -> Iterable[tuple[str, Fields]]:
        kpis = [(kpi["code"], kpi["title"]) for c in self.whole["criteria"] for kpi in c["kpis"]]
        yield (
            "The measure",
            {
                "title": line("Title"),
                "definition": sentence("What exactly is counted"),
                "unit": forms.ChoiceField(label="Unit", choices=UNITS),
                "direction": forms.ChoiceField(label="Direction", choices=DIRECTIONS),
                "counts": line(
                    "One of those behind the figure", help_text="For example pupil, or member of staff."
                ),
                "smallest_cohort": whole("Nothing is suggested for fewer than"),
                "pools": forms.BooleanField(
                    label="Three years are judged together where there are three", required=False
                ),
                "cycle_months": whole("A value is old after so many months"),
                "periods": Ticks(
                    label="Kinds of time it is given for",
                    choices=[(kind.value, kind.label) for kind in PeriodKind],
                ),
                **proposal(),
            },
        )
        yield "Where it is used", {"kpis": Ticks(label="KPIs that rest on it", choices=kpis)}

    def read(self) -> dict[str, Any]:
        resting = [kpi["code"] for _, kpi in self._kpis() if self.code and self.code in kpi["measures"]]
        return {**super().read(), "kpis": resting, **({} if self.code else {"counts": "pupil"})}

    def _kpis(self) -> list[tuple[Any, Any]]:
        return [(c, kpi) for c in self.whole["criteria"] for kpi in c["kpis"]]

    def write(self) -> None:
        super().write()
        self.give_code(self.part, "measure", self.part["title"])
        code = self.part["code"]
        for _, kpi in self._kpis():
            if (kpi["code"] in self.cleaned_data["kpis"]) != (code in kpi["measures"]):
                others = [each for each in kpi["measures"] if each != code]
                kpi["measures"] = others if code in kpi["measures"] else [*others, code]
        unshared(self.whole)


class SuggestionForm(PartForm):
    """How one measure of a KPI suggests a rating; one line for each step, the worst first."""

    kind, name = "suggestion", "A new suggestion"
    lead = (
        "From how far on the worse side does the figure suggest a step? More is worse whichever way the measure runs: "
        "2 means two worse than what it is compared with, -1 one better. A step without a sentence is not suggested; "
        "one with a sentence and no number takes whatever is left."
    )

    def find(self) -> Place:
        if self.code:
            return super().find()
        kpi = place_of(self.whole, "kpi", self.within)
        return added(reach(self.whole, kpi)["suggestions"], (*kpi, "suggestions"), {"thresholds": []})

    def sections(self) -> Iterable[tuple[str, Fields]]:
        kpi = reach(self.whole, self.place[:-2])
        titles = {each["code"]: each["title"] for each in self.whole["measures"]}
        measures = [(code, titles[code]) for code in kpi["measures"]]
        yield (
            f"What the figure suggests for “{kpi['title']}”",
            {
                "measure": forms.ChoiceField(label="Measure", choices=[("", "Choose a measure"), *measures]),
                "compare": forms.ChoiceField(label="Compared", choices=COMPARE),
                **proposal(),
            },
        )
        for step in self._steps():
            yield (
                step.label,
                {
                    f"at_least__{step.code}": figure("Suggested from"),
                    f"sentence__{step.code}": sentence("Its sentence", required=False),
                },
            )

    def _steps(self) -> list[Any]:
        return list(self.draft.spec.steps_by_severity())[::-1]

    @property
    def title(self) -> str:
        return self.name if not self.code else "What a figure suggests"

    def read(self) -> dict[str, Any]:
        found = {name: self.part.get(name) for name in ("measure", "compare", "proposed", "why")}
        for threshold in self.part["thresholds"]:
            found[f"at_least__{threshold['step']}"] = threshold["at_least"]
            found[f"sentence__{threshold['step']}"] = threshold["sentence"]
        return found

    def write(self) -> None:
        values = self.cleaned_data
        for name in ("measure", "compare", "proposed", "why"):
            self.part[name] = values[name] or (False if name == "proposed" else None)
        self.part["thresholds"] = [
            {
                "step": step.code,
                "at_least": values[f"at_least__{step.code}"],
                "sentence": values[f"sentence__{step.code}"],
            }
            for step in self._steps()
            if values[f"sentence__{step.code}"]
        ]
        named = f"{values['measure']} {values['compare']}"
        self.give_code(self.part, "suggestion", named)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for step in self._steps():
            if values.get(f"at_least__{step.code}") is not None and not values.get(f"sentence__{step.code}"):
                self.add_error(f"sentence__{step.code}", "This is needed, or take the number out.")
        return values
