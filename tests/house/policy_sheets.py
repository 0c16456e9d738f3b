"""Who gets what: the self-evaluation on paper and in sheets, and past matrices from spreadsheets."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from schools.access.permissions import Permission as P
from tests.house.actors import AT_THE_SCHOOL, OF_THE_TRUST, THEMSELVES, Thing, anywhere, for_the_trust, may
from tests.house.answers import PAGE, REFUSED, Row, done
from tests.house.bodies import Sent
from tests.house.story_sheets import NAME

reads, sees_agreed = may(P.SEE_SELF_EVALUATION), may(P.SEE_AGREED_MATRIX)
sees_any = reads | sees_agreed
rates = may(P.EDIT_SELF_EVALUATION) & AT_THE_SCHOOL
keeps = for_the_trust(P.EDIT_FRAMEWORK)


def the_sheet(thing: Thing) -> Sent:
    return {"file": SimpleUploadedFile(NAME, thing.more.get("csv", b"KPI code\n"))}


DOWNLOADED = (
    Row("draft evaluation", read=((reads & AT_THE_SCHOOL, PAGE), (sees_any, REFUSED))),
    Row("submitted evaluation", read=((reads, PAGE), (sees_any, REFUSED))),
)

ROWS: dict[str, tuple[Row, ...]] = {
    "evaluation_offline": (
        Row(
            "draft to fill in offline",
            read=((reads & AT_THE_SCHOOL, PAGE), (sees_any, REFUSED)),
            send=((rates, done("matrix_upload")), (sees_any, REFUSED)),
            body=the_sheet,
        ),
        Row(
            "submitted evaluation",
            read=((reads, PAGE), (sees_any, REFUSED)),
            send=((sees_any, REFUSED),),
            body=the_sheet,
        ),
    ),
    "evaluation_blank_pdf": DOWNLOADED,
    "evaluation_filled_pdf": DOWNLOADED,
    "evaluation_sheet": DOWNLOADED,
    "evaluation_sheet_csv": DOWNLOADED,
    "matrix_upload": (
        Row("sheet that waits", read=((THEMSELVES, PAGE),), send=((THEMSELVES, done("evaluation")),)),
    ),
    "past_matrices": (Row(read=((anywhere(P.EDIT_FRAMEWORK), PAGE),), rest=REFUSED),),
    "past_term": (
        Row(
            "past term",
            read=((keeps, PAGE), (OF_THE_TRUST, REFUSED)),
            send=((keeps, done("past_upload")), (OF_THE_TRUST, REFUSED)),
            body=the_sheet,
        ),
        Row("open term", read=((OF_THE_TRUST, REFUSED),), send=((OF_THE_TRUST, REFUSED),), body=the_sheet),
    ),
    "past_template": (Row("past term", read=((keeps, PAGE), (OF_THE_TRUST, REFUSED))),),
    "past_upload": (
        Row(
            "past matrices that wait",
            read=((THEMSELVES, PAGE),),
            send=((THEMSELVES, done("past_matrices")),),
        ),
    ),
}
