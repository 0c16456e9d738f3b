"""What is typed about an initiative and its stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from kit.fields import Day, PlainText
from schools.models import School, Trust
from support.forms import Sheet
from support.services.initiatives import TITLE_LIMIT
from support.services.reviews import LINE_LIMIT
from support.spec_stages import Stage

SETTLE_BY = "The stage is to be settled by"


class BeginForm(Sheet):
    """Whose it is, what it is called and what for."""

    place = forms.ChoiceField(label="Whose", error_messages={"required": "Choose whose initiative it is."})
    title = PlainText(
        label="What it is called",
        limit=TITLE_LIMIT,
        error_messages={"required": "Give the initiative a name."},
    )
    aim = PlainText(
        label="What it is for",
        limit=LINE_LIMIT,
        rows=3,
        help_text="In a sentence. No pupil’s name.",
        error_messages={"required": "Say in a sentence what it is for."},
    )
    settle_by = Day(label=SETTLE_BY, required=False, help_text="You are reminded then. As in 29 April 2027.")

    def __init__(self, *args: Any, trusts: Sequence[Trust], schools: Sequence[School], **more: Any) -> None:
        super().__init__(*args, **more)
        self._places: dict[str, Trust | School] = {f"school-{each.urn}": each for each in schools}
        self._places |= {f"trust-{each.pk}": each for each in trusts}
        listed = [
            (key, f"{place}, the whole trust" if isinstance(place, Trust) else str(place))
            for key, place in self._places.items()
        ]
        self.fields["place"].choices = listed if len(listed) == 1 else [("", "Choose one"), *listed]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the service asks for."""
        values = dict(self.cleaned_data)
        place = self._places[values.pop("place")]
        if isinstance(place, School):
            return {**values, "trust": place.trust, "school": place}
        return {**values, "trust": place, "school": None}


class SettleForm(Sheet):
    """Several stand on one page, so each has ids of its own."""

    sentence = PlainText(
        label="How it is settled",
        limit=LINE_LIMIT,
        rows=2,
        error_messages={"required": "Write the sentence that settles it."},
    )

    def __init__(self, data: Any = None, *, question: str) -> None:
        super().__init__(data, auto_id=f"id_{question}_%s")


class MoveOnForm(Sheet):
    reason = PlainText(label="Why you move on without it", limit=LINE_LIMIT, rows=2, required=False)
    settle_by = Day(label="The next stage is to be settled by", required=False)

    def __init__(self, data: Any = None, *, is_open: bool) -> None:
        super().__init__(data, auto_id="id_on_%s")
        if not is_open:
            del self.fields["reason"]


class BackForm(Sheet):
    to = forms.ChoiceField(label="Back to", error_messages={"required": "Choose an earlier stage."})
    reason = PlainText(
        label="Why", limit=LINE_LIMIT, rows=2, error_messages={"required": "Say why, in a sentence."}
    )
    settle_by = Day(label=SETTLE_BY, required=False)

    def __init__(self, data: Any = None, *, earlier: Sequence[Stage]) -> None:
        super().__init__(data, auto_id="id_back_%s")
        self.fields["to"].choices = [(each.code, each.title) for each in earlier]  # type: ignore[attr-defined]


class WhyForm(Sheet):
    """Why it is stopped, or taken up again."""

    reason = PlainText(
        label="Why", limit=LINE_LIMIT, rows=2, error_messages={"required": "Say why, in a sentence."}
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_why_%s")
