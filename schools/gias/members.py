"""Which trust is meant, and which schools belong to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schools.gias.records import TRUST_KINDS, Establishment, Finding, Group, Membership, Parsed, Where

TOGETHER = Where("The files together")

LIMITS = {"name": 200, "uid": 12, "group_id": 12, "companies_house_number": 10}
"""The most characters the portal keeps of each text of a trust; nothing is cut."""


@dataclass(frozen=True)
class TrustFacts:
    uid: str
    name: str
    group_id: str | None = None
    companies_house_number: str | None = None


def find_trust(uid: str, files: Sequence[Parsed]) -> tuple[TrustFacts | None, list[Finding]]:
    """The group with ``uid``, when it is a trust that runs academies and is not closed.

    A row of the groups file knows better than one of the group links; among files of a kind, the one named last.
    """
    groups = _groups(files)
    said = [group for group in groups if group.uid == uid]
    if not said:
        return None, [_missing(uid)]
    group = said[-1]
    if group.kind not in TRUST_KINDS:
        return None, [_no_trust(group, groups)]
    if (group.status or "").lower() == "closed" or group.closed_on:
        since = f" on {group.closed_on:%-d %B %Y}" if group.closed_on else ""
        problem = f"{uid} {group.name} was closed{since}."
        return None, [Finding(group.where, "Group Status", problem, "Name the trust its schools went to.")]
    facts = TrustFacts(uid, group.name or "", group.group_id, group.companies_house_number)
    return (None, found) if (found := _too_long(facts, group.where)) else (facts, [])


def members_of(
    trust: TrustFacts, files: Sequence[Parsed], schools: Mapping[int, Establishment]
) -> tuple[dict[int, date | None], list[str], list[Finding]]:
    """The URNs of the trust's schools with the day each joined; notes; and what is contradictory.

    The group links decide, of several files the one named last. The establishment extract adds schools it gives
    the trust's UID; where there are no group links, also schools it gives the trust's name, when no other trust
    of the files bears it.
    """
    notes: list[str] = []
    findings: list[Finding] = []
    members: dict[int, date | None] = {}
    deciding = [parsed for parsed in files if any(each.group.uid == trust.uid for each in parsed.memberships)]
    if deciding:
        members = _joined(trust, deciding[-1].memberships)
        findings += _in_two_trusts(members, deciding[-1].memberships, trust)
        if len(deciding) > 1:
            notes.append(f"Which schools belong to the trust was taken from {deciding[-1].file}, named last.")
    for urn, school in schools.items():
        if school.trust_uid == trust.uid:
            members.setdefault(urn, None)
        elif school.trust_uid is None and _same(school.trust_name, trust.name):
            if not deciding and _only_bearer(trust, files):
                members.setdefault(urn, None)
            elif urn not in members:
                notes.append(
                    f"{urn} {school.name} names the trust in {school.where}, but no group link does."
                )
    if not members:
        problem = f"No file says which schools belong to {trust.uid} {trust.name}."
        findings.append(Finding(TOGETHER, None, problem, "Add the group links."))
    return members, notes, findings


def trust_disputes(trust: TrustFacts, school: Establishment) -> list[Finding]:
    """A school of the trust that another file gives to another one."""
    if school.trust_uid in (None, trust.uid):
        return []
    problem = f"School {school.urn} belongs to {school.trust_uid} here and to {trust.uid} in another file."
    return [Finding(school.where, "Trusts (code)", problem, "Take all files on the same day.")]


def _groups(files: Sequence[Parsed]) -> list[Group]:
    """Every word on groups, the better witness last."""
    links = [membership.group for parsed in files for membership in parsed.memberships]
    return links + [group for parsed in files for group in parsed.groups]


def _missing(uid: str) -> Finding:
    problem = f"None of them knows a group with the UID {uid}."
    return Finding(
        TOGETHER, "Group UID", problem, "Add the groups file or the group links, or correct the UID."
    )


def _no_trust(group: Group, groups: Sequence[Group]) -> Finding:
    namesakes = {each.uid for each in groups if each.kind in TRUST_KINDS and _same(each.name, group.name)}
    remedy = (
        f"The trust of this name is {' or '.join(sorted(namesakes))}." if namesakes else "Name a trust's UID."
    )
    problem = f"{group.uid} {group.name} is a {(group.kind or 'group').lower()}, not an academy trust."
    return Finding(group.where, "Group Type", problem, remedy)


def _too_long(facts: TrustFacts, where: Where) -> list[Finding]:
    found = []
    if not facts.name:
        found.append(Finding(where, "Group Name", f"Trust {facts.uid} has no name.", "Add it."))
    for name, limit in LIMITS.items():
        text = getattr(facts, name) or ""
        if len(text) > limit:
            problem = f"The trust's {name.replace('_', ' ')} has {len(text)} characters."
            found.append(Finding(where, None, problem, f"Shorten it to {limit}."))
    return found


def _joined(trust: TrustFacts, memberships: Sequence[Membership]) -> dict[int, date | None]:
    """Who is in, since when: of several spells the latest."""
    joined: dict[int, date | None] = {}
    for each in memberships:
        if each.group.uid == trust.uid:
            days = [day for day in (joined.get(each.school.urn), each.joined_on) if day]
            joined[each.school.urn] = max(days, default=None)
    return joined


def _in_two_trusts(
    members: Mapping[int, date | None], memberships: Sequence[Membership], trust: TrustFacts
) -> list[Finding]:
    return [
        Finding(
            each.where,
            "Group UID",
            f"School {each.school.urn} belongs to {trust.uid} and to {each.group.uid} {each.group.name}.",
            "Remove the row that is out of date.",
        )
        for each in memberships
        if each.school.urn in members and each.group.kind in TRUST_KINDS and each.group.uid != trust.uid
    ]


def _only_bearer(trust: TrustFacts, files: Sequence[Parsed]) -> bool:
    bearers = {
        group.uid for group in _groups(files) if group.kind in TRUST_KINDS and _same(group.name, trust.name)
    }
    return bearers == {trust.uid}


def _same(one: str | None, other: str | None) -> bool:
    """The same name, whatever the case: the register writes trusts in capitals and sponsors not."""
    return one is not None and other is not None and one.casefold() == other.casefold()
