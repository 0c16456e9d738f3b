"""The record of an engagement: a draft of the trust's, shared in versions that stand, with the school's view beside."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from kit.refusals import Refused
from kit.saving import Conflict
from schools.models import Action, AuditEntry, Notice
from support.models import Engagement, Record, RecordVersion
from support.record_text import ActionLine, RecordText
from support.services import engagements, records
from support.services.new_year import ensure_commitments
from tests.cast import Cast

INTERNAL = "xinternalqz"


@pytest.fixture
def visit(offered: Cast, at: Any) -> Engagement:
    """The autumn term's joint operational visit, which every category promises, held on 20 November."""
    with at("2026-09-01 10:00"):
        ensure_commitments(offered.alder, offered.year_2026)
    row = Engagement.objects.get(commitment__promise="operational-joint-visit", label="Autumn term")
    return engagements.record_held(
        engagement=row, held_on=date(2026, 11, 20), note="", version=row.version,
        by=offered.chief_financial_officer,
    )  # fmt: skip


def text(cast: Cast, **more: Any) -> RecordText:
    values: dict[str, Any] = {
        "present": (cast.headteacher.pk, cast.chief_financial_officer.pk),
        "others": "Rae Stone, site manager\r\n\r\n  Ola Berg, caterer ",
        "purpose": "To look at the boiler.",
        "seen": "The boiler is new.\x00",
        "more": {"compliance-system": "Two checks overdue.", "risk-register": "", "action-plan": "On time."},
        "kpis": (),
        "actions": (
            ActionLine("Service the boiler", "Site manager", "11/12/2026", "A contractor"),
            ActionLine(),
        ),
    }
    return RecordText(**values | more)


def save(visit: Engagement, cast: Cast, version: int = 0, **more: Any) -> Record:
    return records.save(
        engagement=visit, text=text(cast, **more), internal=INTERNAL, version=version,
        by=cast.chief_financial_officer,
    )  # fmt: skip


def share(visit: Engagement, cast: Cast, version: int = 1, why: str = "") -> RecordVersion:
    return records.share(engagement=visit, version=version, why=why, by=cast.chief_financial_officer)


def test_a_draft_keeps_what_is_typed_and_nothing_else(visit: Engagement, offered: Cast):
    record = save(visit, offered, actions=(ActionLine("Service the boiler", "", "next Fridy"),))

    assert record.draft.seen == "The boiler is new."
    assert record.draft.actions == (ActionLine("Service the boiler", "", "next Fridy"),)
    assert (record.internal, record.version) == (INTERNAL, 1)
    assert not Action.objects.exists()
    entry = AuditEntry.objects.get(verb="wrote record")
    assert entry.after["seen"] == "The boiler is new."
    assert INTERNAL not in str(entry.after) + str(entry.before)


def test_shared_in_words_with_actions_of_the_school(visit: Engagement, offered: Cast):
    save(visit, offered)
    made = share(visit, offered)

    assert made.content["present"] == [
        "Hanna Osei, headteacher", "Faisal Khan, chief financial officer", "Rae Stone, site manager",
        "Ola Berg, caterer",
    ]  # fmt: skip
    assert made.content["parts"] == [
        ["Purpose", "To look at the boiler."], ["What was seen", "The boiler is new."],
        ["Compliance system", "Two checks overdue."], ["Action plan", "On time."],
    ]  # fmt: skip
    action = Action.objects.get()
    assert (action.what, action.owner, action.due_on) == (
        "Service the boiler",
        "Site manager",
        date(2026, 12, 11),
    )
    assert action.origin_url == reverse("record", args=[visit.pk])
    assert action.origin.endswith("20 November 2026")
    assert made.content["actions"] == [
        ["Service the boiler", "Site manager", "Friday 11 December 2026", "A contractor"]
    ]
    told = Notice.objects.get(person=offered.headteacher, key__startswith="record:")
    assert INTERNAL not in f"{made.content} {told.subject} {told.body}"


def test_what_was_shared_is_never_silently_changed(visit: Engagement, offered: Cast):
    save(visit, offered)
    first = share(visit, offered)
    record = records.save(
        engagement=visit, text=text(offered, seen="The boiler is old.", actions=()), internal="", version=2,
        by=offered.chief_financial_officer,
    )  # fmt: skip
    assert record.versions.get().content["parts"][1] == ["What was seen", "The boiler is new."]

    with pytest.raises(Refused) as why:
        share(visit, offered, version=3)
    assert why.value.refusal.code == "reason-missing"
    second = share(visit, offered, version=3, why="The boiler is the old one.")

    assert (first.number, second.number) == (1, 2)
    assert second.content["actions"] == first.content["actions"]  # agreed once, and still agreed
    assert Action.objects.count() == 1
    first.refresh_from_db()
    assert first.content["parts"][1][1] == "The boiler is new."
    with pytest.raises(DatabaseError), transaction.atomic():
        RecordVersion.objects.filter(pk=first.pk).update(why="Changed")
    with pytest.raises(Refused) as again:
        share(visit, offered, version=4, why="Nothing.")
    assert again.value.refusal.code == "unchanged"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"seen": " "}, "Write what was seen"),
        ({"actions": (ActionLine("Do it", "", "1/12/2026"),)}, "Action 1: say who"),
        ({"actions": (ActionLine("", "Head", "1/12/2026"),)}, "Action 1: say what"),
        ({"actions": (ActionLine("Do it", "Head", "next Fridy"),)}, "“next Fridy” is not a date"),
        ({"actions": (ActionLine("Do it", "Head"),)}, "Action 1: it has no date"),
    ],
)
def test_what_cannot_be_shared_yet(visit: Engagement, offered: Cast, more: dict[str, Any], says: str):
    record = save(visit, offered, **more)
    with pytest.raises(Refused, match=says):
        share(visit, offered)
    record.refresh_from_db()
    assert (record.version, record.versions.count(), Action.objects.count()) == (1, 0, 0)


def test_a_planned_one_is_prepared_and_not_shared(visit: Engagement, offered: Cast):
    visit = engagements.take_back(engagement=visit, version=2, by=offered.chief_financial_officer)
    save(visit, offered)
    with pytest.raises(Refused) as why:
        share(visit, offered)
    assert why.value.refusal.code == "not-held"


def test_two_people_at_one_draft(visit: Engagement, offered: Cast):
    save(visit, offered)
    with pytest.raises(Conflict):
        save(visit, offered, version=0, seen="Something else.")
    with pytest.raises(Conflict):
        share(visit, offered, version=0)
    assert Record.objects.get().draft.seen == "The boiler is new."


def test_who_writes_and_who_does_not(visit: Engagement, offered: Cast):
    for person, code in (
        (offered.headteacher, "not-yours"), (offered.trustee, "not-yours"), (offered.chair_of_governors, "not-yours"),
        (offered.foreign_chief, "not-yours"),
    ):  # fmt: skip
        with pytest.raises(Refused) as why:
            records.save(engagement=visit, text=text(offered), internal="", version=0, by=person)
        assert why.value.refusal.code == code
    for person in (offered.chief_financial_officer, offered.trustee, offered.other_head):
        with pytest.raises(Refused) as why:
            records.add_view(engagement=visit, text="We saw it otherwise.", by=person)
        assert why.value.refusal.code == "not-yours"


def test_somebody_of_the_trust_who_governs_the_school_meets_no_internal_word(
    visit: Engagement, offered: Cast, client_of: Any
):
    from schools.access.roles import Role
    from schools.services.people import appoint

    save(visit, offered)
    appoint(
        person=offered.chief_executive, role=Role.GOVERNOR, trust=offered.trust, schools=[offered.alder],
        by=offered.trust_administrator, starts_on=date(2026, 9, 1),
    )  # fmt: skip
    offered.chief_executive.forget_posts()
    with pytest.raises(Refused) as why:
        records.save(engagement=visit, text=text(offered), internal="", version=1, by=offered.chief_executive)
    assert why.value.refusal.code == "own-school"
    page = client_of(offered.chief_executive).get(reverse("record", args=[visit.pk])).content.decode()
    assert INTERNAL not in page
    assert (
        INTERNAL
        in client_of(offered.head_of_school_improvement)
        .get(reverse("record", args=[visit.pk]))
        .content.decode()
    )


def test_people_and_kpis_of_elsewhere_are_not_taken(visit: Engagement, offered: Cast):
    for more in (
        {"present": (offered.foreign_head.pk,)}, {"present": (offered.other_head.pk,)}, {"kpis": ("no-such",)},
        {"more": {"no-such": "x"}},
    ):  # fmt: skip
        with pytest.raises(Refused) as why:
            save(visit, offered, **more)
        assert why.value.refusal.code == "not-here"


def test_the_school_s_view_is_kept_beside(visit: Engagement, offered: Cast):
    save(visit, offered)
    made = share(visit, offered)
    Notice.objects.all().delete()
    first = records.add_view(engagement=visit, text="We had cleaned it.", by=offered.headteacher)
    assert records.add_view(engagement=visit, text="We had cleaned it.", by=offered.headteacher) == first
    records.add_view(engagement=visit, text="It leaks.", by=offered.deputy_headteacher)

    assert [each.text for each in visit.school_views.all()] == ["We had cleaned it.", "It leaks."]
    made.refresh_from_db()
    assert "cleaned" not in str(made.content)
    assert Notice.objects.filter(person=offered.chief_financial_officer).count() == 2


def test_the_change_and_its_audit_entry_stand_or_fall_together(
    visit: Engagement, offered: Cast, monkeypatch: pytest.MonkeyPatch
):
    def broken(**_: Any) -> None:
        raise OSError("The audit cannot be written.")

    save(visit, offered)
    monkeypatch.setattr(records.audit, "record", broken)
    with pytest.raises(OSError, match="audit"):
        share(visit, offered)
    assert not RecordVersion.objects.exists()
    assert not Action.objects.exists()
    with pytest.raises(OSError, match="audit"):
        records.add_view(engagement=visit, text="No.", by=offered.headteacher)
    assert not visit.school_views.exists()
