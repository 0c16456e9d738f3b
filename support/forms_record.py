"""What is typed into the record of an engagement, and into the school's own view of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from kit.fields import PlainText
from support.forms import Sheet
from support.queries.record_page import RecordPage
from support.record_text import LINE_LIMIT, LINES_LIMIT, OWNER_LIMIT, TEXT_LIMIT, ActionLine, RecordText
from support.services.records import WHY_LIMIT

BLANK_LINES = 3


class RecordForm(Sheet):
    """The draft. Nothing in it is required and a date is kept as it was typed: sharing is what checks.

    :param page: what the offer, the school's people and the framework give to choose from.
    :param saved: what is stored; shown where ``data`` is not given.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    typed_by = forms.IntegerField(widget=forms.HiddenInput, required=False)
    lines = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LINES_LIMIT, required=False)
    present = forms.MultipleChoiceField(
        label="Present, of those with an account", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = PlainText(
        label="Others present", limit=TEXT_LIMIT, rows=2, required=False,
        help_text="One name and role to a line. No pupil’s name.",
    )  # fmt: skip
    purpose = PlainText(
        label="Purpose", limit=TEXT_LIMIT, rows=3, required=False, help_text="Why this one, now."
    )
    seen = PlainText(
        label="What was seen", limit=TEXT_LIMIT, rows=6, required=False,
        help_text="What was seen, heard and read, and where. No pupil’s name.",
    )  # fmt: skip
    internal = PlainText(
        label="Internal to the trust", limit=TEXT_LIMIT, rows=3, required=False,
        help_text="Never shared: neither the school nor its governors meet these words anywhere.",
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None, *, page: RecordPage, user_pk: int) -> None:
        text = page.draft
        stored = {
            "version": page.version,
            "typed_by": user_pk,
            "present": [str(pk) for pk in text.present],
            "others": text.others,
            "purpose": text.purpose,
            "seen": text.seen,
            "internal": page.internal,
            **{f"more-{each.code}": text.more.get(each.code, "") for each in page.asked},
        }
        super().__init__(data, initial=stored)
        self.page, self.user_pk = page, user_pk
        chosen = self.fields["present"]
        chosen.choices = [(str(each.person), str(each)) for each in page.people]  # type: ignore[attr-defined]
        for each in page.asked:
            self.fields[f"more-{each.code}"] = PlainText(
                label=each.title, limit=TEXT_LIMIT, rows=4, required=False, help_text=each.hint or ""
            )
        for at, (criterion, kpis) in enumerate(page.kpis):
            marked = [code for code, _ in kpis if code in text.kpis]
            self.fields[f"kpis-{at}"] = forms.MultipleChoiceField(
                label=criterion, choices=kpis, required=False, initial=marked,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        for at, line in enumerate(self._shown_lines(text)):
            self._add_line(at, line)

    def _shown_lines(self, text: RecordText) -> list[ActionLine]:
        """The stored lines with some blank ones; as many as the page sent when it sent any."""
        count = len(text.actions) + BLANK_LINES
        if self.is_bound:
            sent = str(self.data.get("lines", ""))
            count = int(sent) if sent.isascii() and sent.isdecimal() else count
        self.line_count = min(count, LINES_LIMIT)
        self.initial["lines"] = self.line_count
        return [*text.actions, *[ActionLine()] * LINES_LIMIT][: self.line_count]

    def _add_line(self, at: int, line: ActionLine) -> None:
        for name, label, limit, hint in (
            ("what", "What is to be done", LINE_LIMIT, ""),
            ("owner", "Who sees to it", OWNER_LIMIT, ""),
            ("due_on", "Done by", OWNER_LIMIT, "As in 29 April 2026"),
            ("support", "Support that comes with it", LINE_LIMIT, ""),
        ):
            self.initial[f"action-{at}-{name}"] = getattr(line, name)
            field = PlainText(label=label, limit=limit, required=False, help_text=hint)
            if name == "what":
                field.widget = forms.Textarea(attrs={"rows": 2})
            self.fields[f"action-{at}-{name}"] = field

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[f"more-{each.code}"] for each in self.page.asked]

    @property
    def kpi_fields(self) -> list[forms.BoundField]:
        return [self[f"kpis-{at}"] for at in range(len(self.page.kpis))]

    @property
    def action_fields(self) -> list[dict[str, forms.BoundField]]:
        names = ("what", "owner", "due_on", "support")
        return [{name: self[f"action-{at}-{name}"] for name in names} for at in range(self.line_count)]

    def clean_typed_by(self) -> int | None:
        typed_by: int | None = self.cleaned_data["typed_by"]
        if typed_by not in (None, self.user_pk):
            raise forms.ValidationError("Somebody else typed this. Sign in again as that person.")
        return typed_by

    def text(self) -> RecordText:
        """What was typed, of a valid form."""
        values = self.cleaned_data
        return RecordText(
            present=tuple(int(pk) for pk in values["present"]),
            others=values["others"],
            purpose=values["purpose"],
            seen=values["seen"],
            more={each.code: values[f"more-{each.code}"] for each in self.page.asked},
            kpis=tuple(code for at in range(len(self.page.kpis)) for code in values[f"kpis-{at}"]),
            actions=tuple(
                ActionLine(**{name: values[f"action-{at}-{name}"] for name in line})
                for at, line in enumerate(self.action_fields)
            ),
        )


class ShareForm(Sheet):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    why = PlainText(
        label="What is different from what the school has read",
        limit=WHY_LIMIT,
        required=False,
        help_text="In a sentence, as in “The date of the second action is corrected”.",
    )


class KeepForm(Sheet):
    """As which kind of evidence the record is kept; not asked where the framework lists none."""

    kind = forms.ChoiceField(
        label="Kind of evidence", error_messages={"required": "Choose the kind of evidence it is."}
    )

    def __init__(self, data: Any = None, *, kinds: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["kind"]
        field.required = bool(kinds)
        field.choices = [("", "Choose one"), *kinds]  # type: ignore[attr-defined]


class ViewForm(Sheet):
    view = PlainText(
        label="How the school saw it",
        limit=TEXT_LIMIT,
        rows=5,
        help_text="Kept beside the trust’s record; the trust reads it. No pupil’s name.",
        error_messages={"required": "Write how the school saw it."},
    )
