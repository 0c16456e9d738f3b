"""What a school says to its category: an answer and an appeal that nobody has decided."""

from __future__ import annotations

from support.models import Decision
from support.services import appeals
from tests.house.here import Here, on


def answered(here: Here) -> None:
    """The headteacher, two days after the academic category was confirmed."""
    decision = Decision.objects.filter(school=here.school, strand="academic").latest("at")
    with on("2025-11-26"):
        appeals.answer(decision=decision, text=f"We see {here.word('catanswer')}.", by=here.head)
        row = appeals.appeal(decision=decision, reason=f"We doubt {here.word('catappeal')}.", by=here.head)
    here.keep("decision that stands", decision.pk)
    here.keep("appeal", row.pk)
