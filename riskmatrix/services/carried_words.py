"""Last term's words as this term's beginning: carried when a self-evaluation is begun, cleared at a wish.

Words only. A rating is a judgement of the present and is never carried.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet

from kit import clock
from kit.refusals import require
from riskmatrix import rules
from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.past_terms import PastRating, past_terms
from riskmatrix.services.moves import locked
from schools import audit
from schools.models import Person


@dataclass(frozen=True)
class Words:
    """What a new self-evaluation may begin from: the last one's words by KPI of today, and of which term they are."""

    term: str
    of: Mapping[str, PastRating]


NONE = Words("", {})


def last_words(evaluation: Evaluation) -> Words:
    """The words of the last self-evaluation that was handed in, for the KPIs that are still the same.

    What was split, merged or dropped is left behind: its words spoke about something else.
    """
    past = past_terms(evaluation, most=1)
    if not past:
        return NONE
    last = past[0]
    found = {kpi: last.of(kpi) for kpi in last.codes}
    return Words(str(last.term), {kpi: each for kpi, each in found.items() if each and each.words.strip()})


@transaction.atomic
def clear(*, evaluation: Evaluation, by: Person) -> int:
    """Empty every commentary that was carried and has not been changed; the earlier term keeps its words.

    :returns: how many were emptied.
    :raises Refused: when ``by`` may not edit it.
    """
    evaluation = locked(evaluation)
    require(rules.may_edit(by, evaluation))
    rows = carried_unchanged(evaluation)
    codes = list(rows.order_by("kpi__position").values_list("kpi__code", flat=True))
    if codes:
        # A page that was opened before shows an older version now, and is told so when it saves.
        rows.update(commentary="", version=F("version") + 1, by=by, at=clock.now())
        audit.record(
            by=by,
            verb="cleared carried commentary",
            thing=evaluation,
            school=evaluation.school,
            after={"kpis": codes},
        )
    return len(codes)


def carried_unchanged(evaluation: Evaluation) -> QuerySet[Rating]:
    """The school's ratings whose words are still those of the earlier term."""
    return evaluation.ratings.filter(kind=Rating.Kind.SELF, commentary=F("carried_from__commentary")).exclude(
        commentary=""
    )
