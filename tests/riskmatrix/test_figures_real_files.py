"""The official files of one trust's places, through the database, onto the pages: where they are at hand.

The trust and its schools' names are invented; their numbers must be the files' own, or nothing would be found. What is
expected is worked out with nothing but the csv module and words of this file and of test_published_real_files.py.
Where the files are absent these tests are left out, and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskmatrix.entries import PLACES
from riskmatrix.measured import Missing
from riskmatrix.models import Benchmark, Figure
from riskmatrix.queries.figure_rows import value_of
from riskmatrix.queries.measure_history import measure_history
from riskmatrix.queries.school_figures import school_figures
from schools.access.roles import Role
from schools.models import Person, Predecessor, School
from schools.services.schools import add_school
from tests.cast import Cast, engage
from tests.riskmatrix.test_published_real_files import (
    OF_A_YEAR,
    OF_THE_REGISTER,
    SIGNS,
    SOKE,
    cells_of_areas,
    cells_of_schools,
)

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]

# Invented names; the numbers are those of the files. The predecessor of the last is in none of their figures but one.
NAMES = {145268: "Heron", 145269: "Kite", 145270: "Lapwing", 145272: "Merlin", 147382: "Nuthatch"}
BEFORE = {145268: 110730, 145269: 110755, 145270: 110699, 145272: 130930, 147382: 110700}
OPENED = {147382: date(2019, 9, 1)}
BY_NUMBER = {"8742233": 145270, "8742324": 145269, "8742451": 145272}


@pytest.fixture
def soke(cast: Cast) -> Cast:
    """Five invented schools with the numbers of the files, and all of the files brought in by the command."""
    by = cast.trust_administrator
    for urn, name in NAMES.items():
        school = add_school(
            trust=cast.trust, urn=urn, name=f"{name} Primary", phase="primary", lowest_age=4, highest_age=11,
            local_authority="Peterborough", opened_on=OPENED.get(urn, date(2018, 1, 1)), by=by,
        )  # fmt: skip
        Predecessor.objects.create(school=school, urn=BEFORE[urn], name=f"Old {name} School")
    files = [path for path in sorted(SOKE.glob("*.csv")) if not path.name.startswith(OF_THE_REGISTER)]
    of_a_year = [path for path in files if path.name in OF_A_YEAR]
    others = [path for path in files if path.name not in OF_A_YEAR]
    # Files that know schools by number need, in the same go, one that gives the number its URN.
    call_command(
        "import_figures", *of_a_year, *others, trust=cast.trust.name, by=by.email, academic_year="2018/19"
    )
    return cast


def urn_of(area: str) -> int:
    """The school of today that a URN or number of the files belongs to."""
    if area in BY_NUMBER:
        return BY_NUMBER[area]
    return {str(old): new for new, old in BEFORE.items()}.get(area, int(area))


def value(text: str) -> Decimal | str:
    """As it stands in the database."""
    return SIGNS.get(text) or Decimal(text).quantize(PLACES)


def stored(row: Figure | Benchmark) -> Decimal | str:
    found = value_of(row)
    assert isinstance(found, Decimal | Missing)
    return found.value if isinstance(found, Missing) else found


def test_every_school_row_stands_in_the_database(soke: Cast) -> None:
    rows = Figure.objects.standing().select_related("school")
    found = Counter((row.school.urn, row.measure, row.academic_year, stored(row)) for row in rows)
    expected = Counter(
        (urn_of(area), measure, year, value(text)) for area, measure, year, text in cells_of_schools()
    )
    assert found == expected
    assert sum(expected.values()) == 96
    under = {(row.school.urn, row.urn) for row in rows if row.measure == "overall-absence"}
    assert (147382, 110700) in under, "The history stands under the predecessor's number."
    assert {row.urn for row in rows if row.measure == "suspensions"} == {
        BEFORE[each] for each in BY_NUMBER.values()
    }


def test_every_school_row_appears_beside_peterborough_and_england(
    soke: Cast, client_of: Callable[[Person], Client]
) -> None:
    """On the page of each measure of each school: the value, both areas where the files have them, else words."""
    areas = {(name, *cell[1:3]): value(cell[3]) for name, cell in cells_of_areas()}
    beside: Counter[str] = Counter()
    wanted = Counter((urn_of(area), measure) for area, measure, *_ in cells_of_schools())
    for (urn, measure), count in wanted.items():
        school = School.objects.select_related("trust").get(urn=urn)
        history = measure_history(school, measure, soke.trust_administrator)
        assert history is not None
        assert history.areas == ("England", "Peterborough")
        mine = [row for row in history.rows if row.is_the_schools]
        assert len(mine) == count
        for row in mine:
            for name, cell in zip(history.areas, row.areas, strict=True):
                expected = areas.get((name, measure, row.period.academic_year))
                where = (urn, measure, row.period, name)
                if expected is None:
                    assert (cell.words, cell.number) == ("not collected", None), where
                elif isinstance(expected, Decimal):
                    assert cell.number == float(expected), where
                else:
                    assert (cell.words.split(",")[0], cell.number) == (expected, None), where
                beside[name if expected is not None else f"no {name}"] += 1
    assert beside == {"England": 81, "no England": 15, "Peterborough": 66, "no Peterborough": 30}
    page = client_of(soke.trust_administrator).get(reverse("figure_history", args=[145272, "suspensions"]))
    text = page.content.decode()
    assert "suppressed" in text
    assert "Old Merlin School" in text


def test_what_is_of_areas_only_says_not_collected_for_the_school(
    soke: Cast, client_of: Callable[[Person], Client]
) -> None:
    school = School.objects.select_related("trust").get(urn=147382)
    history = measure_history(school, "good-level-of-development", soke.trust_administrator)
    assert history is not None
    assert len(history.rows) == 6
    assert {row.own.words for row in history.rows} == {"not collected"}
    assert all(cell.is_number for row in history.rows for cell in row.areas)
    assert Benchmark.objects.standing().filter(measure="good-level-of-development").count() == 12


def test_the_page_of_a_school_names_the_predecessor_and_costs_the_same(
    soke: Cast, client_of: Callable[[Person], Client]
) -> None:
    counts = set()
    head = engage(
        "Olive Rook", Role.HEADTEACHER, soke.trust, soke.trust_administrator, School.objects.get(urn=147382)
    )
    for urn in (147382, 145268):
        school = School.objects.select_related("trust").get(urn=urn)
        with CaptureQueriesContext(connection) as queries:
            page = school_figures(school, soke.trust_administrator)
        counts.add(len(queries))
        assert page.sections
    assert len(counts) == 1
    text = client_of(head).get(reverse("figures", args=[147382])).content.decode()
    assert "Old Nuthatch School" in text
    assert "(URN 110700)" in text


def test_the_files_again_change_nothing(soke: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    before = Figure.objects.count(), Benchmark.objects.count()
    files = [path for path in sorted(SOKE.glob("*.csv")) if not path.name.startswith(OF_THE_REGISTER)]
    call_command(
        "import_figures", *files, trust=soke.trust.name, by=soke.trust_administrator.email,
        academic_year="2018/19", dry_run=True,
    )  # fmt: skip
    said = capsys.readouterr().out
    assert "0 new, 0 changed" in said
    assert (Figure.objects.count(), Benchmark.objects.count()) == before
