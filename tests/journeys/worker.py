"""A real Celery worker, in a process of its own, on the test's database and broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from trust_portal.celery import app

PATIENCE = 60.0  # seconds


class Worker:
    """Started, and killed as a machine kills: at once, with everything it was doing."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.start()

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "trust_portal",
            "worker",
            "--concurrency=1",
            "--loglevel=INFO",
        ]
        self.process = subprocess.Popen(  # noqa: S603 (our own command)
            command,
            env=self.environment,
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        wait_until(lambda: b" ready." in self.log.read_bytes(), "the worker is ready")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.write_bytes(b"")

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()


def wait_until(answer: object, what: str, patience: float = PATIENCE) -> float:
    """Ask until the answer is yes.

    :returns: how many seconds it took.
    :raises AssertionError: when it is still no after ``patience`` seconds.
    """
    began = time.monotonic()
    while not answer():  # type: ignore[operator]
        if time.monotonic() - began > patience:
            raise AssertionError(f"Still not after {patience:.0f} s: {what}")
        time.sleep(0.1)
    return time.monotonic() - began


def database_url() -> str:
    """The address of the test's own database, as another process needs it."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    host = quote(str(values["HOST"] or "localhost"), safe="")
    port = f":{values['PORT']}" if values["PORT"] else ""
    user = f"{values['USER']}:{values['PASSWORD']}" if values["PASSWORD"] else values["USER"]
    return f"postgres://{user}@{host}{port}/{values['NAME']}"


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[Worker]:
    """A worker on the test's database, files and broker; the broker's old messages are gone."""
    with app.connection_for_write() as broker:
        app.control.purge(connection=broker)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "trust_portal.settings",
        "PORTAL_MODE": "development",
        "VAR_DIR": str(settings.VAR),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "DATABASE_URL": database_url(),
        "BROKER_URL": settings.CELERY_BROKER_URL,
    }
    running = Worker(environment, tmp_path / "worker.log")
    yield running
    running.stop()
