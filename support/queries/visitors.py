"""Who of the trust comes to a school for what is owed to it, and when each of them works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from schools.access.permissions import Permission
from schools.access.roles import ROLES, Reach, Role, roles_with
from schools.models import Person, Post, Trust
from support.models import AdviserTime
from support.planning import Adviser, WorkingTime

OF_THE_TRUST = frozenset(
    role for role in roles_with(Permission.RECORD_ENGAGEMENT) if role.reach is not Reach.SCHOOL
)
"""The roles whose holders keep promises: they are the advisers."""


@dataclass(frozen=True)
class Visitors:
    """The advisers of a trust as of today; ``posts`` in the order in which they are asked to come."""

    people: dict[int, Person]
    posts: tuple[Post, ...]
    advisers: dict[int, Adviser]
    _known: dict[tuple[str, int], int | None]

    def titles(self, person: int) -> str:
        """“Chief executive”, as stands beside a name."""
        return ", ".join(dict.fromkeys(post.title for post in self.posts if post.person_id == person))

    def holder(self, role: str, school: int) -> int | None:
        """Who comes to ``school`` as ``role``: of several the one whose post is for the fewest schools.

        Who only stands in for the role comes when nobody holds it.
        """
        if (role, school) not in self._known:
            found = next((post.person_id for post in self.posts if _comes(post, role, school)), None)
            self._known[role, school] = found
        return self._known[role, school]

    def coming(self, owed_by: Iterable[str], school: int) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """(who of the trust comes, the titles of the posts that nobody holds for the school).

        Neither where only the school itself or somebody outside owes it.
        """
        roles = [role for role in OF_THE_TRUST if role in set(owed_by)]
        found = {role: self.holder(role, school) for role in sorted(roles)}
        people = sorted({person for person in found.values() if person is not None})
        return tuple(people), tuple(role.title for role, person in found.items() if person is None)


def _comes(post: Post, role: str, school: int) -> bool:
    if role not in (post.role, ROLES[Role(post.role)].stands_in_for):
        return False
    return post.reach is Reach.TRUST or any(each.pk == school for each in post.schools.all())


def visitors_of(trust: Trust) -> Visitors:
    """Three queries, however many people and schools there are."""
    rows = Post.objects.current().filter(trust=trust, role__in=OF_THE_TRUST).select_related("person")
    posts = sorted(rows.prefetch_related("schools"), key=_order)
    times: dict[int, list[WorkingTime]] = defaultdict(list)
    for row in AdviserTime.objects.filter(trust=trust).order_by("starts_on", "pk"):
        times[row.person_id].append(WorkingTime(row.starts_on, row.works_on, row.days_a_half_term))
    people = {post.person_id: post.person for post in posts}
    return Visitors(
        people=dict(sorted(people.items(), key=lambda item: (item[1].name, item[0]))),
        posts=tuple(posts),
        advisers={pk: Adviser(person.name, tuple(times[pk])) for pk, person in people.items()},
        _known={},
    )


def _order(post: Post) -> tuple[bool, int, str, int]:
    stands_in = ROLES[Role(post.role)].stands_in_for is not None
    schools = len(post.schools.all()) if post.reach is not Reach.TRUST else 0
    return (stands_in, schools, post.starts_on.isoformat(), post.pk)
