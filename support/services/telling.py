"""Who is told about support, and in which words."""

from __future__ import annotations

from django.urls import reverse

from riskmatrix.services.self_evaluation import headteachers
from schools.models import School
from schools.services.notices import tell


def tell_heads(school: School, *, key: str, subject: str, body: str) -> None:
    """Tell the headteacher, or those who act as one, with a link to the school's plan."""
    for head in headteachers(school):
        tell(head, key=key, subject=subject, body=body, link=reverse("plan", args=[school.urn]))
