"""Who gets what: what backs a judgement."""

from __future__ import annotations

from tests.house.answers import Row

ROWS: dict[str, tuple[Row, ...]] = {}
