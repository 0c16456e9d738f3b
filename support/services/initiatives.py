"""An initiative: begun, its questions settled, moved on stage by stage, taken back, stopped, taken up again."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from schools import audit
from schools.models import Person, School, Trust
from support import rules_initiatives as rules
from support.models import Initiative, InitiativeAnswer, InitiativeMove
from support.services.reviews import LINE_LIMIT, line
from support.spec_stages import stage_pack

TITLE_LIMIT = 120
NO_REASON = Refusal("reason-missing", "Say why, in a sentence.")


@transaction.atomic
def begin(
    *, trust: Trust, school: School | None, title: str, aim: str, by: Person, settle_by: date | None = None
) -> Initiative:
    """Begin an initiative of ``school``, or of the whole ``trust``, in the first stage.

    :param settle_by: by when the stage is to be settled; whoever begins it is reminded.
    :raises Refused: ``not-yours``, ``untitled``, ``aim-missing``, ``in-the-past``, ``too-far``, ``too-long``.
    """
    require(rules.leads(by, trust, school))
    require(rules.is_a_day_to_settle_by(settle_by))
    initiative = Initiative.objects.create(
        trust=trust, school=school,
        title=line(title, TITLE_LIMIT, Refusal("untitled", "Give the initiative a name.")),
        aim=line(aim, LINE_LIMIT, Refusal("aim-missing", "Say in a sentence what it is for.")),
        stage=stage_pack().stages[0].code, settle_by=settle_by, by=by, at=clock.now(),
    )  # fmt: skip
    _moved(initiative, by, "began initiative", "", initiative.stage, "")
    return initiative


@transaction.atomic
def settle(
    *, initiative: Initiative, stage: str, question: str, sentence: str, by: Person
) -> InitiativeAnswer:
    """Settle a question with a sentence. What was said before stays beside it; the same again changes nothing.

    :raises Refused: ``not-yours``, ``stopped``, ``no-such-question``, ``too-early``, ``no-sentence``, ``too-long``.
    """
    initiative = _locked(initiative)
    require(rules.may_settle(by, initiative, stage, question))
    sentence = line(sentence, LINE_LIMIT, Refusal("no-sentence", "Write the sentence that settles it."))
    last = initiative.answers.filter(stage=stage, question=question).first()
    if last is not None and last.sentence == sentence:
        return last
    asked = next(each.text for each in stage_pack().stage(stage).questions if each.code == question)  # type: ignore[union-attr]
    answer = InitiativeAnswer.objects.create(
        initiative=initiative, stage=stage, question=question, asked=asked, sentence=sentence, by=by,
        at=clock.now(),
    )  # fmt: skip
    audit.record(
        by=by, verb="settled question of initiative", thing=initiative, trust=initiative.trust,
        school=initiative.school, before={"sentence": last.sentence} if last else None,
        after={"asked": asked, "sentence": sentence},
    )  # fmt: skip
    return answer


@transaction.atomic
def move_on(
    *, initiative: Initiative, seen: str, by: Person, reason: str = "", settle_by: date | None = None
) -> Initiative:
    """Move on to the next stage, with all that must be settled settled, or the reason why not.

    :param seen: the stage that the person's page showed.
    :raises Refused: ``not-yours``, ``stopped``, ``moved-already``, ``last-stage``, ``questions-open``,
        ``in-the-past``, ``too-far``, ``too-long``.
    """
    initiative = _locked(initiative, seen)
    require(rules.may_move_on(by, initiative))
    require(rules.is_a_day_to_settle_by(settle_by))
    reason = _maybe(reason)
    left_open = rules.still_open(initiative, initiative.answers.all())
    require(rules.is_ready(left_open, reason))
    to = rules.next_stage(initiative)
    assert to is not None  # noqa: S101 (the rule has just refused the last one)
    return _go(
        initiative, by, "moved initiative on", to.code, reason, settle_by, [each.text for each in left_open]
    )


@transaction.atomic
def go_back(
    *, initiative: Initiative, seen: str, to: str, reason: str, by: Person, settle_by: date | None = None
) -> Initiative:
    """Go back to an earlier stage. What was settled there stays, and can be settled anew.

    :param seen: the stage that the person's page showed.
    :raises Refused: ``not-yours``, ``stopped``, ``moved-already``, ``first-stage``, ``not-earlier``,
        ``reason-missing``, ``in-the-past``, ``too-far``, ``too-long``.
    """
    initiative = _locked(initiative, seen)
    require(rules.may_go_back(by, initiative))
    if to not in {each.code for each in rules.earlier_stages(initiative)}:
        raise Refused(Refusal("not-earlier", "Choose an earlier stage."))
    require(rules.is_a_day_to_settle_by(settle_by))
    reason = line(reason, LINE_LIMIT, NO_REASON)
    return _go(initiative, by, "took initiative back", to, reason, settle_by, [])


@transaction.atomic
def stop(*, initiative: Initiative, seen: str, reason: str, by: Person) -> Initiative:
    """Stop it where it stands.

    :raises Refused: ``not-yours``, ``stopped``, ``moved-already``, ``reason-missing``, ``too-long``.
    """
    initiative = _locked(initiative, seen)
    require(rules.may_lead(by, initiative))
    reason = line(reason, LINE_LIMIT, NO_REASON)
    initiative.is_stopped, initiative.settle_by = True, None
    initiative.save(update_fields=["is_stopped", "settle_by"])
    _moved(initiative, by, "stopped initiative", initiative.stage, "", reason)
    return initiative


@transaction.atomic
def take_up(*, initiative: Initiative, reason: str, by: Person) -> Initiative:
    """Go on where it was stopped.

    :raises Refused: ``not-yours``, ``goes-on``, ``reason-missing``, ``too-long``.
    """
    initiative = _locked(initiative)
    require(rules.may_take_up(by, initiative))
    reason = line(reason, LINE_LIMIT, NO_REASON)
    initiative.is_stopped = False
    initiative.save(update_fields=["is_stopped"])
    _moved(initiative, by, "took up initiative", "", initiative.stage, reason)
    return initiative


def _go(
    initiative: Initiative,
    by: Person,
    verb: str,
    to: str,
    reason: str,
    settle_by: date | None,
    left: list[str],
) -> Initiative:
    was = initiative.stage
    initiative.stage, initiative.settle_by = to, settle_by
    initiative.save(update_fields=["stage", "settle_by"])
    _moved(initiative, by, verb, was, to, reason, left)
    return initiative


def _moved(
    initiative: Initiative,
    by: Person,
    verb: str,
    was: str,
    to: str,
    reason: str,
    left: list[str] | None = None,
) -> None:
    InitiativeMove.objects.create(
        initiative=initiative, from_stage=was, to_stage=to, reason=reason, left_open=left or [], by=by,
        at=clock.now(),
    )  # fmt: skip
    after = {"title": initiative.title, "aim": initiative.aim} if not was else {}
    audit.record(
        by=by, verb=verb, thing=initiative, trust=initiative.trust, school=initiative.school,
        before={"stage": was} if was else None,
        after={**after, "stage": to, "reason": reason, "settle_by": initiative.settle_by, "left_open": left or []},
    )  # fmt: skip


def _maybe(text: str) -> str:
    """A reason that need not be given, as one line."""
    return line(text, LINE_LIMIT, NO_REASON) if text.strip() else ""


def _locked(initiative: Initiative, seen: str | None = None) -> Initiative:
    """The initiative anew, kept from others until the transaction ends.

    :raises Refused: ``moved-already`` when it does not stand where it was ``seen``.
    """
    rows = Initiative.objects.select_for_update(of=("self",)).select_related("trust", "school__trust")
    found = rows.get(pk=initiative.pk)
    if seen is not None and found.stage != seen:
        raise Refused(
            Refusal("moved-already", "Somebody else has moved it meanwhile. Look where it stands now.")
        )
    return found
