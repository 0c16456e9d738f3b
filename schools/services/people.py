"""People and their posts: added, appointed, invited, ended, closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from kit.text import printable
from schools import audit
from schools.access.roles import Role
from schools.models import Person, Post, School, Trust
from schools.rules import (
    is_a_post,
    is_free_of_it,
    may_close_account,
    may_end_post,
    may_invite_again,
    may_manage_people,
)
from schools.services import notices


@transaction.atomic
def add_person(
    *,
    name: str,
    email: str,
    trust: Trust,
    by: Person | None,
    password: str | None = None,
    tell_them: bool = True,
) -> Person:
    """Give somebody an account, or find the one they have: an e-mail address belongs to one person.

    Nothing in an account that exists is changed, its name and password included: another trust may have
    made it.

    :param by: None only while the trust has nobody yet (the command that founds it).
    :param password: without one, the person sets it through a link in a mail.
    :param tell_them: whether they are told by mail.
    :raises Refused: ``no-right``, ``no-name``, ``too-long``, ``no-email``, ``account-closed``.
    """
    require(may_manage_people(by, trust))
    name, email = printable(" ".join(name.split()), limit=150), email.strip().lower()
    require(_name_and_email(name, email))
    person, new = Person.objects.get_or_create(
        email=email, defaults={"name": name, "password": Person.hashed(password)}
    )
    if new:
        after = {"name": name, "email": email}
        audit.record(by=by, verb="added person", thing=person, trust=trust, after=after)
    elif not person.is_active:
        require(Refusal("account-closed", "The account with this e-mail address is closed; reopen it first."))
    if tell_them:
        _welcome(person, trust, invited=not person.has_usable_password())
    return person


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
    :raises Refused: ``no-right``, ``wrong-schools``, ``other-trust``, ``dates-out-of-order``, ``holds-it``.
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

    :raises Refused: ``no-right``, ``dates-out-of-order``, ``already-ended``, ``last-administrator``.
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


@transaction.atomic
def deactivate(*, person: Person, by: Person) -> None:
    """Close an account: its person can no longer sign in, and their posts allow nothing meanwhile.

    :raises Refused: ``own-account``, ``not-only-ours``.
    """
    _set_active(person, False, "closed account", by)


@transaction.atomic
def reactivate(*, person: Person, by: Person) -> None:
    """Open a closed account again, with the posts it has.

    :raises Refused: ``own-account``, ``not-only-ours``.
    """
    _set_active(person, True, "reopened account", by)


@transaction.atomic
def invite_again(*, person: Person, trust: Trust, by: Person) -> None:
    """Send a new link to set a password; the one before it runs out after a few days.

    :raises Refused: ``account-closed``, ``not-only-ours``.
    """
    require(may_invite_again(by, person))
    _welcome(person, trust, invited=True, again=True)
    audit.record(by=by, verb="sent sign-in link", thing=person, trust=trust)


def _set_active(person: Person, active: bool, verb: str, by: Person) -> None:
    require(may_close_account(by, person))
    if Person.objects.filter(pk=person.pk, is_active=not active).update(is_active=active):
        for trust in {post.trust for post in person.all_posts}:
            audit.record(
                by=by,
                verb=verb,
                thing=person,
                trust=trust,
                before={"is_active": not active},
                after={"is_active": active},
            )
    person.is_active = active


def _welcome(person: Person, trust: Trust, *, invited: bool, again: bool = False) -> None:
    at = f":{clock.now().isoformat()}" if again else ""
    if invited:
        notices.tell(
            person,
            key=f"{notices.INVITATION}:{trust.pk}{at}",
            subject=f"Your account for {trust}",
            body=f"{trust} has made you an account on its school improvement portal. "
            f"Choose a password to sign in; {notices.how_long_a_link_lasts()}.",
            link="/",
        )
        return
    notices.tell(
        person,
        key=f"welcome:{trust.pk}",
        subject=f"You have been added to {trust}",
        body=f"{trust} has added you to its school improvement portal. Sign in with {person.email}.",
        link="/",
    )


def _name_and_email(name: str, email: str) -> Refusal | None:
    if not name:
        return Refusal("no-name", "Write the person's name.")
    try:
        validate_email(email)
    except ValidationError:
        return Refusal("no-email", "Write an e-mail address, as in name@school.example.")
    return Refusal("no-email", "This e-mail address is too long.") if len(email) > 254 else None


def _facts(post: Post, schools: list[School]) -> dict[str, Any]:
    return {
        "person": post.person.name,
        "role": post.title,
        "schools": [school.name for school in schools],
        "starts_on": post.starts_on,
        "ends_on": post.ends_on,
    }
