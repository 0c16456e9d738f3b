"""A whole draft as one page: its head and rows, each with the version that was shown, what was typed, and conflicts.

Each part is saved on its own. A part goes back to the person as they typed it when something in it cannot be stored
or when somebody else saved it meanwhile; all others show what is stored.
"""

from __future__ import annotations

from collections.abc import Collection

from kit.saving import Conflict
from monitoring.content import head_anchor, row_anchor
from monitoring.forms.draft import Data
from monitoring.forms.parts import HeadPart, RowPart
from monitoring.models import MonitoringForm, MonitoringRow
from monitoring.queries.leads import Lead
from monitoring.services.writing import HeadEdit, RowEdit


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
