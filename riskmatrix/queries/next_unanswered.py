"""The KPI to go on with: a link that leads the focus to its first choice, with script or without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from riskmatrix.queries.evaluation_page import EvaluationPage, Section


@dataclass(frozen=True)
class NextUnanswered:
    """:param url: of the first unanswered KPI from this page on; ``elsewhere``, of the first one that is not on it."""

    url: str
    title: str
    elsewhere: str


def next_unanswered(page: EvaluationPage, sections: Sequence[Section]) -> NextUnanswered | None:
    """From the sections that are shown, then those after them, then round to the first; None when all is answered."""
    last = sections[-1].position
    later = [section for section in page.sections if section.position > last]
    earlier = [section for section in page.sections if section.position < sections[0].position]
    elsewhere = _first(page, [*later, *earlier])
    here = _first(page, sections)
    found = here or elsewhere
    if found is None:
        return None
    return NextUnanswered(found[0], found[1], elsewhere[0] if elsewhere else "")


def _first(page: EvaluationPage, sections: Sequence[Section]) -> tuple[str, str] | None:
    for section in sections:
        for block in section.blocks:
            if not block.is_answered:
                # The address of a radio button itself: a browser that goes there gives it the focus.
                place = f"{block.question.field_id}-{block.choices[0].code}"
                url = f"{page.evaluation.get_absolute_url()}?criterion={section.spec.code}#{place}"
                return url, block.kpi.title
    return None
