"""One part of the draft of a framework as a form."""

from __future__ import annotations

from kit.drafting import Data, Place, part
from kit.drafting.part import Draft
from riskmatrix.drafting import checked, codes, place_of, plain
from riskmatrix.spec import FrameworkSpec

__all__ = ["Draft", "PartForm"]


class PartForm(part.PartForm[FrameworkSpec]):
    def place_of(self, kind: str, code: str) -> Place:
        return place_of(self.whole, kind, code)

    def taken(self, kind: str) -> set[str]:
        """To take up a code of the version before would claim to be the same."""
        before = codes(plain(self.draft.replaced), kind) if self.draft.replaced else ()
        return {*before, *(code for code in codes(self.whole, kind) if code)}

    def checked(self, data: Data) -> FrameworkSpec:
        return checked(data)
