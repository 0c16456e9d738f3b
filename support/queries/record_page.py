"""What the page of an engagement's record says: to the trust its draft, to everybody what was shared."""

from __future__ import annotations

from dataclasses import dataclass

from kit.refusals import Refusal
from schools.models import Action, Person
from support import rules_record as rules
from support import spec
from support.models import Engagement, Record, RecordVersion, SchoolView
from support.queries.present import Somebody, kpis_by_criterion, possibly_present
from support.queries.record_evidence import evidence_of_record, framework_of
from support.record_text import RecordText


@dataclass(frozen=True)
class RecordPage:
    """``draft`` and ``internal`` are blank for whoever does not write for the trust."""

    row: Engagement
    record: Record | None
    draft: RecordText
    internal: str
    people: tuple[Somebody, ...]
    kpis: tuple[tuple[str, list[tuple[str, str]]], ...]
    versions: tuple[RecordVersion, ...]
    views: tuple[SchoolView, ...]
    actions: tuple[Action, ...]
    may_write: Refusal | None
    may_share: Refusal | None
    may_add_view: Refusal | None
    may_keep: Refusal | None
    kinds: tuple[tuple[str, str], ...]

    @property
    def asked(self) -> tuple[spec.RecordField, ...]:
        """What the offer asks for beyond what every record does."""
        fields: tuple[spec.RecordField, ...] = self.row.commitment.spec.record
        return fields

    @property
    def version(self) -> int:
        return self.record.version if self.record else 0

    @property
    def latest(self) -> RecordVersion | None:
        return next(iter(self.versions), None)

    @property
    def earlier(self) -> tuple[RecordVersion, ...]:
        return self.versions[1:]

    @property
    def standing(self) -> tuple[str, str]:
        """(words, tone of the badge)."""
        if self.latest is None:
            return ("Not shared yet", "open") if self.record else ("Not written yet", "quiet")
        return f"Shared, version {self.latest.number}", "done"


def record_page(row: Engagement, user: Person) -> RecordPage:
    """:param row: with its commitment, offer, year and school. At most twelve queries."""
    record = Record.objects.select_related("saved_by", "engagement").filter(engagement=row).first()
    may_write = rules.may_write(user, row)
    is_writer = rules.writes_for_the_trust(user, row.school) is None
    draft = record.draft if record and is_writer else RecordText()
    versions = record.versions.select_related("by") if record else ()
    there = evidence_of_record(row) if versions else None
    may_keep = rules.may_keep_as_evidence(user, row, there, is_shared=bool(versions))
    return RecordPage(
        row=row,
        record=record,
        draft=draft,
        internal=record.internal if record and is_writer else "",
        people=_with_gone(tuple(possibly_present(row)), draft) if may_write is None else (),
        kpis=tuple(kpis_by_criterion(row.school)) if may_write is None else (),
        versions=tuple(versions),
        views=tuple(SchoolView.objects.visible_to(user).filter(engagement=row).select_related("by")),
        actions=tuple(_actions(record, user)),
        may_write=may_write,
        may_share=rules.may_share(user, row, draft),
        may_add_view=rules.may_add_view(user, row, is_shared=bool(versions)),
        may_keep=may_keep,
        kinds=_kinds(row) if may_keep is None else (),
    )


def _kinds(row: Engagement) -> tuple[tuple[str, str], ...]:
    """(code, label) of the kinds of evidence that the trust's framework lists."""
    framework = framework_of(row.school)
    return tuple((kind.code, kind.label) for kind in framework.spec.evidence.kinds) if framework else ()


def _actions(record: Record | None, user: Person) -> list[Action]:
    if record is None:
        return []
    return list(Action.objects.visible_to(user).filter(pk__in=record.actions.values("pk")))


def _with_gone(people: tuple[Somebody, ...], draft: RecordText) -> tuple[Somebody, ...]:
    """Somebody who has left since they were ticked stays on the page."""
    gone = set(draft.present) - {each.person for each in people}
    if not gone:
        return people
    rows = Person.objects.filter(pk__in=gone)
    return (*people, *(Somebody(row.pk, row.name, "") for row in rows))
