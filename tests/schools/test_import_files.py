"""The register's files, recognised by their headers and read as they come."""

from __future__ import annotations

from datetime import date

import pytest

from kit.sheets import csv_bytes, read_table
from schools.gias.layouts import parse
from schools.gias.phases import phase_of
from schools.gias.records import Establishment, Layout, Parsed
from schools.models import School
from tests.fixtures.gias import FOLDER, read, read_edited


def school(urn: int) -> Establishment:
    (extract,) = read("extract")
    return next(each for each in extract.establishments if each.urn == urn)


def rows(headers: str, *lines: str) -> Parsed:
    return parse("some.csv", read_table("\n".join([headers, *lines]).encode()))


def sentences(parsed: Parsed) -> list[str]:
    return [str(finding) for finding in parsed.findings]


@pytest.mark.parametrize(
    ("name", "layout", "encoding", "records"),
    [
        ("extract", Layout.ESTABLISHMENTS, "Windows-1252", 8),
        ("groups", Layout.GROUPS, "Windows-1252", 5),
        ("group_links", Layout.MEMBERSHIPS, "UTF-8", 11),
        ("links", Layout.LINKS, "Windows-1252", 9),
        ("dates", Layout.DATES, "UTF-8", 3),
    ],
)
def test_each_file_is_known_by_its_headers(name: str, layout: Layout, encoding: str, records: int) -> None:
    disguised = parse("renamed.txt", read_table((FOLDER / f"{name}.csv").read_bytes()))
    assert (disguised.layout, disguised.encoding, disguised.rows) == (layout, encoding, records)
    assert disguised.findings == ()
    kept = disguised.establishments or disguised.groups or disguised.memberships or disguised.links
    assert len(kept) == records


def test_a_school_of_the_extract() -> None:
    assert school(900101) == Establishment(
        where=school(900101).where,
        urn=900101,
        name="Saltmere Infant School",
        kind="Academy converter",
        phase="Primary",
        lowest_age=4,
        highest_age=7,
        capacity=180,
        number_on_roll=171,
        local_authority="Northmere",
        street="Harbour Lane",
        town="Saltmere",
        postcode="ZZ1 1AA",
        opened_on=date(2019, 9, 1),
        status="Open",
        trust_name="LARKMOOR LEARNING TRUST",
    )
    assert str(school(900101).where) == "extract.csv, row 2"


def test_names_come_through_windows_1252() -> None:
    assert school(900102).name == "St Chloë’s Junior School"
    assert [link.link_name for link in read("links")[0].links if link.link_urn == 700104] == [
        "Brackwater à la Rivière School"
    ]


def test_what_is_not_recorded_is_unknown_and_not_nought() -> None:
    hollowdene = school(900104)
    assert (hollowdene.capacity, hollowdene.street, hollowdene.phase) == (None, None, None)
    assert hollowdene.opened_on is None, "the register writes 1 January 1900 where nobody knows"
    assert school(900103).number_on_roll is None
    assert (school(900102).capacity, school(900102).street) == (240, "2 Chapel Row, Upper Saltmere")


@pytest.mark.parametrize(
    ("cells", "place"),
    [("542100,281300", (542100, 281300)), ("542100.0,281300", (542100, 281300)), ("0,0", (None, None)),
     ("542100,", (None, None)), ("Not recorded,281300", (None, None))],
)  # fmt: skip
def test_where_a_school_is_stands_whole_or_not_at_all(
    cells: str, place: tuple[int | None, int | None]
) -> None:
    headers = (
        "URN,EstablishmentName,EstablishmentStatus (name),TypeOfEstablishment (name),PhaseOfEducation (name),"
        "Easting,Northing"
    )
    parsed = rows(headers, f"900101,Saltmere,Open,Academy converter,Primary,{cells}")
    assert parsed.findings == ()
    assert (parsed.establishments[0].easting, parsed.establishments[0].northing) == place


def test_open_closed_and_about_to_close() -> None:
    assert [school(urn).is_open for urn in (900101, 900105, 800101)] == [True, True, False]
    assert school(900105).closed_on == date(2099, 8, 31)


def test_further_cells_of_a_long_row_are_further_links() -> None:
    (extract,) = read("extract")
    assert [(link.link_urn, link.relation) for link in extract.links if link.urn == 900103] == [
        (800103, "Predecessor"),
        (800104, "Predecessor"),
    ]
    assert extract.notes == (
        "Row 4 is longer than the headers; the further cells are further linked establishments.",
    )


def test_company_numbers_get_their_leading_noughts_back() -> None:
    numbers = {group.uid: group.companies_house_number for group in read("groups")[0].groups}
    assert numbers == {
        "90001": "09123456",
        "90002": None,
        "90003": "10923457",
        "90004": "08923458",
        "90005": None,
    }


@pytest.mark.parametrize("written", ["01-09-2019", "01/09/2019", "2019-09-01", "2019-09-01 00:00:00"])
def test_dates_in_each_of_the_ways_they_are_written(written: str) -> None:
    parsed = rows("urn,name,town,postcode,open_date,close_date", f"900101,Saltmere,,,{written},")
    assert parsed.establishments[0].opened_on == date(2019, 9, 1)


def test_a_short_row_is_not_recorded_and_noted() -> None:
    parsed = rows("urn,name,open_date,close_date", "900101,Saltmere")
    assert parsed.establishments[0].opened_on is None
    assert parsed.notes == ("Row 2 is shorter than the headers; the missing cells are not recorded.",)


def test_every_mistake_is_told_with_file_row_column_and_remedy() -> None:
    parsed = rows(
        "urn,name,open_date,close_date",
        "900101,Saltmere,31-02-2019,",
        ",Nowhere,,",
        "9001x2,Brackwater,,soon",
        "0,Nought,,",
        "900103,Hollowdene,01-09-19,",
        "900103,Hollowdene,,",
    )
    assert sentences(parsed) == [
        "some.csv, row 2, “open_date”: “31-02-2019” is not a date. Write it as in 01-09-2024, or leave it empty.",
        "some.csv, row 3, “urn”: The URN is missing. Add it, or remove the row.",
        "some.csv, row 4, “urn”: “9001x2” is not a whole number. Correct it, or leave it empty.",
        "some.csv, row 4, “close_date”: “soon” is not a date. Write it as in 01-09-2024, or leave it empty.",
        "some.csv, row 5, “urn”: 0 is not a URN. Correct it, or remove the row.",
        "some.csv, row 6, “open_date”: “01-09-19” is not a date. Write it as in 01-09-2024, or leave it empty.",
        "some.csv, row 7: School 900103 is described in row 6 already. Keep one of the two rows.",
    ]


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        (
            "extract",
            ('"180"', '"many"'),
            "extract.csv, row 2, “SchoolCapacity”: “many” is not a whole number.",
        ),
        ("groups", ("90002,", "ninety,"), "groups.csv, row 3, “Group UID”: “ninety” is not a whole number."),
        (
            "group_links",
            ("2021-04-01", "April"),
            "group_links.csv, row 6, “Joined date”: “April” is not a date.",
        ),
        ("links", ("800102,900102", "800102,"), "links.csv, row 4, “LinkURN”: The URN is missing."),
    ],
)
def test_mistakes_in_each_of_the_files(name: str, change: tuple[str, str], sentence: str) -> None:
    assert sentences(read_edited(name, change))[0].startswith(sentence)


def test_a_file_of_something_else_is_turned_away() -> None:
    parsed = rows("LA,ESTAB,URN,PERCTOT", "999,2000,900101,4.1")
    assert parsed.layout is None
    assert sentences(parsed)[0].startswith(
        "some.csv, row 1: These are the headers of none of the register's files: “LA”, “ESTAB”, “URN”"
    )


def test_a_repeated_header_is_not_guessed_at() -> None:
    parsed = read_edited("links", ("LinkName", "URN"))
    assert sentences(parsed) == [
        "links.csv, row 1: “URN” is the header of more than one column (1 and 3). Keep one of them."
    ]
    assert parsed.links == ()


def test_the_list_of_types_is_recognised_and_not_needed() -> None:
    parsed = rows("type-of-establishment-code,type-of-establishment-name", "34,Academy converter")
    assert parsed.layout is Layout.TYPES
    assert "nothing of it is needed" in parsed.notes[0]


def test_the_same_files_saved_as_workbooks_say_the_same() -> None:
    from kit.sheets import xlsx_bytes

    for name in ("links", "dates", "groups"):
        table = read_table(FOLDER / f"{name}.csv")
        again = parse(f"{name}.csv", read_table(xlsx_bytes(table.headers, [row.cells for row in table.rows])))
        (first,) = read(name)
        assert (again.links, again.establishments, again.groups) == (
            first.links,
            first.establishments,
            first.groups,
        )


@pytest.mark.parametrize(
    ("phase", "kind", "ages", "ours"),
    [
        ("Primary", "Community school", (4, 7), "infant"),
        ("Primary", "Community school", (2, 7), "infant"),
        ("Primary", "Academy converter", (7, 11), "junior"),
        ("Primary", "Academy converter", (8, 12), "junior"),
        ("Primary", "Academy converter", (3, 11), "primary"),
        ("Primary", "Academy converter", (5, 9), "primary"),
        ("Primary", "Academy converter", (None, 7), "primary"),
        ("Primary", "Academy converter", (None, None), "primary"),
        ("Middle deemed primary", "Foundation school", (8, 12), "middle"),
        ("Middle deemed secondary", "Foundation school", (9, 13), "middle"),
        ("Secondary", "Academy sponsor led", (11, 16), "secondary"),
        ("16 plus", "Free schools 16 to 19", (16, 19), "16_plus"),
        ("All-through", "Free schools", (4, 18), "all_through"),
        ("Nursery", "Local authority nursery school", (2, 4), "nursery"),
        (None, "Academy special converter", (4, 19), "special"),
        ("Secondary", "Free schools special", (11, 16), "special"),
        (None, "Pupil referral unit", (11, 16), "unknown"),
        (None, None, (None, None), "unknown"),
    ],
)
def test_phases(phase: str | None, kind: str | None, ages: tuple[int | None, int | None], ours: str) -> None:
    assert phase_of(phase, kind, *ages) == ours
    assert ours in School.Phase.values


def test_text_is_made_safe_to_store() -> None:
    table = csv_bytes(
        ["urn", "name", "open_date", "close_date"], [[900101, "Salt\u202emere\n School", "", ""]]
    )
    assert parse("some.csv", read_table(table)).establishments[0].name == "Saltmere School"
