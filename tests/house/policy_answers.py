"""Who gets what: answers to moderated ratings, disagreements, calibration."""

from __future__ import annotations

from tests.house.answers import Row

ROWS: dict[str, tuple[Row, ...]] = {}
