"""The numbers of somebody else's things, in a form or in an address's query, open nothing and change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from monitoring.models import MonitoringForm
from schools.models import Notice, Post, Trust
from tests.house import bodies as form
from tests.house.actors import ALDER, CEDAR, Thing
from tests.house.browsing import ask, written
from tests.house.policy import POLICY
from tests.house.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("unprinted")]


# --- Somebody else's numbers ------------------------------------------------------------------------------------
def refused(world: World, who: str, url: str, body: dict[str, Any], status: int) -> None:
    with transaction.atomic():
        with written() as tables:
            answer = ask(world, world.actor(who), "POST", url, body)
        transaction.set_rollback(True)
    assert (answer.status_code, tables) == (status, set())


def test_a_post_is_not_given_in_another_trusts_school(world: World) -> None:
    url = reverse("post_add", args=world.schools[ALDER].things["person"].args)
    for role in ("clerk", "improvement_adviser"):
        body = {"role": role, "schools": [world.schools[CEDAR].school.pk], "starts_on": form.TODAY}
        refused(world, "trust_administrator", url, body, 422)
        refused(world, "trust_administrator", f"{url}?trust={world.cast.foreign_trust.pk}", body, 422)


def test_a_page_of_ones_own_trust_cannot_be_told_to_be_anothers(world: World) -> None:
    foreign = world.cast.foreign_trust
    for name, body in (
        ("trust_settings", form.settings), ("school_add", form.new_school), ("year_add", form.new_year),
        ("person_add", lambda _: form.new_person(world.schools[ALDER].things["school"])),
    ):  # fmt: skip
        before = of_the_trust(foreign)
        with transaction.atomic():
            url = f"{reverse(name)}?trust={foreign.pk}"
            answer = ask(
                world,
                world.actor("trust_administrator"),
                "POST",
                url,
                body(Thing("")) | {"trust": foreign.pk},
            )
            assert answer.status_code == 302
            assert of_the_trust(foreign) == before
            transaction.set_rollback(True)


def of_the_trust(trust: Trust) -> list[Any]:
    fresh = Trust.objects.get(pk=trust.pk)
    return [
        fresh.accent, fresh.issues_reports_itself, trust.schools.count(), trust.years.count(),
        Post.objects.filter(trust=trust).count(),
    ]  # fmt: skip


def test_a_monitoring_form_is_not_led_by_somebody_of_another_trust(world: World) -> None:
    here = world.schools[ALDER]
    for lead in (world.cast.foreign_head.pk, world.cast.other_head.pk):
        body = {"head-focus": "Reading", "head-lead": lead}
        with transaction.atomic():
            ask(
                world,
                world.actor("headteacher"),
                "POST",
                reverse("monitoring_new", args=[here.school.urn]),
                body,
            )
            assert not MonitoringForm.objects.filter(school=here.school, lead=lead).exists()
            draft = here.things["draft monitoring form"]
            url = reverse("monitoring_form", args=draft.args)
            ask(
                world,
                world.actor("headteacher"),
                "POST",
                url,
                form.draft_monitoring(draft) | {"head-lead": lead},
            )
            assert not MonitoringForm.objects.filter(school=here.school, lead=lead).exists()
            transaction.set_rollback(True)


@pytest.mark.parametrize("verb", ["remove-row", "put-back", "add-action"])
def test_a_row_of_another_schools_form_is_not_touched(world: World, verb: str) -> None:
    url = reverse("monitoring_form", args=world.schools[ALDER].things["draft monitoring form"].args)
    for place in ("birch", "cedar"):
        row = world.schools[place].things["draft monitoring form"].more["row"]
        body = {"do": f"{verb}:{row}", f"row-{row}-version": 1, f"row-{row}-who": "Mine now"}
        refused(world, "headteacher", url, body, 404)


def test_somebody_elses_page_is_not_saved_as_mine(world: World) -> None:
    thing = world.schools[ALDER].things["rating in a draft"]
    body = form.rating(thing) | {f"{thing.more['kpi']}-typed_by": world.cast.deputy_headteacher.pk}
    refused(world, "headteacher", reverse("rating_save", args=thing.args), body, 422)


def test_a_part_that_is_not_mine_or_does_not_exist_is_not_moderated(world: World) -> None:
    thing = world.schools[ALDER].things["submitted evaluation"]
    for name in ("moderation_agree", "moderation_finish"):
        for strand in ("", "operational", "no-such-strand"):
            url = reverse(name, args=thing.args)
            refused(world, "head_of_school_improvement", url, {"strand": strand}, 403)


def test_a_category_of_the_other_strand_or_of_nothing_is_no_choice(world: World) -> None:
    evaluation = world.schools[ALDER].things["moderated evaluation"].args[0]
    actor = "chief_executive"
    body = {"category": "no-such-category", "reason": "Because"}
    refused(world, actor, reverse("decision", args=[evaluation, "academic"]), body, 422)
    refused(
        world,
        actor,
        reverse("decision", args=[evaluation, "no-such-strand"]),
        form.academic_category(Thing("")),
        404,
    )


def test_notices_of_others_stay_unread(world: World) -> None:
    with transaction.atomic():
        ask(world, world.actor("headteacher"), "POST", f"{reverse('notices')}?page=1", {})
        read = Notice.objects.filter(read_at__isnull=False)
        assert read.exists()
        assert set(read.values_list("person", flat=True)) == {world.cast.headteacher.pk}
        transaction.set_rollback(True)


# --- Numbers in the address's query -----------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["trust_administrator", "chief_executive", "headteacher", "governor"])
def test_a_query_string_opens_nothing(world: World, who: str) -> None:
    """Every page that is about nothing or about one's own school, asked for another's trust, school, term or person."""
    actor, cast = world.actor(who), world.cast
    never = world.unseen(actor)
    foreign = {
        "trust": cast.foreign_trust.pk, "school": cast.cedar.pk, "term": cast.foreign_autumn.pk,
        "who": cast.foreign_head.pk, "urn": cast.cedar.urn, "year": cast.foreign_autumn.year_id,
    }  # fmt: skip
    strange = {
        "page": "-1",
        "sort": "person__password",
        "criterion": "no-such",
        "start": "99999999999",
        "phase": "x",
    }
    pages = [
        (name, row)
        for name, rows in POLICY.items()
        for row in rows
        if row.read is not None
        and row.of in ("", "school")
        and not row.before
        and not name.startswith("account_")
    ]
    for name, row in pages:
        own = Thing("") if row.in_body or not row.of else world.schools[ALDER].things[row.of]
        for key, value in (foreign | strange).items():
            url = f"{reverse(name, args=own.args)}?{key}={value}"
            answer = ask(world, actor, "GET", url)
            text = b"".join(answer).decode()
            assert answer.status_code in (200, 302, 403, 404), url
            assert [word for word in never if word in text] == [], url
