"""Signing in, with sentences of our own beside what was left empty."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["login"].error_messages |= {
            "required": "Type your e-mail address.",
            "invalid": "This is not an e-mail address. Write it as in name@school.example.",
        }
        self.fields["password"].error_messages["required"] = "Type your password."
