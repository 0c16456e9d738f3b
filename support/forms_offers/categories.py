"""Strands and categories. A new one begins as a copy of another, so that the offer is whole all the time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from kit.drafting import Place, code_for, reach
from kit.drafting.fields import Ticks, figure, line, paragraph, proposal, whole
from kit.drafting.part import Fields, Rows
from kit.drafting.places import added
from schools.access.permissions import Permission
from schools.access.roles import roles_with
from support.drafting import named, place_of
from support.drafting.copying import category_like, strand_like
from support.forms_offers.part import PartForm

UP_TO = "Scores run from 0 (no risk) to 100 (the most). The last category has no upper end."


class StrandForm(PartForm):
    kind, name = "strand", "A new strand"
    lead = "Who confirms its category, and how a category is recommended."
    beside = ("code", "like")
    of_the_whole_part = "title"

    def find(self) -> Place:
        return super().find() if self.code else added(self.whole["strands"], ("strands",), {"categories": []})

    def sections(self) -> Iterable[tuple[str, Fields]]:
        able = {role.value for role in roles_with(Permission.CONFIRM_CATEGORY)}
        confirming = [(code, label) for code, label in self.people if code in able]
        yield (
            "The strand",
            {
                "title": line("Title"),
                "confirmed_by": forms.ChoiceField(label="Who confirms its category", choices=confirming),
                **({} if self.code else self._begun_from()),
            },
        )
        if self.code:
            yield (
                "How a category is recommended",
                {
                    **self._thresholds(),
                    "recommendation__near": figure(
                        "Said to be near a boundary within so many points", required=True
                    ),
                    **proposal("recommendation__", why="note"),
                },
            )

    def _begun_from(self) -> Fields:
        there = [(each["code"], each["title"]) for each in self.whole["strands"] if "code" in each]
        free = [each for each in self.draft.strands if each[0] not in dict(there)]
        return {
            "code": forms.ChoiceField(
                label="Strand of the risk framework",
                choices=free,
                help_text="Its criteria feed the strand. The framework in force has to have it.",
            ),
            "like": forms.ChoiceField(label="Begin with the categories of", choices=there),
        }

    def _thresholds(self) -> Fields:
        listed = self.part["categories"][:-1]
        return {
            f"recommendation__thresholds__{n}__at_most": figure(
                f"{category['title']}: scores up to", required=True, help_text=UP_TO if n == 0 else ""
            )
            for n, category in enumerate(listed)
        }

    def rows(self) -> Iterable[Rows]:
        if self.code:
            yield Rows("recommendation__gates", "Gate", "sentence", self._gate)

    def _gate(self) -> Fields:
        gates = self.part["recommendation"]["gates"]
        steps = _with(self.draft.steps, (gate["step"] for gate in gates))
        criteria = _with(self.draft.criteria, (code for gate in gates for code in gate["criteria"]))
        later = [(each["code"], each["title"]) for each in self.part["categories"][1:]]
        step, later = [("", "Choose a step"), *steps], [("", "Choose a category"), *later]
        return {
            "sentence": paragraph("The gate in a sentence", help_text="Empty it to take the gate out."),
            "step": forms.ChoiceField(label="When KPIs are at this step", choices=step),
            "kpis": whole("So many of them"),
            "criteria": Ticks(label="Of these criteria", choices=criteria, help_text="None: of all of them."),
            "at_best": forms.ChoiceField(label="The category is this one or a later one", choices=later),
            **proposal(why="note"),
        }

    def read(self) -> dict[str, Any]:
        return super().read() if self.code else {}

    def write(self) -> None:
        if not self.code:
            said = {name: self.cleaned_data[name] for name in ("title", "confirmed_by")}
            self.whole["strands"].pop()
            made = strand_like(self.whole, self.cleaned_data["like"], self.cleaned_data["code"], **said)
            self.whole["strands"].append(made)
            self.part = made
            return
        super().write()
        taken = {gate.get("code") for gate in self.part["recommendation"]["gates"]}
        for gate in self.part["recommendation"]["gates"]:
            gate["kpis"] = gate["kpis"] or 1
            if not gate.get("code"):
                gate["code"] = code_for(f"{gate['step']} {gate['at_best']}", taken, "gate")
                taken.add(gate["code"])


def _with(known: Iterable[tuple[str, str]], named_: Iterable[str]) -> list[tuple[str, str]]:
    """The choices there are, and what the draft names besides."""
    found = dict(known)
    return [*found.items(), *((code, code) for code in dict.fromkeys(named_) if code not in found)]


class CategoryForm(PartForm):
    """``within`` is the strand that a new one goes into."""

    kind, name = "category", "A new category"
    lead = "How such a school is described and known. What it is promised stands below it on the draft."
    beside = ("like", "at_most")

    def find(self) -> Place:
        if self.code:
            return super().find()
        strand = place_of(self.whole, "strand", self.within)
        return added(reach(self.whole, strand)["categories"], (*strand, "categories"), {"key_features": []})

    def sections(self) -> Iterable[tuple[str, Fields]]:
        fields: Fields = {
            "title": line("Title"),
            "descriptor": paragraph("Such a school in a sentence or two"),
            "helps_others": forms.BooleanField(label="Its schools may offer help to others", required=False),
        }
        if not self.code:
            strand = reach(self.whole, self.place[:2])
            there = [(each["code"], each["title"]) for each in strand["categories"] if "code" in each]
            fields |= {
                "like": forms.ChoiceField(label="It promises, to begin with, the same as", choices=there),
                "at_most": figure(
                    "It is recommended for scores up to", required=True,
                    help_text=f"{UP_TO} The new one takes its place by this figure.",
                ),
            }  # fmt: skip
        yield "The category", {**fields, **proposal(why="note")}

    def rows(self) -> Iterable[Rows]:
        if self.code:
            yield Rows(
                "key_features", "Key feature", "text", lambda: {"text": paragraph("Key feature")}, spare=2
            )

    def read(self) -> dict[str, Any]:
        return super().read() if self.code else {}

    def write(self) -> None:
        super().write()
        if not self.code:
            self._begin()
            return
        taken = {
            each.get("code")
            for c in reach(self.whole, self.place[:2])["categories"]
            for each in c["key_features"]
        }
        for each in self.part["key_features"]:
            if not each.get("code"):
                each["code"] = code_for(f"{self.part['code']} {each['text'][:40]}", taken, "feature")
                taken.add(each["code"])

    def _begin(self) -> None:
        strand = reach(self.whole, self.place[:2])
        said = strand["categories"].pop()
        like = next(each for each in strand["categories"] if each["code"] == self.cleaned_data["like"])
        made = category_like(self.whole, strand, like, said["title"])
        made |= {name: said[name] for name in ("descriptor", "helps_others", "proposed", "note")}
        thresholds, at_most = strand["recommendation"]["thresholds"], self.cleaned_data["at_most"]
        at = sum(each["at_most"] is not None and each["at_most"] < at_most for each in thresholds)
        strand["categories"].insert(at, made)
        thresholds.insert(at, {"category": made["code"], "at_most": at_most})
        named(strand)
        self.part, self.place = made, (*self.place[:-1], at)
