"""A recommendation as it is kept with a decision: words and figures that no later change of rules can alter."""

from typing import Any

from support.recommend import Recommendation
from support.spec import Strand


def snapshot(strand: Strand, recommendation: Recommendation, offer: str) -> dict[str, Any]:
    """Everything the page shows of a recommendation, as plain values for JSON; figures are text, as shown.

    :param offer: the version of the rules, as a person reads it.
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
    }
