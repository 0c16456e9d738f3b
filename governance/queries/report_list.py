"""The reports a person may see, and the schools whose report they could have prepared."""

from __future__ import annotations

from dataclasses import dataclass

from governance.models import Report
from schools.access.permissions import Permission
from schools.models import Person, School, Term


@dataclass(frozen=True)
class ReportListPage:
    """``waiting`` are not issued yet (for those who prepare them); ``missing`` have none this term."""

    term: Term | None
    issued: tuple[Report, ...]
    waiting: tuple[Report, ...]
    missing: tuple[School, ...]


def report_list_page(user: Person) -> ReportListPage:
    """Five queries, however many reports there are."""
    rows = list(Report.objects.visible_to(user).select_related("school", "term__year", "issued_by"))
    mine = School.objects.visible_to(user, Permission.PREPARE_REPORT).open()
    trusts = {post.trust_id for post in user.current_posts}
    term = Term.objects.filter(year__trust__in=trusts).current()
    there = {row.school_id for row in rows if term and row.term_id == term.pk}
    return ReportListPage(
        term=term,
        issued=tuple(row for row in rows if row.issued_at),
        waiting=tuple(row for row in rows if not row.issued_at),
        missing=tuple(school for school in mine if school.pk not in there) if term else (),
    )
