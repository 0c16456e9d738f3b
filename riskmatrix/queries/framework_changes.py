"""The crosswalk of a draft as lines: what is said, and what follows where nothing is."""

from __future__ import annotations

from dataclasses import dataclass

from riskmatrix.crosswalk import changes_between
from riskmatrix.drafting.crosswalk import key_of
from riskmatrix.spec import FrameworkSpec


@dataclass(frozen=True)
class CrosswalkLine:
    """``key`` is that of an entry of the draft; empty where the line follows from the codes alone."""

    key: str
    kind: str
    label: str
    before: tuple[str, ...]
    now: tuple[str, ...]
    note: str
    about: str = ""


LABELS = {"same": "Same", "split": "Split", "merged": "Merged", "new": "New", "dropped": "Dropped"}


def crosswalk_lines(before: FrameworkSpec, now: FrameworkSpec) -> tuple[CrosswalkLine, ...]:
    """Entries first; then KPIs that are new, and those of the same code, in the order of the draft."""
    old = {kpi.code: kpi.title for _, kpi in before.kpis()}
    new = {kpi.code: kpi.title for _, kpi in now.kpis()}
    told = [
        CrosswalkLine(
            key_of(change.model_dump()),
            change.kind,
            LABELS[change.kind],
            tuple(old.get(code, code) for code in change.before),
            tuple(new.get(code, code) for code in change.now),
            change.note or "",
        )
        for change in changes_between(before, now)
    ]
    named = {code for change in changes_between(before, now) for code in change.now}
    rest = [
        CrosswalkLine("", "same", LABELS["same"], (old[code],), (title,), "", code)
        if code in old
        else CrosswalkLine("", "new", LABELS["new"], (), (title,), "", code)
        for code, title in new.items()
        if code not in named
    ]
    return (*told, *sorted(rest, key=lambda line: line.kind != "new"))
