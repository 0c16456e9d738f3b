"""How a tidy file divides pupils and schools, and which of its rows are totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kit.sheets import Row, Table
from riskmatrix.published.cells import Cells
from riskmatrix.published.geography import COLUMNS
from riskmatrix.published.markers import marker_of
from riskmatrix.published.metadata import COMPULSORY, Described
from riskmatrix.published.phases import Phase, phase_of_words
from riskmatrix.published.releases import Release

_KINDS_OF_SCHOOL = ("education_phase", "school_type", "school_phase")

# Words for all of them. Of a school's own row, academy type and opening date describe the school.
_TOTALS = re.compile(
    r"total|all|all (?:pupils|schools|children|primary|secondary|characteristics)|year to date"
)
_OF_THE_SCHOOL = frozenset({"academy_type", "academy_open_date", "all_through"})

# Offers are counted by year of entry. Where an area has no row of all, the usual year stands for it; the others
# (3, 9, 12 …) are of a few schools beside it.
_ENTRY = "nc_year_admission"
_USUAL_ENTRY = frozenset({"r", "7"})
_AREA_AND_YEAR = (
    "time_period",
    "geographic_level",
    "region_code",
    "old_la_code",
    "new_la_code",
    "school_phase",
)

_NO_FILTERS = {*COMPULSORY, *COLUMNS, *_KINDS_OF_SCHOOL, "term", "version", "data_status"}
_NUMBER = re.compile(r"-?[0-9.]+(?:[eE]-?[0-9]+)?%?")


@dataclass(frozen=True)
class Divisions:
    """:param kinds: the column with the kind of school, if there is one.
    :param filters: the columns that must say “total” for a row to be of all pupils.
    :param phase_of_all: the phase where there is no such column.
    :param with_all: the areas and years that have a row of all years of entry.
    """

    kinds: str | None
    filters: tuple[str, ...]
    phase_of_all: Phase
    with_all: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, table: Table, release: Release, described: Sequence[Described]) -> Divisions:
        """By the metadata; without them, a column of words that is neither time, place nor indicator divides."""
        kinds = next((column for column in _KINDS_OF_SCHOOL if table.has(column)), None)
        if described:
            named = {each.name for each in described if each.is_filter}
            named |= {each.grouping for each in described if each.grouping}
        else:
            named = {header for header in table.headers if _divides(table, header)} - release.columns
        filters = tuple(each for each in table.headers if each in named and each not in _NO_FILTERS)
        with_all = {_area_and_year(row) for row in table.rows if _is_total(row[_ENTRY])}
        return cls(kinds, filters, release.phase, frozenset(with_all))

    def kind(self, cells: Cells) -> str:
        return cells.text(self.kinds) if self.kinds else ""

    def phase(self, cells: Cells) -> Phase | None:
        """None for a kind of school that is not compared."""
        return phase_of_words(self.kind(cells)) if self.kinds else self.phase_of_all

    def part(self, cells: Cells, level: str) -> str | None:
        """The column by which the row is of a part only; None for a total."""
        return next((each for each in self.filters if not self._is_of_all(each, cells, level)), None)

    def _is_of_all(self, column: str, cells: Cells, level: str) -> bool:
        words = cells.text(column)
        if column == _ENTRY and words.lower() in _USUAL_ENTRY:
            return _area_and_year(cells.row) not in self.with_all
        return _is_total(words) or (level == "school" and column in _OF_THE_SCHOOL)


def _is_total(words: str) -> bool:
    return _TOTALS.fullmatch(words.strip().lower()) is not None


def _area_and_year(row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in _AREA_AND_YEAR)


def _divides(table: Table, header: str) -> bool:
    """Whether the column names parts: one of them all, or none of them a number or a sign for a missing one."""
    if not header or header in _NO_FILTERS:
        return False
    texts = {row[header].strip() for row in table.rows}
    if any(_is_total(text) for text in texts):
        return True
    return not any(_NUMBER.fullmatch(text) or marker_of(text) for text in texts)
