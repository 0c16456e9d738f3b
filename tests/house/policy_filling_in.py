"""Who gets what: the evening at the matrix: comparing terms, sharing the work, forms and sheets."""

from __future__ import annotations

from typing import Any

from schools.access.permissions import Permission as P
from tests.house.actors import AT_THE_SCHOOL, Thing, may
from tests.house.answers import KEPT, PAGE, REFUSED, Row, done

fills_in = may(P.EDIT_SELF_EVALUATION) & AT_THE_SCHOOL
submits = may(P.SUBMIT_SELF_EVALUATION) & AT_THE_SCHOOL
sees_agreed = may(P.SEE_AGREED_MATRIX)


def handed_out(thing: Thing) -> dict[str, Any]:
    """One criterion to a leader of the school."""
    criterion = thing.more.get("criterion", "safeguarding")
    return {f"{criterion}-person": thing.more.get("lead", ""), f"{criterion}-seen": "|"}


def comment(thing: Thing) -> dict[str, Any]:
    return {"text": "Is this still so?"}


def open_again(thing: Thing) -> dict[str, Any]:
    return {"settled": "no"}


# fmt: off
ROWS: dict[str, tuple[Row, ...]] = {
    "work": (
        Row(
            "draft evaluation",
            read=((fills_in, PAGE),), send=((submits, done("work")), (fills_in, REFUSED)), body=handed_out,
        ),
        Row("submitted evaluation", read=((fills_in, PAGE),), send=((fills_in, REFUSED),), body=handed_out),
    ),
    "comment_add": (
        Row("rating in a draft", send=((fills_in, done("evaluation")),), body=comment),
        Row("rating in a draft", send=((fills_in, KEPT),), body=comment, htmx=True),
    ),
    "comment_settle": (
        Row("open comment", send=((fills_in, done("evaluation")),)),
        Row("settled comment", send=((fills_in, done("evaluation")),), body=open_again),
        Row("settled comment", send=((fills_in, KEPT),), body=open_again, htmx=True),
    ),
    "terms_compare": (Row("school", read=((sees_agreed, PAGE),)),),
    "kpi_history": (Row("KPI of a school", read=((sees_agreed, PAGE),)),),
    "kpi_chart": (Row("KPI of a school", read=((sees_agreed, PAGE),)),),
}
# fmt: on
