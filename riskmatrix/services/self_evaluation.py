"""What a school does with its self-evaluation."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.saving import save_if_unchanged
from kit.text import printable
from riskmatrix import rules
from riskmatrix.excuses import excused_by_rule, lacks_words
from riskmatrix.lifecycle import Status, Verb
from riskmatrix.models import Evaluation, Framework, Kpi, Rating, ScaleStep
from riskmatrix.scoring import State
from riskmatrix.services.carried_words import Words, last_words
from riskmatrix.services.held import held
from riskmatrix.services.moves import locked, move
from schools import audit
from schools.access.roles import Role
from schools.models import Person, Post, School, Term
from schools.services.notices import tell

COMMENTARY_LIMIT = 5_000
MALFORMED = Refusal("malformed", "Copy your text, load the page again and save once more.")


@transaction.atomic
def begin(*, school: School, term: Term, by: Person) -> Evaluation:
    """Open the school's evaluation of the term by the framework in force, every KPI unrated.

    The words of the last one handed in are carried over as a beginning, where the KPI is still the same.
    KPIs that the framework takes away from such a school (early years in a junior school) start as not applicable;
    the school can still rate them.

    :raises Refused: when ``by`` may not, the term is not open or there is no framework.
    """
    existing = Evaluation.objects.of(school, term)
    if existing is not None:
        return existing
    framework = Framework.objects.in_force(school.trust_id)
    require(rules.may_begin(by, school, term, framework))
    assert framework is not None  # noqa: S101 - the rule has just refused None
    try:
        with transaction.atomic():
            evaluation = Evaluation.objects.create(school=school, term=term, framework=framework, begun_by=by)
    except IntegrityError:  # somebody else began it in this moment
        return Evaluation.objects.get(school=school, term=term)
    words = last_words(evaluation)
    Rating.objects.bulk_create(_unrated(evaluation, words, by))
    carried = {"words carried from": words.term, "kpis": len(words.of)} if words.of else None
    audit.record(by=by, verb="began self-evaluation", thing=evaluation, school=school, after=carried)
    return evaluation


def _unrated(evaluation: Evaluation, words: Words, by: Person) -> list[Rating]:
    excused_codes = excused_by_rule(evaluation)
    ratings = []
    for kpi in Kpi.objects.filter(criterion__framework=evaluation.framework):
        excused = kpi.code in excused_codes
        carried = words.of.get(kpi.code)
        ratings.append(
            Rating(
                evaluation=evaluation,
                kpi=kpi,
                kind=Rating.Kind.SELF,
                not_applicable=excused,
                commentary=carried.words if carried else "",
                carried_from_id=carried.pk if carried else None,
                by=by if excused else None,
                at=clock.now(),
            )
        )
    return ratings


@transaction.atomic
def save_rating(
    *,
    rating: Rating | int,
    answer: str | None = None,
    commentary: str | None = None,
    version: int,
    by: Person,
    kpi_code: str | None = None,
) -> Rating:
    """Save what was chosen and typed for one KPI.

    :param rating: which one, or its number. What stands is read under the lock; a row holds it afterwards.
    :param answer: a step's code, “not_applicable”, “” for no rating; None leaves it as it is.
    :param commentary: plain text; None leaves it as it is.
    :param version: the version of the row that the person's page showed.
    :param kpi_code: the KPI it was typed for, where only the row's number is known of it.
    :raises kit.saving.Conflict: when somebody else saved in between; nothing is written.
    :raises Refused: when ``by`` may not edit, the answer does not exist or the text is too long.
    """
    stands = held(rating if isinstance(rating, int) else rating.pk, by)
    evaluation = stands.evaluation
    require(rules.may_edit(by, evaluation))
    if kpi_code not in (None, stands.kpi.code):
        raise Refused(MALFORMED)
    rating = stands if isinstance(rating, int) else _read_again(rating, stands)
    changes = _changes(rating, evaluation, answer, commentary)
    if all(getattr(rating, column) == value for column, value in changes.items()):
        return rating  # sent twice because the first answer was lost on its way: nothing to settle
    before = described(rating)
    save_if_unchanged(rating, version=version, **changes, by=by, at=clock.now())
    rating.only_words_changed = changes.keys() == {"commentary"}
    audit.record_typing(
        by=by,
        verb="rated KPI",
        thing=rating,
        school=evaluation.school,
        before=before,
        after=described(rating),
    )
    return rating


def _read_again(rating: Rating, stands: Rating) -> Rating:
    """What can change of it, now that nobody else can; its KPI and its evaluation stay as they are known."""
    for name in ("step", "not_applicable", "commentary", "version", "by_id", "at"):
        setattr(rating, name, getattr(stands, name))
    return rating


def _changes(
    rating: Rating, evaluation: Evaluation, answer: str | None, commentary: str | None
) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if answer is not None and answer != rating.answer:
        changes |= answered(answer, rating.kpi, evaluation)
    if commentary is not None:
        changes["commentary"] = printable(commentary, COMMENTARY_LIMIT)
    return changes


def answered(answer: str, kpi: Kpi, evaluation: Evaluation) -> Mapping[str, Any]:
    """The columns of an answer to ``kpi``.

    :raises Refused: for a step the scale does not have, or “not applicable” where the framework does not allow it.
    """
    if answer == State.NOT_APPLICABLE:
        rule = next(
            spec for _, spec in evaluation.framework.spec.kpis() if spec.code == kpi.code
        ).not_applicable
        school = evaluation.school
        if rule is None or not (
            rule.on_request or rule.excuses(phase=school.phase, youngest_age=school.lowest_age)
        ):
            raise Refused(Refusal("applies", f"“{kpi.title}” applies to this school and needs a rating."))
        return {"step": None, "not_applicable": True}
    if not answer:
        return {"step": None, "not_applicable": False}
    step = ScaleStep.objects.filter(framework=evaluation.framework_id, code=answer).first()
    if step is None:
        raise Refused(Refusal("no-such-step", "Choose one of the ratings shown."))
    return {"step": step, "not_applicable": False}


def described(rating: Rating) -> dict[str, str]:
    """A rating in the words of the audit."""
    return {"rating": rating.answer or State.UNRATED.value, "commentary": rating.commentary}


def unanswered(evaluation: Evaluation) -> list[Kpi]:
    """The KPIs that keep an evaluation from being submitted, in the framework's order."""
    open_ratings = evaluation.ratings.filter(kind=Rating.Kind.SELF, step=None, not_applicable=False)
    return [rating.kpi for rating in open_ratings.select_related("kpi").order_by("kpi__position")]


def unexplained(evaluation: Evaluation) -> list[Kpi]:
    """The KPIs that the school asks to leave out without a word why, in the framework's order."""
    excused = excused_by_rule(evaluation)
    rows = evaluation.ratings.filter(kind=Rating.Kind.SELF, not_applicable=True).select_related("kpi")
    return [own.kpi for own in rows.order_by("kpi__position") if lacks_words(own, excused)]


@transaction.atomic
def submit(*, evaluation: Evaluation, by: Person) -> Evaluation:
    """Hand the self-evaluation to the trust; from now on the school reads it only.

    :raises Refused: when ``by`` may not, or KPIs lack a rating or the reason why they do not apply (the sentence
        lists them).
    """
    evaluation = locked(evaluation)
    require(rules.may_submit(by, evaluation, unanswered(evaluation), unexplained(evaluation)))
    again = evaluation.changes.filter(verb=Verb.SUBMIT).exists()
    move(evaluation, Verb.SUBMIT, by=by)
    for strand in evaluation.framework.spec.moderated_strands():
        evaluation.parts.get_or_create(strand=strand.code)
    number = evaluation.changes.count()
    for moderator in moderators(evaluation):
        tell(
            moderator,
            key=f"evaluation-{evaluation.pk}-submitted-{number}",
            subject=f"{evaluation.school} has submitted its self-evaluation{' again' if again else ''}",
            body=f"The self-evaluation for the {evaluation.term} is ready for moderation.",
            link=reverse("moderation", args=[evaluation.pk]),
        )
    return evaluation


@transaction.atomic
def withdraw(*, evaluation: Evaluation, by: Person) -> Evaluation:
    """Take a submitted self-evaluation back, until somebody has begun to moderate it.

    One that the trust has sent back before is then sent back again, with the comments that wait for an answer.

    :raises Refused: when ``by`` may not or moderation has begun.
    """
    evaluation = locked(evaluation)
    require(rules.may_withdraw(by, evaluation))
    submission = evaluation.changes.filter(verb=Verb.SUBMIT).last()
    was_returned = submission is not None and submission.from_status == Status.RETURNED
    move(evaluation, Verb.WITHDRAW_AGAIN if was_returned else Verb.WITHDRAW, by=by)
    number = evaluation.changes.count()
    for moderator in moderators(evaluation):
        tell(
            moderator,
            key=f"evaluation-{evaluation.pk}-withdrawn-{number}",
            subject=f"{evaluation.school} has withdrawn its self-evaluation",
            body=f"You are told again when the self-evaluation for the {evaluation.term} is submitted.",
            link=reverse("moderation_queue"),
        )
    return evaluation


def moderators(evaluation: Evaluation) -> list[Person]:
    """The people whose role the framework names for a strand that is moderated."""
    roles = {strand.moderator for strand in evaluation.framework.spec.moderated_strands()}
    return people_in(roles, evaluation.school)


def people_in(roles: set[str], school: School) -> list[Person]:
    """Who holds one of ``roles`` today in the school or its whole trust."""
    from django.db.models import Q

    posts = (
        Post.objects.current()
        .filter(role__in=roles, trust=school.trust_id)
        .filter(Q(schools=school) | Q(schools=None))
        .select_related("person")
    )
    return list({post.person.pk: post.person for post in posts}.values())


def headteachers(school: School) -> list[Person]:
    return people_in({Role.HEADTEACHER.value}, school)
