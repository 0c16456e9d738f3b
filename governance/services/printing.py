"""The frozen content of a report as a PDF: the same content gives the same bytes."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string

from governance.content import ReportContent
from governance.models import Report
from governance.queries.charts import history_chart
from kit import pdf


def limits() -> pdf.Limits:
    """The lease of the row runs on while the document is drawn, so the drawing ends before the lease does."""
    return pdf.Limits(wall=settings.JOB_LEASE_SECONDS - 5, cpu=settings.JOB_LEASE_SECONDS - 5)


def print_report(report: Report) -> bytes:
    """Draw a report whose content is frozen.

    :raises kit.pdf.PdfError: when it cannot be drawn.
    :raises ValueError: when nothing has been gathered yet.
    """
    content = report.document
    if report.frozen_at is None:
        raise ValueError("A report is printed after its content is frozen.")
    return pdf.render(
        sheet_of(report),
        title=title_of(content),
        author=content.trust,
        identifier=f"report-{report.school.urn}-{report.term_id}-{report.version}",
        issued_at=report.frozen_at,
        limits=limits(),
    )


def title_of(content: ReportContent) -> str:
    return f"{content.school}: report to governors, {content.term}"


def sheet_of(report: Report) -> str:
    """The HTML that is drawn."""
    content = report.document
    values = {"title": title_of(content), "chart": history_chart(content), "foot": foot(report)}
    return render_to_string("governance/report_pdf.html", {"report": content, **values})


def foot(report: Report) -> str:
    """The running foot: school, term and version; the page number is the printer's."""
    content = report.document
    return f"{content.school} · {content.term} · version {content.version}"
