"""What an offer is called and how it is counted, and the people whom it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from kit.drafting import Place, code_for
from kit.drafting.fields import line, paragraph, proposal, whole
from kit.drafting.part import Fields
from kit.drafting.places import added
from kit.fields import Day
from schools.access.roles import Role
from support.forms_offers.part import PartForm

WITHOUT = [
    ("least", "What all categories share, in the smallest measure"),
    ("identical", "Only what is promised alike in all categories"),
]


class GeneralForm(PartForm):
    kind, name = "general", "What it is"
    lead = "Its name, who stands behind it, and how frequencies are counted where the strategy does not say."

    def sections(self) -> Iterable[tuple[str, Fields]]:
        yield (
            "The offer",
            {
                "title": line("Title"),
                "version": line("Version", help_text="As people will say it, for example 2027.1"),
                "summary": paragraph("Summary"),
                "author": line("Author"),
                "checker": line("Who has checked it"),
                "next_review": Day(label="Next review"),
            },
        )
        yield (
            "How often is counted",
            {
                "schedule__month_needs_school_days": whole(
                    "A month counts when it has so many school days, or more"
                ),
                **proposal("schedule__", why="note"),
            },
        )
        yield (
            "How days are planned",
            {
                "planning__minutes": whole("Minutes that a visit counts which gives no length"),
                "planning__minutes_a_day": whole("Minutes of a working day"),
                "planning__begins_at_hour": whole("The hour at which a day begins"),
                "planning__visitors_a_week": whole(
                    "People of the trust who may come to one school in one week"
                ),
                **proposal("planning__", why="note"),
            },
        )
        yield (
            "Before a category is confirmed",
            {
                "without_category__rule": forms.ChoiceField(
                    label="A school without a category is promised", choices=WITHOUT, widget=forms.RadioSelect
                ),
                **proposal("without_category__", why="note"),
            },
        )


class PersonForm(PartForm):
    kind, name = "person", "Somebody else whom the offer names"
    lead = "A role of the portal, or somebody who does not sign in, such as an external reviewer."
    beside = ("role",)

    def find(self) -> Place:
        return (
            super().find() if self.code else added(self.whole["people"], ("people",), {"portal_role": False})
        )

    def sections(self) -> Iterable[tuple[str, Fields]]:
        there = {code for code, _ in self.people_there}
        free = [(code, title) for code, title in Role.choices() if code not in there]
        label = line("What the offer calls them", help_text="As in “Improvement adviser”.")
        role = forms.ChoiceField(
            label="Role of the portal", choices=[("", "None: they do not sign in"), *free], required=False
        )
        yield "The person", {"label": label, **({} if self.code else {"role": role})}

    @property
    def people_there(self) -> list[tuple[str, str]]:
        return [(each["code"], each["label"]) for each in self.whole["people"] if "code" in each]

    @property
    def title(self) -> str:
        return str(self.part.get("label") or self.name)

    def read(self) -> dict[str, Any]:
        return {"label": self.part.get("label")}

    def write(self) -> None:
        super().write()
        if self.code:
            return
        role = self.cleaned_data["role"]
        self.part["code"] = role or self._code(self.part["label"])
        self.part["portal_role"] = bool(role)

    def _code(self, label: str) -> str:
        """Letters and underscores, as roles of the portal have, that nobody else is called by."""
        words = re.findall("[a-z]+", code_for(label, (), "person"))
        code, taken = "_".join(words)[:50].strip("_"), self.taken("person")
        while code in taken:
            code += "_too"
        return code
