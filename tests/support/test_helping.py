"""Schools that help one another: what backs an offer, who may do what, and what becomes of a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kit import clock
from kit.drafting import plain, reach
from kit.refusals import Refused
from riskmatrix.models import Evaluation, Framework
from schools.models import AuditEntry, Notice, Person
from support.drafting import checked, key_of, place_of
from support.drafting.telling import told
from support.models import Decision, HelpOffer, HelpRequest
from support.queries.help_backing import backings
from support.services import help_requests, helping
from support.services.offers import DEFAULT_PACK
from support.spec import load
from tests.cast import Cast
from tests.states import decided, moderated, submitted

Choose = Callable[..., Decision]
AREA = "early-years"


@pytest.fixture
def strong(offered: Cast, choose: Choose, at: Any) -> Cast:
    """Alder is agreed as low throughout, sustain academically and refine operationally."""
    with at("2026-09-02 09:00"):
        choose("sustain")
        choose("refine", strand="operational")
    return offered


def offer(cast: Cast, area: str = AREA, by: Person | None = None, **more: Any) -> HelpOffer:
    values = {"what": "Phonics in Reception.", "contact": cast.deputy_headteacher} | more
    return helping.offer_help(school=cast.alder, area=area, by=by or cast.headteacher, **values)


def ask(cast: Cast, given: HelpOffer, by: Person | None = None, **more: Any) -> HelpRequest:
    values = {"purpose": "A good start in Year 3.", "hours": Decimal(6), "school": cast.birch} | more
    return help_requests.ask(offer=given, by=by or cast.other_head, **values)


def code_of(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.refusal.code


# --- What backs an offer --------------------------------------------------------------------------------------------


def test_an_offer_holds_the_agreed_rating_that_backs_it_and_leaves_its_entry(
    strong: Cast, evaluation: Evaluation
) -> None:
    made = offer(strong)
    assert made.evaluation == evaluation
    assert made.area_title == "Early Years"
    entry = AuditEntry.objects.get(verb="offered help")
    assert (entry.school, entry.by) == (strong.alder, strong.headteacher)


def test_nothing_is_backed_before_moderation_is_finished(offered: Cast, at: Any) -> None:
    with at("2026-09-01 09:00"):
        submitted(offered.alder, offered.autumn, offered.headteacher)
    assert backings([offered.alder]) == {offered.alder.pk: {}}
    assert code_of(lambda: offer(offered)) == "nothing-agreed"


def test_a_school_without_a_category_offers_nothing(offered: Cast, evaluation: Evaluation) -> None:
    assert code_of(lambda: offer(offered)) == "no-category"


@pytest.mark.parametrize("category", ["reinforce", "stabilise"])
def test_only_the_categories_that_the_offer_names_help_others(
    offered: Cast, choose: Choose, at: Any, category: str
) -> None:
    with at("2026-09-02 09:00"):
        choose(category)
    assert code_of(lambda: offer(offered)) == "category-does-not-help"


def test_whoever_publishes_an_offer_is_told_that_another_category_helps() -> None:
    before = load(DEFAULT_PACK)
    data = plain(before)
    place = place_of(data, "category", key_of("academic", "reinforce"))
    reach(data, place)["helps_others"] = True
    assert told(before, checked(data)) == ("Academic, Reinforce: its schools may offer help to others.",)
    assert [c.code for s in before.strands for c in s.categories if c.helps_others] == [
        "sustain",
        "refine",
    ] * 2


def test_an_area_of_both_strands_needs_both_categories(offered: Cast, choose: Choose, at: Any) -> None:
    with at("2026-09-02 09:00"):
        choose("sustain")
        choose("reinforce", strand="operational")
    assert offer(offered).pk
    assert code_of(lambda: offer(offered, "safeguarding")) == "category-does-not-help"


@pytest.mark.parametrize("answer", ["moderate", "critical"])
def test_only_the_least_risk_backs_an_offer(offered: Cast, at: Any, answer: str) -> None:
    with at("2026-09-01 09:00"):
        made = moderated(offered, offered.alder, offered.autumn, default=answer)
    with at("2026-09-02 09:00"):
        decided(offered, made, academic="sustain", operational="sustain")
    assert code_of(lambda: offer(offered)) == "not-low"


def test_what_the_school_says_of_itself_backs_nothing_where_it_was_agreed_otherwise(
    offered: Cast, at: Any
) -> None:
    framework = Framework.objects.get(trust=offered.trust)
    kpis = {c.code: [k.code for k in c.kpis] for c in framework.spec.criteria}
    with at("2026-09-01 09:00"):
        changes = dict.fromkeys(kpis[AREA], "critical")
        made = moderated(offered, offered.alder, offered.autumn, changes=changes)
    with at("2026-09-02 09:00"):
        decided(offered, made, academic="sustain", operational="sustain")
    assert code_of(lambda: offer(offered)) == "not-low"


def test_what_does_not_apply_backs_nothing(offered: Cast, at: Any) -> None:
    """Birch is a junior school: it has no early years."""
    with at("2026-09-01 09:00"):
        made = moderated(offered, offered.birch, offered.autumn)
    with at("2026-09-02 09:00"):
        decided(offered, made, academic="sustain", operational="sustain")
    backing = backings([offered.birch])[offered.birch.pk][AREA]
    assert backing.refusal is not None
    assert backing.refusal.code == "not-applicable"


def test_the_backing_of_many_schools_costs_as_much_as_that_of_one(
    strong: Cast, django_assert_num_queries: Any
) -> None:
    backings([strong.alder])
    with django_assert_num_queries(6):
        backings([strong.alder])
    with django_assert_num_queries(6):
        backings([strong.alder, strong.birch])


def test_an_offer_is_made_once_and_for_somebody_of_the_school(strong: Cast) -> None:
    offer(strong)
    assert code_of(lambda: offer(strong)) == "offered"
    assert (
        code_of(lambda: offer(strong, "personal-development", contact=strong.other_head))
        == "not-at-the-school"
    )
    assert code_of(lambda: offer(strong, "personal-development", what=" ")) == "words-missing"
    assert code_of(lambda: offer(strong, "personal-development", what="x" * 2001)) == "too-long"
    assert code_of(lambda: offer(strong, "no-such-area")) == "nothing-agreed"


@pytest.mark.parametrize(
    "who", ["deputy_headteacher", "chief_executive", "improvement_adviser", "other_head"]
)
def test_only_the_headteacher_offers_and_takes_back(strong: Cast, who: str) -> None:
    made, by = offer(strong), getattr(strong, who)
    assert code_of(lambda: offer(strong, "personal-development", by=by)) == "not-yours"
    assert code_of(lambda: helping.withdraw(offer=made, why="Ill.", by=by)) == "not-yours"


def test_an_offer_that_is_taken_back_stays_as_history_and_can_be_made_anew(strong: Cast) -> None:
    made = offer(strong)
    asked = ask(strong, made)
    assert code_of(lambda: helping.withdraw(offer=made, why=" ", by=strong.headteacher)) == "words-missing"
    gone = helping.withdraw(offer=made, why="Our leader is ill.", by=strong.headteacher)
    assert gone.withdrawn_at is not None
    assert Notice.objects.get(key=f"help-offer-withdrawn-{asked.pk}").person == strong.other_head
    assert code_of(lambda: helping.withdraw(offer=made, why="Again.", by=strong.headteacher)) == "withdrawn"
    assert code_of(lambda: help_requests.agree(request=asked, by=strong.headteacher)) == "not-on-offer"
    again = offer(strong)
    assert set(HelpOffer.objects.all()) == {made, again}


# --- Asking and answering -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["other_head", "chief_executive", "head_of_school_improvement"])
def test_the_headteacher_asks_or_the_trust_does(strong: Cast, who: str) -> None:
    request = ask(strong, offer(strong), by=getattr(strong, who))
    assert request.answer == ""
    told = set(Notice.objects.filter(key=f"help-asked-{request.pk}").values_list("person", flat=True))
    assert told == {strong.headteacher.pk, strong.deputy_headteacher.pk}
    for_them = Notice.objects.filter(key=f"help-asked-for-you-{request.pk}", person=strong.other_head)
    assert for_them.exists() is (who != "other_head")


@pytest.mark.parametrize(
    "who", ["headteacher", "deputy_headteacher", "improvement_adviser", "trustee", "foreign_chief"]
)
def test_nobody_else_asks_for_a_school(strong: Cast, who: str) -> None:
    """The headteacher leads the other school, the adviser looks after that one alone."""
    made = offer(strong)
    assert code_of(lambda: ask(strong, made, by=getattr(strong, who))) == "not-yours"


def test_what_cannot_be_asked_for(strong: Cast, at: Any) -> None:
    made = offer(strong)
    assert code_of(lambda: ask(strong, made, school=strong.alder, by=strong.headteacher)) == "own-offer"
    assert code_of(lambda: ask(strong, made, school=strong.cedar, by=strong.foreign_head)) == "other-trust"
    assert code_of(lambda: ask(strong, made, purpose=" ")) == "words-missing"
    for hours in ("0", "-1", "0.3", "500.5", "NaN"):
        assert code_of(lambda hours=hours: ask(strong, made, hours=Decimal(hours))) == "no-hours"
    ask(strong, made)
    assert code_of(lambda: ask(strong, made)) == "asked"


def test_an_offer_that_is_no_longer_backed_can_neither_be_asked_for_nor_agreed(
    strong: Cast, choose: Choose
) -> None:
    made = offer(strong)
    asked = ask(strong, made)
    choose("reinforce")
    said = "Alder Primary does not offer help with Early Years at present."
    with pytest.raises(Refused) as refused:
        ask(strong, made)
    assert refused.value.refusal.sentence == said  # and nothing of the category or of a rating
    assert code_of(lambda: help_requests.agree(request=asked, by=strong.headteacher)) == "not-on-offer"
    assert help_requests.decline(request=asked, reason="Not now.", by=strong.headteacher).answer == "declined"


def test_a_request_is_agreed_by_the_other_headteacher_once(strong: Cast) -> None:
    request = ask(strong, offer(strong))
    for who in (strong.other_head, strong.deputy_headteacher, strong.chief_executive):
        assert code_of(lambda who=who: help_requests.agree(request=request, by=who)) == "not-yours"
    agreed = help_requests.agree(request=request, by=strong.headteacher)
    assert (agreed.answer, agreed.answered_by) == ("agreed", strong.headteacher)
    notice = Notice.objects.get(key=f"help-agreed-{request.pk}")
    assert (notice.person, notice.body) == (strong.other_head, "6 hours: A good start in Year 3.")
    assert AuditEntry.objects.get(verb="agreed to help").school == strong.alder
    assert code_of(lambda: help_requests.agree(request=request, by=strong.headteacher)) == "answered"
    assert (
        code_of(lambda: help_requests.decline(request=request, reason="No.", by=strong.headteacher))
        == "answered"
    )
    assert code_of(lambda: help_requests.take_back(request=request, by=strong.other_head)) == "answered"


def test_a_request_is_declined_with_a_reason(strong: Cast) -> None:
    request = ask(strong, offer(strong))
    assert (
        code_of(lambda: help_requests.decline(request=request, reason=" ", by=strong.headteacher))
        == "words-missing"
    )
    assert (
        code_of(lambda: help_requests.decline(request=request, reason="No.", by=strong.other_head))
        == "not-yours"
    )
    help_requests.decline(request=request, reason="Two of us are ill.", by=strong.headteacher)
    notice = Notice.objects.get(key=f"help-declined-{request.pk}")
    assert (notice.person, notice.body) == (strong.other_head, "Two of us are ill.")
    assert ask(strong, request.offer).pk  # later on, again


def test_a_request_is_taken_back_by_the_side_that_asks(strong: Cast) -> None:
    request = ask(strong, offer(strong))
    assert code_of(lambda: help_requests.take_back(request=request, by=strong.headteacher)) == "not-yours"
    assert help_requests.take_back(request=request, by=strong.other_head).answer == "taken_back"


# --- What came of it ------------------------------------------------------------------------------------------------


def said(request: HelpRequest, by: Person, **more: Any) -> Any:
    values = {"hours": Decimal("5.5"), "ended_on": clock.today(), "text": "Every child reads."} | more
    return help_requests.say_what_came(request=request, by=by, **values)


def test_each_side_says_once_what_came_of_it(strong: Cast) -> None:
    request = ask(strong, offer(strong))
    assert code_of(lambda: said(request, strong.headteacher)) == "not-agreed"
    request = help_requests.agree(request=request, by=strong.headteacher)
    assert code_of(lambda: said(request, strong.chief_executive)) == "not-yours"
    giving = said(request, strong.headteacher, hours=Decimal(6))
    assert code_of(lambda: said(request, strong.headteacher)) == "said"
    receiving = said(request, strong.other_head)
    assert (giving.side, giving.hours) == ("giving", Decimal(6))
    assert (receiving.side, receiving.hours) == ("receiving", Decimal("5.5"))
    assert Notice.objects.get(key=f"help-outcome-{giving.pk}").person == strong.other_head
    assert Notice.objects.get(key=f"help-outcome-{receiving.pk}").person == strong.headteacher


def test_what_came_of_it_has_a_day_hours_and_words(strong: Cast) -> None:
    request = help_requests.agree(request=ask(strong, offer(strong)), by=strong.headteacher)
    head = strong.headteacher
    assert code_of(lambda: said(request, head, ended_on=date(2027, 7, 1))) == "in-the-future"
    assert code_of(lambda: said(request, head, ended_on=date(2026, 1, 8))) == "before-it-was-agreed"
    assert code_of(lambda: said(request, head, hours=Decimal("-1"))) == "no-hours"
    assert code_of(lambda: said(request, head, text="")) == "words-missing"
    assert said(request, head, hours=Decimal(0), text="It was not needed after all.").hours == 0


def test_what_came_of_it_is_never_changed(strong: Cast) -> None:
    request = help_requests.agree(request=ask(strong, offer(strong)), by=strong.headteacher)
    said(request, strong.headteacher)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        request.outcomes.update(text="Another")


# --- Whose eyes -----------------------------------------------------------------------------------------------------


def test_an_offer_is_read_in_the_whole_trust_and_nowhere_else(strong: Cast) -> None:
    made = offer(strong)
    for who in (strong.other_head, strong.deputy_headteacher, strong.improvement_adviser, strong.trustee):
        assert list(HelpOffer.objects.visible_to(who)) == [made]
    for who in (strong.foreign_head, strong.foreign_chief, strong.governor, strong.trust_administrator):
        assert list(HelpOffer.objects.visible_to(who)) == []


def test_a_request_is_read_at_the_two_schools_and_by_the_trust(strong: Cast, django_user_model: Any) -> None:
    request = ask(strong, offer(strong))
    for who in (strong.other_head, strong.headteacher, strong.senior_leader, strong.trustee):
        assert list(HelpRequest.objects.visible_to(who)) == [request]
    for who in (strong.foreign_head, strong.foreign_chief, strong.governor, strong.subject_leader):
        assert list(HelpRequest.objects.visible_to(who)) == []
