"""The fulfilment page as rows for a spreadsheet program."""

from __future__ import annotations

from collections.abc import Iterator

from kit.sheets import Cell
from support.queries.fulfilment_page import FulfilmentPage

HEADERS = (
    "School year", "Window", "Of", "Strand", "Promised to date", "Held", "Missed", "Cancelled by the trust",
    "Cancelled by the school", "Cancelled, not said by whom", "Still planned", "Called off by a changed category",
    "School was there", "School was not there", "School: not recorded", "Who owes it was there",
    "Who owes it was not there", "Who owes it: not recorded",
)  # fmt: skip


def rows_of(page: FulfilmentPage) -> Iterator[tuple[Cell, ...]]:
    """In the order of the page."""
    for line in page.lines:
        tally = line.tally
        yield (
            str(page.year), page.period.title if page.period else "", line.title, line.strand,
            tally.promised_to_date, tally.held, tally.missed, tally.off_by_trust, tally.off_by_school,
            tally.off_unsaid, tally.planned, tally.called_off, tally.school_came, tally.school_stayed_away,
            tally.school_unrecorded, tally.owing_came, tally.owing_stayed_away, tally.owing_unrecorded,
        )  # fmt: skip
