"""Who can lead monitoring in a school: those who write its forms, with the role they do it in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from monitoring.content import lowered
from schools.access.permissions import Permission
from schools.access.roles import Reach, roles_with
from schools.models import Post, School


@dataclass(frozen=True)
class Lead:
    person: int
    name: str
    title: str

    def __str__(self) -> str:
        return f"{self.name}, {lowered(self.title)}"


def possible_leads(school: School) -> list[Lead]:
    """Everybody whose post lets them write monitoring forms in ``school`` today, by name; one line a person.

    The school's own people come first: they lead most monitoring. One query.
    """
    writing = roles_with(Permission.WRITE_MONITORING)
    trust_wide = [role.value for role in writing if role.reach is Reach.TRUST]
    nearby = [role.value for role in writing if role.reach is not Reach.TRUST]
    posts = (
        Post.objects.current()
        .filter(trust=school.trust_id)
        .filter(Q(role__in=trust_wide) | Q(role__in=nearby, schools=school))
        .select_related("person")
        .order_by("person__name", "person_id", "starts_on")
    )
    leads: dict[int, Lead] = {}
    for post in sorted(posts, key=lambda post: post.reach is not Reach.SCHOOL):
        leads.setdefault(post.person_id, Lead(post.person_id, post.person.name, post.title))
    return list(leads.values())
