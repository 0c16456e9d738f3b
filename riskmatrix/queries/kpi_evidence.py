"""The evidence laid beside a KPI, and how complete it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from riskmatrix import rules
from riskmatrix.completeness import Completeness, Piece, completeness
from riskmatrix.models import Evaluation, EvidenceUse
from riskmatrix.queries.steps import Steps, StepView, steps_of
from riskmatrix.spec import FrameworkSpec
from schools.models import Evidence, Person

# The columns of a piece that a page shows; of sixty pieces each further one is felt.
SHOWN = (
    *("title", "kind", "speaks_of", "link", "stored_as", "file_name", "size", "withdrawn_at"),
    *("added_by__name", "withdrawn_by__name"),
)


@dataclass(frozen=True)
class EvidenceLine:
    """One piece as a page shows it: what it is, and what it points to by itself."""

    use: EvidenceUse
    evidence: Evidence
    kind: str
    points_to: StepView | None

    @property
    def host(self) -> str:
        return host_of(self.evidence)


@dataclass(frozen=True)
class KpiEvidence:
    """The evidence of one KPI; ``covers`` leaves out what has been withdrawn."""

    lines: tuple[EvidenceLine, ...]
    covers: Completeness
    points_to: tuple[StepView, ...]

    @property
    def days(self) -> list[date]:
        """The days that the pieces speak about which have not been withdrawn."""
        return [line.evidence.speaks_of for line in self.lines if not line.evidence.withdrawn_at]


def evidence_of(evaluation: Evaluation, user: Person, kpis: Collection[str]) -> dict[str, KpiEvidence]:
    """By KPI code; a KPI without any is left out. Nothing for somebody who may not read the evaluation now."""
    if rules.may_read(user, evaluation):
        return {}
    uses: dict[str, list[EvidenceUse]] = {}
    rows = EvidenceUse.objects.filter(evaluation=evaluation, kpi__code__in=kpis).select_related(
        "kpi", "points_to", "evidence__added_by", "evidence__withdrawn_by"
    )
    rows = rows.only("kpi__code", "points_to__code", *(f"evidence__{name}" for name in SHOWN))
    for use in rows.order_by("-evidence__speaks_of", "pk"):
        uses.setdefault(use.kpi.code, []).append(use)
    spec = evaluation.framework.spec
    labels, steps = kind_labels(spec), steps_of(spec)
    return {code: _evidence(found, spec, labels, steps) for code, found in uses.items()}


def _evidence(
    uses: list[EvidenceUse], spec: FrameworkSpec, labels: dict[str, str], steps: Steps
) -> KpiEvidence:
    standing = [use for use in uses if not use.evidence.withdrawn_at]
    pieces = [
        Piece(use.evidence.kind, use.evidence.speaks_of, use.points_to.code if use.points_to else None)
        for use in standing
    ]
    covers = completeness(pieces, spec)
    return KpiEvidence(
        lines=tuple(
            EvidenceLine(
                use=use,
                evidence=use.evidence,
                kind=labels.get(use.evidence.kind, use.evidence.kind),
                points_to=steps[use.points_to.code] if use.points_to else None,
            )
            for use in uses
        ),
        covers=covers,
        points_to=tuple(steps[code] for code in covers.points_to),
    )


def kind_labels(spec: FrameworkSpec) -> dict[str, str]:
    """The framework's kinds of evidence by code."""
    return {kind.code: kind.label for kind in spec.evidence.kinds}


def host_of(evidence: Evidence) -> str:
    """Where a link leads, so that a reader sees it before following it; empty for a file."""
    return urlsplit(evidence.link).hostname or ""
