"""The frozen content of a report as a PDF: the same content gives the same bytes."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string

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
    title = f"{content.school}: report to governors, {content.term}"
    html = render_to_string(
        "governance/report_pdf.html",
        {"report": content, "title": title, "chart": history_chart(content), "foot": foot(report)},
    )
    return pdf.render(
        html,
        title=title,
        author=content.trust,
        identifier=f"report-{report.school.urn}-{report.term_id}-{report.version}",
        issued_at=report.frozen_at,
        limits=limits(),
    )


def foot(report: Report) -> str:
    """The running foot: school, term and version; the page number is the printer's."""
    content = report.document
    return f"{content.school} · {content.term} · version {content.version}"
