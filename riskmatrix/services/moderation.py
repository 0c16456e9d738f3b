"""What the trust does with a submitted self-evaluation: rate beside it, return it, finish a part of it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.saving import Conflict, save_if_unchanged
from kit.text import printable
from riskmatrix import rules, rules_answers
from riskmatrix.excuses import excused_by_rule, is_on_request
from riskmatrix.lifecycle import Status, Verb
from riskmatrix.models import Evaluation, Kpi, Rating
from riskmatrix.scoring import State
from riskmatrix.services.moves import locked, move
from riskmatrix.services.outcome import come_out, tell_heads
from riskmatrix.services.self_evaluation import answered, described
from schools import audit
from schools.models import Person

REASON_LIMIT = 5_000


def strand_of(evaluation: Evaluation, kpi: Kpi) -> str:
    """The strand whose moderator looks at this KPI, as the framework says."""
    criteria = evaluation.framework.spec.criteria
    return next(c.moderated_by for c in criteria if any(k.code == kpi.code for k in c.kpis))


@transaction.atomic
def save_moderated(
    *, evaluation: Evaluation, kpi: Kpi, answer: str, reason: str, version: int, by: Person
) -> Rating:
    """Put a moderated rating beside the school's own; the first one begins moderation.

    A rating and its reason are stored as they come, one before the other; both are asked for when the part is finished.

    :param answer: a step's code, “not_applicable”, or “” for none yet.
    :param version: 0 for the first rating of this KPI, else the version the page showed.
    :raises Refused: when ``by`` does not moderate it, the answer does not exist or the reason is too long.
    :raises kit.saving.Conflict: when the other moderator saved in between.
    """
    evaluation = locked(evaluation)
    require(rules.may_moderate(by, evaluation, strand_of(evaluation, kpi)))
    reason = printable(reason, REASON_LIMIT)
    own = evaluation.ratings.select_related("step").get(kpi=kpi, kind=Rating.Kind.SELF)
    columns = answered(answer, kpi, evaluation)
    beside = {"evaluation": evaluation, "kpi": kpi, "kind": Rating.Kind.MODERATED}
    if not (answer or reason or Rating.objects.filter(**beside).exists()):
        return Rating(**beside)  # nothing said yet: the school may still withdraw
    _begin_moderation(evaluation, by)
    rating, new = Rating.objects.select_related("step").get_or_create(**beside, defaults={"at": clock.now()})
    if new and version:
        raise Conflict(rating)
    if not new and rating.at >= own.at and _is_the_same(rating, {**columns, "commentary": reason}):
        return rating  # sent twice because the first answer was lost on its way
    before = None if new else described(rating)
    save_if_unchanged(rating, version=version, **columns, commentary=reason, by=by, at=clock.now())
    audit.record_typing(
        by=by,
        verb="moderated KPI",
        thing=rating,
        school=evaluation.school,
        before=before or {"rating": "unrated", "commentary": ""},
        after=described(rating),
    )
    return rating


def _is_the_same(rating: Rating, columns: Mapping[str, Any]) -> bool:
    return all(getattr(rating, column) == value for column, value in columns.items())


def _begin_moderation(evaluation: Evaluation, by: Person) -> None:
    if evaluation.status == Status.SUBMITTED:
        move(evaluation, Verb.BEGIN_MODERATION, by=by)


@transaction.atomic
def agree_as_rated(*, evaluation: Evaluation, strand: str, by: Person) -> int:
    """Agree with the school's own rating wherever nobody has judged in this part yet.

    What the school asks to leave out is not a rating to agree with among others: it is looked at by itself.

    What somebody rated or wrote stays, also where the school has changed its answer since: that is for a decision
    of its own.

    :returns: how many KPIs were agreed.
    :raises Refused: when ``by`` does not moderate this strand.
    """
    evaluation = locked(evaluation)
    require(rules.may_moderate(by, evaluation, strand))
    require(rules_answers.may_agree_as_rated(evaluation, strand))
    _begin_moderation(evaluation, by)
    excused = excused_by_rule(evaluation)
    untouched = [
        (own, moderated)
        for own, moderated in _pairs(evaluation, strand)
        if (moderated is None or not moderated.is_said) and not is_on_request(own, excused)
    ]
    for own, moderated in untouched:
        _agree_with(own, moderated, by)
    return len(untouched)


def _agree_with(own: Rating, moderated: Rating | None, by: Person) -> None:
    evaluation = own.evaluation
    before = {"rating": State.UNRATED.value, "commentary": ""}
    moderated = moderated or Rating(evaluation=evaluation, kpi=own.kpi, kind=Rating.Kind.MODERATED)
    moderated.step, moderated.not_applicable = own.step, own.not_applicable
    moderated.by, moderated.at, moderated.version = by, clock.now(), moderated.version + 1
    moderated.save()
    audit.record(
        by=by,
        verb="agreed KPI as rated",
        thing=moderated,
        school=evaluation.school,
        before=before,
        after=described(moderated),
    )


def outstanding(evaluation: Evaluation, strand: str) -> list[Kpi]:
    """KPIs of the strand that have no moderated rating, or one older than the self-rating it answers."""
    return [
        own.kpi
        for own, moderated in _pairs(evaluation, strand)
        if moderated is None or not moderated.answers(own)
    ]


def without_reason(evaluation: Evaluation, strand: str) -> list[Kpi]:
    """KPIs of the strand whose moderated rating differs from the school's and does not say why."""
    pairs = _pairs(evaluation, strand)
    return [own.kpi for own, moderated in pairs if moderated is not None and moderated.lacks_reason(own)]


def _pairs(evaluation: Evaluation, strand: str) -> list[tuple[Rating, Rating | None]]:
    """The school's own rating of each KPI of the strand and the moderated one beside it, in the framework's order."""
    codes = {
        kpi.code
        for criterion in evaluation.framework.spec.criteria
        if criterion.moderated_by == strand
        for kpi in criterion.kpis
    }
    rows = evaluation.ratings.filter(kpi__code__in=codes).select_related("kpi", "step")
    by_kind: dict[str, dict[int, Rating]] = {kind: {} for kind in Rating.Kind.values}
    for row in rows.order_by("kpi__position"):
        row.evaluation = evaluation
        by_kind[row.kind][row.kpi_id] = row
    moderated = by_kind[Rating.Kind.MODERATED]
    return [(own, moderated.get(own.kpi_id)) for own in by_kind[Rating.Kind.SELF].values()]


@transaction.atomic
def return_to_school(*, evaluation: Evaluation, comment: str, by: Person) -> Evaluation:
    """Send it back with comments; the school changes it and submits again. Moderated ratings stay beside it.

    :raises Refused: when ``by`` may not, or the comment is empty or too long.
    """
    evaluation = locked(evaluation)
    require(rules.may_return(by, evaluation))
    comment = printable(comment, REASON_LIMIT).strip()
    if not comment:
        raise Refused(Refusal("comment-missing", "Say what the school should look at again."))
    move(evaluation, Verb.RETURN_TO_SCHOOL, by=by, comment=comment)
    tell_heads(
        evaluation,
        subject=f"Your self-evaluation for the {evaluation.term} has come back with comments",
        body="The trust asks you to look at it again before it is moderated.",
    )
    return evaluation


@transaction.atomic
def finish_part(*, evaluation: Evaluation, strand: str, by: Person) -> Evaluation:
    """Finish the moderation of one strand. When it is the last part, moderation as a whole is finished: the head is
    asked about what differs, or the agreed ratings stand at once (``outcome.come_out``).

    :raises Refused: when ``by`` does not moderate this strand, KPIs are outstanding or a reason is missing.
    """
    evaluation = locked(evaluation)
    waiting, reasonless = outstanding(evaluation, strand), without_reason(evaluation, strand)
    require(rules.may_finish(by, evaluation, strand, waiting, reasonless))
    _begin_moderation(evaluation, by)
    part = evaluation.parts.get(strand=strand)
    part.finished_at, part.finished_by = clock.now(), by
    part.save(update_fields=["finished_at", "finished_by"])
    audit.record(
        by=by,
        verb="finished part of moderation",
        thing=evaluation,
        school=evaluation.school,
        after={"strand": strand, "moderated": _moderated(evaluation, strand)},
    )
    needed = [strand.code for strand in evaluation.framework.spec.moderated_strands()]
    if not evaluation.parts.filter(strand__in=needed, finished_at=None).exists():
        come_out(evaluation, by=by)
    return evaluation


def _moderated(evaluation: Evaluation, strand: str) -> dict[str, str]:
    """The moderated answer by KPI code, for the audit."""
    rows = evaluation.ratings.filter(kind=Rating.Kind.MODERATED).select_related("kpi", "step")
    return {row.kpi.code: row.answer for row in rows if strand_of(evaluation, row.kpi) == strand}
