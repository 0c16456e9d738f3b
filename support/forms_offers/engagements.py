"""One promise of a category: what it is, how often, who owes it and who attends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from kit.drafting import Place, code_for, reach
from kit.drafting.fields import Ticks, line, paragraph, proposal, whole
from kit.drafting.part import Fields, Rows
from kit.drafting.places import added, nothing
from support.drafting import into_category, key_of, place_of
from support.forms_offers.part import PartForm

KINDS = [
    ("recurring", "Regularly: so often in each stretch of the year"),
    ("at_least", "At least so often: a minimum"),
    ("once", "Once, when the category is confirmed"),
    ("if_required", "If required: somebody decides, and the decision is recorded"),
    ("standing_aim", "A standing aim: no appointment, its status is recorded each half-term"),
]
EVERY = [
    ("school_weeks", "every so many school weeks"),
    ("monthly", "each month"),
    ("half_termly", "each half-term"),
    ("termly", "each term"),
    ("annual", "each school year"),
]
WINDOWS = [
    ("school_week", "each school week"),
    ("half_term", "each half-term"),
    ("term", "each term"),
    ("year", "each school year"),
]
ENDS = [("half_term", "by the end of the half-term"), ("term", "of the term"), ("year", "of the school year")]
OWN = ("", "None: it is a promise of its own")


class EngagementForm(PartForm):
    """``within`` is the category that a new one goes into."""

    kind, name = "engagement", "A new engagement"
    lead = (
        "What the trust promises, in words a headteacher understands, and what the schedule is laid out from."
    )
    beside_each_other = ("Who",)
    beside = (
        "category", "same_as", "rhythm", "rhythm__recurring__every", "rhythm__recurring__weeks",
        "rhythm__recurring__first_week", "rhythm__recurring__times", "rhythm__recurring__within_months",
        "rhythm__at_least__times", "rhythm__at_least__window", "rhythm__once__by",
    )  # fmt: skip

    def find(self) -> Place:
        if self.code:
            return super().find()
        category = place_of(self.whole, "category", self.within)
        made = {"rhythm": {"kind": "recurring"}, "streams": []}
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
            },
        )
        yield (
            "How often",
            {"rhythm": forms.ChoiceField(label="Kind", choices=KINDS, widget=forms.RadioSelect)},
        )
        yield "If regularly", self._regularly()
        yield (
            "If at least so often",
            {
                "rhythm__at_least__times": whole("At least so often"),
                "rhythm__at_least__window": _choice("In", WINDOWS),
            },
        )
        yield "If once", {"rhythm__once__by": _choice("Due", ENDS)}
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

    def _regularly(self) -> Fields:
        first = "The counter begins anew each school year and stands still in the holidays."
        return {
            "rhythm__recurring__every": _choice("Held", EVERY),
            "rhythm__recurring__times": whole("So often each time"),
            "rhythm__recurring__weeks": whole("Of school weeks: every so many"),
            "rhythm__recurring__first_week": whole("First in school week", help_text=first),
            "rhythm__recurring__within_months": whole(
                "Of each school year: also within so many months of the last"
            ),
        }

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

        yield Rows("streams", "One of several meetings it promises", "title", stream)

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
        self.part["rhythm"] = self._rhythm()
        strand, category = reach(self.whole, self.place[:2]), reach(self.whole, self.place[:4])
        self._name_promise(strand)
        title = f"{strand['code']} {category['code']} {self.part['title']}"
        self.give_code(self.part, "engagement", title)
        taken = {each.get("code") for each in self.part["streams"]}
        for each in self.part["streams"]:
            each["code"] = each.get("code") or code_for(each["title"], taken, "meeting")
            taken.add(each["code"])
        if self.code and self.cleaned_data["category"] != self.initial["category"]:
            into_category(self.whole, self.code, self.cleaned_data["category"])
            self.place = place_of(self.whole, "engagement", self.code)

    def _rhythm(self) -> dict[str, Any]:
        """Only what belongs to the kind that was chosen; an empty count is the usual one."""
        kind = self.cleaned_data["rhythm"]
        start = f"rhythm__{kind}__"
        typed = {
            name.removeprefix(start): nothing(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(start)
        }
        if kind == "recurring" and typed["every"] != "school_weeks":
            typed = {name: value for name, value in typed.items() if name not in ("weeks", "first_week")}
        return {"kind": kind, **{name: value for name, value in typed.items() if value is not None}}

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


def _as_before(order: list[str], ticked: list[str]) -> list[str]:
    """Those who were named before in the order they were, then the others."""
    return [*(code for code in order if code in ticked), *(code for code in ticked if code not in order)]


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "Choose"), *choices], required=False)
