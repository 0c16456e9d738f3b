"""What the portal does by itself, and when."""

from celery.schedules import crontab

from scripts.pages import PRINTED, table
from trust_portal.celery import app


def page() -> str:
    rows = [
        [name[:1].upper() + name[1:], _when(entry["schedule"]), f"`{entry['task']}`"]
        for name, entry in app.conf.beat_schedule.items()
    ]
    return "\n\n".join(
        [
            "# The timetable",
            PRINTED,
            "Times are those of London. Each entry only looks for rows that nobody is working on, so an entry that "
            "runs twice, late or not at all does no harm.",
            table(["What", "When", "Task"], rows),
        ]
    )


def _when(schedule: object) -> str:
    if isinstance(schedule, crontab):
        fields = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week")
        return "cron `" + " ".join(str(getattr(schedule, f"_orig_{name}")) for name in fields) + "`"
    return f"every {schedule:g} s" if isinstance(schedule, float | int) else str(schedule)
