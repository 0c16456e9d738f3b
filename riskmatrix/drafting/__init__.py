"""Editing a framework as plain data: each step of it begins with a whole framework and ends with one.

A draft is never incomplete: what a change needs elsewhere (the guidance of a new step, what became of a KPI that is
taken out) is made with it, and whatever is still wrong comes back as findings, each with its place. So a draft can be
previewed, exported and published at any moment.
"""

from __future__ import annotations

from collections.abc import Collection

from kit import packs
from kit.drafting import Data, Faulty, Finding, Place, code_for, plain, reach
from riskmatrix.spec import FrameworkSpec
from riskmatrix.spec.checks import faults

__all__ = ["Data", "Faulty", "Finding", "Place", "checked", "code_for", "codes", "place_of", "plain", "reach"]


def checked(data: Data) -> FrameworkSpec:
    """The framework that ``data`` has become.

    :raises Faulty: with all that is wrong, each finding with its place in ``data``.
    """
    return packs.check(data, FrameworkSpec, early_checks=faults)


def place_of(data: Data, kind: str, code: str) -> Place:
    """Where the criterion, KPI, strand, measure, mapping or suggestion of this code stands.

    :raises KeyError: when there is none.
    """
    for place in _places(data, kind):
        if reach(data, place).get("code") == code:
            return place
    raise KeyError(code)


LISTS = {
    "strand": ("strands",),
    "step": ("scale", "steps"),
    "measure": ("measures",),
    "mapping": ("mappings",),
    "criterion": ("criteria",),
}


def _places(data: Data, kind: str) -> list[Place]:
    if kind in LISTS:
        return [(*LISTS[kind], i) for i in range(len(reach(data, LISTS[kind])))]
    kpis: list[Place] = [
        ("criteria", i, "kpis", j)
        for i, criterion in enumerate(data["criteria"])
        for j in range(len(criterion["kpis"]))
    ]
    if kind == "kpi":
        return kpis
    return [(*kpi, "suggestions", i) for kpi in kpis for i in range(len(reach(data, kpi)["suggestions"]))]


def codes(data: Data, kind: str) -> Collection[str]:
    """The codes in use."""
    return [reach(data, place).get("code", "") for place in _places(data, kind)]
