"""How an installation without the demo begins: a trust, and the person who adds everybody else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kit.refusals import Refused
from schools.services.trusts import found_trust


class Command(BaseCommand):
    help = "Create a trust and its first administrator, who then adds schools, people and terms."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="The trust's name.")
        parser.add_argument("--administrator-name", required=True)
        parser.add_argument("--administrator-email", required=True)
        parser.add_argument(
            "--password",
            help="The password of an administrator who has no account yet. Without it they are sent a link to set one.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = options["password"]
        try:
            if password is not None:
                validate_password(password)
            trust, administrator = found_trust(
                name=options["name"],
                administrator_name=options["administrator_name"],
                administrator_email=options["administrator_email"],
                password=password,
            )
        except Refused as refused:
            raise CommandError(refused.refusal.sentence) from refused
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(self.style.SUCCESS(f"{trust} is there, with {administrator} as its administrator."))
        where = f"Sign in at {settings.BASE_URL}/accounts/login/ with {administrator.email}"
        if password is not None:
            self.stdout.write(f"{where} and the password given.")
        elif administrator.has_usable_password():
            self.stdout.write(f"{where}. This person keeps the password they have.")
        else:
            self.stdout.write(
                f"A message to {administrator.email} with a link to set a password goes out "
                "as soon as the worker and the timetable run."
            )
