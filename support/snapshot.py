"""A recommendation as it is kept with a decision: words and figures that no later change of rules can alter."""

from collections.abc import Iterable
from typing import Any, Protocol

from support.recommend import GATE, Recommendation
from support.spec import Strand
from support.what_would_change import Way, WhatWouldChange


class Plain(Protocol):
    """What can be kept as plain values."""

    def plain(self) -> dict[str, Any]: ...


def snapshot(
    strand: Strand,
    recommendation: Recommendation,
    offer: str,
    *,
    changes: WhatWouldChange | None = None,
    features: Iterable[Plain] = (),
) -> dict[str, Any]:
    """Everything the page shows of a recommendation, as plain values for JSON; figures are text, as shown.

    :param offer: the version of the rules, as a person reads it.
    :param features: the key features as they were judged.
    """
    title = {category.code: category.title for category in strand.categories}
    score = recommendation.score
    return {
        "rules": offer,
        "answer": recommendation.answer.value,
        "category": recommendation.category or "",
        "title": title[recommendation.category] if recommendation.category else "",
        "score": str(score) if score is not None else "",
        "reasons": [
            {"rule": reason.rule_id, "sentence": reason.sentence} for reason in recommendation.reasons
        ],
        "contributions": [
            {"code": each.code, "title": each.title, "points": str(each.points), "most": str(each.most)}
            for each in recommendation.contributions
        ],
        "near": [
            {"category": near.towards, "title": title[near.towards], "points": str(near.points)}
            for near in recommendation.near_boundary
        ],
        "gates": _gates(strand, recommendation, title),
        "better": _way(changes.better, title) if changes else None,
        "worse": _way(changes.worse, title) if changes else None,
        "features": [each.plain() for each in features],
    }


def _gates(strand: Strand, recommendation: Recommendation, title: dict[str, str]) -> list[dict[str, Any]]:
    """Every gate of the strand, whether it holds or not."""
    holding = {reason.rule_id for reason in recommendation.reasons}
    return [
        {
            "rule": rule,
            "sentence": gate.sentence,
            "title": title[gate.at_best],
            "holds": rule in holding,
            "proposed": gate.proposed,
        }
        for gate in strand.recommendation.gates
        for rule in [f"{GATE}.{gate.code}"]
    ]


def _way(way: Way | None, title: dict[str, str]) -> dict[str, Any] | None:
    if way is None:
        return None
    return {
        "kpis": way.kpis,
        "steps": way.steps,
        "points": str(way.points) if way.points is not None else "",
        "more": way.more,
        "sets": [
            {
                "title": title[one.category],
                "changes": [
                    {"kpi": each.title, "criterion": each.criterion, "was": each.was, "to": each.to}
                    for each in one.changes
                ],
            }
            for one in way.sets
        ],
    }
