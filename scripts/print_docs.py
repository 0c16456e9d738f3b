"""Prints the pages of docs/reference that say what the code says. With --check they are only compared.

To add a page: a function that returns Markdown, in one of the modules of scripts/pages, and a line in PAGES.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import django

FOLDER = Path("docs/reference")


def pages() -> dict[str, Callable[[], str]]:
    """File name → what prints it."""
    from scripts.pages import lifecycle, packs, refusals, roles, settings, timetable

    return {
        "roles.md": roles.page,
        "settings.md": settings.page,
        "life-of-an-evaluation.md": lifecycle.page,
        "rules.md": packs.rules,
        "proposals.md": packs.proposals,
        "offer.md": packs.engagements,
        "refusals.md": refusals.page,
        "timetable.md": timetable.page,
    }


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trust_portal.settings")
    django.setup()
    only_compare = "--check" in sys.argv[1:]
    stale = []
    for name, printed in pages().items():
        path, text = FOLDER / name, printed().rstrip() + "\n"
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(str(path))
        if not only_compare:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if only_compare and stale:
        print(f"The code says something else by now than {', '.join(stale)}. Print anew with `make docs`.")
        return 1
    print(f"Written: {', '.join(stale)}" if stale else "Every printed page says what the code says.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
