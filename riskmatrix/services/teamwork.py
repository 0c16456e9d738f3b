"""A headteacher hands out criteria of the self-evaluation, all in one go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from riskmatrix.models import Assignment, Criterion, Evaluation
from riskmatrix.queries.teamwork import own_people
from riskmatrix.rules_filling_in import may_be_due, may_have, may_share_out
from riskmatrix.services.moves import locked
from riskmatrix.services.work_news import News, tell_of_work
from schools import audit
from schools.models import Person

People = dict[int, tuple[Person, str]]


@dataclass(frozen=True)
class Hands:
    """Whose a criterion is, by the person's id, and until when; neither: it is nobody's in particular."""

    person: int | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Wish:
    """What a page asks for one criterion, and what that page showed when it was opened."""

    criterion: str
    seen: Hands
    wanted: Hands

    @property
    def is_one(self) -> bool:
        """Whether anything was changed on the page."""
        return self.wanted != self.seen


@transaction.atomic
def share_out(*, evaluation: Evaluation, wishes: Iterable[Wish], by: Person) -> int:
    """Do what the page changed; rows that it left as they were are left alone.

    :returns: how many criteria changed hands or date.
    :raises Refused: when ``by`` may not, somebody is not of the school, a date does not fit, or somebody else has
        changed a row meanwhile; then nothing is written.
    """
    evaluation = locked(evaluation)
    require(may_share_out(by, evaluation))
    people = own_people(evaluation.school)
    criteria = {row.code: row for row in Criterion.objects.filter(framework=evaluation.framework_id)}
    rows = {row.criterion.code: row for row in evaluation.assignments.select_related("criterion", "person")}
    news: dict[int, News] = {}
    changed = 0
    for wish in wishes:
        stands = rows.get(wish.criterion)
        if not wish.is_one or wish.wanted == hands(stands):
            continue
        if wish.criterion not in criteria:
            raise Refused(Refusal("no-such-criterion", "Load the page again: its criteria have changed."))
        criterion = criteria[wish.criterion]
        require(_as_seen(criterion, stands, wish.seen))
        _hand_over(evaluation, criterion, stands, wish.wanted, people, news, by)
        changed += 1
    for pk, told in news.items():
        if pk in people and pk != by.pk:  # nobody is told what they did, or what they have no more part in
            tell_of_work(evaluation, people[pk][0], told, by)
    return changed


def hands(row: Assignment | None) -> Hands:
    """What stands in a row; nothing stands for nobody."""
    return Hands(row.person_id, row.due_on) if row is not None else Hands()


def _as_seen(criterion: Criterion, stands: Assignment | None, seen: Hands) -> Refusal | None:
    if hands(stands) == seen:
        return None
    whose = f"is with {stands.person} now" if stands else "is with nobody now"
    return Refusal(
        "changed-meanwhile",
        f"“{criterion}” {whose}: somebody has changed it since this page was opened. Load the page again.",
    )


def _hand_over(
    evaluation: Evaluation,
    criterion: Criterion,
    stands: Assignment | None,
    wanted: Hands,
    people: People,
    news: dict[int, News],
    by: Person,
) -> None:
    """Write one row, or take it away, with its audit entry."""
    before, lost = _described(stands), None
    if stands is not None and stands.person_id != wanted.person:
        lost = news.setdefault(stands.person_id, News())
        lost.taken.append(criterion)
    if wanted.person is None:
        require(_nothing_due(wanted))
        if stands is not None and lost is not None:
            lost.number = _record("took back criterion", stands, evaluation, by, before, _described(None))
            stands.delete()
        return
    if wanted.person not in people:
        require(may_have(Person.objects.get(pk=wanted.person), people))
    person, _ = people[wanted.person]
    require(may_be_due(wanted.due_on, evaluation))
    values = {"person": person, "due_on": wanted.due_on, "by": by, "at": clock.now()}
    row, _ = Assignment.objects.update_or_create(evaluation=evaluation, criterion=criterion, defaults=values)
    number = _record("handed out criterion", row, evaluation, by, before, _described(row))
    gained = news.setdefault(person.pk, News())
    gained.given.append(row)
    for each in (gained, lost or gained):
        each.number = number


def _nothing_due(wanted: Hands) -> Refusal | None:
    if wanted.due_on is None:
        return None
    return Refusal("nobody-named", "Choose who has it in hand, or take the date out.")


def _described(row: Assignment | None) -> dict[str, str]:
    if row is None:
        return {"person": "", "due": ""}
    return {"person": row.person.name, "due": row.due_on.isoformat() if row.due_on else ""}


def _record(
    verb: str,
    row: Assignment,
    evaluation: Evaluation,
    by: Person,
    before: dict[str, str],
    after: dict[str, str],
) -> int:
    return audit.record(by=by, verb=verb, thing=row, school=evaluation.school, before=before, after=after).pk
