"""Who is told about the trust's calendar, and in which words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format

from schools.access.permissions import Permission
from schools.access.roles import roles_with
from schools.models import Person, Post, Term, Trust
from schools.services.notices import tell


def heads_of(trust: Trust) -> list[Person]:
    """Those who submit a self-evaluation today, each once: headteachers of open schools, acting ones too."""
    posts = Post.objects.current().filter(
        trust=trust,
        role__in=roles_with(Permission.SUBMIT_SELF_EVALUATION),
        schools__closed_on__isnull=True,
    )
    return list(Person.objects.filter(pk__in=posts.values("person")))


def tell_heads_of_dates(term: Term, *, key: str, what: str) -> None:
    """Tell every headteacher when the work of ``term`` is due.

    :param what: what happened to the term, as in “is open”.
    """
    dates = (
        f"Self-evaluations are due on {_day(term.self_evaluation_due)}, "
        f"moderation on {_day(term.moderation_due)}, reports on {_day(term.report_due)}."
    )
    for head in heads_of(term.year.trust):
        tell(
            head,
            key=key,
            subject=f"{term} {what}",
            body=f"The {term.in_a_sentence} {what}. {dates}",
            link="/",
        )


def _day(day: date | None) -> str:
    return date_format(day, "l j F Y") if day else "a day to be set"
