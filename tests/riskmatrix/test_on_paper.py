"""The self-evaluation on paper: blank to write on, filled in to read."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from kit import pdf
from riskmatrix.models import Evaluation
from riskmatrix.printing import pdf_of
from riskmatrix.queries.evaluation_page import evaluation_page
from riskmatrix.services import self_evaluation
from riskmatrix.views.self_evaluation import WITH_SCHOOL
from tests.cast import Cast
from tests.monitoring.test_pdf import words_of
from tests.riskmatrix.conftest import own
from tests.riskmatrix.sheets import Clients

SECRET = "The new reading plan (Fir & Oak) works."


@pytest.fixture
def begun(evaluation: Evaluation, cast: Cast) -> Evaluation:
    """Begun, with one KPI answered."""
    self_evaluation.save_rating(
        rating=own(evaluation, "clarity-of-curriculum-intent"),
        answer="high", commentary=SECRET, version=0, by=cast.headteacher,
    )  # fmt: skip
    return Evaluation.objects.select_related(*WITH_SCHOOL).get(pk=evaluation.pk)


def test_the_blank_form_asks_everything_and_tells_nothing(begun: Evaluation, cast: Cast) -> None:
    made = pdf_of(evaluation_page(begun, cast.headteacher), blank=True)
    words = words_of(made)
    for _, kpi in begun.framework.spec.kpis():
        for said in (kpi.title,):
            assert said in words
    first = begun.framework.spec.kpi("clarity-of-curriculum-intent")
    assert " ".join(first.question.split()) in words
    assert words.count("Commentary") == 39
    assert SECRET not in words
    with pikepdf.open(BytesIO(made)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en-GB"
        assert "blank form" in str(document.docinfo["/Title"])
    assert pdf_of(evaluation_page(begun, cast.headteacher), blank=True) == made


def test_the_filled_form_comes_as_an_attachment(begun: Evaluation, cast: Cast, client_of: Clients) -> None:
    answer = client_of(cast.headteacher).get(reverse("evaluation_filled_pdf", args=[begun.pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="self-evaluation-900001-2026-27-autumn.pdf"'
    )
    assert answer.streaming
    words = words_of(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert SECRET in words
    assert "High" in words
    assert "Not rated" in words
    assert "Draft" in words


def test_a_form_that_cannot_be_drawn_is_a_sentence(
    begun: Evaluation, cast: Cast, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_slow(*_: object, **__: object) -> bytes:
        raise pdf.PdfError("The document was not drawn within 90 seconds, so the attempt was stopped.")

    monkeypatch.setattr(pdf, "render", too_slow)
    address = reverse("evaluation_blank_pdf", args=[begun.pk])
    answer = client_of(cast.headteacher).get(address, follow=True)
    assert answer.redirect_chain == [(reverse("evaluation_offline", args=[begun.pk]), 302)]
    assert "was not drawn within 90 seconds" in answer.content.decode()
