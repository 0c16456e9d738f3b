"""The scale, and how ratings on it add up."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from kit.drafting.fields import figure, line, paragraph, proposal, sentence
from kit.drafting.part import Fields, Rows
from kit.drafting.places import added
from riskmatrix.drafting import Place, code_for, reach
from riskmatrix.forms.frameworks.part import PartForm
from riskmatrix.spec import FrameworkSpec

SHAPES = [
    ("circle", "Ring"),
    ("half", "Half disc"),
    ("square", "Square"),
    ("triangle", "Triangle"),
    ("diamond", "Diamond"),
]
NO_STEP = ("", "Choose a step")


class ScaleForm(PartForm):
    kind, name = "scale", "The scale"
    lead = "Each step has a word, a shape and a place between the first and the last. Add or remove steps on the draft."

    def sections(self) -> Iterable[tuple[str, Fields]]:
        for number, step in enumerate(self.part["scale"]["steps"]):
            yield f"Step {number + 1}: {step['label']}", step_fields(f"scale__steps__{number}__")
        for name, legend in (("not_rated", "No rating yet"), ("not_applicable", "Does not apply")):
            yield (
                legend,
                {
                    f"scale__{name}__label": line("What it is called"),
                    f"scale__{name}__meaning": paragraph("What it means"),
                },
            )
        yield "Left open", proposal("scale__")


def step_fields(prefix: str = "") -> Fields:
    return {
        f"{prefix}label": line("What it is called"),
        f"{prefix}value": figure(
            "Its value", required=True, help_text="Only the distances between the steps count."
        ),
        f"{prefix}shape": forms.ChoiceField(label="Shape", choices=SHAPES),
        f"{prefix}meaning": paragraph("What it means"),
    }


class ScoringForm(PartForm):
    kind, name = "scoring", "Levels and gates"
    lead = (
        "The ratings of a criterion's KPIs add up to a score from 0 (no risk) to 100 (the most). From how many per "
        "cent is each level shown? A gate holds a level whatever the score says."
    )

    def sections(self) -> Iterable[tuple[str, Fields]]:
        labels = {step["code"]: step["label"] for step in self.part["scale"]["steps"]}
        levels = self.part["scoring"]["levels"]
        yield (
            "Levels, from the least risk to the most",
            {
                f"scoring__levels__{number}__from_percent": figure(
                    f"{labels[level['step']]}: from", required=True
                )
                for number, level in enumerate(levels)
            },
        )
        yield "Left open", proposal("scoring__")

    def rows(self) -> Iterable[Rows]:
        yield gates(self.draft.spec, "scoring__gates")

    def write(self) -> None:
        super().write()
        name_gates(self, "scoring__gates", "gate")


def gates(spec: FrameworkSpec, at: str) -> Rows:
    """The gates of the whole framework, or of one KPI."""
    steps = [NO_STEP, *((step.code, step.label) for step in spec.steps_by_severity())]

    def fields() -> Fields:
        return {
            "sentence": sentence("The gate in a sentence", help_text="Empty it to take the gate out."),
            "at": forms.ChoiceField(label="When a KPI is at this step or worse", choices=steps),
            "criterion_at_least": forms.ChoiceField(
                label="its criterion is at this level or worse", choices=steps
            ),
            "strand_at_least": forms.ChoiceField(
                label="and its strands at this level or worse",
                choices=[("", "Not held"), *steps[1:]],
                required=False,
            ),
        }

    return Rows(at, "Gate", "sentence", fields)


def name_gates(form: PartForm, at: str, otherwise: str) -> None:
    """Give new gates a code that no other gate has."""
    whole_ = form.whole
    every = [*whole_["scoring"]["gates"]]
    every += [gate for c in whole_["criteria"] for kpi in c["kpis"] for gate in kpi["gates"]]
    taken = {gate.get("code") for gate in every}
    for gate in reach(form.part, tuple(at.split("__"))):
        if not gate.get("code"):
            gate["code"] = code_for(f"{otherwise} {gate['at']}", taken, "gate")
            taken.add(gate["code"])


class StepForm(PartForm):
    """A new step of the scale; those that are there are changed together, by ``ScaleForm``."""

    kind, name = "step", "A new step of the scale"
    lead = (
        "Every KPI begins with the meaning of the step as its guidance there; write it anew KPI by KPI. Ratings on a "
        "scale of other steps cannot be compared with earlier terms."
    )
    beside = ("from_percent",)

    def find(self) -> Place:
        return added(self.whole["scale"]["steps"], ("scale", "steps"), {})

    def sections(self) -> Iterable[tuple[str, Fields]]:
        yield (
            "The step",
            {
                **step_fields(),
                "from_percent": figure(
                    "Its level is shown from so many per cent of the maximum risk", required=True
                ),
            },
        )

    @property
    def button(self) -> str:
        return "Add the step"

    def write(self) -> None:
        super().write()
        steps, part = self.whole["scale"]["steps"], self.part
        part["code"] = code_for(part["label"], {step.get("code") for step in steps}, "step")
        steps.sort(key=lambda step: step["value"])
        self.place = ("scale", "steps", steps.index(part))
        at = self.cleaned_data["from_percent"]
        levels = self.whole["scoring"]["levels"]
        risen = [step["code"] for step in steps][:: 1 if self.whole["polarity"] == "higher_is_worse" else -1]
        levels.append({"step": part["code"], "from_percent": at})
        levels.sort(key=lambda level: risen.index(level["step"]))
        guidance = str(part["meaning"])
        for criterion in self.whole["criteria"]:
            for kpi in criterion["kpis"]:
                kpi["steps"][part["code"]] = guidance if len(guidance) <= 240 else f"{guidance[:237]}…"
