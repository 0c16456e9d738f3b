"""What the evidence beside a judgement covers, how recent it is, and whether it agrees."""

from __future__ import annotations

from datetime import date

from riskmatrix.completeness import Piece, completeness
from riskmatrix.services.frameworks import PACKS
from riskmatrix.spec import EvidenceSpec, load
from tests.riskmatrix.versions import harbour

SPEC = load(PACKS / "trust-risk-matrix.yaml")
NOVEMBER, MARCH = date(2026, 11, 3), date(2026, 3, 9)


def test_nothing_covers_nothing() -> None:
    found = completeness([], SPEC)
    assert (found.pieces, found.seen, found.newest, found.disagrees) == (0, (), None, False)
    assert len(found.unseen) == found.total == 5


def test_sources_are_counted_once_in_the_frameworks_order() -> None:
    kinds = ["pupils-work", "data", "pupils-work", "audit", "of-an-older-version"]
    found = completeness([Piece(kind, NOVEMBER) for kind in kinds], SPEC)
    assert found.pieces == 5
    assert found.seen == ("Data", "Pupils’ work")
    assert found.unseen == (
        "Teachers’ planning",
        "Pupils’ views",
        "Observed teaching, learning and assessment",
    )
    assert found.beyond == ("Audit", "of-an-older-version")


def test_how_recent() -> None:
    found = completeness([Piece("data", MARCH), Piece("data", NOVEMBER)], SPEC)
    assert (found.newest, found.oldest) == (NOVEMBER, MARCH)


def test_pieces_that_point_to_different_steps_disagree() -> None:
    def pointing(*steps: str | None) -> list[Piece]:
        return [Piece("data", NOVEMBER, step) for step in steps]

    assert not completeness(pointing("low", "low", None), SPEC).disagrees
    found = completeness(pointing("high", None, "low", "high"), SPEC)
    assert found.disagrees
    assert found.points_to == ("low", "high"), "From least to most risk."
    # By a scale that runs the other way as well.
    other = completeness(pointing("full", "none"), harbour()[0])
    assert other.points_to == ("full", "none")


def test_a_framework_without_sources_is_asked_for_its_kinds() -> None:
    bare = SPEC.model_copy(update={"evidence": EvidenceSpec(kinds=SPEC.evidence.kinds[:2])})
    found = completeness([Piece("data", NOVEMBER), Piece("audit", NOVEMBER)], bare)
    assert (found.seen, found.unseen, found.beyond) == (("Data",), ("Pupils’ work",), ("audit",))
    empty = SPEC.model_copy(update={"evidence": EvidenceSpec()})
    assert completeness([Piece("", NOVEMBER)], empty).total == 0
