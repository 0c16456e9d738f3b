"""The parts that a framework has once: what it is called, its scale, how ratings add up, how it is worked with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from kit.drafting.fields import (
    figure,
    line,
    paragraph,
    paragraphs,
    proposal,
    whole,
)
from kit.drafting.part import Fields, Rows
from kit.fields import Day
from riskmatrix.drafting import code_for
from riskmatrix.drafting.ordering import turned
from riskmatrix.forms.frameworks.part import PartForm

POLARITY = [
    ("higher_is_worse", "The last step of the scale is the worst (a scale of risk)"),
    ("higher_is_better", "The last step of the scale is the best (a scale of assurance)"),
]


class GeneralForm(PartForm):
    kind, name = "general", "What it is"
    lead = "Its name, who stands behind it, and which end of the scale is the worse one."
    beside = ("polarity",)

    def sections(self) -> Iterable[tuple[str, Fields]]:
        turning = (
            "Turning it round also turns thresholds and gates, so that what named the worst step still does."
        )
        yield (
            "The framework",
            {
                "title": line("Title"),
                "version": line("Version", help_text="As people will say it, for example 2027.1"),
                "summary": paragraph("Summary"),
                "author": line("Author"),
                "checker": line("Who has checked it"),
                "next_review": Day(label="Next review"),
                "polarity": forms.ChoiceField(
                    label="Polarity", choices=POLARITY, widget=forms.RadioSelect, help_text=turning
                ),
            },
        )
        yield (
            "Notes for whoever reads it",
            {"notes": paragraphs("Notes", required=False, help_text="An empty line between two notes.")},
        )

    def read(self) -> dict[str, Any]:
        return {**super().read(), "polarity": self.part["polarity"]}

    def write(self) -> None:
        super().write()
        if self.cleaned_data["polarity"] != self.part["polarity"]:
            turned(self.whole)


class PracticeForm(PartForm):
    kind, name = "practice", "Flags, answers, calibration, small numbers"
    lead = (
        "When something is quietly pointed out, how long a head has to answer, what is called accurate, and from how "
        "many on a figure is shown."
    )
    optional = ("answering", "calibration")

    def sections(self) -> Iterable[tuple[str, Fields]]:
        none = "Leave it empty for no such flag."
        yield (
            "Quiet flags",
            {
                "flags__terms_unmoved": whole("Rating and words unmoved for so many terms", help_text=none),
                "flags__evidence_older_than_months": whole(
                    "Newest evidence older, in months, than", help_text=none
                ),
                "flags__lowest_risk_needs_evidence": forms.BooleanField(
                    label="A rating of the lowest risk needs evidence", required=False
                ),
                **proposal("flags__"),
            },
        )
        yield (
            "Answering a moderated rating",
            {
                "answering__school_days": whole(
                    "School days to answer", help_text="Leave it empty for no such right."
                ),
                **proposal("answering__"),
            },
        )
        empty = "Leave all of these empty for no calibration. Differences are in steps of the scale."
        yield (
            "Calibration",
            {
                "calibration__least_pairs": whole("Ratings needed before anything is said", help_text=empty),
                "calibration__generous_from": figure("Overly generous from a mean difference of"),
                "calibration__accurate_within": figure("Accurate within a mean difference of"),
                "calibration__accurate_agreement": figure(
                    "Accurate with so many per cent in exact agreement"
                ),
                "calibration__prior_weight": figure("A small number is shrunk by so many pairs"),
                "calibration__head_first_school_days": whole("School days that a term is the head's alone"),
                **proposal("calibration__"),
            },
        )
        whose = (
            "For whoever does not see every school behind it; three at least, or two could read each other's."
        )
        yield (
            "Small numbers",
            {
                "measuring__governors_see_from": whole("Governors read a figure with so many behind it"),
                "measuring__trust_figure_from": whole(
                    "The trust's figure needs so many schools", help_text=whose
                ),
                **proposal("measuring__"),
            },
        )


class EvidenceForm(PartForm):
    kind, name = "evidence", "Kinds of evidence"
    lead = "What evidence may be, and the sources that should stand side by side."

    def sections(self) -> Iterable[tuple[str, Fields]]:
        yield "Left open", proposal("evidence__")

    def rows(self) -> Iterable[Rows]:
        sources = [(each["code"], each["label"]) for each in self.part["evidence"]["sources"]]

        def source() -> Fields:
            return {"label": line("Source", help_text="Empty it to take the source out.")}

        def kind() -> Fields:
            choices = [("", "None of them"), *sources]
            return {
                "label": line("Kind of evidence", help_text="Empty it to take the kind out."),
                "source": forms.ChoiceField(label="Speaks for the source", choices=choices, required=False),
            }

        yield Rows("evidence__sources", "Source", "label", source)
        yield Rows("evidence__kinds", "Kind", "label", kind)

    def write(self) -> None:
        super().write()
        for name in ("sources", "kinds"):
            parts = self.part["evidence"][name]
            taken = {part.get("code") for part in parts}
            for part in parts:
                part["code"] = part.get("code") or code_for(part["label"], taken, name[:-1])
                taken.add(part["code"])
