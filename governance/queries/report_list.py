"""The reports a person may see, and the schools whose report they could have prepared."""

from __future__ import annotations

from dataclasses import dataclass

from governance.models import Report
from governance.queries.next_report import NextReport, next_report
from kit import clock
from riskmatrix.queries.moderation_queue import Progress, progress_of
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.models import Person, School, Term


@dataclass(frozen=True)
class ReportListPage:
    """``waiting`` are not issued yet (for those who prepare them); ``missing`` have none this term.

    ``missing`` says how far each school is, so that nobody prepares a report of nothing agreed unawares. ``next`` is
    for those who read reports and do not prepare them.
    """

    term: Term | None
    issued: tuple[Report, ...]
    waiting: tuple[Report, ...]
    missing: tuple[Progress, ...]
    next: NextReport | None

    @property
    def is_past_due(self) -> bool:
        """The day on which the portal prepares the term's reports lies behind."""
        return bool(self.term and self.term.report_due and self.term.report_due < clock.today())


def report_list_page(user: Person) -> ReportListPage:
    """As many queries for many reports as for one."""
    rows = list(Report.objects.visible_to(user).select_related("school", "term__year", "issued_by"))
    mine = School.objects.visible_to(user, Permission.PREPARE_REPORT).open()
    trusts = {post.trust_id for post in user.current_posts}
    term = Term.objects.filter(year__trust__in=trusts).current()
    there = {row.school_id for row in rows if term and row.term_id == term.pk}
    missing = [school for school in mine if school.pk not in there] if term else []
    issued = tuple(row for row in rows if row.issued_at)
    return ReportListPage(
        term=term,
        issued=issued,
        waiting=tuple(row for row in rows if not row.issued_at),
        missing=tuple(progress_of(term, missing)) if term and missing else (),
        next=None if has_anywhere(user, Permission.PREPARE_REPORT) else _next(user, term, issued),
    )


def _next(user: Person, term: Term | None, issued: tuple[Report, ...]) -> NextReport | None:
    """That of the term at work while one of this person's schools still waits for it."""
    schools = set(School.objects.visible_to(user, Permission.READ_REPORT).open().values_list("pk", flat=True))
    if not schools or term is None:
        return None
    there = {report.school_id for report in issued if report.term_id == term.pk}
    return next_report(term, [] if schools - there else issued)
