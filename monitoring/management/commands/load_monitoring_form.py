from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kit.packs import PackError
from monitoring import spec
from monitoring.services import packs


class Command(BaseCommand):
    help = "Publish a version of what the monitoring form asks. New forms use it; forms already begun keep theirs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", nargs="?", default=str(spec.SHIPPED), help="A pack; the shipped one if left out."
        )

    def handle(self, *args: Any, path: str, **options: Any) -> None:
        try:
            pack = packs.publish(path)
        except PackError as error:
            raise CommandError("\n".join(error.findings)) from error
        self.stdout.write(f"{pack} is published, with {len(pack.spec.methods)} methods.")
