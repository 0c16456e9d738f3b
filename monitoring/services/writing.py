"""Writing in a draft: the head, the rows, and a whole page of both at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from kit.saving import Conflict, save_if_unchanged
from monitoring.content import ROWS_LIMIT, HeadText, RowText, seal
from monitoring.models import FormMethod, MonitoringForm, MonitoringRow, RequiredAction
from monitoring.queries.leads import possible_leads
from monitoring.rules import may_edit
from monitoring.services.cleaning import clean_head, clean_row
from schools import audit
from schools.models import Person


@dataclass(frozen=True)
class HeadEdit:
    """The head as a page sends it. ``seen`` is the seal of what the page showed, ``version`` its version."""

    text: HeadText
    version: int
    seen: str = ""


@dataclass(frozen=True)
class RowEdit:
    row: MonitoringRow
    text: RowText
    version: int
    seen: str = ""


def save(
    *, form: MonitoringForm, by: Person, head: HeadEdit | None = None, rows: Sequence[RowEdit] = ()
) -> list[Conflict]:
    """Save what was touched on a page, each part on its own: two people can write about two classes at once.

    :returns: a conflict for each part that somebody else saved meanwhile. Those are not written; the rest is.
    :raises kit.refusals.Refused: without the right, when the form is finished, or when a text cannot be stored.
    """
    with transaction.atomic():
        form = _locked(form)
        require(may_edit(by, form))
        conflicts = []
        if head is not None and seal(clean_head(head.text)) != head.seen:
            try:
                write_head(form, head.text, version=head.version, by=by)
            except Conflict as conflict:
                conflicts.append(conflict)
        for edit in rows:
            if seal(clean_row(edit.text)) == edit.seen:
                continue
            try:
                _write_row(form, edit, by=by)
            except Conflict as conflict:
                conflicts.append(conflict)
    return conflicts


def add_row(*, form: MonitoringForm, by: Person) -> MonitoringRow:
    """Add a blank row for another class or year group.

    :raises kit.refusals.Refused: without the right, when the form is finished, or when it has rows enough.
    """
    with transaction.atomic():
        form = _locked(form)
        require(may_edit(by, form))
        if form.rows.standing().count() >= ROWS_LIMIT:
            require(
                Refusal(
                    "too-many", f"A form has room for {ROWS_LIMIT} classes. Start another form for the rest."
                )
            )
        row = MonitoringRow.objects.create(form=form, saved_by=by)
        audit.record(by=by, verb="added a class to", thing=form, school=form.school, after={"row": row.pk})
    return row


def remove_row(*, row: MonitoringRow, by: Person) -> None:
    """Take a row off a draft. It can be put back until the form is finished.

    :raises kit.refusals.Refused: without the right, or when the form is finished.
    """
    _set_removed(row, by=by, removed=True)


def put_back_row(*, row: MonitoringRow, by: Person) -> None:
    """Put a row back that was taken off.

    :raises kit.refusals.Refused: without the right, or when the form is finished.
    """
    _set_removed(row, by=by, removed=False)


def write_head(form: MonitoringForm, text: HeadText, *, version: int, by: Person) -> None:
    """Write the head into a draft the caller has locked and may change; the caller's transaction.

    :raises kit.refusals.Refused: for a text too long, a method the pack does not have, a lead who cannot lead.
    :raises kit.saving.Conflict: when somebody saved the head after ``version``.
    """
    text = clean_head(text)
    before = form.head_text
    known = {method.code: (place, method) for place, method in enumerate(form.pack.spec.methods)}
    if unknown := set(text.methods) - set(known):
        require(
            Refusal("unknown-method", f"This form does not know the method {', '.join(sorted(unknown))}.")
        )
    text = replace(text, methods=tuple(sorted(text.methods, key=lambda code: known[code][0])))
    save_if_unchanged(
        form,
        version=version,
        focus=text.focus,
        held_on=text.held_on,
        lead_id=text.lead,
        lead_title=_title_of_lead(form, text.lead),
        other_method=text.other_method,
        recommendations=text.recommendations,
        saved_by=by,
        saved_at=clock.now(),
    )
    if set(text.methods) != set(before.methods):
        form.methods.all().delete()
        FormMethod.objects.bulk_create(
            FormMethod(
                form=form,
                code=code,
                place=known[code][0],
                title=known[code][1].title,
                needs_words=known[code][1].needs_words,
            )
            for code in text.methods
        )
    _audit(form, form, before=before, after=text, by=by)


def _write_row(form: MonitoringForm, edit: RowEdit, *, by: Person) -> None:
    row = MonitoringRow.objects.select_related("form").get(pk=edit.row.pk, form=form)
    before, text = row.text, clean_row(edit.text)
    save_if_unchanged(
        row,
        version=edit.version,
        who=text.who,
        evaluation=text.evaluation,
        saved_by=by,
        saved_at=clock.now(),
    )
    row.required_actions.all().delete()
    RequiredAction.objects.bulk_create(RequiredAction(row=row, **asdict(action)) for action in text.actions)
    _audit(form, row, before=before, after=text, by=by)


def _audit(
    form: MonitoringForm,
    thing: MonitoringForm | MonitoringRow,
    *,
    before: HeadText | RowText,
    after: HeadText | RowText,
    by: Person,
) -> None:
    if before != after:
        audit.record_typing(
            by=by, verb="wrote", thing=thing, school=form.school, before=asdict(before), after=asdict(after)
        )


def _set_removed(row: MonitoringRow, *, by: Person, removed: bool) -> None:
    with transaction.atomic():
        form = _locked(row.form)
        require(may_edit(by, form))
        rows = MonitoringRow.objects.filter(pk=row.pk, removed_at__isnull=removed)
        if not rows.update(removed_at=clock.now() if removed else None):
            return
        row.refresh_from_db()
        verb = "took a class off" if removed else "put a class back on"
        audit.record(
            by=by, verb=verb, thing=form, school=form.school, after={"row": row.pk, **asdict(row.text)}
        )


def _title_of_lead(form: MonitoringForm, lead: int | None) -> str:
    """The role the lead holds. Somebody who led and has left since stays the lead, in the role they had."""
    if lead is None:
        return ""
    if lead == form.lead_id and form.lead_title:
        return form.lead_title
    titles = {possible.person: possible.title for possible in possible_leads(form.school)}
    if lead not in titles:
        require(
            Refusal("unknown-lead", f"The lead is somebody who writes monitoring forms in {form.school}.")
        )
    return titles[lead]


def _locked(form: MonitoringForm) -> MonitoringForm:
    return (
        MonitoringForm.objects.select_for_update(of=("self",))
        .select_related("school__trust", "pack")
        .get(pk=form.pk)
    )
