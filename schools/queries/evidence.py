"""How much room a school's evidence takes."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Sum

from schools.models import Evidence, School


def room_taken(school: School) -> int:
    """Bytes of the school's files that have not been withdrawn."""
    return Evidence.objects.standing().filter(school=school).aggregate(sum=Sum("size"))["sum"] or 0


def quota() -> int:
    """The most bytes that a school's evidence may have together."""
    megabytes: int = settings.EVIDENCE_QUOTA_MB
    return megabytes * 1024 * 1024
