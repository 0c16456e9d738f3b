"""External reviews and audits: commissioned, carried out, closed when what they found is settled, or cancelled."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.text import printable
from kit.uploads import Kept, Upload
from riskmatrix.services.self_evaluation import headteachers
from schools import audit
from schools.models import Person, School
from schools.services.evidence import keeping
from support import rules_reviews as rules
from support.models import Commitment, Review, ReviewEnd, ReviewPaper, ReviewReport
from support.services.telling import tell_people
from support.spec_reviews import review_pack

LINE_LIMIT = 500
REVIEWER_LIMIT = 150
SUMMARY_LIMIT = 5_000
PAPERS_LIMIT = 10


@dataclass(frozen=True)
class Commission:
    """What is commissioned: ``kind`` of the pack, ``reviewer`` from whom, by ``due_on``, and why.

    ``commitment`` is the promise of the offer that it keeps, if any.
    """

    kind: str
    reviewer: str
    due_on: date
    why: str
    commitment: Commitment | None = None


@transaction.atomic
def commission(*, school: School, what: Commission, by: Person) -> Review:
    """Commission a review for ``school``; its headteacher is told.

    :raises Refused: ``not-yours``, ``own-school``, ``no-such-kind``, ``not-commissioned-by-you``, ``closed``,
        ``in-the-past``, ``too-far``, ``reviewer-missing``, ``reason-missing``, ``not-promised``, ``too-long``.
    """
    school = School.objects.select_for_update(of=("self",)).select_related("trust").get(pk=school.pk)
    require(rules.may_commission(by, school, what.kind))
    kind = review_pack().kind(what.kind)
    if kind is None:
        raise Refused(Refusal("no-such-kind", "Choose one of the reviews shown."))
    require(rules.is_a_day_to_come(what.due_on))
    require(rules.keeps_promise(kind, school, what.commitment))
    review = Review.objects.create(
        school=school, kind=kind.code, title=kind.title,
        reviewer=line(what.reviewer, REVIEWER_LIMIT, NO_REVIEWER), due_on=what.due_on,
        why=line(what.why, LINE_LIMIT, Refusal("reason-missing", "Say why the review is commissioned.")),
        commitment=what.commitment, by=by, at=clock.now(),
    )  # fmt: skip
    after = {"kind": review.kind, "reviewer": review.reviewer, "due_on": review.due_on, "why": review.why}
    audit.record(by=by, verb="commissioned review", thing=review, school=school, after=after)
    tell_people(
        headteachers(school),
        key=f"review:{review.pk}",
        subject=f"{review.title} is commissioned for {school}",
        body=f"{review.reviewer} is to carry it out by {review.due_on:%-d %B %Y}.\n\nThe reason given: {review.why}",
        link=review.get_absolute_url(),
    )
    return review


def carry_out(
    *,
    review: Review,
    carried_out_on: date,
    reviewer: str,
    summary: str,
    by: Person,
    upload: Upload | None = None,
) -> ReviewReport:
    """Record that it was carried out, by whom and what it says; the headteacher and whoever commissioned it are told.

    :param upload: the report as a file, if it is there already; without it nothing is recorded.
    :raises Refused: ``not-yours``, ``own-school``, ``ended``, ``carried-out``, ``in-the-future``, ``long-ago``,
        ``reviewer-missing``, ``summary-missing``, ``too-long``, ``too-many``; the file is not kept.
    """
    with keeping(upload) if upload else nullcontext() as kept, transaction.atomic():
        review = locked(review)
        require(rules.may_carry_out(by, review))
        require(rules.is_a_day_it_was_carried_out(carried_out_on))
        summary = printable(summary, SUMMARY_LIMIT).strip()
        if not summary:
            raise Refused(Refusal("summary-missing", "Write in a few sentences what the review says."))
        report = ReviewReport.objects.create(
            review=review, carried_out_on=carried_out_on, reviewer=line(reviewer, REVIEWER_LIMIT, NO_REVIEWER),
            summary=summary, by=by, at=clock.now(),
        )  # fmt: skip
        after = {"carried_out_on": carried_out_on, "reviewer": report.reviewer, "summary": summary}
        audit.record(
            by=by, verb="recorded review as carried out", thing=review, school=review.school, after=after
        )
        if kept:
            _add_paper(review, kept, by)
        _tell(review, by, key="carried-out", subject=f"{review} has been carried out", body=summary)
    return report


def add_report(*, review: Review, upload: Upload, by: Person) -> ReviewPaper:
    """Add the report as a file that ``kit.uploads`` found good.

    :raises Refused: ``not-yours``, ``own-school``, ``ended``, ``not-carried-out``, ``too-many``; the file is not kept.
    """
    with keeping(upload) as kept, transaction.atomic():
        review = locked(review)
        require(rules.may_add_to(by, review))
        return _add_paper(review, kept, by)


@transaction.atomic
def close(*, review: Review, sentence: str, by: Person) -> ReviewEnd:
    """Close it, once every finding is settled.

    :param sentence: what is to be remembered; needed where the review found nothing.
    :raises Refused: ``not-yours``, ``own-school``, ``ended``, ``not-carried-out``, ``findings-open``,
        ``reason-missing``, ``too-long``.
    """
    review = locked(review)
    require(rules.may_close(by, review))
    sentence = " ".join(printable(sentence, LINE_LIMIT).split())
    if not sentence and not review.findings.all():
        raise Refused(
            Refusal(
                "reason-missing", "No finding is entered. Say in a sentence that there was none, and why."
            )
        )
    return _end(review, by, "closed review", is_cancelled=False, reason=sentence)


@transaction.atomic
def cancel(*, review: Review, reason: str, by: Person) -> ReviewEnd:
    """Call it off before it is carried out; the headteacher is told.

    :raises Refused: ``not-yours``, ``own-school``, ``ended``, ``carried-out``, ``not-commissioned-by-you``,
        ``reason-missing``, ``too-long``.
    """
    review = locked(review)
    require(rules.may_cancel(by, review))
    reason = line(reason, LINE_LIMIT, Refusal("reason-missing", "Say why it will not be carried out."))
    end = _end(review, by, "cancelled review", is_cancelled=True, reason=reason)
    _tell(review, by, key="cancelled", subject=f"{review} is cancelled", body=f"The reason given: {reason}")
    return end


NO_REVIEWER = Refusal(
    "reviewer-missing", "Say who carries the review out: a person, or where they come from."
)


def line(text: str, limit: int, missing: Refusal) -> str:
    """``text`` as one line.

    :raises Refused: ``missing`` when it says nothing, ``too-long``.
    """
    text = " ".join(printable(text, limit).split())
    if not text:
        raise Refused(missing)
    return text


def locked(review: Review) -> Review:
    """The review anew, kept from others until the transaction ends."""
    Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    return Review.objects.whole().get(pk=review.pk)


def _add_paper(review: Review, kept: Kept, by: Person) -> ReviewPaper:
    if review.papers.count() >= PAPERS_LIMIT:
        raise Refused(Refusal("too-many", f"A review has room for {PAPERS_LIMIT} files."))
    columns = {name: value for name, value in asdict(kept).items() if name != "name"}
    paper = ReviewPaper.objects.create(review=review, file_name=kept.name, by=by, at=clock.now(), **columns)
    after = {"file": kept.name, "size": kept.size, "sha256": kept.sha256}
    audit.record(by=by, verb="added report of review", thing=review, school=review.school, after=after)
    return paper


def _end(review: Review, by: Person, verb: str, *, is_cancelled: bool, reason: str) -> ReviewEnd:
    end = ReviewEnd.objects.create(
        review=review, is_cancelled=is_cancelled, reason=reason, by=by, at=clock.now()
    )
    audit.record(by=by, verb=verb, thing=review, school=review.school, after={"reason": reason})
    return end


def _tell(review: Review, by: Person, *, key: str, subject: str, body: str) -> None:
    people = {each.pk: each for each in (*headteachers(review.school), review.by) if each.pk != by.pk}
    tell_people(
        people.values(), key=f"review:{review.pk}:{key}", subject=subject, body=body,
        link=review.get_absolute_url(),
    )  # fmt: skip
