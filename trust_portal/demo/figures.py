"""The chapters of the figures: national ones gathered at the start, the schools' own brought in each term."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from kit import clock
from kit.sheets import csv_bytes, read_table
from riskmatrix.periods import TERMS
from riskmatrix.published.years import year_beginning
from riskmatrix.queries.figure_imports import dry_run
from riskmatrix.services import figure_files, figure_imports, frameworks
from schools.models import School
from trust_portal.demo.data import read
from trust_portal.demo.plan import StoryTerm
from trust_portal.demo.stage import Stage

HEADERS = ("URN", "Measure", "Period", "Value", "Counted", "Out of", "Cohort", "Source")
BENCHMARKS = frameworks.PACKS / "benchmarks-national.yaml"


def write(stage: Stage) -> None:
    """Enter the trust's files of figures in the diary: one in the second week of each term, of the term before."""
    first = stage.plan.terms[0]
    stage.at(first.days[0], "09:40", lambda: _benchmarks(stage))
    for told in stage.plan.terms:
        stage.at(told.days[6], "10:20", partial(_bring_in, stage, told))


def _benchmarks(stage: Stage) -> None:
    by = stage.people["administrator"]
    found = figure_files.read_pack(trust=stage.trust, path=BENCHMARKS, by=by)
    figure_imports.apply(found=found, by=by)


def _bring_in(stage: Stage, told: StoryTerm) -> None:
    """One file for all schools, by the chief financial officer's office."""
    rows = [row for key in stage.schools for row in _rows(stage, told, key)]
    data = csv_bytes(HEADERS, rows)
    by = stage.people["finance"]
    found = figure_files.read_own(
        trust=stage.trust,
        school=None,
        name=f"Figures {told.name}.csv",
        data=data,
        table=read_table(data),
        by=by,
    )
    run = dry_run(found)
    assert not run.findings, run.findings  # noqa: S101 (the story writes good files)
    figure_imports.apply(found=found, by=by)
    stage.count("figures brought in", len(run.to_write))


def _rows(stage: Stage, told: StoryTerm, key: str) -> Iterator[tuple[str, ...]]:
    school, chance = stage.schools[key], stage.chance("figures", key, told.place)
    usual = read("figures")[key]
    roll = school.number_on_roll or 0
    period = _term_before(told)
    possible = roll * 130
    attended = round(possible * (usual["attendance"] + chance.uniform(-0.6, 0.6)) / 100)
    yield _row(school, "Attendance", period, attended, possible, roll, "Register")
    absent = round(roll * (usual["persistent-absence"] + chance.uniform(-1.5, 1.5)) / 100)
    yield _row(school, "Persistent absence", period, absent, roll, roll, "Register")
    suspended = chance.randint(*usual["suspensions"])
    yield _row(school, "Suspensions", period, suspended, roll, roll, "Behaviour log")
    days = f"{usual['staff-absence'] + chance.uniform(-0.5, 0.5):.1f}"
    staff = str(usual["staff"])
    yield (str(school.urn), "Staff absence", period, days, "", "", staff, "Personnel system")
    today = clock.today()
    open_actions = str(chance.randint(0, 5))
    yield (
        str(school.urn), "Open actions of the safeguarding audit", _day(today), open_actions, "", "", "",
        "Compliance system",
    )  # fmt: skip
    audit = _day(today - timedelta(days=usual["audit-days-ago"]))
    yield (str(school.urn), "Date of the safeguarding audit", audit, audit, "", "", "", "Compliance system")
    if told.term.number == 1:
        yield from _results(stage, told, key)


def _results(stage: Stage, told: StoryTerm, key: str) -> Iterator[tuple[str, ...]]:
    """What came out over the summer, of year groups small enough to think twice about."""
    school, usual = stage.schools[key], read("figures")[key]
    for measure, (cohort, percent) in usual.get("results", {}).items():
        for back in (3, 2, 1):
            chance = stage.chance("results", key, measure, told.start_year - back)
            size = cohort + chance.randint(-2, 2)
            met = round(size * (percent + chance.uniform(-6, 6)) / 100)
            yield _row(school, measure, year_beginning(told.start_year - back), met, size, size, "Results")


def _row(
    school: School, measure: str, period: str, counted: int, of: int, cohort: int, source: str
) -> tuple[str, ...]:
    return (str(school.urn), measure, period, "", str(counted), str(of), str(cohort), source)


def _term_before(told: StoryTerm) -> str:
    number = told.term.number - 1
    year = told.start_year if number else told.start_year - 1
    return f"{TERMS[number - 1]} term {year_beginning(year)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
