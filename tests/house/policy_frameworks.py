"""Who gets what: the trust edits its framework in versions."""

from __future__ import annotations

from tests.house.answers import Row

ROWS: dict[str, tuple[Row, ...]] = {}
