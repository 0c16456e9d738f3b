"""The chapters of the self-evaluations: begun, rated in two sittings, perhaps returned, moderated, answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kit import clock
from riskmatrix.lifecycle import Status
from riskmatrix.models import Evaluation, Rating
from riskmatrix.queries.differences import differences
from riskmatrix.services import answering, first_look, moderation, self_evaluation, settling
from riskmatrix.spec import FrameworkSpec
from schools.models import Person, School, Term
from trust_portal.demo import evidence, ratings
from trust_portal.demo.plan import StoryTerm
from trust_portal.demo.stage import Happening, Stage, in_steps
from trust_portal.demo.timing import Steps, returned_on, steps_of

OFFICE = {
    "quillhurst-infant": "quillhurst-business",
    "quillhurst-junior": "quillhurst-business",
    "tarrowmere-primary": "primary-business",
    "brackendyke-high": "secondary-business",
    "osierbank-special": "special-business",
}
MODERATORS = {"academic": "improvement", "operational": "finance"}


def write(stage: Stage, spec: FrameworkSpec) -> None:
    """Enter every school's self-evaluation of every term in the diary."""
    for told in stage.plan.terms:
        for school in ratings.SCHOOLS:
            Chapter(stage, spec, told, school).enter()


@dataclass
class Chapter:
    """One school's self-evaluation of one term."""

    stage: Stage
    spec: FrameworkSpec
    told: StoryTerm
    key: str

    @cached_property
    def kpis(self) -> dict[str, tuple[str, ...]]:
        return {criterion.code: tuple(kpi.code for kpi in criterion.kpis) for criterion in self.spec.criteria}

    @cached_property
    def sheet(self) -> ratings.Sheet:
        return ratings.sheet(self.key, self.told.place, self.kpis)

    @cached_property
    def steps(self) -> Steps:
        return steps_of(self.told, self.key, returned=bool(self.sheet.comment))

    @property
    def school(self) -> School:
        return self.stage.schools[self.key]

    @property
    def term(self) -> Term:
        return self.stage.terms[self.told.place]

    @property
    def head(self) -> Person:
        return self.stage.head(self.key, self.told.place)

    @property
    def evaluation(self) -> Evaluation:
        found = Evaluation.objects.of(self.school, self.term)
        assert found is not None  # noqa: S101 (the diary keeps the order)
        return found

    def enter(self) -> None:
        at, steps = self._at, self.steps
        at(steps.begin, "16:10", self.begin)
        at(steps.operational, "16:40", lambda: self.rate("operational", self.stage.people[OFFICE[self.key]]))
        at(steps.operational, "18:20", self.back)
        at(steps.submit, "15:45", self.submit)
        if self.sheet.comment:
            at(returned_on(self.told), "11:05", self.send_back)
            at(steps.submit_again, "15:20", self.submit_again)
        at(steps.moderate_academic, "13:30", lambda: self.moderate("academic"))
        at(steps.moderate_operational, "14:30", lambda: self.moderate("operational"))
        at(steps.answer, "15:30", self.answer)
        at(steps.settle, "15:45", self.settle)
        at(steps.decide, "15:50", self.look)

    def _at(self, day: date | None, hour: str, what: Happening) -> None:
        if day is not None:
            self.stage.at(day, hour, what)

    def begin(self) -> None:
        self_evaluation.begin(school=self.school, term=self.term, by=self.head)
        self.rate("academic", self.head)

    def rate(self, strand: str, by: Person, answers: dict[str, str] | None = None) -> None:
        """One sitting at the KPIs that ``strand``'s moderator looks at, two minutes each."""
        answers = answers or (self.sheet.own | self.sheet.first)
        codes = {
            code for criterion in self.spec.criteria if criterion.moderated_by == strand
            for code in self.kpis[criterion.code] if answers.get(code)
        }  # fmt: skip
        rows = self.evaluation.ratings.filter(kind=Rating.Kind.SELF, kpi__code__in=codes)
        rows = rows.select_related("kpi", "step", "evaluation").order_by("kpi__position")
        in_steps(clock.now(), [self._saving(row, answers[row.kpi.code], by) for row in rows])

    def _saving(self, row: Rating, answer: str, by: Person) -> Happening:
        excused = row.not_applicable and answer == "not_applicable"

        def save() -> None:
            if not excused:
                self_evaluation.save_rating(
                    rating=row, answer=answer, commentary=self._words(row, answer), version=row.version, by=by
                )

        return save

    def _words(self, row: Rating, answer: str) -> str:
        order = tuple(self.kpis.items())
        turn = ratings.turns(self.told.place, order)[self.key, row.kpi.code]
        return ratings.commentary(self.key, self.told.place, row.kpi.code, answer, clock.today(), turn)

    def back(self) -> None:
        """Lay what the ratings rest on beside them."""
        self.stage.count("pieces of evidence", evidence.lay(self.evaluation, self.key, self.head))

    def submit(self) -> None:
        self_evaluation.submit(evaluation=self.evaluation, by=self.head)
        self.stage.count("self-evaluations submitted")

    def send_back(self) -> None:
        moderation.return_to_school(
            evaluation=self.evaluation, comment=self.sheet.comment, by=self.stage.people["improvement"]
        )

    def submit_again(self) -> None:
        """The school changes what it was asked to look at again."""
        again = {code: self.sheet.own[code] for code in self.sheet.first}
        for strand in MODERATORS:
            self.rate(strand, self.head, again)
        self_evaluation.submit(evaluation=self.evaluation, by=self.head)

    def moderate(self, strand: str) -> None:
        """Rate differently where the evidence says so, agree with the rest, finish the part."""
        by = self.stage.people[MODERATORS[strand]]
        evaluation = self.evaluation
        for kpi, (step, reason) in self.sheet.moderated.items():
            row = evaluation.ratings.select_related("kpi").get(kpi__code=kpi, kind=Rating.Kind.SELF)
            if moderation.strand_of(evaluation, row.kpi) == strand:
                moderation.save_moderated(
                    evaluation=evaluation, kpi=row.kpi, answer=step, reason=reason, version=0, by=by
                )
                self.stage.count("ratings moderated differently")
        moderation.agree_as_rated(evaluation=evaluation, strand=strand, by=by)
        # What a school asks to leave out is looked at by itself.
        for asked in moderation.outstanding(evaluation, strand):
            own = evaluation.ratings.select_related("step").get(kpi=asked, kind=Rating.Kind.SELF)
            moderation.save_moderated(
                evaluation=evaluation, kpi=asked, answer=own.answer, reason="", version=0, by=by
            )
        moderation.finish_part(evaluation=evaluation, strand=strand, by=by)

    def answer(self) -> None:
        """The head answers what differs; where nothing did, it has been agreed already."""
        evaluation = self.evaluation
        if evaluation.status != Status.ANSWERING:
            return
        for each in differences(evaluation):
            reason, _, _ = self.sheet.disagreed.get(each.kpi.code, ("", "", ""))
            answering.answer(
                evaluation=evaluation, kpi=each.kpi, agrees=not reason, reason=reason, version=0, by=self.head
            )
            self.stage.count("moderated ratings answered")
        answering.hand_in(evaluation=evaluation, by=self.head)

    def settle(self) -> None:
        evaluation, chief = self.evaluation, self.stage.chief()
        if evaluation.status != Status.DECIDING:
            return
        for each in settling.disagreed(evaluation):
            _, step, why = self.sheet.disagreed[each.kpi.code]
            settling.settle(evaluation=evaluation, kpi=each.kpi, answer=step, reason=why, version=0, by=chief)
            self.stage.count("disagreements decided")
        settling.finish_settling(evaluation=evaluation, by=chief)

    def look(self) -> None:
        """The head sees how the ratings compare, before the trust does."""
        first_look.look(school=self.school, by=self.head)
