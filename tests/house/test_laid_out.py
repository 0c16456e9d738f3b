"""The rows that tests find laid out are those that the services leave."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from schools.models import Post, Trust
from schools.services.trusts import found_trust
from tests.cast import Cast, assemble
from tests.laid_out import LaidOut, filled


def everything() -> dict[str, list[dict[str, Any]]]:
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in filled()}


def undone(call: LaidOut[Cast]) -> tuple[Cast, dict[str, list[dict[str, Any]]]]:
    with transaction.atomic():
        answer, rows = call(), everything()
        transaction.set_rollback(True)
    return answer, rows


def found(name: str) -> Trust:
    return found_trust(
        name=name, administrator_name="Ada", administrator_email=f"ada@{name[:3].lower()}.example"
    )[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("autumn_evening")
def test_the_second_time_every_row_is_what_it_was_and_nothing_is_shared() -> None:
    again = LaidOut(assemble)
    first, lived = undone(again)
    second, laid_out = undone(again)
    assert laid_out == lived
    assert len(lived) > 10
    assert (second.alder, second.headteacher) == (first.alder, first.headteacher)
    second.alder.name = "Changed by a test"
    assert undone(again)[0].alder.name == "Alder Primary"


@pytest.mark.django_db
@pytest.mark.usefixtures("autumn_evening")
def test_a_row_more_gets_a_number_that_is_free() -> None:
    again = LaidOut(assemble)
    undone(again)
    cast = again()
    another = found("Another Trust")
    assert another.pk not in {cast.trust.pk, cast.foreign_trust.pk}
    assert [post.person.name for post in Post.objects.filter(trust=another)] == ["Ada"]


@pytest.mark.django_db
def test_where_something_is_already_it_is_lived_through() -> None:
    names = iter(("One Trust", "Two Trust"))
    again = LaidOut(lambda: found(next(names)))
    assert again().name == "One Trust"
    assert again().name == "Two Trust"
    assert Trust.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_is_lived_through() -> None:
    times = []
    again = LaidOut(lambda: times.append(1))
    again()
    again()
    assert len(times) == 2
