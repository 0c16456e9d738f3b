"""Laying evidence beside KPIs, as a headteacher does."""

from __future__ import annotations

from datetime import date

from kit.uploads import Kind, Upload
from riskmatrix.models import Evaluation, EvidenceUse, Kpi, Rating
from riskmatrix.services import evidence as service
from riskmatrix.services.evidence import Place
from schools.services.evidence import About

ABOUT = About("Seen in Year 4", "observation", date(2026, 11, 3))
TEXT = Upload("seen.txt", Kind.TEXT, b"What twelve books show.")


def at(evaluation: Evaluation, kpi: str = "curriculum", points_to: str = "") -> Place:
    found = Kpi.objects.get(criterion__framework=evaluation.framework, code=kpi)
    return Place(evaluation, found, points_to)


def laid(
    evaluation: Evaluation,
    kpi: str = "curriculum",
    points_to: str = "",
    title: str = ABOUT.title,
    day: date = ABOUT.speaks_of,
) -> EvidenceUse:
    """A file, added and laid by whoever began the evaluation."""
    place = at(evaluation, kpi, points_to)
    about = About(title, ABOUT.kind, day)
    return service.add_file(place=place, about=about, upload=TEXT, by=evaluation.begun_by)


def own(evaluation: Evaluation, kpi: str = "curriculum") -> Rating:
    """The school's own rating as it stands."""
    return evaluation.ratings.get(kpi__code=kpi, kind=Rating.Kind.SELF)
