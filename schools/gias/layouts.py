"""Which of the register's files this is, by its headers, and its rows as records."""

from __future__ import annotations

from dataclasses import replace

from kit.sheets import SheetError, Table
from schools.gias.readers import LINKED, records
from schools.gias.records import Finding, Layout, Parsed, Where

# In the order they are tried: the first whose headers are all there.
_NEEDED = {
    Layout.ESTABLISHMENTS: (
        "URN",
        "EstablishmentName",
        "EstablishmentStatus (name)",
        "TypeOfEstablishment (name)",
        "PhaseOfEducation (name)",
    ),
    Layout.MEMBERSHIPS: ("URN", "Group UID", "Group Name", "Group Type", "EstablishmentName"),
    Layout.GROUPS: ("Group UID", "Group Name", "Group Type"),
    Layout.LINKS: ("URN", "LinkURN", "LinkType"),
    Layout.DATES: ("urn", "name", "open_date", "close_date"),
    Layout.TYPES: ("type-of-establishment-code", "type-of-establishment-name"),
}

_WHICH = (
    "Give the files as the register publishes them: establishment extract, groups, group links, or "
    "establishment links."
)


def parse(file: str, table: Table) -> Parsed:
    """The records of one file. A file that cannot be used comes back with findings and without records."""
    layout = next((each for each, headers in _NEEDED.items() if table.has(*headers)), None)
    if layout is None:
        seen = ", ".join(f"“{header}”" for header in table.headers[:6] if header)
        problem = f"These are the headers of none of the register's files: {seen[:200]} …"
        return Parsed(file, None, findings=(Finding(Where(file, 1), None, problem, _WHICH),))
    try:
        table.demand(*table.repeated, *_NEEDED[layout])
    except SheetError as error:
        return unreadable(file, error, layout)
    findings: list[Finding] = []
    parsed = records(Parsed(file, layout, table.encoding, len(table.rows)), table, findings)
    findings += _twice(parsed)
    return replace(parsed, findings=tuple(findings), notes=(*table.notes, *_notes(table, layout)))


def _twice(parsed: Parsed) -> list[Finding]:
    """Schools and groups that a file describes more than once: nobody could say which row is right."""
    first: dict[str, Where] = {}
    found = []
    named = [(f"School {each.urn}", each.where) for each in parsed.establishments]
    named += [(f"Group {each.uid}", each.where) for each in parsed.groups]
    for name, where in named:
        if name in first:
            problem = f"{name} is described in row {first[name].row} already."
            found.append(Finding(where, None, problem, "Keep one of the two rows."))
        first.setdefault(name, where)
    return found


def unreadable(file: str, error: SheetError, layout: Layout | None = None) -> Parsed:
    """A file that is no table, as a finding."""
    finding = Finding(Where(file, error.row), None, error.problem, error.remedy)
    return Parsed(file, layout, findings=(finding,))


def _notes(table: Table, layout: Layout) -> tuple[str, ...]:
    """What one should know of the file, such as rows that are shorter or longer than the headers."""
    notes = []
    if layout is Layout.TYPES:
        notes.append("The names of the types; nothing of it is needed, every other file carries them.")
    if table.short_rows:
        notes.append(
            f"{_rows(table.short_rows)} shorter than the headers; the missing cells are not recorded."
        )
    if table.long_rows:
        if layout is Layout.ESTABLISHMENTS and table.headers[-1] == LINKED:
            rest = "the further cells are further linked establishments."
        else:
            rest = "the further cells were left out."
        notes.append(f"{_rows(table.long_rows)} longer than the headers; {rest}")
    return tuple(notes)


def _rows(numbers: tuple[int, ...]) -> str:
    shown = ", ".join(str(number) for number in numbers[:5])
    if len(numbers) == 1:
        return f"Row {shown} is"
    return f"{len(numbers)} rows ({shown}{', …' if len(numbers) > 5 else ''}) are"
