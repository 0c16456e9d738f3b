"""Load the trust's offer of support from a pack file, and publish it if asked."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kit.refusals import Refused
from schools.models import Trust
from support.models import Offer
from support.queries.offer_differences import differences
from support.services.offers import DEFAULT_PACK, load_pack, publish
from support.spec import PackError


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pack", nargs="?", type=Path, default=DEFAULT_PACK)
        parser.add_argument("--trust", required=True, help="The trust's name or its GIAS group UID.")
        parser.add_argument("--publish", action="store_true", help="Freeze it and use it from now on.")

    def handle(self, *args: Any, **options: Any) -> None:
        trust = Trust.objects.filter(uid=options["trust"]).first()
        trust = trust or Trust.objects.filter(name__iexact=options["trust"]).first()
        if trust is None:
            raise CommandError(f"There is no trust “{options['trust']}”. Create it with create_trust.")
        try:
            offer = load_pack(path=options["pack"], trust=trust, by=None)
            would_differ = self._would_differ(offer)
            if options["publish"]:
                publish(offer=offer, by=None)
        except (PackError, Refused) as error:
            raise CommandError(str(error)) from error
        number = sum(1 for _ in offer.spec.engagements())
        state = "published" if offer.published_at else "draft"
        strands = ", ".join(strand.title for strand in offer.spec.strands)
        self.stdout.write(f"{offer} ({state}): {number} engagements in {strands} for {trust}.")
        for line in would_differ:
            self.stdout.write(line)

    def _would_differ(self, offer: Offer) -> list[str]:
        """What a draft would have recommended otherwise, term by term."""
        in_force = Offer.objects.in_force(offer.trust_id)
        if offer.published_at is not None or in_force is None:
            return []
        found = differences(offer.spec, offer.trust, in_force)
        told = f"By this version {found.differing} of {found.compared} past recommendations differ from what they were."
        lines = [
            f"  {each.school}, {each.term}, {each.strand}: {each.was} would be {each.would_be}"
            for each in found.found
        ]
        return [told, *lines]
