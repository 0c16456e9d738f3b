"""Migrations stand in one line: one first for each app, and none that two follow.

Two branches each add a migration after the same one; merged, their order would be chance.
"""

import os
import sys
from collections import Counter
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader


def breaks() -> list[str]:
    """A sentence for every place where the line of one of our apps breaks."""
    ours = {
        config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR
    }
    found = []
    followers: Counter[str] = Counter()
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if app in ours:
            before = [f"{other}.{one}" for other, one in migration.dependencies if other == app]
            followers.update(before or [f"{app}: nothing"])
            if len(before) > 1:
                found.append(f"{app}.{name} follows {len(before)} migrations of its app; let it follow one.")
    return found + [
        f"{place} is followed by {count} migrations; put one after the other."
        for place, count in followers.items()
        if count > 1
    ]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trust_portal.settings")
    django.setup()
    sentences = breaks()
    print("\n".join(sentences) or "The migrations of each app stand in one line.")
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
