"""Everything the self-evaluation and the moderation page need, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from riskmatrix.excuses import excused_by_rule
from riskmatrix.lifecycle import Verb
from riskmatrix.models import Evaluation, Rating, StatusChange
from riskmatrix.queries.blind import blind_strands, is_withheld
from riskmatrix.queries.blocks import KpiBlock, block_of, last_term_of
from riskmatrix.queries.counting import Counted
from riskmatrix.queries.past_terms import handed_in_before
from riskmatrix.queries.questions import questions_of
from riskmatrix.queries.steps import Steps, steps_of
from riskmatrix.queries.surroundings import Surroundings, surroundings_of
from riskmatrix.queries.teamwork import InHand, OwnPeople, teamwork_of
from riskmatrix.scoring import State
from riskmatrix.spec import CriterionSpec, FrameworkSpec
from schools.models import Person, Term


@dataclass(frozen=True)
class Section:
    """A criterion with its KPIs, how far along they are, and in whose hands."""

    spec: CriterionSpec
    position: int
    blocks: tuple[KpiBlock, ...]
    in_hand: InHand | None = None
    open_comments: int = 0

    @cached_property
    def counted(self) -> Counted:
        return Counted.of(block.own for block in self.blocks)

    @property
    def moderated(self) -> int:
        return sum(block.is_moderated for block in self.blocks)

    @property
    def total(self) -> int:
        return len(self.blocks)


@dataclass(frozen=True)
class EvaluationPage:
    """:param is_ours: read by somebody who fills it in at the school; only they are told who has what in hand."""

    evaluation: Evaluation
    steps: Steps
    sections: tuple[Section, ...]
    last_term: Term | None
    changes: tuple[StatusChange, ...]
    is_ours: bool = False

    @cached_property
    def finished_strands(self) -> frozenset[str]:
        """Only a moderation asks; the parts are best prefetched."""
        return frozenset(part.strand for part in self.evaluation.parts.all() if part.finished_at)

    @property
    def blocks(self) -> list[KpiBlock]:
        return [block for section in self.sections for block in section.blocks]

    @cached_property
    def counted(self) -> Counted:
        return Counted.of(block.own for block in self.blocks)

    @property
    def unanswered(self) -> list[KpiBlock]:
        return [block for block in self.blocks if not block.is_answered]

    @property
    def unexplained(self) -> list[KpiBlock]:
        return [block for block in self.blocks if block.lacks_words]

    @property
    def carried(self) -> list[KpiBlock]:
        """Those whose commentary still says what it said the term before."""
        words = ((block, block.around.flags.words) for block in self.blocks)
        return [block for block, each in words if each and each.unchanged and not each.cleared]

    @property
    def flagged(self) -> list[KpiBlock]:
        """Those that are worth a second look."""
        return [block for block in self.blocks if block.around.flags.flags]

    @property
    def history(self) -> list[dict[str, Any]]:
        """What has happened to it, latest first, as the history component shows it."""
        return [
            {"words": change.said, "by": change.by or "The portal", "at": change.at, "note": change.comment}
            for change in reversed(self.changes)
        ]

    @property
    def last_comment(self) -> StatusChange | None:
        """The latest return, while no moderation has been finished since."""
        for change in reversed(self.changes):
            if change.verb == Verb.FINISH:
                return None
            if change.verb == Verb.RETURN_TO_SCHOOL:
                return change
        return None

    def section(self, code: str | None) -> Section:
        """The section asked for; else the first with something unanswered, else the first.

        :raises KeyError: for a criterion that the framework does not have.
        """
        if code:
            return {section.spec.code: section for section in self.sections}[code]
        return next((s for s in self.sections if s.counted.rated < s.counted.applicable), self.sections[0])

    def after(self, section: Section) -> Section | None:
        return next((s for s in self.sections if s.position == section.position + 1), None)

    def before(self, section: Section) -> Section | None:
        return next((s for s in self.sections if s.position == section.position - 1), None)


def evaluation_page(evaluation: Evaluation, user: Person, criterion: str | None = None) -> EvaluationPage:
    """:param evaluation: with school, term and framework selected.
    :param criterion: the one that is looked at, “” for the one that ``section`` then begins with, None for all. Only
        its KPIs come with their figures, evidence and talk.
    """
    spec = evaluation.framework.spec
    steps = steps_of(spec)
    ratings = _by_kpi(evaluation)
    earlier, people = handed_in_before(evaluation), OwnPeople(evaluation.school)
    last_term, last = last_term_of(evaluation, earlier=earlier)
    agreed_is_out = evaluation.is_moderated
    looked_at = _looked_at(spec, ratings, criterion)
    own = {code: rows[Rating.Kind.SELF] for code, rows in ratings.items()}
    around = surroundings_of(evaluation, user, looked_at, own, earlier=earlier, people=people)
    blind = blind_strands(user, evaluation)
    counted = _open_comments(spec, around) if criterion is None else None
    team = teamwork_of(evaluation, user, people, counted)
    excused, questions = excused_by_rule(evaluation), questions_of(evaluation)
    sections = tuple(
        Section(
            criterion,
            number,
            tuple(
                block_of(
                    evaluation,
                    own[kpi.code].kpi,
                    questions[kpi.code],
                    steps,
                    ratings[kpi.code],
                    last.get(kpi.code),
                    agreed_is_out,
                    around[kpi.code],
                    excused,
                    is_withheld(criterion.moderated_by, blind, ratings[kpi.code].get(Rating.Kind.MODERATED)),
                )
                for kpi in criterion.kpis
            ),
            team.in_hand.get(criterion.code),
            team.open_comments.get(criterion.code, 0),
        )
        for number, criterion in enumerate(spec.criteria, 1)
    )
    changes = tuple(evaluation.changes.select_related("by"))
    return EvaluationPage(evaluation, steps, sections, last_term, changes, team.is_ours)


def _looked_at(
    spec: FrameworkSpec, ratings: dict[str, dict[str, Rating]], criterion: str | None
) -> list[str]:
    """The codes of the KPIs of one criterion, or of all."""

    def is_open(each: CriterionSpec) -> bool:
        return any(ratings[kpi.code][Rating.Kind.SELF].state is State.UNRATED for kpi in each.kpis)

    if criterion is None:
        return [kpi.code for _, kpi in spec.kpis()]
    chosen = criterion or next(filter(is_open, spec.criteria), spec.criteria[0]).code
    return [kpi.code for each, kpi in spec.kpis() if each.code == chosen]


def _open_comments(spec: FrameworkSpec, around: dict[str, Surroundings]) -> dict[str, int]:
    """By criterion, of a page that has the talk about every KPI."""
    talks = {each.code: [around[kpi.code].talk for kpi in each.kpis] for each in spec.criteria}
    return {code: sum(len(talk.waiting) for talk in found if talk) for code, found in talks.items()}


def _by_kpi(evaluation: Evaluation) -> dict[str, dict[str, Rating]]:
    found: dict[str, dict[str, Rating]] = {}
    rows = evaluation.ratings.select_related("kpi", "step", "by", "carried_from__evaluation__term__year")
    # The columns that pages show: forty rows, each with its joined ones, are made into objects.
    rows = rows.only(
        *(field.attname for field in Rating._meta.concrete_fields),
        *("kpi__code", "kpi__title", "kpi__position", "kpi__criterion_id", "step__code", "by__name"),
        *("by__is_active", "carried_from__commentary", "carried_from__evaluation__term__number"),
        "carried_from__evaluation__term__year__name",
    )
    for rating in rows.order_by():
        found.setdefault(rating.kpi.code, {})[rating.kind] = rating
    return found
