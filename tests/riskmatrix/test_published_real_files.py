"""The official files themselves, where they are at hand: ``REAL_DATA`` or ``../shared/data`` beside the project.

What is expected of them is worked out here with nothing but the csv module and words of this file. Where they are
absent these tests are left out, and counted.
"""

from __future__ import annotations

import csv
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pytest

from riskmatrix.published import (
    ENGLAND,
    Benchmarks,
    Missing,
    NoneFits,
    Period,
    PeriodKind,
    Published,
    PublishedFigure,
    Reason,
    SourceFile,
    local_authority,
    read_published,
    whole_year,
)
from tests.real_data import FOLDER

pytestmark = pytest.mark.real_data
SOKE = FOLDER / "soke"
HOSTILE = FOLDER / "hostile-input" / "ees_file_upload_validation"
PETERBOROUGH = local_authority("874")
OF_A_YEAR = {
    "absence_201819_england_abs.csv",
    "census_201819_england_census.csv",
    "ks2_progress_201819_derived.csv",
    "england_abs.csv",
}
OF_THE_REGISTER = ("groups_", "group_links_", "links_", "schools_")
SIGNS = {"SUPP": "suppressed", "x": "suppressed", ".": "not-applicable"}


@cache
def everything() -> Published:
    return read_published(
        SourceFile(f"{path.parent.name}/{path.name}", path, "2018/19" if path.name in OF_A_YEAR else None)
        for folder in ("soke", "attendance", "early-years", "performance")
        for path in sorted((FOLDER / folder).glob("*.csv"))
        if not path.name.startswith(OF_THE_REGISTER)
    )


@cache
def soke() -> Published:
    return read_published(
        SourceFile(path.name, path, "2018/19" if path.name in OF_A_YEAR else None)
        for path in sorted(SOKE.glob("*.csv"))
        if not path.name.startswith(OF_THE_REGISTER)
    )


def rows(name: str) -> list[dict[str, str]]:
    with (SOKE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


Cell = tuple[str, str, str, str]
"""Area, measure, year; and the value as a text."""


def cells_of_schools() -> Iterator[Cell]:
    """Every figure of every school row of the folder, by hand."""
    for row in rows("absence_201819_england_abs.csv"):
        if row["LA"] != "NAT":
            yield row["URN"], "overall-absence", "2018/19", row["PERCTOT"]
            yield row["URN"], "persistent-absence", "2018/19", row["PPERSABS10"]
    for row in rows("census_201819_england_census.csv"):
        if row["URN"] != "NAT":
            yield row["URN"], "number-on-roll", "2018/19", row["NOR"]
    for row in rows("ks2_progress_201819_derived.csv"):
        for column, subject in (("READPROG", "reading"), ("WRITPROG", "writing"), ("MATPROG", "maths")):
            yield row["URN"], f"ks2-progress-{subject}", "2018/19", row[column]
    for row in rows("exclusions_200607_201617.csv"):
        if row["geographic_level"] == "School":
            year = f"{row['time_period'][:4]}/{row['time_period'][4:]}"
            yield row["laestab"], "suspensions", year, row["fixed_excl_rate"]
            yield row["laestab"], "permanent-exclusions", year, row["perm_excl_rate"]


def value(text: str) -> Decimal | str:
    return SIGNS.get(text) or Decimal(text)


def plain(figure: PublishedFigure) -> Decimal | str:
    return figure.value.value if isinstance(figure.value, Missing) else figure.value


def test_the_school_rows_of_soke_are_exactly_these() -> None:
    found = Counter(
        (each.area.code, each.measure, each.period.academic_year, plain(each))
        for each in soke().figures
        if each.area.kind in ("school", "establishment")
    )
    expected = Counter((area, measure, year, value(text)) for area, measure, year, text in cells_of_schools())
    assert found == expected
    assert soke().findings == ()
    assert len(expected) == 10 + 5 + 15 + 66
    assert {area for area, *_ in expected} == {
        *("145268", "145269", "145270", "145272", "110700"),
        *("8742233", "8742324", "8742451"),
    }, "Northborough's history stands under its predecessor's URN"
    assert soke().urns["8742233"] == {"145270"}


def cells_of_areas() -> Iterator[tuple[str, Cell]]:
    """By hand, the England and Peterborough figures that a primary school's may stand beside."""
    (england,) = [row for row in rows("absence_201819_england_abs.csv") if row["ESTAB"] == "PRI"]
    yield "England", ("", "overall-absence", "2018/19", england["PERCTOT"])
    yield "England", ("", "persistent-absence", "2018/19", england["PPERSABS10"])
    (england,) = [row for row in rows("census_201819_england_census.csv") if row["ESTAB"] == "PRI"]
    yield "England", ("", "number-on-roll", "2018/19", england["NOR"])
    for row in rows("exclusions_200607_201617.csv"):
        if row["geographic_level"] != "School" and row["school_type"] == "State-funded primary":
            year = f"{row['time_period'][:4]}/{row['time_period'][4:]}"
            name = row["la_name"] or "England"
            yield name, ("", "suspensions", year, row["fixed_excl_rate"])
            yield name, ("", "permanent-exclusions", year, row["perm_excl_rate"])


def test_every_school_row_stands_beside_its_benchmarks() -> None:
    expected = {(name, *cell[1:3]): value(cell[3]) for name, cell in cells_of_areas()}
    benchmarks = Benchmarks(soke().figures)
    peterborough = benchmarks.local_authority("Peterborough")
    assert peterborough == PETERBOROUGH
    beside: Counter[str] = Counter()
    for figure in soke().figures:
        if figure.area.kind not in ("school", "establishment"):
            continue
        for area in (ENGLAND, PETERBOROUGH):
            name = "England" if area == ENGLAND else "Peterborough"
            found = benchmarks.find(figure.measure, figure.phase, figure.period, area)
            wanted = expected.get((name, figure.measure, figure.period.academic_year))
            if wanted is None:
                assert isinstance(found, NoneFits), (figure, found)
                assert found.missing is Missing.NOT_COLLECTED
                beside[f"no {name}"] += 1
            else:
                assert isinstance(found, PublishedFigure), (figure, found)
                assert plain(found) == wanted
                assert found.key == (area, figure.measure, figure.phase, figure.period)
                beside[name] += 1
    # Absence, roll and three schools' eleven years beside England; of those, only the last beside Peterborough,
    # which the absence file has no row of; progress in key stage 2 beside neither.
    assert beside == {"England": 15 + 66, "no England": 15, "Peterborough": 66, "no Peterborough": 30}


def test_the_early_years_are_of_areas_only() -> None:
    benchmarks = Benchmarks(soke().figures)
    by_hand = {
        (row["la_name"].strip() or "England", row["time_period"]): Decimal(row["gld_percent"])
        for row in rows("eyfsp_gld_2013_2018.csv")
        if row["characteristic"] == "Total"
    }
    assert len(by_hand) == 12
    for (name, year), percent in by_hand.items():
        area = ENGLAND if name == "England" else PETERBOROUGH
        period = whole_year(f"{year[:4]}/{year[4:]}")
        found = benchmarks.find("good-level-of-development", "primary", period, area)
        assert isinstance(found, PublishedFigure)
        assert found.value == percent
    of_schools = {each.area for each in soke().figures if each.area.kind in ("school", "establishment")}
    for area in of_schools:
        none = benchmarks.find("good-level-of-development", "primary", whole_year("2017/18"), area)
        assert isinstance(none, NoneFits)
        assert none.reason is Reason.NOT_FOR_THIS_AREA


def test_no_season_stands_in_for_another() -> None:
    benchmarks = Benchmarks(soke().figures)
    by_hand = {
        (row["la_name"] or "England", row["term"], row["time_period"]): row["sess_overall_percent"]
        for row in rows("absence_by_term_201213_201617.csv")
        if row["school_type"] == "State-funded primary"
    }
    assert len(by_hand) == 40
    for (name, term, year), percent in by_hand.items():
        years = f"{year[:4]}/{year[4:]}"
        season = Period(PeriodKind.TERM, years, term.split()[0].lower())
        period = whole_year(years) if term == "Total" else season
        area = ENGLAND if name == "England" else PETERBOROUGH
        found = benchmarks.find("overall-absence", "primary", period, area)
        assert isinstance(found, PublishedFigure)
        assert found.value == Decimal(percent)
    none = benchmarks.find("overall-absence", "primary", whole_year("2025/26"), PETERBOROUGH)
    assert isinstance(none, NoneFits)
    assert none.reason is Reason.OTHER_SEASON


def test_all_folders_together_are_counted_as_an_independent_count_does() -> None:
    began = time.process_time()
    everything.cache_clear()
    published = everything()
    assert time.process_time() - began < 10, "about two seconds on two cores"
    assert published.findings == ()
    # Neither the sheet tool nor the csv module: the file has no quoted cell.
    lines = (FOLDER / "attendance" / "england_abs.csv").read_bytes().decode("utf-8-sig").split()[1:]
    absence = [each for each in published.figures if each.measure == "persistent-absence"]
    of_schools = [each for each in absence if each.area.kind == "school"]
    assert len(of_schools) == len([line for line in lines if not line.startswith("NAT")]) == 21_214
    suppressed = [each for each in of_schools if each.value is Missing.SUPPRESSED]
    assert len(suppressed) == sum(line.endswith(",SUPP") for line in lines) == 864
    nought = [each for each in of_schools if each.value == 0]
    assert len(nought) == sum(line.endswith(",0") for line in lines) > 0
    by_hand = [line.split(",") for line in lines if ",2234," in line and line.startswith("874")]
    assert [row[2] for row in by_hand] == ["110700"]


def test_hampshires_key_stage_2_is_of_2018_19_whatever_the_file_is_called() -> None:
    (path,) = (FOLDER / "performance").glob("ks2final*.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    place = {header: at for at, header in enumerate(table[0])}
    schools = [row for row in table[1:] if row[0] in ("1", "2")]
    full = [row for row in schools if len(row) == len(table[0])]
    found = [
        each
        for each in everything().figures
        if each.measure == "ks2-expected-rwm" and each.period == whole_year("2018/19")
    ]
    of_schools = {each.area.code: plain(each) for each in found if each.area.kind == "school"}
    assert len(of_schools) == len(schools) == 331
    for row in full:
        text = row[place["PTRWM_EXP"]]
        assert of_schools[row[place["URN"]]] == value(text.rstrip("%"))
    short = {row[place["URN"]] for row in schools} - {row[place["URN"]] for row in full}
    assert {of_schools[urn] for urn in short} == {"not-applicable"}
    areas = {each.area.code: each.value for each in found if each.area.kind != "school"}
    assert areas == {"850": 68, ENGLAND.code: 65}


def test_the_hostile_uploads_are_all_found_out() -> None:
    pairs = sorted(HOSTILE.glob("*.meta.csv"))
    assert len(pairs) == 15
    for meta in pairs:
        data = HOSTILE / meta.name.replace(".meta.csv", ".csv")
        published = read_published([SourceFile(each.name, each) for each in (data, meta)])
        assert published.findings, meta.name
        for finding in published.findings:
            assert finding.where.row, finding
            assert finding.remedy.endswith("."), finding
