"""Questions worth asking, raised by rules from the figures of a report: the same report, the same questions.

A finder yields, for each thing its rule fires on, the words that the pack's text is filled with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from governance.content import CriterionLine, KpiLine, Moved, QuestionPart, ReportContent
from governance.spec import ReportPack

Words = dict[str, str]
Finder = Callable[[ReportContent], Iterator[Words]]


def raise_questions(content: ReportContent, pack: ReportPack) -> tuple[QuestionPart, ...]:
    """At most ``pack.most`` questions, in the pack's order; none about the same KPI twice."""
    asked: list[QuestionPart] = []
    about: set[str] = set()
    for spec in pack.questions:
        fresh = (words for words in FINDERS[spec.rule](content) if words.get("kpi", "") not in about)
        for words in islice(fresh, spec.each):
            asked.append(
                QuestionPart(
                    rule=spec.rule,
                    question=_filled(spec.question, words),
                    because=_filled(spec.because, words),
                )
            )
            if "kpi" in words:
                about.add(words["kpi"])
    return tuple(asked[: pack.most])


def _filled(text: str, words: Words) -> str:
    """Braces of the pack only: what people typed is never read as a pattern."""
    for name, value in words.items():
        text = text.replace("{" + name + "}", value)
    return text


def _kpis(content: ReportContent) -> Iterator[tuple[CriterionLine, KpiLine]]:
    if content.is_moderated:
        yield from ((criterion, kpi) for criterion in content.criteria for kpi in criterion.kpis)


def _kpi_words(content: ReportContent, kpi: KpiLine) -> Words:
    """kpi, agreed, own, before, previous_term"""
    before = kpi.before.label if kpi.before else ""
    return {
        "kpi": kpi.title,
        "agreed": kpi.agreed.label,
        "own": kpi.own.label,
        "before": before,
        "previous_term": content.previous_term,
    }


def _where(keep: Callable[[KpiLine], bool]) -> Finder:
    def find(content: ReportContent) -> Iterator[Words]:
        return (_kpi_words(content, kpi) for _, kpi in _kpis(content) if keep(kpi))

    return find


def _saw_less_risk(kpi: KpiLine) -> bool:
    return kpi.own.is_step and kpi.agreed.is_step and kpi.own.position < kpi.agreed.position


def _not_moderated(content: ReportContent) -> Iterator[Words]:
    """standing"""
    if not content.is_moderated:
        yield {"standing": content.standing}


def _category_changed(content: ReportContent) -> Iterator[Words]:
    """strand, category, before"""
    for part in content.categories:
        if part.category and part.before and part.category != part.before:
            yield {"strand": part.strand.lower(), "category": part.category, "before": part.before}


def _engagement_missed(content: ReportContent) -> Iterator[Words]:
    """title, promised, held"""
    short = [line for line in content.engagements if line.missed]
    for line in sorted(short, key=lambda line: -line.missed):
        yield {"title": line.title, "promised": str(line.promised), "held": str(line.held)}


def _action_overdue(content: ReportContent) -> Iterator[Words]:
    """what, due_on"""
    for line in content.actions:
        if line.is_overdue and line.due_on:
            day = line.due_on
            yield {"what": line.what, "due_on": f"{day:%A} {day.day} {day:%B %Y}"}


def _no_monitoring(content: ReportContent) -> Iterator[Words]:
    """term"""
    if not content.themes:
        yield {"term": content.term}


def _evidence(content: ReportContent) -> Iterator[Words]:
    """criterion, level: the criterion with the most risk"""
    levels = [criterion for criterion in content.criteria if content.is_moderated and criterion.level.is_step]
    if levels:
        worst = max(levels, key=lambda criterion: criterion.level.position)
        yield {"criterion": worst.title, "level": worst.level.label}


FINDERS: dict[str, Finder] = {
    "matrix.not-moderated": _not_moderated,
    "kpi.at-worst-step": _where(lambda kpi: kpi.agreed.is_step and kpi.agreed.position == kpi.agreed.of),
    "kpi.risk-rose": _where(lambda kpi: kpi.moved is Moved.HIGHER),
    "kpi.stays-high": _where(lambda kpi: kpi.moved is Moved.SAME and kpi.agreed.is_high),
    "kpi.school-saw-less-risk": _where(_saw_less_risk),
    "category.changed": _category_changed,
    "engagement.missed": _engagement_missed,
    "action.overdue": _action_overdue,
    "monitoring.none": _no_monitoring,
    "kpi.risk-fell": _where(lambda kpi: kpi.moved is Moved.LOWER),
    "criterion.evidence": _evidence,
}
