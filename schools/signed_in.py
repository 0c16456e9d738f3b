"""Who is signed in: the person and the posts they hold, read together with every request, in one statement.

Rights are never kept from one request to the next: somebody who has lost a post has lost it with the next request.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from kit.statements import Question, Row, columns, read
from schools.models import Person, Post, School, Trust

PERSON = columns(Person)
POST = columns(Post)
TRUST = columns(Trust)
SCHOOL = columns(School)


def _with_posts(pk: int) -> QuerySet[Any, Row]:
    """A row for each school of each post; one without either for somebody who has none."""
    rows: QuerySet[Any, Row] = Person.objects.filter(pk=pk).values_list(
        *PERSON,
        *columns(Post, "posts__"),
        *columns(Trust, "posts__trust__"),
        *columns(School, "posts__schools__"),
    )
    return rows.order_by("posts__starts_on", "posts__pk", "posts__schools__name")


QUESTION = Question(_with_posts)


class WithPosts(AuthenticationBackend):
    """allauth's, where the person of a session comes with their posts."""

    def get_user(self, user_id: int) -> Person | None:
        rows = QUESTION.rows(pk=user_id)
        if not rows:
            return None
        person = read(Person, rows[0][: len(PERSON)])
        person.all_posts = list(_posts(person, [row[len(PERSON) :] for row in rows]))
        return person if self.user_can_authenticate(person) else None


def _posts(person: Person, rows: list[Row]) -> Iterator[Post]:
    behind = len(POST) + len(TRUST)
    for pk, of_post in groupby(rows, key=lambda row: row[0]):
        if pk is None:
            return
        found = list(of_post)
        post, trust = read(Post, found[0][: len(POST)]), read(Trust, found[0][len(POST) : behind])
        post.person, post.trust = person, trust
        schools = [read(School, row[behind:]) for row in found if row[behind] is not None]
        # As `prefetch_related("schools")` leaves them: whoever asks for the schools of the post asks no more.
        post._prefetched_objects_cache = {"schools": _answered(post, schools)}  # type: ignore[attr-defined]
        yield post


def _answered(post: Post, schools: list[School]) -> QuerySet[School]:
    answered = School.objects.all()
    answered._result_cache, answered._prefetch_done = schools, True  # type: ignore[attr-defined]
    return answered
