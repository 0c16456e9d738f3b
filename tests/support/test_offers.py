"""An offer is a draft until it is published, frozen from then on, and fits the people and the framework."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from kit.refusals import Refused
from kit.saving import Conflict
from riskmatrix.services import frameworks
from schools.models import AuditEntry
from support import spec
from support.models import Offer
from support.services import offer_drafts, offers
from tests.cast import Cast


@pytest.fixture
def pack() -> spec.Offer:
    return spec.load(offers.DEFAULT_PACK)


def test_a_draft_is_replaced_and_a_published_version_is_not(cast: Cast, pack: spec.Offer):
    by = cast.trust_administrator
    draft = offers.keep(offer=pack, trust=cast.trust, by=by)
    assert offers.keep(offer=pack, trust=cast.trust, by=by) == draft
    other = pack.model_copy(update={"title": "Our offer"})
    draft = offers.keep(offer=other, trust=cast.trust, by=by)
    assert Offer.objects.get() == draft
    assert (draft.title, draft.spec.title) == ("Our offer", "Our offer")
    assert Offer.objects.in_force(cast.trust) is None

    offers.publish(offer=draft, by=by)

    assert Offer.objects.in_force(cast.trust) == draft
    assert offers.keep(offer=other, trust=cast.trust, by=by) == draft
    with pytest.raises(Refused) as refused:
        offers.keep(offer=pack, trust=cast.trust, by=by)
    assert refused.value.refusal.code == "published"
    newer = offers.keep(offer=pack.model_copy(update={"version": "next"}), trust=cast.trust, by=by)
    assert Offer.objects.in_force(cast.trust) == draft
    assert Offer.objects.in_force(offers.publish(offer=newer, by=by).trust) == newer
    assert AuditEntry.objects.filter(verb="published offer").count() == 2
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Offer.objects.filter(pk=draft.pk).update(document="{}")


def test_people_the_portal_does_not_know_are_refused(cast: Cast, pack: spec.Offer):
    stranger = spec.Person(code="director_of_dreams", label="Director of dreams")
    strange = pack.model_copy(update={"people": (*pack.people, stranger)})
    with pytest.raises(Refused) as refused:
        offers.keep(offer=strange, trust=cast.trust, by=cast.trust_administrator)
    assert refused.value.refusal.code == "unknown-role"
    assert "director_of_dreams" in refused.value.refusal.sentence
    named = stranger.model_copy(update={"portal_role": False})
    harmless = pack.model_copy(update={"people": (*pack.people, named)})
    assert offers.keep(offer=harmless, trust=cast.trust, by=cast.trust_administrator).pk


def test_who_is_to_confirm_must_be_able_to(cast: Cast, pack: spec.Offer):
    adviser = pack.strands[0].model_copy(update={"confirmed_by": "improvement_adviser"})
    with pytest.raises(Refused) as refused:
        offers.keep(
            offer=pack.model_copy(update={"strands": (adviser, *pack.strands[1:])}),
            trust=cast.trust,
            by=cast.trust_administrator,
        )
    assert refused.value.refusal.code == "cannot-confirm"
    assert "chief_executive, chief_financial_officer" in refused.value.refusal.sentence


def test_a_draft_that_was_changed_after_it_was_read_is_not_published(cast: Cast, pack: spec.Offer):
    read = offers.keep(offer=pack, trust=cast.trust, by=None)
    offers.keep(offer=pack.model_copy(update={"title": "Our offer"}), trust=cast.trust, by=None)
    with pytest.raises(Conflict):
        offers.publish(offer=read, by=cast.chief_executive)
    assert Offer.objects.in_force(cast.trust) is None


@pytest.mark.parametrize(
    "change",
    [{"step": "catastrophic"}, {"criteria": ("parking",)}],
)
def test_a_gate_that_could_never_speak_is_not_published(cast: Cast, pack: spec.Offer, change: Any):
    framework = frameworks.load_pack(
        path=frameworks.PACKS / "trust-risk-matrix.yaml", trust=cast.trust, by=None
    )
    frameworks.publish(framework=framework, by=None)
    academic = pack.strands[0]
    gate = academic.recommendation.gates[0].model_copy(update=change)
    rules = academic.recommendation.model_copy(update={"gates": (gate,)})
    strand = academic.model_copy(update={"recommendation": rules})
    odd = pack.model_copy(update={"strands": (strand, *pack.strands[1:])})
    draft = offers.keep(offer=odd, trust=cast.trust, by=None)
    with pytest.raises(Refused) as refused:
        offers.publish(offer=draft, by=cast.trust_administrator)
    assert refused.value.refusal.code == "other-framework"
    assert Offer.objects.in_force(cast.trust) is None


@pytest.mark.parametrize("by", ["trustee", "headteacher", "foreign_administrator", "improvement_adviser"])
def test_only_those_who_edit_the_framework_load_and_publish(cast: Cast, pack: spec.Offer, by: str):
    draft = offers.keep(offer=pack, trust=cast.trust, by=None)
    for step in (
        lambda: offers.keep(offer=pack, trust=cast.trust, by=getattr(cast, by)),
        lambda: offers.publish(offer=draft, by=getattr(cast, by)),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert refused.value.refusal.code == "not-yours"


def test_the_command_loads_and_publishes_the_project_s_own_pack(cast: Cast):
    said = StringIO()
    call_command("load_offer", "--trust", "larkfield learning trust", "--publish", stdout=said)
    assert "58 engagements in Academic, Operational for Larkfield Learning Trust" in said.getvalue()
    assert "(published)" in said.getvalue()
    assert Offer.objects.in_force(cast.trust) is not None
    assert Offer.objects.in_force(cast.foreign_trust) is None
    with pytest.raises(CommandError, match="There is no trust"):
        call_command("load_offer", "--trust", "Nowhere")


def test_a_draft_stays_a_version_of_its_own_offer_and_a_published_one_as_it_is(cast: Cast, pack: spec.Offer):
    by = cast.trust_administrator
    with pytest.raises(Refused) as refused:
        offer_drafts.begin(trust=cast.trust, version="5", by=by)
    assert refused.value.refusal.code == "nothing-in-force"
    offers.publish(offer=offers.keep(offer=pack, trust=cast.trust, by=by), by=by)
    with pytest.raises(Refused) as refused:
        offer_drafts.begin(trust=cast.trust, version="4", by=by)
    assert refused.value.refusal.code == "version-taken"
    draft = offer_drafts.begin(trust=cast.trust, version="5", by=by)
    for change, code in (
        ({"key": "other-offer"}, "other-key"),
        ({"version": "4"}, "version-taken"),
        ({"people": (*pack.people, spec.Person(code="nobody", label="Nobody"))}, "unknown-role"),
    ):
        changed = draft.spec.model_copy(update=change)
        with pytest.raises(Refused) as refused:
            offer_drafts.revise(offer=draft, spec=changed, seen=draft.fingerprint, by=by)
        assert refused.value.refusal.code == code
    ours = draft.spec.model_copy(update={"title": "Ours"})
    with pytest.raises(Conflict):
        offer_drafts.revise(offer=draft, spec=ours, seen="another", by=by)
    offers.publish(offer=draft, by=by)
    with pytest.raises(Refused) as refused:
        offer_drafts.revise(offer=draft, spec=draft.spec, seen=draft.fingerprint, by=by)
    assert refused.value.refusal.code == "published"
    assert Offer.objects.count() == 2
