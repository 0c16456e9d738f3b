"""What an offer names of the risk framework and the framework does not have: each with its place and the remedy. Pure.

A name that nothing stands behind is never found out while people work: the feature simply stays silent for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from riskmatrix.spec import FrameworkSpec
from support.spec import Offer, Strand
from support.spec_judging import ByRatings

REMEDY = "Correct the code, or take it out."


def strays(offer: Offer, framework: FrameworkSpec) -> list[str]:
    """A sentence for each name that leads nowhere, in the order of the offer."""
    found = list(_outcomes(offer, framework))
    for strand in offer.strands:
        found += _gates(strand, framework)
        found += _features(strand, framework)
    return found


def _outcomes(offer: Offer, framework: FrameworkSpec) -> Iterator[str]:
    known = {each.code for each in framework.measures}
    for code in offer.outcomes.measures if offer.outcomes else ():
        if code not in known:
            yield _missing("Results of assessments", "measures", "measure", code)


def _gates(strand: Strand, framework: FrameworkSpec) -> Iterator[str]:
    feeding = {each.code for each in framework.criteria if strand.code in each.strands}
    if not feeding:
        yield (
            f"{strand.title}: the trust’s risk framework has no criterion that feeds a strand `{strand.code}`. "
            "Change the one or the other."
        )
    steps = {step.code for step in framework.scale.steps}
    for gate in strand.recommendation.gates:
        where = f"{strand.title}, gate `{gate.code}`"
        for code in gate.criteria:
            if code not in feeding:
                yield _missing(where, "criteria", "criterion of this strand", code)
        if gate.step not in steps:
            yield _missing(where, "step", "step", gate.step)


def _features(strand: Strand, framework: FrameworkSpec) -> Iterator[str]:
    known: dict[str, Iterable[str]] = {
        "criteria": {each.code for each in framework.criteria},
        "kpis": {kpi.code for _, kpi in framework.kpis()},
        "at": {step.code for step in framework.scale.steps},
    }
    words = {"criteria": "criterion", "kpis": "KPI", "at": "step"}
    for category in strand.categories:
        for feature in category.key_features:
            if not isinstance(feature.shown_by, ByRatings):
                continue
            where = f"{strand.title}, {category.title}, key feature `{feature.code}`"
            for field, codes in known.items():
                for code in getattr(feature.shown_by, field):
                    if code not in codes:
                        yield _missing(where, f"shown_by, {field}", words[field], code)


def _missing(where: str, field: str, what: str, code: str) -> str:
    return f"{where}: `{field}` names the {what} `{code}`, which the trust’s risk framework does not have. {REMEDY}"
