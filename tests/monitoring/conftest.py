"""Forms reach a state by being written, finished and considered through the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from monitoring.content import HeadText, RequiredActionText, RowText
from monitoring.models import MonitoringForm
from monitoring.services import forms, writing
from monitoring.services.writing import HeadEdit, RowEdit
from schools.services.actions import ActionText
from tests.cast import Cast

HELD = date(2026, 11, 12)
COMMENT = "Books show a clear path from fair tests to conclusions."
WHAT = "Return to experiments and change one thing at a time"
RECOMMENDATION = "Agree one way of recording practical work."
AGREED = "Staff meeting on recording experiments"

Make = Callable[..., MonitoringForm]


def head(cast: Cast, **more: Any) -> HeadText:
    given: dict[str, Any] = {
        "focus": "Science",
        "held_on": HELD,
        "lead": cast.subject_leader.pk,
        "methods": ("array", "pupil-voice"),
        "recommendations": RECOMMENDATION,
    }
    return HeadText(**(given | more))


def row_text(who: str = "Year 3") -> RowText:
    action = RequiredActionText(WHAT, "Planning time with the science leader", date(2027, 1, 29))
    return RowText(who=who, evaluation=COMMENT, actions=(action,))


@pytest.fixture
def draft(cast: Cast) -> Make:
    """``draft(classes=("Year 3",), focus="Science", …)``: a complete draft at Alder by its subject leader."""

    def make(
        classes: tuple[str, ...] = ("Year 3",), *, school: Any = None, by: Any = None, **more: Any
    ) -> MonitoringForm:
        by = by or cast.subject_leader
        form = forms.start(school=school or cast.alder, by=by, head=head(cast, **({"lead": by.pk} | more)))
        for number, who in enumerate(classes):
            row = form.rows.get() if number == 0 else writing.add_row(form=form, by=by)
            conflicts = writing.save(
                form=form, by=by, rows=[RowEdit(row, row_text(who), version=row.version)]
            )
            assert conflicts == []
        return MonitoringForm.objects.for_page().get(pk=form.pk)

    return make


@pytest.fixture
def finished(draft: Make) -> Make:
    """As ``draft``, and finished."""

    def make(classes: tuple[str, ...] = ("Year 3",), **more: Any) -> MonitoringForm:
        form = draft(classes, **more)
        return forms.finish(form=form, by=form.started_by)

    return make


@pytest.fixture
def considered(finished: Make, cast: Cast) -> Make:
    """As ``finished``, and considered by senior leaders with one agreed action."""

    def make(classes: tuple[str, ...] = ("Year 3",), **more: Any) -> MonitoringForm:
        form = finished(classes, **more)
        return forms.consider(
            form=form,
            version=form.version,
            considered_on=date(2026, 11, 20),
            agreed=[
                ActionText(AGREED, "Science leader", date(2026, 12, 4), check_impact_on=date(2027, 2, 1))
            ],
            by=cast.headteacher,
        )

    return make


def write_head(form: MonitoringForm, text: HeadText, by: Any) -> None:
    """Save a head over the one that stands."""
    assert writing.save(form=form, by=by, head=HeadEdit(text, version=form.version)) == []
