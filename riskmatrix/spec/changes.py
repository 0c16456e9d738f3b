"""The crosswalk: how the KPIs of an earlier version became the KPIs of this one."""

from typing import Literal

from riskmatrix.spec.base import Code, Line, Paragraph, Spec

Change = Literal["same", "split", "merged", "new", "dropped"]


class ChangeSpec(Spec):
    """What became of ``before`` (codes of the earlier version) in ``now`` (codes of this one).

    Same: one before, one now. Split: one, several. Merged: several, one. New: none before. Dropped: none now.
    """

    kind: Change
    before: tuple[Code, ...] = ()
    now: tuple[Code, ...] = ()
    note: Paragraph | None = None


class CrosswalkSpec(Spec):
    """From one earlier version to this one; a KPI that keeps its code and is not named here is the same."""

    from_version: Line
    note: Paragraph | None = None
    changes: tuple[ChangeSpec, ...] = ()
