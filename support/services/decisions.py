"""Confirming a category: a person's decision, and what it promises from that day on, in one transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.text import printable
from riskmatrix.models import Evaluation
from riskmatrix.queries.matrix import latest_moderated
from schools import audit
from schools.models import AcademicYear, Person, School
from schools.queries.calendar import calendar_of
from support import rules, rules_recommendation
from support.models import Decision, Offer
from support.queries.change_of_category import years_concerned
from support.queries.key_features import key_features
from support.queries.recommendation import StrandRecommendation, recommendations
from support.services.laying_out import Changes, Promise, lay_out_strand
from support.services.new_year import ensure_commitments
from support.services.rapid import follow_category
from support.services.telling import tell_of_decision
from support.snapshot import snapshot

REASON_LIMIT = 2_000


@dataclass(frozen=True)
class Words:
    """What is written down with a decision; ``review_on`` None is the last day that the offer allows, if any.

    :param reason: needed where the category is not the recommended one or the portal cannot tell.
    :param exit_criteria: needed where the offer says so for the category.
    :param conversation: what was said with the school about it.
    """

    reason: str = ""
    review_on: date | None = None
    exit_criteria: str = ""
    conversation: str = ""

    def cleaned(self) -> Words:
        """:raises Refused: ``too-long``."""
        texts = (self.reason, self.exit_criteria, self.conversation)
        reason, ends, said = (printable(text, REASON_LIMIT).strip() for text in texts)
        return Words(reason, self.review_on, ends, said)


@transaction.atomic
def confirm(
    *,
    school: School,
    strand: str,
    category: str,
    reason: str,
    evaluation: Evaluation,
    by: Person,
    review_on: date | None = None,
    exit_criteria: str = "",
    conversation: str = "",
) -> Decision:
    """Confirm the recommended category of a strand, or choose another with a reason; lay out what it promises.

    From today on the school is promised what the category holds: what goes on unchanged is not touched, what the
    category does not hold ends today, the rest is laid out for what is left of the year. Confirming what stands by
    the same evaluation again changes nothing; by a later one it is a new decision and the promises go on.

    :raises Refused: ``no-offer``, ``no-such-strand``, ``not-yours``, ``own-school``, ``not-moderated``,
        ``later-term``, ``other-school``, and those of ``decide``.
    """
    if evaluation.school_id != school.pk:
        raise Refused(Refusal("other-school", "This evaluation is another school's."))
    school, evaluation = held(school, evaluation)
    offer = Offer.objects.in_force(school.trust_id)
    latest = latest_moderated([school]).get(school.pk)
    require(rules.may_confirm(by, evaluation, strand, offer, latest))
    assert offer is not None  # noqa: S101 - the rule has just refused None
    words = Words(reason, review_on, exit_criteria, conversation)
    return decide(evaluation=evaluation, offer=offer, strand=strand, category=category, words=words, by=by)


def held(school: School, evaluation: Evaluation) -> tuple[School, Evaluation]:
    """The school's row, kept from everybody else who decides until the transaction ends, and the evaluation anew."""
    school = School.objects.select_for_update(of=("self",)).select_related("trust").get(pk=school.pk)
    rows = Evaluation.objects.select_related("school__trust", "term__year", "framework")
    return school, rows.get(pk=evaluation.pk)


def decide(
    *, evaluation: Evaluation, offer: Offer, strand: str, category: str, words: Words, by: Person
) -> Decision:
    """Make the decision and lay out what it promises; who may, those who call this have asked.

    :raises Refused: ``no-such-category``, ``reason-missing``, ``exit-criteria-missing``, ``review-in-the-past``,
        ``review-too-late``, ``too-long``, ``no-year``.
    """
    school = evaluation.school
    found = next(each for each in recommendations(evaluation, offer) if each.strand.code == strand)
    recommended = found.recommendation.category or ""
    words, today = words.cleaned(), clock.today()
    require(rules.is_a_choice(found.strand, category, recommended, words.reason))
    chosen = found.strand.category(category)
    require(rules_recommendation.says_what_ends_it(chosen, words.exit_criteria))
    require(rules_recommendation.is_reviewed_in_time(chosen, words.review_on, today))
    standing = Decision.objects.filter(school=school, strand=strand).in_order().last()
    if standing is not None and _says_the_same(standing, evaluation, category, words):
        return standing
    years = years_concerned(school)
    if not years:
        raise Refused(
            Refusal("no-year", "The trust has not added this academic year yet, so nothing can be laid out.")
        )
    if standing is not None:
        for year in years:  # what was promised up to today comes from the category that stood
            ensure_commitments(school, year, by=by)
    decision = Decision.objects.create(
        school=school,
        strand=strand,
        category=category,
        offer=offer,
        evaluation=evaluation,
        recommended=recommended,
        recommendation=snapshot(
            found.strand,
            found.recommendation,
            str(offer),
            changes=found.would_change,
            features=key_features(evaluation, found, by),
        ),
        is_override=category != recommended,
        reason=words.reason,
        starts_on=today,
        review_on=words.review_on or rules_recommendation.last_day_to_review(chosen, today),
        exit_criteria=words.exit_criteria,
        conversation=words.conversation,
        by=by,
        at=clock.now(),
    )
    changes = [_lay_out(decision, standing, year) for year in years]
    for year in years:
        ensure_commitments(school, year, by=by)
        follow_category(school, year, by=by)
    _record(decision, standing, changes, found)
    tell_of_decision(decision, standing)
    return decision


def _says_the_same(standing: Decision, evaluation: Evaluation, category: str, words: Words) -> bool:
    """Whether this is what stands already, sent once more."""
    if (standing.evaluation_id, standing.category) != (evaluation.pk, category):
        return False
    if words.review_on is not None and words.review_on != standing.review_on:
        return False
    texts = (words.reason, words.exit_criteria, words.conversation)
    return texts == (standing.reason, standing.exit_criteria, standing.conversation)


def _lay_out(decision: Decision, standing: Decision | None, year: AcademicYear) -> Changes:
    school = decision.school
    promise = Promise(
        school=school,
        year=year,
        calendar=calendar_of(year, school),
        offer=decision.offer,
        strand=decision.strand,
        decision=decision,
        day=max(decision.starts_on, year.starts_on),
    )
    was = f"from {standing.category_title} to" if standing else "to"
    day = f"{decision.starts_on:%-d %B %Y}"
    why = f"The category changed {was} {decision.category_title} on {day}."
    return lay_out_strand(promise, why=why, by=decision.by)


def _record(
    decision: Decision, standing: Decision | None, changes: list[Changes], found: StrandRecommendation
) -> None:
    verb = "chose another category" if decision.is_override else "confirmed category"
    audit.record(
        by=decision.by,
        verb=verb,
        thing=decision,
        school=decision.school,
        before={"category": standing.category if standing else ""},
        after={
            "strand": decision.strand,
            "category": decision.category,
            "recommended": decision.recommended,
            "score": str(found.recommendation.score or ""),
            "reason": decision.reason,
            "review_on": decision.review_on.isoformat() if decision.review_on else "",
            "exit_criteria": decision.exit_criteria,
            "conversation": decision.conversation,
            "evaluation": decision.evaluation_id,
            "promises": [asdict(each) for each in changes],
        },
    )
