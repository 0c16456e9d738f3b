"""`manage.py serve`: the whole portal in the foreground on one machine: web server, worker and timetable."""

import fcntl
import os
import sys
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kit.sheets import read_table
from trust_portal.ports import refuse_port
from trust_portal.supervisor import Service, Supervisor

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Runs web server, worker and timetable in the foreground; Ctrl-C ends all of it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default="8000", help="the port of this machine to answer on")
        parser.add_argument(
            "--only-look", action="store_true", help="say whether the portal could be started, and end"
        )

    def handle(self, *args: Any, port: str, only_look: bool, **options: Any) -> None:
        if not port.isdecimal():
            raise CommandError(f"PORT is “{port}”; it must be a whole number, for example 8001.")
        if sentence := refuse_port(HOST, int(port)):
            raise CommandError(sentence)
        var = Path(settings.VAR)
        var.mkdir(parents=True, exist_ok=True)
        with (var / "serve.lock").open("w") as lock:
            _hold(lock, var)
            if only_look:
                return
            _demand_current_database()
            address = f"http://localhost:{port}"
            greeting = Greeting(address, var, self._say)
            Supervisor(
                services(int(port), var),
                environment=os.environ | {"BASE_URL": os.environ.get("BASE_URL") or address},
                logs=var / "log",
                say=self._say,
            ).run(each_look=greeting.when_awake)
        self._say("\nThe portal is closed.")

    def _say(self, sentence: str) -> None:
        """At once, also where the output is a pipe."""
        self.stdout.write(sentence)
        self.stdout.flush()


def _demand_current_database() -> None:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.close()  # nothing of it may be open when the others are started
    if waiting:
        raise CommandError(f"The database lacks {len(waiting)} migrations. First: manage.py migrate")


def services(port: int, var: Path) -> list[Service]:
    """The three processes, as they are run on one machine."""
    celery = [sys.executable, "-m", "celery", "--app", "trust_portal"]
    return [
        Service(
            "web",
            [
                *[sys.executable, "-m", "gunicorn", "--config", str(settings.BASE_DIR / "gunicorn.conf.py")],
                *["--chdir", str(settings.BASE_DIR), "--bind", f"{HOST}:{port}"],
                "trust_portal.wsgi:application",
            ],
        ),
        Service(
            "worker",
            [
                *celery,
                "worker",
                "--concurrency",
                "1",
                "--without-gossip",
                "--without-mingle",
                "--loglevel",
                "INFO",
            ],
        ),
        Service(
            "beat",
            [*celery, "beat", "--schedule", str(var / "beat-schedule"), "--pidfile=", "--loglevel", "INFO"],
        ),
    ]


def _hold(lock: IO[str], var: Path) -> None:
    """Two timetables over the same rows would ring every bell twice."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(
            f"The portal is running already on the data in {var}. Use that one, or end it first "
            "(Ctrl-C where it runs)."
        ) from None


class Greeting:
    """Says once, when the first page can be had, where it is and who may sign in."""

    def __init__(self, address: str, var: Path, say: Callable[[str], None]) -> None:
        self.address, self.var, self.say = address, var, say
        self.said = False

    def when_awake(self) -> None:
        if self.said or not _answers(f"{self.address.replace('localhost', HOST)}/healthz"):
            return
        self.said = True
        self.say(f"\nThe portal answers at {self.address}/\n")
        if table := sign_ins(self.var / "demo-sign-ins.csv"):
            self.say(table)
        self.say(f"Mail is written to {self.var / 'mail'}, what the processes say to {self.var / 'log'}.")
        self.say("Ctrl-C ends all of it.")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310 (our own address)
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def sign_ins(path: Path) -> str:
    """The demo's sign-ins as a table with one line for each person; empty where there is no demo."""
    if not path.exists():
        return ""
    columns = ("role", "name", "email", "password")
    rows = [tuple(row[column] for column in columns) for row in read_table(path).rows]
    lines = [("Role", "Name", "E-mail", "Password"), *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return (
        "\n".join(
            "  " + "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )
        + "\n"
    )
