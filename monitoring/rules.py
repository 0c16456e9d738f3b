"""Who may do what to a monitoring form, and when: right × moment × readiness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kit.refusals import Refusal
from monitoring.content import Missing
from monitoring.lifecycle import STANDING, Status, Verb, allows
from schools.access.checks import has
from schools.access.permissions import Permission

if TYPE_CHECKING:
    from monitoring.models import MonitoringForm
    from schools.models import Person, School


def may_see(user: Person, form: MonitoringForm) -> Refusal | None:
    """A draft belongs to those who write; a finished form to everybody who sees the school's monitoring."""
    needed = Permission.WRITE_MONITORING if form.is_draft else Permission.SEE_MONITORING
    if has(user, needed, form.school):
        return None
    return Refusal("not-yours", "Your posts do not let you see this monitoring form.")


def may_start(user: Person, school: School) -> Refusal | None:
    if has(user, Permission.WRITE_MONITORING, school):
        return None
    return Refusal("not-yours", f"Your posts do not let you write monitoring forms for {school}.")


def may_edit(user: Person, form: MonitoringForm) -> Refusal | None:
    if refusal := may_start(user, form.school):
        return refusal
    if not form.is_draft:
        return Refusal("finished", f"This form can no longer be changed. {STANDING[Status(form.status)]}")
    return None


def may_finish(user: Person, form: MonitoringForm, missing: Sequence[Missing]) -> Refusal | None:
    """:param missing: what ``queries.form`` found lacking in the form as it is saved."""
    if refusal := may_edit(user, form):
        return refusal
    if missing:
        count = "One thing is" if len(missing) == 1 else f"{len(missing)} things are"
        return Refusal("incomplete", f"{count} missing before the form can be finished.")
    return None


def may_consider(user: Person, form: MonitoringForm) -> Refusal | None:
    """Senior leaders consider a form: those who keep what the school has agreed to do."""
    if refusal := may_see(user, form):
        return refusal
    if not has(user, Permission.KEEP_ACTIONS, form.school):
        return Refusal("not-senior", "Senior leaders record that they have considered the form.")
    if not allows(form.status, Verb.CONSIDER):
        return Refusal("not-finished", "A form is finished before senior leaders consider it.")
    return None
