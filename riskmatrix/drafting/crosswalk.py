"""What a draft says of its way from the version it replaces, kept whole while KPIs come and go."""

from __future__ import annotations

from typing import Any

from riskmatrix.drafting import Data, codes
from riskmatrix.spec import FrameworkSpec
from riskmatrix.spec.checks.changes import COUNTS

Change = dict[str, Any]


def begun(data: Data, replaced: FrameworkSpec | None) -> None:
    """The draft says from now on how it came from ``replaced``, and from no other version."""
    if replaced is None or replaced.version == data["version"]:
        data["crosswalk"] = []
        return
    there = next((c for c in data["crosswalk"] if c["from_version"] == replaced.version), None)
    data["crosswalk"] = [there or {"from_version": replaced.version, "note": None, "changes": []}]
    completed(data, replaced)


def completed(data: Data, replaced: FrameworkSpec | None) -> None:
    """Add that a KPI was dropped for each that ``replaced`` had and of which nothing is said."""
    changes = changes_of(data, replaced)
    if changes is None or replaced is None:
        return
    told = {code for change in changes for code in change["before"]} | set(codes(data, "kpi"))
    changes += [
        {"kind": "dropped", "before": [kpi.code], "now": [], "note": None}
        for _, kpi in replaced.kpis()
        if kpi.code not in told
    ]


def changes_of(data: Data, replaced: FrameworkSpec | None) -> list[Change] | None:
    """The changes since ``replaced``; None where the draft says nothing of it."""
    if replaced is None:
        return None
    for crosswalk in data["crosswalk"]:
        if crosswalk["from_version"] == replaced.version:
            found: list[Change] = crosswalk["changes"]
            return found
    return None


def key_of(change: Change) -> str:
    """What an address calls a change by: its kind and the first KPI that it names, which no other change names so."""
    return f"{change['kind']}-{(*change['before'], *change['now'], '')[0]}"


def claimed(changes: list[Change], change: Change) -> None:
    """Put ``change`` in, and take its codes out of what was said of them as dropped or new."""
    for each in changes:
        if each["kind"] == "dropped":
            each["before"] = [code for code in each["before"] if code not in change["before"]]
        if each["kind"] == "new":
            each["now"] = [code for code in each["now"] if code not in change["now"]]
    changes[:] = [each for each in changes if each["before"] or each["now"]]
    changes.append(change)


def without_kpi(data: Data, code: str) -> None:
    """The KPI ``code`` is taken out of the draft: what is left of a change must still be one."""
    for crosswalk in data["crosswalk"]:
        crosswalk["changes"] = [
            left for change in crosswalk["changes"] for left in _without(change, code) if left is not None
        ]


def _without(change: Change, code: str) -> list[Change | None]:
    if code not in change["now"]:
        return [change]
    now = [each for each in change["now"] if each != code]
    if _is_whole(change["kind"], len(change["before"]), len(now)):
        return [{**change, "now": now}]
    # A split of which one part is left is not the same KPI: that part begins anew.
    dropped = {**change, "kind": "dropped", "now": []} if change["before"] else None
    new = {**change, "kind": "new", "before": [], "now": now} if now else None
    return [dropped, new]


def _is_whole(kind: str, before: int, now: int) -> bool:
    (least_before, most_before), (least_now, most_now), _ = COUNTS[kind]
    return (
        least_before <= before <= (most_before if most_before is not None else before)
        and least_now <= now <= (most_now if most_now is not None else now)
    )  # fmt: skip
