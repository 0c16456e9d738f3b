"""Issuing a report: from then on governors read it, and each download is written down."""

from __future__ import annotations

from django.db import transaction

from governance import rules, storage
from governance.models import Report
from kit import clock
from kit.refusals import Refusal, Refused, require
from schools import audit
from schools.access.permissions import Permission
from schools.access.roles import Reach, Role, roles_with
from schools.models import Person, Post
from schools.services.notices import tell


@transaction.atomic
def issue(*, report: Report, by: Person) -> Report:
    """Give a report to the school's governors, its clerk and its headteacher.

    :raises Refused: when ``by`` may not, it is not ready or issued already.
    """
    require(rules.may_issue(by, report))
    _issue(report, by)
    return report


def publish_if_automatic(report: Report) -> None:
    """Issue without a look where the trust has switched that on; a version prepared by hand waits for its person."""
    if report.school.trust.issues_reports_itself and report.asked_by_id is None:
        _issue(report, None)


def _issue(report: Report, by: Person | None) -> None:
    won = Report.objects.filter(pk=report.pk, issued_at__isnull=True).update(
        issued_at=clock.now(), issued_by=by
    )
    if not won:
        raise Refused(Refusal("issued", "The report has been issued already."))
    report.refresh_from_db()
    audit.record(
        by=by, verb="issued report", thing=report, school=report.school, after={"sha256": report.sha256}
    )
    for person in readers(report):
        tell(
            person,
            key=f"report-{report.pk}-issued",
            subject=f"The report of {report.school} for the {report.term} is ready to read",
            body="It says what has changed and what you may want to ask.",
            link=report.get_absolute_url(),
        )


def readers(report: Report) -> list[Person]:
    """Who reads the school's reports today by a post at the school: governors, chair, clerk, headteacher."""
    roles = [role for role in roles_with(Permission.READ_REPORT) if Role(role).reach is Reach.SCHOOL]
    posts = Post.objects.current().filter(role__in=roles, schools=report.school_id).select_related("person")
    return list({post.person_id: post.person for post in posts}.values())


def preparers(report: Report) -> list[Person]:
    """Who prepares the reports of the school's trust today."""
    posts = Post.objects.current().filter(
        role__in=roles_with(Permission.PREPARE_REPORT), trust=report.school.trust_id
    )
    return list({post.person_id: post.person for post in posts.select_related("person")}.values())


@transaction.atomic
def download(*, report: Report, by: Person) -> bytes:
    """The stored PDF, checked against its SHA-256; that it was fetched, and by whom, is written down.

    :raises Refused: when ``by`` may not read it, or the stored file is damaged.
    """
    require(rules.may_read(by, report))
    try:
        data = storage.fetch(report.pdf, report.sha256)
    except storage.Damaged as damaged:
        raise Refused(
            Refusal(
                "damaged",
                "The stored file is not the one that was made. The trust can prepare a new version; "
                "the report can still be read as a page.",
            )
        ) from damaged
    audit.record(
        by=by, verb="downloaded report", thing=report, school=report.school, after={"sha256": report.sha256}
    )
    return data
