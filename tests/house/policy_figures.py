"""Who gets what: figures, their benchmarks and their imports."""

from __future__ import annotations

from tests.house.answers import Row

ROWS: dict[str, tuple[Row, ...]] = {}
