"""One KPI as the self-evaluation and the moderation show it, beside what stood there the term before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from riskmatrix.continuity import Was
from riskmatrix.excuses import excused_by_rule, is_on_request, lacks_words
from riskmatrix.models import Evaluation, Kpi, Rating
from riskmatrix.queries.blind import WITHHELD, blind_strands, is_withheld
from riskmatrix.queries.kpi_figures import Outline
from riskmatrix.queries.past_terms import handed_in_before
from riskmatrix.queries.questions import Choice, Question, questions_of
from riskmatrix.queries.steps import Shown, Steps, shown, steps_of
from riskmatrix.queries.surroundings import Surroundings, surroundings_of
from riskmatrix.queries.versions import continuities
from riskmatrix.scoring import State
from riskmatrix.spec import KpiSpec
from schools.models import Person, Term


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
class Frame:
    """What a block is drawn from apart from anybody's words and figures; a page can keep what it drew from it.

    :param talking: whether comments can be added, as ``KpiTalk.standing`` says; empty for who does not see them.
    """

    question: Question
    figures: Outline | None
    talking: str
    is_spoken: bool


@dataclass(frozen=True)
class KpiBlock:
    """One KPI: what is asked, what was answered, and what stands round it."""

    question: Question
    kpi: Kpi
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
    def frame(self) -> Frame:
        figures, talk = self.around.figures, self.around.talk
        return Frame(
            question=self.question,
            figures=figures.outline if figures else None,
            talking=talk.standing if talk else "",
            is_spoken=bool(talk and talk.comments),
        )

    @property
    def spec(self) -> KpiSpec:
        return self.question.spec

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self.question.choices

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
    steps = steps_of(evaluation.framework.spec)
    rows = {
        row.kind: row
        for row in Rating.objects.filter(evaluation=evaluation, kpi=rating.kpi).select_related(
            "kpi", "step", "by"
        )
    }
    earlier = handed_in_before(evaluation)
    _, last = last_term_of(evaluation, rating.kpi.code, earlier=earlier)
    around = surroundings_of(evaluation, user, [rating.kpi.code], earlier=earlier)[rating.kpi.code]
    strand = next(
        criterion.moderated_by
        for criterion, kpi in evaluation.framework.spec.kpis()
        if kpi.code == rating.kpi.code
    )
    return block_of(
        evaluation,
        rating.kpi,
        questions_of(evaluation)[rating.kpi.code],
        steps,
        rows,
        last.get(rating.kpi.code),
        evaluation.is_moderated,
        around,
        excused_by_rule(evaluation),
        is_withheld(strand, blind_strands(user, evaluation), rows.get(Rating.Kind.MODERATED)),
    )


def last_term_of(
    evaluation: Evaluation, kpi: str = "", *, earlier: Sequence[Evaluation] | None = None
) -> tuple[Term | None, dict[str, LastTerm]]:
    """The school's evaluation before this one, by KPI code of this one's framework; empty when there is none.

    A KPI that was not the same then has the sentence that says so, and no rating.

    :param earlier: what ``handed_in_before`` answers, where it is read already.
    """
    earlier = handed_in_before(evaluation) if earlier is None else earlier
    before = next(iter(earlier), None)
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
    question: Question,
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
        question=question,
        kpi=kpi,
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
