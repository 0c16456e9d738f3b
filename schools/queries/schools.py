"""The list of schools, and one school with the people who work and govern there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from kit import clock
from kit.refusals import Refusal
from schools.access.checks import has
from schools.access.permissions import Permission
from schools.access.roles import Reach, Role
from schools.models import Closure, Person, Post, Predecessor, School
from schools.models.school import SchoolQuerySet
from schools.rules import may_manage_trust

Fact = tuple[str, object]


@dataclass(frozen=True)
class SchoolPage:
    """Everything the page of a school says, but for its rooms."""

    school: School
    facts: list[Fact]
    people: list[Post]
    advisers: list[Post]
    predecessors: list[Predecessor]
    closures: list[Closure]
    cannot_edit: Refusal | None
    may_close: bool


def schools_of(user: Person) -> SchoolQuerySet:
    """The schools somebody may see, each with ``head_posts``: who holds the headteacher's post today."""
    heads = Post.objects.current().filter(role=Role.HEADTEACHER).select_related("person")
    schools = School.objects.visible_to(user).select_related("trust")
    return schools.prefetch_related(Prefetch("posts", queryset=heads, to_attr="head_posts"))


def school_page(school: School, user: Person) -> SchoolPage:
    """One school. The number of queries does not depend on how many people it has."""
    posts = Post.objects.current().filter(schools=school, trust=school.trust_id).select_related("person")
    in_order = sorted(posts, key=lambda post: (list(Role).index(Role(post.role)), post.person.name))
    closures = Closure.objects.filter(school=school, ends_on__gte=clock.today())
    return SchoolPage(
        school=school,
        facts=_facts(school),
        people=[post for post in in_order if post.reach is Reach.SCHOOL],
        advisers=[post for post in in_order if post.reach is Reach.ASSIGNED],
        predecessors=list(school.predecessors.all()),
        closures=list(closures),
        cannot_edit=may_manage_trust(user, school.trust),
        may_close=has(user, Permission.KEEP_CLOSURES, school),
    )


def _facts(school: School) -> list[Fact]:
    address = ", ".join(part for part in (school.street, school.town, school.postcode) if part)
    facts: list[Fact] = [
        ("URN", str(school.urn)),
        ("Phase", school.get_phase_display()),
        ("Type", school.kind),
        ("Ages", _ages(school)),
        ("Pupils on roll", school.number_on_roll),
        ("Places", school.capacity),
        ("Published admission number", school.admission_number),
        ("Local authority", school.local_authority),
        ("Address", address),
        ("Opened", school.opened_on),
        ("Joined the trust", school.joined_on),
    ]
    return [*facts, ("Closed", school.closed_on)] if school.closed_on else facts


def _ages(school: School) -> str:
    if school.lowest_age is None or school.highest_age is None:
        return ""
    return f"{school.lowest_age} to {school.highest_age}"
