"""Is the trust keeping its offer to everyone? What was promised, planned, held, attended and cancelled, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from kit import clock
from schools.access.permissions import Permission
from schools.models import AcademicYear, Person, School, Trust
from schools.queries.calendar import calendar_of
from support import spec
from support.models import Offer
from support.periods import Period, all_of
from support.queries.closing import Closing, closing_soon
from support.queries.tallies import Place, tallies
from support.tally import Tally, total, worst_first
from support.wording import people

BY = {"school": "School", "engagement": "Engagement", "owed_by": "Who owes it"}
"""How the page can be laid out, with the head of its first column."""


@dataclass(frozen=True)
class Line:
    """One line of the table: what it is about, in which strand, and what became of it."""

    title: str
    strand: str
    tally: Tally
    url: str = ""


@dataclass(frozen=True)
class FulfilmentPage:
    """``lines`` come with the least kept first; ``year`` is None for a trust that keeps no academic year yet."""

    trust: Trust
    year: AcademicYear | None
    years: tuple[AcademicYear, ...]
    periods: tuple[Period, ...]
    period: Period | None
    by: str
    lines: tuple[Line, ...]
    closing: tuple[Closing, ...]
    schools: int

    @property
    def heading(self) -> str:
        return BY[self.by]

    @property
    def total(self) -> Tally:
        return total(line.tally for line in self.lines)

    @property
    def figures(self) -> list[dict[str, object]]:
        return figures_of(self.total)

    @property
    def sentence(self) -> str:
        """Whether the offer is kept to everyone, in words."""
        due = [line for line in self.lines if line.tally.promised_to_date]
        behind = [line for line in due if line.tally.not_held]
        if not due:
            return "Nothing was due in this stretch of the year yet."
        if not behind:
            return "Everything that was due has been held."
        worst = behind[0]
        where = f"{worst.title}, {worst.strand.lower()}" if worst.strand else worst.title
        number = f"{len(behind)} of {len(due)} are behind. " if len(due) > 1 else ""
        return f"{number}Least kept: {where}, {worst.tally.standing}."


def figures_of(tally: Tally) -> list[dict[str, object]]:
    return [
        {"number": tally.promised_to_date, "label": "promised to date"},
        {"number": tally.held, "label": "of them held"},
        {"number": tally.missed, "label": "missed"},
        {
            "number": tally.cancelled,
            "label": "cancelled",
            "note": tally.cancelled_words if tally.cancelled else "",
        },
        {"number": tally.planned, "label": "still planned"},
    ]


def fulfilment_page(
    user: Person, trust: Trust, *, year: str = "", period: str = "", by: str = ""
) -> FulfilmentPage:
    """Every school of ``trust`` whose plan ``user`` sees; a fixed number of queries.

    What is not known of ``year``, ``period`` and ``by`` is answered with the running year, all of it, by school.
    """
    by = by if by in BY else "school"
    visible = School.objects.visible_to(user, Permission.SEE_PLAN).filter(trust=trust)
    schools = {school.pk: school for school in visible.select_related("trust").order_by("name")}
    years = tuple(AcademicYear.objects.filter(trust=trust).order_by("-starts_on"))
    chosen = _year(years, year)
    if chosen is None:
        return FulfilmentPage(trust, None, years, (), None, by, (), (), len(schools))
    periods = all_of(calendar_of(chosen))
    within = next((each for each in periods if each.code == period), periods[-1])
    found = tallies(schools.values(), chosen, [within])
    group = {"school": _by_school, "engagement": _by_engagement, "owed_by": _by_owed}[by]
    lines = group(found, schools, offers_of(found))
    return FulfilmentPage(
        trust,
        chosen,
        years,
        periods,
        within,
        by,
        lines,
        tuple(closing_soon(schools.values(), user)),
        len(schools),
    )


def offers_of(found: Mapping[Place, Tally]) -> dict[int, spec.Offer]:
    """The offers by which it was promised, by id. One query, and one more for each document not read before."""
    rows = Offer.objects.filter(pk__in={place.offer for place in found})
    return {row.pk: row.spec for row in rows}


def _year(years: tuple[AcademicYear, ...], name: str) -> AcademicYear | None:
    named = (each for each in years if each.name == name)
    begun = (each for each in years if each.starts_on <= clock.today())
    return next(named, None) or next(begun, None) or (years[-1] if years else None)


Offers = Mapping[int, spec.Offer]


def _by_school(
    found: Mapping[Place, Tally], schools: Mapping[int, School], offers: Offers
) -> tuple[Line, ...]:
    def key(place: Place) -> tuple[str, str, str]:
        school = schools[place.school]
        url = reverse("school_fulfilment", args=[school.urn])
        return school.name, offers[place.offer].strand(place.strand).title, url

    return _grouped(found, key)


def _by_engagement(found: Mapping[Place, Tally], _: object, offers: Offers) -> tuple[Line, ...]:
    words = _engagements(offers)

    def key(place: Place) -> tuple[str, str, str]:
        strand, engagement = words[place.offer, place.engagement]
        return engagement.title, strand.title, ""

    return _grouped(found, key)


def _by_owed(found: Mapping[Place, Tally], _: object, offers: Offers) -> tuple[Line, ...]:
    words = _engagements(offers)

    def key(place: Place) -> tuple[str, str, str]:
        _, engagement = words[place.offer, place.engagement]
        return people(offers[place.offer], engagement.owed_by), "", ""

    return _grouped(found, key)


def _engagements(offers: Offers) -> dict[tuple[int, str], tuple[spec.Strand, spec.Engagement]]:
    return {
        (pk, engagement.code): (strand, engagement)
        for pk, offer in offers.items()
        for strand, _, engagement in offer.engagements()
    }


def _grouped(found: Mapping[Place, Tally], key: Callable[[Place], tuple[str, str, str]]) -> tuple[Line, ...]:
    tallied: dict[tuple[str, str, str], Tally] = {}
    for place, tally in found.items():
        name = key(place)
        tallied[name] = tallied.get(name, Tally()) + tally
    lines = [Line(title, strand, tally, url) for (title, strand, url), tally in tallied.items()]
    return tuple(sorted(lines, key=lambda line: (worst_first(line.tally), line.title, line.strand)))
