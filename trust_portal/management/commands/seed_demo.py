"""`manage.py seed_demo`: the invented trust, with four terms of history and work left to do."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trust_portal.demo import sign_ins, story


class Command(BaseCommand):
    help = "Seeds the demo trust once, by living its story through the portal's own services; under a minute."

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.VAR) / "demo-sign-ins.csv"
        if not settings.DEVELOPMENT:
            raise CommandError(
                "This is a production installation. The demo's sign-ins are written to a file for all to see: "
                "seed it where PORTAL_MODE is development."
            )
        if story.is_told() and not path.exists():
            sign_ins.renew(path)
            self._say(f"The demo trust is already there; its sign-ins were lost. New ones stand in {path}.")
            return
        if story.is_told():
            self._say(f"The demo trust is already there; its sign-ins stand in {path}.")
            return
        self._started = time.monotonic()
        password = sign_ins.new_password()
        story.tell(password, self._say_since, lambda: sign_ins.keep(path, password))
        self._say_since(f"Done; the sign-ins stand in {path}.")

    def _say_since(self, sentence: str) -> None:
        self._say(f"{time.monotonic() - self._started:5.1f} s  {sentence}")

    def _say(self, sentence: str) -> None:
        """At once, also where the output is a pipe."""
        self.stdout.write(sentence)
        self.stdout.flush()
