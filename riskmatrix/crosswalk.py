"""Reading a framework's history backwards: what a KPI was in earlier versions, and where comparison stops.

Two versions are tied together by the crosswalk that the later one carries; a KPI of the same code without an
entry is the same. A version that is left out of a chain cannot be followed, so a chain holds every published
version between the oldest and the newest that is asked about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isclose

from riskmatrix.spec import ChangeSpec, FrameworkSpec


@dataclass(frozen=True)
class Origin:
    """What one KPI comes from: the change that made it and its codes in the version before (none: it is new)."""

    kind: str
    before: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class TrailStep:
    """A KPI in one version: under which codes, whether ratings may be compared with today's, and why not."""

    version: str
    codes: tuple[str, ...]
    comparable: bool
    sentence: str


@dataclass(frozen=True)
class Trail:
    """A KPI of the newest version followed back, newest first, to where it began."""

    kpi: str
    steps: tuple[TrailStep, ...]

    @property
    def stop(self) -> TrailStep | None:
        """The newest step that can no longer be compared; None when all can."""
        return next((step for step in self.steps if not step.comparable), None)


@dataclass(frozen=True)
class Ended:
    """A KPI that a later version no longer has; ``version`` is the last that had it."""

    version: str
    code: str
    title: str
    sentence: str


def changes_between(before: FrameworkSpec, now: FrameworkSpec) -> tuple[ChangeSpec, ...]:
    """What ``now`` says of its way from ``before``; nothing said is nothing changed."""
    return next((c.changes for c in now.crosswalk if c.from_version == before.version), ())


def origins(before: FrameworkSpec, now: FrameworkSpec) -> dict[str, Origin]:
    """Where each KPI of ``now`` comes from, by its code."""
    changes = changes_between(before, now)
    there = {kpi.code for _, kpi in before.kpis()}
    named = {code: change for change in changes for code in change.now}
    found = {}
    for _, kpi in now.kpis():
        change = named.get(kpi.code)
        if change is not None:
            earlier = tuple(code for code in change.before if code in there)
            found[kpi.code] = Origin(change.kind if earlier else "new", earlier, change.note or "")
        elif kpi.code in there:
            found[kpi.code] = Origin("same", (kpi.code,))
        else:
            found[kpi.code] = Origin("new", ())
    return found


def same_scale(one: FrameworkSpec, other: FrameworkSpec) -> bool:
    """Whether the steps stand for the same risk, one for one, whatever they are called and whichever way they run."""
    left = [one.severity(step.code) for step in one.steps_by_severity()]
    right = [other.severity(step.code) for step in other.steps_by_severity()]
    return len(left) == len(right) and all(
        isclose(a, b, abs_tol=1e-9) for a, b in zip(left, right, strict=True)
    )


def trail(chain: Sequence[FrameworkSpec], kpi: str) -> Trail:
    """Follow ``kpi`` of the newest version back.

    :param chain: the versions, oldest to newest.
    :raises ValueError: when the chain is empty.
    :raises KeyError: when the newest version has no such KPI.
    """
    if not chain:
        raise ValueError("A trail needs at least one version.")
    newest = chain[-1]
    steps = [TrailStep(newest.version, (newest.kpi(kpi).code,), True, "")]
    for now, before in pairwise(reversed(chain)):
        step = _step_back(steps[-1], before, now)
        steps.append(step)
        if not step.codes:
            break
    return Trail(kpi, tuple(steps))


def _step_back(last: TrailStep, before: FrameworkSpec, now: FrameworkSpec) -> TrailStep:
    known = origins(before, now)
    told = [_told(known[code], code, before, now) for code in last.codes]
    codes = tuple(dict.fromkeys(code for each in last.codes for code in known[each].before))
    if codes and not same_scale(before, now):
        told.insert(0, f"{_stops(before)} the scale of ratings was changed in version {now.version}.")
    sentence = " ".join(dict.fromkeys(each for each in told if each))
    return TrailStep(before.version, codes, last.comparable and not sentence, sentence or last.sentence)


def _stops(before: FrameworkSpec) -> str:
    return f"Comparison stops at version {before.version}:"


def _told(origin: Origin, code: str, before: FrameworkSpec, now: FrameworkSpec) -> str:
    names = " and ".join(f"“{before.kpi(each).title}”" for each in origin.before)
    if origin.kind == "same":
        return ""
    if origin.kind == "new":
        told = f"“{now.kpi(code).title}” was new in version {now.version}, so nothing stands before it."
    elif origin.kind == "split":
        told = f"{_stops(before)} in version {now.version} {names} was split, and “{now.kpi(code).title}” is one part."
    else:
        told = f"{_stops(before)} in version {now.version} {names} were merged into “{now.kpi(code).title}”."
    return f"{told} {origin.note}".strip()


def ended(chain: Sequence[FrameworkSpec]) -> tuple[Ended, ...]:
    """The KPIs that some later version of the chain dropped, the latest first."""
    found = []
    for now, before in pairwise(reversed(chain)):
        alive = {code for origin in origins(before, now).values() for code in origin.before}
        notes = {code: c.note or "" for c in changes_between(before, now) for code in c.before}
        for _, kpi in before.kpis():
            if kpi.code not in alive:
                told = f"“{kpi.title}” ended with version {before.version}. {notes.get(kpi.code, '')}".strip()
                found.append(Ended(before.version, kpi.code, kpi.title, told))
    return tuple(found)
