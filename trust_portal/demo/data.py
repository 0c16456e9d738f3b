"""The invented facts and words, read from the YAML files beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent


@cache
def read(name: str) -> Any:
    """What ``<name>.yaml`` says."""
    return YAML(typ="safe").load(HERE / f"{name}.yaml")


@cache
def texts() -> dict[str, dict[str, list[str]]]:
    """Commentary by KPI and step; ``seen`` is what it was based on."""
    bank: dict[str, dict[str, list[str]]] = {}
    for path in sorted((HERE / "texts").glob("*.yaml")):
        bank |= YAML(typ="safe").load(path)
    return bank
