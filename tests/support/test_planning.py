"""What the planner does in cases that one can check by hand, each with its sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from schools.typical_year import typical_year
from support.planning import Adviser, Agreed, Schedule, Visit, WorkingTime, plan
from support.spec_planning import Planning

YEAR = typical_year(2026)
ALL_WEEK, ESTHER, INES, FAISAL = frozenset({1, 2, 3, 4, 5}), 1, 2, 3
WEEK = tuple(date(2026, 9, day) for day in (14, 15, 16, 17, 18))


def always(name: str, weekdays: frozenset[int] = ALL_WEEK, days: str = "30") -> Adviser:
    return Adviser(name, (WorkingTime(YEAR.starts_on, weekdays, Decimal(days)),))


PEOPLE = {ESTHER: always("Esther"), INES: always("Ines"), FAISAL: always("Faisal")}


def planned(*visits: Visit, agreed: tuple[Agreed, ...] = (), people: dict[int, Adviser] = PEOPLE) -> Schedule:
    return plan(visits, agreed, people, YEAR.half_terms, Planning())


def why(*visits: Visit, **more: object) -> str:
    (short,) = planned(*visits, **more).lacking  # type: ignore[arg-type]
    return short.sentence


def visit(key: int, who: int = INES, school: int = 1, days: tuple[date, ...] = WEEK) -> Visit:
    return Visit(key, school, (who,), 180, days)


def test_visits_to_one_school_are_spread_and_a_day_holds_two() -> None:
    weeks = YEAR.days_in(YEAR.half_terms[0])
    mondays = {each.day for each in planned(*(visit(n, days=weeks) for n in range(4))).proposals}
    assert len({day.isocalendar().week for day in mondays}) == 4
    two = planned(visit(1, days=WEEK[:1]), visit(2, school=2, days=WEEK[:1])).proposals
    assert [(each.day, each.begins) for each in two] == [(WEEK[0], 9 * 60), (WEEK[0], 12 * 60)]


def test_days_lie_on_working_days_only() -> None:
    people = {INES: always("Ines", frozenset({2, 4}))}
    assert planned(visit(1), people=people).proposals[0].day == WEEK[1]
    said = "No school day left in its window is a working day of Ines."
    assert why(visit(1, days=WEEK[:1]), people=people) == said


def test_a_third_visitor_waits_for_another_week_or_is_said() -> None:
    there = (Agreed(1, (ESTHER,), WEEK[0], 180, 540), Agreed(1, (FAISAL,), WEEK[1], 180, 540))
    assert why(visit(1), agreed=there) == "The school has two visitors already in every week that is left."
    assert planned(visit(1, who=FAISAL), agreed=there).proposals  # who comes anyway is no third
    later = (*WEEK, date(2026, 9, 21))
    assert planned(visit(1, days=later), agreed=there).proposals[0].day == date(2026, 9, 21)


def test_capacity_counts_what_is_agreed_and_what_is_held() -> None:
    people = {INES: always("Ines", days="1")}
    kept = Agreed(2, (INES,), date(2026, 9, 8), 180)
    assert planned(visit(1), agreed=(kept,), people=people).proposals
    said = "The days that Ines can give to schools are used up."
    assert why(visit(1), agreed=(kept, kept), people=people) == said
    assert why(visit(1), people={INES: always("Ines", days="0")}) == said


def test_nothing_entered_is_not_no_time() -> None:
    said = "Nobody has entered yet on which days Ines works."
    assert why(visit(1), people={INES: Adviser("Ines")}) == said


def test_the_other_reasons() -> None:
    assert why(visit(1, days=())) == "No school day is left in its window."
    assert why(Visit(1, 1, (INES,), 400, WEEK)) == "It takes longer than a working day."
    said = "More people come than a school has in one week."
    assert why(Visit(1, 1, (ESTHER, INES, FAISAL), 180, WEEK)) == said
    full = tuple(Agreed(None, (INES,), day, 300, 540) for day in WEEK)
    assert why(visit(1), agreed=full) == "Every day that is left is full for Ines or for the school."


def test_the_urgent_is_placed_before_what_can_wait() -> None:
    people = {INES: always("Ines", days="0.5")}
    found = planned(visit(1, days=YEAR.days_in(YEAR.half_terms[0])), visit(2), people=people)
    assert [each.visit.key for each in found.proposals] == [2]


def test_a_new_working_time_counts_from_its_day() -> None:
    times = (
        WorkingTime(YEAR.starts_on, frozenset({1}), Decimal(5)),
        WorkingTime(WEEK[2], frozenset({5}), Decimal(5)),
    )
    people = {INES: Adviser("Ines", times)}
    assert planned(visit(1), people=people).proposals[0].day in (WEEK[0], WEEK[4])
    assert planned(visit(1, days=WEEK[2:]), people=people).proposals[0].day == WEEK[4]
