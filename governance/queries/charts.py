"""Pictures of a report, drawn from its frozen figures."""

from __future__ import annotations

from governance.content import ReportContent
from kit.charts import Chart, bars


def history_chart(content: ReportContent) -> Chart | None:
    """How many KPIs stood at each step, term by term; None while fewer than two terms are agreed.

    A term in which nothing was agreed, or that was rated on another scale, shows a dash, never a zero.
    """
    terms = content.history
    if sum(term.agreed and term.comparable for term in terms) < 2:
        return None
    labels = [step.label for step in content.scale]
    series = {
        term.term: [
            term.steps.get(step.code, 0) if term.agreed and term.comparable else None
            for step in content.scale
        ]
        for term in terms[-4:]
    }
    return bars("KPIs at each step of risk, term by term", labels, series)
