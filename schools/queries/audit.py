"""What happened, readable: who, when, what, and what stood before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.formats import date_format

from schools.models import AuditEntry, Person, Trust
from schools.models.audit import AuditQuerySet

NOTHING = "nothing"
# Acts and values that are written down in the portal's own words, as a reader would say them.
VERBS = {"filed away notices": "kept old notices from being mailed"}
LABELS = {
    "unsent": "Notices that will not be mailed",
    "sha256": "Fingerprint of the PDF",
    "fingerprint": "Fingerprint of the file",
    "planned": "Engagements laid out",
}
# The number of a line in the database tells nobody anything.
UNSAID = {"row"}
Names = Mapping[tuple[str, int], str]
"""What the things are called that entries name by their ids, by kind and id."""
_CODE = re.compile(r"[a-z]+(_[a-z]+)+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


@dataclass(frozen=True)
class Change:
    """One value of an entry. ``before`` is None for something that was added, ``after`` for something removed."""

    what: str
    before: str | None
    after: str | None


def entries_of(trust: Trust, user: Person) -> AuditQuerySet:
    """The entries of ``trust`` that ``user`` may read, latest first."""
    return AuditEntry.objects.visible_to(user).filter(trust=trust).select_related("school")


def verbs_of(trust: Trust, user: Person) -> list[str]:
    """The verbs that occur in the trust's entries, in the order of the alphabet."""
    return list(entries_of(trust, user).order_by("verb").values_list("verb", flat=True).distinct())


def verb_said(verb: str) -> str:
    """What was done, in words."""
    return VERBS.get(verb, verb)


def names_in(entries: Iterable[AuditEntry]) -> Names:
    """What the people and other things are called that the values of ``entries`` name by their ids.

    One query for each kind of thing that is named, however many entries name one. What is there no more has no name.
    """
    ids: dict[type[Model], set[int]] = {}
    for entry in entries:
        for name, column in _columns(entry.thing_kind).items():
            for values in (_values(entry.before), _values(entry.after)):
                if isinstance(column.related_model, type) and isinstance(values.get(name), int):
                    ids.setdefault(column.related_model, set()).add(values[name])
    return {
        (model._meta.label_lower, thing.pk): str(thing)
        for model, wanted in ids.items()
        for thing in model._default_manager.filter(pk__in=wanted).select_related()
    }


def changes_of(entry: AuditEntry, names: Names | None = None) -> list[Change]:
    """The values of an entry side by side, in the order of the thing's columns, then by name.

    PostgreSQL keeps no order of its own. Of something added or removed, what was left empty is not listed.

    :param names: from ``names_in``; a thing without a name in it is said by its id.
    """
    names = names or {}
    columns = _columns(entry.thing_kind)
    before, after = _values(entry.before), _values(entry.after)
    order = {name: at for at, name in enumerate(columns)}
    listed = sorted({*before, *after} - UNSAID, key=lambda name: (order.get(name, len(order)), name))
    found = [
        Change(
            what=_label(columns.get(name), name),
            before=None
            if entry.before is None
            else said(_choice(columns.get(name), before.get(name), names)),
            after=None if entry.after is None else said(_choice(columns.get(name), after.get(name), names)),
        )
        for name in listed
        if before.get(name) != after.get(name)
    ]
    return [change for change in found if {change.before, change.after} - {None, NOTHING}]


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
        case str() if _CODE.fullmatch(value):
            return value.replace("_", " ")
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


def _columns(kind: str) -> Mapping[str, Field[Any, Any]]:
    """The columns of the thing by name; none for a kind of thing that the portal no longer has."""
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return {}
    return {column.name: column for column in model._meta.concrete_fields}


def _label(column: Field[Any, Any] | None, name: str) -> str:
    return LABELS.get(name) or _name(str(column.verbose_name) if column is not None else name)


def _choice(column: Field[Any, Any] | None, value: Any, names: Names) -> Any:
    """A stored code as its choice is called, a stored id as the thing is called."""
    if column is not None and isinstance(column.related_model, type) and isinstance(value, int):
        return names.get((column.related_model._meta.label_lower, value), value)
    choices = dict(column.flatchoices) if column is not None and column.choices else {}
    return choices.get(value, value) if isinstance(value, (str, int)) else value


def _name(name: str) -> str:
    words = name.replace("_", " ").strip()
    words = words if " " in words else words.replace("-", " ")
    return words[:1].upper() + words[1:]
