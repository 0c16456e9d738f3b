"""Posts: who holds which role, where, between which days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from kit import clock
from kit.refusals import require
from schools import audit
from schools.access.roles import Role
from schools.models import Person, Post, School, Trust
from schools.rules import is_a_post, is_free_of_it, may_end_post, may_manage_people


@transaction.atomic
def appoint(
    *,
    person: Person,
    role: Role | str,
    trust: Trust,
    by: Person | None,
    schools: Iterable[School] = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
    acting: bool = False,
) -> Post:
    """Give a person a post.

    :param schools: exactly one for a role at a school, one or more for an assigned role, none for the trust.
    :param starts_on: the first day; today when not given.
    :param ends_on: the last day, when it is known.
    :raises Refused: ``not-yours``, ``wrong-schools``, ``other-trust``, ``dates-out-of-order``, ``holds-it``.
    """
    require(may_manage_people(by, trust))
    role, at, starts_on = Role(role), list(schools), starts_on or clock.today()
    Person.objects.select_for_update().get(pk=person.pk)
    require(is_a_post(role, at, trust))
    require(is_free_of_it(person, role, trust, at, starts_on, ends_on))
    post = Post.objects.create(
        person=person, role=role, trust=trust, starts_on=starts_on, ends_on=ends_on, acting=acting
    )
    post.schools.set(at)
    person.forget_posts()
    school = at[0] if len(at) == 1 else None
    audit.record(by=by, verb="appointed", thing=post, school=school, trust=trust, after=_facts(post, at))
    return post


@transaction.atomic
def end_post(*, post: Post, ends_on: date, by: Person) -> Post:
    """Set the last day of a post. What was done in it stays.

    :raises Refused: ``not-yours``, ``dates-out-of-order``, ``already-ended``, ``last-administrator``.
    """
    Trust.objects.select_for_update().get(pk=post.trust_id)
    post.refresh_from_db(fields=["starts_on", "ends_on"])
    require(may_end_post(by, post, ends_on))
    before, at = post.ends_on, list(post.schools.all())
    Post.objects.filter(pk=post.pk).update(ends_on=ends_on)
    post.ends_on = ends_on
    post.person.forget_posts()
    by.forget_posts()
    audit.record(
        by=by,
        verb="ended post",
        thing=post,
        school=at[0] if len(at) == 1 else None,
        trust=post.trust,
        before={"ends_on": before},
        after={"ends_on": ends_on},
    )
    return post


def _facts(post: Post, schools: list[School]) -> dict[str, Any]:
    return {
        "person": post.person.name,
        "role": post.title,
        "schools": [school.name for school in schools],
        "starts_on": post.starts_on,
        "ends_on": post.ends_on,
    }
