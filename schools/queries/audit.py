"""What happened, readable: who, when, what, and what stood before and after."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from schools.models import AuditEntry, Person, Trust
from schools.models.audit import AuditQuerySet

NOTHING = "nothing"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


@dataclass(frozen=True)
class Change:
    """One value of an entry. ``before`` is None where there was none to speak of: something was added."""

    what: str
    before: str | None
    after: str | None


def entries_of(trust: Trust, user: Person) -> AuditQuerySet:
    """The entries of ``trust`` that ``user`` may read, latest first."""
    return AuditEntry.objects.visible_to(user).filter(trust=trust).select_related("school")


def verbs_of(trust: Trust, user: Person) -> list[str]:
    """The verbs that occur in the trust's entries, in the order of the alphabet."""
    return list(entries_of(trust, user).order_by("verb").values_list("verb", flat=True).distinct())


def changes_of(entry: AuditEntry) -> list[Change]:
    """The values of an entry side by side, in the order they were written."""
    before, after = _values(entry.before), _values(entry.after)
    names = [*after, *(name for name in before if name not in after)]
    return [
        Change(
            what=_name(name),
            before=said(before.get(name)) if entry.before is not None else None,
            after=said(after.get(name)) if entry.after is not None else None,
        )
        for name in names
        if before.get(name) != after.get(name)
    ]


def said(value: Any) -> str:
    """A stored value as a reader would say it."""
    match value:
        case None | "" | [] | {}:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case str() if _DAY.fullmatch(value):
            return date_format(date.fromisoformat(value), "j F Y")
        case str() if _MOMENT.fullmatch(value):
            return date_format(timezone.localtime(datetime.fromisoformat(value)), "j F Y, H:i")
        case list():
            return ", ".join(said(each) for each in value)
        case dict():
            return "; ".join(f"{_name(name)}: {said(each)}" for name, each in value.items())
        case _:
            return str(value)


def _values(stored: Any) -> Mapping[str, Any]:
    if stored is None:
        return {}
    return stored if isinstance(stored, dict) else {"value": stored}


def _name(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
