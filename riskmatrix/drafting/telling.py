"""What a draft changes, in sentences for whoever publishes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from riskmatrix.crosswalk import ended, origins, same_scale
from riskmatrix.spec import FrameworkSpec


def told(before: FrameworkSpec | None, now: FrameworkSpec) -> tuple[str, ...]:
    """What is other in ``now``, a sentence for each kind of change, the weightiest first.

    :param before: the version that is in force; None for the trust's first.
    """
    if before is None:
        return (f"It is the trust's first framework: {len(now.criteria)} criteria, {_kpis(now)} KPIs.",)
    if before.key != now.key:
        first = f"It takes the place of another framework, “{before.title}”. Ratings made by that cannot be compared."
        return (first, f"It has {len(now.criteria)} criteria and {_kpis(now)} KPIs.")
    return tuple(_sentences(before, now)) or ("Nothing changes but its version.",)


def _kpis(spec: FrameworkSpec) -> int:
    return sum(1 for _ in spec.kpis())


def _sentences(before: FrameworkSpec, now: FrameworkSpec) -> Iterator[str]:
    if not same_scale(before, now):
        yield "The scale of ratings is another one, so nothing can be compared with earlier terms."
    known = origins(before, now)
    for kind, words in _KINDS.items():
        titles = [kpi.title for _, kpi in now.kpis() if known[kpi.code].kind == kind]
        if titles:
            yield f"{words}: {_listed(titles)}."
    if over := ended((before, now)):
        yield f"No longer rated: {_listed(each.title for each in over)}."
    yield from _lists(before, now)
    yield from _words(before, now)


_KINDS = {"new": "New KPIs", "split": "Parts of a KPI that was split", "merged": "Merged from several KPIs"}


def _lists(before: FrameworkSpec, now: FrameworkSpec) -> Iterator[str]:
    for what, were, are in (
        ("criteria", before.criteria, now.criteria),
        ("strands", before.strands, now.strands),
        ("measures", before.measures, now.measures),
        ("mappings", before.mappings, now.mappings),
    ):
        old, new = ({each.code: each.title for each in group} for group in (were, are))
        if came := [title for code, title in new.items() if code not in old]:
            yield f"New {what}: {_listed(came)}."
        if went := [title for code, title in old.items() if code not in new]:
            yield f"Left out of the {what}: {_listed(went)}."
    if [s.moderator for s in before.strands] != [s.moderator for s in now.strands]:
        yield "Some criteria are moderated by somebody else."
    old_weights, new_weights = _weights(before), _weights(now)
    reweighed = any(new_weights.get(code, weight) != weight for code, weight in old_weights.items())
    if before.scoring != now.scoring or reweighed:
        yield "KPIs add up to the level of a criterion by another rule."


def _words(before: FrameworkSpec, now: FrameworkSpec) -> Iterator[str]:
    old = {kpi.code: kpi for _, kpi in before.kpis()}
    asked = [kpi.title for _, kpi in now.kpis() if kpi.code in old and _asked(kpi) != _asked(old[kpi.code])]
    if asked:
        yield f"Asked in other words, with other guidance: {_listed(asked)}."
    for what, were, are in (
        ("Flags", before.flags, now.flags),
        ("The days for an answer to moderation", before.answering, now.answering),
        ("The rules of calibration", before.calibration, now.calibration),
    ):
        if were != are:
            yield f"{what} are other ones."


def _asked(kpi: Any) -> tuple[Any, ...]:
    return kpi.title, kpi.question, kpi.look_at, kpi.steps


def _weights(spec: FrameworkSpec) -> dict[str, float]:
    parts: list[Any] = [*spec.criteria, *(kpi for _, kpi in spec.kpis())]
    return {part.code: part.weight for part in parts}


def _listed(titles: Iterable[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles)
