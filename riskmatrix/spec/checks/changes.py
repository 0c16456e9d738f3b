"""The crosswalk as far as one version can tell; ``riskmatrix.crosswalk`` compares it with the earlier version."""

from collections.abc import Iterator
from typing import Any

from kit.packs import Finding, Place
from riskmatrix.spec.checks.entries import codes, entries, kpis, repeated, words

# How many codes before and now: the least, and the most where there is one.
COUNTS: dict[str, tuple[tuple[int, int | None], tuple[int, int | None], str]] = {
    "same": ((1, 1), (1, 1), "one KPI before and one now"),
    "split": ((1, 1), (2, None), "one KPI before and at least two now"),
    "merged": ((2, None), (1, 1), "at least two KPIs before and one now"),
    "new": ((0, 0), (1, None), "no KPI before and at least one now"),
    "dropped": ((1, None), (0, 0), "at least one KPI before and none now"),
}


def faults(pack: dict[str, Any]) -> Iterator[Finding]:
    yield from repeated(entries(pack, "crosswalk"), "from_version", "crosswalk")
    here = codes(kpis(pack))
    for at, crosswalk in entries(pack, "crosswalk"):
        if crosswalk.get("from_version") == pack.get("version"):
            yield Finding(
                (*at, "from_version"),
                "A crosswalk cannot begin at the version that it leads to.",
                "Name the version before this one.",
            )
        for key, when in (("before", "old"), ("now", "new")):
            yield from _used_twice(at, crosswalk, key, when)
        kept = {code for _, change in entries(crosswalk, "changes") for _, code in words(change.get("now"))}
        for below, change in entries(crosswalk, "changes"):
            yield from _change((*at, *below), change, here, kept)


def _used_twice(at: Place, crosswalk: Any, key: str, when: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for below, change in entries(crosswalk, "changes"):
        for i, code in words(change.get(key)):
            if code in seen:
                yield Finding(
                    (*at, *below, key, i),
                    f"The {when} code `{code}` is used twice in this crosswalk.",
                    "Let each KPI become one thing, and come from one.",
                )
            seen.add(code)


def _change(at: Place, change: dict[str, Any], here: list[str], kept: set[str]) -> Iterator[Finding]:
    kind, before, now = change.get("kind"), words(change.get("before")), words(change.get("now"))
    for i, code in now:
        if here and code not in here:
            yield Finding(
                (*at, "now", i),
                f"This version has no KPI `{code}`.",
                "Correct the code, or add the KPI.",
            )
    if not isinstance(kind, str) or kind not in COUNTS:
        return
    of_before, of_now, meant = COUNTS[kind]
    if not (_within(len(before), of_before) and _within(len(now), of_now)):
        yield Finding((*at, "kind"), f"`{kind}` means {meant}.", "Correct `before:` and `now:`, or the kind.")
    if kind in ("split", "merged") and not change.get("note"):
        yield Finding(
            (*at, "kind"),
            f"A KPI that is {kind} needs a note for whoever reads its history.",
            "Add `note:` saying what changed and why.",
        )
    for i, code in before:
        if code in here and code not in kept:
            yield Finding(
                (*at, "before", i),
                f"`{code}` has become something else here, yet this version has a KPI of that code.",
                "Say where that one comes from, for example as `new`, or give it another code.",
            )


def _within(count: int, bounds: tuple[int, int | None]) -> bool:
    least, most = bounds
    return least <= count and (most is None or count <= most)
