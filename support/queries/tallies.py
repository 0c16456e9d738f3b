"""Counting what became of promises: by school, strand, promise and stretch of the year, in two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When

from kit import clock
from schools.models import AcademicYear, School
from support.models import Attendance, Engagement
from support.models.engagement import called_off, cancelled_by_somebody, missed_on, planned_on
from support.periods import Period
from support.tally import Tally

HELD = Q(status=Engagement.Status.HELD)
SEAT = "attendance__answer"


@dataclass(frozen=True)
class Place:
    """What is counted together: ``period`` is the place in the list of periods asked for."""

    school: int
    strand: str
    offer: int
    engagement: str
    period: int


def tallies(schools: Iterable[School], year: AcademicYear, periods: Sequence[Period]) -> dict[Place, Tally]:
    """Everything promised to ``schools`` in ``year`` that is due in one of ``periods``, which do not overlap.

    Two queries, however many schools there are. Standing aims and what is promised “if required” and was not required
    are no engagements, so they are in none of these counts.
    """
    rows = Engagement.objects.filter(school__in=list(schools), commitment__year=year)
    rows = rows.annotate(period=_period(periods)).filter(period__isnull=False)
    came = _came_by_record(rows)
    today = clock.today()
    counted = (
        rows.values(*_BY)
        .order_by()
        .annotate(
            held=Count("pk", filter=HELD),
            missed=Count("pk", filter=missed_on(today)),
            planned=Count("pk", filter=planned_on(today)),
            **{
                f"off_{side}": Count("pk", filter=cancelled_by_somebody() & Q(cancelled_by=by))
                for side, by in _SIDES
            },
            called_off=Count("pk", filter=called_off()),
            school_came=Count("pk", filter=HELD & Q(**{SEAT: Attendance.Answer.ATTENDED})),
            school_stayed_away=Count(
                "pk",
                filter=HELD & Q(**{f"{SEAT}__in": [Attendance.Answer.APOLOGIES, Attendance.Answer.ABSENT]}),
            ),
        )
    )
    found: dict[Place, Tally] = {}
    for row in counted:
        place = _place(row)
        tally = Tally(**{name: row[name] for name in _COUNTED})
        found[place] = replace(tally, **_added(tally, came.get(place, {})))
    return found


_BY = ("school_id", "commitment__strand", "commitment__offer_id", "commitment__engagement", "period")
_SIDES = (("by_trust", "trust"), ("by_school", "school"), ("unsaid", ""))
_COUNTED = (
    "held", "missed", "planned", "off_by_trust", "off_by_school", "off_unsaid", "called_off", "school_came",
    "school_stayed_away",
)  # fmt: skip


def _period(periods: Sequence[Period]) -> Case:
    return Case(
        *(
            When(due_on__gte=each.starts_on, due_on__lte=each.ends_on, then=Value(at))
            for at, each in enumerate(periods)
        ),
        default=None,
        output_field=IntegerField(),
    )


def _came_by_record(rows: Any) -> dict[Place, dict[str, int]]:
    """Who came by what the school was given to read: the latest version of each record; a draft says nothing yet."""
    seats = Attendance.objects.filter(engagement=OuterRef("pk"))
    held = rows.filter(HELD, record__versions__isnull=False).annotate(is_seat=Exists(seats))
    said: dict[int, tuple[Place, bool, dict[str, Any] | None]] = {}
    name = "record__versions__content__attended"
    for row in held.order_by("record__versions__number").values("pk", "is_seat", *_BY, name):
        said[row["pk"]] = (_place(row), row["is_seat"], row[name])
    counts: dict[Place, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for place, is_seat, attended in said.values():
        for side, came in (attended or {}).items():
            if came is not None and not (side == "school" and is_seat):
                counts[place][f"{side}_{'came' if came else 'stayed_away'}"] += 1
    return counts


def _added(tally: Tally, came: dict[str, int]) -> dict[str, int]:
    return {name: getattr(tally, name) + number for name, number in came.items()}


def _place(row: dict[str, Any]) -> Place:
    return Place(*(row[name] for name in _BY))
