"""A whole draft as one page: its head and rows, each with the version that was shown, what was typed, and conflicts.

Each part is saved on its own. A part goes back to the person as they typed it when something in it cannot be stored
or when somebody else saved it meanwhile; all others show what is stored.
"""

from __future__ import annotations

from collections.abc import Collection

from django import forms
from django.utils import timezone

from kit import clock
from kit.saving import Conflict
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


class DraftPage:
    """Everything a draft's page shows.

    :param form: fetched with ``for_page``.
    :param data: what the page sent; None shows what is stored.
    :param only: the prefixes of the parts that go back as they were typed; None sends all of them back.
    """

    def __init__(
        self,
        form: MonitoringForm,
        leads: list[Lead],
        data: Data | None = None,
        only: Collection[str] | None = None,
    ) -> None:
        self.form = form
        self._leads = _with_lead(leads, form)

        def sent(prefix: str) -> Data | None:
            return data if only is None or prefix in only else None

        self.head = HeadPart(form, form.pack.spec, self._leads, sent(head_anchor()))
        rows = [row for row in form.rows.all() if row.removed_at is None or _is_in(data, row)]
        self.rows = [RowPart(row, place, sent(row_anchor(row.pk))) for place, row in enumerate(rows, start=1)]

    @property
    def parts(self) -> list[HeadPart | RowPart]:
        return [self.head, *self.rows]

    @property
    def standing(self) -> list[RowPart]:
        return [row for row in self.rows if row.stored.removed_at is None]

    @property
    def removed(self) -> list[MonitoringRow]:
        return [row for row in self.form.rows.all() if row.removed_at is not None]

    @property
    def errors(self) -> list[tuple[str, str]]:
        conflicts = [
            (
                f"{part.prefix}-conflict",
                f"{part.name}: somebody else saved this meanwhile. Choose which text stays.",
            )
            for part in self.parts
            if part.in_conflict
        ]
        return [*conflicts, *(error for part in self.parts for error in part.errors)]

    def go_on_in(self, field_id: str) -> None:
        """Put the cursor into a field when the page arrives."""
        for part in self.standing:
            for field in (field for box in part.boxes for field in box):
                if field.id_for_label == field_id:
                    field.field.widget.attrs["autofocus"] = True

    def edits(self) -> tuple[HeadEdit | None, list[RowEdit]]:
        """What the page sent, for ``services.writing.save``."""
        head = self.head.edit() if self.head.is_sent and self.head.box.is_bound else None
        return head, [row.edit() for row in self.rows if row.is_sent]

    def to_mend(self, conflicts: list[Conflict]) -> set[str]:
        """The prefixes of the parts that cannot be left as they are."""
        return {part.prefix for part in self.parts if part.has_errors} | _prefixes(conflicts)

    def after_saving(
        self, form: MonitoringForm, leads: list[Lead], data: Data, conflicts: list[Conflict]
    ) -> DraftPage:
        """The page that answers a save.

        :param form: fetched anew, with ``for_page``.
        """
        page = DraftPage(form, leads, data, only=self.to_mend(conflicts))
        for part in page.parts:
            if part.prefix in _prefixes(conflicts):
                part.stay_in_conflict()
        return page


def _id_of(field: forms.BoundField) -> str:
    """Where a link to the field leads: a group of boxes has no id of its own, its first box has."""
    return field.id_for_label or f"{field.auto_id}_0"


def _prefixes(conflicts: list[Conflict]) -> set[str]:
    return {
        row_anchor(conflict.current.pk) if isinstance(conflict.current, MonitoringRow) else head_anchor()
        for conflict in conflicts
    }


def _is_in(data: Data | None, row: MonitoringRow) -> bool:
    """A row that somebody took off while this person was writing in it: what they typed is saved all the same."""
    return data is not None and f"{row_anchor(row.pk)}-version" in data


def _with_lead(leads: list[Lead], form: MonitoringForm) -> list[Lead]:
    """Somebody who led and has left since can stay the lead."""
    if form.lead is None or any(lead.person == form.lead_id for lead in leads):
        return leads
    return [*leads, Lead(form.lead.pk, form.lead.name, form.lead_title)]
