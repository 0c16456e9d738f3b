"""The files and the difference in sentences, line by line, for whoever runs the import."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from schools.gias.ancestry import Ancestor
from schools.gias.difference import LABELS, TRUST_LABELS, Difference, SchoolDifference
from schools.gias.records import TRUST_KINDS, Layout, Parsed

_FEW = 12


def told_file(parsed: Parsed) -> Iterator[str]:
    """What a file is and holds."""
    if parsed.layout is None:
        return
    yield f"{parsed.file}: {parsed.layout}, {parsed.rows:,} rows, {parsed.encoding}"
    yield from (f"  {line}" for line in _counts(parsed))
    yield from (f"  Note: {note}" for note in parsed.notes)


def told_difference(difference: Difference) -> Iterator[str]:
    """What changes, old and new; what stays; what left; and what nobody knows."""
    trust = f"{difference.trust_name} (group UID {difference.trust_uid})"
    yield f"{trust}: new" if difference.trust_is_new else trust
    for change in difference.trust_changes:
        yield f"    {TRUST_LABELS[change.column]}: {_arrow(difference.trust_is_new, change.old, change.new)}"
    for school in difference.schools:
        if not school.is_empty:
            yield from _told_school(school)
    yield _totals(difference)
    for left in difference.left:
        yield f"  Left: {left} is not in the trust by these files. It is kept as it is."
    yield from _told_unknown(difference)
    yield from (f"  Note: {note}" for note in difference.notes)


def _counts(parsed: Parsed) -> Iterator[str]:
    match parsed.layout:
        case Layout.ESTABLISHMENTS:
            states = Counter(
                {True: "open", False: "closed", None: "neither open nor closed"}[school.is_open]
                for school in parsed.establishments
            )
            yield _listed(states, "schools")
        case Layout.GROUPS:
            yield _listed(Counter(group.kind or "type not recorded" for group in parsed.groups), "groups")
        case Layout.MEMBERSHIPS:
            yield _listed(
                Counter(each.group.kind or "type not recorded" for each in parsed.memberships), "links"
            )
            trusts = Counter(
                (each.group.uid, each.group.name)
                for each in parsed.memberships
                if each.group.kind in TRUST_KINDS
            )
            if len(trusts) <= _FEW:
                yield from (f"trust {uid} {name}: {_schools(count)}" for (uid, name), count in trusts.items())
        case Layout.LINKS:
            yield _listed(Counter(link.relation for link in parsed.links), "links")
        case Layout.DATES:
            closed = sum(school.closed_on is not None for school in parsed.establishments)
            yield f"{len(parsed.establishments):,} schools: {closed:,} with a closing date"


def _listed(counts: Counter[str], noun: str) -> str:
    return f"{counts.total():,} {noun}: " + ", ".join(
        f"{count:,} {name}" for name, count in counts.most_common()
    )


def _told_school(school: SchoolDifference) -> Iterator[str]:
    sign, word = ("+", "new") if school.is_new else ("~", "changed")
    yield f"  {sign} {school.urn} {school.name}: {word}"
    for change in school.changes:
        if not (school.is_new and change.column == "name"):
            yield f"      {LABELS[change.column]}: {_arrow(school.is_new, change.old, change.new)}"
    for old, new in school.ancestors:
        yield f"      predecessor {_arrow(old is None, _told_ancestor(old), _told_ancestor(new))}"


def _told_ancestor(ancestor: Ancestor | None) -> str | None:
    if ancestor is None:
        return None
    since = f", {_value(ancestor.linked_on)}" if ancestor.linked_on else ""
    return f"{ancestor.urn} {ancestor.name} ({ancestor.relation}{since})"


def _totals(difference: Difference) -> str:
    if difference.is_empty:
        return f"Nothing to change: {_schools(len(difference.schools))} as the files say."
    new = sum(school.is_new for school in difference.schools)
    unchanged = sum(school.is_empty for school in difference.schools)
    changed = len(difference.schools) - new - unchanged
    return f"{_schools(len(difference.schools))}: {new} new, {changed} changed, {unchanged} unchanged"


def _told_unknown(difference: Difference) -> Iterator[str]:
    """The facts that all schools lack in one line, the rest with the schools that lack them."""
    lacking: defaultdict[str, list[str]] = defaultdict(list)
    for school in difference.schools:
        for label in school.unknown:
            lacking[label].append(str(school.urn))
    everywhere = [label for label, urns in lacking.items() if len(urns) == len(difference.schools)]
    if everywhere:
        yield f"  Not recorded for any school: {', '.join(everywhere)}"
    for label, urns in lacking.items():
        if label not in everywhere:
            more = f" and {len(urns) - _FEW} more" if len(urns) > _FEW else ""
            yield f"  Not recorded: {label} ({', '.join(urns[:_FEW])}{more})"


def _schools(count: int) -> str:
    return "1 school" if count == 1 else f"{count} schools"


def _arrow(is_new: bool, old: Any, new: Any) -> str:
    return _value(new) if is_new else f"{_value(old)} → {_value(new)}"


def _value(value: Any) -> str:
    match value:
        case None | "":
            return "not recorded"
        case date():
            return f"{value:%-d %B %Y}"
        case _:
            return str(value)
