"""The picture of a trust beside what the portal holds of it.

A fact the files do not know never overwrites one the portal knows, and nothing is ever deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schools.gias.ancestry import Ancestor
from schools.gias.difference import (
    LABELS,
    TRUST_LABELS,
    Change,
    Difference,
    Held,
    HeldSchool,
    SchoolDifference,
)
from schools.gias.phases import phase_of
from schools.gias.picture import SchoolPicture, TrustPicture
from schools.gias.records import Establishment, Finding, Layout

# A school is open or closed: an empty closing date is no gap. Where the grid has a school, pages say that they do
# not know a distance.
_MAY_BE_MISSED = [column for column in LABELS if column not in ("closed_on", "easting", "northing")]
_UNKNOWN = (None, "", "unknown")


def in_other_trusts(picture: TrustPicture, held: Held) -> list[Finding]:
    """Schools that belong to another trust of this installation. An import never moves one.

    A school's evaluations, reports and plans would go with it and be readable in a trust they were not written
    for; that is for both trusts to decide, and no file of the register says that they have.
    """
    return [
        Finding(
            school.facts.where,
            None,
            f"School {school.urn} {school.facts.name} belongs to {held.schools[school.urn].other_trust} here.",
            "An import never moves a school with its history. Take it out of the files.",
        )
        for school in picture.schools
        if school.urn in held.schools and held.schools[school.urn].other_trust
    ]


def compare(picture: TrustPicture, held: Held) -> Difference:
    """What would have to change for the portal to know what the files say."""
    schools = [_school(each, held.schools.get(each.urn), picture.links_from) for each in picture.schools]
    inside = {each.urn for each in picture.schools}
    left = []
    for urn, mine in sorted(held.schools.items()):
        if urn in inside or mine.facts["closed_on"]:
            continue
        closed_on = picture.others[urn].closed_on if urn in picture.others else None
        if closed_on:
            closed = (Change("closed_on", None, closed_on),)
            schools.append(SchoolDifference(urn, mine.facts["name"], False, closed, (), ()))
        else:
            left.append(f"{urn} {mine.facts['name']}")
    return Difference(
        trust_name=(held.trust or {}).get("name") or picture.trust.name,
        trust_uid=picture.trust.uid,
        trust_is_new=held.trust is None,
        trust_changes=_trust(picture, held.trust or {}),
        schools=tuple(schools),
        left=tuple(left),
        notes=picture.notes,
    )


def _trust(picture: TrustPicture, held: Mapping[str, Any]) -> tuple[Change, ...]:
    """The register writes trusts in capitals: a name that differs in nothing else stays as the trust writes it."""
    said = {column: getattr(picture.trust, column) for column in TRUST_LABELS}
    if str(held.get("name", "")).casefold() == picture.trust.name.casefold():
        del said["name"]
    return _changes(said, held)


def _school(school: SchoolPicture, held: HeldSchool | None, links_from: Layout | None) -> SchoolDifference:
    facts = held.facts if held else {}
    said = _said(school, facts)
    before = held.ancestors if held else {}
    ancestors = [
        (before.get(each.urn), each)
        for each in (_better(each, before, links_from) for each in school.ancestors)
    ]
    after = {**facts, **{column: value for column, value in said.items() if value not in _UNKNOWN}}
    unknown = [LABELS[column] for column in _MAY_BE_MISSED if after.get(column) in _UNKNOWN]
    if links_from is None and not before:
        unknown.append("predecessors")
    return SchoolDifference(
        urn=school.urn,
        name=school.facts.name or str(facts.get("name", "")),
        is_new=held is None,
        changes=_changes(said, facts, clearing={"closed_on"} if school.facts.is_open else set()),
        ancestors=tuple((old, new) for old, new in ancestors if old != new),
        unknown=tuple(unknown),
    )


def _said(school: SchoolPicture, held: Mapping[str, Any]) -> dict[str, Any]:
    said = {column: getattr(school.facts, column) for column in LABELS if hasattr(school.facts, column)}
    return {**said, "joined_on": school.joined_on, "phase": _phase(school.facts, held)}


def _phase(facts: Establishment, held: Mapping[str, Any]) -> str:
    """By the ages of the files or, where they are silent, the ones the portal knows."""

    def known(column: str) -> Any:
        said = getattr(facts, column)
        return held.get(column) if said is None else said

    phase = phase_of(facts.phase, known("kind"), known("lowest_age"), known("highest_age"))
    if phase == "primary" and None in (known("lowest_age"), known("highest_age")):
        # Infant and junior schools are primary to the register: without ages it has not contradicted us.
        return str(held["phase"]) if held.get("phase") in ("infant", "junior") else phase
    return phase


def _better(said: Ancestor, held: Mapping[int, Ancestor], links_from: Layout | None) -> Ancestor:
    """The predecessor as the files have it, with what only the portal knows of it."""
    known = held.get(said.urn)
    if known is None:
        return said
    return Ancestor(
        said.urn,
        said.name if said.is_named else known.name,
        said.relation if links_from is Layout.LINKS else known.relation,
        said.linked_on or known.linked_on,
    )


def _changes(
    said: Mapping[str, Any], held: Mapping[str, Any], clearing: set[str] | None = None
) -> tuple[Change, ...]:
    """Every known fact that differs. ``clearing`` are columns where None is a fact too."""
    found = []
    for column, new in said.items():
        old = held.get(column)
        if new in _UNKNOWN and (new is not None or column not in (clearing or ())):
            continue
        if new != old and not (new in _UNKNOWN and old in _UNKNOWN):
            found.append(Change(column, old, new))
    return tuple(found)
