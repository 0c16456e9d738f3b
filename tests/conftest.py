"""What every test may ask for: the cast, a signed-in client, the time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime

import pygal  # noqa: F401 - so that its finder is there to be taken out
import pytest
from django.test import Client

from kit import clock
from schools.models import Person
from tests.cast import AUTUMN_EVENING, LONDON, Cast, assemble
from tests.flushing import let_the_broom_pass
from tests.laid_out import LaidOut
from tests.once import mark_what_needs_no_database
from tests.profiles import load_profile
from tests.real_data import leave_out_what_needs_it

# pygal leaves a finder of an old kind behind, over which pytest stumbles when it imports a package of tests.
sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]
assembled = LaidOut(assemble)
load_profile()
let_the_broom_pass()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    mark_what_needs_no_database(items)
    leave_out_what_needs_it(config, items)


@pytest.fixture
def at() -> Callable[[str], AbstractContextManager[None]]:
    """``with at("2026-11-23 19:00"):`` sets the clock, in the time of London; without an hour, to noon."""

    def set_clock(moment: str) -> AbstractContextManager[None]:
        when = datetime.fromisoformat(moment if " " in moment else f"{moment} 12:00")
        return clock.set_to(when.replace(tzinfo=LONDON))

    return set_clock


@pytest.fixture
def autumn_evening() -> Iterator[datetime]:
    """It is Monday 23 November 2026, seven in the evening, until the test ends."""
    with clock.set_to(AUTUMN_EVENING):
        yield AUTUMN_EVENING


@pytest.fixture
def cast(db: None, autumn_evening: datetime) -> Cast:
    """Two trusts, three schools, a person for every role, two years, an open autumn term."""
    return assembled()


@pytest.fixture
def client_of() -> Callable[[Person], Client]:
    """``client_of(person)`` is a browser in which that person is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
