"""What may be done about support: right, moment, readiness. Each answers None or a refusal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kit import clock
from kit.refusals import Refusal
from schools.access.checks import has, roles_in, works_at
from schools.access.permissions import Permission
from support import spec
from support.models import AimReview, Commitment, Decision, Engagement, Offer

if TYPE_CHECKING:
    from riskmatrix.models import Evaluation
    from schools.models import Person, School

NO_OFFER = Refusal("no-offer", "The trust has not published its offer of support yet.")
NOT_RECORDED_BY_YOU = Refusal("not-yours", "Your post does not include recording this for this school.")


def confirms(user: Person, school: School, strand: spec.Strand) -> Refusal | None:
    """Whether ``user`` confirms the category of ``strand`` here by the offer; nobody does for their own school."""
    right = has(user, Permission.CONFIRM_CATEGORY, school)
    if not right or strand.confirmed_by not in roles_in(user, school):
        return Refusal("not-yours", f"The {strand.title.lower()} category is confirmed by somebody else.")
    if works_at(user, school):
        return Refusal("own-school", "You work at this school, so somebody else decides about it.")
    return None


def may_confirm(
    user: Person, evaluation: Evaluation, strand: str, offer: Offer | None, latest: Evaluation | None
) -> Refusal | None:
    """:param latest: the school's latest moderated evaluation; an earlier one is no longer decided about."""
    if offer is None:
        return NO_OFFER
    found = {each.code: each for each in offer.spec.strands}.get(strand)
    if found is None:
        return Refusal("no-such-strand", "The trust's offer has no such strand.")
    if refusal := confirms(user, evaluation.school, found):
        return refusal
    if not evaluation.is_moderated:
        return Refusal("not-moderated", "Moderation is not finished, so there is nothing agreed to go by.")
    if latest is not None and latest.pk != evaluation.pk:
        return Refusal("later-term", f"The {latest.term} has been moderated since: decide by that.")
    return None


def is_a_choice(strand: spec.Strand, category: str, recommended: str, reason: str) -> Refusal | None:
    """Whether the category exists and, where the portal recommends another or cannot tell, a reason is given."""
    if category not in {each.code for each in strand.categories}:
        return Refusal("no-such-category", "Choose one of the categories shown.")
    if category == recommended or reason:
        return None
    if not recommended:
        return Refusal("reason-missing", "The portal could not tell: give the reason for your choice.")
    return Refusal("reason-missing", "You chose another category than recommended: give the reason.")


def may_read_decision(user: Person, school: School, made: Decision | None) -> Refusal | None:
    """Those who decide see the recommendation at once, everybody else with the plan once somebody has decided."""
    if has(user, Permission.CONFIRM_CATEGORY, school):
        return None
    if not has(user, Permission.SEE_PLAN, school):
        return Refusal("not-yours", "Your post does not include this for this school.")
    if made is None:
        return Refusal("not-decided", "Nobody has confirmed a category by this evaluation yet.")
    return None


def may_record(user: Person, engagement: Engagement) -> Refusal | None:
    """Record whether it was held, or cancel it."""
    if not has(user, Permission.RECORD_ENGAGEMENT, engagement.school):
        return NOT_RECORDED_BY_YOU
    if engagement.status != Engagement.Status.PLANNED:
        return Refusal("not-planned", f"This is already recorded as {engagement.standing.lower()}.")
    return None


def may_correct(user: Person, engagement: Engagement) -> Refusal | None:
    """Change the date or note of what was held."""
    if not has(user, Permission.RECORD_ENGAGEMENT, engagement.school):
        return NOT_RECORDED_BY_YOU
    if engagement.status != Engagement.Status.HELD:
        return Refusal("not-held", "Only what was held can be corrected.")
    return None


def may_take_back(user: Person, engagement: Engagement) -> Refusal | None:
    """Plan again what was recorded as held or cancelled by mistake."""
    if not has(user, Permission.RECORD_ENGAGEMENT, engagement.school):
        return NOT_RECORDED_BY_YOU
    if engagement.status == Engagement.Status.PLANNED:
        return Refusal("planned", "Nothing has been recorded here yet.")
    if engagement.is_called_off:
        return Refusal("ended", "This was promised in an earlier category and is no longer planned.")
    return None


def is_a_day_it_was_held(engagement: Engagement, day: date) -> Refusal | None:
    """Late is late but was held; before its window it was another one, and tomorrow nobody knows."""
    year = engagement.commitment.year
    if day > clock.today():
        return Refusal("in-the-future", "This day has not come yet. Record it once it was held.")
    if day < engagement.first_day:
        begins = f"{engagement.window_start:%-d %B %Y}"
        return Refusal("before-window", f"This one belongs to {engagement.label}, which begins on {begins}.")
    if day > year.ends_on:
        return Refusal(
            "after-the-year", f"This day lies after the school year {year}, for which it was promised."
        )
    return None


def may_review(user: Person, review: AimReview) -> Refusal | None:
    if not has(user, Permission.RECORD_ENGAGEMENT, review.commitment.school):
        return NOT_RECORDED_BY_YOU
    if review.is_ended:
        return Refusal("ended", "A change of category ended this aim before the half-term was over.")
    if review.window_start > clock.today():
        return Refusal("too-early", f"{review.label} begins on {review.window_start:%-d %B %Y}.")
    return None


def may_decide_requirement(user: Person, commitment: Commitment) -> Refusal | None:
    """Say whether something promised “if required” is required: those who owe it."""
    if not isinstance(commitment.spec.rhythm, spec.IfRequired):
        return Refusal("not-if-required", "This is promised in any case.")
    roles = roles_in(user, commitment.school)
    if not has(user, Permission.RECORD_ENGAGEMENT, commitment.school) or not roles & set(
        commitment.spec.owed_by
    ):
        return Refusal("not-yours", "Whether it is required is decided by those who owe it.")
    if commitment.ends_on is not None:
        return Refusal("ended", "A change of category ended this promise.")
    return None
