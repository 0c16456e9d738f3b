"""Who an action belongs to: its owner is written as a name or a role, as people say it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

_BETWEEN = re.compile(r"\s*(?:,|;|/|&|\band\b)\s*", re.IGNORECASE)


def names(owner: str, name: str, titles: Collection[str]) -> bool:
    """Whether ``owner`` names the person called ``name`` or one of the ``titles`` they hold at the school.

    “Dev Patel”, “Deputy headteacher” and “Headteacher and Dev Patel” all name Dev Patel, deputy headteacher;
    “Headteacher” alone does not.
    """
    known = {_plain(name), *map(_plain, titles)}
    return any(_plain(part) in known for part in (owner, *_BETWEEN.split(owner)) if part.strip())


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
