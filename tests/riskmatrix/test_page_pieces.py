"""What a page asks for and draws no more often than it must, and never at the price of being wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.templatetags.kept import Kept, Piece
from riskmatrix.models import Comment, Evaluation
from riskmatrix.queries.evaluation_page import evaluation_page
from riskmatrix.services import self_evaluation, talk
from schools.models import Person
from tests.cast import Cast
from tests.riskmatrix.conftest import own

Clients = Callable[[Person], Client]
ELSEWHERE = "safeguarding"


def test_a_page_of_one_criterion_asks_for_the_figures_of_its_own_kpis(
    evaluation: Evaluation, cast: Cast
) -> None:
    whole = evaluation_page(evaluation, cast.headteacher)
    measured = {block.kpi.code for block in whole.blocks if block.around.figures}
    page = evaluation_page(evaluation, cast.headteacher, ELSEWHERE)
    here = {block.kpi.code for block in page.section(ELSEWHERE).blocks}
    assert {block.kpi.code for block in page.blocks if block.around.figures} == measured & here
    assert measured - here
    assert {block.kpi.code for block in page.blocks if block.around.talk} == here


def test_without_a_name_it_is_the_criterion_the_page_opens_at(evaluation: Evaluation, cast: Cast) -> None:
    for rating in evaluation.ratings.filter(kpi__criterion__code="quality-of-education"):
        self_evaluation.save_rating(rating=rating, answer="low", version=0, by=cast.headteacher)
    page = evaluation_page(evaluation, cast.headteacher, "")
    here = {block.kpi.code for block in page.section(None).blocks}
    assert page.section(None).spec.code == "leadership-and-management"
    assert {block.kpi.code for block in page.blocks if block.around.talk} == here


def test_flags_are_counted_of_every_kpi_whichever_is_shown(evaluation: Evaluation, cast: Cast) -> None:
    rating = evaluation.ratings.filter(kpi__criterion__code="quality-of-education").first()
    assert rating is not None
    self_evaluation.save_rating(rating=rating, answer="low", version=0, by=cast.headteacher)
    page = evaluation_page(evaluation, cast.headteacher, ELSEWHERE)
    assert [block.kpi.code for block in page.flagged] == [rating.kpi.code]


def test_a_save_costs_as_much_in_an_empty_evaluation_as_in_a_full_one(
    evaluation: Evaluation, cast: Cast, client_of: Clients
) -> None:
    client, rating = client_of(cast.headteacher), own(evaluation, "staff-voice")

    def cost(version: int, words: str) -> int:
        sent = {"version": version, "answer": "low", "commentary": words}
        typed = {f"{rating.kpi.code}-{name}": value for name, value in sent.items()}
        address = reverse("rating_save", args=[rating.pk])
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(address, typed, HTTP_HX_REQUEST="true")
        assert answer.status_code == 200
        return len(queries)

    cost(0, "We")
    cost(1, "We have")  # each question is prepared when it is first asked
    one = cost(2, "We have begun")
    for each in evaluation.ratings.exclude(pk=rating.pk):
        self_evaluation.save_rating(rating=each, answer="low", version=0, by=cast.headteacher)
    assert cost(3, "We have begun to look") == one
    # Session and person, posts and schools, the row, the lock, the row anew, two writes, the progress; savepoints.
    assert one <= 13


def test_each_version_of_a_framework_shows_its_own_guidance_and_choices(
    evaluation: Evaluation, cast: Cast
) -> None:
    block = evaluation_page(evaluation, cast.headteacher).blocks[0]
    asked = block.question
    other = replace(
        block,
        question=replace(
            asked,
            edition="another version",
            spec=asked.spec.model_copy(update={"question": "Quite another question?"}),
            choices=asked.choices[1:],
        ),
    )
    first = asked.choices[0]
    for each, question in ((block, asked.spec.question), (other, "Quite another question?")):
        context = {"block": each, "evaluation": evaluation, "editing": True}
        drawn = render_to_string("riskmatrix/_kpi.html", context)
        assert question in drawn
        assert (f'value="{first.code}"' in drawn) is (each is block)


def test_nothing_that_a_school_wrote_is_kept_for_the_next_one(
    evaluation: Evaluation, cast: Cast, client_of: Clients
) -> None:
    rating = own(evaluation, "staff-voice")
    self_evaluation.save_rating(
        rating=rating, answer="high", commentary="Only we know <this>.", version=0, by=cast.headteacher
    )
    page = client_of(cast.headteacher).get(f"{evaluation.get_absolute_url()}?all").content.decode()
    assert "Only we know &lt;this&gt;." in page
    kept = [text for piece in _pieces("riskmatrix/_kpi.html").values() for text in piece.texts]
    assert any("staff-voice" in text for text in kept)
    assert not [text for text in kept if "Only we know" in text or str(cast.headteacher) in text]


def test_a_page_is_the_same_whether_its_pieces_were_kept_or_are_drawn_anew(
    evaluation: Evaluation, cast: Cast, client_of: Clients
) -> None:
    """What is kept was drawn for the page as it stood before each of these changes."""
    client, address = client_of(cast.headteacher), f"{evaluation.get_absolute_url()}?all"
    rating = own(evaluation, "staff-voice")
    adding = reverse("kpi_evidence_add", args=[rating.pk])
    evidence = {
        "title": "Staff survey",
        "kind": "observation",
        "speaks_of": "2026-11-01",
        "link": "https://a.example/",
    }
    changes: list[Callable[[], object]] = [
        lambda: None,
        lambda: self_evaluation.save_rating(
            rating=rating, answer="low", commentary="{{ not }} a {% tag %}", version=0, by=cast.headteacher
        ),
        lambda: talk.say(rating=rating, text="Is this so?", by=cast.headteacher),
        lambda: talk.settle(comment=Comment.objects.get(), by=cast.headteacher),
        lambda: client.post(adding, evidence, HTTP_HX_REQUEST="true"),
    ]
    seen = []
    for change in changes:
        change()
        pages = []
        for forget in (False, True):
            if forget:
                _pieces("riskmatrix/_kpi.html").clear()
            pages.append(_without_token(client.get(address).content.decode()))
        assert pages[0] == pages[1]
        seen.append(pages[0])
    assert len(set(seen)) == len(changes)


def _pieces(name: str) -> dict[Any, Piece]:
    """What the template has kept in this process."""
    [kept] = get_template(name).template.nodelist.get_nodes_by_type(Kept)  # type: ignore[attr-defined]
    found: dict[Any, Piece] = kept.pieces
    return found


def _without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_a_choice_that_was_made_is_drawn_as_made(
    evaluation: Evaluation, cast: Cast, client_of: Clients
) -> None:
    client, address = client_of(cast.headteacher), f"{evaluation.get_absolute_url()}?all"
    chosen = re.compile(r'id="([^"]*)" value="[^"]*" checked')
    assert chosen.findall(client.get(address).content.decode()) == []
    self_evaluation.save_rating(
        rating=own(evaluation, "staff-voice"), answer="high", version=0, by=cast.headteacher
    )
    assert chosen.findall(client.get(address).content.decode()) == ["rate-staff-voice-high"]


def test_all_forms_of_a_page_carry_one_token(evaluation: Evaluation, cast: Cast, client_of: Clients) -> None:
    client = client_of(cast.headteacher)
    pages = [client.get(evaluation.get_absolute_url()).content.decode() for _ in range(2)]
    tokens = [re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page) for page in pages]
    assert all(len(found) > 4 and len(set(found)) == 1 for found in tokens)
    assert tokens[0][0] != tokens[1][0]  # masked anew with every page


@pytest.mark.parametrize("name", ["rating_save", "kpi_evidence_add", "kpi_evidence_reuse", "comment_add"])
def test_the_address_of_a_row_is_the_routes(name: str) -> None:
    for pk in (1, 987654321, 12):
        for each in ("{% row_url name pk %}", "{% address name %}{{ pk }}{% endaddress %}"):
            assert Template(each).render(Context({"name": name, "pk": pk})) == reverse(name, args=[pk])


@pytest.mark.parametrize("name", ["kpi_history", "figure_enter"])
def test_so_it_is_where_a_code_follows(name: str) -> None:
    drawn = Template("{% address name code %}{{ urn }}{% endaddress %}")
    for urn, code in ((100001, "attendance"), (100002, "staff-voice")):
        assert drawn.render(Context({"name": name, "urn": urn, "code": code})) == reverse(
            name, args=[urn, code]
        )
