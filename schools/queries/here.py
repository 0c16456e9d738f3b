"""The school somebody is at: whose pages come first."""

from __future__ import annotations

from django.http import HttpRequest

from kit.refusals import Refusal, require
from schools.access.checks import has_in_trust
from schools.access.permissions import Permission
from schools.access.roles import Reach
from schools.models import Person, School, Trust

SESSION_KEY = "school"


class SignedIn(HttpRequest):
    """A request that came through the door: its user is a person."""

    user: Person


def my_schools(person: Person) -> list[School]:
    """The schools of a person's own posts today, at one school or assigned, by name. No query of its own."""
    mine = {
        school.pk: school
        for post in person.current_posts
        if post.reach is not Reach.TRUST
        for school in post.schools.all()
    }
    return sorted(mine.values(), key=lambda school: school.name)


def trusts_of(person: Person, permission: Permission | None = None) -> list[Trust]:
    """The trusts of a person's posts today, by name; with ``permission``, those where it holds trust-wide."""
    here = {
        post.trust_id: post.trust
        for post in person.current_posts
        if permission is None or has_in_trust(person, permission, post.trust)
    }
    return sorted(here.values(), key=lambda trust: trust.name)


def current_trust(request: SignedIn, permission: Permission | None = None) -> Trust:
    """The trust whose page this is: the one of the address (``?trust=``), or the first of one's own.

    :raises Refused: ``not-yours``, for somebody without such a post.
    """
    mine = trusts_of(request.user, permission)
    if not mine:
        require(Refusal("not-yours", "Your posts do not open this page."))
    chosen = request.GET.get("trust")
    return next((trust for trust in mine if str(trust.pk) == chosen), mine[0])


def current_school(request: SignedIn) -> School | None:
    """The school that was chosen last, or the only or first of one's own.

    None for somebody whose posts are for the whole trust, until they choose a school.
    """
    mine = my_schools(request.user)
    chosen = request.session.get(SESSION_KEY)
    for school in mine:
        if school.urn == chosen:
            return school
    if chosen is not None:
        elsewhere = School.objects.visible_to(request.user).filter(urn=chosen).first()
        if elsewhere is not None:
            return elsewhere
    return mine[0] if mine else None
