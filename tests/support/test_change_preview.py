"""What is shown before a category is confirmed is what then happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from support.models import Commitment, Decision, Engagement, Offer
from support.queries.change_of_category import Preview, previews
from tests.cast import Cast

Choose = Callable[..., Decision]
State = dict[tuple[str, str], dict[str, str]]


def preview_of(cast: Cast, category: str) -> Preview:
    offer = Offer.objects.in_force(cast.trust)
    standing = Decision.objects.filter(school=cast.alder, strand="academic").in_order().last()
    found = previews(cast.alder, offer, offer.spec.strand("academic"), standing)
    return next(each for each in found if each.category.code == category)


def state() -> State:
    """Every running promise of the year with its appointments: (promise, since) → key and status."""
    rows = Commitment.objects.running().filter(strand="academic").prefetch_related("engagements")
    return {
        (row.promise, row.engagement): {each.key: each.status for each in row.engagements.all()}
        for row in rows
    }


@pytest.mark.parametrize("was", [None, "sustain", "reinforce"])
def test_the_preview_equals_what_confirming_does(choose: Choose, at: Any, offered: Cast, was: str | None):
    if was:
        with at("2026-09-01 10:00"):
            choose(was)
    with at("2027-01-18"):
        (shown,) = preview_of(offered, "stabilise").years
        assert shown.change is not None
        before = state()
        choose("stabilise", reason="The picture has changed.")
    after = state()

    kept = {each.engagement.promise for each in shown.change.kept}
    assert {key: after[key] for key in after if key[0] in kept} == {
        key: before[key] for key in before if key[0] in kept
    }
    begun = [new for _, new in shown.change.changed] + list(shown.change.started)
    planned = {
        (each.engagement.promise, each.engagement.code): {
            one.key: "planned" for one in each.layout.occurrences
        }
        for each in begun
    }
    assert {key: after[key] for key in after if key[0] not in kept} == planned
    stopped = [old for old, _ in shown.change.changed] + list(shown.change.ended)
    ended = Commitment.objects.filter(strand="academic", ends_on__isnull=False)
    assert {each.promise for each in ended} == {each.running.engagement.promise for each in stopped}
    assert {each.ends_on for each in ended} <= {date(2027, 1, 17)}
    called_off = Engagement.objects.filter(commitment__in=ended, status="cancelled")
    assert sorted(called_off.values_list("key", flat=True)) == sorted(
        key for each in stopped for key in each.called_off
    )
    assert set(after) == {key for key in before if key[0] in kept} | set(planned)


def test_the_category_that_stands_changes_nothing_and_looking_writes_nothing(
    choose: Choose, at: Any, offered: Cast
):
    with at("2026-09-01 10:00"):
        choose("refine")
        rows = list(Engagement.objects.values())
        assert preview_of(offered, "refine").is_nothing
        assert not preview_of(offered, "sustain").is_nothing
    assert list(Engagement.objects.values()) == rows
