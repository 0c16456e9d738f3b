"""What an import would do: what was read, what is wrong with it, and how it differs from what stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kit import clock
from riskmatrix import stored_tables
from riskmatrix.given import Given, placed, unpacked
from riskmatrix.models import ColumnMapping, FigureImport, Framework
from riskmatrix.queries.benchmark_rows import phase_of
from riskmatrix.queries.figure_changes import Change, Kind, compare
from riskmatrix.sheet_columns import Columns, as_template, signature
from riskmatrix.sheet_rows import Reading
from riskmatrix.spec import FrameworkSpec
from schools.models import Predecessor, School


@dataclass(frozen=True)
class DryRun:
    """``findings`` are plain: file, row, column, problem, remedy. With any, nothing is brought in."""

    findings: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    left_empty: int = 0
    changes: tuple[Change, ...] = ()
    needs_columns: bool = False

    def of(self, kind: Kind) -> list[Change]:
        return [change for change in self.changes if change.kind is kind]

    @property
    def new(self) -> list[Change]:
        return self.of(Kind.NEW)

    @property
    def changed(self) -> list[Change]:
        return self.of(Kind.CHANGED)

    @property
    def same(self) -> int:
        return len(self.of(Kind.SAME))

    @property
    def to_write(self) -> list[Change]:
        return [change for change in self.changes if change.kind is not Kind.SAME]


def dry_run(found: FigureImport) -> DryRun:
    """What carrying ``found`` out would do now; worked out anew each time, for what stands may have changed."""
    schools = schools_of(found)
    framework = Framework.objects.in_force(found.trust_id)
    spec = framework.spec if framework else None
    if found.kind == FigureImport.Kind.PUBLISHED:
        given = [unpacked(each) for each in found.rows["given"]]
        changes = compare(given, schools, spec, found.trust_id) if not found.findings else ()
        return DryRun(tuple(found.findings), tuple(found.rows["notes"]), changes=changes)
    columns = columns_for(found)
    if columns is None or spec is None:
        return DryRun(needs_columns=True)
    reading = read_own(found, columns, spec, schools)
    findings = tuple(plain(finding) for finding in reading.findings)
    by_urn = {school.urn: school for school in schools}
    given = [
        Given(
            measure=line.entry.measure, phase=phase_of(by_urn[line.urn]), period=line.entry.period,
            value=placed(line.entry.value) if isinstance(line.entry.value, Decimal) else line.entry.value,
            school=by_urn[line.urn].pk, urn=line.urn, numerator=line.entry.numerator,
            denominator=line.entry.denominator, cohort=line.entry.cohort, provisional=line.entry.provisional,
            source=line.entry.source, where=f"row {line.row}",
        )
        for line in reading.lines
    ]  # fmt: skip
    changes = compare(given, schools, spec, found.trust_id) if not findings else ()
    return DryRun(findings, tuple(reading.notes), reading.left_empty, changes)


def schools_of(found: FigureImport) -> list[School]:
    """The schools whose figures it may hold."""
    if found.school is not None:
        return [found.school]
    return list(School.objects.filter(trust=found.trust_id))


def columns_for(found: FigureImport) -> Columns | None:
    """As chosen for this file; else the template's, or those remembered of such a file. None: somebody must say."""
    if chosen := found.rows.get("columns"):
        return dict(chosen)
    headers = found.rows["table"]["headers"]
    if (known := as_template(headers)) is not None:
        return known
    mapping = ColumnMapping.objects.filter(trust=found.trust_id, signature=signature(headers)).first()
    return dict(mapping.columns) if mapping else None


def read_own(
    found: FigureImport, columns: Columns, spec: FrameworkSpec, schools: Sequence[School]
) -> Reading:
    """The rows of a school's own file."""
    called = {name: school.urn for school in schools for name in (str(school.urn), school.name.casefold())}
    for each in Predecessor.objects.filter(school__in=schools).select_related("school"):
        called.setdefault(str(each.urn), each.school.urn)
    reading = Reading(
        file=found.file_name, columns=columns, spec=spec, schools=called,
        only=found.school.urn if found.school else None, today=clock.today(),
        period=found.rows.get("period", ""), source=found.rows.get("source") or f"File “{found.file_name}”",
    )  # fmt: skip
    reading.read(stored_tables.unpacked(found.rows["table"]))
    return reading


def plain(finding: Any) -> dict[str, Any]:
    """A finding as it is kept."""
    where = finding.where
    return {
        "file": where.file, "row": where.row, "column": finding.column or "", "problem": finding.problem,
        "remedy": finding.remedy,
    }  # fmt: skip
