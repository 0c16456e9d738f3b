"""What is wrong with an official file, said by file, row, field and remedy."""

from __future__ import annotations

import pytest

from riskmatrix.published import SourceFile, read_published
from tests.fixtures.published import findings, read, read_edited, source

TAKE = "Take the file as published"
TIDY = (
    "time_period,time_identifier,geographic_level,country_code,country_name,gld_percent\n"
    "201718,Academic year,National,E92000001,England,71.5\n"
)
META = (
    "col_name,col_type,label,indicator_grouping,indicator_unit,filter_hint,filter_grouping_column\n"
    "gld_percent,Indicator,Good level,,%,,\n"
)


def told(data: str = TIDY, meta: str | None = META) -> list[str]:
    files = [SourceFile("d.csv", data.encode())]
    files += [SourceFile("d.meta.csv", meta.encode())] if meta else []
    return findings(read_published(files))


def test_the_two_files_of_this_test_are_sound() -> None:
    assert told() == told(meta=None) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("time_period", "", "row 1, “time_period”: The column “time_period” is missing."),
        ("time_identifier", "", "row 1, “time_identifier”: The column “time_identifier” is missing."),
        ("geographic_level", "", "row 1, “geographic_level”: The column “geographic_level” is missing."),
        ("country_code", "", "row 1, “country_code”: The column “country_code” is missing."),
        ("National", "Narnia", "row 2, “geographic_level”: “Narnia” is no geographic level."),
        (
            "National",
            "Local authority",
            "row 2, “old_la_code”: The row is of a local authority and has no code",
        ),
        ("National", "Regional", "row 2, “region_code”: The row is of a region and has no code"),
        ("National", "School", "row 2, “laestab”: The row is of a school and has neither"),
        ("E92000001", "W92000004", "row 2, “country_code”: W92000004 is not England. England is E92000001."),
        ("E92000001", "", "row 2, “country_code”: The row is of a country and has no code of one."),
        (
            "Academic year",
            '"Academic, year"',
            "row 2, “time_identifier”: “Academic, year” is no time identifier.",
        ),
        ("201718", "201719", "row 2, “time_period”: “201719” is no period for “Academic year”."),
        ("71.5", "71.5,1", "row 2: The row has more than the 6 cells of the headers."),
        (",71.5", "", "row 2: The row has fewer than the 6 cells of the headers."),
        ("71.5", "n/k", "row 2, “gld_percent”: “n/k” is neither a number nor a known sign"),
        ("71.5", "nan", "row 2, “gld_percent”: “nan” is neither a number nor a known sign"),
        ("71.5", "1_0", "row 2, “gld_percent”: “1_0” is neither a number nor a known sign"),
        ("71.5", "715", "row 2, “gld_percent”: 715 is impossible: such a figure lies between 0 and 100."),
        ("71.5", "-1", "row 2, “gld_percent”: -1 is impossible: such a figure lies between 0 and 100."),
        ("gld_percent", "fgh", "row 1: None of the columns holds a measure that the portal compares."),
        (
            "country_name",
            "gld_percent",
            "row 1: “gld_percent” is the header of more than one column (5 and 6).",
        ),
    ],
)
def test_data_files(old: str, new: str, said: str) -> None:
    found = told(TIDY.replace(old, new, 1), meta=None)
    assert any(each.startswith(f"d.csv, {said}") for each in found), found
    assert all(each.endswith(".") for each in found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Indicator", "InvalidValue", "row 2, “col_type”: “InvalidValue” is no type of column."),
        ("gld_percent", "gone", "row 2, “col_name”: “gone” is not a column of d.csv."),
        ("gld_percent", "'gld_percent'", "row 2, “col_name”: “'gld_percent'” is not a column of d.csv."),
        ("gld_percent", "time_period", "row 2, “col_name”: “time_period” is a column of every file."),
        ("gld_percent", "", "row 2, “col_name”: The name of the column is missing. Add it."),
        ("col_type", '"col_,type"', "row 1, “col_type”: The column “col_type” is missing."),
        ("indicator_unit", "what", "row 1, “what”: “what” is no column of a metadata file. Remove it."),
        (",%,,", ",%,,,more", "row 2: The row has more than the 7 cells of the headers."),
        (",%,,", "", "row 2: The row has fewer than the 7 cells of the headers."),
        (",%,,", ",%,,gone", "row 2, “filter_grouping_column”: “gone” is not a column of d.csv."),
        (
            "gld_percent,Indicator,Good level,,%,,\n",
            "gld_percent,Indicator,A,,,,\n" * 2,
            "row 3, “col_name”: “gld_percent” is described in row 2 already.",
        ),
    ],
)
def test_metadata(old: str, new: str, said: str) -> None:
    found = told(meta=META.replace(old, new, 1))
    assert any(each.startswith(f"d.meta.csv, {said}") for each in found), found


def test_metadata_find_their_data_whatever_both_are_called() -> None:
    files = [
        SourceFile("one", META.replace("gld_percent", "gone").encode()),
        SourceFile("two", TIDY.encode()),
    ]
    published = read_published(files)
    assert published.notes == ("one: It describes the columns of none of the files given.",)
    wrong = META.replace("Good level,,%,,", "Good level,,%,,gone")
    published = read_published([SourceFile("one", wrong.encode()), SourceFile("two", TIDY.encode())])
    assert "“gone” is not a column of two." in findings(published)[0]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("absence", "900101", "?", "row 2, “URN”: “?” is not a URN. Correct it, or remove the row."),
        ("absence", "999,2001,", "99,2001,", "row 2, “LA”: “99” and “2001” are not the numbers of"),
        ("absence", "SUPP", "SUPPP", "row 3, “PPERSABS10”: “SUPPP” is neither a number nor a known sign"),
        (
            "absence",
            "NAT,PRI",
            "NAT,PRY",
            "row 8, “ESTAB”: “PRY” is no kind of school. Write PRI, SEC or SPE.",
        ),
        ("absence", "3.7", "3.7%%", "row 2, “PERCTOT”: “3.7%%” is neither a number"),
        ("ks2", "5, , , , ,46", "6, , , , ,46", "row 9, “RECTYPE”: “6” is no type of record."),
        ("ks2", "3,999, ", "3, , ", "row 7, “LEA”: The number of the local authority is missing."),
        ("ks2", "2001,900101", "2001,", "row 2, “URN”: “” is not a URN."),
        (
            "ks2",
            "104,-2.8",
            "104,2.8%",
            "row 2, “READPROG”: “2.8%” is a percentage, and no percentage belongs",
        ),
        (
            "ks2",
            "104,-2.8",
            "-104,-2.8",
            "row 2, “READ_AVERAGE”: -104 is impossible: such a figure lies betw",
        ),
        ("scorecard", "2022/23", "2022/24", "row 4, “Year”: “2022/24” is no academic year. Write it as in"),
        (
            "scorecard",
            "National",
            "Galaxy",
            "row 3, “geographic_level”: “Galaxy” is no level of a scorecard.",
        ),
        (
            "scorecard",
            "North Mere,999",
            "North Mere,9",
            "row 2, “LANumber”: “9” is not the number of a local",
        ),
        ("absence_by_term", "Summer term", "Summer", "row 6, “term”: “Summer” is no term. Write Total, or a"),
    ],
)
def test_rows_that_cannot_be_used(name: str, old: str, new: str, said: str) -> None:
    found = findings(read_edited(name, (old, new)))
    assert found[0].startswith(f"{name}.csv, {said}"), found


def test_a_file_that_does_not_say_its_year_is_asked_for_it() -> None:
    bare = SourceFile("absence.csv", source("absence").data)
    published = read_published([bare])
    assert findings(published) == [
        "absence.csv: The file does not say which year it is of. Say the academic year of this file, as in 2018/19."
    ]
    assert published.figures == ()
    assert "“2018” is no academic year" in findings(read_published([source("absence", year="2018")]))[0]


def test_a_year_that_the_headers_deny_is_not_believed() -> None:
    published = read_published([source("ks2", year="2017/18")])
    assert findings(published) == [
        "ks2.csv: By its headers the file is of 2018/19, not of 2017/18. Give the year its headers say, or none."
    ]
    assert published.figures == ()


def test_other_files_are_told_from_the_registers() -> None:
    other = SourceFile("menu.csv", b"dish,price\nsoup,3\n")
    links = SourceFile("links.csv", b"URN,LinkURN,LinkType\n900101,900001,Predecessor\n")
    found = findings(read_published([other, links, SourceFile("empty.csv", b" ")]))
    assert any("“dish”, “price” … Give performance tables" in each for each in found)
    assert any("It is of the register of schools: bring it in as schools are." in each for each in found)
    assert any(each.startswith("empty.csv: The file is empty.") for each in found)


def test_two_values_for_one_figure_are_a_finding_and_the_first_is_kept() -> None:
    later = SourceFile("later.csv", source("absence", ("900101,3.7", "900101,3.8")).data, "2018/19")
    published = read_published([source("absence"), later])
    assert findings(published) == [
        "later.csv, row 2: Overall absence of school 900101, primary, the whole year 2018/19, is 3.8 here and 3.7 in "
        "absence.csv, row 2. Keep the row that is right."
    ]
    assert published.figures == read("absence").figures
    suppressed = SourceFile("x.csv", source("absence", ("900101,3.7", "900101,SUPP")).data, "2018/19")
    assert "is suppressed here and 3.7" in findings(read_published([source("absence"), suppressed]))[0]


def test_the_same_value_twice_counts_once_and_is_said() -> None:
    again = SourceFile("again.csv", source("absence", ("900101,3.7", "900101,3.70")).data, "2018/19")
    published = read_published([source("absence"), again])
    assert findings(published) == []
    assert published.figures == read("absence").figures
    assert published.notes == (
        "again.csv: 18 figures stand in absence.csv already, with the same values; each counts once.",
    )


def test_a_new_urn_for_an_old_number_leaves_both() -> None:
    later = SourceFile("later.csv", source("absence", ("900101", "900201")).data, "2019/20")
    published = read_published([source("absence"), later])
    assert published.urns["9992001"] == {"900101", "900201"}
