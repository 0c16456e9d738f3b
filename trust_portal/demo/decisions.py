"""The chapters of the categories: the chief executive and the chief financial officer confirm, or choose another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from riskmatrix.models import Evaluation
from support.models import Decision
from support.queries.recommendation import recommendations
from support.services import appeals, decisions
from trust_portal.demo import engagements, ratings
from trust_portal.demo.data import read
from trust_portal.demo.plan import StoryTerm
from trust_portal.demo.stage import Happening, Stage
from trust_portal.demo.timing import steps_of

EXIT = "No KPI at critical, and two terms running in which what was planned was done and had been checked."
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
HOURS = {"academic": "16:00", "operational": "16:30"}


def write(stage: Stage) -> None:
    """Enter every decision of the story in the diary."""
    for told in stage.plan.terms:
        for school in ratings.SCHOOLS:
            day = steps_of(told, school).decide
            for strand, hour in HOURS.items():
                if day is not None:
                    stage.at(day, hour, _deciding(stage, told, school, strand))
                    if "answer" in _said(school, told, strand):
                        stage.at(day + A_DAY, "08:30", _answering(stage, told, school, strand))
                    if "appeal" in _said(school, told, strand):
                        stage.at(day + A_DAY, "08:45", _appealing(stage, told, school, strand))
                        stage.at(day + A_WEEK, "18:15", _settling(stage, told, school, strand))


def _deciding(stage: Stage, told: StoryTerm, school: str, strand: str) -> Happening:
    def decide() -> None:
        evaluation = Evaluation.objects.of(stage.schools[school], stage.terms[told.place])
        assert evaluation is not None  # noqa: S101 (the diary keeps the order)
        found = next(each for each in recommendations(evaluation) if each.strand.code == strand)
        said = _said(school, told, strand)
        category = said.get("category", found.recommendation.category or "")
        decisions.confirm(
            school=stage.schools[school],
            strand=strand,
            category=category,
            reason=said.get("reason", ""),
            exit_criteria=said.get("exit_criteria", EXIT if found.strand.category(category).review else ""),
            evaluation=evaluation,
            conversation=said.get("conversation", ""),
            by=stage.chief() if strand == "academic" else stage.people["finance"],
        )
        stage.count("categories confirmed")
        engagements.take_up(stage, school)

    return decide


def _answering(stage: Stage, told: StoryTerm, school: str, strand: str) -> Happening:
    def answer() -> None:
        said = _said(school, told, strand)["answer"]
        appeals.answer(decision=_made(stage, school, strand), text=said, by=stage.head(school, told.place))
        stage.count("categories answered")

    return answer


def _appealing(stage: Stage, told: StoryTerm, school: str, strand: str) -> Happening:
    def appeal() -> None:
        said = _said(school, told, strand)["appeal"]
        appeals.appeal(decision=_made(stage, school, strand), reason=said, by=stage.head(school, told.place))
        stage.count("appeals")

    return appeal


def _settling(stage: Stage, told: StoryTerm, school: str, strand: str) -> Happening:
    """A trustee decides, a week later: the category stays."""

    def settle() -> None:
        decision = _made(stage, school, strand)
        said = _said(school, told, strand)["outcome"]
        appeals.settle(
            appeal=decision.appeal, category=decision.category, reason=said, by=stage.people["trustee"]
        )
        stage.count("appeals decided")

    return settle


def _made(stage: Stage, school: str, strand: str) -> Decision:
    """The decision that stands."""
    decision = Decision.objects.filter(school=stage.schools[school], strand=strand).in_order().last()
    assert decision is not None  # noqa: S101 (the diary keeps the order)
    return decision


def _said(school: str, told: StoryTerm, strand: str) -> dict[str, Any]:
    """What the story says of one decision, beyond the recommendation."""
    found: dict[str, Any] = read("decisions").get(school, {}).get(told.place, {}).get(strand, {})
    return found
