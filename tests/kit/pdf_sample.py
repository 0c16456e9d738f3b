"""A document with everything that a school's report has: the tests of kit.pdf draw it and look at it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from kit.charts import bars, line
from kit.pdf.cage import ROOT

ISSUED = datetime(2026, 12, 11, 9, 30, tzinfo=UTC)
ABOUT: dict[str, Any] = {
    "title": "Termly report: Mill Lane Primary School, Autumn 2026",
    "author": "Riverside Learning Trust",
    "identifier": "report 100001 2026-autumn v1",
    "issued_at": ISSUED,
}
STEPS = ("low", "moderate", "high", "critical")
BODY = Path(__file__).with_suffix(".html")


def sample(typed: str = "Reading is stronger.\nAttendance fell by 1.2 points.", rows: int = 34) -> str:
    """The sample's HTML: ``typed`` as a person's words, a matrix of ``rows`` rows over several pages."""
    engine = Engine(dirs=[ROOT / "templates"])
    chart_title = "Agreed risk of the academic strand"
    terms = ("Autumn 2025", "Spring 2026", "Summer 2026", "Autumn 2026")
    context = {
        "title": ABOUT["title"],
        "foot": "Mill Lane Primary School · Autumn 2026 · Version 1",
        "typed": typed,
        "rows": [
            (
                f"Criterion {i + 1}",
                STEPS[i % 4],
                STEPS[(i * 3 + 1) % 4],
                "More is known than last term. " * (i % 4),
            )
            for i in range(rows)
        ],
        "steps": STEPS,
        "chart_title": chart_title,
        "chart": line(
            chart_title,
            terms,
            {"This school": (3, None, 2, 2), "Trust": (2, 2, 2, 3)},
            steps={1: "Low", 2: "Moderate", 3: "High", 4: "Critical"},
        ),
        "kept": bars(
            "Engagements promised and held", terms, {"Promised": (6, 8, 5, 7), "Held": (6, 0, None, 7)}
        ),
    }
    return engine.from_string(BODY.read_text()).render(Context(context, use_l10n=False))
