"""What a save of one KPI asks of the database, and what it tells the page."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskmatrix.models import Evaluation, Rating
from riskmatrix.services import self_evaluation
from riskmatrix.services.self_evaluation import save_rating
from riskmatrix.views.saved import saved_line
from schools.models import Person, Post
from tests.cast import Cast
from tests.riskmatrix.conftest import own
from tests.riskmatrix.test_self_evaluation import refused_with

Clients = Callable[[Person], Client]


def save(client: Client, rating: Rating, *, code: str = "", **typed: object) -> HttpResponse:
    code = code or rating.kpi.code
    sent = {f"{code}-{name}": value for name, value in typed.items()}
    answer: HttpResponse = client.post(reverse("rating_save", args=[rating.pk]), sent, HTTP_HX_REQUEST="true")  # type: ignore[assignment]
    return answer


def test_words_cost_four_statements_and_an_answer_two_more(
    rating: Rating, cast: Cast, client_of: Clients
) -> None:
    client = client_of(cast.headteacher)
    for version in range(2):  # what a process and a connection do once, and the first entry of the sitting
        save(client, rating, answer="low", commentary=f"Begun {version}.", version=version)

    def asked(**typed: object) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert save(client, rating, **typed).status_code == 200
        return [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]

    # Who is signed in, with their posts; the rating under the lock; the rating and the audit entry written.
    assert len(asked(answer="low", commentary="More.", version=2)) == 4
    # The step that was chosen, and how far the criterion and the whole are.
    assert len(asked(answer="high", commentary="More.", version=3)) == 6


def test_progress_is_told_when_an_answer_changed_and_when_the_page_may_not_know(
    rating: Rating, cast: Cast, client_of: Clients
) -> None:
    client, progress = client_of(cast.headteacher), b'id="progress-all"'
    assert progress in save(client, rating, answer="low", commentary="One.", version=0).content
    assert progress not in save(client, rating, answer="low", commentary="Two.", version=1).content
    # The answer to this one was lost on its way: what it would have said is said now.
    assert progress in save(client, rating, answer="low", commentary="Two.", version=1).content
    assert progress in save(client, rating, answer="", commentary="Two.", version=2).content


def test_the_line_is_that_of_the_page(rating: Rating, cast: Cast) -> None:
    cast.headteacher.name = "Hanna <b>Osei</b>"
    saved = save_rating(rating=rating, answer="low", commentary="One.", version=0, by=cast.headteacher)
    assert saved_line(saved) == render_to_string("riskmatrix/_saved_line.html", {"rating": saved}).strip()


def test_what_was_typed_for_another_kpi_is_not_saved_here(
    evaluation: Evaluation, rating: Rating, cast: Cast, client_of: Clients
) -> None:
    other = own(evaluation, "staff-voice")
    answer = save(
        client_of(cast.headteacher), rating, code=other.kpi.code, commentary="Elsewhere.", version=0
    )
    assert answer.status_code == 422
    assert not evaluation.ratings.exclude(version=0).exists()


def test_a_post_that_was_lost_saves_nothing_with_the_very_next_request(
    rating: Rating, cast: Cast, client_of: Clients
) -> None:
    client = client_of(cast.headteacher)
    assert save(client, rating, commentary="Mine.", version=0).status_code == 200
    Post.objects.filter(person=cast.headteacher).update(role="governor")
    assert save(client, rating, commentary="Still mine?", version=1).status_code == 404
    assert own(rating.evaluation, rating.kpi.code).commentary == "Mine."


def test_only_a_schools_own_rating_is_found_and_only_by_its_people(
    evaluation: Evaluation, rating: Rating, cast: Cast
) -> None:
    for stranger in (cast.other_head, cast.foreign_head, cast.chief_executive, cast.governor):
        refused_with("not-yours", save_rating, rating=rating.pk, commentary="No.", version=0, by=stranger)
    moderated = Rating.objects.create(evaluation=evaluation, kpi=rating.kpi, kind=Rating.Kind.MODERATED)
    refused_with(
        "not-yours", save_rating, rating=moderated.pk, commentary="No.", version=0, by=cast.headteacher
    )
    refused_with("not-yours", save_rating, rating=2**70, commentary="No.", version=0, by=cast.headteacher)


def test_a_rating_known_by_its_number_and_one_known_as_a_row_are_saved_alike(
    rating: Rating, cast: Cast
) -> None:
    by_number = self_evaluation.save_rating(
        rating=rating.pk, answer="low", commentary="One.", version=0, by=cast.headteacher
    )
    rating.refresh_from_db()
    assert (by_number.answer, by_number.commentary, by_number.version) == ("low", "One.", 1)
    as_row = self_evaluation.save_rating(rating=rating, answer="high", version=1, by=cast.headteacher)
    assert as_row is rating
    assert (rating.answer, rating.commentary, rating.version) == ("high", "One.", 2)
