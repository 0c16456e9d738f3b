"""Two terms side by side and one KPI through the terms: what is shown to whom, and where comparison stops."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskmatrix.models import Evaluation, Framework, ModerationPart
from riskmatrix.queries.kpi_history import history_chart, kpi_history
from riskmatrix.queries.readable import readable_terms
from riskmatrix.queries.terms_compared import TermsCompared, terms_compared
from riskmatrix.services import moderation, self_evaluation
from riskmatrix.services.frameworks import load_pack, publish
from schools.models import Person, Term
from schools.services.calendar import open_term
from tests.cast import Cast
from tests.riskmatrix.versions import HARBOUR, HARBOUR_NEXT
from tests.states import moderated, submitted

Clients = Callable[[Person], Client]
KPI, FAMILIES = "staff-voice", "families"


def opened(cast: Cast, number: int, start_year: int = 2026) -> Term:
    """A further term of Larkfield, opened."""
    terms = Term.objects.of(cast.trust).select_related("year__trust")
    term = terms.get(number=number, year__starts_on__year=start_year)
    if term.opened_at is not None:
        return term
    due = term.ends_on
    return open_term(
        term=term, self_evaluation_due=due, moderation_due=due, report_due=due, by=cast.trust_administrator
    )


def both(cast: Cast, user: Person) -> TermsCompared:
    one, other = readable_terms(cast.alder, user)[-2:]
    return terms_compared(one, other)


def kpi_of(page: TermsCompared, code: str):
    return next(kpi for criterion in page.criteria for kpi in criterion.kpis if kpi.now.code == code)


def of_kpi(cast: Cast, code: str = KPI, name: str = "kpi_history") -> str:
    return reverse(name, args=[cast.alder.urn, code])


@pytest.fixture
def two_terms(cast: Cast, framework: Framework) -> tuple[Evaluation, Evaluation]:
    """Autumn agreed, spring agreed with a KPI that rose and one moderated otherwise than the school rated it."""
    autumn = moderated(cast, cast.alder, cast.autumn, {KPI: "low"}, changes={"pupil-voice": "high"})
    spring = opened(cast, 2)
    return autumn, moderated(cast, cast.alder, spring, {KPI: "high"}, changes={KPI: "critical"})


@pytest.fixture
def harbour(cast: Cast) -> tuple[Evaluation, Evaluation]:
    """Autumn rated by the first version of the invented framework, spring by the next: split, merged, new, dropped."""
    by = cast.trust_administrator
    publish(framework=load_pack(path=HARBOUR, trust=cast.trust, by=by), by=by)
    autumn = moderated(
        cast, cast.alder, cast.autumn, {"teaching": "limited", "money": "none"}, default="partial"
    )
    publish(framework=load_pack(path=HARBOUR_NEXT, trust=cast.trust, by=by), by=by)
    return autumn, moderated(cast, cast.alder, opened(cast, 2), {"lessons": "full"}, default="substantial")


def test_both_ratings_of_both_terms_and_how_each_moved(
    cast: Cast, two_terms: tuple[Evaluation, Evaluation], client_of: Clients
):
    page = both(cast, cast.headteacher)
    found = kpi_of(page, KPI)
    (before,) = found.before
    assert [each.code for each in (before.own, before.agreed)] == ["low", "low"]
    assert [each.code for each in (found.now.own, found.now.agreed)] == ["high", "critical"]
    assert (found.own_moved, found.agreed_moved, found.sentence) == ("higher", "higher", "")
    other = kpi_of(page, "pupil-voice")
    assert (other.own_moved, other.agreed_moved) == ("same", "lower")
    text = client_of(cast.headteacher).get(reverse("terms_compare", args=[cast.alder.urn])).content.decode()
    assert text.count("higher risk than before") == 2
    assert text.count("What the school wrote<") == 39
    assert "What we know about Staff voice at Alder Primary." in text
    assert "Not agreed yet" not in text


def test_the_later_term_comes_second_whichever_is_asked_for_first(
    cast: Cast, two_terms: tuple[Evaluation, Evaluation], client_of: Clients
):
    autumn, spring = two_terms
    client, url = client_of(cast.headteacher), reverse("terms_compare", args=[cast.alder.urn])
    asked = {"one": spring.term_id, "other": autumn.term_id}
    page = client.get(url, asked).context["page"]
    assert (page.one.evaluation, page.other.evaluation) == (autumn, spring)
    same = client.get(url, {"one": spring.term_id, "other": spring.term_id})
    assert "Choose two different terms." in same.content.decode()
    for nonsense in ("x", cast.foreign_autumn.pk, ""):
        answer = client.get(url, {"one": nonsense, "other": spring.term_id})
        assert answer.status_code == 200
        assert "There is a problem" in answer.content.decode()
        assert answer.context["page"] is None


def test_where_the_framework_changed_it_says_where_comparison_stops(
    cast: Cast, harbour: tuple[Evaluation, Evaluation], client_of: Clients
):
    page = both(cast, cast.headteacher)
    lessons, merged, new = (kpi_of(page, code) for code in ("lessons", "money-and-buildings", "families"))
    assert [each.code for each in lessons.before] == ["teaching"]
    assert lessons.agreed_moved == "not_comparable"
    assert "“Teaching” was split, and “Lessons” is one part" in lessons.sentence
    assert [each.code for each in merged.before] == ["money", "buildings"]
    assert "were merged into" in merged.sentence
    assert (new.before, new.own_moved) == ((), "first")
    assert "was new in version 2" in new.sentence
    renamed = kpi_of(page, "knowing-where-they-are")
    assert [each.code for each in renamed.before] == ["attendance"]
    assert (renamed.agreed_moved, renamed.sentence) == ("lower", ""), "higher is better here, so risk fell"
    assert [each.before.code for each in page.ended] == ["clubs"]
    text = client_of(cast.headteacher).get(reverse("terms_compare", args=[cast.alder.urn])).content.decode()
    assert "version 1 became version 2" in text
    assert "Clubs are counted in the pupil survey instead." in text


def test_another_framework_altogether_is_compared_with_nothing(cast: Cast, framework: Framework):
    moderated(cast, cast.alder, cast.autumn)
    by = cast.trust_administrator
    publish(framework=load_pack(path=HARBOUR, trust=cast.trust, by=by), by=by)
    moderated(cast, cast.alder, opened(cast, 2), default="partial")
    page = both(cast, cast.headteacher)
    found = kpi_of(page, "teaching")
    assert (found.before, found.agreed_moved) == ((), "first")
    assert "is another framework" in found.sentence
    assert len(page.ended) == 39
    assert len(kpi_history(cast.alder, "teaching", cast.headteacher).terms) == 1


def test_governors_read_what_is_agreed_and_no_self_rating(
    cast: Cast, two_terms: tuple[Evaluation, Evaluation], client_of: Clients
):
    summer = opened(cast, 3)
    submitted(cast.alder, summer, cast.headteacher, default="critical")
    governor = client_of(cast.governor)
    text = governor.get(reverse("terms_compare", args=[cast.alder.urn])).content.decode()
    assert "Self-rating" not in text
    assert "What we know about" not in text
    assert "Summer term" not in text, "nothing of it is agreed"
    asked = {"one": cast.autumn.pk, "other": summer.pk}
    assert governor.get(reverse("terms_compare", args=[cast.alder.urn]), asked).context["page"] is None
    history = kpi_history(cast.alder, KPI, cast.governor)
    assert [each.judged[0].own for each in history.terms] == [None, None]
    chart = history_chart(history)
    assert chart is not None
    assert chart.heads == ("", "Agreed")
    text = governor.get(of_kpi(cast)).content.decode()
    assert "Self-rating" not in text
    assert "Summer term" not in text
    for person in (cast.headteacher, cast.head_of_school_improvement):
        assert b"Summer term" in client_of(person).get(of_kpi(cast)).content


def test_the_trust_does_not_read_ratings_that_are_still_with_the_school(
    cast: Cast, harbour: tuple[Evaluation, Evaluation], client_of: Clients
):
    summer = opened(cast, 3)
    self_evaluation.begin(school=cast.alder, term=summer, by=cast.headteacher)
    for person, number in ((cast.head_of_school_improvement, 2), (cast.deputy_headteacher, 3)):
        assert len(readable_terms(cast.alder, person)) == number
        assert len(kpi_history(cast.alder, FAMILIES, person).terms) == number


def test_a_moderator_who_rates_blind_does_not_find_the_self_rating_here(cast: Cast, framework: Framework):
    found = submitted(cast.alder, cast.autumn, cast.headteacher)
    part = ModerationPart.objects.get(evaluation=found, strand="academic")
    moderation.agree_as_rated(evaluation=found, strand="academic", by=cast.head_of_school_improvement)
    part.blind = True
    part.save(update_fields=["blind"])
    moderator = cast.head_of_school_improvement
    assert readable_terms(cast.alder, moderator) == []
    assert len(readable_terms(cast.alder, cast.headteacher)) == 1
    moderation.finish_part(evaluation=found, strand="academic", by=moderator)
    assert len(readable_terms(cast.alder, moderator)) == 1


def test_others_find_nothing(cast: Cast, harbour: tuple[Evaluation, Evaluation], client_of: Clients):
    pages = [
        reverse("terms_compare", args=[cast.alder.urn]),
        of_kpi(cast, FAMILIES),
        of_kpi(cast, FAMILIES, name="kpi_chart"),
    ]
    for person in (cast.other_head, cast.foreign_head, cast.foreign_chief, cast.subject_leader):
        for page in pages:
            assert client_of(person).get(page).status_code == 404, (person, page)
    client = client_of(cast.headteacher)
    for name in ("kpi_history", "kpi_chart"):
        assert client.get(of_kpi(cast, "no-such-kpi", name)).status_code == 404
    with pytest.raises(Http404):
        kpi_history(cast.birch, FAMILIES, cast.other_head)


def test_one_kpi_through_the_terms_as_a_chart_and_a_table(
    cast: Cast, two_terms: tuple[Evaluation, Evaluation], client_of: Clients
):
    autumn, spring = two_terms
    client = client_of(cast.headteacher)
    page = client.get(of_kpi(cast))
    chart = page.context["chart"]
    assert chart.heads == ("", "Agreed", "Self-rating")
    assert chart.rows == (("Autumn 26/27", "Low", "Low"), ("Spring 26/27", "Critical", "High"))
    text = page.content.decode()
    assert text.index("Spring term 2026/27") < text.index("Autumn term 2026/27"), "the latest first"
    assert f'src="{of_kpi(cast, name="kpi_chart")}"' in text
    picture = client.get(of_kpi(cast, name="kpi_chart"))
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content == chart.svg

    agreed = client.get(reverse("agreed_matrix", args=[spring.pk])).content.decode()
    assert of_kpi(cast) in agreed
    assert f"?one={autumn.term_id}&amp;other={spring.term_id}" in agreed
    assert of_kpi(cast) in client.get(spring.get_absolute_url(), {"all": ""}).content.decode()
    assert (
        reverse("terms_compare", args=[cast.alder.urn])
        in client.get(reverse("matrices", args=[cast.alder.urn])).content.decode()
    )


def test_a_chart_needs_two_terms(cast: Cast, framework: Framework, client_of: Clients):
    moderated(cast, cast.alder, cast.autumn)
    client = client_of(cast.headteacher)
    page = client.get(of_kpi(cast)).content.decode()
    assert "A chart appears when two terms" in page
    assert client.get(of_kpi(cast, name="kpi_chart")).status_code == 404
    empty = client.get(reverse("terms_compare", args=[cast.alder.urn])).content.decode()
    assert "A comparison needs two terms" in empty


def test_the_history_follows_the_crosswalk_and_the_chart_stops_where_it_stops(
    cast: Cast, harbour: tuple[Evaluation, Evaluation], client_of: Clients
):
    lessons = kpi_history(cast.alder, "lessons", cast.headteacher)
    assert [each.comparable for each in lessons.terms] == [True, False]
    assert lessons.terms[1].judged[0].title == "Teaching"
    assert history_chart(lessons) is None, "one term can be compared"
    renamed = kpi_history(cast.alder, "knowing-where-they-are", cast.headteacher)
    chart = history_chart(renamed)
    assert chart is not None
    assert [row[1] for row in chart.rows] == ["Partial", "Substantial"]
    money = kpi_history(cast.alder, "money-and-buildings", cast.headteacher)
    assert [each.code for each in money.terms[1].judged] == ["money", "buildings"]
    assert "merged" in money.stops
    old = client_of(cast.headteacher).get(of_kpi(cast, "teaching")).content.decode()
    assert "it goes on as" in old
    assert of_kpi(cast, "lessons") in old
    assert of_kpi(cast, "books") in old
    assert "Spring term" not in old
    clubs = client_of(cast.headteacher).get(of_kpi(cast, "clubs")).content.decode()
    assert "“Clubs” ended with version 1." in clubs


def test_pages_cost_the_same_with_two_terms_and_with_four(
    cast: Cast, harbour: tuple[Evaluation, Evaluation], client_of: Clients
):
    pages = [reverse("terms_compare", args=[cast.alder.urn]), of_kpi(cast, FAMILIES, "kpi_history")]

    def asked(person: Person) -> list[int]:
        client, counts = client_of(person), []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    two = [asked(person) for person in (cast.headteacher, cast.governor)]
    moderated(cast, cast.alder, opened(cast, 3), default="partial")
    moderated(cast, cast.alder, opened(cast, 1, 2025), default="full")
    assert len(kpi_history(cast.alder, FAMILIES, cast.governor).terms) == 4
    assert [asked(person) for person in (cast.headteacher, cast.governor)] == two
