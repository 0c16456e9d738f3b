"""Which indicators of Explore Education Statistics are which measure, release by release.

A new release of the same publication has the same columns and needs nothing here; a renamed one needs one line.
Source: the metadata file beside each data file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from riskmatrix.published.markers import Dialect
from riskmatrix.published.phases import Phase


@dataclass(frozen=True)
class Indicator:
    """A column that holds a measure, and the columns with what was counted, out of what, for how many pupils."""

    column: str
    measure: str
    numerator: str | None = None
    denominator: str | None = None
    cohort: str | None = None


@dataclass(frozen=True)
class Release:
    """:param phase: of the stage, where the rows are not divided by kind of school.
    :param to_date: each edition counts from September to shortly before it comes out, and is provisional.
    :param by_entry: the calendar year is that in which children start school.
    """

    title: str
    indicators: tuple[Indicator, ...]
    phase: Phase = Phase.ALL
    to_date: bool = False
    by_entry: bool = False
    dialect: Dialect = Dialect.COMMON

    @property
    def columns(self) -> frozenset[str]:
        """All columns that its indicators are read from."""
        named = ((each.column, each.numerator, each.denominator, each.cohort) for each in self.indicators)
        return frozenset(column for columns in named for column in columns if column)


def _expected(subject: str, code: str) -> Indicator:
    met, eligible = f"t_{subject}_met_expected_standard", f"t_{subject}_eligible_pupils"
    return Indicator(f"p{met}", f"ks2-expected-{code}", met, eligible, eligible)


_EXCLUSIONS = Indicator("perm_excl_rate", "permanent-exclusions", "perm_excl", "headcount", "headcount")

RELEASES = (
    Release(
        "Pupil attendance in schools",
        (
            Indicator(
                "attendance_perc", "attendance", "overall_attendance", "possible_sessions", "enrolments"
            ),
            Indicator(
                "overall_absence_perc",
                "overall-absence",
                "overall_absence",
                "possible_sessions",
                "enrolments",
            ),
            Indicator(
                "unauthorised_absence_perc",
                "unauthorised-absence",
                "unauthorised_absence",
                "possible_sessions",
                "enrolments",
            ),
            Indicator("pa_perc", "persistent-absence", cohort="enrolments"),
        ),
        to_date=True,
    ),
    Release(
        "Pupil absence in schools in England",
        (
            Indicator(
                "sess_overall_percent", "overall-absence", "sess_overall", "sess_possible", "enrolments"
            ),
            Indicator(
                "sess_unauthorised_percent",
                "unauthorised-absence",
                "sess_unauthorised",
                "sess_possible",
                "enrolments",
            ),
            Indicator(
                "enrolments_pa_10_exact_percent",
                "persistent-absence",
                "enrolments_pa_10_exact",
                "enrolments",
                "enrolments",
            ),
        ),
    ),
    Release(
        "Permanent and fixed-period exclusions in England",
        (
            Indicator("fixed_excl_rate", "suspensions", "fixed_excl", "headcount", "headcount"),
            _EXCLUSIONS,
        ),
        dialect=Dialect.EXCLUSIONS_BEFORE_2019,
    ),
    Release(
        "Suspensions and permanent exclusions in England",
        (
            Indicator("susp_rate", "suspensions", "suspension", "headcount", "headcount"),
            _EXCLUSIONS,
        ),
    ),
    Release(
        "Early years foundation stage profile results",
        (
            Indicator(
                "gld_percent",
                "good-level-of-development",
                "gld_number",
                "number_of_children",
                "number_of_children",
            ),
        ),
        phase=Phase.PRIMARY,
    ),
    Release(
        "Key stage 2 attainment",
        (
            _expected("rwm", "rwm"),
            _expected("read", "reading"),
            _expected("writta", "writing"),
            _expected("mat", "maths"),
            _expected("gps", "gps"),
            _expected("scita", "science"),
        ),
        phase=Phase.PRIMARY,
    ),
    Release(
        "Secondary and primary school applications and offers",
        (
            Indicator("admission_numbers", "admission-places"),
            Indicator("applications_received", "applications"),
            Indicator(
                "first_preference_offers",
                "first-preference-offers",
                "first_preference_offers",
                "applications_received",
            ),
            Indicator(
                "preferred_school_offer",
                "preferred-school-offers",
                "preferred_school_offer",
                "applications_received",
            ),
            Indicator("no_offer", "no-offers", "no_offer", "applications_received"),
        ),
        by_entry=True,
    ),
)


def release_of(headers: Sequence[str]) -> Release | None:
    """The release that has the most of its indicators among these headers; None when none has any."""
    there = set(headers)
    count = {release: sum(each.column in there for each in release.indicators) for release in RELEASES}
    best = max(RELEASES, key=lambda release: count[release])
    return best if count[best] else None
