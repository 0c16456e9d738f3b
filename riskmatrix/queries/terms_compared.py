"""Two terms of a school beside each other, KPI by KPI, along the crosswalk where the framework has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from riskmatrix.crosswalk import TrailStep, ended
from riskmatrix.models import Rating
from riskmatrix.queries.readable import Kinds, ReadableTerm, chain_to, ratings_of, step_in
from riskmatrix.queries.steps import Shown, movement
from riskmatrix.spec import FrameworkSpec


@dataclass(frozen=True)
class Judged:
    """A KPI as one term has it; None is what this person may not read or what is not agreed yet."""

    code: str
    title: str
    own: Shown | None
    agreed: Shown | None
    commentary: str


@dataclass(frozen=True)
class ComparedKpi:
    """:param before: what it was in the earlier term, several where they were merged, none where it is new.
    :param sentence: where comparison stops; empty where it does not.
    """

    now: Judged
    before: tuple[Judged, ...]
    own_moved: str | None
    agreed_moved: str | None
    sentence: str

    @property
    def has_words(self) -> bool:
        return any(each.commentary for each in (self.now, *self.before))


@dataclass(frozen=True)
class EndedKpi:
    """A KPI of the earlier term that the later one no longer asks."""

    before: Judged
    sentence: str


@dataclass(frozen=True)
class ComparedCriterion:
    code: str
    title: str
    kpis: tuple[ComparedKpi, ...]


@dataclass(frozen=True)
class TermsCompared:
    one: ReadableTerm
    other: ReadableTerm
    criteria: tuple[ComparedCriterion, ...]
    ended: tuple[EndedKpi, ...]

    @property
    def shows_own(self) -> bool:
        return self.one.own or self.other.own

    @property
    def is_changed(self) -> bool:
        """Whether the two terms were rated by different versions."""
        return self.one.evaluation.framework_id != self.other.evaluation.framework_id


def terms_compared(one: ReadableTerm, other: ReadableTerm) -> TermsCompared:
    """:param one: the earlier term; ``other``, the later. Two queries."""
    ratings = ratings_of([one, other])
    then, now = ratings[one.evaluation.pk], ratings[other.evaluation.pk]
    chain = chain_to(other.evaluation.framework)
    steps = {kpi.code: step_in(chain, kpi.code, one.spec) for _, kpi in other.spec.kpis()}
    criteria = tuple(
        ComparedCriterion(
            criterion.code,
            criterion.title,
            tuple(
                _compared(
                    judged(other, kpi.code, now),
                    tuple(judged(one, code, then) for code in steps[kpi.code].codes),
                    steps[kpi.code],
                )
                for kpi in criterion.kpis
            ),
        )
        for criterion in other.spec.criteria
    )
    return TermsCompared(one, other, criteria, _ended(one, steps, then, chain))


def judged(term: ReadableTerm, code: str, ratings: Mapping[str, Kinds]) -> Judged:
    """What ``term`` says of one of its KPIs, as far as it may be read."""
    kinds = ratings.get(code, {})
    own = kinds.get(Rating.Kind.SELF) if term.own else None
    return Judged(
        code=code,
        title=term.spec.kpi(code).title,
        own=term.own_shown(kinds),
        agreed=term.agreed_shown(kinds),
        commentary=own.commentary if own else "",
    )


def _compared(now: Judged, before: tuple[Judged, ...], step: TrailStep) -> ComparedKpi:
    return ComparedKpi(
        now,
        before,
        _moved(now.own, [each.own for each in before], step.comparable),
        _moved(now.agreed, [each.agreed for each in before], step.comparable),
        "" if step.comparable else step.sentence,
    )


def _moved(now: Shown | None, before: Sequence[Shown | None], comparable: bool) -> str | None:
    """How a judgement moved; None where there is none now, or none then that this person may read."""
    if now in (None, "unrated") or (before and None in before):
        return None
    if not before:
        return "first"
    return movement(now, before[0]) if comparable and len(before) == 1 else "not_comparable"


def _ended(
    one: ReadableTerm,
    steps: Mapping[str, TrailStep],
    then: Mapping[str, Kinds],
    chain: Sequence[FrameworkSpec],
) -> tuple[EndedKpi, ...]:
    goes_on = {code for step in steps.values() for code in step.codes}
    told = {each.code: each.sentence for each in ended(chain)}
    return tuple(
        EndedKpi(judged(one, kpi.code, then), told.get(kpi.code, f"“{kpi.title}” is no longer asked."))
        for _, kpi in one.spec.kpis()
        if kpi.code not in goes_on
    )
