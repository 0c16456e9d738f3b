"""Bringing things into a state by living through the services, as people would."""

from __future__ import annotations

from collections.abc import Mapping

from governance.models import Report
from governance.services import publishing, reports
from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.queries.differences import differences
from riskmatrix.services import answering, moderation, self_evaluation
from riskmatrix.services.frameworks import PACKS as FRAMEWORKS
from riskmatrix.services.frameworks import load_pack, publish
from riskmatrix.services.settling import disagreed, finish_settling, settle
from schools.models import Person, School, Term
from support.models import Decision
from support.services import decisions, offers
from tests.cast import Cast


def packed(cast: Cast, **more: Person | None) -> Framework:
    """Both packs of the project are loaded and published for Larkfield, ``by`` its administrator or as given."""
    by = more.get("by", cast.trust_administrator)
    framework = load_pack(path=FRAMEWORKS / "trust-risk-matrix.yaml", trust=cast.trust, by=by)
    publish(framework=framework, by=by)
    offers.publish(offer=offers.load_pack(trust=cast.trust, by=by), by=by)
    return framework


def rated(
    school: School, term: Term, by: Person, answers: Mapping[str, str] | None = None, default: str = "low"
) -> Evaluation:
    """A complete self-evaluation, not submitted: ``default`` everywhere but in ``answers`` (by KPI code)."""
    evaluation = self_evaluation.begin(school=school, term=term, by=by)
    for rating in evaluation.ratings.filter(kind=Rating.Kind.SELF).select_related("kpi"):
        wanted = (answers or {}).get(rating.kpi.code, default)
        if not rating.not_applicable or rating.kpi.code in (answers or {}):
            self_evaluation.save_rating(
                rating=rating,
                answer=wanted,
                commentary=f"What we know about {rating.kpi.title} at {school}.",
                version=rating.version,
                by=by,
            )
    return evaluation


def submitted(
    school: School, term: Term, by: Person, answers: Mapping[str, str] | None = None, default: str = "low"
) -> Evaluation:
    return self_evaluation.submit(evaluation=rated(school, term, by, answers, default), by=by)


def moderated(
    cast: Cast,
    school: School,
    term: Term,
    answers: Mapping[str, str] | None = None,
    default: str = "low",
    changes: Mapping[str, str] | None = None,
) -> Evaluation:
    """Submitted by the school's head, moderated by both moderators: as rated but for ``changes`` (by KPI code), with
    which the head agrees.
    """
    evaluation = asked(cast, school, term, answers, default, changes)
    return answered(evaluation, _head_of(cast, school)) if changes else evaluation


def asked(
    cast: Cast,
    school: School,
    term: Term,
    answers: Mapping[str, str] | None = None,
    default: str = "low",
    changes: Mapping[str, str] | None = None,
) -> Evaluation:
    """Moderated by both moderators; what they changed waits for the head's answer."""
    evaluation = submitted(school, term, _head_of(cast, school), answers, default)
    moderators = {strand.code: cast.holder(strand.moderator) for strand in evaluation.framework.spec.strands}
    for code, answer in (changes or {}).items():
        own = evaluation.ratings.select_related("kpi").get(kpi__code=code, kind=Rating.Kind.SELF)
        moderation.save_moderated(
            evaluation=evaluation,
            kpi=own.kpi,
            answer=answer,
            reason=f"We saw {own.kpi.title} otherwise.",
            version=0,
            by=moderators[moderation.strand_of(evaluation, own.kpi)],
        )
    for strand, by in moderators.items():
        moderation.agree_as_rated(evaluation=evaluation, strand=strand, by=by)
        evaluation = moderation.finish_part(evaluation=evaluation, strand=strand, by=by)
    return evaluation


def _head_of(cast: Cast, school: School) -> Person:
    return cast.other_head if school == cast.birch else cast.headteacher


def answered(evaluation: Evaluation, head: Person, disagrees: Mapping[str, str] | None = None) -> Evaluation:
    """The head's answers are handed in: agreed but for ``disagrees`` (the reason by KPI code)."""
    for each in differences(evaluation):
        reason = (disagrees or {}).get(each.kpi.code, "")
        answering.answer(
            evaluation=evaluation, kpi=each.kpi, agrees=not reason, reason=reason, version=0, by=head
        )
    return answering.hand_in(evaluation=evaluation, by=head)


def settled(cast: Cast, evaluation: Evaluation, decisions: Mapping[str, str]) -> Evaluation:
    """The chief executive decides every disagreement, with these answers by KPI code."""
    for each in disagreed(evaluation):
        settle(
            evaluation=evaluation,
            kpi=each.kpi,
            answer=decisions[each.kpi.code],
            reason=f"We looked at {each.kpi.title} together.",
            version=0,
            by=cast.chief_executive,
        )
    return finish_settling(evaluation=evaluation, by=cast.chief_executive)


def decided(cast: Cast, evaluation: Evaluation, **categories: str) -> dict[str, Decision]:
    """Both strands decided; ``academic="stabilise"`` overrides what is recommended."""
    from support.queries.recommendation import recommendations

    made = {}
    for found in recommendations(evaluation):
        strand = found.strand.code
        category = categories.get(strand) or found.recommendation.category or "reinforce"
        reason = "" if category == found.recommendation.category else "Agreed after a visit to the school."
        made[strand] = decisions.confirm(
            school=evaluation.school,
            strand=strand,
            category=category,
            reason=reason,
            evaluation=evaluation,
            exit_criteria="What was agreed is in place." if category == "stabilise" else "",
            by=cast.holder(found.strand.confirmed_by),
        )
    return made


def reported(cast: Cast, school: School, term: Term, *, issued: bool = True) -> Report:
    """A report prepared by the chief executive's wish, and issued by them."""
    report = reports.ask_for_report(school=school, term=term, by=cast.chief_executive)
    reports.prepare(report)
    report.refresh_from_db()
    return publishing.issue(report=report, by=cast.chief_executive) if issued else report


def unanswered_ratings(evaluation: Evaluation) -> list[Rating]:
    """The self-ratings that still need an answer, in the framework's order."""
    rows = evaluation.ratings.filter(kind=Rating.Kind.SELF, step=None, not_applicable=False)
    return list(rows.select_related("kpi").order_by("kpi__position"))
