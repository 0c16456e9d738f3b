"""Moving parts of a draft about, and reading its scale the other way round."""

from __future__ import annotations

from typing import Any

from kit import drafting
from riskmatrix.drafting import Data, place_of, reach


def move(data: Data, kind: str, code: str, by: int) -> None:
    """Move a part among those beside it.

    :param by: -1 for one place up, 1 for one down; at either end it stays.
    :raises KeyError: when there is no such part.
    """
    drafting.move(data, place_of(data, kind, code), by)


def into_criterion(data: Data, kpi: str, criterion: str) -> None:
    """Put a KPI at the end of another criterion; in its own it stays where it is.

    :raises KeyError: when there is no such KPI or criterion.
    """
    place = place_of(data, "kpi", kpi)
    there = reach(data, place_of(data, "criterion", criterion))
    if reach(data, place[:2]) is there:
        return
    siblings = reach(data, place[:-1])
    there["kpis"].append(siblings.pop(place[-1]))


def turned(data: Data) -> None:
    """Turn the polarity: whatever named the worst step names the step that is the worst now."""
    steps = [step["code"] for step in data["scale"]["steps"]]
    other = dict(zip(steps, reversed(steps), strict=True))
    ways = ("higher_is_worse", "higher_is_better")
    data["polarity"] = ways[1 - ways.index(data["polarity"])]
    scoring = data["scoring"]
    for named in scoring["levels"]:
        named["step"] = other[named["step"]]
    for kpi in (kpi for criterion in data["criteria"] for kpi in criterion["kpis"]):
        for threshold in (each for suggestion in kpi["suggestions"] for each in suggestion["thresholds"]):
            threshold["step"] = other[threshold["step"]]
        _turn_gates(kpi["gates"], other)
    _turn_gates(scoring["gates"], other)


def _turn_gates(gates: list[dict[str, Any]], other: dict[str, str]) -> None:
    for gate in gates:
        for key in ("at", "criterion_at_least", "strand_at_least"):
            if gate[key] is not None:
                gate[key] = other[gate[key]]
