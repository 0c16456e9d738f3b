"""The school somebody is at: whose pages come first."""

from __future__ import annotations

from django.http import HttpRequest

from schools.access.roles import Reach
from schools.models import Person, School

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
