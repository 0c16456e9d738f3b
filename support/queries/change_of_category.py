"""What another category would do to a school's promises from today on, shown before anybody confirms it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kit import clock
from schools.models import AcademicYear, School
from schools.queries.calendar import calendar_of
from support import spec
from support.changing import Begun, Change, Ended, Planned, Running, change_of
from support.models import Commitment, Decision, Engagement, Offer
from support.queries.last_held import held_before
from support.wording import frequency


@dataclass(frozen=True)
class Line:
    """One promise and what becomes of it, in words."""

    title: str
    before: str = ""
    after: str = ""
    called_off: int = 0
    planned: int = 0
    lacking: int = 0


@dataclass(frozen=True)
class YearOfChange:
    """What a category would do in one year; ``change`` is None where that year is not laid out yet."""

    year: AcademicYear
    change: Change | None

    @property
    def kept(self) -> list[str]:
        return [each.engagement.title for each in self.change.kept] if self.change else []

    @property
    def changed(self) -> list[Line]:
        return [_line(old, new) for old, new in self.change.changed] if self.change else []

    @property
    def ended(self) -> list[Line]:
        return [_line(each, None) for each in self.change.ended] if self.change else []

    @property
    def started(self) -> list[Line]:
        return [_line(None, each) for each in self.change.started] if self.change else []


@dataclass(frozen=True)
class Preview:
    """What confirming ``category`` today would do, year by year."""

    category: spec.Category
    years: tuple[YearOfChange, ...]

    @property
    def is_nothing(self) -> bool:
        return all(each.change is not None and each.change.is_nothing for each in self.years)


def _line(old: Ended | None, new: Begun | None) -> Line:
    said = new.engagement if new else old.running.engagement if old else None
    assert said is not None  # noqa: S101 - one of the two is there
    return Line(
        said.title,
        frequency(old.running.engagement.rhythm) if old else "",
        frequency(new.engagement.rhythm) if new else "",
        len(old.called_off) if old else 0,
        len(new.layout.occurrences) if new else 0,
        len(new.layout.shortfalls) if new else 0,
    )


def years_concerned(school: School) -> list[AcademicYear]:
    """The year today lies in, and a later one that has been laid out already; in order. None where there is no year."""
    today = clock.today()
    rows = AcademicYear.objects.filter(trust=school.trust_id, ends_on__gte=today).order_by("starts_on")
    laid_out = set(Commitment.objects.filter(school=school, year__in=rows).values_list("year", flat=True))
    years = [year for year in rows if year.starts_on <= today or year.pk in laid_out]
    return years if years and years[0].starts_on <= today else []


def running_of(school: School, year: AcademicYear, strand: str) -> dict[str, tuple[Commitment, Running]]:
    """What runs of a strand in a year, by promise, with what is planned of it and can still be called off.

    What people have written about, or had agreed for a day that is over, was most likely held: it stays planned until
    somebody says what became of it.
    """
    rows = Commitment.objects.running().filter(school=school, year=year, strand=strand)
    commitments = list(rows.prefetch_related("offer"))
    planned: dict[int, list[Planned]] = defaultdict(list)
    engagements = Engagement.objects.filter(
        commitment__in=commitments, status=Engagement.Status.PLANNED, record=None
    ).exclude(starts_at__lt=clock.now())
    engagements = engagements.order_by("pk")
    for row in engagements.only("commitment", "key", "due_on", "starts_at", "stream"):
        planned[row.commitment_id].append(Planned(row.key, row.due_on, row.meets_on, row.stream))
    return {
        each.promise: (
            each,
            Running(each.spec, each.offer.spec.schedule, each.starts_on, tuple(planned[each.pk])),
        )
        for each in commitments
    }


def previews(
    school: School, offer: Offer, strand: spec.Strand, standing: Decision | None
) -> tuple[Preview, ...]:
    """What each category of ``strand`` would do from today on. The number of queries grows with the years alone."""
    today = clock.today()
    asked = [each for category in strand.categories for each in category.engagements]
    years = [
        (
            year,
            calendar_of(year, school),
            _running(school, year, strand.code, standing),
            held_before(school, year, asked),
        )
        for year in years_concerned(school)
    ]
    return tuple(
        Preview(
            category,
            tuple(
                YearOfChange(
                    year,
                    change_of(running, category.engagements, calendar, today, offer.spec.schedule, held=held)
                    if running is not None
                    else None,
                )
                for year, calendar, running, held in years
            ),
        )
        for category in strand.categories
    )


def _running(
    school: School, year: AcademicYear, strand: str, standing: Decision | None
) -> Iterable[Running] | None:
    """None where a category stands but the year has not been laid out by it yet: that is done on confirming."""
    found = [running for _, running in running_of(school, year, strand).values()]
    if not found and standing is not None and not _laid_out(school, year, strand):
        return None
    return found


def _laid_out(school: School, year: AcademicYear, strand: str) -> bool:
    return Commitment.objects.filter(school=school, year=year, strand=strand).exists()
