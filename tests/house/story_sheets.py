"""Sheets that were read and wait to be confirmed: of the draft of each school, and of a past term of each trust."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from kit.sheets import csv_bytes
from kit.uploads import examine
from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.services import offline, past_matrices
from riskmatrix.sheets import offline as sheet
from riskmatrix.sheets import past
from riskmatrix.sheets.cells import Mark
from schools.models import Person, School, Term
from tests.house.actors import Thing
from tests.house.here import Here

NAME = "sheet.csv"


def a_sheet_waits(here: Here) -> None:
    """The head has filled in one KPI of the draft offline and looks at the dry run."""
    evaluation = Evaluation.objects.get(pk=here.things["draft evaluation"].args[0])
    own = (
        evaluation.ratings.filter(kind=Rating.Kind.SELF).select_related("kpi", "step").latest("kpi__position")
    )
    row = [own.kpi.code, "High", here.word("offline"), str(Mark(own.pk, own.version, own.seal))]
    data = csv_bytes(sheet.NEEDED, [row])
    upload = examine(SimpleUploadedFile(NAME, data))
    waits = offline.read(evaluation=evaluation, upload=upload, by=here.head)
    here.keep("draft to fill in offline", evaluation.pk, csv=data)
    here.keep("sheet that waits", waits.pk, person=here.head.pk)


def past_matrices_wait(place: str, term: Term, administrator: Person, word: str) -> dict[str, Thing]:
    """The administrator has written down what one school had agreed in a term before the portal."""
    term = Term.objects.select_related("year__trust").get(pk=term.pk)
    school = School.objects.filter(trust=term.year.trust_id).earliest("name")
    framework = Framework.objects.in_force(term.year.trust_id)
    assert framework is not None
    code = framework.spec.criteria[0].kpis[0].code
    data = csv_bytes(past.NEEDED, [[str(school.urn), code, "Low", word, "", "", "High"]])
    upload = examine(SimpleUploadedFile(NAME, data))
    waits = past_matrices.read(term=term, upload=upload, by=administrator)
    return {
        "past term": Thing(place, (term.pk,), {"csv": data}),
        "past matrices that wait": Thing(place, (waits.pk,), {"person": administrator.pk}),
    }
