"""The term in short and the questions: raised by rule, from the report's own figures, in plain values."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from governance.content import (
    ActionLine,
    CategoryPart,
    CriterionLine,
    EngagementLine,
    KpiLine,
    Mark,
    Moved,
    ReportContent,
    TermCount,
    ThemePart,
)
from governance.headline import headline_of
from governance.queries.charts import history_chart
from governance.questions import FINDERS, raise_questions
from governance.spec import report_pack

STEPS = tuple(
    Mark(code=code, label=code.title(), shape="circle", position=position, of=4)
    for position, code in enumerate(("low", "moderate", "high", "critical"), 1)
)
LOW, MODERATE, HIGH, CRITICAL = STEPS
UNRATED = Mark(code="unrated", label="Not rated")


def kpi(title: str, agreed: Mark, before: Mark | None = None, own: Mark | None = None) -> KpiLine:
    if before is None:
        moved = Moved.FIRST
    elif before == agreed:
        moved = Moved.SAME
    else:
        moved = Moved.HIGHER if agreed.position > before.position else Moved.LOWER
    return KpiLine(title=title, agreed=agreed, before=before, own=own or agreed, moved=moved)


def content(*kpis: KpiLine, **changes: Any) -> ReportContent:
    criterion = CriterionLine(
        title="Safeguarding",
        level=MODERATE,
        before=None,
        moved=Moved.FIRST,
        sentence="A sentence.",
        kpis=kpis,
    )
    values: dict[str, Any] = {
        "trust": "Larkfield", "school": "Alder", "urn": 900001, "phase": "Primary", "term": "Autumn term",
        "previous_term": "Summer term", "version": 1, "gathered_on": date(2026, 12, 18), "framework": "F",
        "offer": "O", "is_moderated": True, "standing": "Moderation is finished.", "headline": (),
        "scale": STEPS, "categories": (), "criteria": (criterion,), "history": (), "engagements": (),
        "themes": (ThemePart(focus="Science", held_on=date(2026, 11, 1), methods=(), recommendations="", actions=0),),
        "actions": (), "questions": (), "glossary": (),
    }  # fmt: skip
    return ReportContent(**values | changes)


def rules(report: ReportContent) -> list[str]:
    return [question.rule for question in raise_questions(report, report_pack())]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (kpi("Single central record", CRITICAL, CRITICAL), "kpi.at-worst-step"),
        (kpi("Staff survey", HIGH, MODERATE), "kpi.risk-rose"),
        (kpi("Staff survey", HIGH, HIGH), "kpi.stays-high"),
        (kpi("Staff survey", LOW, MODERATE), "kpi.risk-fell"),
        (kpi("Staff survey", MODERATE, MODERATE, own=LOW), "kpi.school-saw-less-risk"),
    ],
)
def test_a_kpi_raises_its_question_with_its_name_and_figures(line: KpiLine, rule: str) -> None:
    raised = raise_questions(content(line), report_pack())
    asked = next(question for question in raised if question.rule == rule)
    assert line.title in asked.question
    assert "{" not in asked.question + asked.because


def test_a_quiet_matrix_raises_no_question_about_a_kpi() -> None:
    assert [rule for rule in rules(content(kpi("Staff survey", LOW, LOW))) if rule.startswith("kpi.")] == []


def test_no_kpi_is_asked_about_twice() -> None:
    line = kpi("Staff survey", CRITICAL, LOW, own=LOW)
    assert [rule for rule in rules(content(line)) if rule.startswith("kpi.")] == ["kpi.at-worst-step"]


def test_not_rated_is_neither_high_nor_low() -> None:
    line = kpi("Staff survey", UNRATED, UNRATED, own=LOW)
    assert [rule for rule in rules(content(line)) if rule.startswith("kpi.")] == []


def test_a_school_not_moderated_is_asked_about_that_and_about_no_rating() -> None:
    report = content(kpi("Staff survey", CRITICAL), is_moderated=False, standing="Still with the school.")
    assert rules(report)[0] == "matrix.not-moderated"
    assert not [rule for rule in rules(report) if rule.startswith(("kpi.", "criterion."))]


def test_promises_actions_categories_and_monitoring_are_asked_about() -> None:
    report = content(
        kpi("Staff survey", LOW, LOW),
        engagements=(
            EngagementLine(
                strand="Academic", title="Progress meeting", promised=3, held=1, missed=2, ahead=1, next_due=None
            ),
        ),
        actions=(ActionLine(what="Mend it", owner="", due_on=date(2026, 12, 1), is_overdue=True, origin="X"),),
        categories=(
            CategoryPart(
                strand="Academic", category="Refine", before="Sustain", descriptor="", confirmed="", reason="",
                entitles_to=(),
            ),
        ),
        themes=(),
    )  # fmt: skip
    assert {"engagement.missed", "action.overdue", "category.changed", "monitoring.none"} <= set(
        rules(report)
    )
    assert headline_of(report) == (
        "No agreed rating has changed since the Summer term.",
        "Academic support is in the category Refine (until now Sustain).",
        "Of 3 engagements promised so far this year, 1 took place; 2 were missed.",
        "1 agreed action is overdue.",
    )


def test_the_headline_counts_what_is_rated_and_says_what_is_not() -> None:
    away = Mark(code="not_applicable", label="Not applicable")
    first = content(kpi("A", LOW), kpi("B", UNRATED), kpi("C", away), kpi("D", away), previous_term="")
    assert headline_of(first)[0] == (
        "1 KPI was agreed with the trust for the first time; 2 do not apply to the school and 1 is not rated."
    )
    moved = content(kpi("A", HIGH, LOW), kpi("B", LOW, LOW), kpi("C", away, away))
    assert headline_of(moved)[0] == (
        "Since the Summer term, risk has risen for 1 KPI and fallen for no KPIs of 2 that are rated."
    )
    assert headline_of(content(kpi("A", away)))[0] == "No KPI is rated; 1 does not apply to the school."


def test_what_people_typed_is_never_read_as_a_pattern() -> None:
    action = ActionLine(
        what="Ask {due_on} {what}", owner="", due_on=date(2026, 12, 1), is_overdue=True, origin="X"
    )
    asked = next(
        question
        for question in raise_questions(content(actions=(action,)), report_pack())
        if question.rule == "action.overdue"
    )
    assert "{what}" in asked.question


def test_at_most_as_many_as_the_pack_says() -> None:
    lines = [kpi(f"KPI {number}", CRITICAL, LOW, own=LOW) for number in range(20)]
    assert len(rules(content(*lines, themes=()))) <= report_pack().most


def test_every_rule_of_the_code_is_used_by_the_pack() -> None:
    assert {spec.rule for spec in report_pack().questions} == set(FINDERS)


def test_the_changes_show_risen_risk_first_and_concerns_do_not_repeat_them() -> None:
    report = content(kpi("Fell", LOW, HIGH), kpi("Rose", HIGH, LOW), kpi("Stays", CRITICAL, CRITICAL))
    assert [line.title for _, line in report.changes] == ["Rose", "Fell"]
    assert [line.title for _, line in report.concerns] == ["Stays"]


def test_a_term_without_agreed_ratings_is_a_gap_in_the_chart_not_a_nought() -> None:
    terms = (
        TermCount(term="Spring", agreed=True, steps={"low": 39}),
        TermCount(term="Summer", agreed=False, steps={}),
        TermCount(term="Autumn", agreed=True, steps={"low": 30, "high": 9}),
    )
    chart = history_chart(content(history=terms))
    assert chart is not None
    assert [row[2] for row in chart.rows] == ["–", "–", "–", "–"] or all(
        "0" not in row[2] for row in chart.rows
    )
    assert history_chart(content(history=terms[:2])) is None


@pytest.mark.parametrize(
    ("position", "of", "look"),
    [(1, 4, "low"), (2, 4, "moderate"), (3, 4, "high"), (4, 4, "critical"), (1, 3, "low"), (3, 3, "critical"),
     (5, 5, "critical")],
)  # fmt: skip
def test_every_scale_finds_its_looks_on_paper(position: int, of: int, look: str) -> None:
    assert Mark(code="x", label="X", position=position, of=of).print_class == look
    assert UNRATED.print_class == "not-rated"
