"""A pytest plugin: writes how many tests passed, failed and were left out by which marker, for the summary."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from scripts.outcome import read_counts

FOLDER = "PORTAL_TEST_COUNTS"
"""The folder that the run's counts are written to."""
OUTCOMES = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
MARKERS = ("postgresql", "services", "browser", "once", "real_data", "trial")


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Each test is counted once, under the first marker that can have put it aside.

    With xdist every worker collects everything, so the first one speaks for all.
    """
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0":
        return
    counts = Counter(
        next((name for name in MARKERS if item.get_closest_marker(name)), "no marker") for item in items
    )
    # Asked once for each reason to leave tests out.
    _write("deselected.json", Counter(read_counts(Path(os.environ[FOLDER], "deselected.json"))) + counts)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    _write("outcomes.json", {name: len(terminalreporter.stats.get(name, ())) for name in OUTCOMES})


def _write(name: str, counts: dict[str, int]) -> None:
    Path(os.environ[FOLDER], name).write_text(json.dumps(counts))
