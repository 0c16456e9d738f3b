"""Strands, scale, levels, KPIs and gates: codes that meet, a scale that climbs."""

from collections.abc import Iterator
from typing import Any

from kit.packs import Finding
from riskmatrix.spec.checks.entries import Entries, below, codes, entries, kpis, number, repeated


def faults(pack: dict[str, Any]) -> Iterator[Finding]:
    yield from _repeated_codes(pack)
    yield from _scale(pack)
    yield from _levels(pack)
    yield from _strands(pack)
    yield from _guidance_of_steps(pack)
    yield from _gates(pack)


def _all_gates(pack: Any) -> Entries:
    yield from entries(pack, "scoring", "gates")
    yield from below(kpis(pack), "gates")


def _steps(pack: Any) -> list[str]:
    return codes(entries(pack, "scale", "steps"))


def _repeated_codes(pack: Any) -> Iterator[Finding]:
    yield from repeated(entries(pack, "strands"), "code", "strand")
    for key in ("code", "shape", "label"):
        yield from repeated(entries(pack, "scale", "steps"), key, "step")
    yield from repeated(entries(pack, "criteria"), "code", "criterion")
    yield from repeated(kpis(pack), "code", "KPI")
    yield from repeated(_all_gates(pack), "code", "gate")


def _scale(pack: Any) -> Iterator[Finding]:
    before: float | None = None
    for at, step in entries(pack, "scale", "steps"):
        value = step.get("value")
        if not number(value):
            continue
        if before is not None and value <= before:
            yield Finding(
                (*at, "value"),
                f"The value {value} does not exceed {before} before it.",
                "Let values rise from step to step.",
            )
        before = value


def _levels(pack: Any) -> Iterator[Finding]:
    steps = _steps(pack)
    expected = steps[::-1] if pack.get("polarity") == "higher_is_better" else steps
    levels = [(at, level) for at, level in entries(pack, "scoring", "levels")]
    if steps and levels and [level.get("step") for _, level in levels] != expected:
        order = ", ".join(expected)
        yield Finding(
            ("scoring", "levels"),
            "The levels must name each step once, from least to most risk.",
            f"Write {order}.",
        )
    before: float | None = None
    for at, level in levels:
        start = level.get("from_percent")
        if not number(start):
            continue
        if before is None and start != 0:
            yield Finding(
                (*at, "from_percent"),
                f"The first level begins at {start}.",
                "Let it begin at 0, so that no score is left out.",
            )
        if before is not None and start <= before:
            yield Finding(
                (*at, "from_percent"),
                f"This level begins at {start}, not above {before}.",
                "Let levels rise.",
            )
        before = start


def _strands(pack: Any) -> Iterator[Finding]:
    declared = {s["code"]: at for at, s in entries(pack, "strands") if isinstance(s.get("code"), str)}
    fed: set[str] = set()
    for at, criterion in entries(pack, "criteria"):
        listed = criterion.get("strands")
        named = listed if isinstance(listed, list | tuple) else ()
        wrong = [((*at, "strands", i), code) for i, code in enumerate(named) if code not in declared]
        if (moderator := criterion.get("moderated_by")) is not None and moderator not in declared:
            wrong.append(((*at, "moderated_by"), moderator))
        for place, code in wrong:
            yield Finding(
                place,
                f"The strand `{code}` is not declared.",
                f"Use {', '.join(declared)}, or add it to `strands:`.",
            )
        if len(set(map(str, named))) < len(named):
            yield Finding((*at, "strands"), "A strand is listed twice for this criterion.", "Remove one.")
        fed.update(map(str, named))
    for code, at in declared.items():
        if code not in fed:
            yield Finding(
                at,
                f"No criterion feeds the strand `{code}`.",
                "Name it in a criterion's `strands:`, or remove it.",
            )


def _guidance_of_steps(pack: Any) -> Iterator[Finding]:
    steps = _steps(pack)
    for at, kpi in kpis(pack):
        given = kpi.get("steps")
        if not isinstance(given, dict) or not steps:
            continue
        for code in given:
            if code not in steps:
                yield Finding(
                    (*at, "steps", code), f"The scale has no step `{code}`.", f"Use {', '.join(steps)}."
                )
        for code in steps:
            if code not in given:
                yield Finding(
                    (*at, "steps"),
                    f"Step `{code}` has no guidance for this KPI.",
                    f"Add `{code}:` with a sentence.",
                )


def _gates(pack: Any) -> Iterator[Finding]:
    steps = _steps(pack)
    for at, gate in _all_gates(pack) if steps else ():
        for key in ("at", "criterion_at_least", "strand_at_least"):
            if (code := gate.get(key)) is not None and code not in steps:
                yield Finding(
                    (*at, key),
                    f"The scale has no step `{code}` for this gate's `{key}`.",
                    f"Use {', '.join(steps)}.",
                )
