"""Schools that have not submitted are reminded, once a day, by those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kit import clock
from kit.refusals import Refused
from riskmatrix.models import Framework
from riskmatrix.queries.moderation_queue import progress_of
from riskmatrix.services.reminders import remind_schools
from schools.models import AuditEntry, Person
from tests.cast import AUTUMN_EVENING, Cast
from tests.states import submitted


def reminders(person: Person) -> list[str]:
    return [notice.subject for notice in person.notices.filter(key__startswith="reminder-")]


def test_schools_still_at_work_are_reminded_once_a_day(cast: Cast, framework: Framework):
    submitted(cast.alder, cast.autumn, cast.headteacher)
    by = cast.trust_administrator
    assert remind_schools(term=cast.autumn, by=by) == 1
    assert remind_schools(term=cast.autumn, by=cast.head_of_school_improvement) == 0
    assert reminders(cast.headteacher) == []
    assert reminders(cast.other_head) == [
        "The self-evaluation of Birch Junior is due on Friday 4 December 2026"
    ]
    assert AuditEntry.objects.filter(verb="reminded schools").count() == 1

    with clock.set_to(AUTUMN_EVENING + timedelta(days=14)):
        assert remind_schools(term=cast.autumn, by=by) == 1
    assert "was due on Friday 4 December 2026" in reminders(cast.other_head)[0]


def test_who_may_remind(cast: Cast, framework: Framework):
    for person in (cast.headteacher, cast.trustee, cast.improvement_adviser, cast.foreign_administrator):
        with pytest.raises(Refused) as refused:
            remind_schools(term=cast.autumn, by=person)
        assert refused.value.refusal.code == "not-yours"
    assert reminders(cast.headteacher) == []


def test_progress_tells_begun_from_not_begun_and_leaves_out_what_does_not_apply(
    cast: Cast, framework: Framework
):
    from riskmatrix.services.self_evaluation import begin, save_rating

    schools = [cast.alder, cast.birch]
    assert [(row.label, row.is_with_the_school) for row in progress_of(cast.autumn, schools)] == [
        ("Not begun", True),
        ("Not begun", True),
    ]
    evaluation = begin(school=cast.birch, term=cast.autumn, by=cast.other_head)
    # The rows are there, but nobody has answered anything; early years were taken away by the framework.
    assert progress_of(cast.autumn, schools)[1].label == "Not begun"
    first = evaluation.ratings.filter(not_applicable=False)[0]
    save_rating(rating=first, answer="low", version=0, by=cast.other_head)
    birch = progress_of(cast.autumn, schools)[1]
    assert (birch.label, birch.answered, birch.total, birch.is_begun) == ("Draft", 1, 36, True)
