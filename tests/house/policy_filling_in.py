"""Who gets what: the evening at the matrix: comparing terms, sharing the work, forms and sheets."""

from __future__ import annotations

from tests.house.answers import Row

ROWS: dict[str, tuple[Row, ...]] = {}
