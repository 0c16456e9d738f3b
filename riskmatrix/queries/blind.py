"""Rating blind: what of a school's own ratings a moderator does not see yet, and which parts could begin so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from riskmatrix import rules
from riskmatrix.models import Evaluation, Rating
from riskmatrix.scoring import State
from riskmatrix.spec import FrameworkSpec
from schools.models import Person

WITHHELD = "withheld"
"""What a page is given in place of a rating that this person must not see yet."""


def blind_strands(user: Person, evaluation: Evaluation) -> frozenset[str]:
    """The strands of this evaluation that ``user`` moderates, and rates blind. ``parts`` are best prefetched, and not
    asked for where ``user`` moderates nothing.
    """
    if not rules.moderates(user, evaluation):
        return frozenset()
    return frozenset(
        part.strand
        for part in evaluation.parts.all()
        if part.blind and not part.finished_at and rules.moderates(user, evaluation, part.strand)
    )


def is_withheld(strand: str, blind: frozenset[str], moderated: Rating | None) -> bool:
    """Whether the school's rating of a KPI of ``strand`` is not shown: nobody has put a rating beside it yet.

    :param blind: the strands that this person rates blind.
    """
    return strand in blind and (moderated is None or moderated.state is State.UNRATED)


@dataclass(frozen=True)
class BlindPart:
    """A part of one's own that is being rated blind, or could be: nothing of it is rated yet."""

    code: str
    title: str
    is_blind: bool


def blind_parts(user: Person, evaluations: Sequence[Evaluation]) -> dict[int, tuple[BlindPart, ...]]:
    """By evaluation id, in one query for any number of them.

    :param evaluations: with the framework selected and the parts prefetched.
    """
    rows = Rating.objects.filter(evaluation__in=evaluations, kind=Rating.Kind.MODERATED)
    begun: dict[int, set[str]] = {}
    for evaluation, criterion in rows.values_list("evaluation", "kpi__criterion__code").distinct():
        begun.setdefault(evaluation, set()).add(criterion)
    return {each.pk: _parts(user, each, begun.get(each.pk, set())) for each in evaluations}


def _parts(user: Person, evaluation: Evaluation, begun: set[str]) -> tuple[BlindPart, ...]:
    spec: FrameworkSpec = evaluation.framework.spec
    titles = {strand.code: strand.title for strand in spec.strands}
    rated = {criterion.moderated_by for criterion in spec.criteria if criterion.code in begun}
    return tuple(
        BlindPart(part.strand, titles[part.strand], part.blind)
        for part in evaluation.parts.all()
        if not part.finished_at
        and (part.blind or part.strand not in rated)
        and rules.moderates(user, evaluation, part.strand)
    )
