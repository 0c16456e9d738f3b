"""The initiatives somebody sees, one of them whole, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kit import clock
from kit.refusals import Refusal
from schools.access.checks import has_in_trust
from schools.access.permissions import Permission
from schools.models import Person, School, Trust
from support import rules_initiatives as rules
from support.models import Initiative, InitiativeAnswer, InitiativeMove
from support.queries.reviews import Turn
from support.spec_stages import Question, Stage, stage_pack

AHEAD = timedelta(weeks=2)


@dataclass(frozen=True)
class InitiativeLine:
    row: Initiative
    stage: str
    open: int

    @property
    def standing(self) -> tuple[str, str]:
        if self.row.is_stopped:
            return ("Stopped", "stopped")
        return (self.stage, "current")


def initiative_lines(user: Person, school: School | None) -> list[InitiativeLine]:
    """All that ``user`` sees; with ``school``, its own and the trust's. A fixed number of queries."""
    rows = Initiative.objects.visible_to(user)
    if school is not None:
        rows = rows.filter(school=school) | rows.filter(school=None, trust=school.trust_id)
    rows = rows.select_related("school", "trust").prefetch_related("answers")
    return [
        InitiativeLine(each, stage_title(each.stage), len(rules.still_open(each, each.answers.all())))
        for each in rows
    ]


def stage_title(code: str) -> str:
    """What the pack calls a stage, or its code where the pack has it no longer."""
    stage = stage_pack().stage(code)
    return stage.title if stage else code


@dataclass(frozen=True)
class QuestionLine:
    """``answers`` come latest first: the first stands."""

    question: Question
    answers: Sequence[InitiativeAnswer]
    may_settle: Refusal | None


@dataclass(frozen=True)
class StageLine:
    stage: Stage
    is_present: bool
    is_past: bool
    questions: Sequence[QuestionLine]

    @property
    def settled(self) -> int:
        return sum(bool(each.answers) for each in self.questions)


@dataclass(frozen=True)
class MoveLine:
    row: InitiativeMove
    said: str


@dataclass(frozen=True)
class InitiativePage:
    row: Initiative
    standing: tuple[str, str]
    stages: Sequence[StageLine]
    moves: Sequence[MoveLine]
    left_open: Sequence[Question]
    next: Stage | None
    earlier: Sequence[Stage]
    may_move_on: Refusal | None
    may_go_back: Refusal | None
    may_stop: Refusal | None
    may_take_up: Refusal | None

    @property
    def present(self) -> Stage | None:
        return stage_pack().stage(self.row.stage)


def initiative_page(initiative: Initiative, user: Person) -> InitiativePage:
    """In a fixed number of queries."""
    row = (
        Initiative.objects.select_related("trust", "school__trust", "by")
        .prefetch_related("by__posts", "answers__by__posts", "moves__by__posts")
        .get(pk=initiative.pk)
    )
    answers, moves = list(row.answers.all()), list(row.moves.all())
    return InitiativePage(
        row=row,
        standing=InitiativeLine(row, stage_title(row.stage), 0).standing,
        stages=[_stage(row, each, answers, user) for each in stage_pack().stages],
        moves=[MoveLine(each, _said(each, is_first=each is moves[-1])) for each in moves],
        left_open=rules.still_open(row, answers),
        next=rules.next_stage(row),
        earlier=rules.earlier_stages(row),
        may_move_on=rules.may_move_on(user, row),
        may_go_back=rules.may_go_back(user, row),
        may_stop=rules.may_lead(user, row),
        may_take_up=rules.may_take_up(user, row),
    )


def _stage(row: Initiative, stage: Stage, answers: Sequence[InitiativeAnswer], user: Person) -> StageLine:
    at, present = stage_pack().place(stage.code), stage_pack().place(row.stage)
    return StageLine(
        stage=stage,
        is_present=at == present,
        is_past=at < present,
        questions=[
            QuestionLine(
                each,
                [said for said in answers if (said.stage, said.question) == (stage.code, each.code)],
                rules.may_settle(user, row, stage.code, each.code),
            )
            for each in stage.questions
        ],
    )


def _said(move: InitiativeMove, *, is_first: bool) -> str:
    if not move.to_stage:
        return "Stopped"
    if not move.from_stage:
        return f"{'Begun' if is_first else 'Taken up again'} in {stage_title(move.to_stage)}"
    back = stage_pack().place(move.to_stage) < stage_pack().place(move.from_stage)
    return f"{'Back' if back else 'On'} from {stage_title(move.from_stage)} to {stage_title(move.to_stage)}"


def places_to_lead(user: Person) -> tuple[list[Trust], list[School]]:
    """The trusts and schools in which ``user`` may begin an initiative. Two queries."""
    schools = [
        each
        for each in School.objects.visible_to(user, Permission.SEE_PLAN).open().select_related("trust")
        if rules.leads(user, each.trust, each) is None
    ]
    trusts = {each.trust_id: each.trust for each in schools}
    return [
        each for each in trusts.values() if has_in_trust(user, Permission.RECORD_ENGAGEMENT, each)
    ], schools


def initiative_turns(user: Person, school: School | None = None) -> list[Turn]:
    """What ``initiatives_to_settle`` finds, in words. Two queries."""
    return [_turn(each) for each in initiatives_to_settle(user, school)]


def initiatives_to_settle(user: Person, school: School | None = None) -> list[Initiative]:
    """Whose stage is to be settled within two weeks, or should have been, of what ``user`` began. Two queries."""
    rows = Initiative.objects.visible_to(user).filter(
        by=user, is_stopped=False, settle_by__lte=clock.today() + AHEAD
    )
    if school is not None:
        rows = rows.filter(school=school)
    found = (
        rows.select_related("school__trust", "trust").prefetch_related("answers").order_by("settle_by", "pk")
    )
    return [each for each in found if rules.leads(user, each.trust, each.school) is None]


def _turn(row: Initiative) -> Turn:
    number = len(rules.still_open(row, row.answers.all()))
    opened = "One question is" if number == 1 else f"{number} questions are"
    said = f"{opened} open" if number else "Everything that must be settled is settled"
    return Turn(
        f"{stage_title(row.stage)}: {row.title}",
        f"{row.whose}. {said}",
        row.get_absolute_url(),
        row.settle_by,
    )
