"""Who looks after the installation: named by whoever may run commands on its machine, and by nobody else."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kit.refusals import Refused
from schools.services.staff import appoint_staff, end_staff


class Command(BaseCommand):
    help = (
        "Let somebody look after the installation: they may bring in any trust from the register, and see the "
        "gallery of components. They see nothing of any school unless a post lets them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", default="", help="for somebody who has no account yet")
        parser.add_argument("--end", action="store_true", help="they no longer look after it")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"]
        try:
            if options["end"]:
                person = end_staff(email=email)
                self.stdout.write(f"{person} no longer looks after the installation.")
                return
            person = appoint_staff(email=email, name=options["name"])
        except Refused as refused:
            raise CommandError(refused.refusal.sentence) from refused
        self.stdout.write(self.style.SUCCESS(f"{person} looks after the installation."))
        if not person.has_usable_password():
            self.stdout.write(
                f"A message to {person.email} with a link to set a password goes out as soon as the worker and "
                "the timetable run."
            )
