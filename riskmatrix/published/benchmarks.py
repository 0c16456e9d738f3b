"""What a figure is compared with: the same measure, of the same phase, over the same period, of another area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from riskmatrix.measured import Missing
from riskmatrix.published.figures import Area, AreaKind, Period, PublishedFigure
from riskmatrix.published.measures import MEASURES


class Reason(StrEnum):
    NOT_FOR_THIS_AREA = "not-for-this-area"
    OTHER_PHASE = "other-phase"
    OTHER_SEASON = "other-season"
    NOT_YET = "not-yet"
    OTHER_YEAR = "other-year"


@dataclass(frozen=True)
class NoneFits:
    """Nothing is published to compare with: why, in a word and in a sentence."""

    reason: Reason
    sentence: str

    @property
    def missing(self) -> Missing:
        """What stands in the figure's place."""
        return Missing.NOT_YET_PUBLISHED if self.reason is Reason.NOT_YET else Missing.NOT_COLLECTED


class Benchmarks:
    """Figures, laid out to be asked many times. Final ones go before provisional ones."""

    def __init__(self, figures: Iterable[PublishedFigure]) -> None:
        self._by_key: dict[tuple[Area, str, str, Period], PublishedFigure] = {}
        self._of_area: defaultdict[tuple[Area, str], list[PublishedFigure]] = defaultdict(list)
        self._areas: dict[Area, Area] = {}
        for figure in figures:
            known = self._by_key.get(figure.key)
            if known is None or (known.provisional and not figure.provisional):
                self._by_key[figure.key] = figure
            self._of_area[figure.area, figure.measure].append(figure)
            if figure.area.name or figure.area not in self._areas:
                self._areas[figure.area] = figure.area

    def local_authority(self, name: str) -> Area | None:
        """The local authority of that name, as the portal knows it; None when no file names it."""
        return next(
            (
                area
                for area in self._areas.values()
                if area.kind is AreaKind.LOCAL_AUTHORITY and area.name.casefold() == name.strip().casefold()
            ),
            None,
        )

    def find(
        self,
        measure: str,
        phase: str,
        period: Period,
        area: Area,
        *,
        today: date | None = None,
        title: str = "",
    ) -> PublishedFigure | NoneFits:
        """The figure of exactly this measure, phase, period and area, or why there is none.

        A figure that is found may itself be missing, for instance suppressed: that is what was published.

        :param measure: a code of ``measures.MEASURES``.
        :param today: what may still come out by then is not yet published; without it, nothing is said to be.
        :param title: what the measure is called, for one that is not among them.
        :raises KeyError: for a code that is none, without a title.
        """
        title = title or MEASURES[measure].title
        found = self._by_key.get((area, measure, phase, period))
        if found is not None:
            return found
        named = self._areas.get(area, area)
        near = self._of_area.get((area, measure), [])
        if not near:
            return NoneFits(Reason.NOT_FOR_THIS_AREA, f"{title} is not published for {named}.")
        near = [figure for figure in near if figure.phase == phase]
        if not near:
            return NoneFits(
                Reason.OTHER_PHASE, f"{title} is not published for {named} by this kind of school."
            )
        return _none_of_period(f"{title} for {named}", period, near, today)


def find_benchmark(
    figures: Iterable[PublishedFigure],
    measure: str,
    phase: str,
    period: Period,
    area: Area,
    *,
    today: date | None = None,
) -> PublishedFigure | NoneFits:
    """One question to some figures; for many questions, lay them out as ``Benchmarks`` once.

    :raises KeyError: for a measure that is not in ``measures.MEASURES``.
    """
    return Benchmarks(figures).find(measure, phase, period, area, today=today)


def _none_of_period(what: str, period: Period, near: list[PublishedFigure], today: date | None) -> NoneFits:
    """Why none of ``near``, which differ in nothing but the period, may be compared."""
    same_year = sorted(
        {str(each.period) for each in near if each.period.academic_year == period.academic_year}
    )
    if same_year:
        said = f"{what} is published for {' and '.join(same_year)}, which is not {period}: not compared."
        return NoneFits(Reason.OTHER_SEASON, said)
    newest = max(each.period.academic_year for each in near)
    if period.academic_year > newest and today is not None and today < _all_out_by(period):
        return NoneFits(
            Reason.NOT_YET, f"{what} is not yet published for {period}; the newest is of {newest}."
        )
    return NoneFits(Reason.OTHER_YEAR, f"{what} is not at hand for {period}; the newest is of {newest}.")


def _all_out_by(period: Period) -> date:
    """The statistics of an academic year come out within the next; the last, on suspensions, in its July."""
    return date(int(period.academic_year[:4]) + 2, 9, 1)
