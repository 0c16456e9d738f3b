"""What people are told when the work of a self-evaluation changes hands: one notice of each kind, at most."""

from __future__ import annotations

from dataclasses import dataclass, field

from riskmatrix.models import Assignment, Criterion, Evaluation
from schools.models import Person
from schools.services.notices import tell


@dataclass
class News:
    """What one person was given and what was taken from them; ``number`` is that of the audit's latest entry of it."""

    given: list[Assignment] = field(default_factory=list)
    taken: list[Criterion] = field(default_factory=list)
    number: int = 0


def tell_of_work(evaluation: Evaluation, person: Person, news: News, by: Person) -> None:
    """Tell ``person`` which criteria are theirs now and which no longer."""
    whole = f"of the self-evaluation of {evaluation.school}, {evaluation.term.in_a_sentence}"
    if news.given:
        lines = [f"“{row.criterion}”, due {_day(row, evaluation)}" for row in news.given]
        tell(
            person,
            key=f"work-given-{news.number}",
            subject=f"{_counted([row.criterion for row in news.given])} yours to fill in",
            body=f"{by} has given you this part {whole}: {'; '.join(lines)}.",
            link=f"{evaluation.get_absolute_url()}?criterion={news.given[0].criterion.code}",
        )
    if news.taken:
        names = "; ".join(f"“{criterion}”" for criterion in news.taken)
        tell(
            person,
            key=f"work-taken-{news.number}",
            subject=f"{_counted(news.taken)} no longer yours",
            body=f"{by} has taken back this part {whole}: {names}.",
            link=evaluation.get_absolute_url(),
        )


def _counted(criteria: list[Criterion]) -> str:
    return f"“{criteria[0]}” is" if len(criteria) == 1 else f"{len(criteria)} criteria are"


def _day(row: Assignment, evaluation: Evaluation) -> str:
    day = row.due_on or evaluation.term.self_evaluation_due
    return f"on {day:%A %-d %B %Y}" if day else "with the whole"
