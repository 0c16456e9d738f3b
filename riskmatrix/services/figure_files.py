"""Files of figures: read and kept to be looked at, told what their columns hold, thrown away. No figure is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from kit import clock, uploads
from kit.refusals import require
from kit.sheets import Table
from riskmatrix import benchmark_pack, stored_tables
from riskmatrix import given as given_figures
from riskmatrix import rules_figures as rules
from riskmatrix.given import Given, each_once, of_published
from riskmatrix.matching import SchoolFacts, matched
from riskmatrix.models import ColumnMapping, FigureImport, Framework
from riskmatrix.published import SourceFile, read_published
from riskmatrix.queries.figure_imports import plain
from riskmatrix.services.figure_imports import is_carried_out, locked
from riskmatrix.sheet_columns import Columns, signature
from schools import audit
from schools.models import Person, School, Trust

FILE_NAME_LIMIT = 150


@transaction.atomic
def read_own(
    *,
    trust: Trust,
    school: School | None,
    name: str,
    data: bytes,
    table: Table,
    by: Person,
    period: str = "",
    source: str = "",
) -> FigureImport:
    """Keep a file from a school's own systems, to be looked at before it is carried out.

    :param school: whose figures it holds; None where its rows say it.
    :param table: what ``kit.sheets`` read of ``data``.
    :param period: the time of rows that do not say it, ``source`` likewise.
    :raises Refused: when ``by`` may not.
    """
    require(rules.may_bring_in(by, trust, school))
    rows = {"table": stored_tables.packed(table), "period": period, "source": source}
    return _keep(FigureImport.Kind.OWN, trust, school, name, data, rows, [], len(table.rows), by)


@transaction.atomic
def choose_columns(*, found: FigureImport, columns: Columns, period: str, by: Person) -> FigureImport:
    """Say what the columns of a file hold; it is remembered for the next file of such a shape.

    :param columns: by header; complete, as ``sheet_columns.column_faults`` has found.
    :raises Refused: when ``by`` may not, or the import has been carried out.
    """
    found = locked(found)
    require(rules.may_bring_in(by, found.trust, found.school))
    require(is_carried_out(found))
    headers = found.rows["table"]["headers"]
    found.rows |= {"columns": dict(columns), "period": period or found.rows.get("period", "")}
    found.save(update_fields=["rows"])
    mapping, _ = ColumnMapping.objects.update_or_create(
        trust=found.trust,
        signature=signature(headers),
        defaults={"columns": dict(columns), "by": by, "at": clock.now()},
    )
    audit.record(
        by=by, verb="said what columns hold", thing=mapping, school=found.school, trust=found.trust,
        after={"columns": dict(columns)},
    )  # fmt: skip
    return found


@transaction.atomic
def read_official(*, trust: Trust, sources: Sequence[SourceFile], by: Person) -> FigureImport:
    """Read official files together: the figures of the trust's schools, and of the areas they lie in.

    :raises Refused: when ``by`` may not bring in figures for the whole trust.
    """
    require(rules.may_bring_in(by, trust, None))
    published = read_published(sources)
    found = matched(published, _facts(trust))
    given = [of_published(each.figure, school=each.school.pk, urn=each.urn) for each in found.of_schools]
    given += [of_published(each.figure, area=each.kind.value, area_name=each.name) for each in found.of_areas]
    data = [each.data if isinstance(each.data, bytes) else each.data.read_bytes() for each in sources]
    names = [each.name for each in sources]
    name = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    notes = [*published.notes, *found.notes]
    findings = [plain(each) for each in published.findings]
    return keep_official(trust, name, b"".join(data), each_once(given), by, findings=findings, notes=notes)


def keep_official(
    trust: Trust,
    name: str,
    data: bytes,
    given: Sequence[Given],
    by: Person,
    *,
    findings: Sequence[Mapping[str, Any]] = (),
    notes: Sequence[str] = (),
) -> FigureImport:
    """Keep figures that were published, to be looked at before they are carried out."""
    rows = {"given": [given_figures.packed(each) for each in given], "notes": list(notes)}
    kind = FigureImport.Kind.PUBLISHED
    return _keep(kind, trust, None, name, data, rows, list(findings), len(given), by)


def _keep(
    kind: str,
    trust: Trust,
    school: School | None,
    name: str,
    data: bytes,
    rows: Mapping[str, Any],
    findings: Sequence[Mapping[str, Any]],
    count: int,
    by: Person,
) -> FigureImport:
    found = FigureImport.objects.create(
        trust=trust, school=school, kind=kind, file_name=uploads.clean_name(name)[:FILE_NAME_LIMIT],
        sha256=hashlib.sha256(data).hexdigest(), rows=rows, findings=list(findings), row_count=count, read_by=by,
    )  # fmt: skip
    after = {"file": found.file_name, "sha256": found.sha256, "rows": count}
    audit.record(by=by, verb="read file of figures", thing=found, school=school, trust=trust, after=after)
    return found


@transaction.atomic
def throw_away(*, found: FigureImport, by: Person) -> None:
    """Forget a file that was read and not carried out, and everything it held.

    :raises Refused: when ``by`` may not, or it has been carried out.
    """
    found = locked(found)
    require(rules.may_bring_in(by, found.trust, found.school))
    require(is_carried_out(found))
    audit.record(
        by=by, verb="threw file of figures away", thing=found, school=found.school, trust=found.trust
    )
    found.delete()


def _facts(trust: Trust) -> list[SchoolFacts]:
    schools = School.objects.filter(trust=trust).prefetch_related("predecessors")
    return [
        SchoolFacts(
            school.pk,
            school.urn,
            school.local_authority,
            school.opened_on,
            tuple(each.urn for each in school.predecessors.all()),
        )
        for school in schools
    ]


@transaction.atomic
def read_pack(*, trust: Trust, path: Path, by: Person) -> FigureImport:
    """Read a pack of benchmarks, to be looked at before it is carried out.

    :raises kit.packs.PackError: naming line and remedy of everything that is wrong; nothing is kept.
    :raises Refused: when ``by`` may not bring in figures for the whole trust.
    """
    require(rules.may_bring_in(by, trust, None))
    framework = Framework.objects.in_force(trust)
    measures = [measure.code for measure in framework.spec.measures] if framework else []
    pack = benchmark_pack.load(path, measures)
    return keep_official(trust, path.name, path.read_bytes(), benchmark_pack.given_of(pack), by)
