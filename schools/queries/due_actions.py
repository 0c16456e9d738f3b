"""The actions whose turn is somebody's: those they own and, of a school they lead, those nobody there owns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.urls import reverse

from kit import clock
from schools import action_owners
from schools.access.checks import reaches, works_at
from schools.access.permissions import Permission
from schools.access.roles import Role
from schools.models import Action, Person, Post, School
from schools.turns import AHEAD, Turn

MOST_OF_TITLE = 120


def actions_due(person: Person) -> Iterator[Turn]:
    """What is to be done and whose impact is to be checked, within ``AHEAD`` or before, at schools that are open.

    Three queries at most.
    """
    until = clock.today() + AHEAD
    to_check = Q(check_impact_on__lte=until, impact="")
    rows = list(
        Action.objects.visible_to(person)
        .filter(school__closed_on__isnull=True)
        .filter(Q(done_on__isnull=True, due_on__lte=until) | to_check)
        .select_related("school__trust")
    )
    led = {row.school_id for row in rows if _leads(person, row.school)}
    others = _posts_at(led)
    for row in rows:
        if _is_theirs(row, person) or (row.school_id in led and not _has_owner(row, others)):
            yield from _turns(row)


def _turns(row: Action) -> Iterator[Turn]:
    until, url = clock.today() + AHEAD, reverse("action", args=[row.pk])
    what = row.what if len(row.what) <= MOST_OF_TITLE else f"{row.what[:MOST_OF_TITLE].rstrip()}…"
    where = row.school.name
    if row.done_on is None and row.due_on is not None and row.due_on <= until:
        yield Turn(f"action:{row.pk}", what, where, row.due_on, url)
    elif row.check_impact_on is not None and not row.impact and row.check_impact_on <= until:
        title = f"Check what came of it: {what}"
        yield Turn(f"action-impact:{row.pk}", title, where, row.check_impact_on, url)


def _leads(person: Person, school: School) -> bool:
    """Whether they answer for the school itself: what nobody owns is theirs."""
    return works_at(person, school) and any(
        Permission.SUBMIT_SELF_EVALUATION in Role(post.role).permissions and reaches(post, school)
        for post in person.current_posts
    )


def _is_theirs(row: Action, person: Person) -> bool:
    titles = [title for post in person.current_posts if reaches(post, row.school) for title in _titles(post)]
    return bool(titles) and action_owners.names(row.owner, person.name, titles)


def _titles(post: Post) -> tuple[str, str]:
    return post.title, Role(post.role).title


def _posts_at(schools: Iterable[int]) -> list[Post]:
    """Everybody who holds a post at one of them, or for the whole of their trust."""
    ids = list(schools)
    if not ids:
        return []
    trusts = School.objects.filter(pk__in=ids).values("trust")
    posts = (
        Post.objects.current().filter(trust__in=trusts).select_related("person").prefetch_related("schools")
    )
    return list(posts)


def _has_owner(row: Action, posts: list[Post]) -> bool:
    return any(
        reaches(post, row.school) and action_owners.names(row.owner, post.person.name, _titles(post))
        for post in posts
    )
