"""People are added by their trust; nobody signs up. Links in mails are made from BASE_URL, never from a header."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from schools.models import Person
from schools.services.passwords import choose_password


class InvitedOnly(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "That e-mail address and password do not belong together. "
        "Try again, or choose a new password.",
        "too_many_login_attempts": "Too many wrong tries. Wait five minutes, then try again.",
        "enter_current_password": "Type the password you have now.",
        "incorrect_password": "That is not your password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        return settings.BASE_URL + reverse("account_reset_password_from_key", args=["UID", "KEY"]).replace(
            "UID-KEY", key
        )

    def set_password(self, user: Person, password: str) -> None:
        """Asked by the page that changes a password and by the one behind the link in a mail."""
        choose_password(password=password, by=user)

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """People have no user name."""
