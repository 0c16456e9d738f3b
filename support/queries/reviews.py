"""A school's external reviews, one of them whole, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from kit import clock
from kit.refusals import Refusal
from riskmatrix.models import Framework
from schools.access.permissions import Permission
from schools.action_rules import may_see_actions
from schools.models import Person, School
from support import rules_reviews as rules
from support.models import Commitment, Finding, Review
from support.spec_reviews import ReviewKind, review_pack

AHEAD = timedelta(weeks=4)


@dataclass(frozen=True)
class KindLine:
    """A kind of review and when it was last carried out here; ``due`` by its usual rhythm, None if it has none."""

    kind: ReviewKind
    last: date | None
    due: date | None

    @property
    def is_due(self) -> bool:
        return self.due is not None and self.due < clock.today()


@dataclass(frozen=True)
class ReviewsPage:
    school: School
    open: Sequence[Review]
    ended: Sequence[Review]
    kinds: Sequence[KindLine]
    may_commission: Refusal | None


def reviews_page(school: School, user: Person) -> ReviewsPage:
    """In a fixed number of queries."""
    rows = list(Review.objects.filter(school=school).whole())
    return ReviewsPage(
        school=school,
        open=[each for each in rows if not each.ended],
        ended=[each for each in reversed(rows) if each.ended],
        kinds=[_line(kind, rows) for kind in review_pack().kinds],
        may_commission=rules.may_commission(user, school, ""),
    )


def _line(kind: ReviewKind, rows: Sequence[Review]) -> KindLine:
    days = [each.carried_out.carried_out_on for each in rows if each.kind == kind.code and each.carried_out]
    last = max(days, default=None)
    if last is None or kind.every_months is None:
        return KindLine(kind, last, None)
    months = last.month - 1 + kind.every_months
    # The first of the month after, so that no month is too short for the day.
    year, month = divmod(months + 1, 12)
    return KindLine(kind, last, date(last.year + year, month + 1, 1) - timedelta(days=1))


@dataclass(frozen=True)
class FindingLine:
    row: Finding
    may_make_action: Refusal | None
    may_leave: Refusal | None


@dataclass(frozen=True)
class ReviewPage:
    """Everything the page of one review says."""

    row: Review
    kind: ReviewKind | None
    criteria: Sequence[str]
    findings: Sequence[FindingLine]
    may_carry_out: Refusal | None
    may_add_to: Refusal | None
    may_close: Refusal | None
    may_cancel: Refusal | None
    sees_actions: bool

    @property
    def open_actions(self) -> int:
        rows = [line.row.action for line in self.findings if line.row.action]
        return sum(each.done_on is None for each in rows)

    @property
    def facts(self) -> list[tuple[str, str]]:
        row = self.row
        facts = [
            ("From", row.reviewer),
            ("To be carried out by", f"{row.due_on:%-d %B %Y}"),
            ("Why", row.why),
        ]
        if row.commitment:
            facts.append(("Keeps the promise", row.commitment.title))
        if self.kind:
            facts.append(("Usual rhythm", self.kind.rhythm))
        if self.criteria:
            facts.append(("Speaks to", ", ".join(self.criteria)))
        return facts


def review_page(review: Review, user: Person) -> ReviewPage:
    """In a fixed number of queries."""
    row = (
        Review.objects.whole()
        .select_related("commitment__year")
        .prefetch_related("papers", "findings__action", "findings__settled_by__posts")
        .prefetch_related("by__posts", "report__by__posts", "end__by__posts")
        .get(pk=review.pk)
    )
    kind = review_pack().kind(row.kind)
    findings = list(row.findings.all())
    for each in findings:
        each.review = row
    return ReviewPage(
        row=row,
        kind=kind,
        criteria=_criteria(kind, row.school),
        findings=[
            FindingLine(each, rules.may_make_action(user, each), rules.may_leave(user, each))
            for each in findings
        ],
        may_carry_out=rules.may_carry_out(user, row),
        may_add_to=rules.may_add_to(user, row),
        may_close=rules.may_close(user, row),
        may_cancel=rules.may_cancel(user, row),
        sees_actions=may_see_actions(user, row.school) is None,
    )


def _criteria(kind: ReviewKind | None, school: School) -> list[str]:
    """The criteria it speaks to as the framework in force calls them; one that it does not have is left out."""
    framework = Framework.objects.in_force(school.trust_id)
    if kind is None or framework is None:
        return []
    return [each.title for each in framework.spec.criteria if each.code in kind.criteria]


def promises_to_keep(school: School, kinds: Sequence[ReviewKind]) -> list[Commitment]:
    """The school's running promises that a review of one of ``kinds`` would keep. One query."""
    promises = {promise for kind in kinds for promise in kind.promises}
    rows = Commitment.objects.running().filter(school=school, promise__in=promises)
    return list(rows.filter(year__ends_on__gte=clock.today()).select_related("year"))


@dataclass(frozen=True)
class Turn:
    """What somebody has to do about a review."""

    title: str
    detail: str
    url: str
    due: date | None


def review_turns(user: Person) -> list[Turn]:
    """For the trust's people: what they commissioned that is due soon or late, what is found and not settled.

    Whoever commissioned it is asked, and nobody else. A fixed number of queries.
    """
    turns = [_turn(each) for each in _looked_after(user)]
    return [each for each in turns if each is not None]


def reviews_to_carry_out(user: Person) -> list[Review]:
    """Those that ``user`` commissioned and nobody has carried out, the earliest first. A fixed number of queries."""
    return [each for each in _looked_after(user) if not each.carried_out]


def _looked_after(user: Person) -> list[Review]:
    schools = School.objects.visible_to(user, Permission.RECORD_ENGAGEMENT)
    rows = Review.objects.open().filter(school__in=schools, by=user).whole()
    return [each for each in rows if rules.looks_after(user, each.school) is None]


def _turn(review: Review) -> Turn | None:
    url = review.get_absolute_url()
    if not review.carried_out:
        if review.due_on > clock.today() + AHEAD:
            return None
        said = (
            f"{review.title}: say whether it was carried out"
            if review.is_overdue
            else f"{review.title} is due"
        )
        return Turn(said, f"{review.school}, from {review.reviewer}", url, review.due_on)
    if number := len(review.unsettled):
        what = "one finding is" if number == 1 else f"{number} findings are"
        return Turn(f"{review.title}: {what} not settled", str(review.school), url, None)
    return Turn(f"Close: {review.title}", f"{review.school}, every finding is settled", url, None)


def findings_to_settle(user: Person, school: School) -> list[Turn]:
    """For the school's leaders: one line for each review whose findings nobody has settled. Two queries."""
    rows = Review.objects.visible_to(user, Permission.KEEP_ACTIONS).open().filter(school=school)
    rows = rows.filter(findings__settled_at=None, findings__isnull=False).distinct().whole()
    return [
        Turn(
            f"Settle what the {each.title[0].lower()}{each.title[1:]} found",
            "One finding" if len(each.unsettled) == 1 else f"{len(each.unsettled)} findings",
            reverse("review", args=[each.pk]),
            None,
        )
        for each in rows
    ]
