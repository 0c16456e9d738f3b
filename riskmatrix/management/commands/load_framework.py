"""Load a risk framework from a pack file for one trust, and publish it if asked."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kit.refusals import Refused
from riskmatrix.services.frameworks import PACKS, load_pack, publish
from riskmatrix.spec import PackError
from schools.models import Trust


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pack", nargs="?", type=Path, default=PACKS / "trust-risk-matrix.yaml")
        parser.add_argument("--trust", required=True, help="The trust's name or its GIAS group UID.")
        parser.add_argument("--publish", action="store_true", help="Freeze it and use it from now on.")

    def handle(self, *args: Any, **options: Any) -> None:
        trust = Trust.objects.filter(uid=options["trust"]).first()
        trust = trust or Trust.objects.filter(name__iexact=options["trust"]).first()
        if trust is None:
            raise CommandError(f"There is no trust “{options['trust']}”. Create it with create_trust.")
        try:
            framework = load_pack(path=options["pack"], trust=trust, by=None)
        except (PackError, Refused) as error:
            raise CommandError(str(error)) from error
        if options["publish"]:
            publish(framework=framework, by=None)
        spec = framework.spec
        kpis = sum(1 for _ in spec.kpis())
        state = "published" if framework.published_at else "draft"
        self.stdout.write(f"{framework} ({state}): {len(spec.criteria)} criteria, {kpis} KPIs for {trust}.")
