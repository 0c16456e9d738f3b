"""Who may do what, where and when: written out by hand, compared with the table the portal uses."""

from __future__ import annotations

from datetime import date

import pytest

from schools.access.checks import has, has_anywhere, has_in_trust, roles_in, works_at
from schools.access.permissions import Permission as P
from schools.access.roles import ROLES, Reach, Role, roles_with
from schools.access.scope import trusts_where
from schools.models import Person, School
from schools.services.people import appoint, deactivate

EVERYBODY = set(Role)
LEADERS = {
    Role.HEADTEACHER, Role.DEPUTY_HEADTEACHER, Role.SENIOR_LEADER, Role.SCHOOL_BUSINESS_MANAGER,
}  # fmt: skip
SUBJECT = {Role.SUBJECT_LEADER}
GOVERNORS = {Role.CHAIR_OF_GOVERNORS, Role.GOVERNOR, Role.CLERK}
CHIEFS = {
    Role.CHIEF_EXECUTIVE, Role.CHIEF_FINANCIAL_OFFICER, Role.DEPUTY_CHIEF_EXECUTIVE,
    Role.DEPUTY_CHIEF_FINANCIAL_OFFICER,
}  # fmt: skip
IMPROVEMENT = CHIEFS | {Role.HEAD_OF_SCHOOL_IMPROVEMENT}
ADVISERS = IMPROVEMENT | {Role.IMPROVEMENT_ADVISER}
TRUSTEE, ADMINISTRATOR = {Role.TRUSTEE}, {Role.TRUST_ADMINISTRATOR}
HEAD = {Role.HEADTEACHER}

# One line for each thing a post can allow: who may, as a trust's lawyer would ask.
WHO_MAY = {
    P.SEE_SCHOOL: EVERYBODY,
    P.SEE_ACTIONS: LEADERS | ADVISERS,
    P.KEEP_ACTIONS: LEADERS | ADVISERS,
    P.KEEP_CLOSURES: HEAD | {Role.SCHOOL_BUSINESS_MANAGER} | ADMINISTRATOR,
    P.SEE_SELF_EVALUATION: LEADERS | ADVISERS,
    P.EDIT_SELF_EVALUATION: LEADERS,
    P.SUBMIT_SELF_EVALUATION: HEAD,
    P.SEE_AGREED_MATRIX: LEADERS | GOVERNORS | ADVISERS | TRUSTEE,
    P.MODERATE: IMPROVEMENT,
    P.SETTLE_DISAGREEMENT: {Role.CHIEF_EXECUTIVE, Role.DEPUTY_CHIEF_EXECUTIVE},
    P.SEE_FIGURES: LEADERS | ADVISERS | ADMINISTRATOR,
    P.ENTER_FIGURES: HEAD | {Role.SCHOOL_BUSINESS_MANAGER} | IMPROVEMENT | ADMINISTRATOR,
    P.EDIT_FRAMEWORK: IMPROVEMENT | ADMINISTRATOR,
    P.SEE_PLAN: LEADERS | ADVISERS | TRUSTEE,
    P.CONFIRM_CATEGORY: CHIEFS,
    P.DECIDE_APPEAL: CHIEFS | TRUSTEE,
    P.RECORD_ENGAGEMENT: ADVISERS,
    P.SEE_MONITORING: LEADERS | SUBJECT | ADVISERS,
    P.WRITE_MONITORING: LEADERS | SUBJECT | ADVISERS,
    P.SEE_DASHBOARD: IMPROVEMENT | TRUSTEE,
    P.PREPARE_REPORT: IMPROVEMENT | ADMINISTRATOR,
    P.READ_REPORT: HEAD | GOVERNORS | IMPROVEMENT | TRUSTEE | ADMINISTRATOR,
    P.MANAGE_PEOPLE: ADMINISTRATOR,
    P.MANAGE_TERMS: ADMINISTRATOR,
    P.MANAGE_TRUST: ADMINISTRATOR,
    P.READ_AUDIT: ADMINISTRATOR,
}
TRUST_WIDE = IMPROVEMENT | TRUSTEE | ADMINISTRATOR


def test_every_permission_is_written_out():
    assert set(WHO_MAY) == set(P)
    assert set(ROLES) == EVERYBODY


@pytest.mark.parametrize("permission", P)
def test_the_table_allows_what_was_written_out(permission):
    assert roles_with(permission) == WHO_MAY[permission]


def test_reaches_are_as_written_out():
    assert {role for role in Role if role.reach is Reach.TRUST} == TRUST_WIDE
    assert {role for role in Role if role.reach is Reach.ASSIGNED} == {Role.IMPROVEMENT_ADVISER}


def test_a_post_opens_its_own_schools_and_no_others(cast):
    """Asked school by school and as a list: both must say the same, for every role and permission."""
    for role, person in cast.everybody().items():
        for permission in P:
            allowed = role in WHO_MAY[permission]
            expected = {cast.alder} if allowed else set()
            if allowed and role in TRUST_WIDE:
                expected = {cast.alder, cast.birch}
            asked = {each for each in (cast.alder, cast.birch, cast.cedar) if has(person, permission, each)}
            assert asked == expected, (role, permission)
            assert set(School.objects.visible_to(person, permission)) == expected, (role, permission)
            assert has_anywhere(person, permission) is allowed
            in_trust = allowed and role in TRUST_WIDE
            assert has_in_trust(person, permission, cast.trust) is in_trust
            assert trusts_where(person, permission) == ({cast.trust.pk} if in_trust else set())
            assert not has_in_trust(person, permission, cast.foreign_trust)


def test_another_trust_sees_none_of_this_ones_people(cast):
    for person in (cast.foreign_administrator, cast.foreign_chief, cast.foreign_head):
        seen = set(Person.objects.visible_to(person))
        assert seen <= {cast.foreign_administrator, cast.foreign_chief, cast.foreign_head}
        assert person in seen


def test_an_administrator_sees_those_who_have_left_or_not_begun(cast):
    by = cast.trust_administrator
    assert cast.foreign_head not in Person.objects.visible_to(by)
    first, last = date(2025, 9, 1), date(2026, 7, 31)
    appoint(
        person=cast.foreign_head, role=Role.TRUSTEE, trust=cast.trust, by=by, starts_on=first, ends_on=last
    )
    appoint(person=cast.foreign_chief, role=Role.TRUSTEE, trust=cast.trust, by=by, starts_on=date(2027, 1, 1))
    assert {cast.foreign_head, cast.foreign_chief} <= set(Person.objects.visible_to(by))
    assert not has(cast.foreign_head, P.SEE_SCHOOL, cast.alder)
    assert not has(cast.foreign_chief, P.SEE_SCHOOL, cast.alder)


@pytest.mark.parametrize(
    ("deputy", "chief"),
    [
        ("deputy_chief_executive", Role.CHIEF_EXECUTIVE),
        ("deputy_chief_financial_officer", Role.CHIEF_FINANCIAL_OFFICER),
    ],
)
def test_a_deputy_stands_in_for_the_chief_of_their_trust(cast, deputy, chief):
    person = getattr(cast, deputy)
    other = {Role.CHIEF_EXECUTIVE, Role.CHIEF_FINANCIAL_OFFICER} - {chief}
    assert roles_in(person, cast.birch) == {Role(deputy), chief}
    assert not roles_in(person, cast.birch) & other
    assert roles_in(person, cast.cedar) == frozenset()


def test_a_chief_does_not_stand_in_for_anybody(cast):
    assert roles_in(cast.chief_executive, cast.alder) == {Role.CHIEF_EXECUTIVE}


def test_an_acting_head_may_what_a_head_may_and_is_called_so(cast):
    post = appoint(
        person=cast.deputy_headteacher, role=Role.HEADTEACHER, trust=cast.trust, schools=[cast.birch],
        acting=True, by=cast.trust_administrator,
    )  # fmt: skip
    assert post.title == "Acting headteacher"
    assert has(cast.deputy_headteacher, P.SUBMIT_SELF_EVALUATION, cast.birch)
    assert not has(cast.deputy_headteacher, P.SUBMIT_SELF_EVALUATION, cast.alder)


def test_a_post_runs_from_its_first_day_to_its_last(cast, at):
    appoint(
        person=cast.governor, role=Role.GOVERNOR, trust=cast.trust, schools=[cast.birch],
        starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 31), by=cast.trust_administrator,
    )  # fmt: skip
    days = [("2026-11-30", False), ("2026-12-01", True), ("2026-12-31", True), ("2027-01-01", False)]
    for day, held in days:
        for hour in ("00:00", "23:59"):
            with at(f"{day} {hour}"):
                assert has(cast.governor, P.READ_REPORT, cast.birch) is held
                assert (cast.birch in School.objects.visible_to(cast.governor)) is held


def test_somebody_with_posts_in_two_schools_has_in_each_what_that_post_allows(cast):
    head = cast.headteacher
    appoint(
        person=head, role=Role.GOVERNOR, trust=cast.trust, schools=[cast.birch], by=cast.trust_administrator
    )
    assert set(School.objects.visible_to(head)) == {cast.alder, cast.birch}
    assert [school.name for school in School.objects.visible_to(head, P.EDIT_SELF_EVALUATION)] == [
        "Alder Primary"
    ]
    assert not has(head, P.EDIT_SELF_EVALUATION, cast.birch)
    assert works_at(head, cast.birch)


def test_nobody_of_the_trust_works_at_a_school_by_that_alone(cast):
    for role, person in cast.everybody().items():
        assert works_at(person, cast.alder) is (role.reach is Reach.SCHOOL)


def test_somebody_in_two_trusts_has_in_each_what_that_trusts_post_allows(cast):
    person = cast.trust_administrator
    appoint(person=person, role=Role.TRUSTEE, trust=cast.foreign_trust, by=cast.foreign_administrator)
    assert has(person, P.SEE_DASHBOARD, cast.cedar)
    assert not has(person, P.SEE_DASHBOARD, cast.alder)
    assert trusts_where(person, P.MANAGE_PEOPLE) == {cast.trust.pk}


def test_a_closed_account_holds_no_post(cast):
    deactivate(person=cast.chief_executive, by=cast.trust_administrator)
    assert cast.chief_executive.current_posts == []
    assert not School.objects.visible_to(cast.chief_executive).exists()


def test_rights_are_read_once(cast, django_assert_num_queries):
    person = Person.objects.get(pk=cast.headteacher.pk)
    with django_assert_num_queries(2):
        for permission in P:
            has(person, permission, cast.alder)
            has_anywhere(person, permission)
