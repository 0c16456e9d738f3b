"""When the next report of a school can be expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from governance.models import Report
from schools.models import Term


@dataclass(frozen=True)
class NextReport:
    """``due`` is None for a term that has not been opened: its dates are not set yet."""

    term: Term
    due: date | None


def next_report(term: Term | None, issued: Iterable[Report]) -> NextReport | None:
    """The report of the term at work, or, once that is among those ``issued``, of the term after it."""
    if term is None:
        return None
    if all(report.term_id != term.pk for report in issued):
        return NextReport(term, term.report_due)
    after = Term.objects.of(term.year.trust_id).filter(starts_on__gt=term.starts_on)
    following = after.order_by("starts_on").first()
    return NextReport(following, following.report_due) if following else None
