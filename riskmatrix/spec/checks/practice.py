"""Mappings to outside frameworks, kinds of evidence, and the rules of calibration."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from kit.packs import Finding
from riskmatrix.spec.checks.entries import codes, entries, number, one_of, repeated, words


def faults(pack: dict[str, Any]) -> Iterator[Finding]:
    yield from _mappings(pack)
    yield from _evidence(pack)
    yield from _calibration(pack)


def _mappings(pack: Any) -> Iterator[Finding]:
    yield from repeated(entries(pack, "mappings"), "code", "mapping")
    criteria = codes(entries(pack, "criteria"))
    for at, mapping in entries(pack, "mappings"):
        begins, ends = mapping.get("in_force_from"), mapping.get("in_force_until")
        if isinstance(begins, dt.date) and isinstance(ends, dt.date) and ends < begins:
            yield Finding(
                (*at, "in_force_until"),
                f"It ends on {ends}, before it begins on {begins}.",
                "Put the two dates in order.",
            )
        for key in ("code", "title"):
            for found in repeated(entries(mapping, "areas"), key, "area"):
                yield Finding((*at, *found.path), found.sentence, found.remedy)
        for below, area in entries(mapping, "areas"):
            for i, code in words(area.get("criteria")):
                if code not in criteria:
                    yield Finding(
                        (*at, *below, "criteria", i),
                        f"There is no criterion `{code}`.",
                        one_of(criteria, "remove it"),
                    )


def _evidence(pack: Any) -> Iterator[Finding]:
    for key in ("code", "label"):
        yield from repeated(entries(pack, "evidence", "sources"), key, "source")
        yield from repeated(entries(pack, "evidence", "kinds"), key, "kind of evidence")
    sources = codes(entries(pack, "evidence", "sources"))
    for at, kind in entries(pack, "evidence", "kinds"):
        if isinstance(source := kind.get("source"), str) and source not in sources:
            yield Finding(
                (*at, "source"),
                f"There is no source of evidence `{source}`.",
                one_of(sources, "add it to `sources:`"),
            )


def _calibration(pack: Any) -> Iterator[Finding]:
    rules = pack.get("calibration")
    if not isinstance(rules, dict):
        return
    generous, accurate = rules.get("generous_from"), rules.get("accurate_within")
    if number(generous) and number(accurate) and generous <= accurate:
        yield Finding(
            ("calibration", "generous_from"),
            f"What differs by {generous} would be both accurate (within {accurate}) and overly generous.",
            "Let `generous_from` be above `accurate_within`.",
        )
