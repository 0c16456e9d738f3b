"""How the ratings of a school come to be agreed: the head answers, the chief executive decides; some wait."""

from __future__ import annotations

from riskmatrix.models import Evaluation, Kpi
from riskmatrix.queries.differences import differences
from riskmatrix.services import answering, settling
from tests.house.here import Here, on


def differing(evaluation: Evaluation) -> Kpi:
    """The one KPI that is moderated otherwise than the school rated it."""
    [found] = differences(evaluation)
    return found.kpi


def answer(here: Here, evaluation: Evaluation, words: str, *, agrees: bool) -> None:
    """Typed, and not handed in."""
    answering.answer(
        evaluation=evaluation, kpi=differing(evaluation), agrees=agrees, reason=here.word(words), version=0,
        by=here.head,
    )  # fmt: skip


def agreed(here: Here, evaluation: Evaluation, year: int) -> None:
    """The head agrees."""
    answer(here, evaluation, f"answer{year}", agrees=True)
    answering.hand_in(evaluation=evaluation, by=here.head)


def settled(here: Here, evaluation: Evaluation, year: int) -> None:
    """The head disagrees, and the chief executive decides as the moderator rated."""
    disputed(here, evaluation, f"answer{year}")
    decide(here, evaluation, f"decided{year}")
    settling.finish_settling(evaluation=evaluation, by=here.chief)


def disputed(here: Here, evaluation: Evaluation, words: str) -> None:
    answer(here, evaluation, words, agrees=False)
    answering.hand_in(evaluation=evaluation, by=here.head)


def decide(here: Here, evaluation: Evaluation, words: str) -> None:
    """Typed, and not finished."""
    settling.settle(
        evaluation=evaluation, kpi=differing(evaluation), answer="high", reason=here.word(words), version=0,
        by=here.chief,
    )  # fmt: skip


def with_the_head(here: Here, evaluation: Evaluation) -> None:
    """Three days of the ten are over: a first answer is typed, and still the school's own."""
    with on("2026-11-20"):
        answer(here, evaluation, "unsent", agrees=False)
    here.keep("evaluation to be answered", evaluation.pk, kpi=differing(evaluation).code)


def with_the_chief(here: Here, evaluation: Evaluation) -> None:
    """A first decision is typed, and read by nobody else."""
    with on("2026-11-20"):
        disputed(here, evaluation, "disputed")
        decide(here, evaluation, "deciding")
    here.keep("disagreed evaluation", evaluation.pk, kpi=differing(evaluation).code)
