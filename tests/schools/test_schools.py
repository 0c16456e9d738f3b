"""The trust's own list of schools, and which school somebody is at."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import RequestFactory

from kit.refusals import Refused
from schools.access.roles import Role
from schools.models import AuditEntry, School
from schools.queries.here import SESSION_KEY, current_school, current_trust, my_schools
from schools.services.people import appoint
from schools.services.schools import add_school, change_school


def refusal_of(verb, **arguments) -> str:
    with pytest.raises(Refused) as refused:
        verb(**arguments)
    return refused.value.refusal.code


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"urn": 900003}, "urn-taken"),
        ({"name": " "}, "no-name"),
        ({"town": "T" * 101}, "too-long"),
        ({"lowest_age": 11, "highest_age": 4}, "ages-out-of-order"),
        ({"easting": 542100}, "half-a-place"),
        ({"easting": 542100, "northing": 0}, "half-a-place"),
    ],
)
def test_what_refuses_a_school(cast, facts, code):
    values = {"trust": cast.trust, "urn": 900099, "name": "Dune School", "by": cast.trust_administrator}
    assert refusal_of(add_school, **{**values, **facts}) == code
    assert not School.objects.filter(urn=900099).exists()


@pytest.mark.parametrize("who", ["headteacher", "chief_executive", "foreign_administrator"])
def test_only_the_trusts_administrator_keeps_its_schools(cast, who):
    by = getattr(cast, who)
    assert refusal_of(add_school, trust=cast.trust, urn=900099, name="Dune", by=by) == "not-yours"
    assert refusal_of(change_school, school=cast.alder, name="Dune", by=by) == "not-yours"


def test_only_what_differs_is_written_and_remembered(cast):
    by = cast.trust_administrator
    change_school(school=cast.alder, by=by, name=" Alder  Academy ", lowest_age=3, joined_on=date(2019, 9, 1))
    entry = AuditEntry.objects.first()
    assert entry.before == {"name": "Alder Primary", "joined_on": None}
    assert entry.after == {"name": "Alder Academy", "joined_on": "2019-09-01"}
    assert cast.alder.name == "Alder Academy"
    change_school(school=cast.alder, by=by, name="Alder Academy")
    assert AuditEntry.objects.first() == entry


def test_ages_are_compared_with_those_that_stand(cast):
    assert refusal_of(change_school, school=cast.alder, highest_age=2, by=cast.trust_administrator) == (
        "ages-out-of-order"
    )


def test_a_school_has_no_other_facts(cast):
    with pytest.raises(TypeError, match="no trust"):
        change_school(school=cast.alder, by=cast.trust_administrator, trust=cast.foreign_trust)


def asked_by(person, chosen: int | None = None, **query: object):
    request = RequestFactory().get("/", query)
    request.user = person
    request.session = {} if chosen is None else {SESSION_KEY: chosen}
    return request


def test_a_headteacher_is_at_their_school(cast):
    assert current_school(asked_by(cast.headteacher)) == cast.alder


def test_somebody_with_two_schools_is_at_the_first_until_they_choose(cast):
    by, head = cast.trust_administrator, cast.headteacher
    appoint(person=head, role=Role.HEADTEACHER, trust=cast.trust, schools=[cast.birch], acting=True, by=by)
    assert my_schools(head) == [cast.alder, cast.birch]
    assert current_school(asked_by(head)) == cast.alder
    assert current_school(asked_by(head, cast.birch.urn)) == cast.birch


def test_a_choice_that_is_no_longer_theirs_is_forgotten(cast):
    assert current_school(asked_by(cast.headteacher, cast.birch.urn)) == cast.alder
    assert current_school(asked_by(cast.headteacher, cast.cedar.urn)) == cast.alder


def test_somebody_of_the_whole_trust_is_at_no_school_until_they_choose(cast):
    assert current_school(asked_by(cast.chief_executive)) is None
    assert current_school(asked_by(cast.chief_executive, cast.birch.urn)) == cast.birch
    assert current_school(asked_by(cast.chief_executive, cast.cedar.urn)) is None


def test_the_trust_of_a_page_is_one_of_ones_own(cast):
    by, person = cast.foreign_administrator, cast.trust_administrator
    assert current_trust(asked_by(person, trust=cast.foreign_trust.pk)) == cast.trust
    appoint(person=person, role=Role.TRUSTEE, trust=cast.foreign_trust, by=by)
    assert current_trust(asked_by(person, trust=cast.foreign_trust.pk)) == cast.foreign_trust
