"""Each way of having a figure, or of having none, from the page of a KPI to the governors' PDF.

One school has lived through all of it; its page is asked for once and its report is printed once for all tests. A
second trust does the same under a framework of another shape, where more is better.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from governance.models import Report
from governance.services import publishing, reports
from kit import clock
from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.kpi_figures import KpiFigures, figures_of
from riskmatrix.queries.steps import StepView
from riskmatrix.services import figure_files, figure_imports, moderation, self_evaluation
from riskmatrix.services.frameworks import load_pack, publish
from schools.access.roles import Role
from schools.models import Person, Predecessor, School, Term, Trust
from schools.services.schools import add_school
from tests import states
from tests.cast import AUTUMN_EVENING, Cast, assemble, engage
from tests.riskmatrix.figuring import official, type_in
from tests.riskmatrix.versions import HARBOUR

pytestmark = pytest.mark.django_db
AUTUMN = "autumn term 2026/27"

PACK = """
key: invented-figures
version: "1"
title: Invented figures of England
author: Nobody
checker: Nobody
gathered_on: 2026-11-20
next_review: 2027-02-01
benchmarks:
"""


@dataclass
class Told:
    """What a school has come to: its page of KPIs as text, the report's page, and the report on paper."""

    cast: Cast
    school: School
    figures: dict[str, KpiFigures]
    page: str
    report: str
    pdf: str

    def measure(self, kpi: str, code: str) -> Any:
        """A measure as the KPI shows it."""
        return next(view for view in self.figures[kpi].known if view.measure.code == code)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic(), clock.set_to(AUTUMN_EVENING):
        yield assemble()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def alder(world: Cast, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Under the trust's own framework, with two neighbours of the same phase and a predecessor."""
    cast, school = world, world.alder
    states.packed(cast)
    School.objects.filter(pk=school.pk).update(local_authority="Saltmere", opened_on=date(2019, 9, 1))
    Predecessor.objects.create(school=school, urn=900101, name="Old Alder School")
    school.refresh_from_db()
    england(cast.trust, cast.trust_administrator, tmp_path_factory.mktemp("pack"), "primary")
    official(cast, "exclusions", "absence")
    official(cast, "ks2", changes={"900102": "900001"})
    head, other = cast.headteacher, cast.other_head
    elm = add_school(
        trust=cast.trust, urn=900005, name="Elm Primary", phase="primary", lowest_age=4, highest_age=11,
        by=cast.trust_administrator,
    )  # fmt: skip
    counted = {"numerator": "1890", "denominator": "2000", "cohort": "402"}
    type_in(school, "attendance", AUTUMN, by=head, **counted)
    type_in(cast.birch, "attendance", AUTUMN, by=other, numerator="980", denominator="1000", cohort="233")
    chief = cast.head_of_school_improvement
    type_in(elm, "attendance", AUTUMN, by=chief, numerator="470", denominator="500", cohort="118")
    type_in(school, "persistent-absence", AUTUMN, "20", by=head, cohort="402")
    # Birch has no early years, so that only two schools stand behind this figure of the trust.
    type_in(
        elm, "good-level-of-development", "2025/26", by=chief, numerator="20", denominator="30", cohort="30"
    )
    # Nobody says how many pupils stand behind this one.
    type_in(school, "in-year-on-track", AUTUMN, "71.3", by=head)
    type_in(school, "phonics-check", "2025/26", by=head, numerator="5", denominator="8", cohort="8")
    for year, met in (("2023/24", "12"), ("2024/25", "9"), ("2025/26", "11")):
        type_in(
            school, "good-level-of-development", year, by=head, numerator=met, denominator="16", cohort="16"
        )
    type_in(school, "staff-absence", AUTUMN, "5.5", by=head, cohort="38", provisional="yes")
    type_in(school, "safeguarding-audit-actions", "20 November 2026", "0", by=head)
    evaluation = states.moderated(cast, school, cast.autumn)
    report = states.reported(cast, school, cast.autumn)
    return told(cast, evaluation, head, report, cast.governor)


@pytest.fixture(scope="module")
def cedar(world: Cast, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """In the other trust, under the framework in which more is better."""
    cast, school, trust = world, world.cedar, world.foreign_trust
    by = cast.foreign_administrator
    publish(framework=load_pack(path=HARBOUR, trust=trust, by=by), by=by)
    england(trust, by, tmp_path_factory.mktemp("pack"), "secondary")
    type_in(school, "attendance", AUTUMN, "94.5", by=cast.foreign_head, cohort="900")
    evaluation = agreed(school, cast.foreign_autumn, cast.foreign_head, "full", (
        engage("Fay Foreign", Role.CHIEF_FINANCIAL_OFFICER, trust, by),
        engage("Ivo Foreign", Role.HEAD_OF_SCHOOL_IMPROVEMENT, trust, by),
    ))  # fmt: skip
    report = reports.ask_for_report(school=school, term=cast.foreign_autumn, by=cast.foreign_chief)
    reports.prepare(report)
    report.refresh_from_db()
    publishing.issue(report=report, by=cast.foreign_chief)
    return told(cast, evaluation, cast.foreign_head, report, cast.foreign_head)


def england(trust: Trust, by: Person, folder: Path, phase: str) -> None:
    """Attendance of 97%, persistent absence of 10%, for the autumn term."""
    lines = [
        f"  - {{measure: {code}, phase: {phase}, period: {AUTUMN}, value: {value}, source: An invented release}}\n"
        for code, value in (("attendance", 97), ("persistent-absence", 10))
    ]
    path = folder / "figures.yaml"
    path.write_text(PACK.lstrip() + "".join(lines))
    figure_imports.apply(found=figure_files.read_pack(trust=trust, path=path, by=by), by=by)


def agreed(
    school: School, term: Term, head: Person, answer: str, moderators: tuple[Person, Person]
) -> Evaluation:
    """Every KPI rated ``answer``, and agreed."""
    evaluation = self_evaluation.begin(school=school, term=term, by=head)
    for rating in evaluation.ratings.filter(kind=Rating.Kind.SELF):
        self_evaluation.save_rating(
            rating=rating, answer=answer, commentary="So it is.", version=rating.version, by=head
        )
    evaluation = self_evaluation.submit(evaluation=evaluation, by=head)
    for strand, by in zip(("operational", "academic"), moderators, strict=True):
        moderation.agree_as_rated(evaluation=evaluation, strand=strand, by=by)
        evaluation = moderation.finish_part(evaluation=evaluation, strand=strand, by=by)
    return evaluation


def told(cast: Cast, evaluation: Evaluation, head: Person, report: Report, reader: Person) -> Told:
    found = Evaluation.objects.select_related("school__trust", "term__year", "framework").get(
        pk=evaluation.pk
    )
    kpis = [kpi.code for _, kpi in found.framework.spec.kpis()]
    pdf = subprocess.run(
        ["pdftotext", "-", "-"],  # noqa: S607
        input=publishing.download(report=report, by=reader), capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    return Told(
        cast,
        found.school,
        figures_of(found, head, kpis),
        asked(head, reverse("evaluation", args=[found.pk]) + "?all"),
        asked(reader, report.get_absolute_url()),
        " ".join(pdf.split()),
    )


def asked(person: Person, url: str) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(url)
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r" ([,.;:)])", r"\1", " ".join(unescape(text).split()))


# --- From page to paper -----------------------------------------------------------------------------------------
def test_more_is_worse_and_more_is_better_are_told_apart_by_measure(alder: Told) -> None:
    """Attendance under England is a risk, and so is persistent absence over it; neither is applied."""
    attendance = alder.measure("pupil-attendance-rates", "attendance").suggestion
    absence = alder.measure("persistent-absence", "persistent-absence").suggestion
    assert (attendance.step.code, attendance.rule) == (
        "critical",
        "suggestion.attendance-against-england.critical",
    )
    assert (absence.step.code, absence.rule) == (
        "critical",
        "suggestion.persistent-absence-against-england.critical",
    )
    assert "The figure by itself suggests Critical" in alder.page
    assert attendance.rule in alder.page
    assert "England, primary schools: 97.0% (the school is 2.5 percentage points below England)" in alder.page
    assert "10.0 percentage points above England" in alder.page
    ratings = Rating.objects.filter(evaluation__school=alder.school, kpi__code="pupil-attendance-rates")
    assert {rating.answer for rating in ratings} == {"low"}, "What a figure suggests rates nothing."
    assert "94.5% for Pupil attendance rates autumn term 2026/27 England, primary schools: 97.0%" in alder.pdf


def test_where_more_is_better_the_same_figure_stands_on_the_same_side_of_risk(cedar: Told) -> None:
    suggestion = cedar.measure("attendance", "attendance").suggestion
    assert suggestion.rule == "suggestion.attendance-against-england.limited"
    assert isinstance(suggestion.step, StepView)
    assert (suggestion.step.position, suggestion.step.of) == (4, 5), (
        "The last but one towards risk, not the second."
    )
    assert "The figure by itself suggests Limited" in cedar.page
    printed = cedar.pdf.split("The figures behind the ratings")[1].split("Not collected:")[0]
    assert "94.5%" in printed
    assert "England, secondary schools: 97.0%" in printed
    assert "Not collected: Classroom: Days of supply teaching." in cedar.pdf


def test_suppressed_is_said_and_is_no_number(alder: Told) -> None:
    view = alder.measure("attainment-and-progress", "reading-writing-maths")
    assert (view.is_number, view.suggestion) == (False, None)
    assert "suppressed, because so few stand behind it" in alder.page
    assert "Before that: 67.0%" in alder.page
    assert "suppressed, because so few stand behind it England, primary schools: 64.0%" in alder.pdf
    assert "suppressed, because so few stand behind it" in alder.report


def test_a_small_cohort_suggests_nothing_and_governors_read_no_value_of_it(alder: Told) -> None:
    phonics = alder.measure("attainment-and-progress", "phonics-check")
    assert phonics.suggestion.step is None
    assert "one pupil is worth 12.5 percentage points" in alder.page
    assert "62.5%" in alder.page
    assert "not shown here, because fewer than 11 stand behind it" in alder.pdf
    assert "not shown here, because fewer than 11 stand behind it" in alder.report
    assert "62.5%" not in alder.pdf
    assert "62.5%" not in alder.report
    assert "62.5" not in str(Report.objects.get(school=alder.school).content)


def test_three_years_together_stand_beside_a_small_year(alder: Told) -> None:
    view = alder.measure("good-level-of-development", "good-level-of-development")
    assert view.pooled == "66.7%, the whole year 2023/24 to the whole year 2025/26"
    assert view.pooled in alder.page
    assert "68.8%" in alder.pdf, "Sixteen children are enough for governors to read."
    assert "One pupil is worth 6.2 percentage points" in alder.pdf


def test_where_no_benchmark_fits_it_says_so(alder: Told) -> None:
    view = alder.measure("staff-absence-rates", "staff-absence")
    assert view.fitting == []
    assert "None fits: England or Saltmere" in alder.page
    assert "No figure of England or Saltmere is at hand." in alder.page
    assert "Nothing of the same phase and time is at hand." in alder.pdf
    assert "Provisional." in alder.pdf


def test_history_under_the_predecessors_number_is_the_schools_and_says_so(alder: Told) -> None:
    view = alder.measure("exclusion-level", "suspensions")
    assert (view.known.row.urn, view.predecessor) == (900101, "Old Alder School")
    assert "Published under the school before this one, Old Alder School (URN 900101)." in alder.page
    assert "Published under Old Alder School, the school before this one." in alder.pdf


def test_the_trusts_figure_is_counted_in_pupils_and_is_no_mean_of_schools(alder: Told) -> None:
    """3,340 of 3,500 sessions; the mean of 94.5%, 98.0% and 94.0% would be 95.5%."""
    assert "The trust: 95.4% (the school is 0.9 percentage points below the trust)" in alder.page
    assert "The trust: 95.4%" in alder.pdf
    assert "The trust: 95.4%" in alder.report
    for text in (alder.page, alder.pdf, alder.report):
        assert "95.5%" not in text


def test_two_schools_do_not_read_each_others_figure_in_that_of_the_trust(alder: Told) -> None:
    """31 of 46 children; whoever knows Alder's 11 of 16 would know Elm's 20 of 30."""
    withheld = "The trust: not shown here, because fewer than 3 schools stand behind it"
    for text in (alder.page, alder.pdf, alder.report):
        assert withheld in text
        assert "67.4%" not in text
    assert "67.4" not in str(Report.objects.get(school=alder.school).content)
    assert "67.4%" in asked(alder.cast.chief_executive, reverse("trust_figures"))
    figures = asked(alder.cast.headteacher, reverse("figures", args=[alder.school.urn]))
    assert withheld in figures
    assert "67.4%" not in figures


def test_whoever_sees_all_but_one_does_not_read_the_trusts_figure(alder: Told) -> None:
    """Who visits Alder and Birch would know Elm's attendance; the head of Alder alone knows neither."""
    cast = alder.cast
    both = engage(
        "Beth Two", Role.IMPROVEMENT_ADVISER, cast.trust, cast.trust_administrator, alder.school, cast.birch
    )
    url = reverse("figures", args=[alder.school.urn])
    page = asked(both, url)
    assert "not shown here, because the figure of one other school could be worked out from it" in page
    assert "95.4%" not in page
    assert "The trust: 95.4%" in asked(cast.headteacher, url)


def test_a_share_of_nobody_knows_how_many_is_no_number_for_governors(alder: Told) -> None:
    """It may be a few; what counts no people, such as open actions, has none to be asked for."""
    words = "not shown here, because nobody said how many stand behind it"
    page = asked(
        alder.cast.governor,
        reverse("agreed_matrix", args=[Evaluation.objects.get(school=alder.school).pk]),
    )
    assert "71.3%" in alder.page
    for text in (page, alder.report, alder.pdf):
        assert words in text
        assert "71.3%" not in text
    assert "71.3" not in str(Report.objects.get(school=alder.school).content)
    assert "Open actions of the safeguarding audit: 0" in page


def test_what_nobody_entered_is_not_collected_and_nought_is_a_value(alder: Told) -> None:
    actions = alder.measure("section-175-audit", "safeguarding-audit-actions")
    assert (actions.words, actions.is_number) == ("0", True)
    assert "Bullying incidents logged" in alder.pdf.split("Not collected:")[1]
    assert (
        "Open actions of the safeguarding audit"
        not in alder.pdf.split("Not collected:")[1].split("What the trust")[0]
    )
    assert "Not collected: Bullying incidents logged" in alder.page


def test_two_kpis_that_rest_on_one_measure_show_the_one_figure(alder: Told) -> None:
    shown = [
        code
        for code, figures in alder.figures.items()
        if any(v.measure.code == "staff-absence" for v in figures.known)
    ]
    assert len(shown) == 2
    assert len({alder.measure(code, "staff-absence").known.row.pk for code in shown}) == 1
    assert alder.page.count("5.5 days") == 2
    assert "Entered once, shown for Staff attendance too." in alder.page


def test_the_agreed_matrix_withholds_what_the_report_does(alder: Told) -> None:
    evaluation = Evaluation.objects.get(school=alder.school)
    page = asked(alder.cast.governor, reverse("agreed_matrix", args=[evaluation.pk]))
    assert "Attendance: 94.5%, autumn term 2026/27." in page
    assert "not shown here, because fewer than 11 stand behind it" in page
    assert "62.5%" not in page
