"""A world in which everything exists: three schools that lived for two years, and everybody who may knock.

Made through the services, once for all walks, inside one transaction that is rolled back at its end.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest import mock

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.db import connection, transaction
from django.test import override_settings

from kit import clock
from riskmatrix.models import Framework
from riskmatrix.services import frameworks
from schools.access.roles import Role
from schools.models import Closure, Person, Term, Trust
from schools.services.calendar import add_closure, add_year, open_term
from schools.typical_year import typical_year
from support.services import offers
from tests.cast import AUTUMN_EVENING, Cast, assemble, engage
from tests.house import frameworks as frameworks_of_the_trust
from tests.house import offers as offers_of_the_trust
from tests.house.actors import ABSENT, ALDER, BIRCH, CEDAR, LARKFIELD, MARSH, TRUST_OF, Actor, Thing
from tests.house.doorstep import let_in
from tests.house.here import IN_EVERY_WORD, Here, on
from tests.house.story import live
from tests.house.story_sheets import past_matrices_wait
from tests.house.story_support_record import MADE_UP, met
from tests.house.story_support_reviews import of_the_trust
from tests.house.words import unseen_by

NO_SUCH_NUMBER = 987_654_321
NO_SUCH_KEY = "abcdef-0123456789abcdef0123456789abcdef"
PLACES = (ALDER, BIRCH, CEDAR, ABSENT)


@dataclass
class World:
    cast: Cast
    schools: dict[str, Here]
    actors: list[Actor]
    trusts: dict[str, dict[str, Thing]]
    trust_words: dict[str, dict[str, str]]
    sessions: dict[str, str] = field(default_factory=dict)
    never: dict[str, list[str]] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return next(actor for actor in self.actors if actor.name == name)

    def things(self, kind: str) -> list[Thing]:
        """The thing of this kind at Alder, at Birch, in the other trust, and one that does not exist."""
        found = [school.things[kind] for school in self.schools.values() if kind in school.things]
        found = found or [things[kind] for things in self.trusts.values() if kind in things]
        assert found, f"The world has no {kind}."
        absent = tuple(NO_SUCH_NUMBER if isinstance(arg, int) else arg for arg in found[0].args)
        if kind == "link to set a password":
            absent = (found[0].args[0], NO_SUCH_KEY)
        if kind == "calendar address":
            absent = (MADE_UP,)
        missing = {**found[0].more, "urn": NO_SUCH_NUMBER, "pk": NO_SUCH_NUMBER}
        return [*found, Thing(ABSENT, absent, missing)]

    def unseen(self, actor: Actor) -> list[str]:
        """The planted words that ``actor`` must never meet."""
        if actor.name not in self.never:
            self.never[actor.name] = unseen_by(self, actor)
        return self.never[actor.name]

    def met(self, actor: Actor, text: str) -> list[str]:
        """The planted words in ``text`` that ``actor`` must never meet."""
        return [word for word in self.unseen(actor) if word in text] if IN_EVERY_WORD in text else []

    def words(self) -> list[tuple[str, str, str]]:
        """(what, place, word) of everything that was planted."""
        schools = [
            (what, place, word) for place, here in self.schools.items() for what, word in here.words.items()
        ]
        trusts = [
            (what, place, word) for place, said in self.trust_words.items() for what, word in said.items()
        ]
        return [*schools, *trusts]


@contextmanager
def nothing_is_printed() -> Iterator[None]:
    """A few bytes stand for each PDF until the block ends."""
    with (
        mock.patch("governance.services.reports.print_report", return_value=b"%PDF-1.7 report"),
        mock.patch("monitoring.views.form.pdf_of", return_value=b"%PDF-1.7 form"),
        mock.patch("riskmatrix.views.on_paper.pdf_of", return_value=b"%PDF-1.7 evaluation"),
    ):
        yield


@contextmanager
def built(unblock: Callable[[], Any]) -> Iterator[World]:
    """The world, on the evening of 23 November 2026, until the block ends.

    :param unblock: pytest-django's ``django_db_blocker.unblock``.
    """
    with ExitStack() as stack:
        stack.enter_context(unblock())
        stack.enter_context(override_settings(
            SESSION_ENGINE="django.contrib.sessions.backends.db", ACCOUNT_RATE_LIMITS=False
        ))  # fmt: skip
        # Thousands of refusals are asked for; each would be a line in the report of a failure.
        log = logging.getLogger("django.request")
        stack.callback(log.setLevel, log.level)
        log.setLevel(logging.ERROR)
        stack.enter_context(transaction.atomic())
        stack.callback(transaction.set_rollback, True)
        stack.enter_context(clock.set_to(AUTUMN_EVENING))
        made = _world()
        # What was put off to the end of the transaction is asked now, and not anew at the end of every test.
        connection.check_constraints()
        yield made


def _world() -> World:
    cast = assemble()
    foreign = {
        role: engage(name, role, cast.foreign_trust, cast.foreign_administrator)
        for role, name in (
            (Role.CHIEF_FINANCIAL_OFFICER, "Fay Foreign"),
            (Role.HEAD_OF_SCHOOL_IMPROVEMENT, "Ivo Foreign"),
        )
    }
    for trust, administrator in (
        (cast.trust, cast.trust_administrator),
        (cast.foreign_trust, cast.foreign_administrator),
    ):
        _before(trust, administrator)
    ours = (
        cast.chief_executive,
        cast.chief_financial_officer,
        cast.head_of_school_improvement,
        cast.trust_administrator,
    )
    theirs = (cast.foreign_chief, *foreign.values(), cast.foreign_administrator)
    schools = {
        ALDER: Here(ALDER, cast.alder, cast.headteacher, *ours),
        BIRCH: Here(BIRCH, cast.birch, cast.other_head, *ours),
        CEDAR: Here(CEDAR, cast.cedar, cast.foreign_head, *theirs),
    }
    words: dict[str, dict[str, str]] = {LARKFIELD: {}, MARSH: {}}
    trusts = {
        LARKFIELD: _of_the_trust(LARKFIELD, cast.trust, cast.trust_administrator, words[LARKFIELD]),
        MARSH: _of_the_trust(MARSH, cast.foreign_trust, cast.foreign_administrator, words[MARSH]),
    }
    # In an order of chance, so that no number of one school follows from those of another.
    for place in random.Random(7).sample(sorted(schools), 3):  # noqa: S311 (an order, not a secret)
        live(schools[place])
        _with_a_link(schools[place])
    met(schools, words, TRUST_OF)
    for place, chief in ((LARKFIELD, cast.chief_executive), (MARSH, cast.foreign_chief)):
        words[place]["inittrust"] = f"xinittrustqz{place}"
        trust = schools[ALDER if place == LARKFIELD else CEDAR].trust
        trusts[place]["initiative of the trust"] = of_the_trust(
            place, trust, chief, words[place]["inittrust"]
        )
    world = World(cast, schools, [], trusts, words)
    let_in(world)
    return world


def _before(trust: Trust, administrator: Person) -> None:
    """The years before this one with their terms opened, the framework and the offer."""
    with on("2024-09-02"):
        framework = frameworks.load_pack(
            path=frameworks.PACKS / "trust-risk-matrix.yaml", trust=trust, by=None
        )
        frameworks.publish(framework=framework, by=None)
        offers.publish(offer=offers.load_pack(trust=trust, by=None), by=None)
    for start in sorted({2023, 2024, 2025} - {year.starts_on.year for year in trust.years.all()}):
        add_year(trust=trust, calendar=typical_year(start), by=administrator)
    for term in (
        Term.objects.of(trust)
        .filter(opened_at=None, starts_on__lt="2026-09-01")
        .select_related("year__trust")
    ):
        due = [term.ends_on - timedelta(weeks=weeks) for weeks in (2, 1, 0)]
        open_term(
            term=term, self_evaluation_due=due[0], moderation_due=due[1], report_due=due[2], by=administrator
        )


def _of_the_trust(place: str, trust: Trust, administrator: Person, words: dict[str, str]) -> dict[str, Thing]:
    terms = {(term.year.starts_on.year, term.number): term for term in Term.objects.of(trust)}
    day = terms[2026, 2].starts_on + timedelta(days=7)
    words["trustclosure"] = f"xtrustclosureqz{place}"
    closure: Closure = add_closure(
        year=terms[2026, 1].year, starts_on=day, ends_on=day, note=words["trustclosure"], by=administrator
    )
    words["past"] = f"xpastqz{place}"
    return {
        **past_matrices_wait(place, terms[2023, 2], administrator, words["past"]),
        "trust": Thing(place, (), {"pk": trust.pk}),
        "year": Thing(place, (terms[2026, 1].year_id,)),
        "open term": Thing(place, (terms[2026, 1].pk,)),
        "framework": Thing(place, (Framework.objects.in_force(trust).pk,)),
        "term to open": Thing(place, (terms[2026, 2].pk,)),
        "term with a late school": Thing(place, (terms[2025, 2].pk,)),
        "closure of the trust": Thing(place, (closure.pk,)),
        **frameworks_of_the_trust.drafted(place, trust, administrator),
        **offers_of_the_trust.drafted(place, trust, administrator),
    }


def _with_a_link(here: Here) -> None:
    """A link that sets the password of somebody at the school, as a mail would carry it."""
    person = Person.objects.get(pk=here.things["person"].more["pk"])
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    here.keep("link to set a password", user_pk_to_url_str(person), token, person=person.pk)
