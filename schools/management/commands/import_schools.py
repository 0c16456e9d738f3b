"""Schools from the national register: look at its files, or bring a trust in from them."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kit.refusals import Refused
from kit.sheets import SheetError, read_table
from schools.gias.layouts import parse, unreadable
from schools.gias.records import Finding, Parsed
from schools.gias.telling import told_difference, told_file
from schools.models import Person
from schools.services import import_gias

_MOST_SHOWN = 50


class Command(BaseCommand):
    help = (
        "Reads files of the national register (Get Information about Schools) as they come: establishment extract, "
        "groups, group links, establishment links. With --trust it creates or updates that trust and its schools, "
        "all or nothing; without, it only reports what the files hold."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--trust", metavar="UID", help="the trust's group UID in the register, as in 16919"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")
        parser.add_argument("--by", metavar="EMAIL", help="whose name stands in the audit (else: the portal)")

    def handle(self, *args: Any, **options: Any) -> None:
        files = [self._read(path) for path in options["files"]]
        findings = [finding for parsed in files for finding in parsed.findings]
        if findings:
            raise self._nothing_written(findings)
        if options["trust"] is None:
            self.stdout.write("Nothing was written. Name a trust with --trust UID to import its schools.")
            return
        self._import(options["trust"].strip(), files, self._person(options["by"]), options["dry_run"])

    def _read(self, path: Path) -> Parsed:
        """One file, announced before it is read: the national ones take a second or two."""
        self.stdout.write(f"Reading {path.name} …", ending=" ")
        self.stdout.flush()
        started = time.monotonic()
        try:
            parsed = parse(path.name, read_table(path))
        except SheetError as error:
            parsed = unreadable(path.name, error)
        self.stdout.write(f"{time.monotonic() - started:.1f} s")
        for line in told_file(parsed):
            self.stdout.write(line)
        return parsed

    def _import(self, uid: str, files: list[Parsed], by: Person | None, dry_run: bool) -> None:
        try:
            difference = import_gias.import_trust(uid=uid, files=files, by=by, dry_run=dry_run)
        except import_gias.Unusable as unusable:
            raise self._nothing_written(list(unusable.findings)) from unusable
        except Refused as refused:
            raise CommandError(f"{refused} Nothing was written.") from refused
        self.stdout.write("")
        for line in told_difference(difference):
            self.stdout.write(line)
        self.stdout.write("Dry run: nothing was written." if dry_run else "Done.")

    def _person(self, email: str | None) -> Person | None:
        if email is None:
            return None
        person: Person | None = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody who may sign in has the address {email}. Nothing was written.")
        return person

    def _nothing_written(self, findings: list[Finding]) -> CommandError:
        for finding in findings[:_MOST_SHOWN]:
            self.stderr.write(str(finding))
        if len(findings) > _MOST_SHOWN:
            self.stderr.write(f"… and {len(findings) - _MOST_SHOWN:,} more.")
        count = "1 thing is" if len(findings) == 1 else f"{len(findings):,} things are"
        return CommandError(f"{count} wrong with these files. Nothing was written.")
