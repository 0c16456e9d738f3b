"""The steps of a monitoring form: started, finished, considered by senior leaders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from kit.saving import save_if_unchanged
from monitoring.content import HeadText
from monitoring.lifecycle import AUDIT_VERB, FIRST, Verb, next_status
from monitoring.models import MonitoringForm, MonitoringRow
from monitoring.queries.form import missing_from
from monitoring.rules import may_consider, may_finish, may_start
from monitoring.services import packs
from monitoring.services.writing import write_head
from schools import audit
from schools.models import Person, School
from schools.services import actions
from schools.services.actions import ActionText


def start(*, school: School, by: Person, head: HeadText | None = None) -> MonitoringForm:
    """Begin a draft with one blank row, pinned to the pack the trust published last.

    :param head: what is known already; by default the person who begins leads.
    :raises kit.refusals.Refused: without the right, or when ``head`` cannot be stored.
    """
    require(may_start(by, school))
    with transaction.atomic():
        form = MonitoringForm.objects.create(
            school=school, pack=packs.pinned_for(school.trust, by), started_by=by, saved_by=by, status=FIRST
        )
        write_head(form, head or HeadText(lead=by.pk), version=form.version, by=by)
        MonitoringRow.objects.create(form=form, saved_by=by)
        audit.record(by=by, verb="started", thing=form, school=school)
    return form


def finish(*, form: MonitoringForm, by: Person) -> MonitoringForm:
    """Close a draft for reading. Blank rows and rows taken off are left out.

    :raises kit.refusals.Refused: without the right, when it is no longer a draft, or when something is missing.
    """
    with transaction.atomic():
        form = _locked(form)
        missing = missing_from(form)
        require(may_finish(by, form, missing))
        status = next_status(form.status, Verb.FINISH)
        for row in form.rows.prefetch_related("required_actions"):
            if row.removed_at is not None or row.text.is_blank:
                row.delete()
        save_if_unchanged(form, version=form.version, status=status, finished_at=clock.now(), finished_by=by)
        audit.record(
            by=by,
            verb=AUDIT_VERB[Verb.FINISH],
            thing=form,
            school=form.school,
            after={"rows": form.rows.count(), "held_on": form.held_on},
        )
    return form


def consider(
    *,
    form: MonitoringForm,
    version: int,
    considered_on: date,
    agreed: Sequence[ActionText] = (),
    by: Person,
) -> MonitoringForm:
    """Record that senior leaders considered a form, and add what they agreed to the school's actions.

    May be called again: the date is corrected and further actions are added to those already agreed.

    :param version: the form's version on the page the person worked on; it keeps a double click from agreeing twice.
    :raises kit.refusals.Refused: without the right, before the form is finished, or for an impossible date.
    :raises kit.saving.Conflict: when somebody else recorded something meanwhile; nothing is written.
    """
    with transaction.atomic():
        form = _locked(form)
        require(may_consider(by, form))
        require(_considered_in_time(form, considered_on))
        status = next_status(form.status, Verb.CONSIDER)
        before = form.considered_on
        save_if_unchanged(form, version=version, status=status, considered_on=considered_on, considered_by=by)
        form.agreed_actions.add(
            *(
                actions.add(
                    school=form.school, text=text, origin=str(form), origin_url=form.get_absolute_url(), by=by
                )
                for text in agreed
            )
        )
        audit.record(
            by=by,
            verb=AUDIT_VERB[Verb.CONSIDER],
            thing=form,
            school=form.school,
            before={"considered_on": before},
            after={"considered_on": considered_on, "agreed": [text.what for text in agreed]},
        )
    return form


def _considered_in_time(form: MonitoringForm, considered_on: date) -> Refusal | None:
    if considered_on > clock.today():
        return Refusal("ahead", "The date lies ahead. Record the meeting when it has taken place.")
    if form.held_on is not None and considered_on < form.held_on:
        return Refusal("before", "Senior leaders cannot have considered it before the monitoring took place.")
    return None


def _locked(form: MonitoringForm) -> MonitoringForm:
    """The form as it stands, held until the transaction ends: nobody saves a row while it is being finished."""
    return (
        MonitoringForm.objects.select_for_update(of=("self",)).select_related("school__trust").get(pk=form.pk)
    )
