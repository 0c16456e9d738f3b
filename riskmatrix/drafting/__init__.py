"""Editing a framework as plain data: each step of it begins with a whole framework and ends with one.

A draft is never incomplete: what a change needs elsewhere (the guidance of a new step, what became of a KPI that is
taken out) is made with it, and whatever is still wrong comes back as findings, each with its place. So a draft can be
previewed, exported and published at any moment.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from kit import packs
from kit.packs import Faulty, Finding, Place
from riskmatrix.drafting.naming import code_for
from riskmatrix.spec import FrameworkSpec
from riskmatrix.spec.checks import faults

__all__ = ["Data", "Faulty", "Finding", "Place", "checked", "code_for", "codes", "place_of", "plain", "reach"]

Data = dict[str, Any]
"""A framework as a pack file has it: mappings, lists, words and numbers, all of which may be changed."""


def plain(spec: FrameworkSpec) -> Data:
    """A framework as data of its own, to be changed."""
    found = _opened(spec.model_dump())
    assert isinstance(found, dict)  # noqa: S101 (what pydantic dumps a model to)
    return found


def checked(data: Data) -> FrameworkSpec:
    """The framework that ``data`` has become.

    :raises Faulty: with all that is wrong, each finding with its place in ``data``.
    """
    return packs.check(data, FrameworkSpec, early_checks=faults)


def reach(data: Any, place: Place) -> Any:
    """What stands at ``place``; None where nothing does."""
    for step in place:
        if isinstance(data, list):
            data = data[step] if isinstance(step, int) and step < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


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


def _opened(value: Any) -> Any:
    match value:
        case dict():
            return {key: _opened(each) for key, each in value.items()}
        case tuple() | list():
            return [_opened(each) for each in value]
    return value
