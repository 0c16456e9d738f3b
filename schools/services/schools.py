"""The schools of a trust, as far as a person of the trust keeps them by hand."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import CharField

from kit.refusals import Refusal, Refused, require
from kit.text import printable
from schools import audit
from schools.models import Person, School, Trust
from schools.rules import ages_in_order, may_manage_trust, place_is_whole

FACTS = frozenset(
    {
        "name",
        "phase",
        "kind",
        "lowest_age",
        "highest_age",
        "capacity",
        "admission_number",
        "number_on_roll",
        "local_authority",
        "street",
        "town",
        "postcode",
        "easting",
        "northing",
        "opened_on",
        "closed_on",
        "joined_on",
    }
)


@transaction.atomic
def add_school(*, trust: Trust, urn: int, name: str, by: Person, **facts: Any) -> School:
    """Add a school to a trust.

    :param facts: columns of ``School`` as in ``FACTS``.
    :raises Refused: ``not-yours``, ``urn-taken``, ``no-name``, ``too-long``, ``ages-out-of-order``,
        ``half-a-place``.
    """
    require(may_manage_trust(by, trust))
    if School.objects.filter(urn=urn).exists():
        require(Refusal("urn-taken", f"The URN {urn} is taken. Check it against the national register."))
    clean = _checked({**facts, "name": name}, School(trust=trust))
    school = School.objects.create(trust=trust, urn=urn, **clean)
    audit.record(by=by, verb="added school", thing=school, school=school, after={"urn": urn, **clean})
    return school


@transaction.atomic
def change_school(*, school: School, by: Person, **facts: Any) -> School:
    """Change what is known of a school. Only facts that differ are written and audited.

    :param facts: columns of ``School`` as in ``FACTS``.
    :raises Refused: ``not-yours``, ``no-name``, ``too-long``, ``ages-out-of-order``,
        ``half-a-place``.
    """
    require(may_manage_trust(by, school.trust))
    stands = School.objects.select_for_update().get(pk=school.pk)
    clean = _checked(facts, stands)
    after = {field: value for field, value in clean.items() if getattr(stands, field) != value}
    if after:
        before = {field: getattr(stands, field) for field in after}
        School.objects.filter(pk=school.pk).update(**after)
        audit.record(by=by, verb="changed school", thing=stands, school=stands, before=before, after=after)
    school.refresh_from_db()
    return school


def _checked(facts: dict[str, Any], school: School) -> dict[str, Any]:
    """The facts, cleaned; ``school`` holds those that are not among them.

    :raises TypeError: for a fact that a school does not have.
    """
    unknown = facts.keys() - FACTS
    if unknown:
        raise TypeError(f"A school has no {', '.join(sorted(unknown))}.")
    clean: dict[str, Any] = {
        name: _printable(name, value) if isinstance(value, str) else value for name, value in facts.items()
    }
    if not clean.get("name", school.name):
        require(Refusal("no-name", "Write the school's name."))
    lowest = clean.get("lowest_age", school.lowest_age)
    require(ages_in_order(lowest, clean.get("highest_age", school.highest_age)))
    easting = clean.get("easting", school.easting)
    require(place_is_whole(easting, clean.get("northing", school.northing)))
    return clean


def _printable(name: str, value: str) -> str:
    column = School._meta.get_field(name)
    assert isinstance(column, CharField)  # noqa: S101  (every fact that is written in words)
    try:
        return printable(" ".join(value.split()), limit=column.max_length)
    except Refused as refused:
        sentence = f"{str(column.verbose_name).capitalize()}: {refused.refusal.sentence}"
        raise Refused(Refusal(refused.refusal.code, sentence)) from refused
