"""The term in short: at most four sentences that a governor can say aloud. Pure, from the report's own figures."""

from __future__ import annotations

from collections.abc import Iterator

from governance.content import CategoryPart, KpiLine, Moved, ReportContent


def headline_of(content: ReportContent) -> tuple[str, ...]:
    """What was agreed and how it moved; the support; the promises; what is overdue."""
    return tuple(_sentences(content))


def _sentences(content: ReportContent) -> Iterator[str]:
    yield _risk(content)
    yield " ".join(_category(part) for part in content.categories) or _no_category(content)
    promised = sum(line.promised for line in content.engagements)
    if promised:
        held = sum(line.held for line in content.engagements)
        missed = sum(line.missed for line in content.engagements)
        cancelled = sum(line.cancelled or 0 for line in content.engagements)
        lost = [f"{_was(missed)} missed"] if missed else []
        lost += [f"{_was(cancelled)} cancelled"] if cancelled else []
        said = f"; {' and '.join(lost)}" if lost else " and none was missed"
        yield f"Of {_count(promised, 'engagement')} promised so far this year, {held} took place{said}."
    overdue = sum(action.is_overdue for action in content.actions)
    if overdue:
        yield f"{_count(overdue, 'agreed action')} {'is' if overdue == 1 else 'are'} overdue."


def _risk(content: ReportContent) -> str:
    if not content.is_moderated:
        return f"The ratings for the {content.term} are not agreed yet. {content.standing}"
    kpis = [kpi for criterion in content.criteria for kpi in criterion.kpis]
    rated = sum(kpi.agreed.is_step for kpi in kpis)
    if not rated:
        return f"No KPI is rated{_without(kpis)}."
    if not content.previous_term:
        were = "was" if rated == 1 else "were"
        return f"{_count(rated, 'KPI')} {were} agreed with the trust for the first time{_without(kpis)}."
    rose = sum(kpi.moved is Moved.HIGHER for kpi in kpis)
    fell = sum(kpi.moved is Moved.LOWER for kpi in kpis)
    compared = rose + fell + sum(kpi.moved is Moved.SAME for kpi in kpis)
    if content.stops and not compared:
        return f"The framework was changed, so no rating can be compared with the {content.previous_term}."
    that_compare = " that can be compared" if content.stops else ""
    if not rose and not fell:
        return f"No agreed rating{that_compare} has changed since the {content.previous_term}."
    return (
        f"Since the {content.previous_term}, risk has risen for {_count(rose, 'KPI')} "
        f"and fallen for {_count(fell, 'KPI')} of {compared if content.stops else rated}"
        f"{that_compare or ' that are rated'}."
    )


def _without(kpis: list[KpiLine]) -> str:
    """Not applicable and not rated are two different things, and neither is an agreed rating."""
    away = sum(kpi.agreed.code == "not_applicable" for kpi in kpis)
    unrated = sum(kpi.agreed.code == "unrated" for kpi in kpis)
    said = [f"{away} {'does' if away == 1 else 'do'} not apply to the school"] if away else []
    said += [f"{unrated} {'is' if unrated == 1 else 'are'} not rated"] if unrated else []
    return f"; {' and '.join(said)}" if said else ""


def _no_category(content: ReportContent) -> str:
    """A year from before the offer, or a trust without one."""
    if content.offer:
        return "No support was promised in this academic year."
    return "The trust has published no offer yet."


def _category(part: CategoryPart) -> str:
    if not part.category:
        return f"No category of {part.strand.lower()} support is confirmed yet."
    changed = f" (until now {part.before})" if part.before and part.before != part.category else ""
    return f"{part.strand} support is in the category {part.category}{changed}."


def _was(number: int) -> str:
    return f"{number} {'was' if number == 1 else 'were'}"


def _count(number: int, noun: str) -> str:
    """In figures throughout, so that they can be compared; nought is “no”."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
