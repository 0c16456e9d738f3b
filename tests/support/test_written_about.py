"""What somebody has written about an engagement is not thrown away with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from schools.services.calendar import add_closure
from support.models import Engagement, Shortfall
from support.record_text import RecordText
from support.services import records, requirements
from support.services.following import follow_calendars
from support.services.new_year import ensure_commitments
from tests.cast import Cast

KEY = "headteacher-network:2026-27:week-15:1"


def write(row: Engagement, cast: Cast) -> None:
    records.save(
        engagement=row, text=RecordText(purpose="Prepared."), internal="", version=0, by=cast.chief_executive
    )


def test_when_its_last_school_day_is_closed(offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        for school in (offered.alder, offered.birch):
            ensure_commitments(school, offered.year_2026)
    write(Engagement.objects.get(school=offered.alder, key=KEY), offered)
    with at("2026-12-01"):
        add_closure(
            year=offered.year_2026, starts_on=date(2026, 12, 14), ends_on=date(2026, 12, 18), note="",
            by=offered.trust_administrator,
        )  # fmt: skip
        follow_calendars(year=offered.year_2026)
    assert [row.school for row in Engagement.objects.filter(key=KEY)] == [offered.alder]
    assert [row.commitment.school for row in Shortfall.objects.filter(key=KEY)] == [offered.birch]


def test_when_it_is_not_required_after_all(choose: Any, offered: Cast, at: Any):
    with at("2026-09-01 10:00"):
        choose("reinforce")
    reviews, by = offered.alder.commitments.get(promise="reviews"), offered.head_of_school_improvement
    with at("2026-10-12"):
        requirements.decide(commitment=reviews, required=True, sentence="Governors asked.", by=by)
        write(reviews.engagements.get(), offered)
        requirements.decide(commitment=reviews, required=False, sentence="Not after all.", by=by)
    assert reviews.engagements.get().record.draft.purpose == "Prepared."
