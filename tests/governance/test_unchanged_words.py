"""A report tells governors since when the school's words have stood: what has not been written anew is no news."""

from __future__ import annotations

from django.template.loader import render_to_string

from governance.models import Report
from governance.queries.report import gather
from riskmatrix.models import Evaluation
from riskmatrix.services import moderation
from tests.cast import Cast
from tests.riskmatrix.terms import begun, handed_in, harbour_in_force, in_term, rate


def agreed(cast: Cast, evaluation: Evaluation) -> None:
    for strand, by in (
        ("academic", cast.head_of_school_improvement),
        ("operational", cast.chief_financial_officer),
    ):
        moderation.agree_as_rated(evaluation=evaluation, strand=strand, by=by)
        moderation.finish_part(evaluation=evaluation, strand=strand, by=by)


def test_on_the_page_and_on_paper(cast: Cast) -> None:
    harbour_in_force(cast)
    with in_term(cast, 1) as term:
        first = handed_in(begun(cast, term), {"curriculum": "As it is.", "teaching": "Seen everywhere."})
        agreed(cast, first)
    with in_term(cast, 2) as term:
        second = begun(cast, term)
        rate(second, "curriculum", "limited")
        rate(second, "teaching", "limited", "Seen in half the rooms.")
        agreed(cast, handed_in(second, {}))
        content = gather(Report(school=cast.alder, term=term, version=1))
    lines = {kpi.title: kpi for criterion in content.criteria for kpi in criterion.kpis}
    assert lines["Curriculum"].unchanged_since == "Autumn term 2026/27"
    assert lines["Teaching"].unchanged_since == ""
    assert {each.unchanged_since for each in lines.values() if not each.commentary} == {""}
    for template in ("governance/_report_kpi.html", "governance/_print_kpi.html"):
        printed = {
            title: render_to_string(template, {"kpi": lines[title], "criterion": content.criteria[0]})
            for title in ("Curriculum", "Teaching")
        }
        assert "The school writes (unchanged since Autumn term 2026/27)" in printed["Curriculum"]
        assert "unchanged" not in printed["Teaching"]


def test_a_report_of_before_is_read_as_it_was() -> None:
    """Frozen documents do not have the field."""
    from governance.content import KpiLine, Mark, Moved

    mark = Mark(code="low", label="Low")
    old = {"title": "Curriculum", "agreed": mark, "before": None, "own": mark, "moved": Moved.FIRST}
    assert KpiLine.model_validate(old).unchanged_since == ""
