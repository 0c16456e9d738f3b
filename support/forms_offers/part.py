"""One part of the draft of an offer as a form."""

from __future__ import annotations

from dataclasses import dataclass

from kit.drafting import Data, Place, part, plain
from support.drafting import checked, place_of, places
from support.spec import Offer

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class OfferDraft(part.Draft[Offer]):
    """``strands``, ``steps`` and ``criteria`` are those of the risk framework in force, as (code, title)."""

    strands: tuple[tuple[str, str], ...] = ()
    steps: tuple[tuple[str, str], ...] = ()
    criteria: tuple[tuple[str, str], ...] = ()


class PartForm(part.PartForm[Offer]):
    draft: OfferDraft

    def place_of(self, kind: str, code: str) -> Place:
        return place_of(self.whole, kind, code)

    def taken(self, kind: str) -> set[str]:
        """To take up a code of the version before would claim to be the same."""
        before = places(plain(self.draft.replaced), kind) if self.draft.replaced else {}
        return {*before, *places(self.whole, kind)}

    def checked(self, data: Data) -> Offer:
        return checked(data)

    @property
    def people(self) -> Choices:
        """Whom the offer names."""
        return [(each["code"], each["label"]) for each in self.whole["people"]]

    @property
    def categories(self) -> Choices:
        """Every category, as an address calls it, with its strand."""
        found = places(self.whole, "category")
        strands = self.whole["strands"]
        return [
            (key, f"{strands[at[1]]['title']}, {strands[at[1]]['categories'][at[3]]['title']}")
            for key, at in found.items()
        ]
