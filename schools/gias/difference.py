"""What the portal holds of a trust, and what an import would change, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schools.gias.ancestry import Ancestor

LABELS = {
    "name": "name",
    "phase": "phase",
    "kind": "type",
    "lowest_age": "youngest age",
    "highest_age": "oldest age",
    "capacity": "capacity",
    "admission_number": "published admission number",
    "number_on_roll": "number on roll",
    "local_authority": "local authority",
    "street": "street",
    "town": "town",
    "postcode": "postcode",
    "easting": "easting",
    "northing": "northing",
    "opened_on": "opened on",
    "closed_on": "closed on",
    "joined_on": "joined the trust on",
}
"""A school's facts as the portal names them, by column. The register holds no admission numbers."""

TRUST_LABELS = {
    "name": "name",
    "uid": "group UID",
    "group_id": "group ID",
    "companies_house_number": "Companies House number",
}


@dataclass(frozen=True)
class HeldSchool:
    """What the portal holds of a school; ``other_trust`` names the trust it belongs to when that is another."""

    facts: Mapping[str, Any]
    ancestors: Mapping[int, Ancestor]
    other_trust: str | None = None


@dataclass(frozen=True)
class Held:
    """What the portal holds: the trust's facts (None: not yet there) and schools by URN."""

    trust: Mapping[str, Any] | None
    schools: Mapping[int, HeldSchool]


@dataclass(frozen=True)
class Change:
    column: str
    old: Any
    new: Any


@dataclass(frozen=True)
class SchoolDifference:
    urn: int
    name: str
    is_new: bool
    changes: tuple[Change, ...]
    ancestors: tuple[tuple[Ancestor | None, Ancestor], ...]
    unknown: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.is_new or self.changes or self.ancestors)


@dataclass(frozen=True)
class Difference:
    """``left``: schools of the trust that the files no longer name in it. They are kept as they are."""

    trust_name: str
    trust_uid: str
    trust_is_new: bool
    trust_changes: tuple[Change, ...]
    schools: tuple[SchoolDifference, ...]
    left: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.trust_is_new or self.trust_changes) and all(
            school.is_empty for school in self.schools
        )
