"""The posts of many people at once."""

from __future__ import annotations

from collections.abc import Iterable

from schools.models import Person, Post


def read_posts(people: Iterable[Person | None]) -> None:
    """Read the posts of all these people now, in two queries, so that a page that names each with their role asks no
    more. The same person may be there as several objects.
    """
    there = [person for person in people if person is not None]
    rows = Post.objects.filter(person__in={person.pk for person in there})
    posts: dict[int, list[Post]] = {}
    for post in rows.select_related("trust").prefetch_related("schools"):
        posts.setdefault(post.person_id, []).append(post)
    for person in there:
        person.all_posts = posts.get(person.pk, [])
