"""Preparing reports: a row for each, made once, by whichever worker holds its lease."""

from __future__ import annotations

import logging

from django.db import transaction

from governance import rules, storage
from governance.models import Report, ReportRun
from governance.queries.report import gather
from governance.services.printing import print_report
from governance.services.publishing import preparers, publish_if_automatic
from kit import clock, pdf
from kit.bell import ring
from kit.leases import LostLease
from kit.one_moment import one_moment
from kit.refusals import require
from schools import audit
from schools.models import Person, School, Term
from schools.services.notices import tell

log = logging.getLogger(__name__)


@transaction.atomic
def notice_due_terms() -> int:
    """Make the report rows of every term whose report date has come: once a term, one for each school.

    What somebody had prepared by hand before is an earlier version: it takes the place of none of them.

    :returns: how many reports were asked for now.
    """
    due = Term.objects.opened().filter(report_due__lte=clock.today(), report_run=None)
    asked = 0
    for term in due.select_related("year__trust").select_for_update(of=("self",)):
        _, new = ReportRun.objects.get_or_create(term=term)
        if new:
            asked += _ask_for_every_school(term)
    return asked


def _ask_for_every_school(term: Term) -> int:
    schools = School.objects.filter(trust=term.year.trust_id).open().order_by("pk")
    return len([_ask(school, term, by=None) for school in schools.select_for_update(of=("self",))])


@transaction.atomic
def ask_for_report(*, school: School, term: Term, by: Person) -> Report:
    """Have a report prepared by hand: the first version, or the next one when there is one already.

    A report that is still being prepared is given back instead of a second one; one that failed is taken up again.

    :raises Refused: when ``by`` may not.
    """
    require(rules.may_prepare(by, school, term))
    School.objects.select_for_update().get(pk=school.pk)
    rows = Report.objects.filter(school=school, term=term)
    unfinished = rows.exclude(job_state__in=[Report.JobState.DONE, Report.JobState.FAILED]).first()
    if unfinished is not None:
        return unfinished
    return _ask(school, term, by)


def _ask(school: School, term: Term, by: Person | None) -> Report:
    """The next version, asked for; the school's row is held, so that two never count at once.

    One that could not be prepared was never a version of anything: it is taken up again.
    """
    from governance.tasks import prepare_report

    latest = Report.objects.filter(school=school, term=term).order_by("-version").first()
    if latest is not None and latest.job_state == Report.JobState.FAILED:
        report = _take_up_again(latest, by)
    else:
        version = latest.version + 1 if latest else 1
        report = Report.objects.create(school=school, term=term, version=version, asked_by=by)
    audit.record(
        by=by,
        verb="asked for report",
        thing=report,
        school=report.school,
        after={"version": report.version},
    )
    transaction.on_commit(lambda: ring(prepare_report, report.pk))
    return report


def _take_up_again(report: Report, by: Person | None) -> Report:
    """Queued anew with all its tries, and gathered anew. What the timetable asked for stays the timetable's."""
    report.job_state, report.attempts, report.progress, report.failure = Report.JobState.QUEUED, 0, 0, ""
    report.content, report.frozen_at, report.asked_at = None, None, clock.now()
    if report.asked_by_id is not None:
        report.asked_by = by
    report.save()
    return report


def prepare(report: Report) -> bool:
    """Gather, print and store one report, if nobody else is doing so.

    The content is frozen before the PDF is made, so that a second try after a crash prints the same words.

    :returns: whether the report was finished by this call.
    """
    if not _claim(report):
        return False
    stored = ""
    try:
        if report.content is None:
            freeze(report)
        report.renew(progress=50)
        data = print_report(report)
        stored = place(report)
        sha256 = storage.keep(data, stored)
        _finish(report, stored, sha256, len(data))
    except LostLease:
        if stored:
            storage.discard(stored)
        log.info("report %s belongs to another worker", report.pk)
        return False
    except pdf.PdfError as error:
        put_back(report, str(error))
        log.exception("report %s could not be printed", report.pk)
        return False
    return True


@transaction.atomic
def _claim(report: Report) -> bool:
    """Take the row; when its tries are used up, those who prepare reports are told instead."""
    if report.claim():
        return True
    report.refresh_from_db(fields=["job_state", "failure"])
    _tell_if_failed(report)
    return False


@transaction.atomic
def put_back(report: Report, failure: str) -> None:
    """For another try; after the last one, those who prepare reports are told."""
    report.put_back(failure)
    _tell_if_failed(report)


def _tell_if_failed(report: Report) -> None:
    if report.job_state != Report.JobState.FAILED:
        return
    for person in preparers(report):
        tell(
            person,
            key=f"report-{report.pk}-failed-{report.asked_at:%Y%m%d%H%M%S}",
            subject=f"The report of {report.school} for the {report.term} could not be prepared",
            body=f"{report.failure} You can try again from the report’s page.",
            link=report.get_absolute_url(),
        )


def freeze(report: Report) -> None:
    """Gather what the report says, as it stands in one moment, and keep it.

    :raises LostLease: when the row was given to somebody else.
    """
    with one_moment():
        content = gather(report).model_dump(mode="json")
    report.renew(progress=20, content=content, frozen_at=clock.now())


def place(report: Report) -> str:
    """Where the file will lie, written down before it does. One that a killed attempt left behind is removed.

    :raises LostLease: when the row was given to somebody else.
    """
    left_behind = report.pdf
    report.renew(progress=90, pdf=storage.new_name())
    if left_behind:
        storage.discard(left_behind)
    return report.pdf


@transaction.atomic
def _finish(report: Report, name: str, sha256: str, size: int) -> None:
    report.finish(pdf=name, sha256=sha256, size=size, made_with=pdf.made_with(), failure="")
    audit.record(
        by=report.asked_by,
        verb="prepared report",
        thing=report,
        school=report.school,
        after={"sha256": sha256, "version": report.version},
    )
    publish_if_automatic(report)


def sweep() -> list[int]:
    """The reports nobody is working on: never begun, or their worker has gone quiet."""
    return list(Report.objects.filter(Report.waiting()).values_list("pk", flat=True))
