"""Who is signed in is read with their posts, in one statement and with every request."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.access.permissions import Permission
from schools.access.roles import Role
from schools.access.scope import reachable_schools
from schools.models import Person, Post, School
from schools.services.people import add_person, appoint, deactivate
from schools.services.posts import end_post
from schools.signed_in import WithPosts
from tests.cast import Cast


def facts(post: Post) -> list[object]:
    """Everything of a post, its trust and its schools, as it stands in the columns."""
    rows = [post, post.trust, *post.schools.all()]
    return [[getattr(row, field.attname) for field in row._meta.concrete_fields] for row in rows]


def read(person: Person) -> Person:
    found = WithPosts().get_user(person.pk)
    assert found is not None
    return found


def test_everybody_is_read_as_their_rows_stand(cast: Cast) -> None:
    by, adviser = cast.trust_administrator, cast.improvement_adviser
    several = {"role": Role.IMPROVEMENT_ADVISER, "trust": cast.trust, "schools": [cast.birch, cast.alder]}
    appoint(person=cast.other_head, **several, starts_on=date(2025, 1, 6), by=by)
    appoint(person=adviser, role=Role.TRUSTEE, trust=cast.foreign_trust, by=cast.foreign_administrator)
    for person in [*cast.everybody().values(), cast.other_head, cast.foreign_head]:
        plain, found = Person.objects.get(pk=person.pk), read(person)
        assert found.__dict__ | {"_state": 0, "all_posts": 0} == plain.__dict__ | {
            "_state": 0,
            "all_posts": 0,
        }
        assert found.all_posts == plain.all_posts, person
        assert [facts(post) for post in found.all_posts] == [facts(post) for post in plain.all_posts], person
        assert all(post.person is found for post in found.all_posts)
    assert len(read(adviser).all_posts) == 2
    assert list(read(cast.other_head).all_posts[1].schools.all()) == [cast.alder, cast.birch]


def test_rights_of_somebody_signed_in_cost_one_statement(cast: Cast) -> None:
    appoint(
        person=cast.improvement_adviser, role=Role.IMPROVEMENT_ADVISER, trust=cast.trust, schools=[cast.birch],
        by=cast.trust_administrator,
    )  # fmt: skip
    for person in (cast.headteacher, cast.chief_executive, cast.improvement_adviser):
        read(person)
        with CaptureQueriesContext(connection) as queries:
            reachable_schools(read(person), Permission.SEE_SCHOOL)
        assert len(queries) == 1


def test_nobody_a_closed_account_and_somebody_without_a_post(cast: Cast) -> None:
    assert WithPosts().get_user(0) is None
    by = cast.trust_administrator
    new = add_person(name="Nia New", email="nia@school.example", trust=cast.trust, by=by)
    assert read(new).all_posts == []
    deactivate(person=cast.governor, by=by)
    assert WithPosts().get_user(cast.governor.pk) is None


def test_what_changed_meanwhile_holds_with_the_next_request(cast: Cast, client_of) -> None:
    """Whoever changed it, and however: a service, or a statement of another process that knows nothing of this one."""
    head, address = client_of(cast.headteacher), reverse("school", args=[cast.alder.urn])
    assert head.get(address).status_code == 200
    Post.objects.filter(person=cast.headteacher).update(ends_on=date(2026, 11, 22))
    assert head.get(address).status_code == 404
    Post.objects.filter(person=cast.headteacher).update(ends_on=None)
    assert head.get(address).status_code == 200
    (post,) = Post.objects.filter(person=cast.headteacher)
    end_post(post=post, ends_on=date(2026, 11, 22), by=cast.trust_administrator)
    assert head.get(address).status_code == 404
    deputy = client_of(cast.deputy_headteacher)
    assert deputy.get(address).status_code == 200
    School.objects.filter(pk=cast.alder.pk).update(trust=cast.foreign_trust)
    assert deputy.get(address).status_code == 404
