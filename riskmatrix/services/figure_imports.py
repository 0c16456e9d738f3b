"""Imports of figures: carried out whole, undone whole.

Carrying out works the difference out once more and writes all of it in one transaction with its audit entry, or
nothing. An undone import keeps its rows; they no longer stand.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from riskmatrix import rules_figures as rules
from riskmatrix.given import Given
from riskmatrix.models import Benchmark, Figure, FigureImport
from riskmatrix.queries.figure_imports import DryRun, dry_run
from riskmatrix.queries.figure_rows import columns_of
from riskmatrix.services.figures import value_columns
from schools import audit
from schools.models import Person


@transaction.atomic
def apply(*, found: FigureImport, by: Person) -> DryRun:
    """Carry an import out: every figure that is new or different becomes a row, all of them or none.

    :raises Refused: when ``by`` may not, something is wrong with the file, nothing is new, or it has been done.
    """
    found = locked(found)
    require(is_carried_out(found))
    run = dry_run(found)
    require(
        rules.may_apply(
            by, found, has_findings=bool(run.findings) or run.needs_columns, changes=len(run.to_write)
        )
    )
    done = FigureImport.objects.filter(pk=found.pk, applied_at=None)
    if not done.update(applied_at=clock.now(), applied_by=by, rows=[]):
        raise Refused(Refusal("applied", "This import has been carried out already."))
    written = [change.given for change in run.to_write]
    Figure.objects.bulk_create(
        [_figure(each, found, by) for each in written if each.school is not None], batch_size=500
    )
    Benchmark.objects.bulk_create(
        [_benchmark(each, found) for each in written if each.school is None], batch_size=500
    )
    after = {"new": len(run.new), "changed": len(run.changed), "same": run.same, "sha256": found.sha256}
    audit.record(
        by=by, verb="imported figures", thing=found, school=found.school, trust=found.trust, after=after
    )
    return run


def _figure(given: Given, found: FigureImport, by: Person) -> Figure:
    assert given.school is not None  # noqa: S101 - those of areas are benchmarks
    return Figure(school_id=given.school, urn=given.urn, batch=found, by=by, **_columns(given, found))


def _benchmark(given: Given, found: FigureImport) -> Benchmark:
    return Benchmark(
        trust=found.trust,
        area=given.area,
        area_name=given.area_name,
        released_on=given.released_on,
        batch=found,
        **_columns(given, found),
    )


def _columns(given: Given, found: FigureImport) -> dict[str, Any]:
    return {
        **columns_of(given.period),
        **value_columns(given.value),
        "measure": given.measure,
        "phase": given.phase,
        "numerator": given.numerator,
        "denominator": given.denominator,
        "cohort": given.cohort,
        "provisional": given.provisional,
        "source": given.source or found.file_name,
    }


@transaction.atomic
def undo(*, found: FigureImport, by: Person) -> FigureImport:
    """Undo an import whole: its rows stay and no longer stand, and what stood before them stands again.

    :raises Refused: when ``by`` may not, or there is nothing to undo.
    """
    found = locked(found)
    require(rules.may_undo(by, found))
    done = FigureImport.objects.filter(pk=found.pk, undone_at=None)
    if not done.update(undone_at=clock.now(), undone_by=by):
        raise Refused(Refusal("undone", "This import has been undone already."))
    audit.record(
        by=by, verb="undid import of figures", thing=found, school=found.school, trust=found.trust,
        before={"figures": found.figures.count(), "benchmarks": found.benchmarks.count()},
    )  # fmt: skip
    found.refresh_from_db()
    return found


def locked(found: FigureImport) -> FigureImport:
    rows = FigureImport.objects.select_for_update(of=("self",)).select_related("trust", "school__trust")
    return rows.get(pk=found.pk)


def is_carried_out(found: FigureImport) -> Refusal | None:
    if found.applied_at is None:
        return None
    return Refusal("applied", "This import has been carried out already.")
