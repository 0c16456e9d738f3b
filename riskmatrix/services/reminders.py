"""Reminding the schools whose self-evaluation is not with the trust yet."""

from django.db import transaction
from django.urls import reverse

from kit import clock
from kit.refusals import require
from riskmatrix import rules
from riskmatrix.queries.moderation_queue import progress_of
from riskmatrix.services.self_evaluation import headteachers
from schools import audit
from schools.models import Person, School, Term
from schools.services.notices import tell


@transaction.atomic
def remind_schools(*, term: Term, by: Person) -> int:
    """Tell the headteachers of schools that have not submitted, at most once a day.

    :returns: how many schools were reminded now.
    :raises Refused: when ``by`` may not.
    """
    require(rules.may_remind(by, term))
    waiting = progress_of(term, list(School.objects.filter(trust=term.year.trust_id).open()))
    told = 0
    for row in waiting:
        if row.is_with_the_school:
            told += _remind(row.school, term, begun=row.is_begun)
    if told:
        audit.record(
            by=by, verb="reminded schools", thing=term, trust=term.year.trust, after={"schools": told}
        )
    return told


def _remind(school: School, term: Term, *, begun: bool) -> bool:
    key = f"reminder-{term.pk}-{school.pk}-{clock.today()}"
    heads = [head for head in headteachers(school) if not head.notices.filter(key=key).exists()]
    due = f"{term.self_evaluation_due:%A %-d %B %Y}" if term.self_evaluation_due else ""
    for head in heads:
        tell(
            head,
            key=key,
            subject=f"The self-evaluation of {school} {'was' if term.is_overdue else 'is'} due on {due}",
            body=f"It has {'been begun but not submitted' if begun else 'not been begun'} for the {term}.",
            link=reverse("self_evaluation", args=[school.urn]),
        )
    return bool(heads)
