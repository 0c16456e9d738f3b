"""How far schools share the trust's approaches: one school's list, one approach there, the whole trust's table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kit.refusals import Refusal
from schools.access.checks import has_in_trust
from schools.access.permissions import Permission
from schools.models import Person, School, Trust
from support import rules_approaches as rules
from support.approaches import Entry, Heading, shared_approaches
from support.models import ApproachStanding, ApproachTemplate
from support.queries.present import contact_titles

NOT_SAID = ("Not said", "quiet")
TONES = {"adopted": "done", "adapting": "current", "not_yet": "open"}
Latest = dict[tuple[int, str], ApproachStanding]


@dataclass(frozen=True)
class Line:
    """One approach at one school; ``row`` is None where the school has not said, which is no “not yet”."""

    entry: Entry
    row: ApproachStanding | None
    school: School

    @property
    def standing(self) -> tuple[str, str]:
        """(words, tone)"""
        return (str(self.row.get_standing_display()), TONES[self.row.standing]) if self.row else NOT_SAID


@dataclass(frozen=True)
class ToAsk:
    """A school that has adopted it and names somebody; its note is not here."""

    school: School
    contact: str
    row: ApproachStanding


@dataclass(frozen=True)
class SchoolApproaches:
    school: School
    sections: tuple[tuple[Heading, tuple[Line, ...]], ...]
    figures: list[dict[str, str]]
    may_say: Refusal | None


@dataclass(frozen=True)
class ApproachPage:
    line: Line
    history: tuple[ApproachStanding, ...]
    templates: tuple[ApproachTemplate, ...]
    to_ask: tuple[ToAsk, ...]
    may_say: Refusal | None


@dataclass(frozen=True)
class Row:
    """One approach across the schools of a trust."""

    entry: Entry
    cells: tuple[Line, ...]

    @property
    def counts(self) -> str:
        """“4 adopted, 1 adapting, 1 not said”."""
        return ", ".join(f"{number} {words}" for words, number in counted(self.cells) if number)


@dataclass(frozen=True)
class TrustApproaches:
    trust: Trust
    schools: tuple[School, ...]
    sections: tuple[tuple[Heading, tuple[Row, ...]], ...]
    keeps_templates: bool


def school_approaches(school: School, user: Person) -> SchoolApproaches:
    """The whole list as it stands at ``school``. One query."""
    latest = latest_of([school], user)
    lines = {entry.code: Line(entry, latest.get((school.pk, entry.code)), school) for entry in _entries()}
    return SchoolApproaches(
        school,
        tuple((each, tuple(lines[a.code] for a in each.approaches)) for each in shared_approaches().headings),
        [{"number": str(number), "label": words} for words, number in counted(lines.values())],
        rules.may_say(user, school),
    )


def approach_page(school: School, entry: Entry, user: Person) -> ApproachPage:
    """What the school said and when, whom to ask elsewhere, and the templates. Six queries at most."""
    rows = ApproachStanding.objects.visible_to(user).filter(school=school, approach=entry.code)
    history = tuple(rows.select_related("by", "contact").order_by("-at", "-pk"))
    templates = ApproachTemplate.objects.visible_to(user).filter(trust=school.trust_id, approach=entry.code)
    return ApproachPage(
        Line(entry, history[0] if history else None, school),
        history,
        tuple(templates.select_related("by")),
        to_ask(school, entry.code, user),
        rules.may_say(user, school),
    )


def to_ask(school: School, approach: str, user: Person) -> tuple[ToAsk, ...]:
    """Other open schools of the trust that have adopted it and name somebody who still works there. Four queries."""
    schools = School.objects.open().filter(trust=school.trust_id).exclude(pk=school.pk)
    named = ApproachStanding.objects.to_ask(user).filter(approach=approach, school__in=schools)
    stand = _last_rows(approach, schools)
    rows = [
        row for row in named.select_related("school", "contact").order_by("school__name") if row.pk in stand
    ]
    titles = contact_titles((row.contact_id, row.school_id) for row in rows if row.contact_id)
    return tuple(
        ToAsk(row.school, f"{row.contact.name}, {title}", row)
        for row in rows
        if row.contact and (title := titles.get((row.contact_id or 0, row.school_id)))
    )


def trust_approaches(user: Person) -> list[TrustApproaches]:
    """Approaches × schools in every trust whose dashboard ``user`` sees. Two queries, whatever the size."""
    schools = list(School.objects.visible_to(user, Permission.SEE_DASHBOARD).open().select_related("trust"))
    latest = latest_of(schools, user)
    trusts = {school.trust_id: school.trust for school in schools}
    return [
        _trust(trust, [s for s in schools if s.trust_id == pk], latest, user) for pk, trust in trusts.items()
    ]


def _trust(trust: Trust, schools: list[School], latest: Latest, user: Person) -> TrustApproaches:
    def row(entry: Entry) -> Row:
        return Row(entry, tuple(Line(entry, latest.get((s.pk, entry.code)), s) for s in schools))

    rows = {entry.code: row(entry) for entry in _entries()}
    return TrustApproaches(
        trust,
        tuple(schools),
        tuple((each, tuple(rows[a.code] for a in each.approaches)) for each in shared_approaches().headings),
        has_in_trust(user, Permission.EDIT_FRAMEWORK, trust),
    )


def templates_of(trust: Trust, user: Person) -> list[tuple[Entry, list[ApproachTemplate]]]:
    """The templates of a trust with all their versions, by approach. One query."""
    rows = list(ApproachTemplate.objects.visible_to(user).filter(trust=trust).select_related("by"))
    found = ((entry, [row for row in rows if row.approach == entry.code]) for entry in _entries())
    return [(entry, mine) for entry, mine in found if mine]


def latest_of(schools: Iterable[School], user: Person) -> Latest:
    """What stands, by school id and approach. One query."""
    rows = ApproachStanding.objects.visible_to(user).filter(school__in=list(schools))
    return {(row.school_id, row.approach): row for row in rows.order_by("at", "pk")}


def counted(lines: Iterable[Line]) -> list[tuple[str, int]]:
    """How many have adopted, are adapting, have not yet, and have not said; each its own figure."""
    states = [line.row.standing if line.row else "" for line in lines]
    words = [*((each.value, str(each.label).lower()) for each in ApproachStanding.Standing), ("", "not said")]
    return [(label, states.count(value)) for value, label in words]


def _entries() -> tuple[Entry, ...]:
    return shared_approaches().entries()


def _last_rows(approach: str, schools: Iterable[School]) -> set[int]:
    """The ids of what stands at each school."""
    rows = ApproachStanding.objects.filter(approach=approach, school__in=schools).order_by("at", "pk")
    return set(dict(rows.values_list("school", "pk")).values())
