"""A report: asked for, gathered, frozen, printed, issued, read."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from governance import storage
from governance.models import Report, ReportRun
from governance.services import publishing, reports
from kit.leases import LostLease
from kit.pdf import PdfError
from kit.refusals import Refused
from schools.models import AuditEntry, Notice, Person
from schools.services.calendar import open_term
from schools.services.notices import send
from tests import states
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Alder is moderated and decided; Birch has not begun."""
    states.packed(cast)
    evaluation = states.moderated(cast, cast.alder, cast.autumn, default="moderate")
    states.decided(cast, evaluation)
    return cast


def test_a_report_says_what_was_agreed_and_promised(told: Cast) -> None:
    report = states.reported(told, told.alder, told.autumn)
    content = report.document
    assert content.is_moderated
    assert content.school == "Alder Primary"
    assert len(content.criteria) == 11
    assert sum(len(criterion.kpis) for criterion in content.criteria) == 39
    assert {part.strand for part in content.categories} == {"Academic", "Operational"}
    assert all(part.category and part.entitles_to for part in content.categories)
    assert content.engagements
    assert content.questions
    assert "for the first time" in content.headline[0]


def test_a_school_not_moderated_says_so_and_shows_no_rating(told: Cast) -> None:
    report = states.reported(told, told.birch, told.autumn)
    content = report.document
    assert not content.is_moderated
    assert content.criteria == ()
    assert "not begun" in content.standing
    assert content.questions[0].rule == "matrix.not-moderated"


def test_the_stored_file_is_the_one_whose_hash_is_written_down(told: Cast) -> None:
    report = states.reported(told, told.alder, told.autumn)
    data = publishing.download(report=report, by=told.governor)
    assert data.startswith(b"%PDF-")
    assert hashlib.sha256(data).hexdigest() == report.sha256
    assert (
        AuditEntry.objects.filter(verb="downloaded report", by=told.governor, thing_id=report.pk).count() == 1
    )


def test_a_changed_file_is_not_handed_out(told: Cast) -> None:
    report = states.reported(told, told.alder, told.autumn)
    with storage.default_storage.open(report.pdf, "rb+") as file:
        file.seek(200)
        file.write(b"X")
    with pytest.raises(Refused) as refused:
        publishing.download(report=report, by=told.governor)
    assert refused.value.refusal.code == "damaged"


def test_what_is_frozen_is_printed_again_byte_for_byte_whatever_happens_since(told: Cast) -> None:
    from governance.services.printing import print_report
    from schools.services.schools import change_school

    report = states.reported(told, told.alder, told.autumn)
    change_school(school=told.alder, name="Alder Academy", by=told.trust_administrator)
    again = Report.objects.select_related("school__trust", "term__year").get(pk=report.pk)
    assert hashlib.sha256(print_report(again)).hexdigest() == report.sha256


def test_the_term_is_noticed_once_and_each_school_gets_one_report(
    told: Cast, at: Callable[[str], Any]
) -> None:
    with at("2026-12-17"):
        assert reports.notice_due_terms() == 0
    with at("2026-12-18"):
        assert reports.notice_due_terms() == 3
        assert reports.notice_due_terms() == 0
    assert {run.term for run in ReportRun.objects.all()} == {told.autumn, told.foreign_autumn}
    names = sorted(row.school.name for row in Report.objects.all())
    assert names == ["Alder Primary", "Birch Junior", "Cedar Secondary"]
    assert all(row.asked_by is None for row in Report.objects.all())


@pytest.fixture
def quick_reports() -> Iterator[None]:
    """Where nobody opens the PDF, a few bytes stand for it."""
    with mock.patch("governance.services.reports.print_report", return_value=b"%PDF-1.7 report"):
        yield


@pytest.mark.usefixtures("quick_reports")
def test_a_report_prepared_early_by_hand_does_not_take_the_place_of_the_due_one(
    told: Cast, at: Callable[[str], Any]
) -> None:
    told.trust.issues_reports_itself = True
    told.trust.save()
    with at("2026-12-01"):
        early = reports.ask_for_report(school=told.alder, term=told.autumn, by=told.chief_executive)
        assert reports.prepare(early)
    with at("2026-12-18"):
        reports.notice_due_terms()
        due = Report.objects.select_related("school__trust", "term__year__trust").get(
            school=told.alder, version=2
        )
        assert due.asked_by is None
        assert reports.prepare(due)
        assert reports.notice_due_terms() == 0
    early.refresh_from_db()
    due.refresh_from_db()
    assert (early.issued_at, due.issued_at is not None) == (None, True)
    assert due.document.gathered_on == date(2026, 12, 18)


@pytest.mark.usefixtures("quick_reports")
@pytest.mark.parametrize("by_hand", [True, False])
def test_what_could_not_be_prepared_is_taken_up_again_and_is_no_version(
    told: Cast, at: Callable[[str], Any], by_hand: bool
) -> None:
    with at("2026-12-01 10:00"):
        report = reports.ask_for_report(school=told.alder, term=told.autumn, by=told.chief_executive)
        with mock.patch("governance.services.reports.print_report", side_effect=PdfError("It tore.")):
            for _ in range(Report.MAX_ATTEMPTS):
                assert not reports.prepare(report)
    assert report.job_state == "failed"
    with at("2026-12-18 10:00"):
        if by_hand:
            reports.ask_for_report(school=told.alder, term=told.autumn, by=told.head_of_school_improvement)
        else:
            reports.notice_due_terms()
        (again,) = Report.objects.select_related("school__trust", "term__year__trust").filter(
            school=told.alder
        )
        assert again.asked_by == (told.head_of_school_improvement if by_hand else None)
        assert reports.prepare(again)
    assert (again.version, again.job_state, again.failure) == (1, "done", "")
    assert again.document.gathered_on == date(2026, 12, 18)


def test_a_second_run_row_or_report_of_the_same_version_is_refused_by_the_database(told: Cast) -> None:
    ReportRun.objects.create(term=told.autumn)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportRun.objects.create(term=told.autumn)
    Report.objects.create(school=told.alder, term=told.autumn)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(school=told.alder, term=told.autumn)


def test_a_report_under_way_is_not_asked_for_twice_and_a_done_one_gets_the_next_version(told: Cast) -> None:
    first = reports.ask_for_report(school=told.alder, term=told.autumn, by=told.chief_executive)
    assert reports.ask_for_report(school=told.alder, term=told.autumn, by=told.chief_executive) == first
    assert reports.prepare(first)
    second = reports.ask_for_report(school=told.alder, term=told.autumn, by=told.chief_executive)
    assert second.version == 2


def test_only_one_worker_holds_the_row(told: Cast, at: Callable[[str], Any]) -> None:
    report = Report.objects.create(school=told.alder, term=told.autumn)
    twin = Report.objects.get(pk=report.pk)
    with at("2026-12-18 10:00"):
        assert report.claim()
        assert not twin.claim()
        assert reports.sweep() == []
    with at("2026-12-18 10:01"):  # the first worker has gone quiet
        assert reports.sweep() == [report.pk]
        assert twin.claim()
        with pytest.raises(LostLease):
            report.finish(pdf="late.pdf", sha256="0" * 64)
    assert Report.objects.get(pk=report.pk).pdf == ""


def test_after_three_tries_it_is_given_up_with_a_sentence(told: Cast, at: Callable[[str], Any]) -> None:
    report = Report.objects.create(school=told.alder, term=told.autumn)
    for minute in (0, 1, 2):
        with at(f"2026-12-18 10:0{minute}"):
            assert report.claim()
    with at("2026-12-18 10:03"):
        assert not report.claim()
    report.refresh_from_db()
    assert report.job_state == "failed"
    assert "three times" in report.failure


def test_issuing_tells_governors_clerk_and_head_once(told: Cast) -> None:
    report = states.reported(told, told.alder, told.autumn, issued=False)
    assert not Report.objects.visible_to(told.governor).exists()
    publishing.issue(report=report, by=told.head_of_school_improvement)
    readers = set(Notice.objects.filter(key=f"report-{report.pk}-issued").values_list("person", flat=True))
    wanted = [told.governor, told.chair_of_governors, told.clerk, told.headteacher]
    assert readers == {person.pk for person in wanted}
    with pytest.raises(Refused):
        publishing.issue(report=report, by=told.head_of_school_improvement)
    notice = Notice.objects.get(key=f"report-{report.pk}-issued", person=told.governor)
    mail.outbox.clear()
    assert send(notice)
    assert not send(notice)
    assert len(mail.outbox) == 1
    assert f"/reports/{report.pk}/" in mail.outbox[0].body


@pytest.mark.parametrize(("switched_on", "issued"), [(True, True), (False, False)])
def test_the_trust_may_let_reports_issue_themselves(told: Cast, switched_on: bool, issued: bool) -> None:
    told.trust.issues_reports_itself = switched_on
    told.trust.save()
    report = Report.objects.create(school=told.alder, term=told.autumn)
    report = Report.objects.select_related("school__trust", "term__year").get(pk=report.pk)
    assert reports.prepare(report)
    report.refresh_from_db()
    assert (report.issued_at is not None) is issued


@pytest.mark.parametrize(
    "role", ["headteacher", "governor", "clerk", "improvement_adviser", "subject_leader"]
)
def test_who_may_not_prepare(told: Cast, role: str) -> None:
    with pytest.raises(Refused):
        reports.ask_for_report(school=told.alder, term=told.autumn, by=told.holder(role))


def test_the_report_falls_with_its_audit_entry(told: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    report = states.reported(told, told.alder, told.autumn, issued=False)

    def broken(**_: object) -> None:
        raise RuntimeError("the audit is away")

    monkeypatch.setattr("schools.audit.record", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        publishing.issue(report=report, by=told.chief_executive)
    assert Report.objects.get(pk=report.pk).issued_at is None


def test_pages(told: Cast, client_of: Callable[[Person], Client]) -> None:
    report = states.reported(told, told.alder, told.autumn)
    governor = client_of(told.governor)
    assert b"Alder Primary" in governor.get("/").content
    assert report.get_absolute_url().encode() in governor.get("/reports/").content
    page = governor.get(report.get_absolute_url())
    assert page.status_code == 200
    assert report.document.questions[0].question.encode() in page.content.replace(b"&#x27;", b"'")
    answer = governor.get(f"/reports/{report.pk}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert hashlib.sha256(answer.content).hexdigest() == report.sha256
    for stranger in (told.other_head, told.foreign_head, told.foreign_chief):
        assert client_of(stranger).get(report.get_absolute_url()).status_code == 404
        assert client_of(stranger).get(f"/reports/{report.pk}/pdf/").status_code == 404


def stored() -> set[str]:
    folder = Path(storage.default_storage.path("reports"))
    return {f"reports/{path.name}" for path in folder.glob("*.pdf")}


@pytest.mark.usefixtures("quick_reports")
def test_a_worker_killed_between_file_and_row_leaves_no_second_file(
    told: Cast, at: Callable[[str], Any]
) -> None:
    before = stored()
    with at("2026-12-18 10:00"):
        report = reports.ask_for_report(school=told.alder, term=told.autumn, by=told.chief_executive)
        killed = mock.patch("governance.services.reports._finish", side_effect=KeyboardInterrupt)
        with killed, pytest.raises(KeyboardInterrupt):
            reports.prepare(report)
        assert len(stored() - before) == 1
    with at("2026-12-18 10:10"):
        assert reports.prepare(Report.objects.select_related("school__trust", "term__year").get(pk=report.pk))
    report.refresh_from_db()
    assert (report.attempts, stored() - before) == (2, {report.pdf})


@pytest.mark.usefixtures("quick_reports")
def test_a_worker_that_was_too_slow_takes_its_file_away(told: Cast, at: Callable[[str], Any]) -> None:
    before = stored()
    report = reports.ask_for_report(school=told.alder, term=told.autumn, by=told.chief_executive)

    keep = storage.keep

    def meanwhile(data: bytes, name: str) -> str:
        """Another worker takes the row when the file is there and the row does not say so yet."""
        sha256 = keep(data, name)
        assert len(stored() - before) == 1
        Report.objects.filter(pk=report.pk).update(lease_token=uuid.uuid4())
        return sha256

    with mock.patch("governance.storage.keep", side_effect=meanwhile):
        assert not reports.prepare(report)
    assert stored() == before
    assert Report.objects.get(pk=report.pk).job_state == "running"


def test_what_fails_is_put_back_then_told_and_can_be_tried_again(
    told: Cast, client_of: Callable[[Person], Client], at: Callable[[str], Any]
) -> None:
    report = reports.ask_for_report(school=told.alder, term=told.autumn, by=told.chief_executive)
    notices = Notice.objects.filter(key__startswith=f"report-{report.pk}-failed")
    with mock.patch("governance.services.reports.print_report", side_effect=PdfError("It tore.")):
        assert not reports.prepare(report)
        assert (report.job_state, report.lease_token, reports.sweep()) == ("queued", None, [report.pk])
        assert not notices.exists()
        for _ in range(2):
            assert not reports.prepare(report)
        assert not reports.prepare(report)  # a late bell tells nobody again
    wanted = {told.head_of_school_improvement, told.chief_executive, told.trust_administrator}
    assert wanted <= {notice.person for notice in notices.select_related("person")}
    assert not notices.filter(person__in=[told.headteacher, told.governor, told.foreign_chief]).exists()
    assert notices.count() == notices.values("person").distinct().count()

    client = client_of(told.chief_executive)
    assert "The report of Alder Primary could not be prepared" in client.get("/dashboard/").content.decode()
    page = client.get(report.get_absolute_url()).content.decode()
    assert "It tore." in page
    assert f'name="term" value="{told.autumn.pk}"' in page
    again = client.post(f"/schools/{told.alder.urn}/reports/ask/", {"term": told.autumn.pk})
    assert again.url == report.get_absolute_url()
    report.refresh_from_db()
    assert (report.job_state, report.attempts) == ("queued", 0)
    assert "could not be prepared" not in client.get("/dashboard/").content.decode()


def test_tries_that_are_used_up_are_told_as_well(told: Cast, at: Callable[[str], Any]) -> None:
    report = reports.ask_for_report(school=told.alder, term=told.autumn, by=told.chief_executive)
    for minute in (0, 1, 2):
        with at(f"2026-12-18 10:0{minute}"):
            assert report.claim()
    with at("2026-12-18 10:03"):
        assert not reports.prepare(report)
    assert Notice.objects.filter(
        person=told.chief_executive, key__startswith=f"report-{report.pk}-fail"
    ).exists()


@pytest.mark.usefixtures("quick_reports")
def test_what_was_prepared_by_hand_is_not_issued_by_itself(told: Cast) -> None:
    told.trust.issues_reports_itself = True
    told.trust.save()
    report = states.reported(told, told.alder, told.autumn, issued=False)
    assert (report.is_ready, report.issued_at) == (True, None)


def test_the_report_of_an_earlier_term_can_be_prepared_again(
    told: Cast, client_of: Callable[[Person], Client], at: Callable[[str], Any]
) -> None:
    with at("2027-01-05"):
        open_term(
            term=told.term(2), self_evaluation_due=date(2027, 3, 5), moderation_due=date(2027, 3, 12),
            report_due=date(2027, 3, 19), by=told.trust_administrator,
        )  # fmt: skip
        client, url = client_of(told.chief_executive), f"/schools/{told.alder.urn}/reports/ask/"
        client.post(url, {"term": told.autumn.pk})
        client.post(url)
        client.post(url, {"term": told.term(3).pk})  # not opened
        assert client.post(url, {"term": told.foreign_autumn.pk}).status_code == 404
    assert {row.term for row in Report.objects.all()} == {told.autumn, told.term(2)}
