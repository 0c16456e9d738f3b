"""What must not stand in a log."""

import logging
import re


class Masked(logging.Filter):
    """Takes secrets out of the lines of a log, such as an address that opens something by itself.

    :param pattern: a regular expression; what it matches becomes “…”.
    """

    def __init__(self, pattern: str) -> None:
        super().__init__()
        self.pattern = re.compile(pattern)

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if self.pattern.search(said):
            record.msg, record.args = self.pattern.sub("…", said), ()
        return True
