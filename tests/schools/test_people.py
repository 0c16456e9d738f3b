"""Adding people and giving them posts: what is refused, what stays untouched, what is remembered."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.urls import reverse

from kit import clock
from kit.refusals import Refused
from schools.access.checks import has
from schools.access.permissions import Permission
from schools.access.roles import Role
from schools.models import AuditEntry, Notice, Person, Post
from schools.rules import may_close_account
from schools.services.people import (
    add_person,
    appoint,
    deactivate,
    end_post,
    engage,
    invite_again,
    reactivate,
    rename,
)
from tests.cast import PASSWORD, assemble
from tests.riskmatrix.test_races import at_once


def refusal_of(verb, **arguments) -> str:
    with pytest.raises(Refused) as refused:
        verb(**arguments)
    return refused.value.refusal.code


def add(cast, **more) -> Person:
    values = {
        "name": "Nia New",
        "email": "nia@school.example",
        "trust": cast.trust,
        "by": cast.trust_administrator,
    }
    return add_person(**{**values, **more})


def test_somebody_new_has_an_account_that_nothing_opens_yet(cast):
    person = add(cast, name="  Nia \t New ", email=" NIA@school.example ")
    assert (person.name, person.email) == ("Nia New", "nia@school.example")
    assert not person.has_usable_password()
    assert person.current_posts == []


def test_a_password_can_be_given(cast):
    assert check_password("an evening in June", add(cast, password="an evening in June").password)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": " \u200b\u00ad "[:1]}, "no-name"),
        ({"name": "N" * 151}, "too-long"),
        ({"email": "nobody"}, "no-email"),
        ({"email": f"{'n' * 64}@{'s' * 200}.example"}, "no-email"),
    ],
)
def test_a_person_needs_a_name_and_an_address(cast, values, code):
    assert refusal_of(add, cast=cast, **values) == code


def test_an_address_belongs_to_one_person_whatever_its_case(cast):
    before = Person.objects.count()
    found = add(cast, name="Somebody Else", email=cast.foreign_head.email.upper())
    assert found == cast.foreign_head
    assert Person.objects.count() == before


def test_an_account_of_another_trust_is_used_as_it_is(cast):
    """Neither its name nor its password becomes what this trust's administrator typed."""
    found = add(
        cast, name="Somebody Else", email=cast.foreign_head.email, password="taken over by a stranger"
    )
    found.refresh_from_db()
    assert found.name == "Cora Foreign"
    assert check_password(PASSWORD, found.password)
    assert not AuditEntry.objects.filter(
        thing_kind="schools.person", thing_id=found.pk, trust=cast.trust
    ).exists()


def test_a_closed_account_is_not_opened_by_adding_it(cast):
    deactivate(person=cast.governor, by=cast.trust_administrator)
    assert refusal_of(add, cast=cast, email=cast.governor.email) == "account-closed"


def test_of_an_account_closed_elsewhere_nothing_is_told(cast, client_of):
    """Neither that it is closed, nor whose it is."""
    deactivate(person=cast.foreign_head, by=cast.foreign_administrator)
    assert refusal_of(add, cast=cast, email=cast.foreign_head.email) == "not-here"
    form = {
        "name": "N",
        "email": cast.foreign_head.email,
        "role": Role.TRUSTEE.value,
        "starts_on": "2026-11-23",
    }
    page = client_of(cast.trust_administrator).post(reverse("person_add"), form).content.decode()
    assert "This address cannot be added here." in page
    assert "Cora" not in page
    assert "closed" not in page


@pytest.mark.parametrize("has_password", [True, False])
def test_whether_somebody_of_another_trust_has_a_password_is_not_told(cast, client_of, has_password):
    if not has_password:
        cast.foreign_head.set_unusable_password()
        cast.foreign_head.save()
    browser = client_of(cast.trust_administrator)
    form = {
        "name": "N",
        "email": cast.foreign_head.email,
        "role": Role.TRUSTEE.value,
        "starts_on": "2026-11-23",
    }
    answer = browser.post(reverse("person_add"), form, follow=True).content.decode()
    assert f"{cast.foreign_head.email} has been added. They are told by e-mail." in answer
    listed = browser.get(f"{reverse('people')}?name=cora").content.decode()
    for page in (answer, listed):
        assert cast.foreign_head.email in page
        assert "password" not in page.lower().split("<main")[1]


def second_administrator(cast) -> Person:
    nia = add(cast, password=PASSWORD)
    appointed(cast, person=nia, role=Role.TRUST_ADMINISTRATOR)
    return nia


def test_two_administrators_cannot_close_each_others_account(cast):
    """The second still holds the person they were when they opened the page."""
    nia = second_administrator(cast)
    deactivate(person=Person.objects.get(pk=nia.pk), by=cast.trust_administrator)
    assert refusal_of(deactivate, person=cast.trust_administrator, by=nia) == "last-administrator"
    assert Person.objects.get(pk=cast.trust_administrator.pk).is_active


def test_an_administrator_whose_post_ends_does_not_close_the_other_ones_account(cast):
    nia = second_administrator(cast)
    (post,) = cast.trust_administrator.all_posts
    end_post(post=post, ends_on=date(2026, 12, 31), by=nia)
    assert refusal_of(deactivate, person=nia, by=cast.trust_administrator) == "last-administrator"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_not_even_in_the_same_moment(transactional_db, autumn_evening, monkeypatch):
    """Each takes its time between the question and the deed, so that without a lock both would be allowed."""

    def slowly(by, other):
        answer = may_close_account(by, other)
        time.sleep(0.5)
        return answer

    monkeypatch.setattr("schools.services.people.may_close_account", slowly)
    cast = assemble()
    nia = second_administrator(cast)
    outcomes = at_once(
        lambda: deactivate(person=Person.objects.get(pk=nia.pk), by=cast.trust_administrator),
        lambda: deactivate(person=Person.objects.get(pk=cast.trust_administrator.pk), by=nia),
    )
    assert sorted(outcomes) == ["done", "last-administrator"]
    assert Person.objects.filter(pk__in=[nia.pk, cast.trust_administrator.pk], is_active=True).count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.TRUST_ADMINISTRATOR])
def test_only_an_administrator_adds_people(cast, role):
    assert refusal_of(add, cast=cast, by=cast.holder(role)) == "not-yours"


def test_an_administrator_adds_people_to_their_own_trust_alone(cast):
    assert refusal_of(add, cast=cast, by=cast.foreign_administrator) == "not-yours"


def test_nobody_adds_people_once_a_trust_has_somebody(cast):
    assert refusal_of(add, cast=cast, by=None) == "nobody"
    hired = {"person": cast.governor, "role": Role.TRUSTEE, "trust": cast.trust, "by": None}
    assert refusal_of(appoint, **hired) == "nobody"


def appointed(cast, role=Role.HEADTEACHER, **more) -> Post:
    values = {"person": cast.governor, "role": role, "trust": cast.trust, "by": cast.trust_administrator}
    return appoint(**{**values, **more})


@pytest.mark.parametrize(
    ("role", "schools", "code"),
    [
        (Role.HEADTEACHER, [], "wrong-schools"),
        (Role.HEADTEACHER, ["alder", "birch"], "wrong-schools"),
        (Role.IMPROVEMENT_ADVISER, [], "wrong-schools"),
        (Role.CHIEF_EXECUTIVE, ["alder"], "wrong-schools"),
        (Role.HEADTEACHER, ["cedar"], "other-trust"),
        (Role.IMPROVEMENT_ADVISER, ["alder", "cedar"], "other-trust"),
    ],
)
def test_a_post_is_held_where_its_role_is_held(cast, role, schools, code):
    at = [getattr(cast, name) for name in schools]
    assert refusal_of(appointed, cast=cast, role=role, schools=at) == code


@pytest.mark.parametrize(
    ("role", "schools"),
    [(Role.HEADTEACHER, ["birch"]), (Role.IMPROVEMENT_ADVISER, ["alder", "birch"]), (Role.TRUSTEE, [])],
)
def test_a_post_opens_what_its_role_allows_at_once(cast, role, schools):
    at = [getattr(cast, name) for name in schools]
    assert not has(cast.governor, Permission.SEE_PLAN, cast.birch)  # reads the posts, which are kept
    post = appointed(cast, role=role, schools=at)
    assert list(post.schools.all()) == at
    assert post.starts_on == clock.today()
    assert has(cast.governor, Permission.SEE_PLAN, cast.birch)


def test_a_post_ends_on_or_after_its_first_day(cast):
    day = date(2026, 11, 23)
    days = {"starts_on": day, "ends_on": day - timedelta(days=1)}
    assert refusal_of(appointed, cast=cast, schools=[cast.birch], **days) == "dates-out-of-order"
    assert appointed(cast, schools=[cast.birch], starts_on=day, ends_on=day).ends_on == day


def test_nobody_holds_the_same_post_twice_on_one_day(cast):
    first = date(2026, 9, 1)
    appointed(cast, schools=[cast.birch], starts_on=first, ends_on=date(2026, 9, 30))
    again = {"cast": cast, "schools": [cast.birch]}
    assert refusal_of(appointed, **again, starts_on=date(2026, 9, 30)) == "holds-it"
    assert refusal_of(appointed, **again, starts_on=date(2026, 8, 1), ends_on=first) == "holds-it"
    appointed(cast, schools=[cast.alder], starts_on=first)
    appointed(cast, schools=[cast.birch], starts_on=date(2026, 10, 1))


def test_a_person_and_their_post_come_together_or_not_at_all(cast):
    values = {
        "name": "Nia New", "email": "nia@school.example", "role": Role.HEADTEACHER, "trust": cast.trust,
        "by": cast.trust_administrator,
    }  # fmt: skip
    assert refusal_of(engage, **values) == "wrong-schools"
    assert not Person.objects.filter(email="nia@school.example").exists()
    assert not Notice.objects.filter(person__email="nia@school.example").exists()
    post = engage(**values, schools=[cast.birch])
    assert post.person.current_posts == [post]


def test_a_post_ends_after_its_last_day(cast, at):
    post = cast.headteacher.all_posts[0]
    end_post(post=post, ends_on=date(2026, 11, 30), by=cast.trust_administrator)
    for day, held in [("2026-11-30", True), ("2026-12-01", False)]:
        with at(day):
            assert has(post.person, Permission.SEE_SCHOOL, cast.alder) is held
    entry = AuditEntry.objects.first()
    assert (entry.verb, entry.before, entry.after) == (
        "ended post",
        {"ends_on": None},
        {"ends_on": "2026-11-30"},
    )


def test_what_refuses_the_end_of_a_post(cast, at):
    post = cast.headteacher.all_posts[0]
    by = cast.trust_administrator
    day_before = post.starts_on - timedelta(days=1)
    assert refusal_of(end_post, post=post, ends_on=day_before, by=by) == "dates-out-of-order"
    assert (
        refusal_of(end_post, post=post, ends_on=clock.today(), by=cast.foreign_administrator) == "not-yours"
    )
    end_post(post=post, ends_on=date(2026, 11, 22), by=by)
    assert refusal_of(end_post, post=post, ends_on=date(2027, 1, 1), by=by) == "already-ended"


def test_a_trust_always_keeps_an_administrator(cast):
    post, by = cast.trust_administrator.all_posts[0], cast.trust_administrator
    assert refusal_of(end_post, post=post, ends_on=clock.today(), by=by) == "last-administrator"
    for_a_while = appointed(cast, Role.TRUST_ADMINISTRATOR, ends_on=date(2026, 12, 31))
    assert refusal_of(end_post, post=post, ends_on=clock.today(), by=by) == "last-administrator"
    end_post(post=for_a_while, ends_on=clock.today(), by=by)
    appointed(cast, Role.TRUST_ADMINISTRATOR, person=cast.clerk)
    end_post(post=post, ends_on=clock.today(), by=by)


def test_a_closed_account_opens_nothing_until_it_is_reopened(cast):
    by, head = cast.trust_administrator, cast.headteacher
    deactivate(person=head, by=by)
    assert not has(Person.objects.get(pk=head.pk), Permission.SEE_SCHOOL, cast.alder)
    reactivate(person=head, by=by)
    assert has(Person.objects.get(pk=head.pk), Permission.SEE_SCHOOL, cast.alder)
    verbs = AuditEntry.objects.filter(thing_id=head.pk, thing_kind="schools.person").values_list(
        "verb", flat=True
    )
    assert list(verbs)[:2] == ["reopened account", "closed account"]


def test_nobody_closes_their_own_account_or_that_of_another_trusts_person(cast):
    by = cast.trust_administrator
    assert refusal_of(deactivate, person=by, by=by) == "own-account"
    assert refusal_of(deactivate, person=cast.foreign_head, by=by) == "not-only-ours"
    assert refusal_of(deactivate, person=cast.governor, by=cast.headteacher) == "not-only-ours"


def test_somebody_who_works_elsewhere_too_is_in_no_trusts_hands_alone(cast):
    """Else one trust could shut a person out of another, or have a link to their account sent about."""
    by, person = cast.trust_administrator, cast.foreign_head
    appointed(cast, Role.TRUSTEE, person=person)
    person.forget_posts()
    assert refusal_of(deactivate, person=person, by=by) == "not-only-ours"
    assert refusal_of(invite_again, person=person, trust=cast.trust, by=by) == "not-only-ours"
    assert refusal_of(rename, person=person, name="Another", by=by) == "not-only-ours"
    end_post(
        post=person.posts.get(trust=cast.foreign_trust),
        ends_on=date(2026, 11, 22),
        by=cast.foreign_administrator,
    )
    person.forget_posts()
    deactivate(person=person, by=by)


def test_a_name_is_changed_by_its_owner_or_their_administrator(cast):
    rename(person=cast.headteacher, name="Hanna Osei-Baker", by=cast.headteacher)
    rename(person=cast.headteacher, name="Hanna Baker", by=cast.trust_administrator)
    assert Person.objects.get(pk=cast.headteacher.pk).name == "Hanna Baker"
    last = AuditEntry.objects.first()
    assert (last.before, last.after) == ({"name": "Hanna Osei-Baker"}, {"name": "Hanna Baker"})
    assert refusal_of(rename, person=cast.headteacher, name=" ", by=cast.headteacher) == "no-name"
    assert refusal_of(rename, person=cast.headteacher, name="X", by=cast.other_head) == "not-only-ours"
