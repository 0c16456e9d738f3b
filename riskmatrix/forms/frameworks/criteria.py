"""Strands, criteria and KPIs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from kit.drafting.fields import (
    Ticks,
    figure,
    line,
    lines,
    paragraph,
    proposal,
    sentence,
    whole,
)
from kit.drafting.part import Fields, Rows
from kit.drafting.places import added
from riskmatrix.drafting import Data, Place, place_of, reach
from riskmatrix.drafting.ordering import into_criterion
from riskmatrix.drafting.taking_out import unshared
from riskmatrix.forms.frameworks.part import PartForm
from riskmatrix.forms.frameworks.scale import gates, name_gates
from riskmatrix.rules_frameworks import moderating_roles
from schools.models import School

BLANK_KPI: Data = {"measures": [], "suggestions": [], "shares_figure_with": [], "gates": []}
WEIGHT = "1 unless it counts for more or less than the others."


class StrandForm(PartForm):
    kind, name = "strand", "A new strand"
    lead = "A strand of support: which criteria feed it, and which role of the trust moderates those given to it."
    beside = ("criteria",)
    of_the_whole_part = "criteria"

    def find(self) -> Place:
        return super().find() if self.code else added(self.whole["strands"], ("strands",), {})

    def sections(self) -> Iterable[tuple[str, Fields]]:
        feeding = [(each["code"], each["title"]) for each in self.whole["criteria"]]
        yield (
            "The strand",
            {
                "title": line("Title"),
                "moderator": forms.ChoiceField(
                    label="Who moderates its criteria", choices=moderating_roles()
                ),
                "criteria": Ticks(label="Criteria that feed it", choices=feeding),
                **proposal(),
            },
        )

    def read(self) -> dict[str, Any]:
        return {**super().read(), "criteria": self._feeding()}

    def _feeding(self) -> list[str]:
        return [c["code"] for c in self.whole["criteria"] if self.code and self.code in c["strands"]]

    def write(self) -> None:
        super().write()
        self.give_code(self.part, "strand", self.part["title"])
        code, order = self.part["code"], [strand["code"] for strand in self.whole["strands"]]
        for criterion in self.whole["criteria"]:
            fed = {each for each in criterion["strands"] if each != code}
            fed |= {code} if criterion["code"] in self.cleaned_data["criteria"] else set()
            criterion["strands"] = [each for each in order if each in fed]


class CriterionForm(PartForm):
    """A criterion; a new one comes with its first KPI, since it cannot be without one."""

    kind, name = "criterion", "A new criterion"
    lead = "What belongs together, which strands it feeds, and whose lead moderates it."

    def find(self) -> Place:
        if self.code:
            return super().find()
        return added(self.whole["criteria"], ("criteria",), {"kpis": [dict(BLANK_KPI)]})

    def sections(self) -> Iterable[tuple[str, Fields]]:
        strands = [(each["code"], each["title"]) for each in self.whole["strands"]]
        yield (
            "The criterion",
            {
                "title": line("Title"),
                "summary": paragraph("What it is about"),
                "strands": Ticks(label="Strands that it feeds", choices=strands),
                "moderated_by": forms.ChoiceField(
                    label="Moderated by the lead of", choices=[("", "Choose a strand"), *strands]
                ),
                "weight": figure("Weight", required=True, initial=1, help_text=WEIGHT),
                "note": paragraph("Note", required=False),
                **proposal(),
            },
        )
        if not self.code:
            yield "Its first KPI", kpi_fields(self.whole, "kpis__0__")

    def read(self) -> dict[str, Any]:
        return {**super().read(), **({} if self.code else {"weight": 1, "kpis__0__weight": 1})}

    def write(self) -> None:
        super().write()
        self.give_code(self.part, "criterion", self.part["title"])
        if not self.code:
            (kpi,) = self.part["kpis"]
            self.give_code(kpi, "kpi", kpi["title"])


class KpiForm(PartForm):
    kind, name = "kpi", "A new KPI"
    lead = "What is asked, what to look at, and what each step of the scale looks like here."
    optional = ("not_applicable",)
    beside = ("criterion",)

    def find(self) -> Place:
        if self.code:
            return super().find()
        criterion = place_of(self.whole, "criterion", self.within)
        return added(reach(self.whole, criterion)["kpis"], (*criterion, "kpis"), dict(BLANK_KPI))

    def sections(self) -> Iterable[tuple[str, Fields]]:
        criteria = [(each["code"], each["title"]) for each in self.whole["criteria"]]
        moving = {"criterion": forms.ChoiceField(label="Criterion", choices=criteria)} if self.code else {}
        yield (
            "The KPI",
            {**kpi_fields(self.whole), **moving, "note": paragraph("Note", required=False), **proposal()},
        )
        measures = [(each["code"], each["title"]) for each in self.whole["measures"]]
        if measures:
            yield "Figures behind it", {"measures": Ticks(label="Measures it rests on", choices=measures)}
        yield "Where it may go unanswered", not_applicable_fields()

    def rows(self) -> Iterable[Rows]:
        yield gates(self.draft.spec, "gates")

    def read(self) -> dict[str, Any]:
        here = reach(self.whole, self.place[:2])["code"]
        return {**super().read(), **({"criterion": here} if self.code else {"weight": 1})}

    def write(self) -> None:
        super().write()
        self.give_code(self.part, "kpi", self.part["title"])
        name_gates(self, "gates", self.part["code"])
        if self.code and self.cleaned_data["criterion"] != self.initial["criterion"]:
            into_criterion(self.whole, self.code, self.cleaned_data["criterion"])
            self.place = place_of(self.whole, "kpi", self.code)
        unshared(self.whole)


def kpi_fields(framework: Data, prefix: str = "") -> Fields:
    """What every KPI has."""
    steps = {
        f"{prefix}steps__{step['code']}": sentence(f"What “{step['label']}” looks like here")
        for step in framework["scale"]["steps"]
        if step.get("code")
    }
    return {
        f"{prefix}title": line("Title"),
        f"{prefix}question": sentence("The question"),
        f"{prefix}look_at": lines("What to look at", most=6, help_text="One a line, at most six."),
        **steps,
        f"{prefix}weight": figure("Weight", required=True, help_text=WEIGHT),
    }


def not_applicable_fields() -> Fields:
    at = "not_applicable__"
    known = [choice for choice in School.Phase.choices if choice[0] != School.Phase.UNKNOWN]
    phases = [(value, str(label)) for value, label in known if "_" not in value]
    return {
        f"{at}reason": sentence(
            "Why a school may leave it out",
            required=False,
            help_text="Leave it empty where every school answers.",
        ),
        f"{at}phases": Ticks(label="Schools of these phases leave it out", choices=phases),
        f"{at}youngest_age_from": whole("Schools whose youngest pupils are so old, or older, leave it out"),
        f"{at}on_request": forms.BooleanField(
            label="Any school may say that it does not apply", required=False
        ),
        **proposal(at),
    }
