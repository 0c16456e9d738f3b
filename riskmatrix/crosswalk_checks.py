"""What is wrong with a crosswalk that only the earlier version can tell."""

from collections.abc import Iterable, Iterator

from kit.packs import Finding
from riskmatrix.crosswalk import origins
from riskmatrix.spec import FrameworkSpec


def faults(earlier: Iterable[FrameworkSpec], now: FrameworkSpec) -> Iterator[Finding]:
    """What is wrong with the crosswalk of ``now`` that only the earlier versions of it can tell.

    For ``riskmatrix.spec.load(path, checks=…)``; versions of another framework, and those that ``now`` has no
    crosswalk from, are passed over.
    """
    versions = {spec.version: spec for spec in earlier if spec.key == now.key}
    for i, crosswalk in enumerate(now.crosswalk):
        before = versions.get(crosswalk.from_version)
        if before is None:
            continue
        there = {kpi.code for _, kpi in before.kpis()}
        for j, change in enumerate(crosswalk.changes):
            for k, code in enumerate(change.before):
                if code not in there:
                    yield Finding(
                        ("crosswalk", i, "changes", j, "before", k),
                        f"Version {before.version} had no KPI `{code}`.",
                        "Correct the code.",
                    )
        named = {code for change in crosswalk.changes for code in change.before}
        alive = named | {code for origin in origins(before, now).values() for code in origin.before}
        for code in sorted(there - alive):
            yield Finding(
                ("crosswalk", i, "from_version"),
                f"Nothing says what became of `{code}` of version {before.version}.",
                "Add a change that names it in `before:`, for example as `dropped`.",
            )
