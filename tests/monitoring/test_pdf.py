"""The form on paper."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from kit import pdf
from monitoring.models import MonitoringForm
from monitoring.printing import pdf_of
from monitoring.queries.form import form_page
from schools.models import Person
from tests.cast import Cast
from tests.monitoring.conftest import AGREED, COMMENT, RECOMMENDATION, WHAT, Make


def words_of(pdf: bytes) -> str:
    printed = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607
    return " ".join(printed.stdout.decode().split())


def test_the_pdf_holds_what_was_written_and_agreed(
    considered: Make, cast: Cast, client_of: Callable[[Person], Client]
) -> None:
    form = considered(("Year 3", "Kestrel & Falcon"))
    answer = client_of(cast.headteacher).get(reverse("monitoring_pdf", args=[form.pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert f"monitoring-{cast.alder.urn}-{form.pk}.pdf" in answer.headers["Content-Disposition"]
    words = words_of(answer.content)
    for said in (
        "Monitoring of Science", "Alder Primary", "Thursday 12 November 2026", "Array monitoring, pupil voice",
        "Luke Marsden, subject leader", "Kestrel & Falcon", COMMENT, WHAT, RECOMMENDATION, AGREED,
        "Friday 20 November 2026", "Page 1 of",
    ):  # fmt: skip
        assert said in words
    assert "Draft" not in words


def test_the_pdf_is_tagged_and_named(considered: Make, cast: Cast) -> None:
    form = MonitoringForm.objects.for_page().get(pk=considered().pk)
    made = pdf_of(form_page(form, cast.headteacher))
    with pikepdf.open(BytesIO(made)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en-GB"
        assert str(document.docinfo["/Title"]) == "Monitoring of Science, 12 November 2026"
    assert pdf_of(form_page(form, cast.headteacher)) == made


def test_a_draft_says_that_it_is_one(draft: Make, cast: Cast) -> None:
    words = words_of(pdf_of(form_page(draft(), cast.subject_leader)))
    assert "Draft, not finished" in words
    assert "Not yet." in words


def test_a_blank_draft_and_a_full_one_can_be_printed(draft: Make, cast: Cast) -> None:
    blank = draft(focus="", held_on=None, lead=None, methods=())
    assert "Nobody yet" in words_of(pdf_of(form_page(blank, cast.subject_leader)))


def test_a_document_that_cannot_be_drawn_is_a_sentence(
    finished: Make, cast: Cast, client_of: Callable[[Person], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_slow(*_: object, **__: object) -> bytes:
        raise pdf.PdfError("The document was not drawn within 90 seconds, so the attempt was stopped.")

    monkeypatch.setattr(pdf, "render", too_slow)
    form, client = finished(), client_of(cast.headteacher)
    answer = client.get(reverse("monitoring_pdf", args=[form.pk]), follow=True)
    assert answer.redirect_chain == [(form.get_absolute_url(), 302)]
    assert "was not drawn within 90 seconds" in answer.content.decode()
