"""What is typed about external reviews and what they found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from kit.fields import Day, PlainText
from kit.uploads import UploadField
from schools.services.actions import LINE_LIMIT as ACTION_LIMIT
from schools.services.actions import OWNER_LIMIT
from support.forms import Sheet
from support.models import Commitment
from support.services.reviews import LINE_LIMIT, REVIEWER_LIMIT, SUMMARY_LIMIT, Commission
from support.spec_reviews import ReviewKind


class CommissionForm(Sheet):
    """Which review, from whom, by when and why."""

    kind = forms.ChoiceField(
        label="Which review", widget=forms.RadioSelect, error_messages={"required": "Choose the review."}
    )
    reviewer = PlainText(
        label="From whom",
        limit=REVIEWER_LIMIT,
        help_text="The person who carries it out, or where they come from.",
        error_messages={"required": "Say from whom."},
    )
    due_on = Day(label="To be carried out by")
    why = PlainText(
        label="Why",
        limit=LINE_LIMIT,
        rows=3,
        help_text="The school reads it. No pupil’s name.",
        error_messages={"required": "Say why the review is commissioned."},
    )
    commitment = forms.TypedChoiceField(
        label="Which promise it keeps", required=False, coerce=int, empty_value=None,
        help_text="If the trust’s offer promises this review.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, kinds: Sequence[ReviewKind], promises: Sequence[Commitment], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self._promises = {each.pk: each for each in promises}
        self.fields["kind"].choices = [(kind.code, kind.title) for kind in kinds]  # type: ignore[attr-defined]
        if promises:
            listed = [(each.pk, f"{each.title} ({each.strand})") for each in promises]
            self.fields["commitment"].choices = [("", "None"), *listed]  # type: ignore[attr-defined]
        else:
            del self.fields["commitment"]

    def commission(self) -> Commission:
        values = dict(self.cleaned_data)
        chosen = self._promises.get(values.pop("commitment", None) or 0)
        return Commission(**values, commitment=chosen)


class CarriedOutForm(Sheet):
    carried_out_on = Day(label="Carried out on")
    reviewer = PlainText(
        label="By whom", limit=REVIEWER_LIMIT, error_messages={"required": "Say who carried it out."}
    )
    summary = PlainText(
        label="What it says, in summary",
        limit=SUMMARY_LIMIT,
        rows=6,
        help_text="The school reads it. No pupil’s name. What was found is entered next, one by one.",
        error_messages={"required": "Write in a few sentences what the review says."},
    )
    file = UploadField(label="The report", required=False)


class ReportForm(Sheet):
    file = UploadField(label="The report")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_report_%s", **more})


class FindingForm(Sheet):
    text = PlainText(
        label="One finding",
        limit=LINE_LIMIT,
        rows=2,
        help_text="One at a time. No pupil’s name.",
        error_messages={"required": "Write what the review found."},
    )


class FindingActionForm(Sheet):
    """Several stand on one page, so each has ids of its own."""

    what = PlainText(
        label="What is done", limit=ACTION_LIMIT, error_messages={"required": "Say what is to be done."}
    )
    owner = PlainText(
        label="Who sees to it", limit=OWNER_LIMIT, error_messages={"required": "Say who sees to it."}
    )
    due_on = Day(label="By")

    def __init__(self, data: Any = None, *, finding: int, text: str = "") -> None:
        super().__init__(data, auto_id=f"id_action_{finding}_%s", initial={"what": text})


class LeaveForm(Sheet):
    reason = PlainText(
        label="Why it needs no action",
        limit=LINE_LIMIT,
        error_messages={"required": "Say why it needs no action."},
    )

    def __init__(self, data: Any = None, *, finding: int) -> None:
        super().__init__(data, auto_id=f"id_leave_{finding}_%s")


class CloseReviewForm(Sheet):
    sentence = PlainText(
        label="To be remembered",
        limit=LINE_LIMIT,
        required=False,
        help_text="Needed only where the review found nothing.",
    )


class CancelReviewForm(Sheet):
    reason = PlainText(
        label="Why will it not be carried out?",
        limit=LINE_LIMIT,
        error_messages={"required": "Say why it will not be carried out."},
        help_text="The school reads it.",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_cancel_%s", **more})
