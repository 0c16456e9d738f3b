"""A record in words, as it is frozen when it is shared and compared when two people wrote at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.dateformat import format as formatted

from schools.models import Action, Person
from support.models import Engagement
from support.queries.present import kpis_by_criterion, possibly_present
from support.record_text import RecordText

Parts = list[list[str]]


def in_words(engagement: Engagement, text: RecordText, agreed: Iterable[Action]) -> dict[str, Any]:
    """What the school reads: nothing in it follows what changes later, and nothing of it is internal."""
    return {
        "held_on": engagement.held_on.isoformat() if engagement.held_on else "",
        "present": present_in_words(engagement, text),
        "parts": parts_in_words(engagement, text),
        "kpis": _kpis(engagement, text),
        "actions": [
            [each.what, each.owner, formatted(each.due_on, "l j F Y") if each.due_on else "", each.support]
            for each in agreed
        ],
    }


def present_in_words(engagement: Engagement, text: RecordText) -> list[str]:
    """People with their roles of today, those who have left by name, then the others as they were typed."""
    known = {each.person: str(each) for each in possibly_present(engagement)}
    gone = set(text.present) - known.keys()
    known |= dict(Person.objects.filter(pk__in=gone).values_list("pk", "name")) if gone else {}
    others = [" ".join(line.split()) for line in text.others.splitlines()]
    return [known[pk] for pk in text.present if pk in known] + [line for line in others if line]


def parts_in_words(engagement: Engagement, text: RecordText) -> Parts:
    """[title, text] of what was written, in the order of the page; what is empty is left out."""
    parts = [["Purpose", text.purpose], ["What was seen", text.seen]]
    parts += [[each.title, text.more.get(each.code, "")] for each in engagement.commitment.spec.record]
    return [part for part in parts if part[1]]


def differing(engagement: Engagement, theirs: RecordText, mine: RecordText) -> Parts:
    """[title, their text] of what two people wrote otherwise; empty where theirs says nothing."""
    titles = [("Purpose", theirs.purpose, mine.purpose), ("What was seen", theirs.seen, mine.seen)]
    titles += [
        (each.title, theirs.more.get(each.code, ""), mine.more.get(each.code, ""))
        for each in engagement.commitment.spec.record
    ]
    for title, lines_of in (
        ("Present", present_in_words),
        ("KPIs it speaks of", _kpis),
        ("Agreed actions", _lines),
    ):
        titles.append((title, "\n".join(lines_of(engagement, theirs)), "\n".join(lines_of(engagement, mine))))
    return [[title, said] for title, said, other in titles if said != other]


def _kpis(engagement: Engagement, text: RecordText) -> list[str]:
    if not text.kpis:
        return []
    listed = [
        (code, f"{criterion}: {title}")
        for criterion, kpis in kpis_by_criterion(engagement.school)
        for code, title in kpis
    ]
    return [said for code, said in listed if code in text.kpis]


def _lines(engagement: Engagement, text: RecordText) -> list[str]:
    return [
        "; ".join(part for part in (each.what, each.owner, each.due_on, each.support) if part)
        for each in text.actions
    ]
