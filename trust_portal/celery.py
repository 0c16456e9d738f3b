"""The Celery application and the whole timetable."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, before_task_publish, celeryd_init, worker_process_init

from kit.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trust_portal.settings")

app = Celery("trust_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# The truth is in the rows; each of these only looks for rows that nobody is working on.
app.conf.beat_schedule = {
    "send waiting notices": {"task": "schools.tasks.send_notices", "schedule": 15.0},
    "tell people what is due": {
        "task": "schools.tasks.send_digests",
        "schedule": crontab(hour="6-18", minute="*/10"),
    },
    "resume reports nobody works on": {"task": "governance.tasks.sweep_reports", "schedule": 15.0},
    "prepare reports that are due": {
        "task": "governance.tasks.prepare_due_reports",
        "schedule": crontab(minute="*/10"),
    },
    "let moderated ratings stand that nobody answered": {
        "task": "riskmatrix.tasks.let_unanswered_stand",
        "schedule": crontab(hour=5, minute=35),
    },
    "forget files that nobody carried out": {
        "task": "riskmatrix.tasks.forget_unread_files",
        "schedule": crontab(hour=5, minute=50),
    },
    "lay out the new year": {
        "task": "support.tasks.lay_out_new_year",
        "schedule": crontab(hour=5, minute=20),
    },
    "let promises follow the calendar": {
        "task": "support.tasks.follow_calendars",
        "schedule": crontab(minute=40),
    },
}


@celeryd_init.connect
@beat_init.connect
@before_task_publish.connect
def make_folders(**_: Any) -> None:
    """The file broker writes into folders that must be there, whoever comes first."""
    from django.conf import settings

    for name, value in settings.CELERY_BROKER_TRANSPORT_OPTIONS.items():
        if name.endswith(("_in", "_out", "_folder")):
            Path(str(value)).mkdir(parents=True, exist_ok=True)


@worker_process_init.connect
def end_with_the_worker(**_: Any) -> None:
    """A task goes on for no worker: were it left behind by one that was killed, two would do the same work.

    Linux only. The kernel watches the thread that forked the child, so a child that replaced a lost one may be cut
    short when the worker closes down; its row's lease then runs out and another worker takes the row.
    """
    die_with_parent()
