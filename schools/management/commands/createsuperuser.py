"""Stands before the framework's command of this name, which knows an all-powerful account that does not exist here."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Not here: nobody may do everything. See create_trust and appoint_staff."

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "Nobody in this portal may do everything. create_trust makes a trust with its administrator; "
            "appoint_staff names who looks after the installation."
        )
