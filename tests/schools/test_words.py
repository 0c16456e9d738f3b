"""What is left empty or does not fit is answered in our own words, not in those of a framework."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from schools.access.roles import Role
from schools.models import Person
from tests.cast import PASSWORD, Cast

ClientOf = Callable[[Person], Client]
FRAMEWORK = ("This field is required", "Enter a valid", "you specified", "Select a valid choice")
TRUST = Role.TRUST_ADMINISTRATOR


def said(browser: Client, address: str, **typed: str) -> str:
    """What the page answers to ``typed``, in one line."""
    page = browser.post(address, typed).content.decode()
    main = " ".join(page[page.index("<main") :].replace("&#x27;", "'").split())
    assert [words for words in FRAMEWORK if words in main] == []
    return main


def test_a_wrong_password(cast: Cast) -> None:
    main = said(Client(), reverse("account_login"), login=cast.governor.email, password=f"{PASSWORD}r")
    assert (
        "That e-mail address and password do not belong together. Try again, or choose a new password."
        in main
    )


def test_signing_in_with_nothing(db: None) -> None:
    main = said(Client(), reverse("account_login"), login="somebody", password="")
    assert "This is not an e-mail address" in main
    assert "Type your password." in main
    assert "Type your e-mail address." in said(Client(), reverse("account_login"), login="", password="")


def test_a_new_action_with_nothing(cast: Cast, client_of: ClientOf) -> None:
    main = said(client_of(cast.headteacher), reverse("action_new", args=[cast.alder.urn]), what="", origin="")
    assert "Say what is to be done." in main
    assert "Say where it was agreed." in main


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("person_add", ["Give their name.", "Give their e-mail address.", "Choose the role."]),
        ("school_add", ["Give the school's name.", "Choose the phase.", "Give the six digits"]),
        ("closure_add", ["Choose whose days these are.", "Give the day, as in 29 April 2026"]),
        ("account", ["Give your name."]),
    ],
)
def test_every_form_says_what_is_missing(
    cast: Cast, client_of: ClientOf, name: str, sentences: list[str]
) -> None:
    main = said(client_of(cast.holder(TRUST)), reverse(name), save="Save")
    assert [sentence for sentence in sentences if sentence not in main] == []
