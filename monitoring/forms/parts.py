"""The parts of a draft on its page: the head and each row, with the version that was shown and what was typed."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from kit import clock
from monitoring.content import (
    ACTIONS_LIMIT,
    HeadText,
    RequiredActionText,
    RowText,
    head_anchor,
    row_anchor,
    seal,
)
from monitoring.forms.draft import ActionForm, Data, HeadForm, RowForm
from monitoring.models import MonitoringForm, MonitoringRow
from monitoring.queries.leads import Lead
from monitoring.services.writing import HeadEdit, RowEdit
from monitoring.spec import FormSpec


class Part:
    """The head or a row on the page. ``version`` and ``seen`` tell the next save what this page showed."""

    boxes: list[forms.Form]

    def __init__(self, prefix: str, stored: MonitoringForm | MonitoringRow, data: Data | None) -> None:
        self.prefix = prefix
        self.stored = stored
        self.version = stored.version
        self.seen = seal(self.shown)
        self.in_conflict = False
        keep = data.get(f"{prefix}-keep", "") if data else ""
        # “theirs” was chosen between two texts: what is stored stays, and what was typed is let go.
        self.is_sent = data is not None and f"{prefix}-version" in data and keep != "theirs"
        self.sent = data if self.is_sent else None
        self.sent_version, self.sent_seen = self.version, self.seen
        if self.is_sent and data is not None:
            chosen = keep.removeprefix("mine:") if keep.startswith("mine:") else data[f"{prefix}-version"]
            self.sent_version = int(chosen) if str(chosen).isdecimal() else 0
            self.sent_seen = "" if keep else str(data.get(f"{prefix}-seen", ""))

    @property
    def shown(self) -> HeadText | RowText:
        raise NotImplementedError

    @property
    def name(self) -> str:
        """What the part is called in a sentence about it."""
        raise NotImplementedError

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the field, sentence) of whatever could not be stored."""
        return [
            (_id_of(box[field]), f"{self.name}: {sentence}")
            for box in self.boxes
            for field, sentences in box.errors.items()
            for sentence in sentences
        ]

    @property
    def has_errors(self) -> bool:
        return any(box.errors for box in self.boxes)

    @property
    def saved_time(self) -> str:
        """When what is stored was saved: “19:05”, with the day when it was not today."""
        moment = timezone.localtime(self.stored.saved_at)
        return f"{moment:%H:%M}" if moment.date() == clock.today() else f"{moment:%-d %B, %H:%M}"

    def stay_in_conflict(self) -> None:
        """Show both texts: until the person chooses, the next save meets the same conflict."""
        self.in_conflict = True
        self.version, self.seen = self.sent_version, self.sent_seen


class HeadPart(Part):
    stored: MonitoringForm

    def __init__(self, form: MonitoringForm, spec: FormSpec, leads: list[Lead], data: Data | None) -> None:
        super().__init__(head_anchor(), form, data)
        self.box = HeadForm(self.sent, spec=spec, leads=leads, shown=self.shown)
        self.boxes = [self.box]

    @property
    def shown(self) -> HeadText:
        return self.stored.head_text

    @property
    def name(self) -> str:
        return "Top of the form"

    def edit(self) -> HeadEdit:
        return HeadEdit(self.box.text(), version=self.sent_version, seen=self.sent_seen)


class RowPart(Part):
    stored: MonitoringRow

    def __init__(self, row: MonitoringRow, place: int, data: Data | None) -> None:
        super().__init__(row_anchor(row.pk), row, data)
        self.place = place
        shown = self.shown
        self.box = RowForm(
            self.sent, prefix=self.prefix, initial={"who": shown.who, "evaluation": shown.evaluation}
        )
        self.actions = [
            ActionForm(
                self.sent,
                prefix=f"{self.prefix}-action-{number}",
                initial={"what": text.what, "support": text.support, "check_impact_on": text.check_impact_on},
            )
            for number, text in enumerate(self._lines())
        ]
        self.boxes = [self.box, *self.actions]

    @property
    def shown(self) -> RowText:
        return self.stored.text

    @property
    def name(self) -> str:
        return self.stored.who or f"Class or year group {self.place}"

    def _lines(self) -> list[RequiredActionText]:
        """The stored actions and a blank line; as many as the page sent when it sent any."""
        stored = list(self.shown.actions)
        count = len(stored) + 1
        if self.sent is not None:
            sent = str(self.sent.get(f"{self.prefix}-actions", ""))
            count = int(sent) if sent.isdecimal() else count
        count = min(count, ACTIONS_LIMIT)
        return [*stored, *[RequiredActionText()] * count][:count]

    def edit(self) -> RowEdit:
        text = RowText(
            who=self.box.value("who", self.shown.who),
            evaluation=self.box.value("evaluation", self.shown.evaluation),
            actions=tuple(box.text(stored) for box, stored in zip(self.actions, self._lines(), strict=True)),
        )
        return RowEdit(self.stored, text, version=self.sent_version, seen=self.sent_seen)


def _id_of(field: forms.BoundField) -> str:
    """Where a link to the field leads: a group of boxes has no id of its own, its first box has."""
    return field.id_for_label or f"{field.auto_id}_0"
