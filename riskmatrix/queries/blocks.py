"""One KPI as the self-evaluation and the moderation show it, beside what stood there the term before."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from riskmatrix.continuity import Was
from riskmatrix.excuses import excused_by_rule, is_on_request, lacks_words
from riskmatrix.lifecycle import EDITABLE_BY_SCHOOL
from riskmatrix.models import Evaluation, Kpi, Rating
from riskmatrix.queries.blind import WITHHELD, blind_strands, is_withheld
from riskmatrix.queries.steps import Shown, Steps, StepView, shown, steps_of
from riskmatrix.queries.surroundings import Surroundings, surroundings_of
from riskmatrix.queries.versions import continuities
from riskmatrix.scoring import State
from riskmatrix.spec import KpiSpec
from schools.models import Person, Term


@dataclass(frozen=True)
class Choice:
    """One of the answers a person can give, with what it looks like for this KPI."""

    code: str
    label: str
    guidance: str
    step: Shown


@dataclass(frozen=True)
class LastTerm:
    """What stood here the term before. Nothing is agreed, not even in part, until its moderation is finished.

    ``stops`` says why nothing stands here where the framework was changed since.
    """

    term: Term
    own: Shown
    agreed: Shown | None
    stops: str = ""


@dataclass(frozen=True)
class KpiBlock:
    """:param edition: the framework's fingerprint; what follows from it alone is drawn once a process."""

    edition: str
    kpi: Kpi
    spec: KpiSpec
    choices: tuple[Choice, ...]
    own: Rating
    own_shown: Shown
    moderated: Rating | None
    moderated_shown: Shown
    moderated_is_older: bool
    agreed_shown: Shown | None
    last: LastTerm | None
    excused: frozenset[str]
    around: Surroundings = field(default_factory=Surroundings)
    is_withheld: bool = False

    @property
    def field_id(self) -> str:
        return f"rate-{self.kpi.code}"

    @property
    def steps(self) -> list[Shown]:
        """The scale's steps, without “not applicable”."""
        return [choice.step for choice in self.choices if isinstance(choice.step, StepView)]

    @cached_property
    def may_be_not_applicable(self) -> bool:
        return any(choice.code == State.NOT_APPLICABLE.value for choice in self.choices)

    @property
    def is_answered(self) -> bool:
        return self.own.state is not State.UNRATED

    @property
    def is_on_request(self) -> bool:
        """Whether the school itself asks to leave it out."""
        return is_on_request(self.own, self.excused)

    @property
    def lacks_words(self) -> bool:
        return lacks_words(self.own, self.excused)

    @property
    def is_moderated(self) -> bool:
        return self.moderated is not None and self.moderated.settles(self.own)

    @property
    def is_untouched(self) -> bool:
        """Whether the moderator has neither rated nor written here."""
        return self.moderated is None or not self.moderated.is_said

    @property
    def lacks_reason(self) -> bool:
        return self.moderated is not None and self.moderated.lacks_reason(self.own)

    @property
    def differs(self) -> bool:
        return self.is_moderated and self.moderated_shown != self.own_shown


def one_block(rating: Rating, user: Person) -> KpiBlock:
    """The block of one KPI alone, for the fragment that follows a save."""
    evaluation = rating.evaluation
    spec = next(kpi for _, kpi in evaluation.framework.spec.kpis() if kpi.code == rating.kpi.code)
    steps = steps_of(evaluation.framework.spec)
    rows = {
        row.kind: row
        for row in Rating.objects.filter(evaluation=evaluation, kpi=rating.kpi).select_related(
            "kpi", "step", "by"
        )
    }
    _, last = last_term_of(evaluation, rating.kpi.code)
    around = surroundings_of(evaluation, user, [rating.kpi.code])[rating.kpi.code]
    strand = next(
        criterion.moderated_by for criterion, kpi in evaluation.framework.spec.kpis() if kpi is spec
    )
    return block_of(
        evaluation,
        rating.kpi,
        spec,
        steps,
        rows,
        last.get(rating.kpi.code),
        evaluation.is_moderated,
        around,
        excused_by_rule(evaluation),
        is_withheld(strand, blind_strands(user, evaluation), rows.get(Rating.Kind.MODERATED)),
    )


def last_term_of(evaluation: Evaluation, kpi: str = "") -> tuple[Term | None, dict[str, LastTerm]]:
    """The school's evaluation before this one, by KPI code of this one's framework; empty when there is none.

    A KPI that was not the same then has the sentence that says so, and no rating.

    One that the school has not handed in (yet, or again) is passed over: the trust has not been asked to read it.
    """
    before = (
        Evaluation.objects.filter(school=evaluation.school_id, term__starts_on__lt=evaluation.term.starts_on)
        .exclude(status__in=EDITABLE_BY_SCHOOL)
        .select_related("term__year", "framework")
        .order_by("-term__starts_on")
        .first()
    )
    if before is None:
        return None, {}
    tie = continuities([(before.framework, evaluation.framework)])[
        before.framework_id, evaluation.framework_id
    ]
    wanted = {kpi: tie.kpis[kpi]} if kpi else tie.kpis
    rows = before.ratings.select_related("kpi", "step").exclude(kind=Rating.Kind.MODERATED)
    if kpi:
        rows = rows.filter(kpi__code__in=wanted[kpi].codes)
    by_kpi: dict[str, dict[str, Rating]] = {}
    for row in rows:
        by_kpi.setdefault(row.kpi.code, {})[row.kind] = row
    steps = steps_of(before.framework.spec)
    found = {code: _last(before, was, by_kpi, steps) for code, was in wanted.items()}
    return before.term, {code: last for code, last in found.items() if last is not None}


def _last(
    before: Evaluation, was: Was, ratings: dict[str, dict[str, Rating]], steps: Steps
) -> LastTerm | None:
    if was.sentence:
        return LastTerm(before.term, State.UNRATED.value, None, was.sentence)
    kinds = ratings.get(was.codes[0])
    if kinds is None:
        return None
    own, agreed = kinds.get(Rating.Kind.SELF), kinds.get(Rating.Kind.AGREED)
    return LastTerm(before.term, shown(own, steps), shown(agreed, steps) if before.is_moderated else None)


def block_of(
    evaluation: Evaluation,
    kpi: Kpi,
    spec: KpiSpec,
    steps: Steps,
    ratings: dict[str, Rating],
    last: LastTerm | None,
    agreed_is_out: bool,
    around: Surroundings,
    excused: frozenset[str],
    withheld: bool = False,
) -> KpiBlock:
    own = ratings[Rating.Kind.SELF]
    moderated = ratings.get(Rating.Kind.MODERATED)
    return KpiBlock(
        edition=evaluation.framework.fingerprint,
        kpi=kpi,
        spec=spec,
        choices=_choices(evaluation, spec, steps),
        own=own,
        own_shown=WITHHELD if withheld else shown(own, steps),
        moderated=moderated,
        moderated_shown=shown(moderated, steps),
        moderated_is_older=moderated is not None and bool(moderated.answer) and moderated.at < own.at,
        agreed_shown=shown(ratings.get(Rating.Kind.AGREED), steps) if agreed_is_out else None,
        last=last,
        excused=excused,
        around=around,
        is_withheld=withheld,
    )


def _choices(evaluation: Evaluation, spec: KpiSpec, steps: Steps) -> tuple[Choice, ...]:
    choices = [Choice(step.code, step.label, spec.steps[step.code], step) for step in steps.values()]
    rule, school = spec.not_applicable, evaluation.school
    if rule and (rule.on_request or rule.excuses(phase=school.phase, youngest_age=school.lowest_age)):
        label = evaluation.framework.spec.scale.not_applicable.label
        choices.append(Choice(State.NOT_APPLICABLE.value, label, rule.reason, State.NOT_APPLICABLE.value))
    return tuple(choices)
