"""One trust, brought together from every record that speaks of it.

What the files say of one school in several places is settled by the better witness: the establishment extract, then
the file of opening and closing dates, then the group links; among files of one kind the one named last. A witness
that does not know never overrules one that does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from schools.gias.ancestry import Ancestor, Ancestry
from schools.gias.members import TrustFacts, find_trust, members_of, trust_disputes
from schools.gias.records import Establishment, Finding, Layout, Parsed

LIMITS = {"name": 200, "kind": 100, "local_authority": 100, "street": 200, "town": 100, "postcode": 10}
"""The most characters the portal keeps of each text of a school; nothing is cut."""

_SAME_SOURCE = "Correct it, or take all files on the same day."


@dataclass(frozen=True)
class SchoolPicture:
    facts: Establishment
    joined_on: date | None
    ancestors: tuple[Ancestor, ...]

    @property
    def urn(self) -> int:
        return self.facts.urn


@dataclass(frozen=True)
class TrustPicture:
    """What the files say of a trust.

    ``others`` are schools that are not in it, by URN, for those that left. ``links_from`` is the kind of file that
    told of predecessors, None when none did: the extract tells of them without names, dates and manner.
    """

    trust: TrustFacts
    schools: tuple[SchoolPicture, ...]
    others: dict[int, Establishment]
    links_from: Layout | None
    notes: tuple[str, ...]


def picture_of(uid: str, files: Sequence[Parsed], today: date) -> tuple[TrustPicture | None, list[Finding]]:
    """The trust with group UID ``uid``, or what stands in the way of drawing it.

    :param today: a closing date after it is an intention and closes nothing yet.
    """
    trust, findings = find_trust(uid, files)
    if trust is None:
        return None, findings
    schools = _schools(files)
    members, notes, findings = members_of(trust, files, schools)
    links_from = _links_from(files)
    ancestry = _ancestry(files, schools, links_from)
    pictures = []
    for urn, joined_on in sorted(members.items()):
        facts, said = _settled(schools[urn], today)
        notes += [*said, *ancestry.doubts(urn)]
        findings += [*_wrong(facts), *trust_disputes(trust, facts)]
        pictures.append(SchoolPicture(facts, joined_on, ancestry.of(urn)))
    others = {urn: _settled(facts, today)[0] for urn, facts in schools.items() if urn not in members}
    if findings:
        return None, findings
    return TrustPicture(trust, tuple(pictures), others, links_from, tuple(notes)), []


def _schools(files: Sequence[Parsed]) -> dict[int, Establishment]:
    """Every school by URN, the better witness's word over the other's."""
    merged: dict[int, Establishment] = {}
    for establishment in _witnesses(files):
        known = merged.get(establishment.urn)
        merged[establishment.urn] = _over(establishment, known) if known else establishment
    return merged


def _witnesses(files: Sequence[Parsed]) -> Iterable[Establishment]:
    """All that is said of schools, the best witness last."""
    for parsed in files:
        yield from (membership.school for membership in parsed.memberships)
    for layout in (Layout.DATES, Layout.ESTABLISHMENTS):
        for parsed in files:
            if parsed.layout is layout:
                yield from parsed.establishments


def _over(better: Establishment, known: Establishment) -> Establishment:
    said = {field.name: getattr(better, field.name) for field in fields(better)}
    known_now = {name: value for name, value in said.items() if value is not None}
    if better.is_open:
        # An open school's empty closing date is knowledge: another file's date must not come through.
        known_now["closed_on"] = better.closed_on
    return replace(known, **known_now)


def _links_from(files: Sequence[Parsed]) -> Layout | None:
    """The best file that tells of links: the link file; without one, the extract, which does so in passing."""
    telling = {parsed.layout for parsed in files if parsed.links or parsed.layout is Layout.LINKS}
    return next((layout for layout in (Layout.LINKS, Layout.ESTABLISHMENTS) if layout in telling), None)


def _ancestry(
    files: Sequence[Parsed], schools: dict[int, Establishment], links_from: Layout | None
) -> Ancestry:
    links = [link for parsed in files if parsed.layout is links_from for link in parsed.links]
    return Ancestry(links, {urn: school.name for urn, school in schools.items() if school.name})


def _settled(facts: Establishment, today: date) -> tuple[Establishment, list[str]]:
    """The school as of today: an intention to close or to open is a note, not a state."""
    named = f"{facts.urn} {facts.name}"
    if facts.is_open is not False and facts.closed_on and (facts.is_open or facts.closed_on > today):
        note = f"{named} is open and proposed to close on {facts.closed_on:%-d %B %Y}."
        return replace(facts, closed_on=None), [note]
    if facts.status and facts.is_open is None:
        return facts, [f"{named} stands in the register as “{facts.status}”."]
    return facts, []


def _wrong(facts: Establishment) -> list[Finding]:
    """What the portal could not keep of this school."""
    found = []
    if not facts.name:
        found.append(Finding(facts.where, None, f"School {facts.urn} has no name.", "Add it."))
    for name, limit in LIMITS.items():
        text = getattr(facts, name)
        if text and len(text) > limit:
            problem = f"The {name.replace('_', ' ')} of school {facts.urn} has {len(text)} characters."
            found.append(Finding(facts.where, None, problem, f"Shorten it to {limit}."))
    for age in (facts.lowest_age, facts.highest_age):
        if age is not None and age > 99:
            problem = f"School {facts.urn} has pupils of {age} years."
            found.append(Finding(facts.where, None, problem, "Correct the age range."))
    if (
        facts.lowest_age is not None
        and facts.highest_age is not None
        and facts.lowest_age > facts.highest_age
    ):
        problem = f"School {facts.urn} has pupils from {facts.lowest_age} to {facts.highest_age}."
        found.append(Finding(facts.where, "StatutoryLowAge", problem, _SAME_SOURCE))
    if facts.is_open is False and facts.closed_on is None:
        problem = f"School {facts.urn} is closed, but nobody says since when."
        found.append(Finding(facts.where, "CloseDate", problem, "Add the day it closed."))
    return found
