"""One promise of a category: what it is, how often, who owes it and who attends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from kit.drafting import Place, code_for, reach
from kit.drafting.fields import Ticks, line, paragraph, proposal, whole
from kit.drafting.part import Fields, Rows
from kit.drafting.places import added
from support.drafting import into_category, key_of, place_of
from support.forms_offers.part import PartForm
from support.forms_offers.rhythms import FIELDS, how_often, rhythm_of

OWN = ("", "None: it is a promise of its own")


class EngagementForm(PartForm):
    """``within`` is the category that a new one goes into."""

    kind, name = "engagement", "A new engagement"
    lead = (
        "What the trust promises, in words a headteacher understands, and what the schedule is laid out from."
    )
    beside_each_other = ("Who",)
    beside = ("category", "same_as", *FIELDS)

    def find(self) -> Place:
        if self.code:
            return super().find()
        category = place_of(self.whole, "category", self.within)
        made = {"rhythm": {"kind": "recurring"}, "streams": [], "record": []}
        return added(reach(self.whole, category)["engagements"], (*category, "engagements"), made)

    def sections(self) -> Iterable[tuple[str, Fields]]:
        yield (
            "The engagement",
            {
                "title": line("Title"),
                "means": paragraph("What it means for the school"),
                "minutes": whole("Length in minutes", help_text="Leave it empty where it is not fixed."),
                **proposal(why="note"),
            },
        )
        yield (
            "Who",
            {
                "owed_by": Ticks(
                    label="Owed by",
                    choices=self.people,
                    required=True,
                    error_messages={"required": "Tick whoever answers for it."},
                ),
                "attended_by": Ticks(label="Attended by", choices=self.people),
                "network": forms.BooleanField(
                    label="Schools attend it together",
                    required=False,
                    help_text="One meeting for many schools, in every category that promises it.",
                ),
            },
        )
        yield from how_often()
        where = (
            {"category": forms.ChoiceField(label="Category", choices=self.categories)} if self.code else {}
        )
        same = forms.ChoiceField(
            label="The same promise in another measure as",
            choices=[OWN, *self._promises()],
            required=False,
            help_text="When a category changes, the one takes the place of the other.",
        )
        yield "Where it stands", {**where, "same_as": same}

    def _promises(self) -> list[tuple[str, str]]:
        """The promises of the strand, each by the title it has first."""
        strand = reach(self.whole, self.place[:2])
        every = [each for category in strand["categories"] for each in category["engagements"]]
        found: dict[str, str] = {}
        for each in every:
            if each.get("code") and each["code"] != self.code:
                found.setdefault(each["promise"], each["title"])
        return list(found.items())

    def rows(self) -> Iterable[Rows]:
        def stream() -> Fields:
            return {
                "title": line("Meeting", help_text="Empty it to take the meeting out."),
                "attended_by": Ticks(label="Attended by", choices=self.people),
            }

        def asked() -> Fields:
            return {
                "title": line("Heading", help_text="Empty it to take the heading out."),
                "hint": paragraph("What to write there", required=False),
            }

        yield Rows("streams", "One of several meetings it promises", "title", stream)
        yield Rows("record", "Something its record asks for", "title", asked)

    def read(self) -> dict[str, Any]:
        rhythm = self.part["rhythm"]
        prefix = f"rhythm__{rhythm['kind']}__"
        own = {f"{prefix}{name}": value for name, value in rhythm.items() if name != "kind"}
        found = super().read() if self.code else {}
        shared = {promise for promise, _ in self._promises()}
        promise = self.part.get("promise", "")
        same = {"same_as": promise if promise in shared else ""}
        return {**found, **(own if self.code else {}), "rhythm": rhythm["kind"], **same, **self._here()}

    def _here(self) -> dict[str, str]:
        strand, category = reach(self.whole, self.place[:2]), reach(self.whole, self.place[:4])
        return {"category": key_of(strand["code"], category["code"])} if self.code else {}

    def write(self) -> None:
        before = {name: list(self.part.get(name) or ()) for name in ("owed_by", "attended_by")}
        streams = {each["code"]: list(each["attended_by"]) for each in self.part["streams"]}
        super().write()
        for name, order in before.items():
            self.part[name] = _as_before(order, self.part[name])
        for each in self.part["streams"]:
            each["attended_by"] = _as_before(streams.get(each.get("code"), []), each["attended_by"])
        self.part["rhythm"] = rhythm_of(self.cleaned_data)
        strand, category = reach(self.whole, self.place[:2]), reach(self.whole, self.place[:4])
        self._name_promise(strand)
        self._attend_together(strand)
        title = f"{strand['code']} {category['code']} {self.part['title']}"
        self.give_code(self.part, "engagement", title)
        _give_codes(self.part["streams"], "meeting")
        _give_codes(self.part["record"], "heading")
        if self.code and self.cleaned_data["category"] != self.initial["category"]:
            into_category(self.whole, self.code, self.cleaned_data["category"])
            self.place = place_of(self.whole, "engagement", self.code)

    def _name_promise(self, strand: dict[str, Any]) -> None:
        chosen, before = self.cleaned_data["same_as"], self.initial.get("same_as", "")
        if chosen:
            self.part["promise"] = chosen
        elif before or not self.part.get("promise"):
            used = {
                each.get("promise")
                for every in self.whole["strands"]
                for category in every["categories"]
                for each in category["engagements"]
            }
            self.part["promise"] = code_for(self.part["title"], used, "promise")

    def _attend_together(self, strand: dict[str, Any]) -> None:
        """One meeting serves every category: what is ticked here holds for the same promise in all of them."""
        every = (each for category in strand["categories"] for each in category["engagements"])
        same = [
            each for each in every if each.get("promise") == self.part["promise"] and each is not self.part
        ]
        is_other = self.part["network"] != bool(self.initial.get("network"))
        if same and not is_other:
            self.part["network"] = same[0]["network"]
        for each in same:
            each["network"] = self.part["network"]


def _give_codes(rows: list[dict[str, Any]], otherwise: str) -> None:
    """A new row is called by its title; one that has a code keeps it, and with it what was written under it."""
    taken: set[str] = {each["code"] for each in rows if each.get("code")}
    for each in rows:
        each["code"] = each.get("code") or code_for(each["title"], taken, otherwise)
        taken.add(each["code"])


def _as_before(order: list[str], ticked: list[str]) -> list[str]:
    """Those who were named before in the order they were, then the others."""
    return [*(code for code in order if code in ticked), *(code for code in ticked if code not in order)]
