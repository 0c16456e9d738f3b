"""Bring official figures and packs of benchmarks into a trust: look at the files, or carry them out."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kit.packs import PackError
from kit.refusals import Refused
from riskmatrix.models import FigureImport
from riskmatrix.published import SourceFile
from riskmatrix.queries.figure_imports import DryRun, dry_run
from riskmatrix.services import figure_files, figure_imports
from schools.models import Person, Trust

_MOST_SHOWN = 50
_PACKS = (".yaml", ".yml")


class Command(BaseCommand):
    help = (
        "Reads official statistics as published (performance tables, Explore Education Statistics with its metadata, "
        "the places scorecard), or a pack of benchmarks (.yaml), and brings in what belongs to the trust's schools and "
        "the areas they lie in: all or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--trust", required=True, help="the trust's name or its group UID in the register"
        )
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="whose name stands beside the figures"
        )
        parser.add_argument("--academic-year", help="as in 2018/19, for files that do not say it")
        parser.add_argument(
            "--upto", type=date.fromisoformat, metavar="DAY", help="the last day of a year to date"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        trust, by = self._trust(options["trust"]), self._person(options["by"])
        try:
            with transaction.atomic():
                for found in self._read(trust, by, options):
                    self._carry_out(found, by)
                transaction.set_rollback(options["dry_run"])
        except (PackError, Refused) as error:
            raise CommandError(f"{error} Nothing was written.") from error
        self.stdout.write("Dry run: nothing was written." if options["dry_run"] else "Done.")

    def _read(self, trust: Trust, by: Person, options: dict[str, Any]) -> list[FigureImport]:
        packs = [path for path in options["files"] if path.suffix in _PACKS]
        sources = [
            SourceFile(path.name, path, options["academic_year"], options["upto"])
            for path in options["files"]
            if path.suffix not in _PACKS
        ]
        if missing := [path for path in options["files"] if not path.is_file()]:
            raise CommandError(f"There is no file {missing[0]}. Nothing was written.")
        found = [figure_files.read_pack(trust=trust, path=path, by=by) for path in packs]
        return found + ([figure_files.read_official(trust=trust, sources=sources, by=by)] if sources else [])

    def _carry_out(self, found: FigureImport, by: Person) -> None:
        run = dry_run(found)
        self._tell(found, run)
        if run.findings:
            count = "1 thing is" if len(run.findings) == 1 else f"{len(run.findings):,} things are"
            raise CommandError(f"{count} wrong with these files. Nothing was written.")
        if run.to_write:
            figure_imports.apply(found=found, by=by)
        else:
            figure_files.throw_away(found=found, by=by)

    def _tell(self, found: FigureImport, run: DryRun) -> None:
        for note in run.notes:
            self.stdout.write(note)
        for each in run.findings[:_MOST_SHOWN]:
            row = f", row {each['row']}" if each["row"] else ""
            column = f", “{each['column']}”" if each["column"] else ""
            self.stderr.write(f"{each['file']}{row}{column}: {each['problem']} {each['remedy']}")
        if len(run.findings) > _MOST_SHOWN:
            self.stderr.write(f"… and {len(run.findings) - _MOST_SHOWN:,} more.")
        counts = f"{len(run.new):,} new, {len(run.changed):,} changed, {run.same:,} the same as before"
        self.stdout.write(f"{found.file_name}: {counts}.")

    def _trust(self, named: str) -> Trust:
        found = Trust.objects.filter(uid=named).first() or Trust.objects.filter(name__iexact=named).first()
        if found is None:
            raise CommandError(f"There is no trust “{named}”. Create it with create_trust.")
        return found

    def _person(self, email: str) -> Person:
        found: Person | None = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if found is None:
            raise CommandError(f"Nobody who may sign in has the address {email}. Nothing was written.")
        return found
