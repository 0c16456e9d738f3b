"""What a self-evaluation asks of a school, counted quietly: fields, not minutes, and nobody is ranked by it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q

from riskmatrix.models import Evaluation, Rating


@dataclass(frozen=True)
class Work:
    """The fields of one evaluation: a rating and a commentary for each KPI.

    ``prefilled`` were there when it was begun: last term's words, and “not applicable” where the framework says so.
    ``unchanged`` of them stand as they were; ``entered`` were chosen or written by somebody, here and there over what
    was pre-filled. A “not applicable” counts as pre-filled for as long as nobody has touched its KPI.
    """

    fields: int
    prefilled: int
    unchanged: int
    entered: int

    @property
    def empty(self) -> int:
        return self.fields - self.unchanged - self.entered


def work_of(evaluations: Collection[Evaluation]) -> dict[int, Work]:
    """By evaluation id, in one query."""
    carried = Q(carried_from__isnull=False)
    as_carried = carried & Q(commentary=F("carried_from__commentary"))
    excused = Q(not_applicable=True, version=0)
    rows = (
        Rating.objects.filter(evaluation__in=evaluations, kind=Rating.Kind.SELF)
        .order_by("evaluation")
        .values("evaluation")
        .annotate(
            kpis=Count("pk"),
            carried=Count("pk", filter=carried),
            kept=Count("pk", filter=as_carried),
            excused=Count("pk", filter=excused),
            answered=Count("pk", filter=Q(step__isnull=False) | Q(not_applicable=True)),
            worded=Count("pk", filter=~Q(commentary="")),
        )
    )
    return {
        row["evaluation"]: Work(
            fields=2 * row["kpis"],
            prefilled=row["carried"] + row["excused"],
            unchanged=row["kept"] + row["excused"],
            entered=row["answered"] - row["excused"] + row["worded"] - row["kept"],
        )
        for row in rows
    }


def usually_entered(works: Iterable[Work]) -> int | None:
    """The mean of the fields entered, to the nearest whole one; None without any."""
    entered = [work.entered for work in works]
    return round(sum(entered) / len(entered)) if entered else None
