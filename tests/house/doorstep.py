"""Everybody who may knock: one person for every role, and those who should be let in nowhere or only elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client

from schools.access.roles import Reach, Role
from schools.models import Person
from schools.services.people import add_person, appoint, deactivate
from tests.cast import PASSWORD, POSTS_BEGAN, Cast, engage
from tests.house.actors import ALDER, BIRCH, CEDAR, LARKFIELD, MARSH, Actor

if TYPE_CHECKING:
    from tests.house.world import World


def let_in(world: World) -> None:
    """Make the actors, each of whom has signed in if they ever could; one account is closed after that."""
    cast, administrator = world.cast, world.cast.trust_administrator
    dead = engage("Della Deactivated", Role.CHAIR_OF_GOVERNORS, cast.trust, administrator, cast.alder)
    closed = Actor("somebody whose account was closed", dead, comes_in=False)
    inside = [*_of_the_trust(cast), *_of_elsewhere(cast), *_without_a_post(cast)]
    for actor in [*inside, closed]:
        client = Client()
        client.force_login(actor.person)
        world.sessions[actor.name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    deactivate(person=dead, by=administrator)
    anonymous = Actor("somebody not signed in", comes_in=False)
    fragment = replace(anonymous, name="a page whose session ended", headers={"HX-Request": "true"})
    world.actors[:] = [anonymous, fragment, closed, *inside]


def _of_the_trust(cast: Cast) -> list[Actor]:
    return [
        Actor(role.value, person, ((role, LARKFIELD if role.reach is Reach.TRUST else ALDER),))
        for role, person in cast.everybody().items()
    ]


def _of_elsewhere(cast: Cast) -> list[Actor]:
    both = _somebody(cast, "Beth Both")
    chief = {"person": both, "role": Role.CHIEF_EXECUTIVE, "starts_on": POSTS_BEGAN}
    appoint(trust=cast.foreign_trust, by=cast.foreign_administrator, **chief)
    governor = {**chief, "role": Role.GOVERNOR, "schools": [cast.alder]}
    appoint(trust=cast.trust, by=cast.trust_administrator, **governor)
    two = _somebody(cast, "Tessa Twoschools")
    for school, acting in ((cast.alder, True), (cast.birch, False)):
        appoint(
            person=two, role=Role.HEADTEACHER, trust=cast.trust, schools=[school], acting=acting,
            starts_on=POSTS_BEGAN, by=cast.trust_administrator,
        )  # fmt: skip
    head, admin = Role.HEADTEACHER, Role.TRUST_ADMINISTRATOR
    return [
        Actor("head of the sibling school", cast.other_head, ((head, BIRCH),)),
        Actor("head of the sibling school who acts as head at Alder", two, ((head, ALDER), (head, BIRCH))),
        Actor("head in the other trust", cast.foreign_head, ((head, CEDAR),)),
        Actor("chief executive of the other trust", cast.foreign_chief, ((Role.CHIEF_EXECUTIVE, MARSH),)),
        Actor("administrator of the other trust", cast.foreign_administrator, ((admin, MARSH),)),
        # What one post allows must not be added to what the other sees.
        Actor(
            "chief executive of the other trust who governs at Alder",
            both,
            ((Role.CHIEF_EXECUTIVE, MARSH), (Role.GOVERNOR, ALDER)),
        ),
    ]


def _without_a_post(cast: Cast) -> list[Actor]:
    nobody, ended = _somebody(cast, "Nell Nopost"), _somebody(cast, "Enid Ended")
    appoint(
        person=ended, role=Role.HEADTEACHER, trust=cast.trust, schools=[cast.alder], by=cast.trust_administrator,
        starts_on=POSTS_BEGAN, ends_on=date(2026, 11, 22),
    )  # fmt: skip
    for schools, role in (((cast.alder,), Role.HEADTEACHER), ((), Role.CHIEF_EXECUTIVE)):
        appoint(
            person=ended, role=role, trust=cast.trust, schools=schools, by=cast.trust_administrator,
            starts_on=date(2026, 11, 24),
        )  # fmt: skip
    staff = Person.objects.create_user("stan@installation.example", "Stan Staff", PASSWORD, is_staff=True)
    return [
        Actor("somebody without a post", nobody),
        Actor("somebody whose post ended yesterday and whose next begin tomorrow", ended),
        Actor("staff of the installation", staff, is_staff=True),
    ]


def _somebody(cast: Cast, name: str) -> Person:
    email = f"{name.lower().replace(' ', '.')}@larkfield.example"
    return add_person(
        name=name,
        email=email,
        trust=cast.trust,
        by=cast.trust_administrator,
        password=PASSWORD,
        tell_them=False,
    )
