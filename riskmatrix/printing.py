"""A self-evaluation on paper: blank, to write on at a meeting, and filled in, to lay on the table."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from kit import pdf
from riskmatrix.queries.evaluation_page import EvaluationPage

STYLE = Path(settings.BASE_DIR) / "static" / "css" / "pdf-form.css"


def pdf_of(page: EvaluationPage, *, blank: bool) -> bytes:
    """The 39 KPIs, or as many as the framework has, as a tagged PDF; the same evaluation gives the same bytes.

    Asked outside a transaction: drawing takes a few seconds.

    :param blank: guidance, boxes to tick and lines to write on, without anybody's answers.
    :raises kit.pdf.PdfError: when the document cannot be drawn.
    """
    evaluation = page.evaluation
    title = f"{evaluation.school}: {'blank form for the ' if blank else ''}self-evaluation, {evaluation.term}"
    template = "riskmatrix/print_blank.html" if blank else "riskmatrix/print_filled.html"
    saved = evaluation.begun_at if blank else max(block.own.at for block in page.blocks)
    return pdf.render(
        render_to_string(template, {"page": page, "evaluation": evaluation, "title": title}),
        title=title,
        author=evaluation.school.trust.name,
        identifier=f"evaluation {evaluation.pk} {'blank' if blank else saved.isoformat()}",
        issued_at=saved,
        assets={"form.css": STYLE.read_bytes()},
    )
