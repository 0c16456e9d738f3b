"""Who gets what: what backs a judgement."""

from __future__ import annotations

from schools.access.permissions import Permission as P
from tests.house import bodies_evidence as form
from tests.house.actors import AT_THE_SCHOOL, may
from tests.house.answers import KEPT, PAGE, REFUSED, Row, done

sees, sees_any = may(P.SEE_SELF_EVALUATION), may(P.SEE_SELF_EVALUATION) | may(P.SEE_AGREED_MATRIX)
rates = may(P.EDIT_SELF_EVALUATION) & AT_THE_SCHOOL
own = sees & AT_THE_SCHOOL

ROWS: dict[str, tuple[Row, ...]] = {
    "school_evidence": (Row("school", read=((sees, PAGE),)),),
    "evidence_add": (
        Row(
            "school",
            read=((rates, PAGE), (sees, REFUSED)),
            send=((rates, done("school_evidence")), (sees, REFUSED)),
            body=form.a_link,
        ),
    ),
    # The school's own until what it backs has been handed in; then the trust's to read as well.
    "evidence_download": (
        Row("evidence of a draft", read=((own, KEPT),)),
        Row("evidence with the trust", read=((sees, KEPT),)),
        Row("evidence that backs nothing yet", read=((own, REFUSED),)),
    ),
    "evidence_withdraw": (
        Row(
            "evidence of a draft",
            read=((rates, PAGE),),
            send=((rates, done("school_evidence")),),
        ),
        Row(
            "evidence that backs nothing yet", read=((rates, PAGE),), send=((rates, done("school_evidence")),)
        ),
        Row("evidence with the trust", read=((sees, REFUSED),), send=((sees, REFUSED),)),
    ),
    "evidence_take_away": (
        Row("evidence laid in a draft", send=((rates, done("evaluation")),)),
        Row("evidence laid in a draft", send=((rates, KEPT),), htmx=True),
        Row("evidence laid in what is with the trust", send=((rates, REFUSED),)),
    ),
    "kpi_evidence_add": (
        Row(
            "rating in a draft", read=((rates, PAGE),), send=((rates, done("evaluation")),), body=form.a_link
        ),
        Row("rating in a draft", read=((rates, PAGE),), send=((rates, KEPT),), body=form.a_link, htmx=True),
        Row("rating to moderate", read=((rates, REFUSED),), send=((rates, REFUSED),), body=form.a_link),
    ),
    "kpi_evidence_reuse": (
        Row(
            "rating in a draft",
            read=((rates, PAGE),),
            send=((rates, done("evaluation")),),
            body=form.used_again,
        ),
        Row(
            "rating in a draft", read=((rates, PAGE),), send=((rates, KEPT),), body=form.used_again, htmx=True
        ),
        Row("rating to moderate", read=((rates, REFUSED),), send=((rates, REFUSED),), body=form.used_again),
    ),
    "carried_clear": (
        Row(
            "draft evaluation",
            read=((rates, PAGE), (sees_any, REFUSED)),
            send=((rates, done("evaluation")), (sees_any, REFUSED)),
        ),
        Row("submitted evaluation", read=((sees_any, REFUSED),), send=((sees_any, REFUSED),)),
    ),
}
