"""Invented frameworks in versions, for whatever reads across them."""

from pathlib import Path

from riskmatrix.spec import ChangeSpec, CriterionSpec, CrosswalkSpec, FrameworkSpec, load

FOLDER = Path(__file__).parent / "packs"
HARBOUR = FOLDER / "harbour-assurance-1.yaml"
HARBOUR_NEXT = FOLDER / "harbour-assurance-2.yaml"


def harbour() -> tuple[FrameworkSpec, FrameworkSpec]:
    """Both versions, the older first."""
    return load(HARBOUR), load(HARBOUR_NEXT)


def version(
    base: FrameworkSpec, name: str, kpis: list[str], changes: tuple[ChangeSpec, ...] = (), after: str = ""
) -> FrameworkSpec:
    """A version of ``base`` with one criterion of these KPIs, which came from version ``after`` by ``changes``."""
    first = base.criteria[0]
    model = first.kpis[0].model_copy(update={"measures": (), "suggestions": ()})
    made = tuple(model.model_copy(update={"code": code, "title": code.upper()}) for code in kpis)
    criterion: CriterionSpec = first.model_copy(update={"kpis": made})
    crosswalk = (CrosswalkSpec(from_version=after, changes=changes),) if after else ()
    return base.model_copy(
        update={"version": name, "criteria": (criterion,), "crosswalk": crosswalk, "measures": ()}
    )


def change(kind: str, before: str = "", now: str = "") -> ChangeSpec:
    """A change between codes that are written with spaces between them."""
    given = {"kind": kind, "before": before.split(), "now": now.split(), "note": "So the trust decided."}
    return ChangeSpec.model_validate(given)
