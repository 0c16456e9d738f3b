"""The offer is edited in the browser: added to, changed, taken from, moved, compared, published, brought in again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.drafting import differences
from kit.packs import dump
from schools.models import AuditEntry, Person
from support.models import Commitment, Decision, Offer
from support.services import offer_drafts as service
from support.services.offers import DEFAULT_PACK, publish
from support.spec import Engagement, load, loads
from tests.cast import Cast
from tests.house.actors import Thing
from tests.house.offers import shown

ClientOf = Callable[[Person], Client]
TRAINING = "academic-sustain-trust-training-day"
NETWORK = "academic-sustain-headteacher-network"


@pytest.fixture
def draft(offered: Cast) -> Offer:
    return service.begin(trust=offered.trust, version="5", by=offered.trust_administrator)


@pytest.fixture
def editor(offered: Cast, client_of: ClientOf) -> Client:
    return client_of(offered.head_of_school_improvement)


def at(draft: Offer, kind: str, code: str = "") -> str:
    return reverse("offer_item", args=[draft.pk, kind, code])


def typed(draft: Offer, kind: str, code: str, **changes: Any) -> dict[str, Any]:
    """The form of a part as it is shown now, with ``changes`` typed into it."""
    return shown(Thing("", (draft.pk, kind, code)), **changes)


def now(draft: Offer) -> Any:
    return Offer.objects.get(pk=draft.pk).spec


def engagement(draft: Offer, code: str) -> Engagement:
    return {each.code: each for _, _, each in now(draft).engagements()}[code]


def test_every_engagement_is_shown_in_its_form_and_saved_unchanged_changes_nothing(
    draft: Offer, editor: Client
) -> None:
    """All 58, so each kind of rhythm and each stream goes through the form and comes out as it was."""
    spec = draft.spec
    for _, _, each in spec.engagements():
        answer = editor.post(at(draft, "engagement", each.code), typed(draft, "engagement", each.code))
        assert answer.status_code == 302, each.code
    for code in ("academic", "operational"):
        assert editor.post(at(draft, "strand", code), typed(draft, "strand", code)).status_code == 302
    for key in ("academic__sustain", "operational__stabilise"):
        assert editor.post(at(draft, "category", key), typed(draft, "category", key)).status_code == 302
    assert differences(spec, now(draft)) == ({}, {})
    assert now(draft) == spec
    assert not AuditEntry.objects.filter(verb="changed offer").exists()


def test_how_often_who_owes_it_and_who_attends_are_changed(draft: Offer, editor: Client) -> None:
    changes = {
        "rhythm": "at_least", "rhythm__at_least__times": "2", "rhythm__at_least__window": "term", "minutes": "90",
        "owed_by": ["improvement_adviser"], "attended_by": ["headteacher", "improvement_adviser"],
        "means": "Twice a term somebody comes.", "note": "Agreed with heads in June.",
    }  # fmt: skip
    assert (
        editor.post(
            at(draft, "engagement", NETWORK), typed(draft, "engagement", NETWORK, **changes)
        ).status_code
        == 302
    )
    each = engagement(draft, NETWORK)
    assert each.rhythm.model_dump() == {"kind": "at_least", "times": 2, "window": "term"}
    assert (each.owed_by, each.minutes) == (("improvement_adviser",), 90)
    assert each.attended_by == ("headteacher", "improvement_adviser")
    entry = AuditEntry.objects.get(verb="changed offer")
    assert entry.before[_place("rhythm › every")] == "school_weeks"
    assert entry.after[_place("rhythm › window")] == "term"
    page = editor.get(reverse("offer_draft", args=[draft.pk])).content.decode()
    assert "is promised at least 2 each term, before every third school week" in page
    assert "is owed by: Improvement adviser" in page
    assert "lasts 90 minutes" in page


def _place(field: str) -> str:
    return f"strands › academic › categories › sustain › engagements › {NETWORK} › {field}"


def test_what_schools_attend_together_and_what_a_record_asks_for(draft: Offer, editor: Client) -> None:
    """A heading keeps its code, and with it what was written under it, whatever it is called."""
    visit = "operational-sustain-operational-joint-visit"
    before = engagement(draft, visit).record
    number = len(before)
    more = {
        "record__0__title": "The system for compliance", "record__1__title": "",
        f"record__{number}__title": "Premises", f"record__{number}__hint": "What was seen on the way round.",
    }  # fmt: skip
    assert (
        editor.post(at(draft, "engagement", visit), typed(draft, "engagement", visit, **more)).status_code
        == 302
    )
    asked = engagement(draft, visit).record
    assert [each.code for each in asked] == [before[0].code, *(each.code for each in before[2:]), "premises"]
    assert (asked[0].title, asked[-1].hint) == (
        "The system for compliance",
        "What was seen on the way round.",
    )


def test_what_schools_attend_together_they_attend_in_every_category(draft: Offer, editor: Client) -> None:
    def together() -> set[tuple[str, bool]]:
        return {(each.promise, each.network) for _, _, each in now(draft).engagements()}

    def save(code: str, **more: Any) -> None:
        sent = typed(draft, "engagement", code, **more)
        assert editor.post(at(draft, "engagement", code), sent).status_code == 302

    assert {("headteacher-network", True), ("trust-training-day", False)} <= together()
    save(NETWORK, network="")
    save(TRAINING, network="on")
    assert {("headteacher-network", False), ("trust-training-day", True)} <= together()
    assert not {("headteacher-network", True), ("trust-training-day", False)} & together()
    save(TRAINING, same_as="reviews")  # tied to another promise, it is attended as that one is
    assert not engagement(draft, TRAINING).network
    page = editor.get(reverse("offer_draft", args=[draft.pk])).content.decode()
    assert "is no longer attended by schools together" in page


def test_first_week_and_months_since_the_last_are_typed_where_they_belong(
    draft: Offer, editor: Client
) -> None:
    more = {"rhythm__recurring__first_week": "2"}
    editor.post(at(draft, "engagement", NETWORK), typed(draft, "engagement", NETWORK, **more))
    assert engagement(draft, NETWORK).rhythm.first_week == 2
    audit = "operational-sustain-health-and-safety-audit"
    more = {"rhythm__recurring__within_months": "12"}
    editor.post(at(draft, "engagement", audit), typed(draft, "engagement", audit, **more))
    assert engagement(draft, audit).rhythm.within_months == 12
    page = editor.get(reverse("offer_draft", args=[draft.pk])).content.decode()
    assert "once each school year, within 12 months of the last" in page
    more = {"rhythm__recurring__every": "termly", "rhythm__recurring__within_months": "12"}
    answer = editor.post(at(draft, "engagement", audit), typed(draft, "engagement", audit, **more))
    assert "Only what is held once a year can be due within months" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rhythm": "at_least"}, "`times` is missing"),
        ({"rhythm": "once"}, "`by` is missing"),
        ({"rhythm__recurring__weeks": "lots"}, "This is not a whole number"),
        ({"rhythm__recurring__weeks": "900"}, "less than or equal to 200"),
        ({"owed_by": []}, "Tick whoever answers for it."),
        ({"title": ""}, "This field is required"),
        ({"means": "Short."}, "Write at least 10 characters"),
        ({"title": "Progress meeting with the chief executive, once a term"}, "Two of the engagements have the title"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence_and_stays_typed(
    draft: Offer, editor: Client, changes: dict[str, Any], sentence: str
) -> None:
    sent = typed(draft, "engagement", NETWORK, note="Written <b>by hand</b> today.", **changes)
    answer = editor.post(at(draft, "engagement", NETWORK), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Written &lt;b&gt;by hand&lt;/b&gt; today." in page
    assert now(draft) == draft.spec


def test_an_engagement_is_added_moved_to_another_category_and_taken_out(draft: Offer, editor: Client) -> None:
    add = reverse("offer_add", args=[draft.pk, "engagement"]) + "?in=academic__sustain"
    assert editor.get(add).status_code == 200
    new = {
        "title": "A walk with the chair", "means": "The chair walks the school with you.", "rhythm": "recurring",
        "rhythm__recurring__every": "termly", "owed_by": ["chief_executive"], "attended_by": ["chair_of_governors"],
    }  # fmt: skip
    assert editor.post(add, new).status_code == 302
    made = now(draft).strand("academic").category("sustain").engagements[-1]
    assert (made.code, made.promise) == ("academic-sustain-a-walk-with-the-chair", "a-walk-with-the-chair")
    sent = typed(draft, "engagement", made.code, category="academic__refine")
    assert editor.post(at(draft, "engagement", made.code), sent).status_code == 302
    assert now(draft).strand("academic").category("refine").engagements[-1].code == made.code
    page = editor.get(reverse("offer_draft", args=[draft.pk])).content.decode()
    assert "Academic, Refine: “A walk with the chair” is promised anew, once each term." in page

    remove = reverse("offer_remove", args=[draft.pk, "engagement", made.code])
    assert "is no longer promised" in editor.get(remove).content.decode()
    assert editor.post(remove, {"seen": "long ago"}).status_code == 409
    assert editor.post(remove, {"seen": Offer.objects.get(pk=draft.pk).fingerprint}).status_code == 302
    assert now(draft) == draft.spec


def test_the_same_promise_is_tied_together_and_untied(draft: Offer, editor: Client) -> None:
    sent = typed(draft, "engagement", TRAINING, same_as="staff-training")
    assert editor.post(at(draft, "engagement", TRAINING), sent).status_code == 302
    assert engagement(draft, TRAINING).promise == "staff-training"
    sent = typed(draft, "engagement", TRAINING, same_as="")
    assert editor.post(at(draft, "engagement", TRAINING), sent).status_code == 302
    assert engagement(draft, TRAINING).promise == "a-trust-training-day-at-least-once-a-year"


def test_a_category_begins_as_a_copy_takes_its_place_by_its_figure_and_goes_again(
    draft: Offer, editor: Client
) -> None:
    add = reverse("offer_add", args=[draft.pk, "category"]) + "?in=academic"
    new = {
        "title": "Watch",
        "descriptor": "A school that is looked at closely.",
        "like": "refine",
        "at_most": "50",
    }
    assert editor.post(add, new).status_code == 302
    academic = now(draft).strand("academic")
    assert [each.code for each in academic.categories] == [
        "sustain",
        "refine",
        "watch",
        "reinforce",
        "stabilise",
    ]
    found = [(each.category, each.at_most) for each in academic.recommendation.thresholds]
    assert found == [("sustain", 20), ("refine", 40), ("watch", 50), ("reinforce", 60), ("stabilise", None)]
    promised = [each.promise for each in academic.category("watch").engagements]
    assert promised == [each.promise for each in academic.category("refine").engagements]

    move = reverse("offer_move", args=[draft.pk, "category", "academic__watch"])
    assert editor.post(move, {"to": "down"})["Location"].endswith("#category-academic__watch")
    found = [
        (each.category, each.at_most) for each in now(draft).strand("academic").recommendation.thresholds
    ]
    assert found == [("sustain", 20), ("refine", 40), ("reinforce", 50), ("watch", 60), ("stabilise", None)]

    remove = reverse("offer_remove", args=[draft.pk, "category", "academic__watch"])
    assert editor.post(remove, {"seen": Offer.objects.get(pk=draft.pk).fingerprint}).status_code == 302
    assert [each.code for each in now(draft).strand("academic").categories] == [
        "sustain", "refine", "reinforce", "stabilise",
    ]  # fmt: skip


def test_what_something_else_names_is_not_taken_out(draft: Offer, editor: Client) -> None:
    for kind, code in (("category", "academic__stabilise"), ("person", "headteacher")):
        url = reverse("offer_remove", args=[draft.pk, kind, code])
        assert "It cannot be taken out yet" in editor.get(url).content.decode()
        assert editor.post(url, {"seen": draft.fingerprint}).status_code == 422
    assert now(draft) == draft.spec


def test_what_cannot_stand_elsewhere_is_not_moved_and_the_page_says_why(draft: Offer, editor: Client) -> None:
    url = reverse("offer_move", args=[draft.pk, "category", "academic__sustain"])
    answer = editor.post(url, {"to": "down"})
    assert (answer.status_code, "A gate at the first category holds nothing" in answer.content.decode()) == (
        403,
        True,
    )
    assert now(draft) == draft.spec


def test_key_features_and_gates_are_rows(draft: Offer, editor: Client) -> None:
    key = "academic__sustain"
    sent = typed(
        draft, "category", key, key_features__0__text="", key_features__6__text="Is asked by others for help."
    )
    assert editor.post(at(draft, "category", key), sent).status_code == 302
    features = now(draft).strand("academic").category("sustain").key_features
    assert features[0].code == "sustain-develops-teachers"
    assert features[-1].text == "Is asked by others for help."

    gate = {
        "sentence": "A school without a budget is never in Sustain.", "step": "high", "kpis": "2",
        "criteria": ["organisation-and-finance"], "at_best": "refine",
    }  # fmt: skip
    gate = {f"recommendation__gates__2__{name}": value for name, value in gate.items()}
    sent = typed(draft, "strand", "operational", **gate)
    gates = len(now(draft).strand("operational").recommendation.gates)
    sent = typed(
        draft,
        "strand",
        "operational",
        **{name.replace("__2__", f"__{gates}__"): v for name, v in gate.items()},
    )
    answer = editor.post(at(draft, "strand", "operational"), sent)
    assert answer.status_code == 302, re.findall(r"<li>(.*?)</li>", answer.content.decode())[:8]
    made = now(draft).strand("operational").recommendation.gates[-1]
    assert (made.step, made.kpis, made.at_best, made.code) == ("high", 2, "refine", "high-refine")


def test_somebody_is_added_and_a_strand_begins_with_the_categories_of_another(
    offered: Cast, draft: Offer, editor: Client
) -> None:
    add = reverse("offer_add", args=[draft.pk, "person"])
    assert editor.post(add, {"label": "Harbour pilot 2", "role": ""}).status_code == 302
    assert now(draft).people[-1].model_dump() == {
        "code": "harbour_pilot", "label": "Harbour pilot 2", "portal_role": False,
    }  # fmt: skip
    assert editor.post(add, {"label": "Harbour pilot 3", "role": ""}).status_code == 302
    assert now(draft).people[-1].code == "harbour_pilot_too"
    assert editor.post(add, {"label": "Administrator", "role": "trust_administrator"}).status_code == 302
    assert now(draft).people[-1].portal_role
    remove = reverse("offer_remove", args=[draft.pk, "strand", "operational"])
    assert editor.post(remove, {"seen": Offer.objects.get(pk=draft.pk).fingerprint}).status_code == 302
    add = reverse("offer_add", args=[draft.pk, "strand"])
    assert 'value="operational"' in editor.get(add).content.decode()
    new = {
        "title": "Running it",
        "confirmed_by": "chief_executive",
        "code": "operational",
        "like": "academic",
    }
    assert editor.post(add, new).status_code == 302
    made = now(draft).strand("operational")
    assert (made.title, made.confirmed_by) == ("Running it", "chief_executive")
    assert [each.title for each in made.categories] == ["Sustain", "Refine", "Reinforce", "Stabilise"]
    assert publish(offer=Offer.objects.get(pk=draft.pk), by=offered.chief_executive).published_at


def test_of_two_editors_of_one_part_neither_overwrites_the_other(
    offered: Cast, draft: Offer, editor: Client, client_of: ClientOf
) -> None:
    mine, theirs = (typed(draft, "engagement", TRAINING, title=title) for title in ("Mine", "Theirs"))
    other = typed(draft, "engagement", NETWORK, title="Another part")
    url, chief = at(draft, "engagement", TRAINING), client_of(offered.chief_executive)
    assert chief.post(url, theirs).status_code == 302
    answer = editor.post(url, mine)
    page = answer.content.decode()
    assert (answer.status_code, 'value="Mine"' in page, "Theirs" in page) == (409, True, True)
    assert engagement(draft, TRAINING).title == "Theirs"
    assert editor.post(at(draft, "engagement", NETWORK), other).status_code == 302
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    assert editor.post(url, {**mine, "seen": seen[1]}).status_code == 302
    publish(offer=Offer.objects.get(pk=draft.pk), by=offered.chief_executive)
    answer = editor.post(url, typed(draft, "engagement", TRAINING, means="Too late, but not lost."))
    assert (answer.status_code, "Too late, but not lost." in answer.content.decode()) == (409, True)
    assert editor.get(url).status_code == 403


def test_publishing_says_what_changes_and_what_was_promised_stays(
    offered: Cast, draft: Offer, editor: Client, choose: Callable[..., Decision], at: Any
) -> None:
    with at("2026-09-01 10:00"):
        choose("sustain")
    old = Commitment.objects.values_list("pk", "offer", "title").order_by("pk")
    stood = list(old)
    sent = typed(draft, "engagement", TRAINING, title="A day together", rhythm__at_least__times="2")
    assert (
        editor.post(reverse("offer_item", args=[draft.pk, "engagement", TRAINING]), sent).status_code == 302
    )
    url = reverse("offer_publish", args=[draft.pk])
    page = editor.get(url).content.decode()
    assert (
        "“A day together” is promised at least 2 each school year, before at least 1 each school year" in page
    )
    assert "What 1 school is promised already stays as it is" in page
    assert "you, Ines Moreau, published it" in page
    assert editor.post(url, {"seen": draft.fingerprint}).status_code == 409
    seen = {"seen": Offer.objects.get(pk=draft.pk).fingerprint}
    assert editor.post(url, seen).status_code == 302
    in_force = Offer.objects.in_force(offered.trust)
    assert (in_force.pk, in_force.published_by) == (draft.pk, offered.head_of_school_improvement)
    assert AuditEntry.objects.filter(verb="published offer", by=in_force.published_by).count() == 1
    assert list(old) == stood
    with at("2026-09-02 10:00"):
        choose("refine")
    assert set(Commitment.objects.running().filter(category="refine").values_list("offer", flat=True)) == {
        draft.pk
    }


class TestPackFiles:
    URL = "/offers/upload/"

    def send(self, editor: Client, text: str, do: str = "check") -> Any:
        return editor.post(self.URL, {"file": SimpleUploadedFile("ours.yaml", text.encode()), "do": do})

    def test_faults_are_told_by_line_and_a_dry_run_keeps_nothing(self, offered: Cast, editor: Client) -> None:
        text = DEFAULT_PACK.read_text().replace("version: '4'", "version: '9'", 1)
        wrong = text.replace("weeks: 3", "weeks: seldom", 1)
        line = next(n for n, each in enumerate(wrong.splitlines(), 1) if "weeks: seldom" in each)
        answer = self.send(editor, wrong)
        assert (answer.status_code, f"ours.yaml:{line}: " in answer.content.decode()) == (422, True)
        page = self.send(editor, text).content.decode()
        assert "The file is in order" in page
        assert "Nothing changes but its version." in page
        assert Offer.objects.count() == 1
        assert self.send(editor, text, "keep").status_code == 302
        assert "a version 9 already" in self.send(editor, text, "keep").content.decode()
        strange = text.replace("confirmed_by: chief_executive", "confirmed_by: headteacher", 1)
        assert "whose post does not" in self.send(editor, strange).content.decode()

    def test_what_is_downloaded_brings_the_same_version_in(
        self, offered: Cast, editor: Client, client_of: ClientOf
    ) -> None:
        row = Offer.objects.in_force(offered.trust)
        answer = editor.get(reverse("offer_export", args=[row.pk]))
        assert answer["Content-Disposition"] == 'attachment; filename="trust-offer-4.yaml"'
        text = answer.content.decode()
        assert (text, loads(text)) == (dump(load(DEFAULT_PACK)), load(DEFAULT_PACK))
        assert (
            client_of(offered.foreign_chief).post(self.URL, {"text": text, "do": "keep"}).status_code == 302
        )
        assert Offer.objects.get(trust=offered.foreign_trust).spec == row.spec


def test_a_draft_is_thrown_away_and_the_audit_keeps_it(draft: Offer, editor: Client) -> None:
    url = reverse("offer_discard", args=[draft.pk])
    assert editor.post(url, {"seen": "long ago"}).status_code == 409
    assert editor.post(url, {"seen": draft.fingerprint})["Location"] == reverse("offers")
    assert not Offer.objects.filter(pk=draft.pk).exists()
    assert "Headteachers’ network" in AuditEntry.objects.get(verb="discarded offer").before["document"]


def test_the_list_costs_the_same_with_one_draft_and_with_three(
    offered: Cast, draft: Offer, editor: Client
) -> None:
    def cost() -> int:
        editor.get(reverse("offers"))
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(reverse("offers")).status_code == 200
        return len(queries)

    alone = cost()
    for version in ("6", "7"):
        service.begin(trust=offered.trust, version=version, by=offered.trust_administrator)
    assert cost() == alone
    assert editor.get(reverse("offers")).content.decode().count("framework-version") == 4


def test_drafts_are_nobody_elses(offered: Cast, draft: Offer, client_of: ClientOf) -> None:
    for who in (offered.foreign_chief, offered.foreign_administrator, offered.headteacher, offered.trustee):
        client = client_of(who)
        for name in ("offer_draft", "offer_export", "offer_publish", "offer_discard"):
            assert client.get(reverse(name, args=[draft.pk])).status_code == 404
        assert client.post(at(draft, "engagement", TRAINING), {}).status_code == 404
