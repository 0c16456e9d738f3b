"""The people of a trust, as its administrator sees them: with their posts in this trust and no other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Prefetch

from kit import clock
from kit.refusals import Refusal
from schools.models import Person, Post, Trust
from schools.models.person import PersonQuerySet
from schools.rules import is_wholly_ours, may_close_account, may_end_post, may_invite_again


@dataclass(frozen=True)
class PostLine:
    """A post as it is read: what, where, and whether it is held today, to come, or over."""

    post: Post
    title: str
    where: str
    state: str
    cannot_end: Refusal | None = None


@dataclass(frozen=True)
class PersonPage:
    person: Person
    posts: list[PostLine]
    cannot_close: Refusal | None
    cannot_invite: Refusal | None
    has_password: bool | None
    """None where it is not this administrator's to know: the person works for another trust as well."""


def people_of(trust: Trust, user: Person) -> PersonQuerySet:
    """Everybody with a past, present or coming post in ``trust``, each with ``posts_here`` and ``works_elsewhere``."""
    posts = (
        Post.objects.visible_to(user).filter(trust=trust).select_related("trust").prefetch_related("schools")
    )
    elsewhere = Post.objects.filter(person=OuterRef("pk")).exclude(trust=trust)
    people: PersonQuerySet = Person.objects.visible_to(user).annotate(works_elsewhere=Exists(elsewhere))
    return people.filter(pk__in=Post.objects.filter(trust=trust).values("person")).prefetch_related(
        Prefetch("posts", queryset=posts, to_attr="posts_here")
    )


def person_page(person: Person, user: Person) -> PersonPage:
    """One person, with the posts that ``user`` may know of: those in trusts whose people they manage."""
    posts = Post.objects.visible_to(user).filter(person=person).select_related("trust", "person")
    return PersonPage(
        person=person,
        posts=[
            _with_end(post, user) for post in posts.prefetch_related("schools").order_by("-starts_on", "-pk")
        ],
        cannot_close=may_close_account(user, person),
        cannot_invite=may_invite_again(user, person),
        has_password=None if is_wholly_ours(user, person) else person.has_usable_password(),
    )


def post_line(post: Post) -> PostLine:
    """“Headteacher”, “Alder Primary and Birch Junior”; the trust's name when no school is named."""
    names = [school.name for school in post.schools.all()] or [post.trust.name]
    where = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return PostLine(post, post.title, where, _state(post))


def _state(post: Post) -> str:
    if post.has_ended:
        return "ended"
    return "held" if post.is_held_on(clock.today()) else "to come"


def _with_end(post: Post, user: Person) -> PostLine:
    last_day = max(clock.today(), post.starts_on)
    return replace(post_line(post), cannot_end=may_end_post(user, post, last_day))
