"""Every journey drives Chromium; the fixtures stand in tests/browser.py."""

from tests.browser import browser_type_launch_args, visit
from tests.journeys.worker import worker

__all__ = ["browser_type_launch_args", "visit", "worker"]
