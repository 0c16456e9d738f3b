"""A small framework through several terms: seven KPIs are handed in sooner than thirty-nine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from kit import clock
from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.services import self_evaluation
from riskmatrix.services.frameworks import load_pack, publish
from schools.models import School, Term
from schools.services.calendar import open_term
from tests.cast import LONDON, Cast
from tests.riskmatrix.versions import HARBOUR, HARBOUR_NEXT

DAYS = {1: "2026-11-23", 2: "2027-03-01", 3: "2027-06-14"}


@contextmanager
def in_term(cast: Cast, number: int) -> Iterator[Term]:
    """A school day of autumn (1), spring (2) or summer (3) 2026/27, with the term opened."""
    with clock.set_to(datetime.fromisoformat(f"{DAYS[number]} 16:00").replace(tzinfo=LONDON)):
        term = cast.term(number)
        if term.opened_at is None:
            due = term.ends_on
            term = open_term(
                term=term,
                self_evaluation_due=due,
                moderation_due=due,
                report_due=due,
                by=cast.trust_administrator,
            )
        yield term


def harbour_in_force(cast: Cast, *, following: bool = False) -> Framework:
    """The first version of the invented framework, or the one that follows it, published for Larkfield."""
    by = cast.trust_administrator
    loaded = load_pack(path=HARBOUR_NEXT if following else HARBOUR, trust=cast.trust, by=by)
    return publish(framework=loaded, by=by)


def begun(cast: Cast, term: Term, school: School | None = None) -> Evaluation:
    school = school or cast.alder
    head = cast.other_head if school == cast.birch else cast.headteacher
    return self_evaluation.begin(school=school, term=term, by=head)


def rate(evaluation: Evaluation, kpi: str, answer: str | None = None, words: str | None = None) -> Rating:
    row = evaluation.ratings.get(kpi__code=kpi, kind=Rating.Kind.SELF)
    return self_evaluation.save_rating(
        rating=row, answer=answer, commentary=words, version=row.version, by=evaluation.begun_by
    )


def handed_in(evaluation: Evaluation, words: Mapping[str, str], answer: str = "partial") -> Evaluation:
    """Every KPI rated ``answer``, those of ``words`` with a commentary, and submitted."""
    for rating in evaluation.ratings.filter(kind=Rating.Kind.SELF, step=None).select_related("kpi"):
        rate(evaluation, rating.kpi.code, answer, words.get(rating.kpi.code))
    return self_evaluation.submit(evaluation=evaluation, by=evaluation.begun_by)
