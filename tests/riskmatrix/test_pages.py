"""The pages: whose they are, what they show, what a save answers, what a list costs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.queries.moderation_queue import progress_of
from riskmatrix.services import moderation, self_evaluation
from riskmatrix.services.frameworks import PACKS, load_pack
from riskmatrix.spec import CrosswalkSpec
from schools.access.roles import Role
from schools.models import Person, School
from schools.services.schools import add_school
from tests.cast import Cast, engage
from tests.riskmatrix.conftest import own
from tests.riskmatrix.small import small
from tests.riskmatrix.versions import change
from tests.states import moderated, submitted

Clients = Callable[[Person], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}


def save(client: Client, rating: Rating, *, htmx: bool = True, address: str = "rating_save", **typed):
    typed = {"version": 0, "answer": "low", "commentary": "Typed.", **typed}
    return client.post(reverse(address, args=[rating.pk]), of(rating, **typed), **(HTMX if htmx else {}))


def of(rating: Rating, **typed) -> dict:
    """What the boxes of this KPI are called on the page."""
    return {f"{rating.kpi.code}-{name}": value for name, value in typed.items()}


def test_the_head_opens_begins_and_comes_back(cast: Cast, framework: Framework, client_of: Clients):
    client = client_of(cast.headteacher)
    address = reverse("self_evaluation", args=[cast.alder.urn])
    assert b"Begin the self-evaluation" in client.get(address).content
    assert not Evaluation.objects.exists()
    page = client.post(address, follow=True)
    assert page.redirect_chain[-1][0] == Evaluation.objects.get().get_absolute_url()
    assert b"Self-evaluation and most recent inspection outcome" in page.content
    assert client.get(address).status_code == 302


def test_one_criterion_at_a_time_or_all_of_them(evaluation: Evaluation, cast: Cast, client_of: Clients):
    client, address = client_of(cast.headteacher), evaluation.get_absolute_url()
    assert client.get(address).content.count(b'<article class="kpi"') == 4
    one = client.get(address, {"criterion": "safeguarding"}).content
    assert one.count(b'<article class="kpi"') == 3
    assert b"Next: Organisation and Finance" in one
    assert client.get(address, {"all": ""}).content.count(b'<article class="kpi"') == 39
    assert client.get(address, {"criterion": "nonsense"}).status_code == 404


def test_the_page_opens_at_the_first_criterion_with_something_missing(
    evaluation: Evaluation, cast: Cast, client_of: Clients
):
    for rating in evaluation.ratings.filter(kpi__criterion__code="quality-of-education"):
        self_evaluation.save_rating(rating=rating, answer="low", version=0, by=cast.headteacher)
    page = client_of(cast.headteacher).get(evaluation.get_absolute_url()).content.decode()
    assert '<h2 id="criterion-leadership-and-management">' in page
    assert "4 of 39 KPIs rated" in page


def test_what_does_not_apply_counts_nowhere_as_rated(cast: Cast, framework: Framework, client_of: Clients):
    """Birch is a junior school: its three KPIs of the early years do not apply."""
    evaluation = self_evaluation.begin(school=cast.birch, term=cast.autumn, by=cast.other_head)
    client = client_of(cast.other_head)
    page = client.get(evaluation.get_absolute_url()).content.decode()
    assert "0 of 36 KPIs rated, 3 not applicable" in page
    assert 'id="progress-early-years">Not applicable</span>' in page
    answer = save(client, own(evaluation, "staff-voice")).content.decode()
    assert "1 of 36 KPIs rated, 3 not applicable" in answer
    row = progress_of(cast.autumn, [cast.birch])[0]
    assert (row.answered, row.total, row.counted.not_applicable) == (1, 36, 3)
    assert (
        "1 of 36 KPIs rated, 3 not applicable"
        in client_of(cast.head_of_school_improvement)
        .get(reverse("progress", args=[cast.autumn.pk]))
        .content.decode()
    )


def test_everybody_in_the_trust_reads_the_whole_framework(
    cast: Cast, framework: Framework, client_of: Clients
):
    address = reverse("framework", args=[framework.pk])
    head = client_of(cast.headteacher)
    begin = reverse("self_evaluation", args=[cast.alder.urn])
    before = head.get(begin).content.decode()
    assert address in before
    assert escape(framework.spec.scale.steps[0].meaning) in before
    evaluation = submitted(cast.alder, cast.autumn, cast.headteacher)
    assert address in head.get(evaluation.get_absolute_url()).content.decode()
    moderation_page = reverse("moderation", args=[evaluation.pk])
    assert address in client_of(cast.head_of_school_improvement).get(moderation_page).content.decode()

    client = client_of(cast.governor)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content.decode()
    assert len(queries) <= 6
    spec = framework.spec
    proposals = [why for _, why in spec.proposals()] + [strand.why for strand in spec.strands]
    said = [*proposals, *spec.notes, *(step.meaning for step in spec.scale.steps)]
    said += [spec.scale.not_rated.meaning, *(gate.sentence for gate in spec.scoring.gates)]
    for _, kpi in spec.kpis():
        said += [kpi.question, *kpi.look_at, *kpi.steps.values(), *filter(None, [kpi.note])]
    assert [sentence for sentence in said if escape(sentence) not in page] == []

    assert client_of(cast.foreign_head).get(address).status_code == 404
    draft = load_pack(path=PACKS / "trust-risk-matrix.yaml", trust=cast.foreign_trust, by=None)
    assert client_of(cast.foreign_head).get(reverse("framework", args=[draft.pk])).status_code == 404


def test_others_find_nothing_there(evaluation: Evaluation, rating: Rating, cast: Cast, client_of: Clients):
    pages = [
        evaluation.get_absolute_url(),
        *(reverse(f"evaluation_{page}", args=[evaluation.pk]) for page in ("submit", "withdraw")),
        *(reverse(page, args=[evaluation.pk]) for page in ("moderation", "agreed_matrix")),
        *(reverse(page, args=[rating.pk]) for page in ("rating_save", "rating_moderate")),
        reverse("self_evaluation", args=[cast.alder.urn]),
        reverse("matrices", args=[cast.alder.urn]),
        reverse("progress", args=[cast.autumn.pk]),
        reverse("moderation_compare", args=[cast.autumn.pk, "staff-voice"]),
    ]
    for person in (cast.foreign_head, cast.foreign_chief, cast.foreign_administrator):
        client = client_of(person)
        for page in pages:
            answers = {client.get(page).status_code, client.post(page, {"version": 0}).status_code}
            assert answers <= {404, 405}, (person, page, answers)
            assert 404 in answers
    assert own(evaluation, rating.kpi.code).version == 0


def test_the_trust_reads_once_it_is_submitted(evaluation: Evaluation, cast: Cast, client_of: Clients):
    own_rating = own(evaluation, "staff-voice")
    self_evaluation.save_rating(rating=own_rating, commentary="PLANTED", version=0, by=cast.headteacher)
    client = client_of(cast.head_of_school_improvement)
    for address in ("evaluation", "moderation"):
        page = client.get(reverse(address, args=[evaluation.pk]), {"all": ""})
        assert b"PLANTED" not in page.content
        assert b"still working on it" in page.content
    compare = client.get(reverse("moderation_compare", args=[evaluation.term_id, "staff-voice"]))
    assert b"PLANTED" not in compare.content
    assert b"Not submitted yet" in compare.content


def test_a_school_whose_version_has_no_such_kpi_is_not_called_unrated(
    cast: Cast, framework: Framework, client_of: Clients
):
    """Birch began by a later version; Alder's of today has the KPI, Birch's has not."""
    submitted(cast.alder, cast.autumn, cast.headteacher)
    kept = ("staff-voice", "risk-register")
    gone = " ".join(kpi.code for _, kpi in framework.spec.kpis() if kpi.code not in kept)
    crosswalk = (CrosswalkSpec(from_version=framework.version, changes=(change("dropped", gone),)),)
    small(cast.trust, cast.trust_administrator, *kept, version="2027.1", crosswalk=crosswalk)
    submitted(cast.birch, cast.autumn, cast.other_head)
    client = client_of(cast.head_of_school_improvement)
    page = client.get(reverse("moderation_compare", args=[cast.autumn.pk, "bullying-logs"])).content.decode()
    row = page.split("Birch Junior")[1].split("</tr>")[0]
    assert "Rated by version 2027.1, which has no such KPI" in row
    assert "Not rated" not in row


def test_check_and_submit_leads_to_the_first_thing_that_is_missing(
    evaluation: Evaluation, cast: Cast, client_of: Clients
):
    page = client_of(cast.headteacher).get(reverse("evaluation_submit", args=[evaluation.pk]))
    first = next(evaluation.framework.spec.kpis())
    assert (
        f'href="{evaluation.get_absolute_url()}?criterion={first[0].code}#kpi-{first[1].code}">Go to the first'
        in page.content.decode()
    )


def test_moderation_opens_on_the_readers_own_part(cast: Cast, framework: Framework, client_of: Clients):
    """The first criterion of theirs that is not moderated yet; who moderates none begins at the beginning."""
    evaluation = submitted(cast.alder, cast.autumn, cast.headteacher)
    spec = framework.spec
    url = reverse("moderation", args=[evaluation.pk])

    def opens_on(person: Person) -> str:
        return client_of(person).get(url).context["section"].spec.moderated_by

    assert opens_on(cast.chief_financial_officer) == "operational"
    assert opens_on(cast.head_of_school_improvement) == "academic"
    moderation.agree_as_rated(evaluation=evaluation, strand="operational", by=cast.chief_financial_officer)
    first = next(criterion for criterion in spec.criteria if criterion.moderated_by == "operational")
    page = client_of(cast.chief_financial_officer).get(url)
    assert page.context["section"].spec.code == first.code


def test_only_where_somebody_answered_is_there_a_column_of_answers(
    cast: Cast, framework: Framework, client_of: Clients
):
    evaluation = moderated(cast, cast.alder, cast.autumn, changes={"staff-voice": "critical"})
    page = client_of(cast.governor).get(reverse("agreed_matrix", args=[evaluation.pk])).content.decode()
    assert page.count("Headteacher’s answer</th>") == 1
    assert "Chief executive’s decision</th>" not in page


def test_governors_read_the_agreed_matrix_and_nothing_before(
    cast: Cast, framework: Framework, client_of: Clients
):
    governor = client_of(cast.governor)
    evaluation = submitted(cast.alder, cast.autumn, cast.headteacher)
    for address in ("evaluation", "agreed_matrix"):
        page = governor.get(reverse(address, args=[evaluation.pk]))
        assert b"nothing is agreed yet" in page.content
        assert b"What we know about" not in page.content
    for strand, by in (
        ("academic", cast.head_of_school_improvement),
        ("operational", cast.chief_financial_officer),
    ):
        moderation.agree_as_rated(evaluation=evaluation, strand=strand, by=by)
        moderation.finish_part(evaluation=evaluation, strand=strand, by=by)
    page = governor.get(evaluation.get_absolute_url(), follow=True)
    assert page.redirect_chain[-1][0] == reverse("agreed_matrix", args=[evaluation.pk])
    assert page.content.count(b"As the school rated it") == 39


def test_a_save_answers_with_the_line_the_version_and_the_progress(
    rating: Rating, cast: Cast, client_of: Clients
):
    answer = save(client_of(cast.headteacher), rating)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "Saved 23 November, 19:00 by Hanna Osei" in body
    assert 'id="version-clarity-of-curriculum-intent" value="1" hx-swap-oob="true"' in body
    assert "1 of 4</span>" in body
    assert "1 of 39 KPIs rated" in body


def test_without_script_a_save_leads_back_to_the_block(rating: Rating, cast: Cast, client_of: Clients):
    answer = save(client_of(cast.headteacher), rating, htmx=False)
    assert answer.status_code == 302
    assert answer["Location"].endswith("?criterion=quality-of-education#kpi-clarity-of-curriculum-intent")


@pytest.mark.parametrize("htmx", [True, False], ids=["script", "no script"])
def test_a_conflict_shows_both_texts_and_obeys_the_choice(
    rating: Rating, cast: Cast, client_of: Clients, htmx: bool
):
    head, deputy = client_of(cast.headteacher), client_of(cast.deputy_headteacher)
    save(head, rating, commentary="The head's <b>text</b>.")
    answer = save(deputy, rating, commentary="The deputy's text.", htmx=htmx)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "The head&#x27;s &lt;b&gt;text&lt;/b&gt;." in body
    assert "Hanna Osei" in body
    assert htmx or "The deputy&#x27;s text." in body

    taken = save(deputy, rating, commentary="The deputy's text.", take="theirs", htmx=htmx)
    assert taken.status_code == (200 if htmx else 302)
    assert own(rating.evaluation, rating.kpi.code).commentary == "The head's <b>text</b>."

    mine = save(deputy, rating, commentary="The deputy's text.", htmx=htmx, instead_of=1)
    assert mine.status_code == (200 if htmx else 302)
    assert own(rating.evaluation, rating.kpi.code).commentary == "The deputy's text."


def boxes(rating: Rating, **typed) -> dict:
    """A KPI's boxes as a page without script sends them, with ``typed`` in place of what they showed."""
    shown = {"version": rating.version, "seen": rating.seal, "answer": rating.answer}
    return of(rating, **{**shown, "commentary": rating.commentary, **typed})


def test_without_script_one_button_saves_every_kpi_on_the_page(
    evaluation: Evaluation, cast: Cast, client_of: Clients
):
    head, deputy = client_of(cast.headteacher), client_of(cast.deputy_headteacher)
    ratings = evaluation.ratings.filter(kpi__criterion__code="quality-of-education").select_related(
        "kpi", "step"
    )
    first, second, third, fourth = ratings
    page = reverse("evaluation_save", args=[evaluation.pk])
    form = head.get(evaluation.get_absolute_url()).content.decode()
    assert f'<form id="save-all" method="post" action="{page}"' in form
    assert f'name="{first.kpi.code}-seen" value="{first.seal}" form="save-all"' in form

    sent = (
        boxes(first, commentary="One.")
        | boxes(second, answer="high")
        | boxes(third)
        | {"at": second.kpi.code}
    )
    answer = head.post(f"{page}?all", sent)
    assert answer["Location"] == f"{evaluation.get_absolute_url()}?all#kpi-{second.kpi.code}"
    assert [(row.answer, row.commentary, row.version) for row in ratings.all()] == [
        ("", "One.", 1),
        ("high", "", 1),
        ("", "", 0),
        ("", "", 0),
    ]
    # From an older page: what nobody touched there overwrites nothing, what both wrote comes back, the rest is saved.
    stale = boxes(first, commentary="Other.") | boxes(second) | boxes(fourth, commentary="Four.")
    refused = boxes(third, commentary="x" * 5_001)
    answer = deputy.post(page, {**stale, **refused, "at": third.kpi.code})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "2 KPIs are not saved yet" in body
    assert "Other." in body
    assert "One." in body
    assert "x" * 5_001 in body
    assert [row.version for row in ratings.all()] == [1, 1, 0, 1]
    # A choice about one decides nothing about the other.
    again = boxes(first, commentary="Other.", seen="sent") | boxes(third, commentary="Short.", seen="sent")
    assert deputy.post(page, again).status_code == 409
    assert deputy.post(page, again | of(first, instead_of=1)).status_code == 302
    assert [row.commentary for row in ratings.all()] == ["Other.", "", "Short.", "Four."]


@pytest.mark.parametrize("htmx", [True, False], ids=["script", "no script"])
def test_a_rating_can_be_taken_back(rating: Rating, cast: Cast, client_of: Clients, htmx: bool):
    client = client_of(cast.headteacher)
    save(client, rating, htmx=htmx)
    answer = save(client, rating, htmx=htmx, version=1, clear="yes")
    assert answer.status_code == (200 if htmx else 302)
    stands = own(rating.evaluation, rating.kpi.code)
    assert (stands.answer, stands.commentary, stands.version) == ("", "Typed.", 2)


def test_without_script_one_button_saves_every_moderated_rating(
    cast: Cast, framework: Framework, client_of: Clients
):
    evaluation = submitted(cast.alder, cast.autumn, cast.headteacher)
    client = client_of(cast.head_of_school_improvement)
    voice, ours = own(evaluation, "staff-voice"), own(evaluation, "risk-register")
    page = reverse("moderation_save", args=[evaluation.pk])
    assert (
        f'action="{page}?all"'
        in client.get(reverse("moderation", args=[evaluation.pk]), {"all": ""}).content.decode()
    )
    typed = {"version": 0, "seen": "", "answer": "high", "commentary": "Seen."}
    assert client.post(page, of(voice, **typed)).status_code == 302
    assert evaluation.ratings.get(kind="moderated").commentary == "Seen."
    assert client.post(page, of(ours, **typed)).status_code == 422
    assert evaluation.ratings.filter(kind="moderated").count() == 1


@pytest.mark.parametrize("htmx", [True, False], ids=["script", "no script"])
def test_a_refused_text_says_why_and_stays(rating: Rating, cast: Cast, client_of: Clients, htmx: bool):
    long = "x" * 5_001
    answer = save(client_of(cast.headteacher), rating, commentary=long, htmx=htmx)
    assert answer.status_code == 422
    assert b"Shorten it by 1 to fit the limit of 5,000." in answer.content
    assert htmx or long.encode() in answer.content


def test_somebody_else_signed_in_on_the_same_computer_saves_nothing(
    rating: Rating, cast: Cast, client_of: Clients
):
    answer = save(client_of(cast.deputy_headteacher), rating, typed_by=cast.headteacher.pk)
    assert answer.status_code == 422
    assert b"You are signed in as Dev Patel now" in answer.content
    assert own(rating.evaluation, rating.kpi.code).version == 0


@pytest.mark.parametrize("typed", [{"version": ""}, {"version": "x"}, {"version": -1}, {"instead_of": "x"}])
def test_nonsense_is_refused_and_not_a_fault(rating: Rating, cast: Cast, client_of: Clients, typed: dict):
    assert save(client_of(cast.headteacher), rating, **typed).status_code == 422


def test_signed_out_a_self_saving_page_is_told_so(rating: Rating, cast: Cast):
    assert save(Client(), rating).status_code == 401
    assert own(rating.evaluation, rating.kpi.code).version == 0


def test_what_is_missing_is_listed_with_links(evaluation: Evaluation, cast: Cast, client_of: Clients):
    for rating in evaluation.ratings.exclude(kpi__code="staff-voice"):
        self_evaluation.save_rating(rating=rating, answer="low", version=0, by=cast.headteacher)
    client, address = client_of(cast.headteacher), reverse("evaluation_submit", args=[evaluation.pk])
    page = client.get(address).content.decode()
    assert "1 KPI still needs a rating" in page
    assert "?criterion=leadership-and-management#kpi-staff-voice" in page
    assert "Submit to the trust" not in page
    sent = client.post(address)
    assert sent.status_code == 422
    assert "?criterion=leadership-and-management#kpi-staff-voice" in sent.content.decode()

    self_evaluation.save_rating(
        rating=own(evaluation, "staff-voice"), answer="low", version=0, by=cast.headteacher
    )
    assert "Submit to the trust" in client.get(address).content.decode()
    assert client.post(address, follow=True).status_code == 200
    assert Evaluation.objects.get().status == "submitted"
    withdraw = reverse("evaluation_withdraw", args=[evaluation.pk])
    assert withdraw in client.get(evaluation.get_absolute_url()).content.decode()
    assert b"can no longer read it until you submit it again" in client.get(withdraw).content
    assert Evaluation.objects.get().status == "submitted"
    client.post(withdraw)
    assert client.get(withdraw).status_code == 302
    assert Evaluation.objects.get().status == "draft"


def test_a_moderator_walks_from_the_queue_to_the_end(cast: Cast, framework: Framework, client_of: Clients):
    evaluation = submitted(cast.alder, cast.autumn, cast.headteacher)
    improver, cfo = client_of(cast.head_of_school_improvement), client_of(cast.chief_financial_officer)
    address = reverse("moderation", args=[evaluation.pk])
    assert address in improver.get(reverse("moderation_queue")).content.decode()
    page = improver.get(address).content.decode()
    assert "The chief financial officer moderates these criteria." in page
    assert "Agree the other 27 as rated" in page

    answer = save(
        improver, own(evaluation, "staff-voice"), address="rating_moderate", answer="high", commentary=""
    )
    assert answer.status_code == 200
    assert b"Say why before you finish your part" in answer.content
    assert b"Say why you differ before you finish:" in answer.content
    assert b'role="alert"' not in answer.content
    assert b"0 of 27 KPIs moderated" in answer.content
    refused = improver.post(reverse("moderation_finish", args=[evaluation.pk]), {"strand": "academic"})
    assert refused.status_code != 302
    answer = save(
        improver, own(evaluation, "staff-voice"), address="rating_moderate", answer="high", version=1
    )
    assert b"Say why" not in answer.content
    assert b"1 of 27 KPIs moderated" in answer.content
    assert b"1 rated differently from the school." in answer.content
    assert b"Agree the other 26 as rated" in answer.content

    finish = reverse("moderation_finish", args=[evaluation.pk])
    assert improver.get(finish, {"strand": "academic"})["Location"] == address
    for client, strand in ((improver, "academic"), (cfo, "operational")):
        agree = client.post(reverse("moderation_agree", args=[evaluation.pk]), {"strand": strand})
        assert agree.status_code == 302
        assert f"{finish}?strand={strand}" in client.get(address).content.decode()
        asked = client.get(finish, {"strand": strand}).content
        differ = b"one differs" if strand == "academic" else b"none differ"
        assert differ + b" from the school&#x27;s own" in asked
        assert b"can no longer be returned" in asked
        assert client.get(finish, {"strand": "nonsense"}).status_code == 302
        assert b"Return to the school" in client.get(address).content or strand == "operational"
        # The page of the question sends to its own address.
        assert client.post(f"{finish}?strand={strand}").status_code == 302
        if strand == "academic":
            page = cfo.get(address).content
            assert b"It can no longer be returned: part of the moderation is finished" in page
            assert b"Return to the school" not in page
    assert Evaluation.objects.get().status == "answering"
    queue = improver.get(reverse("moderation_queue")).content
    assert b"Nothing waits for you." in queue
    assert b"Waiting for an answer" in queue
    head = client_of(cast.headteacher)
    answers = {"staff-voice-agrees": "yes", "staff-voice-version": "0", "do": "finish"}
    assert head.post(reverse("answers", args=[evaluation.pk]), answers).status_code == 302
    agreed = head.get(reverse("agreed_matrix", args=[evaluation.pk])).content
    assert agreed.count(b"As the school rated it") == 38
    assert b"Typed." in agreed


def test_a_moderators_conflict_shows_both(cast: Cast, framework: Framework, client_of: Clients):
    evaluation = submitted(cast.alder, cast.autumn, cast.headteacher)
    register = own(evaluation, "risk-register")
    to = {"address": "rating_moderate", "answer": "high"}
    save(client_of(cast.chief_financial_officer), register, commentary="Seen on site.", **to)
    deputy = client_of(cast.deputy_chief_financial_officer)
    answer = save(deputy, register, commentary="Other.", **to)
    assert answer.status_code == 409
    assert b"Seen on site." in answer.content
    assert b"Faisal Khan" in answer.content
    taken = save(deputy, register, commentary="Other.", take="theirs", **to)
    assert taken["HX-Retarget"] == "#kpi-risk-register"
    assert b"Seen on site." in taken.content


def test_an_empty_return_is_asked_for_its_comment(cast: Cast, framework: Framework, client_of: Clients):
    evaluation = submitted(cast.alder, cast.autumn, cast.headteacher)
    client, address = (
        client_of(cast.head_of_school_improvement),
        reverse("moderation_return", args=[evaluation.pk]),
    )
    assert client.post(address, {"comment": " "}).status_code == 422
    long = client.post(address, {"comment": "x" * 5_001})
    assert long.status_code == 422
    assert b"x" * 5_001 in long.content
    # Meanwhile the other part was finished: the comment stays in its box.
    cfo = cast.chief_financial_officer
    with transaction.atomic():
        moderation.agree_as_rated(evaluation=evaluation, strand="operational", by=cfo)
        moderation.finish_part(evaluation=evaluation, strand="operational", by=cfo)
        late = client.post(address, {"comment": "Typed too late."})
        transaction.set_rollback(True)
    assert late.status_code == 422
    assert b"It can no longer be returned" in late.content
    assert b"Typed too late.</textarea>" in late.content
    assert client.post(address, {"comment": "Look again."}).status_code == 302
    late = client.post(address, {"comment": "Typed too late."})
    assert late.status_code == 422
    assert b"Typed too late." in late.content
    assert b"What we know about" not in late.content
    head = client_of(cast.headteacher)
    page = head.get(evaluation.get_absolute_url()).content
    assert b"It came back with a comment" in page
    assert b"Look again." in page
    # Submitted again and withdrawn, it is where it was: sent back, with the comment.
    assert head.post(reverse("evaluation_submit", args=[evaluation.pk])).status_code == 302
    page = head.post(reverse("evaluation_withdraw", args=[evaluation.pk]), follow=True).content
    assert b"It came back with a comment" in page
    assert b"Look again." in page
    assert Evaluation.objects.get().status == "returned"


@pytest.fixture
def more_schools(cast: Cast, framework: Framework) -> Callable[[], list[tuple[School, Person]]]:
    """Two more schools with a headteacher each."""

    def add() -> list[tuple[School, Person]]:
        found = []
        for number, name in enumerate(["Dogwood", "Elder"]):
            school = add_school(
                trust=cast.trust, urn=900010 + number, name=name, phase="primary", lowest_age=4,
                by=cast.trust_administrator,
            )  # fmt: skip
            head = engage(f"{name} Head", Role.HEADTEACHER, cast.trust, cast.trust_administrator, school)
            found.append((school, head))
        return found

    return add


@pytest.mark.parametrize(
    ("address", "role", "shows"),
    [
        ("moderation_queue", "head_of_school_improvement", "moderation"),
        ("progress", "head_of_school_improvement", ""),
        ("moderation_compare", "head_of_school_improvement", "moderation"),
    ],
)
def test_lists_cost_the_same_with_one_school_and_with_three(
    cast: Cast, framework: Framework, client_of: Clients, more_schools, address: str, role: str, shows: str
):
    arguments = {"moderation_queue": [], "progress": [cast.autumn.pk]}.get(
        address, [cast.autumn.pk, "staff-voice"]
    )
    page = reverse(address, args=arguments)
    evaluations = [submitted(cast.alder, cast.autumn, cast.headteacher)]
    names = ["Alder Primary"]
    costs = []
    for count in (1, 3):
        if count == 3:
            for school, head in more_schools():
                evaluations.append(submitted(school, cast.autumn, head))
                names.append(school.name)
        client = client_of(cast.holder(role))
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            body = client.get(page).content.decode()
        assert all(name in body for name in names)
        assert not shows or all(reverse(shows, args=[each.pk]) in body for each in evaluations)
        costs.append(len(queries))
    assert costs[0] == costs[1], costs


def test_the_list_of_terms_costs_the_same_with_more_terms(
    cast: Cast, framework: Framework, client_of: Clients
):
    from datetime import date, datetime

    from kit import clock
    from schools.services.calendar import open_term
    from tests.cast import LONDON

    moderated(cast, cast.alder, cast.autumn)
    client, page = client_of(cast.governor), reverse("matrices", args=[cast.alder.urn])
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        assert b"Autumn term 2026/27" in client.get(page).content
    with clock.set_to(datetime(2027, 3, 1, 12, tzinfo=LONDON)):
        spring = open_term(
            term=cast.term(2), self_evaluation_due=date(2027, 3, 12), moderation_due=date(2027, 3, 19),
            report_due=date(2027, 3, 25), by=cast.trust_administrator,
        )  # fmt: skip
        moderated(cast, cast.alder, spring)
    with CaptureQueriesContext(connection) as two:
        assert b"Spring term 2026/27" in client.get(page).content
    assert len(one) == len(two)


def test_the_evaluation_costs_few_queries_however_much_is_in_it(
    cast: Cast, framework: Framework, client_of: Clients
):
    evaluation = submitted(cast.alder, cast.autumn, cast.headteacher)
    client = client_of(cast.headteacher)
    costs = []
    for query in ({"criterion": "safeguarding"}, {"all": ""}):
        with CaptureQueriesContext(connection) as queries:
            client.get(evaluation.get_absolute_url(), query)
        costs.append(len(queries))
    # A page of one criterion counts evidence and comments of the others too, each in a query of its own.
    assert costs[1] <= costs[0] <= costs[1] + 2
    assert costs[0] <= 20


def test_only_a_save_says_that_it_has_saved(evaluation, rating, cast, client_of):
    """The page takes nothing else for a save: no refusal, no conflict, no answer to somebody who is signed out."""
    code, address = rating.kpi.code, reverse("rating_save", args=[rating.pk])

    def said(client, version, text, **more):
        sent = {f"{code}-version": version, f"{code}-commentary": text, **more}
        answer = client.post(address, sent, headers={"HX-Request": "true"})
        return answer.status_code, answer.headers.get("Portal-Saved")

    head = client_of(cast.headteacher)
    assert said(head, 0, "Books.") == (200, "yes")
    assert said(head, 0, "Visits.") == (409, None)
    assert said(head, 1, "x" * 5_001) == (422, None)
    assert said(Client(), 1, "Visits.") == (401, None)
    assert said(client_of(cast.governor), 1, "Visits.") == (404, None)
    assert said(head, 0, "Visits.", **{f"{code}-take": "theirs"}) == (200, "yes")
