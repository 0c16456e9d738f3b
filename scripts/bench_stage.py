"""What the measurements of bench.py are taken on: a trust of many schools, reached through the services."""

from datetime import datetime
from pathlib import Path

from kit import clock
from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.services import frameworks, moderation, self_evaluation
from schools.access.roles import Role
from schools.models import Person, School
from schools.services.schools import add_school
from tests.cast import AUTUMN_EVENING, Cast, assemble, engage

EVENING: datetime = AUTUMN_EVENING


class Stage:
    """The cast, the trust's framework in force, and as many moderated schools as are asked for."""

    def __init__(self) -> None:
        with clock.set_to(EVENING):
            self.cast: Cast = assemble()
            by = self.cast.trust_administrator
            pack = Path("riskmatrix/packs/trust-risk-matrix.yaml")
            draft = frameworks.load_pack(path=pack, trust=self.cast.trust, by=by)
            self.framework: Framework = frameworks.publish(framework=draft, by=by)
            self.heads: dict[int, Person] = {}

    def schools(self, count: int) -> None:
        """See that the trust has ``count`` schools, each with a moderated self-evaluation of this term."""
        with clock.set_to(EVENING):
            for number in range(len(self.heads), count):
                school = self.new_school(number)
                evaluation = self.drafted(school)
                self._moderate(self_evaluation.submit(evaluation=evaluation, by=self.heads[school.pk]))

    def drafted(self, school: School) -> Evaluation:
        """Every KPI rated, nothing submitted."""
        head = self.heads[school.pk]
        evaluation = self_evaluation.begin(school=school, term=self.cast.autumn, by=head)
        steps = [step.code for step in self.framework.steps.all()]
        for place, rating in enumerate(evaluation.ratings.filter(kind=Rating.Kind.SELF)):
            self_evaluation.save_rating(
                rating=rating,
                answer=steps[(place + school.pk) % len(steps)],
                commentary="What we saw this term, in a sentence or two.",
                version=rating.version,
                by=head,
            )
        return evaluation

    def untouched(self, number: int = 900) -> Rating:
        """A rating of a school that has only begun, and that nobody else is measured on."""
        school = self.new_school(number)
        with clock.set_to(EVENING):
            self_evaluation.begin(school=school, term=self.cast.autumn, by=self.heads[school.pk])
        return Rating.objects.filter(evaluation__school=school, kind=Rating.Kind.SELF)[0]

    def new_school(self, number: int) -> School:
        by = self.cast.trust_administrator
        school = add_school(trust=self.cast.trust, urn=910000 + number, name=f"School {number:03}", by=by)
        name = f"Head Number{number}"
        self.heads[school.pk] = engage(name, Role.HEADTEACHER, self.cast.trust, by, school)
        return school

    def _moderate(self, evaluation: Evaluation) -> None:
        for strand in self.framework.spec.strands:
            by = self.cast.holder(strand.moderator)
            moderation.agree_as_rated(evaluation=evaluation, strand=strand.code, by=by)
            evaluation = moderation.finish_part(evaluation=evaluation, strand=strand.code, by=by)
