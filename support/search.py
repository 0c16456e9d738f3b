"""The fewest changes, and with them the fewest steps, that gain enough and leave counts as wanted. Exact, and pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Watch:
    """``kpis`` things of ``cells`` standing at ``step`` make the count full."""

    step: int
    cells: frozenset[int]
    kpis: int


@dataclass(frozen=True)
class Option:
    """To stand at ``step``, ``away`` steps from now (0: no change), which gains so much and adds to each count."""

    step: int
    away: int
    gain: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Goal:
    """:param options: of each thing what it may become, no change first.
    :param need: the least gain; None where the gain does not matter.
    :param full: when each count is full.
    :param holds: whether every count must be full in the end, or none may be.
    """

    options: tuple[tuple[Option, ...], ...]
    need: int | None
    full: tuple[int, ...]
    holds: bool

    def counted(self, counts: Counts, more: Counts) -> Counts | None:
        """Both together; a count says no more than that it is full, and None is where one may not be."""
        both = tuple(min(a + b, full) for a, b, full in zip(counts, more, self.full, strict=True))
        return None if not self.holds and any(a >= b for a, b in zip(both, self.full, strict=True)) else both

    def reached(self, gain: int, counts: Counts) -> bool:
        return (self.need is None or gain >= self.need) and (not self.holds or counts == self.full)


@dataclass(frozen=True)
class Smallest:
    """``sets`` of (which thing, to which step); ``more`` when there are others as small."""

    changed: int
    steps: int
    sets: tuple[tuple[tuple[int, int], ...], ...]
    more: bool


Counts = tuple[int, ...]
Cost = tuple[int, int]
# From one thing on to the last: by what is changed and by how many steps, the most that is gained for each count.
Best = dict[Cost, dict[Counts, int]]


def smallest(goal: Goal, most: int) -> Smallest | None:
    """The smallest sets of changes that reach ``goal``; None where nothing does.

    :param most: no more sets than this are named.
    """
    changed = _least(_best(goal, len(goal.options), by_steps=False)[0], goal)
    if changed is None:
        return None
    best = _best(goal, changed[0], by_steps=True)
    cost = _least(best[0], goal)
    assert cost is not None  # noqa: S101 - counting the steps as well takes no answer away
    found = []
    for each in _sets(goal, best, cost):
        found.append(each)
        if len(found) > most:
            break
    return Smallest(*cost, tuple(found[:most]), len(found) > most)


def _least(best: Best, goal: Goal) -> Cost | None:
    reached = (
        cost
        for cost, by_counts in best.items()
        if any(goal.reached(gain, counts) for counts, gain in by_counts.items())
    )
    return min(reached, default=None)


def _best(goal: Goal, most: int, *, by_steps: bool) -> list[Best]:
    """For each thing what it and those after it can do at best, with ``most`` changes at the most.

    :param by_steps: whether steps are counted; where they are not, every cost has none.
    """
    tables: list[Best] = [{(0, 0): {(0,) * len(goal.full): 0}}]
    for options in reversed(goal.options):
        table: Best = {}
        for (changed, steps), by_counts in tables[-1].items():
            for option in options:
                cost = (changed + (option.away > 0), steps + (option.away if by_steps else 0))
                if cost[0] <= most:
                    _improve(table.setdefault(cost, {}), goal, option, by_counts)
        tables.append(table)
    return tables[::-1]


def _improve(there: dict[Counts, int], goal: Goal, option: Option, by_counts: dict[Counts, int]) -> None:
    for counts, gain in by_counts.items():
        both = goal.counted(counts, option.counts)
        if both is not None and gain + option.gain > there.get(both, gain + option.gain - 1):
            there[both] = gain + option.gain


def _sets(goal: Goal, best: list[Best], cost: Cost) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every set of this cost that reaches the goal: no branch is entered that does not lead to one."""

    def further(
        at: int, left: Cost, gain: int, counts: Counts, chosen: tuple[tuple[int, int], ...]
    ) -> Iterator[tuple[tuple[int, int], ...]]:
        if at == len(goal.options):
            yield chosen
            return
        for option in (*goal.options[at][1:], goal.options[at][0]):
            rest = (left[0] - (option.away > 0), left[1] - option.away)
            both = goal.counted(counts, option.counts)
            if both is None or not _can(goal, best[at + 1].get(rest, {}), gain + option.gain, both):
                continue
            here = ((at, option.step),) if option.away else ()
            yield from further(at + 1, rest, gain + option.gain, both, (*chosen, *here))

    yield from further(0, cost, 0, (0,) * len(goal.full), ())


def _can(goal: Goal, rest: dict[Counts, int], gain: int, counts: Counts) -> bool:
    return any(
        (both := goal.counted(counts, more)) is not None and goal.reached(gain + value, both)
        for more, value in rest.items()
    )
