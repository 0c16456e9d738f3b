"""The story of the demo trust, told from beginning to end."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from kit import clock
from kit.bell import muted
from riskmatrix.models import Framework
from riskmatrix.services.reminders import remind_schools
from schools.models import Trust
from schools.services.notices import file_away, mark_read
from support.services import new_year
from trust_portal.demo import (
    decisions,
    engagements,
    evaluations,
    figures,
    founding,
    helping,
    improvement,
    monitoring,
    planning,
    records,
    reminding,
    reports,
    reviews,
    teamwork,
    unfinished,
)
from trust_portal.demo.data import read
from trust_portal.demo.plan import plan_for
from trust_portal.demo.stage import Stage, moment


def is_told() -> bool:
    """Whether the demo trust is here already."""
    return Trust.objects.filter(name=read("schools")["name"], posts__isnull=False).exists()


def tell(password: str, say: Callable[[str], None], keep: Callable[[], None]) -> None:
    """Live through the whole story, as of today: all of it or, when something goes wrong, nothing.

    Nobody is rung meanwhile, and no mail of the past goes out; what was told in the last days is left to be mailed.

    :param keep: writes the list of sign-ins; when it cannot, nothing of the story stays either.
    """
    with muted(), transaction.atomic():
        _live_through(password, say)
        keep()


def _live_through(password: str, say: Callable[[str], None]) -> None:
    plan = plan_for(clock.today())
    stage = founding.found(plan, password)
    say(f"{stage.trust}: {len(stage.schools)} schools, {len(stage.people)} people")
    framework = Framework.objects.in_force(stage.trust)
    assert framework is not None  # noqa: S101 (published in chapter one)
    for chapter in (
        decisions,
        engagements,
        figures,
        helping,
        improvement,
        monitoring,
        planning,
        records,
        reminding,
        reports,
        reviews,
        teamwork,
        unfinished,
    ):
        chapter.write(stage)
    evaluations.write(stage, framework.spec)
    stage.at(plan.present.days[-1], "17:00", lambda: _remind(stage))
    _live(stage, say)
    _leave(stage)


def _live(stage: Stage, say: Callable[[str], None]) -> None:
    """Term by term, with a line for each when it is over."""
    begins = [moment(term.term.starts_on, "00:00") for term in stage.plan.terms[1:]]
    for term, end in zip(stage.plan.terms, [*begins, moment(stage.plan.today, "00:00")], strict=True):
        stage.diary.live_until(end)
        say(f"{term.name}: {', '.join(f'{number} {what}' for what, number in sorted(stage.done.items()))}")
        stage.done.clear()


def _remind(stage: Stage) -> None:
    remind_schools(term=stage.terms[stage.plan.present.place], by=stage.people["administrator"])


def _leave(stage: Stage) -> None:
    """The present day: the new year is laid out where it is due, the last week's news is left to be mailed."""
    for year in new_year.years_at_hand():
        new_year.lay_out_year(year=year)
    reminding.leave(stage)
    news = moment(stage.plan.present.self_evaluation_due, "00:00")
    for key, person in stage.people.items():
        old = list(person.notices.unread().filter(created_at__lt=news))
        mark_read(notices=old[1:] if key in reports.READERS_TO_COME else old, by=person)
    file_away(trust=stage.trust, before=news)
