"""Bring in the matrices that the schools of a trust kept in a spreadsheet, for one past term."""

from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from kit.refusals import Refused
from kit.uploads import Upload, examine
from riskmatrix.models import MatrixUpload, Rating
from riskmatrix.services import past_matrices
from riskmatrix.services.offline import UPLOAD_LIMIT
from riskmatrix.sheets.cells import Finding
from schools.models import Person, Term, Trust


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="The filled-in template, .xlsx or .csv.")
        parser.add_argument("--trust", required=True, help="The trust's name or its GIAS group UID.")
        parser.add_argument(
            "--term", required=True, help="As in “autumn 2025/26”; its year is in the calendar."
        )
        parser.add_argument(
            "--by",
            required=True,
            metavar="EMAIL",
            help="Who brings them in: somebody who keeps the framework.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would come in and write nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        trust = _trust(options["trust"])
        term, by = _term(trust, options["term"]), _person(options["by"])
        try:
            with transaction.atomic():
                read = past_matrices.read(term=term, upload=_upload(options["file"]), by=by)
                self._tell(read)
                for made in past_matrices.bring_in(upload=read, by=by):
                    count = made.ratings.filter(kind=Rating.Kind.AGREED).count()
                    self.stdout.write(f"{made.school}: {count} agreed ratings.")
                transaction.set_rollback(options["dry_run"])
        except Refused as refused:
            raise CommandError(f"{refused} Nothing was written.") from refused
        self.stdout.write("Dry run: nothing was written." if options["dry_run"] else "Done.")

    def _tell(self, read: MatrixUpload) -> None:
        for finding in read.findings:
            self.stderr.write(str(Finding(**finding)))


def _upload(path: Path) -> Upload:
    try:
        with path.open("rb") as file:
            return examine(File(file), limit=UPLOAD_LIMIT)
    except OSError as error:
        raise CommandError(f"The file cannot be read ({error.strerror}). Nothing was written.") from error


def _trust(words: str) -> Trust:
    trust = Trust.objects.filter(uid=words).first() or Trust.objects.filter(name__iexact=words).first()
    if trust is None:
        raise CommandError(f"There is no trust “{words}”. Create it with create_trust.")
    return trust


def _term(trust: Trust, words: str) -> Term:
    wanted = set(words.casefold().split()) - {"term"}
    for term in Term.objects.of(trust).select_related("year__trust"):
        if wanted == set(str(term).casefold().split()) - {"term"}:
            return term
    raise CommandError(f"{trust} has no term “{words}” in its calendar. Add its year there first.")


def _person(email: str) -> Person:
    person: Person | None = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        raise CommandError(f"Nobody who may sign in has the address {email}. Nothing was written.")
    return person
