"""Where a form says what does not hold together: beside the field, or at the top with the part it is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from riskmatrix.drafting import Data, Finding, Place, reach
from riskmatrix.forms.frameworks.places import path


class Blaming:
    """The half of a form about one part that finds the field of each fault.

    ``kept_rows`` tells for each list of rows which of those on the page were kept, in order.
    """

    # The field beside which a fault of the part as such is said.
    of_the_whole_part: ClassVar[str | None] = None

    whole: Data
    part: Data
    place: Place
    kept_rows: dict[str, list[int]]
    if TYPE_CHECKING:
        fields: dict[str, Any]

        def add_error(self, field: str | None, error: Any) -> None: ...

    def blame(self, findings: Iterable[Finding]) -> None:
        """Say each finding beside its field where the form has it, else at the top with the part it is about."""
        for found in findings:
            field, sentence = self._field_at(found.path), f"{found.sentence} {found.remedy}"
            if field is None and (about := self._about(found.path)):
                sentence = f"{about}: {sentence}"
            self.add_error(field, sentence)

    def _field_at(self, place: Place) -> str | None:
        if place[: len(self.place)] != self.place:
            return None
        steps = list(place[len(self.place) :])
        for at, kept in self.kept_rows.items():
            deep = len(path(at))
            if (
                tuple(steps[:deep]) == path(at)
                and len(steps) > deep
                and isinstance(number := steps[deep], int)
            ):
                steps[deep] = kept[number] if number < len(kept) else number
        while steps:
            name = "__".join(map(str, steps))
            if name in self.fields:
                return name
            steps.pop()
        return self.of_the_whole_part

    def _about(self, place: Place) -> str:
        parts = [reach(self.whole, place[:end]) for end in range(len(place), 0, -1)]
        others = (part for part in parts if isinstance(part, dict) and part is not self.part)
        return next((title for part in others if (title := part.get("title") or part.get("label"))), "")
