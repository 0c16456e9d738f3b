"""Who is told about support, and in which words."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from riskmatrix.services.self_evaluation import headteachers
from schools.models import Person, School
from schools.services.notices import tell


def tell_people(people: Iterable[Person], *, key: str, subject: str, body: str, link: str) -> None:
    """Tell each of ``people`` once for each ``key``."""
    for person in people:
        tell(person, key=key, subject=subject, body=body, link=link)


def tell_heads(school: School, *, key: str, subject: str, body: str) -> None:
    """Tell the headteacher, or those who act as one, with a link to the school's plan."""
    for head in headteachers(school):
        tell(head, key=key, subject=subject, body=body, link=reverse("plan", args=[school.urn]))
