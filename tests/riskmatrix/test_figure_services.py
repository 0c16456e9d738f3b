"""Entering figures by hand, and files of them: all or nothing, undone whole, missing never nought."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kit.refusals import Refused
from riskmatrix.measured import Missing
from riskmatrix.models import Benchmark, ColumnMapping, Figure, FigureImport, Framework
from riskmatrix.queries.figure_imports import dry_run
from riskmatrix.queries.figure_rows import histories, value_of
from riskmatrix.services import figure_files, figure_imports
from schools.models import AuditEntry
from tests.cast import Cast
from tests.riskmatrix.figuring import brought_in, official, sent, sheet, type_in

pytestmark = pytest.mark.django_db
AUTUMN = "autumn term 2026/27"


@pytest.fixture(autouse=True)
def _framework(framework: Framework) -> None:
    """The trust's own framework is in force."""


def standing(cast: Cast, measure: str = "attendance") -> list[str]:
    """Alder's figures that stand, as period and value."""
    rows = histories([cast.alder], {measure: measure})[cast.alder.pk].get(measure, [])
    return [f"{each.period}: {each.value}" for each in rows]


# --- By hand ----------------------------------------------------------------------------------------------------
def test_a_figure_is_written_down_with_its_audit_and_what_was_before_stays(cast: Cast) -> None:
    head = cast.headteacher
    first = type_in(cast.alder, "attendance", AUTUMN, "94.5", by=head, cohort="402")
    second = type_in(cast.alder, "attendance", AUTUMN, "94.1", by=head, cohort="402")
    assert type_in(cast.alder, "attendance", AUTUMN, "94.1", by=head, cohort="402") == second
    assert Figure.objects.count() == 2
    assert (first.urn, first.phase, first.by) == (cast.alder.urn, "primary", head)
    assert [each.split(": ")[1] for each in standing(cast)] == ["94.1000"]
    entries = AuditEntry.objects.filter(verb="entered figure").order_by("pk")
    assert [(each.before or {}).get("value") for each in entries] == [None, "94.5000"]
    assert entries[1].after["value"] == "94.1"


def test_missing_is_kept_as_itself_and_never_as_nought(cast: Cast) -> None:
    for state in Missing:
        figure = type_in(cast.alder, "suspensions", AUTUMN, state.label, by=cast.headteacher)
        figure.refresh_from_db()
        assert (value_of(figure), figure.value) == (state, None)
    nought = type_in(cast.alder, "suspensions", AUTUMN, "0", by=cast.headteacher, cohort="402")
    nought.refresh_from_db()
    assert value_of(nought) == 0
    assert value_of(nought) not in list(Missing)
    assert not nought.missing


def test_the_table_refuses_a_row_that_says_nothing_or_two_things(cast: Cast) -> None:
    figure = type_in(cast.alder, "suspensions", AUTUMN, "0", by=cast.headteacher)
    for change in ({"value": None}, {"missing": "suppressed"}, {"day": "2026-11-01"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Figure.objects.filter(pk=figure.pk).update(**change)


def test_the_value_follows_from_what_was_counted(cast: Cast) -> None:
    figure = type_in(
        cast.alder, "attendance", AUTUMN, "", by=cast.headteacher, numerator="1,890", denominator="2,000"
    )
    assert (figure.value, figure.numerator) == (94.5, 1890)


def test_who_may_not_enter(cast: Cast) -> None:
    ours = [
        cast.holder(role) for role in ("deputy_headteacher", "governor", "improvement_adviser", "trustee")
    ]
    for by in (*ours, cast.other_head, cast.foreign_head, cast.foreign_chief):
        with pytest.raises(Refused) as refused:
            type_in(cast.alder, "attendance", AUTUMN, "94.5", by=by)
        assert refused.value.refusal.code == "not-yours"
    assert not Figure.objects.exists()


def test_the_figure_falls_with_its_audit_entry(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: Any) -> None:
        raise RuntimeError("the audit is away")

    monkeypatch.setattr("schools.audit.record", broken)
    with pytest.raises(RuntimeError):
        type_in(cast.alder, "attendance", AUTUMN, "94.5", by=cast.headteacher)
    assert not Figure.objects.exists()


# --- A file of one's own ----------------------------------------------------------------------------------------
ROWS = [
    ["900001", "Attendance", AUTUMN, "94.5", "", "", "402", "Arbor", ""],
    ["900001", "Persistent absence", AUTUMN, "", "36", "402", "402", "Arbor", "yes"],
    ["900001", "Suspensions", AUTUMN, "0", "", "", "402", "Arbor", ""],
    ["900001", "Date of the safeguarding audit", "12 October 2026", "12/10/2026", "", "", "", "LA", ""],
    ["900001", "Phonics screening check", "2025/26", "not yet published", "", "", "", "LA", ""],
    ["900001", "Staff survey", "", "", "", "", "", "", ""],
]


def test_a_file_is_read_shown_and_brought_in_whole(cast: Cast) -> None:
    found = sent(cast, sheet(ROWS), school=cast.alder, by=cast.school_business_manager)
    assert not Figure.objects.exists(), "Reading brings nothing in."
    run = dry_run(found)
    assert (run.findings, run.left_empty, len(run.new), len(run.changed), run.same) == ((), 1, 5, 0, 0)
    figure_imports.apply(found=found, by=cast.school_business_manager)
    assert Figure.objects.filter(batch=found).count() == 5
    by_measure = {row.measure: row for row in Figure.objects.all()}
    assert by_measure["persistent-absence"].value == Decimal("8.9552")
    assert by_measure["persistent-absence"].provisional
    assert by_measure["safeguarding-audit"].day.isoformat() == "2026-10-12"
    assert value_of(by_measure["suspensions"]) == 0
    assert value_of(by_measure["phonics-check"]) is Missing.NOT_YET_PUBLISHED
    found.refresh_from_db()
    assert found.rows == []
    entry = AuditEntry.objects.get(verb="imported figures")
    assert (entry.school, entry.after["new"]) == (cast.alder, 5)


def test_the_same_file_again_changes_nothing_and_a_changed_one_only_what_changed(cast: Cast) -> None:
    by = cast.school_business_manager
    brought_in(cast, ROWS, school=cast.alder, by=by)
    again = sent(cast, sheet(ROWS), school=cast.alder, by=by)
    assert (dry_run(again).same, dry_run(again).to_write) == (5, [])
    with pytest.raises(Refused) as refused:
        figure_imports.apply(found=again, by=by)
    assert refused.value.refusal.code == "nothing-new"
    changed = brought_in(cast, [[*ROWS[0][:3], "93.9", *ROWS[0][4:]], *ROWS[1:]], school=cast.alder, by=by)
    assert [row.measure for row in changed.figures.all()] == ["attendance"]
    assert standing(cast) == [f"{AUTUMN}: 93.9000"]


def test_one_wrong_row_keeps_all_of_them_out(cast: Cast) -> None:
    by = cast.school_business_manager
    wrong = [*ROWS, ["900002", "Attendance", "autumn term 2031/32", "194%", "", "", "", "", ""]]
    found = sent(cast, sheet(wrong), school=cast.alder, by=by)
    findings = dry_run(found).findings
    assert {(each["row"], each["column"]) for each in findings} == {(8, "URN"), (8, "Period"), (8, "Value")}
    assert all(each["problem"].endswith(".") and each["remedy"].endswith(".") for each in findings)
    with pytest.raises(Refused) as refused:
        figure_imports.apply(found=found, by=by)
    assert refused.value.refusal.code == "has-findings"
    assert not Figure.objects.exists()


def test_a_failure_halfway_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    by = cast.school_business_manager
    found = sent(cast, sheet(ROWS), school=cast.alder, by=by)

    def broken(**_: Any) -> None:
        raise RuntimeError("the audit is away")

    monkeypatch.setattr("schools.audit.record", broken)
    with pytest.raises(RuntimeError):
        figure_imports.apply(found=found, by=by)
    found.refresh_from_db()
    assert (found.applied_at, Figure.objects.count()) == (None, 0)
    assert found.rows, "What was read is still there to be carried out."


def test_undoing_takes_the_whole_import_back_and_what_stood_before_stands_again(cast: Cast) -> None:
    by = cast.school_business_manager
    type_in(cast.alder, "attendance", AUTUMN, "90", by=by)
    found = brought_in(cast, ROWS, school=cast.alder, by=by)
    assert standing(cast) == [f"{AUTUMN}: 94.5000"]
    figure_imports.undo(found=found, by=by)
    assert standing(cast) == [f"{AUTUMN}: 90.0000"]
    assert Figure.objects.filter(batch=found).count() == 5, "The rows are kept."
    assert Figure.objects.standing().count() == 1
    assert Figure.objects.count() == 6, "Without the guard of standing() all six would stand."
    with pytest.raises(Refused) as refused:
        figure_imports.undo(found=found, by=by)
    assert refused.value.refusal.code == "undone"
    assert AuditEntry.objects.get(verb="undid import of figures").before == {"figures": 5, "benchmarks": 0}
    brought_in(cast, ROWS, school=cast.alder, by=by)
    assert standing(cast) == [f"{AUTUMN}: 94.5000"]


def test_an_import_is_carried_out_once(cast: Cast) -> None:
    by = cast.school_business_manager
    found = brought_in(cast, ROWS, school=cast.alder, by=by)
    stale = FigureImport.objects.get(pk=found.pk)
    stale.applied_at = None
    with pytest.raises(Refused) as refused:
        figure_imports.apply(found=stale, by=by)
    assert refused.value.refusal.code == "applied"
    assert Figure.objects.count() == 5


def test_only_those_who_enter_figures_bring_them_in_and_undo(cast: Cast) -> None:
    found = sent(cast, sheet(ROWS), school=cast.alder, by=cast.headteacher)
    for by in (cast.other_head, cast.deputy_headteacher, cast.governor, cast.foreign_chief):
        with pytest.raises(Refused):
            figure_imports.apply(found=found, by=by)
        with pytest.raises(Refused):
            sent(cast, sheet(ROWS), school=cast.alder, by=by)
        assert not FigureImport.objects.visible_to(by).exists()
    figure_imports.apply(found=found, by=cast.headteacher)
    for by in (cast.other_head, cast.deputy_headteacher):
        with pytest.raises(Refused):
            figure_imports.undo(found=found, by=by)


def test_a_file_of_the_whole_trust_says_its_schools(cast: Cast) -> None:
    by = cast.chief_financial_officer
    rows = [["900001", *ROWS[0][1:]], ["Birch Junior", *ROWS[0][1:]]]
    found = brought_in(cast, rows, school=None, by=by)
    assert {row.school for row in found.figures.select_related("school")} == {cast.alder, cast.birch}
    strange = sent(cast, sheet([["900003", *ROWS[0][1:]], ["", *ROWS[0][1:]]]), school=None, by=by)
    problems = [each["problem"] for each in dry_run(strange).findings]
    assert problems == ["“900003” is not one of your schools.", "The row does not say whose figure it is."]


def test_two_rows_of_one_figure_must_agree(cast: Cast) -> None:
    by = cast.headteacher
    twice = sent(cast, sheet([ROWS[0], ROWS[0]]), school=cast.alder, by=by)
    assert dry_run(twice).notes == ("Row 3 says the same as row 2; it counts once.",)
    other = sent(cast, sheet([ROWS[0], [*ROWS[0][:3], "91"]]), school=cast.alder, by=by)
    assert [each["row"] for each in dry_run(other).findings] == [3]


# --- Columns of another shape -----------------------------------------------------------------------------------
def test_what_columns_hold_is_asked_once_and_remembered(cast: Cast) -> None:
    by = cast.school_business_manager
    headers = ("Pupil group", "Attendance %", "PA %", "On roll")
    data = sheet([["All", "94.5", "8.9", "402"]], headers)
    found = sent(cast, data, school=cast.alder, by=by, period=AUTUMN)
    assert dry_run(found).needs_columns
    with pytest.raises(Refused):
        figure_imports.apply(found=found, by=by)
    columns = {
        "Attendance %": "measure:attendance",
        "PA %": "measure:persistent-absence",
        "On roll": "cohort",
    }
    figure_files.choose_columns(found=found, columns=columns, period="", by=by)
    found.refresh_from_db()
    assert sorted(change.title for change in dry_run(found).new) == ["Attendance", "Persistent absence"]
    figure_imports.apply(found=found, by=by)
    assert {row.cohort for row in Figure.objects.all()} == {402}
    next_one = sent(
        cast, sheet([["All", "95", "8", "403"]], headers), school=cast.alder, by=by, period="2025/26"
    )
    run = dry_run(next_one)
    assert not run.needs_columns
    assert len(run.new) == 2
    assert ColumnMapping.objects.count() == 1
    other_order = sent(cast, sheet([["94.5", "All"]], headers[1::-1]), school=cast.alder, by=by)
    assert dry_run(other_order).needs_columns


# --- Official files ---------------------------------------------------------------------------------------------
def test_official_files_give_schools_and_their_areas_and_nothing_else(cast: Cast) -> None:
    cast.alder.local_authority = "Saltmere"
    cast.alder.save()
    found = official(cast, "absence", "exclusions", changes={"900101": "900001"})
    figures = {(row.measure, row.academic_year) for row in found.figures.all()}
    assert ("overall-absence", "2018/19") in figures
    assert {row.school for row in found.figures.select_related("school")} == {cast.alder}
    areas = set(found.benchmarks.values_list("area", "area_name"))
    assert areas == {("england", ""), ("local-authority", "Saltmere")}
    assert not Benchmark.objects.exclude(trust=cast.trust).exists()
    figure_imports.undo(found=found, by=cast.trust_administrator)
    assert not Benchmark.objects.standing().exists()
    assert not Figure.objects.standing().exists()


def test_an_official_file_with_findings_is_kept_out_whole(cast: Cast) -> None:
    from tests.fixtures.published import source

    sources = [source("absence"), source("census", ("414", "four hundred"))]
    found = figure_files.read_official(trust=cast.trust, sources=sources, by=cast.trust_administrator)
    (finding,) = found.findings
    assert (finding["file"], finding["row"], finding["column"]) == ("census.csv", 2, "NOR")
    with pytest.raises(Refused) as refused:
        figure_imports.apply(found=found, by=cast.trust_administrator)
    assert refused.value.refusal.code == "has-findings"
    assert not Benchmark.objects.exists()


def test_a_head_brings_in_no_official_figures(cast: Cast) -> None:
    for by in (cast.headteacher, cast.foreign_chief, cast.trustee):
        with pytest.raises(Refused):
            figure_files.read_official(trust=cast.trust, sources=[], by=by)
