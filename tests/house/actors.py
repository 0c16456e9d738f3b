"""Who somebody is, and what that entitles them to: worked out here anew, so that the portal cannot be its own judge.

Only the table of roles (schools/access/roles.py) is taken from the portal: it is what an auditor reads. How far a post
reaches, from when to when, and what follows for a school is written down here a second time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from schools.access.permissions import Permission
from schools.access.roles import ROLES, Reach, Role
from schools.models import Person

ALDER, BIRCH, CEDAR = "alder", "birch", "cedar"
LARKFIELD, MARSH = "larkfield", "marsh"
ABSENT = "absent"
TRUST_OF = {ALDER: LARKFIELD, BIRCH: LARKFIELD, CEDAR: MARSH, LARKFIELD: LARKFIELD, MARSH: MARSH}


@dataclass(frozen=True)
class Thing:
    """Something a page is about: where it belongs, what stands in its address, what a form about it needs."""

    place: str
    args: tuple[Any, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Actor:
    """Somebody at the door. ``posts`` are those held today, each a role and the place it is held in."""

    name: str
    person: Person | None = None
    posts: tuple[tuple[Role, str], ...] = ()
    is_staff: bool = False
    comes_in: bool = True
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    def roles_at(self, place: str) -> set[Role]:
        """The roles whose posts reach ``place``: held there, or in its whole trust."""
        return {role for role, where in self.posts if where in (place, TRUST_OF.get(place))}

    @property
    def trusts(self) -> set[str]:
        return {TRUST_OF[where] for _, where in self.posts}


@dataclass(frozen=True)
class Who:
    """A condition on somebody and the thing, with the words the table uses for it."""

    words: str
    holds: Callable[[Actor, Thing], bool]

    def __or__(self, other: Who) -> Who:
        return Who(f"{self.words} or {other.words}", lambda a, t: self.holds(a, t) or other.holds(a, t))

    def __and__(self, other: Who) -> Who:
        return Who(f"{self.words} and {other.words}", lambda a, t: self.holds(a, t) and other.holds(a, t))


def may(permission: Permission) -> Who:
    """Holds ``permission`` in the school (or trust) the thing belongs to."""
    return Who(
        f"may {permission.value}",
        lambda actor, thing: any(
            permission in ROLES[role].permissions for role in actor.roles_at(thing.place)
        ),
    )


def for_the_trust(permission: Permission) -> Who:
    """Holds a post for the whole of the thing's trust that carries ``permission``."""
    return Who(
        f"may {permission.value}, for the whole trust",
        lambda actor, thing: any(
            permission in ROLES[role].permissions
            for role, where in actor.posts
            if ROLES[role].reach is Reach.TRUST and where == TRUST_OF.get(thing.place)
        ),
    )


def anywhere(permission: Permission) -> Who:
    return Who(
        f"may {permission.value} somewhere",
        lambda actor, _: any(permission in ROLES[role].permissions for role, _ in actor.posts),
    )


def holding(*roles: Role) -> Who:
    """One of ``roles`` in the thing's school or trust."""
    return Who(
        " or ".join(ROLES[role].title for role in roles),
        lambda actor, thing: bool(actor.roles_at(thing.place) & set(roles)),
    )


EVERYBODY = Who("everybody", lambda actor, _: True)
NOT_SIGNED_IN = Who("somebody not signed in", lambda actor, _: not actor.comes_in)
THERE = Who("everybody, when it exists", lambda actor, thing: thing.place != ABSENT)
SIGNED_IN = Who("anybody signed in", lambda actor, _: actor.comes_in)
STAFF = Who("those who look after the installation", lambda actor, _: actor.is_staff)
WITH_A_POST = Who("anybody with a post", lambda actor, _: bool(actor.posts))
AT_THE_SCHOOL = Who(
    "works or governs at the school itself",
    lambda actor, thing: any(ROLES[role].reach is Reach.SCHOOL for role in actor.roles_at(thing.place)),
)
OF_THE_TRUST = Who("has a post in the trust", lambda actor, thing: TRUST_OF.get(thing.place) in actor.trusts)
THEMSELVES = Who(
    "the person whose it is",
    lambda actor, thing: (
        THERE.holds(actor, thing) and actor.person is not None and actor.person.pk == thing.more.get("person")
    ),
)
