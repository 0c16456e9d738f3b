"""Bringing a trust and its schools in from the national register, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, require
from schools.audit import record
from schools.gias.ancestry import Ancestor
from schools.gias.comparing import compare, in_other_trusts
from schools.gias.difference import (
    LABELS,
    TRUST_LABELS,
    Change,
    Difference,
    Held,
    HeldSchool,
    SchoolDifference,
)
from schools.gias.picture import TrustPicture, picture_of
from schools.gias.records import Finding, Parsed
from schools.models import Person, Predecessor, School, Trust
from schools.rules import may_manage_trust


class Unusable(Exception):
    """The files cannot be imported; ``findings`` say where, what and the remedy. Nothing was written."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = tuple(findings)


def may_import(person: Person | None, trust: Trust | None) -> Refusal | None:
    """The installation's own people import any trust; a trust administrator their own, once it is there."""
    if person is None or person.is_staff:
        return None
    if trust is not None:
        return may_manage_trust(person, trust)
    return Refusal("no-trust-yet", f"{person.name} cannot bring in a trust that is not here yet.")


def import_trust(
    *, uid: str, files: Sequence[Parsed], by: Person | None, dry_run: bool = False
) -> Difference:
    """Create or update the trust with group UID ``uid`` and its schools from what ``files`` say.

    One transaction: every change and its audit entry, or none. Facts the files do not know stay as they are;
    schools that left are kept; a second import of the same files changes nothing.

    :param by: whose name stands in the audit; None for the portal itself.
    :param dry_run: answer what would change and write nothing.
    :raises Unusable: when anything is wrong with the files, or a school belongs to another trust here.
    :raises kit.refusals.Refused: when ``by`` may not import into this trust.
    """
    if found := [finding for parsed in files for finding in parsed.findings]:
        raise Unusable(found)
    picture, found = picture_of(uid, files, clock.today())
    if picture is None:
        raise Unusable(found)
    with transaction.atomic():
        trust = _trust(picture)
        require(may_import(by, trust))
        schools = _schools(picture, trust)
        held = _held(trust, schools)
        if found := in_other_trusts(picture, held):
            raise Unusable(found)
        difference = compare(picture, held)
        if not dry_run:
            _write(difference, trust or Trust(), schools, by)
    return difference


def _trust(picture: TrustPicture) -> Trust | None:
    """The trust by its UID, or the one of its name that has none yet: it was created by hand."""
    trusts = Trust.objects.select_for_update()
    known = trusts.filter(uid=picture.trust.uid).first()
    if known is not None:
        return known
    unmarked = list(trusts.filter(uid__isnull=True, name__iexact=picture.trust.name))
    return unmarked[0] if len(unmarked) == 1 else None


def _schools(picture: TrustPicture, trust: Trust | None) -> dict[int, School]:
    """The schools the files speak of and the trust's own, by URN."""
    urns = [school.urn for school in picture.schools]
    found = School.objects.select_for_update(of=("self",)).select_related("trust").filter(urn__in=urns)
    mine = School.objects.select_for_update(of=("self",)).select_related("trust").filter(trust=trust)
    every = [*found, *(mine if trust else ())]
    return {school.urn: school for school in every}


def _held(trust: Trust | None, schools: dict[int, School]) -> Held:
    ancestors: dict[int, dict[int, Ancestor]] = {urn: {} for urn in schools}
    for each in Predecessor.objects.filter(school__in=schools.values()).select_related("school"):
        ancestors[each.school.urn][each.urn] = Ancestor(each.urn, each.name, each.relation, each.linked_on)
    return Held(
        trust=None if trust is None else {column: getattr(trust, column) for column in TRUST_LABELS},
        schools={
            urn: HeldSchool(
                facts={column: getattr(school, column) for column in LABELS},
                ancestors=ancestors[urn],
                other_trust=None if trust and school.trust_id == trust.pk else school.trust.name,
            )
            for urn, school in schools.items()
        },
    )


def _write(difference: Difference, trust: Trust, schools: dict[int, School], by: Person | None) -> None:
    if difference.trust_changes:
        _set(trust, difference.trust_changes)
        before, after = _sides(difference.trust_changes)
        record(
            by=by, verb=_verb(difference.trust_is_new), thing=trust, trust=trust, before=before, after=after
        )
    for school in difference.schools:
        if not school.is_empty:
            _write_school(school, schools.get(school.urn) or School(trust=trust, urn=school.urn), by)


def _write_school(change: SchoolDifference, school: School, by: Person | None) -> None:
    _set(school, change.changes)
    for _, ancestor in change.ancestors:
        Predecessor.objects.update_or_create(
            school=school,
            urn=ancestor.urn,
            defaults={"name": ancestor.name, "relation": ancestor.relation, "linked_on": ancestor.linked_on},
        )
    before, after = _sides(change.changes)
    if change.ancestors:
        before["predecessors"] = [_noted(old) for old, _ in change.ancestors if old]
        after["predecessors"] = [_noted(new) for _, new in change.ancestors]
    record(by=by, verb=_verb(change.is_new), thing=school, school=school, before=before, after=after)


def _set(thing: Trust | School, changes: Sequence[Change]) -> None:
    for change in changes:
        setattr(thing, change.column, change.new)
    thing.save()


def _sides(changes: Sequence[Change]) -> tuple[dict[str, Any], dict[str, Any]]:
    return {each.column: each.old for each in changes}, {each.column: each.new for each in changes}


def _noted(ancestor: Ancestor) -> dict[str, Any]:
    return {
        "urn": ancestor.urn,
        "name": ancestor.name,
        "relation": ancestor.relation,
        "linked_on": ancestor.linked_on,
    }


def _verb(is_new: bool) -> str:
    return "imported from the register" if is_new else "updated from the register"
