"""A monitoring form on paper."""

from __future__ import annotations

from django.template.loader import render_to_string

from kit import pdf
from monitoring.queries.form import FormPage


def pdf_of(page: FormPage) -> bytes:
    """The form as a tagged PDF; the same form gives the same bytes.

    Asked outside a transaction: drawing takes about a second.

    :raises kit.pdf.PdfError: when the document cannot be drawn.
    """
    form = page.form
    html = render_to_string("monitoring/print.html", {"page": page, "title": str(form)})
    return pdf.render(
        html,
        title=str(form),
        author=page.school.name,
        identifier=f"monitoring-form {form.pk} version {form.version}",
        issued_at=form.finished_at or form.saved_at,
    )
