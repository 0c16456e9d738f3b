"""Whose the figures of official files are: the trust's schools by their numbers, and the areas they lie in.

A school is known by its URN and those of its predecessors. Files that know only the number of authority and
establishment are matched through files that give that number its URN. Everything else in a national file is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from riskmatrix.periods import ends_on
from riskmatrix.published import AreaKind, Published, PublishedFigure


@dataclass(frozen=True)
class SchoolFacts:
    """What must be known of a school to find it in the files; ``predecessors`` are URNs, the latest first."""

    pk: int
    urn: int
    local_authority: str
    opened_on: date | None
    predecessors: tuple[int, ...]


@dataclass(frozen=True)
class OfSchool:
    """:param urn: the number it stands under in the file: the school's own or a predecessor's."""

    school: SchoolFacts
    urn: int
    figure: PublishedFigure


@dataclass(frozen=True)
class OfArea:
    kind: AreaKind
    name: str
    figure: PublishedFigure


@dataclass(frozen=True)
class Matched:
    of_schools: tuple[OfSchool, ...]
    of_areas: tuple[OfArea, ...]
    notes: tuple[str, ...]


def matched(published: Published, schools: Sequence[SchoolFacts]) -> Matched:
    """The figures of these schools, of England, and of the local authorities that the schools lie in."""
    by_urn = {urn: school for school in schools for urn in (school.urn, *school.predecessors)}
    authorities = _authorities(published.figures, by_urn, schools)
    of_schools: list[OfSchool] = []
    of_areas: list[OfArea] = []
    left: Counter[str] = Counter()
    for figure in published.figures:
        area = figure.area
        match area.kind:
            case AreaKind.SCHOOL | AreaKind.ESTABLISHMENT:
                found = _whose(figure, published, by_urn)
                if found is not None:
                    of_schools.append(found)
                elif area.kind is AreaKind.ESTABLISHMENT and area.code not in published.urns:
                    left["of schools known by a number only, which none of these files ties to a URN"] += 1
                else:
                    left["of schools that are not the trust's"] += 1
            case AreaKind.ENGLAND:
                of_areas.append(OfArea(area.kind, "", figure))
            case AreaKind.LOCAL_AUTHORITY if area.code in authorities:
                of_areas.append(OfArea(area.kind, authorities[area.code], figure))
            case _:
                left["of areas that none of the trust's schools lies in"] += 1
    notes = [f"Left out: {count:,} figures {what}." for what, count in left.items()]
    return Matched(tuple(of_schools), tuple(of_areas), tuple(notes))


def _whose(figure: PublishedFigure, published: Published, by_urn: dict[int, SchoolFacts]) -> OfSchool | None:
    if figure.area.kind is AreaKind.SCHOOL:
        urn = int(figure.area.code)
        return OfSchool(by_urn[urn], urn, figure) if urn in by_urn else None
    for code in sorted(published.urns.get(figure.area.code, ())):
        if (school := by_urn.get(int(code))) is not None:
            return OfSchool(school, _urn_then(school, figure), figure)
    return None


def _urn_then(school: SchoolFacts, figure: PublishedFigure) -> int:
    """The number the school went by at the time: before it opened as it is, that of its predecessor."""
    before = school.opened_on is not None and ends_on(figure.period) < school.opened_on
    return school.predecessors[0] if before and school.predecessors else school.urn


def _authorities(
    figures: Iterable[PublishedFigure], by_urn: dict[int, SchoolFacts], schools: Sequence[SchoolFacts]
) -> dict[str, str]:
    """The schools' local authorities by the code the files know them by: by name, or by a row of such a school."""
    names = {school.local_authority.casefold(): school.local_authority for school in schools}
    names.pop("", None)
    found: dict[str, str] = {}
    for figure in figures:
        area = figure.area
        if area.kind is AreaKind.LOCAL_AUTHORITY and area.name.casefold() in names:
            found[area.code] = names[area.name.casefold()]
            continue
        school = by_urn.get(int(area.code)) if area.kind is AreaKind.SCHOOL and area.authority else None
        if school is not None and school.local_authority:
            found.setdefault(area.authority, school.local_authority)
    return found
