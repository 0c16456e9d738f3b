"""Everything the page, the print and the finishing of one monitoring form need, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from kit import clock
from kit.refusals import Refusal
from monitoring.content import Missing, RowText, lowered, missing_from_head, missing_from_rows
from monitoring.lifecycle import LABEL, STANDING, TONE, Status
from monitoring.models import MonitoringForm, MonitoringRow
from monitoring.rules import may_consider, may_edit, may_finish
from monitoring.spec import FormSpec, MethodSpec
from schools.action_rules import may_see_actions
from schools.models import Action, Person, School


@dataclass(frozen=True)
class RowView:
    """A row with what it says; ``row`` keeps who saved it and when."""

    row: MonitoringRow
    text: RowText


@dataclass(frozen=True)
class FormPage:
    form: MonitoringForm
    school: School
    spec: FormSpec
    methods: tuple[MethodSpec, ...]
    rows: tuple[RowView, ...]
    removed: tuple[MonitoringRow, ...]
    agreed: tuple[Action, ...]
    missing: tuple[Missing, ...]
    may_edit: Refusal | None
    may_finish: Refusal | None
    may_consider: Refusal | None
    may_see_actions: Refusal | None

    @property
    def title(self) -> str:
        return f"Monitoring of {self.form.focus}" if self.form.focus else "Monitoring form"

    @property
    def label(self) -> str:
        return LABEL[Status(self.form.status)]

    @property
    def standing(self) -> str:
        return STANDING[Status(self.form.status)]

    @property
    def tone(self) -> str:
        return TONE[Status(self.form.status)]

    @property
    def lead_title(self) -> str:
        """The lead's role in the middle of a sentence."""
        return lowered(self.form.lead_title)

    @property
    def last_saved(self) -> MonitoringForm | MonitoringRow:
        """The part saved last; it knows by whom and when."""
        parts: list[MonitoringForm | MonitoringRow] = [self.form, *(row.row for row in self.rows)]
        return max(parts, key=lambda part: part.saved_at)

    @property
    def required_actions(self) -> int:
        return sum(len(row.text.actions) for row in self.rows)


def form_page(form: MonitoringForm, user: Person) -> FormPage:
    """:param form: as ``for_page`` fetches it, so that nothing here asks the database row by row."""
    rows = list(form.rows.all())
    standing = tuple(RowView(row, row.text) for row in rows if row.removed_at is None)
    missing = tuple(missing_from(form)) if form.is_draft else ()
    ticked = {method.code for method in form.methods.all()}
    return FormPage(
        form=form,
        school=form.school,
        spec=form.pack.spec,
        methods=tuple(method for method in form.pack.spec.methods if method.code in ticked),
        rows=standing,
        removed=tuple(row for row in rows if row.removed_at is not None),
        agreed=tuple(form.agreed_actions.all()),
        missing=missing,
        may_edit=may_edit(user, form),
        may_finish=may_finish(user, form, missing),
        may_consider=may_consider(user, form),
        may_see_actions=may_see_actions(user, form.school),
    )


def missing_from(form: MonitoringForm) -> list[Missing]:
    """What a draft, as it is saved, lacks before it can be finished."""
    head = form.head_text
    needs_words = any(form.pack.spec.method(code).needs_words for code in head.methods)
    rows = [(row.pk, row.text) for row in form.rows.all() if row.removed_at is None]
    return [
        *missing_from_head(head, needs_words=needs_words, today=clock.today()),
        *missing_from_rows(rows, held_on=head.held_on),
    ]
