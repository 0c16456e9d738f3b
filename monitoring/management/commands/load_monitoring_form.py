"""Load what the trust's monitoring form asks from a pack file, and publish it if asked."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kit.packs import PackError
from kit.refusals import Refused
from monitoring import spec
from monitoring.services.packs import load_pack, publish
from schools.models import Trust


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pack", nargs="?", type=Path, default=spec.SHIPPED)
        parser.add_argument("--trust", required=True, help="The trust's name or its GIAS group UID.")
        parser.add_argument("--publish", action="store_true", help="Freeze it and use it from now on.")

    def handle(self, *args: Any, **options: Any) -> None:
        trust = Trust.objects.filter(uid=options["trust"]).first()
        trust = trust or Trust.objects.filter(name__iexact=options["trust"]).first()
        if trust is None:
            raise CommandError(f"There is no trust “{options['trust']}”. Create it with create_trust.")
        try:
            pack = load_pack(path=options["pack"], trust=trust, by=None)
        except (PackError, Refused) as error:
            raise CommandError(str(error)) from error
        if options["publish"]:
            publish(pack=pack, by=None)
        state = "published" if pack.published_at else "draft"
        self.stdout.write(f"{pack} ({state}): {len(pack.spec.methods)} methods for {trust}.")
