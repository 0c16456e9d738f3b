"""Each official file as its rows say it, recognised whatever it is called."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kit.sheets import read_table
from riskmatrix.published import (
    ENGLAND,
    MEASURES,
    Area,
    Kind,
    Missing,
    Period,
    PeriodKind,
    Published,
    PublishedFigure,
    SourceFile,
    establishment,
    local_authority,
    read_published,
    school,
    whole_year,
)
from riskmatrix.published.layouts import kind_of
from riskmatrix.published.markers import DIALECTS, MARKERS, Dialect, marker_of
from tests.fixtures.published import FOLDER, SALTMERE, findings, read, read_edited, source

LAST = whole_year("2018/19")
SALTMERE_AREA = local_authority(SALTMERE)


def one(
    published: Published, area: Area, measure: str, period: Period = LAST, phase: str = "primary"
) -> PublishedFigure:
    (found,) = [each for each in published.figures if each.key == (area, measure, phase, period)]
    return found


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("absence", Kind.ABSENCE),
        ("census", Kind.CENSUS),
        ("ks2", Kind.KS2),
        ("ks2_progress", Kind.KS2),
        ("scorecard", Kind.SCORECARD),
        ("absence_by_term", Kind.TIDY),
        ("attendance_to_date", Kind.TIDY),
        ("exclusions", Kind.TIDY),
        ("offers", Kind.TIDY),
        ("early_years", Kind.TIDY),
        ("early_years.meta", Kind.METADATA),
    ],
)
def test_a_file_is_known_by_its_headers(name: str, kind: Kind) -> None:
    assert kind_of(read_table(FOLDER / f"{name}.csv")) is kind


def test_all_files_are_read_together_in_any_order() -> None:
    every = read()
    assert findings(every) == []
    names = [parsed.file.removesuffix(".csv") for parsed in every.files]
    back = read_published(source(name) for name in reversed(names))
    assert set(back.figures) == set(every.figures)
    assert {each.measure for each in every.figures} <= MEASURES.keys()
    assert all(each.source.endswith(")") and each.file and each.row > 1 for each in every.figures)


def test_absence_of_schools_stands_beside_england_and_the_authority() -> None:
    published = read("absence")
    found = one(published, school(900101), "overall-absence")
    assert (found.value, found.area.authority, found.row) == (Decimal("3.7"), SALTMERE, 2)
    assert one(published, school(900102), "persistent-absence").value is Missing.SUPPRESSED
    assert one(published, school(900104), "persistent-absence", phase="special").value == 0
    assert one(published, school(900105), "overall-absence", phase="unknown").value == Decimal("4.4")
    assert one(published, SALTMERE_AREA, "persistent-absence").value == Decimal("8.4")
    assert one(published, ENGLAND, "overall-absence", phase="secondary").value == Decimal("5.5")
    assert published.urns["9992001"] == {"900101"}


def test_the_census_has_england_in_the_column_of_urns() -> None:
    published = read("census")
    assert one(published, ENGLAND, "number-on-roll").value == 4_727_089
    assert one(published, school(900102), "number-on-roll").value == 116


def test_key_stage_2_says_its_year_by_its_headers() -> None:
    published = read("ks2")
    figure = one(published, school(900101), "ks2-progress-reading")
    assert (figure.value, figure.cohort) == (Decimal("-2.8"), 58)
    assert one(published, school(900101), "ks2-progress-maths").value == Decimal("-2.4"), (
        "guarded by a program"
    )
    assert one(published, school(900101), "ks2-expected-rwm", whole_year("2017/18")).value == 59
    assert one(published, school(900101), "ks2-expected-rwm", whole_year("2016/17")).cohort == 60
    three = Period(PeriodKind.THREE_YEAR, "2018/19")
    assert one(published, school(900101), "ks2-expected-rwm", three).cohort == 175
    assert one(published, SALTMERE_AREA, "ks2-expected-rwm").area.name == "Saltmere"


def test_the_four_kinds_of_nothing_and_nought_are_told_apart() -> None:
    published = read("ks2")
    assert one(published, school(900102), "ks2-expected-rwm").value is Missing.SUPPRESSED
    assert one(published, school(900102), "ks2-progress-reading", whole_year("2017/18")).value is (
        Missing.SUPPRESSED
    )
    assert one(published, school(900102), "ks2-expected-rwm", whole_year("2016/17")).value is (
        Missing.NOT_APPLICABLE
    )
    assert one(published, school(900106), "ks2-expected-rwm").value is Missing.NOT_APPLICABLE, "a new school"
    assert one(published, school(900107), "ks2-expected-rwm").value is Missing.NOT_APPLICABLE, "infants"
    assert one(published, school(900104), "ks2-progress-maths").value is Missing.NOT_COLLECTED
    assert one(published, school(900104), "ks2-expected-rwm").value == 0
    assert one(published, ENGLAND, "ks2-progress-reading").value is Missing.NOT_COLLECTED


def test_england_is_its_state_funded_schools() -> None:
    published = read("ks2")
    assert one(published, ENGLAND, "ks2-expected-rwm").value == 64
    assert any("row of all schools in England was left out" in note for note in published.notes)


def test_terms_are_no_years() -> None:
    published = read("absence_by_term")
    autumn = Period(PeriodKind.TERM, "2016/17", "autumn")
    figure = one(published, ENGLAND, "overall-absence", whole_year("2016/17"))
    assert (figure.value, figure.numerator, figure.denominator) == (Decimal(4), 56_595_915, 1_404_325_264)
    assert one(published, ENGLAND, "unauthorised-absence", autumn).value == Decimal("0.9")
    assert one(published, ENGLAND, "overall-absence", autumn, "special").value is Missing.NOT_APPLICABLE
    assert published.notes == (
        "absence_by_term.csv: Left out because of the kind of school “City technology college”: 1 row.",
    )


def test_two_terms_together_are_neither_a_term_nor_a_year() -> None:
    published = read_edited(
        "absence_by_term",
        ("Academic year,Total,201617,National", "Autumn and spring term,Total,201617,National"),
    )
    both = Period(PeriodKind.TWO_TERMS, "2016/17")
    assert one(published, ENGLAND, "overall-absence", both).value == 4
    assert str(both) == "autumn and spring terms 2016/17"


def test_a_year_to_date_is_provisional_and_counts_fractions_of_schools() -> None:
    upto = date(2026, 3, 27)
    published = read_published([source("attendance_to_date", upto=upto)])
    period = Period(PeriodKind.YEAR_TO_DATE, "2025/26", upto=upto)
    figure = one(published, SALTMERE_AREA, "attendance", period)
    assert (figure.value, figure.cohort) == (Decimal("94.0766362203115"), 17_808)
    assert (figure.numerator, figure.denominator, figure.provisional) == (6_039_959, 6_420_254, True)
    assert one(published, SALTMERE_AREA, "persistent-absence", period, "special").value is Missing.SUPPRESSED
    regional = [each.area for each in published.figures if each.area.kind == "region"]
    assert {(area.code, area.name) for area in regional} == {("E12009999", "North Mere")}
    assert str(period) == "2025/26 up to 27 March 2026"


def test_exclusions_keep_the_number_that_schools_had() -> None:
    published = read("exclusions")
    year = whole_year("2016/17")
    assert one(published, establishment("9992001"), "suspensions", year).value == 0
    assert one(published, establishment("9992002"), "suspensions", year).value is Missing.SUPPRESSED
    assert one(published, establishment("9992002"), "permanent-exclusions", year).value == 0
    figure = one(published, SALTMERE_AREA, "suspensions", year, "special")
    assert (figure.value, figure.numerator, figure.cohort) == (Decimal(222), 111, 50), (
        "more suspensions than pupils"
    )


@pytest.mark.parametrize("names", [("early_years",), ("early_years", "early_years.meta")])
def test_early_years_are_read_with_and_without_their_metadata(names: tuple[str, ...]) -> None:
    published = read(*names)
    year = whole_year("2017/18")
    figure = one(published, SALTMERE_AREA, "good-level-of-development", year)
    assert (figure.value, figure.numerator, figure.cohort) == (Decimal("66.7"), 2094, 3139)
    assert (
        one(published, local_authority("998"), "good-level-of-development", year).value is Missing.SUPPRESSED
    )
    (region,) = [each for each in published.figures if each.area.kind == "region"]
    assert region.value is Missing.NOT_COLLECTED
    assert len(published.figures) == 4, "girls are no total"
    assert "by “characteristic_group”: 1 row." in published.notes[0]


def test_offers_are_of_the_year_in_which_children_start() -> None:
    published = read("offers")
    figure = one(published, SALTMERE_AREA, "first-preference-offers")
    assert (figure.value, figure.denominator) == (Decimal(2574), 2826), (
        "reception, not the few who start in year 3"
    )
    assert one(published, local_authority("998"), "applications").value == 400, "where there is a row of all"


def test_places_stand_by_phase() -> None:
    published = read("scorecard")
    year = whole_year("2024/25")
    assert one(published, SALTMERE_AREA, "school-places", year, "secondary").value == 22_400
    assert one(published, ENGLAND, "first-preference-rate", year).value == Decimal("92.5625602")
    before = whole_year("2022/23")
    assert one(published, SALTMERE_AREA, "school-places", before).value is Missing.NOT_COLLECTED


def test_a_new_release_at_school_level_has_urns() -> None:
    data = (
        "time_period,time_identifier,geographic_level,country_code,country_name,old_la_code,school_urn,"
        "education_phase,academy_type,enrolments,sess_possible,sess_overall,sess_overall_percent,"
        "enrolments_pa_10_exact,enrolments_pa_10_exact_percent,version\n"
        "202425,Academic year,School,E92000001,England,999,900101,State-funded primary,Converter,410,9000,405,"
        "4.5,z,low,Provisional\n"
    )
    published = read_published([SourceFile("anything.txt", data.encode("utf-16"))])
    assert findings(published) == []
    figure = one(published, school(900101), "overall-absence", whole_year("2024/25"))
    assert (figure.value, figure.cohort, figure.provisional, figure.area.authority) == (
        Decimal("4.5"),
        410,
        True,
        SALTMERE,
    )


def test_windows_bytes_and_semicolons_are_read() -> None:
    text = (FOLDER / "ks2.csv").read_text(encoding="utf-8").replace(",", ";")
    published = read_published([SourceFile("x", text.encode("cp1252"))])
    assert set(map(lambda each: each.key, published.figures)) == {each.key for each in read("ks2").figures}


def test_every_marker_has_one_meaning_and_none_is_a_number() -> None:
    assert {marker.missing for marker in MARKERS.values()} == set(Missing)
    for text, marker in MARKERS.items():
        assert marker_of(text) is marker
        assert marker_of(f"[{text}]") is marker
        assert marker.meaning.endswith(".")
    assert {"SUPP", "x", "c", ":", "z", "NP", "NE", "NA", "LOWCOV", "NEW", ""} <= MARKERS.keys()
    assert marker_of("x") is MARKERS["x"] is not marker_of("x", Dialect.EXCLUSIONS_BEFORE_2019)
    assert set(DIALECTS) == set(Dialect)
    assert marker_of("0") is None
