"""A governor with a phone and one with paper read the same words: every text of a report is on both."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from governance.content import (
    ActionLine,
    AimPart,
    CategoryPart,
    CriterionLine,
    EngagementLine,
    GlossaryLine,
    KpiLine,
    Mark,
    Moved,
    QuestionPart,
    ReportContent,
    RequirementPart,
    TermCount,
    ThemePart,
)
from governance.models import Report
from governance.services.printing import print_report
from kit import clock
from schools.models import Person
from tests.cast import Cast

SILENT = {"code", "shape", "rule", "moved", "tone"}
"""What steers the look and is no word for a reader."""

SCALE = tuple(
    Mark(code=word.lower(), label=word, shape=shape, position=at, of=4, meaning=f"{word} means this.")
    for at, (word, shape) in enumerate(
        [("Low", "ring"), ("Moderate", "half"), ("High", "square"), ("Critical", "diamond")], 1
    )
)
LOW, MODERATE, HIGH, CRITICAL = SCALE


def kpi(title: str, before: Mark, agreed: Mark, own: Mark, moved: Moved, **words: str) -> KpiLine:
    return KpiLine(title=title, before=before, agreed=agreed, own=own, moved=moved, **words)


def full() -> ReportContent:
    """Something in every part, each text unlike any other."""
    return ReportContent(
        trust="Larkfield Trust", school="Alder", urn=900001, phase="Primary", term="Spring term 2026/27",
        previous_term="Autumn term 2026/27", version=2, gathered_on=date(2027, 3, 19),
        framework="The framework, version 7", offer="The offer, version 8", is_moderated=True,
        standing="", headline=("A first sentence.", "A second sentence."), scale=SCALE,
        categories=(
            CategoryPart(
                strand="Academic", category="Refine", before="Sustain", descriptor="Getting better.",
                confirmed="Confirmed by Esther.", reason="We saw it.", entitles_to=("The promise of visits",),
            ),
            CategoryPart(
                strand="Operational", category="", before="", descriptor="",
                confirmed="Nothing is confirmed; what all share is promised.", reason="", entitles_to=(),
            ),
        ),
        criteria=(
            CriterionLine(
                title="Safeguarding", level=HIGH, before=MODERATE, moved=Moved.HIGHER, sentence="Two are high.",
                kpis=(
                    kpi("Audit", MODERATE, HIGH, LOW, Moved.HIGHER, reason="Seen so.", commentary="We think."),
                    kpi("Survey", CRITICAL, CRITICAL, HIGH, Moved.SAME, reason="Still so.", commentary="We try."),
                ),
            ),
        ),
        history=(
            TermCount(term="Autumn term 2026/27", agreed=True, steps={"moderate": 1, "critical": 1}),
            TermCount(term="Spring term 2026/27", agreed=True, steps={"high": 1, "critical": 1}),
        ),
        engagements=(
            EngagementLine(
                strand="Academic", title="Visits", promised=31, held=17, missed=12, cancelled=2, ahead=5,
                next_due=date(2027, 5, 7), sentence="Until March: once.",
            ),
        ),
        aims=(
            AimPart(strand="Academic", title="An aim", status="At risk", tone="late", sentence="Nobody came.",
                    when="Spring term, first half"),
        ),
        requirements=(
            RequirementPart(strand="Academic", title="A review", answer="Required", tone="current",
                            sentence="Since June."),
        ),
        themes=(
            ThemePart(focus="Science books", held_on=date(2027, 2, 3), methods=("array", "pupil voice"),
                      recommendations="Read more.", actions=3),
        ),
        actions=(
            ActionLine(what="Mend the roof", owner="Bea", due_on=date(2027, 4, 1), is_overdue=True,
                       origin="A visit"),
            ActionLine(what="Paint it", owner="", due_on=None, is_overdue=False, origin="A meeting"),
        ),
        questions=(QuestionPart(rule="kpi.risk-rose", question="What lies behind?", because="It rose."),),
        glossary=(GlossaryLine(word="Strand", meaning="Half of it."),),
    )  # fmt: skip


def texts(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, key)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner, name)
    elif isinstance(value, date):
        yield f"{value:%A} {value.day} {value:%B %Y}"
    elif isinstance(value, str) and value and name not in SILENT:
        yield value


def spoken(page: str) -> str:
    """The words of a page between its tags, those for screen readers included."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def kept(cast: Cast, content: ReportContent) -> Report:
    return Report.objects.create(
        school=cast.alder, term=cast.autumn, content=content.model_dump(mode="json"), frozen_at=clock.now(),
        issued_at=clock.now(), job_state="done", pdf="reports/x.pdf", sha256="0" * 64,
    )  # fmt: skip


@pytest.mark.django_db
def test_every_text_is_on_the_page_and_on_paper(cast: Cast, client_of: Callable[[Person], Client]) -> None:
    report = kept(cast, full())
    page = spoken(client_of(cast.governor).get(report.get_absolute_url()).content.decode())
    printed = subprocess.run(
        ["pdftotext", "-raw", "-", "-"],  # noqa: S607
        input=print_report(report), capture_output=True, check=True,
    )  # fmt: skip
    paper = " ".join(printed.stdout.decode().split())

    wanted = [*texts(full().model_dump()), "No date set", "Nobody named", "URN 900001"]
    assert len(wanted) > 80
    lowered = {"Academic", "Operational"}
    for place, said in (("page", page), ("paper", paper)):
        missing = [
            text for text in wanted if text not in said and not (text in lowered and text.lower() in said)
        ]
        assert not missing, place
