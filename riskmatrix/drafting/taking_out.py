"""Taking a part out of a draft with all that names it, as far as that leaves no choice to a person.

Where there is a choice (who moderates the criteria of a strand that goes), the part stays and the findings say so.
"""

from __future__ import annotations

from collections.abc import Callable

from riskmatrix.drafting import Data, place_of, reach
from riskmatrix.drafting.crosswalk import completed, without_kpi
from riskmatrix.spec import FrameworkSpec

Replaced = FrameworkSpec | None


def take_out(data: Data, kind: str, code: str, replaced: Replaced) -> None:
    """Take the part out.

    :param kind: strand, step, measure, mapping, criterion, kpi, suggestion.
    :param replaced: the version that the draft replaces.
    :raises KeyError: when there is no such part.
    """
    place = place_of(data, kind, code)
    BEFORE.get(kind, _nothing_else)(data, code, replaced)
    parts = reach(data, place[:-1])
    parts[:] = [part for part in parts if part["code"] != code]
    AFTER.get(kind, _nothing_else)(data, code, replaced)


def _nothing_else(data: Data, code: str, replaced: Replaced) -> None:
    """Nothing else names such a part."""


def _kpis(data: Data) -> list[Data]:
    return [kpi for criterion in data["criteria"] for kpi in criterion["kpis"]]


def _of_strand(data: Data, code: str, replaced: Replaced) -> None:
    for criterion in data["criteria"]:
        criterion["strands"] = [each for each in criterion["strands"] if each != code]


def _of_measure(data: Data, code: str, replaced: Replaced) -> None:
    for kpi in _kpis(data):
        kpi["measures"] = [each for each in kpi["measures"] if each != code]
        kpi["suggestions"] = [each for each in kpi["suggestions"] if each["measure"] != code]
    unshared(data)


def _of_step(data: Data, code: str, replaced: Replaced) -> None:
    levels = [level for level in data["scoring"]["levels"] if level["step"] != code]
    if levels:
        levels[0]["from_percent"] = 0
    data["scoring"]["levels"] = levels
    for kpi in _kpis(data):
        kpi["steps"].pop(code, None)


def _criterion_first(data: Data, code: str, replaced: Replaced) -> None:
    for kpi in list(reach(data, place_of(data, "criterion", code))["kpis"]):
        take_out(data, "kpi", kpi["code"], replaced)
    for mapping in data["mappings"]:
        for area in mapping["areas"]:
            area["criteria"] = [each for each in area["criteria"] if each != code]


def _after_kpi(data: Data, code: str, replaced: Replaced) -> None:
    without_kpi(data, code)
    completed(data, replaced)
    unshared(data)
    used = {each for kpi in _kpis(data) for each in kpi["measures"]}
    data["measures"] = [measure for measure in data["measures"] if measure["code"] in used]


def unshared(data: Data) -> None:
    """Two KPIs share a figure only while both are there and rest on a measure together."""
    rests_on = {kpi["code"]: set(kpi["measures"]) for kpi in _kpis(data)}
    for kpi in _kpis(data):
        own = rests_on[kpi["code"]]
        kpi["shares_figure_with"] = [
            other
            for other in kpi["shares_figure_with"]
            if other in rests_on and (own & rests_on[other] or not (own or rests_on[other]))
        ]


BEFORE: dict[str, Callable[[Data, str, Replaced], None]] = {
    "strand": _of_strand,
    "measure": _of_measure,
    "step": _of_step,
    "criterion": _criterion_first,
}
AFTER: dict[str, Callable[[Data, str, Replaced], None]] = {"kpi": _after_kpi}
