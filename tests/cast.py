"""The people and places every test meets, made through the services as a trust administrator would make them.

Two trusts. Larkfield Learning Trust has Alder Primary and Birch Junior and one person for every role; the roles
at a school are held at Alder, and the improvement adviser is assigned to Alder alone. Marsh Edge Trust has Cedar
Secondary: nothing of it may ever be seen from Larkfield, nor the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kit import clock
from schools.access.roles import Reach, Role
from schools.models import AcademicYear, Person, School, Term, Trust
from schools.services.calendar import add_year, open_term
from schools.services.people import add_person, appoint
from schools.services.schools import add_school
from schools.services.trusts import found_trust
from schools.typical_year import typical_year

LONDON = ZoneInfo("Europe/London")
AUTUMN_EVENING = datetime(2026, 11, 23, 19, 0, tzinfo=LONDON)
PASSWORD = "a-long-evening-in-autumn"
POSTS_BEGAN = date(2024, 9, 1)

NAMES = {
    Role.HEADTEACHER: "Hanna Osei",
    Role.DEPUTY_HEADTEACHER: "Dev Patel",
    Role.SENIOR_LEADER: "Sian Rowe",
    Role.SUBJECT_LEADER: "Luke Marsden",
    Role.SCHOOL_BUSINESS_MANAGER: "Bea Kowalski",
    Role.CHAIR_OF_GOVERNORS: "Clive Adeyemi",
    Role.GOVERNOR: "Gwen Farrow",
    Role.CLERK: "Kit Lindqvist",
    Role.CHIEF_EXECUTIVE: "Esther Vance",
    Role.CHIEF_FINANCIAL_OFFICER: "Faisal Khan",
    Role.DEPUTY_CHIEF_EXECUTIVE: "Dora Quill",
    Role.DEPUTY_CHIEF_FINANCIAL_OFFICER: "Felix Brandt",
    Role.HEAD_OF_SCHOOL_IMPROVEMENT: "Ines Moreau",
    Role.IMPROVEMENT_ADVISER: "Ade Balogun",
    Role.TRUSTEE: "Tomas Hale",
    Role.TRUST_ADMINISTRATOR: "Amy Administrator",
}


@dataclass
class Cast:
    trust: Trust
    alder: School
    birch: School
    headteacher: Person
    deputy_headteacher: Person
    senior_leader: Person
    subject_leader: Person
    school_business_manager: Person
    chair_of_governors: Person
    governor: Person
    clerk: Person
    chief_executive: Person
    chief_financial_officer: Person
    deputy_chief_executive: Person
    deputy_chief_financial_officer: Person
    head_of_school_improvement: Person
    improvement_adviser: Person
    trustee: Person
    trust_administrator: Person
    other_head: Person
    year_2025: AcademicYear
    year_2026: AcademicYear
    autumn: Term
    foreign_trust: Trust
    cedar: School
    foreign_head: Person
    foreign_chief: Person
    foreign_administrator: Person
    foreign_autumn: Term

    def holder(self, role: Role | str) -> Person:
        """The person of Larkfield who holds ``role``."""
        person: Person = getattr(self, Role(role).value)
        return person

    def everybody(self) -> dict[Role, Person]:
        """One person for every role, all of Larkfield."""
        return {role: self.holder(role) for role in Role}

    def term(self, number: int, start_year: int = 2026) -> Term:
        """A term of Larkfield: 1 autumn, 2 spring, 3 summer of the year that begins in ``start_year``."""
        return Term.objects.of(self.trust).get(number=number, year__starts_on__year=start_year)


def assemble() -> Cast:
    """Bring everybody together as they stand on ``AUTUMN_EVENING``."""
    with clock.set_to(AUTUMN_EVENING):
        return _assemble()


def _assemble() -> Cast:
    trust, administrator = _found("Larkfield Learning Trust", NAMES[Role.TRUST_ADMINISTRATOR], "larkfield")
    alder = add_school(
        trust=trust, urn=900001, name="Alder Primary", phase="primary", lowest_age=3, highest_age=11,
        number_on_roll=402, by=administrator,
    )  # fmt: skip
    birch = add_school(
        trust=trust, urn=900002, name="Birch Junior", phase="junior", lowest_age=7, highest_age=11,
        number_on_roll=233, by=administrator,
    )  # fmt: skip
    people = {Role.TRUST_ADMINISTRATOR.value: administrator}
    for role in Role:
        if role is not Role.TRUST_ADMINISTRATOR:
            at = () if role.reach is Reach.TRUST else (alder,)
            people[role.value] = engage(NAMES[role], role, trust, administrator, *at)
    other_head = engage("Bram Novak", Role.HEADTEACHER, trust, administrator, birch)
    year_2025, _ = _year(trust, 2025, administrator)
    year_2026, autumn = _year(trust, 2026, administrator, opened=True)

    foreign, foreign_administrator = _found("Marsh Edge Trust", "Mo Foreign", "marsh-edge")
    cedar = add_school(
        trust=foreign, urn=900003, name="Cedar Secondary", phase="secondary", by=foreign_administrator
    )
    foreign_head = engage("Cora Foreign", Role.HEADTEACHER, foreign, foreign_administrator, cedar)
    return Cast(
        trust=trust,
        alder=alder,
        birch=birch,
        other_head=other_head,
        year_2025=year_2025,
        year_2026=year_2026,
        autumn=autumn,
        foreign_trust=foreign,
        cedar=cedar,
        foreign_head=foreign_head,
        foreign_chief=engage("Chidi Foreign", Role.CHIEF_EXECUTIVE, foreign, foreign_administrator),
        foreign_administrator=foreign_administrator,
        foreign_autumn=_year(foreign, 2026, foreign_administrator, opened=True)[1],
        **people,
    )


def engage(name: str, role: Role, trust: Trust, by: Person, *schools: School) -> Person:
    """Somebody new who has held one post since before the years of the cast, and can sign in."""
    email = f"{name.lower().replace(' ', '.')}@{trust.name.split()[0].lower()}.example"
    person = add_person(name=name, email=email, trust=trust, by=by, password=PASSWORD, tell_them=False)
    appoint(person=person, role=role, trust=trust, schools=schools, by=by, starts_on=POSTS_BEGAN)
    return person


def _found(name: str, administrator: str, host: str) -> tuple[Trust, Person]:
    email = f"{administrator.lower().replace(' ', '.')}@{host}.example"
    return found_trust(
        name=name, administrator_name=administrator, administrator_email=email, password=PASSWORD
    )


def _year(trust: Trust, start_year: int, by: Person, opened: bool = False) -> tuple[AcademicYear, Term]:
    """A year with typical dates, and its autumn term: open, with the work due in December, or not."""
    year = add_year(trust=trust, calendar=typical_year(start_year), by=by)
    autumn = Term.objects.of(trust).get(year=year, number=Term.Number.AUTUMN)
    if opened:
        autumn = open_term(
            term=autumn,
            self_evaluation_due=date(start_year, 12, 4),
            moderation_due=date(start_year, 12, 11),
            report_due=date(start_year, 12, 18),
            by=by,
        )
    return year, autumn
