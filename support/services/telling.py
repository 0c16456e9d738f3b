"""Who is told about support, and in which words."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from riskmatrix.services.self_evaluation import headteachers
from schools.models import Person, School
from schools.services.notices import tell
from support.models import Decision


def tell_people(people: Iterable[Person], *, key: str, subject: str, body: str, link: str) -> None:
    """Tell each of ``people`` once for each ``key``."""
    for person in people:
        tell(person, key=key, subject=subject, body=body, link=link)


def tell_heads(school: School, *, key: str, subject: str, body: str) -> None:
    """Tell the headteacher, or those who act as one, with a link to the school's plan."""
    for head in headteachers(school):
        tell(head, key=key, subject=subject, body=body, link=reverse("plan", args=[school.urn]))


def tell_of_decision(decision: Decision, standing: Decision | None) -> None:
    """Tell the headteacher what was decided and why.

    :param standing: what stood before; None for a first category.
    """
    strand, title = decision.strand_spec.title.lower(), decision.category_title
    if standing is not None and standing.category == decision.category:
        said = f"stays {title}"
    else:
        said = f"is {title}" if standing is None else f"changes from {standing.category_title} to {title}"
    body = f"The {strand} category of {decision.school} {said}, confirmed by {decision.by.name}."
    if decision.reason:
        body += f"\n\nThe reason given: {decision.reason}"
    if decision.review_on:
        body += f"\n\nIt is looked at again by {decision.review_on:%A %-d %B %Y}."
    if decision.exit_criteria:
        body += f"\n\nWhat will have been reached then: {decision.exit_criteria}"
    tell_heads(
        decision.school,
        key=f"decision-{decision.pk}",
        subject=f"The {strand} category of {decision.school} {said}",
        body=f"{body}\n\nThe plan shows what this promises the school. You can answer the decision there.",
    )
