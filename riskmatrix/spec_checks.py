"""What a framework must satisfy beyond the types of its fields: codes that meet, a scale that climbs.

The checks read plain data and pass over whatever has the wrong type (the types report that themselves), so
one reading of a broken pack tells all of its faults, each with its place.
"""

from collections.abc import Iterator
from typing import Any, TypeGuard

from kit.packs import Finding, Place


def faults(pack: Any) -> Iterator[Finding]:
    """Everything that is wrong in ``pack``, the plain data of a pack file."""
    if not isinstance(pack, dict):
        return
    yield from _repeated_codes(pack)
    yield from _scale(pack)
    yield from _levels(pack)
    yield from _strands(pack)
    yield from _guidance_of_steps(pack)
    yield from _gates(pack)
    yield from _shared_figures(pack)
    yield from _unexplained((), pack)


def _entries(node: Any, *path: str) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The mappings of the list found by following ``path``, each with its place below ``node``."""
    for part in path:
        node = node.get(part) if isinstance(node, dict) else None
    if isinstance(node, list | tuple):
        for i, item in enumerate(node):
            if isinstance(item, dict):
                yield (*path, i), item


def _kpis(pack: Any) -> Iterator[tuple[Place, dict[str, Any]]]:
    for at, criterion in _entries(pack, "criteria"):
        yield from (((*at, *below), kpi) for below, kpi in _entries(criterion, "kpis"))


def _all_gates(pack: Any) -> Iterator[tuple[Place, dict[str, Any]]]:
    yield from _entries(pack, "scoring", "gates")
    for at, kpi in _kpis(pack):
        yield from (((*at, *below), gate) for below, gate in _entries(kpi, "gates"))


def _steps(pack: Any) -> list[str]:
    return [s["code"] for _, s in _entries(pack, "scale", "steps") if isinstance(s.get("code"), str)]


def _repeated(entries: Iterator[tuple[Place, dict[str, Any]]], key: str, what: str) -> Iterator[Finding]:
    seen = set()
    for at, entry in entries:
        value = entry.get(key)
        if isinstance(value, str):
            if value in seen:
                yield Finding(
                    (*at, key), f"The {what} {key} `{value}` is used twice.", f"Give each {what} its own."
                )
            seen.add(value)


def _repeated_codes(pack: Any) -> Iterator[Finding]:
    yield from _repeated(_entries(pack, "strands"), "code", "strand")
    for key in ("code", "shape", "label"):
        yield from _repeated(_entries(pack, "scale", "steps"), key, "step")
    yield from _repeated(_entries(pack, "criteria"), "code", "criterion")
    yield from _repeated(_kpis(pack), "code", "KPI")
    yield from _repeated(_all_gates(pack), "code", "gate")


def _number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _scale(pack: Any) -> Iterator[Finding]:
    before: float | None = None
    for at, step in _entries(pack, "scale", "steps"):
        value = step.get("value")
        if not _number(value):
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
    levels = [(at, level) for at, level in _entries(pack, "scoring", "levels")]
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
        if not _number(start):
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
    declared = {s["code"]: at for at, s in _entries(pack, "strands") if isinstance(s.get("code"), str)}
    fed: set[str] = set()
    for at, criterion in _entries(pack, "criteria"):
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
    for at, kpi in _kpis(pack):
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


def _shared_figures(pack: Any) -> Iterator[Finding]:
    shares = {
        k["code"]: k.get("shares_figure_with") or () for _, k in _kpis(pack) if isinstance(k.get("code"), str)
    }
    for at, kpi in _kpis(pack):
        others = kpi.get("shares_figure_with")
        for i, other in enumerate(others if isinstance(others, list | tuple) else ()):
            place = (*at, "shares_figure_with", i)
            if other not in shares or other == kpi.get("code"):
                yield Finding(
                    place,
                    f"`{other}` is not another KPI of this pack.",
                    "Name the one that uses the same figure.",
                )
            elif kpi.get("code") not in shares[other]:
                yield Finding(
                    place, f"`{other}` does not name `{kpi.get('code')}` in return.", "Add it there."
                )


def _unexplained(at: Place, node: Any) -> Iterator[Finding]:
    if isinstance(node, dict):
        if node.get("proposed") is True and not node.get("why"):
            yield Finding(
                (*at, "proposed"),
                "A proposal needs its reason.",
                "Add `why:` with a sentence the trust can read.",
            )
        for key, value in node.items():
            yield from _unexplained((*at, key), value)
    elif isinstance(node, list | tuple):
        for i, value in enumerate(node):
            yield from _unexplained((*at, i), value)
