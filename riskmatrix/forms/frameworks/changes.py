"""What became of the KPIs of the version that a draft replaces, and outside frameworks that its criteria answer to."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from kit.drafting.fields import Ticks, line, paragraph, proposal, sentence
from kit.drafting.part import Fields, Rows
from kit.drafting.places import added
from kit.fields import Day
from riskmatrix.drafting import Place, code_for
from riskmatrix.drafting.crosswalk import Change, begun, claimed, completed, key_of
from riskmatrix.forms.frameworks.part import PartForm
from riskmatrix.spec import FrameworkSpec

KINDS = [
    ("same", "The same: one KPI before, one now, whatever it is called"),
    ("split", "Split: one before, several now"),
    ("merged", "Merged: several before, one now"),
    ("new", "New: nothing before"),
    ("dropped", "Dropped: nothing now"),
]


class ChangeForm(PartForm):
    """One entry of the crosswalk from the version that the draft replaces.

    :raises KeyError: when the draft replaces none, or has no such entry.
    """

    kind, name = "change", "What became of KPIs"
    beside_each_other = ("KPIs",)
    lead = "Movement is shown only for what is the same. For all else, history says where comparison stops."

    def find(self) -> Place:
        if self.replaced is None or self.replaced.version == self.draft.spec.version:
            raise KeyError(self.code)
        begun(self.whole, self.replaced)
        self.changes: list[Change] = self.whole["crosswalk"][0]["changes"]
        if self.code and self.code not in map(key_of, self.changes):
            raise KeyError(self.code)
        at = next((i for i, each in enumerate(self.changes) if key_of(each) == self.code), None)
        if at is None:
            return added(self.changes, ("crosswalk", 0, "changes"), self._proposed())
        return ("crosswalk", 0, "changes", at)

    @property
    def replaced(self) -> FrameworkSpec | None:
        return self.draft.replaced

    def _proposed(self) -> Change:
        there = {kpi.code for _, kpi in self.replaced.kpis()} if self.replaced else set()
        here = {kpi.code for _, kpi in self.draft.spec.kpis()}
        named = [self.within] if self.within else []
        return {
            "kind": "",
            "before": [code for code in named if code in there],
            "now": [code for code in named if code in here],
            "note": None,
        }

    def sections(self) -> Iterable[tuple[str, Fields]]:
        before = _by_criterion(self.replaced) if self.replaced else []
        now = _by_criterion(self.draft.spec)
        yield (
            "",
            {
                "kind": forms.ChoiceField(
                    label="What became of them", choices=KINDS, widget=forms.RadioSelect
                ),
                "note": paragraph("Why, for whoever reads the history", required=False),
            },
        )
        version = self.replaced.version if self.replaced else ""
        yield (
            "KPIs",
            {
                "before": Ticks(label=f"Before, in version {version}", choices=before),
                "now": Ticks(label="Now, in this draft", choices=now),
            },
        )

    @property
    def title(self) -> str:
        return self.name

    def write(self) -> None:
        super().write()
        self.changes.remove(self.part)
        claimed(self.changes, self.part)
        completed(self.whole, self.replaced)
        self.place = ("crosswalk", 0, "changes", self.changes.index(self.part))


def _by_criterion(spec: FrameworkSpec) -> list[tuple[str, str]]:
    return [(kpi.code, f"{kpi.title} ({criterion.title})") for criterion, kpi in spec.kpis()]


class MappingForm(PartForm):
    kind, name = "mapping", "A new mapping"
    lead = (
        "How the criteria answer to a framework that others set, while it is in force. It is printed, and nothing in "
        "the portal depends on it."
    )

    def find(self) -> Place:
        return super().find() if self.code else added(self.whole["mappings"], ("mappings",), {"areas": []})

    def sections(self) -> Iterable[tuple[str, Fields]]:
        yield (
            "The outside framework",
            {
                "title": line("Title"),
                "in_force_from": Day(label="In force from"),
                "in_force_until": Day(label="In force until", required=False),
                "source": sentence("Where its titles were read"),
                "source_date": Day(label="The date of that source"),
                **proposal(),
            },
        )

    def rows(self) -> Iterable[Rows]:
        criteria = [(criterion.code, criterion.title) for criterion in self.draft.spec.criteria]

        def area() -> Fields:
            return {
                "title": line("Area", help_text="Empty it to take the area out."),
                "criteria": Ticks(label="Criteria that answer to it", choices=criteria),
                "note": paragraph("Note", required=False),
            }

        yield Rows("areas", "Area", "title", area, spare=2)

    def write(self) -> None:
        super().write()
        self.give_code(self.part, "mapping", self.part["title"])
        used = {area.get("code") for area in self.part["areas"]}
        for area in self.part["areas"]:
            area["code"] = area.get("code") or code_for(area["title"], used, "area")
            used.add(area["code"])
