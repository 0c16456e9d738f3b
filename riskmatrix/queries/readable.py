"""The terms of a school that somebody may read, and how much of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from riskmatrix import rules
from riskmatrix.crosswalk import TrailStep, trail
from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.queries.steps import Shown, Steps, shown, steps_of
from riskmatrix.spec import FrameworkSpec
from schools.models import Person, School

Kinds = dict[str, Rating]
RatingsOf = dict[int, dict[str, Kinds]]


@dataclass(frozen=True)
class ReadableTerm:
    """One evaluation as this person may read it.

    :param own: whether the school's own ratings and words are theirs to read; ``agreed``, the agreed ratings.
    """

    evaluation: Evaluation
    own: bool
    agreed: bool

    @property
    def spec(self) -> FrameworkSpec:
        return self.evaluation.framework.spec

    @property
    def steps(self) -> Steps:
        return steps_of(self.spec)

    def own_shown(self, kinds: Kinds) -> Shown | None:
        """The self-rating as a page shows it; None where it is not this person's to read."""
        return shown(kinds.get(Rating.Kind.SELF), self.steps) if self.own else None

    def agreed_shown(self, kinds: Kinds) -> Shown | None:
        """The agreed rating; None where nothing is agreed yet."""
        return shown(kinds.get(Rating.Kind.AGREED), self.steps) if self.agreed else None


def readable_terms(school: School, user: Person) -> list[ReadableTerm]:
    """Every term of which ``user`` may read something, oldest first, in two queries."""
    rows = (
        Evaluation.objects.visible_to(user)
        .filter(school=school)
        .select_related("school__trust", "term__year", "framework")
        .prefetch_related("parts")
        .order_by("term__starts_on")
    )
    terms = [
        ReadableTerm(row, _reads_own(user, row), row.is_moderated and _reads_agreed(user, row))
        for row in rows
    ]
    return [term for term in terms if term.own or term.agreed]


def _reads_own(user: Person, evaluation: Evaluation) -> bool:
    """The same as for the self-evaluation itself; a moderator who rates blind has not seen it yet."""
    if rules.may_read(user, evaluation) is not None:
        return False
    waits_blind = any(part.blind and not part.finished_at for part in evaluation.parts.all())
    return not (waits_blind and rules.moderates(user, evaluation))


def _reads_agreed(user: Person, evaluation: Evaluation) -> bool:
    return rules.may_read_agreed(user, evaluation) is None or rules.may_read(user, evaluation) is None


def ratings_of(terms: Iterable[ReadableTerm], kpi_codes: Iterable[str] | None = None) -> RatingsOf:
    """Self-ratings and agreed ratings by evaluation, KPI and kind, in one query."""
    evaluations = [term.evaluation.pk for term in terms]
    rows = Rating.objects.filter(
        evaluation__in=evaluations, kind__in=[Rating.Kind.SELF, Rating.Kind.AGREED]
    ).select_related("kpi", "step")
    if kpi_codes is not None:
        rows = rows.filter(kpi__code__in=list(kpi_codes))
    found: RatingsOf = {pk: {} for pk in evaluations}
    for row in rows:
        found[row.evaluation_id].setdefault(row.kpi.code, {})[row.kind] = row
    return found


def chain_to(newest: Framework) -> tuple[FrameworkSpec, ...]:
    """Every published version up to ``newest``, oldest first: what the crosswalk is read along. One query."""
    rows = Framework.objects.published().filter(trust=newest.trust_id, key=newest.key)
    chain = []
    for row in rows.order_by("published_at", "pk"):
        chain.append(row.spec)
        if row.pk == newest.pk:
            break
    return tuple(chain)


def step_in(chain: Sequence[FrameworkSpec], kpi: str, before: FrameworkSpec) -> TrailStep:
    """How ``kpi`` of the chain's newest version stood in ``before``: under which codes, whether comparable."""
    if before.key != chain[-1].key:
        told = f"Comparison stops here: “{before.title}” is another framework, with KPIs of its own."
        return TrailStep(before.version, (), False, told)
    steps = trail(chain, kpi).steps
    found = next((step for step in steps if step.version == before.version), None)
    return found or TrailStep(before.version, (), False, steps[-1].sentence)
