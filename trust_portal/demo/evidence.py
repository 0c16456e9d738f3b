"""What backs the self-evaluations: a few files and links a term, some of them used again from the term before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kit import clock
from kit.uploads import Kind, Upload
from riskmatrix.models import Evaluation, Rating
from riskmatrix.services import evidence
from riskmatrix.services.evidence import Place
from schools.models import Evidence, Person
from schools.services.evidence import About
from trust_portal.demo.data import read

# A report that is good for more than a term is not added anew each time.
LASTS = 60


def lay(evaluation: Evaluation, school: str, by: Person) -> int:
    """Lay the school's evidence beside this term's KPIs.

    :returns: how many pieces.
    """
    rows = evaluation.ratings.filter(kind=Rating.Kind.SELF, not_applicable=False).select_related(
        "kpi", "step"
    )
    ratings = {row.kpi.code: row for row in rows}
    told = [each for each in read("evidence") if each["kpi"] in ratings]
    for each in told:
        _lay(evaluation, ratings[each["kpi"]], each, school, by)
    return len(told)


def _lay(evaluation: Evaluation, rating: Rating, told: dict[str, Any], school: str, by: Person) -> None:
    place = Place(evaluation, rating.kpi, "high" if told.get("otherwise") else rating.answer)
    classes = read("schools")["schools"][school]
    title = told["title"].format(year=classes["year"][0], years=classes["years"][0])
    there = Evidence.objects.standing().filter(school=evaluation.school, title=title).first()
    if there is not None and told["age"] > LASTS:
        evidence.reuse(place=place, chosen=[there.pk], by=by)
        return
    about = About(title, told["kind"], clock.today() - timedelta(days=told["age"]))
    if "says" in told:
        upload = Upload(f"{told['kpi']}.txt", Kind.TEXT, told["says"].encode())
        evidence.add_file(place=place, about=about, upload=upload, by=by)
    else:
        link = f"https://files.{read('schools')['host']}/{school}/{told['kpi']}"
        evidence.add_link(place=place, about=about, link=link, by=by)
