"""The record of an engagement: written as a draft of the trust's, shared with the school version by version."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.saving import Conflict, save_if_unchanged
from kit.text import printable
from riskmatrix.services.self_evaluation import headteachers
from schools import audit
from schools.models import Action, Person
from schools.services import actions
from schools.services.actions import ActionText
from schools.services.notices import tell
from support import rules_record as rules
from support.models import Engagement, Record, RecordVersion, SchoolView
from support.queries.attended import attended
from support.queries.present import kpis_by_criterion, possibly_present, with_role
from support.queries.record_words import in_words
from support.record_text import TEXT_LIMIT, RecordText

WHY_LIMIT = 500


@transaction.atomic
def save(*, engagement: Engagement, text: RecordText, internal: str, version: int, by: Person) -> Record:
    """Keep the draft as it was typed. What is ``internal`` is never shared, and the audit tells only that it changed.

    :param version: the one the person's page showed; 0 before anything was saved.
    :raises Refused: ``not-yours``, ``own-school``, ``cancelled``, ``too-long``, ``not-here``.
    :raises kit.saving.Conflict: when somebody else saved meanwhile; nothing is written.
    """
    engagement = _locked(engagement)
    require(rules.may_write(by, engagement))
    record = Record.objects.filter(engagement=engagement).first()
    before = record.draft if record else RecordText()
    text, internal = text.cleaned(printable), printable(internal, TEXT_LIMIT).strip()
    require(_is_from_here(engagement, text, before))
    if record is None:
        record = Record.objects.create(engagement=engagement, saved_by=by)
    if record.version != version:
        raise Conflict(record)
    if (text, internal) == (before, record.internal):
        return record
    was = record.internal
    save_if_unchanged(
        record, version=version, text=text.as_stored(), internal=internal, saved_by=by, saved_at=clock.now()
    )
    said = {"internal": "changed; its words stay out of the audit"} if internal != was else {}
    audit.record_typing(
        by=by,
        verb="wrote record",
        thing=record,
        school=engagement.school,
        before=before.as_stored(),
        after={**text.as_stored(), **said},
    )
    return record


@transaction.atomic
def share(*, engagement: Engagement, version: int, why: str, by: Person) -> RecordVersion:
    """Share the draft with the school as its next version; what was agreed becomes actions of the school.

    Earlier versions stay as they were read. The headteacher is told.

    :param why: what is different, in a sentence; not asked for with the first version.
    :raises Refused: ``not-yours``, ``own-school``, ``cancelled``, ``not-held``, ``nothing-seen``, ``action-unclear``,
        ``unchanged``, ``reason-missing``, ``too-long``.
    :raises kit.saving.Conflict: when somebody saved the draft meanwhile; nothing is shared.
    """
    engagement = _locked(engagement)
    record = Record.objects.filter(engagement=engagement).first()
    require(rules.may_share(by, engagement, record.draft if record else RecordText()))
    assert record is not None  # noqa: S101 (there is a draft, or nothing was seen)
    if record.version != version:
        raise Conflict(record)
    last = record.versions.first()
    why = " ".join(printable(why, WHY_LIMIT).split())
    draft = record.draft
    added = [_agree(record, engagement, text, by) for text in _agreed(draft)]
    record.actions.add(*added)
    content = in_words(engagement, draft, record.actions.order_by("pk"))
    signed = {**content, "by": str(with_role(by)), "attended": attended(engagement, draft)}
    require(_is_another(last, content, why))
    save_if_unchanged(record, version=version, text=replace(draft, actions=()).as_stored())
    made = RecordVersion.objects.create(
        record=record, number=last.number + 1 if last else 1, content=signed, why=why if last else "", by=by
    )
    audit.record(
        by=by,
        verb="shared record",
        thing=record,
        school=engagement.school,
        after={"version": made.number, "why": made.why, **content},
    )
    for head in headteachers(engagement.school):
        again = " again: its record has changed" if last else ""
        tell(
            head,
            key=f"record:{record.pk}:{made.number}",
            subject=f"What was seen: {engagement.title}, {engagement.school}",
            body=f"{by} has shared the record of “{engagement.title}” ({engagement.label}){again}. "
            "The school can add its own view beside it.",
            link=record.get_absolute_url(),
        )
    return made


@transaction.atomic
def add_view(*, engagement: Engagement, text: str, by: Person) -> SchoolView:
    """Add the school's own view, kept beside the trust's record. What was said before stays.

    :raises Refused: ``not-yours``, ``not-held``, ``empty``, ``too-long``.
    """
    engagement = _locked(engagement)
    shared = RecordVersion.objects.filter(record__engagement=engagement).select_related("by").first()
    require(rules.may_add_view(by, engagement, is_shared=shared is not None))
    text = printable(text, TEXT_LIMIT).strip()
    if not text:
        raise Refused(Refusal("empty", "Write how the school saw it."))
    last = engagement.school_views.last()
    if last is not None and (last.text, last.by_id) == (text, by.pk):  # pressed twice
        return last
    view = SchoolView.objects.create(
        engagement=engagement, text=text, by=by, by_title=with_role(by).title, at=clock.now()
    )
    audit.record(
        by=by, verb="added the school’s view", thing=view, school=engagement.school, after={"text": text}
    )
    if shared is not None:
        tell(
            shared.by,
            key=f"school-view:{view.pk}",
            subject=f"{engagement.school} has added its view: {engagement.title}",
            body=f"{by} has written how the school saw “{engagement.title}” ({engagement.label}).",
            link=shared.record.get_absolute_url(),
        )
    return view


def _locked(engagement: Engagement) -> Engagement:
    rows = Engagement.objects.select_for_update(of=("self",)).select_related(
        "school__trust", "commitment__year"
    )
    return rows.prefetch_related("commitment__offer").get(pk=engagement.pk)


def _is_from_here(engagement: Engagement, text: RecordText, before: RecordText) -> Refusal | None:
    """Whether the people, KPIs and fields are this engagement's; what a draft had once, it may keep."""
    people = {each.person for each in possibly_present(engagement)} | set(before.present)
    kpis = {code for _, listed in kpis_by_criterion(engagement.school) for code, _ in listed}
    asked = {each.code for each in engagement.commitment.spec.record}
    if set(text.present) <= people and set(text.kpis) <= kpis | set(before.kpis) and set(text.more) <= asked:
        return None
    return Refusal("not-here", "Choose among the people and KPIs shown.")


def _agreed(draft: RecordText) -> list[ActionText]:
    return [
        ActionText(each.what, each.owner, rules.day_of(each), support=each.support) for each in draft.actions
    ]


def _agree(record: Record, engagement: Engagement, text: ActionText, by: Person) -> Action:
    origin = f"{engagement.title}, {engagement.held_on:%-d %B %Y}"
    url = record.get_absolute_url()
    return actions.add(school=engagement.school, text=text, origin=origin, origin_url=url, by=by)


def _is_another(last: RecordVersion | None, content: dict[str, Any], why: str) -> Refusal | None:
    if last is None:
        return None
    if content == {name: said for name, said in last.content.items() if name not in {"by", "attended"}}:
        return Refusal("unchanged", "The school has this very record already.")
    if not why:
        return Refusal("reason-missing", "Say in a sentence what is different from what the school has read.")
    return None
