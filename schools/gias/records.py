"""What the register's files say, one record a row. None is “not recorded”, never “none” or nought."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

TRUST_KINDS = frozenset({"Multi-academy trust", "Single-academy trust"})
"""Group types that run academies. A “School sponsor” often bears the same name; a “Trust” is a foundation."""


class Layout(StrEnum):
    ESTABLISHMENTS = "establishment extract"
    GROUPS = "groups"
    MEMBERSHIPS = "group links"
    LINKS = "establishment links"
    DATES = "schools with opening and closing dates"
    TYPES = "establishment types"


@dataclass(frozen=True)
class Where:
    file: str
    row: int | None = None

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}" if self.row else self.file


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a file: where, in which column, what, and what to do about it."""

    where: Where
    column: str | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        column = f", “{self.column}”" if self.column else ""
        return f"{self.where}{column}: {self.problem} {self.remedy}"


@dataclass(frozen=True)
class Establishment:
    """A school as the register describes it. ``is_open`` is None where a file does not say.

    ``easting`` and ``northing`` are metres of the National Grid, both or neither.
    """

    where: Where
    urn: int
    name: str | None = None
    kind: str | None = None
    phase: str | None = None
    lowest_age: int | None = None
    highest_age: int | None = None
    capacity: int | None = None
    number_on_roll: int | None = None
    local_authority: str | None = None
    street: str | None = None
    town: str | None = None
    postcode: str | None = None
    easting: int | None = None
    northing: int | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    status: str | None = None
    trust_uid: str | None = None
    trust_name: str | None = None

    @property
    def is_open(self) -> bool | None:
        match (self.status or "").lower():
            case "open" | "open, but proposed to close":
                return True
            case "closed":
                return False
            case _:
                return None


@dataclass(frozen=True)
class Group:
    where: Where
    uid: str
    name: str | None
    kind: str | None
    group_id: str | None = None
    companies_house_number: str | None = None
    status: str | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class Membership:
    """A school in a group, with what the same row says of both."""

    where: Where
    group: Group
    school: Establishment
    joined_on: date | None


@dataclass(frozen=True)
class Link:
    """``urn`` is linked to ``link_urn``; ``relation`` says what the latter is to the former."""

    where: Where
    urn: int
    link_urn: int
    relation: str
    link_name: str | None = None
    linked_on: date | None = None


@dataclass(frozen=True)
class Parsed:
    """One file as read: what it is, its records, what is wrong with it and what one should know."""

    file: str
    layout: Layout | None
    encoding: str = ""
    rows: int = 0
    establishments: tuple[Establishment, ...] = ()
    groups: tuple[Group, ...] = ()
    memberships: tuple[Membership, ...] = ()
    links: tuple[Link, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = field(default=())
