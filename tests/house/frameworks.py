"""A trust's framework in versions, as the walk over every address meets it: a draft beside the version in force."""

from __future__ import annotations

from functools import cache
from typing import Any

from riskmatrix.forms.frameworks import ITEMS, ONCE, Draft, PartForm
from riskmatrix.models import Framework
from riskmatrix.queries.framework_list import replaced_by
from riskmatrix.services import framework_drafts
from schools.models import Person, Trust
from tests.house.actors import Thing
from tests.riskmatrix.versions import HARBOUR

KPI = "staff-voice"


def drafted(place: str, trust: Trust, by: Person) -> dict[str, Thing]:
    """The trust's administrator has begun a draft."""
    in_force = Framework.objects.in_force(trust)
    assert in_force is not None
    draft = framework_drafts.begin(trust=trust, version="next", by=by)
    (mapping,) = in_force.spec.mappings
    return {
        "draft framework": Thing(place, (draft.pk,)),
        "framework in force": Thing(place, (in_force.pk,)),
        "part of a draft": Thing(place, (draft.pk, "general")),
        "part of the framework in force": Thing(place, (in_force.pk, "general")),
        "KPI of a draft": Thing(place, (draft.pk, "kpi", KPI)),
        "KPI of the framework in force": Thing(place, (in_force.pk, "kpi", KPI)),
        "strand to add": Thing(place, (draft.pk, "strand")),
        "mapping of a framework": Thing(place, (in_force.pk, mapping.code)),
    }


def shown(thing: Thing, **typed: Any) -> dict[str, Any]:
    """What a browser sends for a part of a draft as it is shown, with ``typed`` in it."""
    row = Framework.objects.filter(pk=thing.args[0]).first()
    if row is None:
        return {}
    kind, code = thing.args[1], thing.args[2] if len(thing.args) > 2 else ""
    form: PartForm = {**ONCE, **ITEMS}[kind](draft=Draft(row.spec, replaced_by(row)), code=code)
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**values, **typed}.items() if value not in (None, False, [])}


def general(thing: Thing) -> dict[str, Any]:
    return shown(thing, author="Somebody else")


def kpi(thing: Thing) -> dict[str, Any]:
    return shown(thing, title="What staff say")


def strand(thing: Thing) -> dict[str, Any]:
    return shown(thing, title="Community", moderator="chief_executive", criteria=["safeguarding"])


def as_seen(thing: Thing) -> dict[str, Any]:
    row = Framework.objects.filter(pk=thing.args[0]).first()
    return {"seen": row.fingerprint if row else ""}


def up(thing: Thing) -> dict[str, Any]:
    return {"to": "up"}


def new_version(thing: Thing) -> dict[str, Any]:
    return {"version": "2030"}


def pack(thing: Thing) -> dict[str, Any]:
    return {"text": _pack(), "do": "keep"}


@cache
def _pack() -> str:
    return HARBOUR.read_text(encoding="utf-8")
