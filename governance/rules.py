"""What may be done with a report."""

from __future__ import annotations

from governance.models import Report
from kit.refusals import Refusal
from schools.access.checks import has
from schools.access.permissions import Permission
from schools.models import Person, School, Term

NOT_YOURS = Refusal("not-yours", "Your post does not include this for this school.")


def may_prepare(user: Person, school: School, term: Term) -> Refusal | None:
    if not has(user, Permission.PREPARE_REPORT, school):
        return NOT_YOURS
    if term.year.trust_id != school.trust_id or term.opened_at is None:
        return Refusal("term-not-open", "A report can be prepared for a term that the trust has opened.")
    return None


def may_issue(user: Person, report: Report) -> Refusal | None:
    if not has(user, Permission.PREPARE_REPORT, report.school):
        return NOT_YOURS
    if not report.is_ready:
        return Refusal("not-ready", "The report is not ready yet.")
    if report.issued_at:
        return Refusal("issued", "The report has been issued already.")
    return None


def may_read(user: Person, report: Report) -> Refusal | None:
    """The frozen content and its PDF: governors once it is issued, its preparers as soon as it is ready."""
    reads = has(user, Permission.READ_REPORT, report.school) and report.issued_at is not None
    if not (reads or has(user, Permission.PREPARE_REPORT, report.school)):
        return NOT_YOURS
    return None if report.is_ready else Refusal("not-ready", "The report is being prepared.")
