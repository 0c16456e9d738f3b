"""The register's own files lie beside the project or where ``REAL_DATA`` says; not every machine has them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("REAL_DATA") or Path(__file__).parents[1].parent / "shared" / "data")
THERE = (FOLDER / "gias").is_dir() and (FOLDER / "soke").is_dir()


def leave_out_what_needs_it(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where the files are absent, what is marked ``real_data`` is deselected and counted, never passed over."""
    if not THERE:
        without = [item for item in items if item.get_closest_marker("real_data")]
        if without:
            config.hook.pytest_deselected(items=without)
            items[:] = [item for item in items if item not in without]
