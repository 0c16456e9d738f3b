"""Every journey drives Chromium; the fixtures stand in tests/browser.py."""

from tests.append_only import let_tests_be_emptied
from tests.browser import browser_type_launch_args, visit

__all__ = ["browser_type_launch_args", "visit"]

let_tests_be_emptied()
