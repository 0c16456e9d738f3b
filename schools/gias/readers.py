"""The rows of each of the register's files as records."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from kit.sheets import Table
from schools.gias.cells import Cells
from schools.gias.records import Establishment, Finding, Group, Layout, Link, Membership, Parsed

LINKED = "Linked establishments"
_LINKED_CELL = re.compile(r"(\d{5,7}) ((?:Predecessor|Successor).*)")


def records(parsed: Parsed, table: Table, findings: list[Finding]) -> Parsed:
    """``parsed`` with the records of ``table``; what cannot be understood goes to ``findings``."""
    return _READERS[parsed.layout](parsed, table, findings) if parsed.layout else parsed


def _establishments(parsed: Parsed, table: Table, findings: list[Finding]) -> Parsed:
    records: list[Establishment] = []
    links: list[Link] = []
    for row in table.rows:
        cells = Cells(parsed.file, row, findings)
        urn = cells.urn("URN")
        if urn is None:
            continue
        easting, northing = _place(cells)
        street = [cells.text(column) for column in ("Street", "Locality", "Address3")]
        records.append(
            Establishment(
                where=cells.where,
                urn=urn,
                name=cells.text("EstablishmentName"),
                kind=cells.text("TypeOfEstablishment (name)"),
                phase=cells.text("PhaseOfEducation (name)"),
                lowest_age=cells.number("StatutoryLowAge"),
                highest_age=cells.number("StatutoryHighAge"),
                capacity=cells.number("SchoolCapacity"),
                number_on_roll=cells.number("NumberOfPupils"),
                local_authority=cells.text("LA (name)"),
                street=", ".join(part for part in street if part) or None,
                town=cells.text("Town"),
                postcode=cells.text("Postcode"),
                easting=easting,
                northing=northing,
                opened_on=cells.day("OpenDate"),
                closed_on=cells.day("CloseDate"),
                status=cells.text("EstablishmentStatus (name)"),
                trust_uid=cells.code("Trusts (code)"),
                trust_name=cells.text("Trusts (name)"),
            )
        )
        links += _linked(cells, urn)
    return replace(parsed, establishments=tuple(records), links=tuple(links))


def _place(cells: Cells) -> tuple[int | None, int | None]:
    """Metres of the National Grid, both or neither; nought is how the register leaves them open."""
    easting, northing = cells.number("Easting"), cells.number("Northing")
    return (easting, northing) if easting and northing else (None, None)


def _linked(cells: Cells, urn: int) -> list[Link]:
    """The extract's last column; a school with several links has further cells beyond the headers."""
    found = [_LINKED_CELL.fullmatch(cell.strip()) for cell in (cells.text(LINKED) or "", *cells.extra)]
    return [Link(cells.where, urn, int(each[1]), each[2]) for each in found if each]


def _groups(parsed: Parsed, table: Table, findings: list[Finding]) -> Parsed:
    found = (_group(Cells(parsed.file, row, findings)) for row in table.rows)
    return replace(parsed, groups=tuple(group for group in found if group))


def _group(cells: Cells) -> Group | None:
    uid = cells.uid("Group UID")
    if uid is None:
        return None
    return Group(
        where=cells.where,
        uid=uid,
        name=cells.text("Group Name"),
        kind=cells.text("Group Type"),
        group_id=cells.text("Group ID"),
        companies_house_number=cells.company("Companies House Number"),
        status=cells.text("Group Status"),
        closed_on=cells.day("Closed Date"),
    )


def _memberships(parsed: Parsed, table: Table, findings: list[Finding]) -> Parsed:
    records: list[Membership] = []
    for row in table.rows:
        cells = Cells(parsed.file, row, findings)
        urn, group, joined_on = cells.urn("URN"), _group(cells), cells.day("Joined date")
        if urn is None or group is None:
            continue
        school = Establishment(
            where=cells.where,
            urn=urn,
            name=cells.text("EstablishmentName"),
            kind=cells.text("TypeOfEstablishment (name)"),
            phase=cells.text("PhaseOfEducation (name)"),
            local_authority=cells.text("LA (name)"),
        )
        records.append(Membership(cells.where, group, school, joined_on))
    return replace(parsed, memberships=tuple(records))


def _links(parsed: Parsed, table: Table, findings: list[Finding]) -> Parsed:
    records: list[Link] = []
    for row in table.rows:
        cells = Cells(parsed.file, row, findings)
        urn, link_urn, relation = cells.urn("URN"), cells.urn("LinkURN"), cells.text("LinkType") or "Other"
        linked_on = cells.day("LinkEstablishedDate")
        if urn is not None and link_urn is not None:
            records.append(Link(cells.where, urn, link_urn, relation, cells.text("LinkName"), linked_on))
    return replace(parsed, links=tuple(records))


def _dates(parsed: Parsed, table: Table, findings: list[Finding]) -> Parsed:
    records: list[Establishment] = []
    for row in table.rows:
        cells = Cells(parsed.file, row, findings)
        urn, opened_on, closed_on = cells.urn("urn"), cells.day("open_date"), cells.day("close_date")
        if urn is not None:
            records.append(
                Establishment(
                    where=cells.where,
                    urn=urn,
                    name=cells.text("name"),
                    town=cells.text("town"),
                    postcode=cells.text("postcode"),
                    opened_on=opened_on,
                    closed_on=closed_on,
                )
            )
    return replace(parsed, establishments=tuple(records))


def _nothing(parsed: Parsed, table: Table, findings: list[Finding]) -> Parsed:
    return parsed


_READERS: dict[Layout, Callable[[Parsed, Table, list[Finding]], Parsed]] = {
    Layout.ESTABLISHMENTS: _establishments,
    Layout.MEMBERSHIPS: _memberships,
    Layout.GROUPS: _groups,
    Layout.LINKS: _links,
    Layout.DATES: _dates,
    Layout.TYPES: _nothing,
}
