"""People: added, invited, renamed, their accounts closed. Their posts are in posts.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from schools import audit
from schools.access.roles import Role
from schools.models import Person, Post, School, Trust
from schools.rules import (
    may_close_account,
    may_invite_again,
    may_manage_people,
    may_rename,
)
from schools.services import notices
from schools.services.accounts import account_for, has_name, line
from schools.services.posts import appoint, end_post

__all__ = [
    "add_person",
    "appoint",
    "deactivate",
    "end_post",
    "engage",
    "invite_again",
    "reactivate",
    "rename",
]


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
    :raises Refused: ``not-yours``, ``no-name``, ``too-long``, ``no-email``, ``account-closed``, ``not-here``.
    """
    require(may_manage_people(by, trust))
    person, new = account_for(name=name, email=email, password=password)
    if new:
        after = {"name": person.name, "email": person.email}
        audit.record(by=by, verb="added person", thing=person, trust=trust, after=after)
    elif not person.is_active:
        require(_closed(person, trust))
    if tell_them:
        _welcome(person, trust, invited=not person.has_usable_password())
    return person


@transaction.atomic
def engage(
    *,
    name: str,
    email: str,
    role: Role | str,
    trust: Trust,
    by: Person,
    schools: Iterable[School] = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
    acting: bool = False,
) -> Post:
    """Add a person with their first post in the trust: both or neither.

    :raises Refused: as ``add_person`` and ``appoint`` do.
    """
    person = add_person(name=name, email=email, trust=trust, by=by)
    return appoint(
        person=person,
        role=role,
        trust=trust,
        by=by,
        schools=schools,
        starts_on=starts_on,
        ends_on=ends_on,
        acting=acting,
    )


@transaction.atomic
def deactivate(*, person: Person, by: Person) -> None:
    """Close an account: its person can no longer sign in, and their posts allow nothing meanwhile.

    :raises Refused: ``own-account``, ``not-only-ours``, ``last-administrator``.
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


@transaction.atomic
def rename(*, person: Person, name: str, by: Person) -> None:
    """Change the name somebody is shown with, their own or that of a person of the trust.

    :raises Refused: ``not-only-ours``, ``no-name``, ``too-long``.
    """
    require(may_rename(by, person))
    name = line(name)
    require(has_name(name))
    before = Person.objects.select_for_update().get(pk=person.pk).name
    if name != before:
        Person.objects.filter(pk=person.pk).update(name=name)
        person.name = name
        audit.record_for_trusts(
            by=by, verb="changed name", person=person, before={"name": before}, after={"name": name}
        )


def _set_active(person: Person, active: bool, verb: str, by: Person) -> None:
    # Two administrators may close each other's account in the same moment: the second finds what the first has done.
    trusts = {post.trust_id for post in person.all_posts}
    list(Trust.objects.select_for_update().filter(pk__in=trusts).order_by("pk"))
    person.forget_posts()
    require(may_close_account(by, person))
    if Person.objects.filter(pk=person.pk, is_active=not active).update(is_active=active):
        before, after = {"may sign in": not active}, {"may sign in": active}
        audit.record_for_trusts(by=by, verb=verb, person=person, before=before, after=after)
    person.is_active = active


def _closed(person: Person, trust: Trust) -> Refusal:
    """Why nobody is added with the address of a closed account; elsewhere, that it is closed concerns nobody here."""
    if any(post.trust_id == trust.pk for post in person.all_posts):
        return Refusal("account-closed", "The account with this e-mail address is closed; reopen it first.")
    return Refusal(
        "not-here",
        "This address cannot be added here. Write to whoever looks after the installation.",
    )


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
