"""Where the KPIs and criteria of one version stood in an earlier one, and whether ratings may be compared.

``crosswalk`` follows one KPI; here two terms of a school are laid beside each other, so that every page that shows
movement asks the same question and says the same sentence where comparison stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from riskmatrix.crosswalk import Ended, ended, origins, same_scale, trail
from riskmatrix.spec import CriterionSpec, FrameworkSpec, GateSpec


class Tie(StrEnum):
    """What holds two ratings together: nothing changed; nothing was there before; comparison stops in between."""

    SAME = "same"
    NEW = "new"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Was:
    """``codes`` are those of the earlier version; ``sentence`` says why ratings cannot be compared."""

    tie: Tie
    codes: tuple[str, ...]
    sentence: str = ""


@dataclass(frozen=True)
class Continuity:
    """From the version of an earlier term to that of a later one.

    :param chain: every published version between the two, both included, oldest first; one when it is the same.
    """

    chain: tuple[FrameworkSpec, ...]

    @property
    def is_unbroken(self) -> bool:
        """Whether both terms were rated by the same version."""
        return len(self.chain) == 1

    @cached_property
    def elsewhere(self) -> str:
        """The sentence for two terms rated by different frameworks; empty for versions of one."""
        other = next((spec for spec in self.chain[::-1] if spec.key != self.chain[-1].key), None)
        if other is None:
            return ""
        return f"Comparison stops: before, the school was rated by another framework, “{other.title}”."

    @cached_property
    def kpis(self) -> dict[str, Was]:
        """By KPI code of the later version."""
        return {kpi.code: self._kpi(kpi.code) for _, kpi in self.chain[-1].kpis()}

    def _kpi(self, code: str) -> Was:
        if self.elsewhere:
            return Was(Tie.STOPPED, (), self.elsewhere)
        steps = trail(self.chain, code).steps
        last = steps[-1]
        if not last.codes:
            return Was(Tie.NEW, (), last.sentence)
        return Was(Tie.SAME if last.comparable else Tie.STOPPED, last.codes, last.sentence)

    @cached_property
    def criteria(self) -> dict[str, Was]:
        """By criterion code of the later version."""
        return {criterion.code: self._criterion(criterion.code) for criterion in self.chain[-1].criteria}

    def _criterion(self, code: str) -> Was:
        if self.elsewhere:
            return Was(Tie.STOPPED, (), self.elsewhere)
        told = ""
        here = next(criterion for criterion in self.chain[-1].criteria if criterion.code == code)
        for now, before in pairwise(reversed(self.chain)):
            there = next((criterion for criterion in before.criteria if criterion.code == code), None)
            if there is None:
                new = f"“{here.title}” was new in version {now.version}, so nothing stands before it."
                return Was(Tie.NEW, (), told or new)
            told = told or _changed(there, here, before, now)
            here = there
        return Was(Tie.STOPPED if told else Tie.SAME, (code,), told)

    @property
    def ended(self) -> tuple[Ended, ...]:
        """KPIs of the earlier terms that a later version no longer has, the latest first."""
        return () if self.elsewhere else ended(self.chain)


def between(before: FrameworkSpec, now: FrameworkSpec, published: Sequence[FrameworkSpec]) -> Continuity:
    """The way from ``before`` to ``now`` through ``published``, all versions of the trust, oldest first.

    A version that is not among them, or that came after ``now``, cannot be followed: then the two are compared as if
    nothing had been between them.
    """
    if before == now:
        return Continuity((now,))
    if before in published and now in published[published.index(before) :]:
        start = published.index(before)
        return Continuity(tuple(published[start : published.index(now, start) + 1]))
    return Continuity((before, now))


def _changed(there: CriterionSpec, here: CriterionSpec, before: FrameworkSpec, now: FrameworkSpec) -> str:
    """Why the level of a criterion means something else in the later version; nothing when it does not."""
    stops = f"Comparison stops at version {before.version}: in version {now.version}"
    if not same_scale(before, now):
        return f"{stops} the scale of ratings was changed."
    known = origins(before, now)
    came_from = [known[kpi.code] for kpi in here.kpis]
    sources = [code for origin in came_from for code in origin.before]
    if any(origin.kind != "same" for origin in came_from) or set(sources) != {kpi.code for kpi in there.kpis}:
        return f"{stops} other KPIs make up “{here.title}”."
    weights = {kpi.code: kpi.weight for kpi in there.kpis}
    gates = {kpi.code: _gates(kpi.gates, before) for kpi in there.kpis}
    alike = all(
        kpi.weight == weights[code] and _gates(kpi.gates, now) == gates[code]
        for kpi, code in zip(here.kpis, sources, strict=True)
    )
    if not alike or _adding_up(before) != _adding_up(now):
        return f"{stops} its KPIs add up to “{here.title}” by another rule."
    return ""


def _gates(gates: Sequence[GateSpec], spec: FrameworkSpec) -> set[tuple[float, float]]:
    return {(spec.severity(gate.at), spec.severity(gate.criterion_at_least)) for gate in gates}


def _adding_up(spec: FrameworkSpec) -> object:
    levels = [(spec.severity(level.step), level.from_percent) for level in spec.scoring.levels]
    return spec.scoring.rule, levels, _gates(spec.scoring.gates, spec)
