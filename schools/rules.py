"""May this person look after this part of the trust? ``None`` is yes; a refusal carries the sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from kit.refusals import Refusal
from schools.access.checks import has, has_in_trust
from schools.access.permissions import Permission
from schools.access.roles import Reach, Role
from schools.models import AcademicYear, Person, Post, School, Trust
from schools.rhythm import WEEKDAYS, Rhythm


def may_manage_people(person: Person | None, trust: Trust) -> Refusal | None:
    """Add people and posts. Nobody in particular (None) may do so only while a trust has no one yet."""
    if person is None:
        return _portal_only(trust)
    return _needs(person, Permission.MANAGE_PEOPLE, trust, "add people and posts")


def may_manage_trust(person: Person, trust: Trust) -> Refusal | None:
    """Change the trust's settings and its list of schools."""
    return _needs(person, Permission.MANAGE_TRUST, trust, "change the trust's settings and schools")


def may_manage_terms(person: Person, trust: Trust) -> Refusal | None:
    """Keep the trust's calendar and open its terms."""
    return _needs(person, Permission.MANAGE_TERMS, trust, "keep the trust's calendar")


def may_keep_closures(person: Person, year: AcademicYear, school: School | None) -> Refusal | None:
    """Add and remove closures: the trust's for all its schools, or one school's own."""
    if school is None:
        return may_manage_terms(person, year.trust)
    if school.trust_id != year.trust_id:
        return Refusal("other-trust", "This school does not belong to the trust whose year this is.")
    if has(person, Permission.KEEP_CLOSURES, school):
        return None
    return Refusal(
        "not-yours", f"Only {school}'s headteacher, its business manager or the trust adds its closures."
    )


def may_close_account(person: Person, other: Person) -> Refusal | None:
    """Close or reopen somebody's account: never one's own, never that of somebody who works elsewhere too.

    No trust is left without an administrator whose post has no end.
    """
    if person.pk == other.pk:
        return Refusal("own-account", "You cannot close your own account. Ask another administrator.")
    refusal = is_wholly_ours(person, other)
    if refusal is None and other.is_active:
        left = (_leaves_an_administrator(post) for post in other.all_posts if not post.has_ended)
        refusal = next((each for each in left if each), None)
    return refusal


def may_invite_again(person: Person, other: Person) -> Refusal | None:
    """Send somebody a new link to set their password."""
    if not other.is_active:
        return Refusal("account-closed", "This account is closed. Reopen it first.")
    return is_wholly_ours(person, other)


def may_rename(person: Person, other: Person) -> Refusal | None:
    """Change one's own name, or that of somebody who works nowhere else."""
    return None if person.pk == other.pk else is_wholly_ours(person, other)


def may_set_rhythm(person: Person, other: Person) -> Refusal | None:
    """How often somebody is reminded is for them alone to say."""
    if person.pk == other.pk:
        return None
    return Refusal("not-yours", "How often somebody is reminded, they say themselves.")


def is_a_rhythm(rhythm: str, weekday: int) -> Refusal | None:
    if rhythm in set(Rhythm) and 0 <= weekday < len(WEEKDAYS):
        return None
    return Refusal("no-rhythm", "Choose daily, weekly on a day from Monday to Friday, or no reminders.")


def may_end_post(person: Person, post: Post, ends_on: date) -> Refusal | None:
    """End a post that has not ended, without leaving the trust unattended."""
    refusal = may_manage_people(person, post.trust)
    if refusal is not None:
        return refusal
    if ends_on < post.starts_on:
        return Refusal("dates-out-of-order", "The last day of a post cannot come before its first day.")
    if post.has_ended:
        return Refusal("already-ended", "This post has already ended.")
    return _leaves_an_administrator(post)


def is_a_post(role: Role, schools: Sequence[School], trust: Trust) -> Refusal | None:
    """Whether these schools are as many as the role is held in, and the trust's own."""
    if any(school.trust_id != trust.pk for school in schools):
        return Refusal("other-trust", "A post is held in schools of its own trust only.")
    wrong, what = {
        Reach.SCHOOL: (len(schools) != 1, "one school: choose it"),
        Reach.ASSIGNED: (not schools, "assigned schools: choose at least one"),
        Reach.TRUST: (bool(schools), "the whole trust: choose no school"),
    }[role.reach]
    return Refusal("wrong-schools", f"{role.title} is a post for {what}.") if wrong else None


def is_free_of_it(
    person: Person,
    role: Role,
    trust: Trust,
    schools: Sequence[School],
    starts_on: date,
    ends_on: date | None,
) -> Refusal | None:
    """Whether the days are in order and the person does not hold the very post on one of them."""
    if ends_on is not None and ends_on < starts_on:
        return Refusal("dates-out-of-order", "The last day of a post cannot come before its first day.")
    same = Post.objects.filter(person=person, role=role, trust=trust)
    if schools:
        same = same.filter(schools__in=schools)
    same = same.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if ends_on is not None:
        same = same.filter(starts_on__lte=ends_on)
    if same.exists():
        return Refusal("holds-it", f"{person} already holds this post in these days.")
    return None


def _needs(person: Person, permission: Permission, trust: Trust, what: str) -> Refusal | None:
    if has_in_trust(person, permission, trust):
        return None
    return Refusal("not-yours", f"Only a trust administrator of {trust} may {what}.")


def _portal_only(trust: Trust) -> Refusal | None:
    if not trust.posts.exists():
        return None
    return Refusal("nobody", "People are added by somebody: say who.")


def is_wholly_ours(person: Person, other: Person) -> Refusal | None:
    """Whether every post of ``other`` that has not ended is in a trust whose people ``person`` manages."""
    posts = [post for post in other.all_posts if not post.has_ended] or other.all_posts
    if posts and all(has_in_trust(person, Permission.MANAGE_PEOPLE, post.trust) for post in posts):
        return None
    return Refusal("not-only-ours", "This account is not in your trust's hands alone. End the post instead.")


def _leaves_an_administrator(post: Post) -> Refusal | None:
    if post.role != Role.TRUST_ADMINISTRATOR:
        return None
    others = Post.objects.current().filter(trust=post.trust_id, role=Role.TRUST_ADMINISTRATOR, ends_on=None)
    if others.exclude(person=post.person_id).exists():
        return None
    return Refusal(
        "last-administrator", "The trust would be left without an administrator. Appoint another first."
    )


def ages_in_order(lowest: int | None, highest: int | None) -> Refusal | None:
    if lowest is None or highest is None or lowest <= highest:
        return None
    return Refusal("ages-out-of-order", "The lowest age cannot be above the highest.")


def place_is_whole(easting: int | None, northing: int | None) -> Refusal | None:
    """Metres of the National Grid: both, or neither where nobody knows; nought is nowhere."""
    if (easting is None and northing is None) or (easting and northing):
        return None
    return Refusal("half-a-place", "Give the easting and the northing, both above nought, or neither.")
