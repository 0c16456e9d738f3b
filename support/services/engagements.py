"""What became of a promised engagement: held, cancelled, put right."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.saving import save_if_unchanged
from kit.text import printable
from schools import audit
from schools.models import Person
from support import rules
from support.models import Engagement

NOTE_LIMIT = 4_000
REASON_LIMIT = 500


@transaction.atomic
def record_held(*, engagement: Engagement, held_on: date, note: str, version: int, by: Person) -> Engagement:
    """Record that it was held, with the day and a note that the school reads too.

    :param version: the one the person's page showed.
    :raises Refused: ``not-yours``, ``not-planned``, ``in-the-future``, ``before-window``, ``after-the-year``,
        ``too-long``.
    :raises kit.saving.Conflict: when somebody else recorded it meanwhile; nothing is written.
    """
    engagement = locked(engagement, version)
    require(rules.may_record(by, engagement))
    require(rules.is_a_day_it_was_held(engagement, held_on))
    changes = {
        "status": Engagement.Status.HELD,
        "held_on": held_on,
        "note": printable(note, NOTE_LIMIT).strip(),
    }
    return _write(engagement, version, by, "recorded engagement as held", changes)


@transaction.atomic
def correct(*, engagement: Engagement, held_on: date, note: str, version: int, by: Person) -> Engagement:
    """Change the day or the note of what was held.

    :raises Refused: ``not-yours``, ``not-held``, ``in-the-future``, ``before-window``, ``after-the-year``,
        ``too-long``.
    :raises kit.saving.Conflict: when somebody else saved meanwhile; nothing is written.
    """
    engagement = locked(engagement, version)
    require(rules.may_correct(by, engagement))
    require(rules.is_a_day_it_was_held(engagement, held_on))
    changes = {"held_on": held_on, "note": printable(note, NOTE_LIMIT).strip()}
    if changes == {"held_on": engagement.held_on, "note": engagement.note}:
        return engagement
    return _write(engagement, version, by, "corrected engagement", changes)


@transaction.atomic
def cancel(*, engagement: Engagement, reason: str, version: int, by: Person, side: str = "") -> Engagement:
    """Call one off, with a reason that the school reads. The others of its kind are not touched.

    :param side: who could not keep it, one of ``Engagement.Side``; empty where nobody says so.
    :raises Refused: ``not-yours``, ``not-planned``, ``reason-missing``, ``too-long``.
    :raises kit.saving.Conflict: when somebody else recorded it meanwhile; nothing is written.
    """
    engagement = locked(engagement, version)
    require(rules.may_record(by, engagement))
    reason = " ".join(printable(reason, REASON_LIMIT).split())
    if not reason:
        raise Refused(Refusal("reason-missing", "Say why it will not be held, for the school to read."))
    changes = {
        "status": Engagement.Status.CANCELLED,
        "why_cancelled": reason,
        "cancelled_by": Engagement.Side(side) if side else "",
    }
    return _write(engagement, version, by, "cancelled engagement", changes)


@transaction.atomic
def take_back(*, engagement: Engagement, version: int, by: Person) -> Engagement:
    """Plan again what was recorded as held or cancelled by mistake; the audit keeps what was recorded.

    :raises Refused: ``not-yours``, ``planned``, ``ended``.
    :raises kit.saving.Conflict: when somebody else saved meanwhile; nothing is written.
    """
    engagement = locked(engagement, version)
    require(rules.may_take_back(by, engagement))
    blank = {"note": "", "why_cancelled": "", "cancelled_by": ""}
    changes = {"status": Engagement.Status.PLANNED, "held_on": None, **blank}
    return _write(engagement, version, by, "took back record of engagement", changes)


def locked(engagement: Engagement, version: int) -> Engagement:
    """The engagement as it stands, held until the transaction ends; for the services of support.

    A page that is behind meets the conflict, not a refusal about a state it has never shown.
    """
    rows = Engagement.objects.select_for_update(of=("self",)).select_related(
        "school__trust", "commitment__year", "commitment__school"
    )
    found = rows.get(pk=engagement.pk)
    if found.version != version:
        save_if_unchanged(found, version=version)
    return found


def _write(
    engagement: Engagement, version: int, by: Person, verb: str, changes: dict[str, Any]
) -> Engagement:
    before = {name: getattr(engagement, name) for name in changes}
    counted = {"calendar_version": engagement.calendar_version + 1}
    recorded = {"recorded_by": by, "recorded_at": clock.now()}
    save_if_unchanged(engagement, version=version, **changes, **counted, **recorded)
    audit.record(by=by, verb=verb, thing=engagement, school=engagement.school, before=before, after=changes)
    return engagement
