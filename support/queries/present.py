"""Who may have been there, and what an engagement's record can speak of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from riskmatrix.models import Framework
from schools.access.roles import Reach, Role
from schools.models import Person, Post, School
from support.models import Engagement


@dataclass(frozen=True)
class Somebody:
    person: int
    name: str
    title: str

    def __str__(self) -> str:
        return f"{self.name}, {self.title[0].lower()}{self.title[1:]}" if self.title else self.name


def possibly_present(engagement: Engagement) -> list[Somebody]:
    """People with an account whose post the promise names, by name; one line a person. One query."""
    spec = engagement.commitment.spec
    named = {*spec.owed_by, *engagement.attended_by} & {role.value for role in Role}
    wide = [code for code in named if Role(code).reach is Reach.TRUST]
    posts = (
        Post.objects.current()
        .filter(trust=engagement.school.trust_id)
        .filter(Q(role__in=wide) | Q(role__in=named, schools=engagement.school))
        .select_related("person")
        .order_by("person__name", "person_id", "starts_on")
    )
    found: dict[int, Somebody] = {}
    for post in posts:
        found.setdefault(post.person_id, Somebody(post.person_id, post.person.name, post.title))
    return list(found.values())


def with_role(person: Person) -> Somebody:
    """Somebody in the first role they hold today."""
    held = person.current_posts
    return Somebody(person.pk, person.name, held[0].title if held else "")


def kpis_by_criterion(school: School) -> list[tuple[str, list[tuple[str, str]]]]:
    """(criterion, [(code, title)]) of the trust's framework in force; nothing without one. One query."""
    framework = Framework.objects.in_force(school.trust_id)
    if framework is None:
        return []
    return [
        (criterion.title, [(kpi.code, kpi.title) for kpi in criterion.kpis])
        for criterion in framework.spec.criteria
    ]


def contact_titles(contacts: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """What people are at a school today: “deputy headteacher” by (person id, school id). Two queries.

    Somebody who works there no longer, or whose account is closed, is not in it.
    """
    wanted = set(contacts)
    posts = Post.objects.current().filter(person__in={person for person, _ in wanted}, person__is_active=True)
    titles: dict[tuple[int, int], str] = {}
    for post in posts.prefetch_related("schools"):
        for school in post.schools.all():
            titles.setdefault((post.person_id, school.pk), f"{post.title[0].lower()}{post.title[1:]}")
    return {key: title for key, title in titles.items() if key in wanted}
