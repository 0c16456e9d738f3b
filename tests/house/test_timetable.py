"""The timetable rings bells that exist, and a bell can be rung before anybody listens."""

from pathlib import Path

from tests.house.production import in_production
from trust_portal.celery import app


def test_every_task_of_the_timetable_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_a_bell_rung_before_the_first_worker_starts_is_kept(tmp_path: Path) -> None:
    code = """import django; django.setup()
from kit.bell import ring
from schools.tasks import send_notice
ring(send_notice, 1)"""
    done = in_production(code, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "The broker is away" not in done.stderr
    (message,) = (tmp_path / "broker" / "messages").iterdir()
    assert "schools.tasks.send_notice" in message.read_text()
