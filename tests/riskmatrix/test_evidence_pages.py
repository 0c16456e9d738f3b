"""Evidence, flags and carried words on the pages: with script and without, for the school and for the trust."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from riskmatrix.models import Evaluation, EvidenceUse, Figure, Rating
from riskmatrix.queries.kpi_flags import KpiFlags, flags_of
from riskmatrix.services import evidence as service
from schools.models import Evidence, Person
from schools.services import evidence as pieces
from tests.cast import Cast
from tests.riskmatrix.laying import ABOUT, at, laid, own
from tests.riskmatrix.terms import begun, handed_in, harbour_in_force, in_term, rate

Clients = Callable[[Person], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}
SENT = {
    "title": "Seen in Year 4",
    "kind": "observation",
    "speaks_of": "3/11/2026",
    "link": "",
    "points_to": "",
}


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    stores = dict(settings.STORAGES)
    stores["evidence"] = {**stores["evidence"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = stores


@pytest.fixture
def draft(cast: Cast) -> Iterator[Evaluation]:
    """Alder's of the autumn term by the small framework, begun; it is still that afternoon."""
    harbour_in_force(cast)
    with in_term(cast, 1) as term:
        yield begun(cast, term)


def words_of(page: object) -> str:
    """The text of a page on one line."""
    text = re.sub(r"<[^>]*>", " ", page.content.decode())  # type: ignore[attr-defined]
    return " ".join(text.split())


def cost(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def boxes(row: Rating, version: int, words: str) -> dict[str, object]:
    """What the form of one KPI sends."""
    code = row.kpi.code
    return {f"{code}-version": version, f"{code}-answer": "", f"{code}-commentary": words}


class TestTheForm:
    def test_without_script_it_is_a_page_that_leads_back_to_the_kpi(
        self, cast: Cast, draft: Evaluation, client_of: Clients
    ) -> None:
        client, url = client_of(cast.headteacher), reverse("kpi_evidence_add", args=[own(draft).pk])
        assert f'href="{url}"' in client.get(draft.get_absolute_url()).content.decode()
        asked = client.get(url).content.decode()
        assert "<h1>Add evidence" in asked
        assert 'enctype="multipart/form-data"' in asked
        file = SimpleUploadedFile("seen.txt", b"Twelve books.")
        answer = client.post(url, {**SENT, "file": file, "points_to": "limited"}, follow=True)
        assert answer.redirect_chain[-1][0].endswith("?criterion=classroom#kpi-curriculum")
        page = words_of(answer)
        assert "“Seen in Year 4” is laid beside this KPI." in page
        assert "Observation of 3 November 2026 seen.txt, 13 bytes added by Hanna Osei" in page
        assert "points to Limited" in page
        assert "1 of 2 sources: What we saw. Not yet: What we were told." in page

    def test_with_script_the_kpis_evidence_comes_back_alone(
        self, cast: Cast, draft: Evaluation, client_of: Clients
    ) -> None:
        client, url = client_of(cast.headteacher), reverse("kpi_evidence_add", args=[own(draft).pk])
        form = client.get(url, **HTMX).content.decode()
        assert "<html" not in form
        assert 'hx-encoding="multipart/form-data"' in form
        answer = client.post(url, {**SENT, "link": "https://docs.example.org/books"}, **HTMX)
        fragment = answer.content.decode()
        assert fragment.lstrip().startswith('<section class="evidence" id="evidence-curriculum"')
        assert 'href="https://docs.example.org/books" target="_blank" rel="noopener noreferrer"' in fragment
        assert "on docs.example.org" in fragment
        assert 'id="flags-curriculum" hx-swap-oob="true"' in fragment

    @pytest.mark.parametrize(
        ("sent", "field", "sentence"),
        [
            ({}, "file", "Choose a file, or give a link."),
            ({"link": "docs.example.org"}, "link", "This is not the address of a page."),
            (
                {"link": "https://h:secret@example.org/"},
                "link",
                "The address holds a user name or a password.",
            ),
            ({"link": "https://example.org/", "file": b"Both."}, "link", "This is a file and a link."),
            ({"file": b"MZ\x90\x00\x03\x00\x00\x00"}, "file", "This kind of file is not taken"),
            ({"file": b"Fine.", "title": ""}, "file", "Choose the file again"),
            (
                {"link": "https://example.org/", "speaks_of": "24/11/2026"},
                "speaks_of",
                "This day lies ahead.",
            ),
            ({"link": "https://example.org/", "kind": "survey"}, "kind", "Select a valid choice."),
            ({"link": "https://example.org/", "points_to": "low"}, "points_to", "Select a valid choice."),
        ],
        ids=lambda value: value if isinstance(value, str) and len(value) < 12 else "",
    )
    def test_what_is_to_be_mended_is_said_and_what_was_typed_stays(
        self,
        cast: Cast,
        draft: Evaluation,
        client_of: Clients,
        sent: dict[str, object],
        field: str,
        sentence: str,
    ) -> None:
        client, url = client_of(cast.headteacher), reverse("kpi_evidence_add", args=[own(draft).pk])

        def data() -> dict[str, object]:
            given = {**SENT, **sent}
            if isinstance(sent.get("file"), bytes):
                given["file"] = SimpleUploadedFile("seen.txt", sent["file"])  # type: ignore[arg-type]
            return given

        page = client.post(url, data())
        assert page.status_code == 422
        assert sentence in page.content.decode()
        assert f'href="#evidence-curriculum-{field}"' in page.content.decode()
        assert 'value="3/11/2026"' in page.content.decode() or "speaks_of" in sent
        fragment = client.post(url, data(), **HTMX)
        assert (fragment.status_code, fragment.headers["HX-Retarget"]) == (200, "#evidence-form-curriculum")
        assert sentence in fragment.content.decode()
        assert not Evidence.objects.exists()

    def test_a_full_store_is_said_on_the_form(
        self, cast: Cast, draft: Evaluation, client_of: Clients, settings: Settings
    ) -> None:
        settings.EVIDENCE_QUOTA_MB = 0
        client, url = client_of(cast.headteacher), reverse("kpi_evidence_add", args=[own(draft).pk])
        page = client.post(url, {**SENT, "file": SimpleUploadedFile("seen.txt", b"Twelve books.")})
        assert page.status_code == 422
        assert "Alder Primary has used 0.0 of the 0 MB it has for evidence" in words_of(page)
        assert 'value="Seen in Year 4"' in page.content.decode()

    def test_the_schools_own_list_takes_a_piece_for_later(
        self, cast: Cast, draft: Evaluation, client_of: Clients
    ) -> None:
        client, url = client_of(cast.headteacher), reverse("evidence_add", args=[cast.alder.urn])
        assert client.post(url, {**SENT, "link": "https://example.org/"}).status_code == 302
        page = words_of(client.get(reverse("school_evidence", args=[cast.alder.urn])))
        assert "Seen in Year 4" in page
        assert "Nothing yet" in page
        assert client_of(cast.head_of_school_improvement).get(url).status_code == 403
        assert client_of(cast.governor).get(url).status_code == 404


class TestReusing:
    def test_ticked_pieces_are_laid_and_the_rest_can_be_looked_for(
        self, cast: Cast, draft: Evaluation, client_of: Clients
    ) -> None:
        first = laid(draft, "teaching", title="Books of Year 4").evidence
        laid(draft, "teaching", title="Visits to lessons")
        client, url = client_of(cast.headteacher), reverse("kpi_evidence_reuse", args=[own(draft).pk])
        assert "Visits to lessons" in words_of(client.get(url))
        found = words_of(client.get(url, {"q": "books"}, **HTMX))
        assert "Books of Year 4" in found
        assert "Visits to lessons" not in found
        assert "Tick at least one piece." in words_of(client.post(url, {}))
        answer = client.post(url, {"pieces": [first.pk], "points_to": "full"}, **HTMX)
        assert "One piece is laid beside this KPI." in words_of(answer)
        # The same again, from a page that somebody else's choice has overtaken, is no fault.
        again = client.post(url, {"pieces": [first.pk]}, follow=True)
        assert "0 pieces are laid beside this KPI." in words_of(again)
        assert EvidenceUse.objects.filter(kpi__code="curriculum").count() == 1

    def test_another_schools_number_is_no_choice(
        self, cast: Cast, draft: Evaluation, client_of: Clients
    ) -> None:
        by = {"about": ABOUT, "link": "https://example.org/", "by": cast.other_head}
        theirs = pieces.add_link(school=cast.birch, **by)
        client, url = client_of(cast.headteacher), reverse("kpi_evidence_reuse", args=[own(draft).pk])
        assert client.post(url, {"pieces": [theirs.pk]}).status_code == 422
        assert not theirs.uses.exists()

    def test_nothing_to_use_leads_to_adding(self, cast: Cast, draft: Evaluation, client_of: Clients) -> None:
        url = reverse("kpi_evidence_reuse", args=[own(draft).pk])
        page = client_of(cast.headteacher).get(url).content.decode()
        assert "Nothing to use again" in page
        assert reverse("kpi_evidence_add", args=[own(draft).pk]) in page

    def test_taking_away(self, cast: Cast, draft: Evaluation, client_of: Clients) -> None:
        use, client = laid(draft), client_of(cast.headteacher)
        url = reverse("evidence_take_away", args=[use.pk])
        for person in (cast.head_of_school_improvement, cast.governor, cast.other_head):
            assert client_of(person).post(url).status_code == 404
        assert "is taken away from this KPI." in words_of(client.post(url, **HTMX))
        assert client.post(url).status_code == 404


class TestWhatItCosts:
    def test_the_schools_evidence(self, cast: Cast, draft: Evaluation, client_of: Clients) -> None:
        client, url = client_of(cast.headteacher), reverse("school_evidence", args=[cast.alder.urn])
        laid(draft)
        one = cost(client, url)
        for kpi in ("teaching", "money"):
            piece = laid(draft, kpi).evidence
            service.reuse(place=at(draft), chosen=[piece.pk], by=cast.headteacher)
        assert cost(client, url) == one

    def test_the_pieces_to_choose_from(self, cast: Cast, draft: Evaluation, client_of: Clients) -> None:
        client, url = client_of(cast.headteacher), reverse("kpi_evidence_reuse", args=[own(draft).pk])
        laid(draft, "teaching")
        one = cost(client, url)
        laid(draft, "teaching")
        laid(draft, "money")
        assert cost(client, url) == one

    def test_the_self_evaluation_and_its_moderation(
        self, cast: Cast, draft: Evaluation, client_of: Clients
    ) -> None:
        laid(draft)
        handed_in(draft, {"curriculum": "As it is."})
        with in_term(cast, 2) as term:
            spring = begun(cast, term)
            laid(spring)
            one = cost(client_of(cast.headteacher), f"{spring.get_absolute_url()}?all")
            for kpi in ("curriculum", "teaching"):
                laid(spring, kpi)
            assert cost(client_of(cast.headteacher), f"{spring.get_absolute_url()}?all") == one
            handed_in(spring, {})
            moderator = client_of(cast.head_of_school_improvement)
            two = cost(moderator, reverse("moderation", args=[spring.pk]))
        with in_term(cast, 3) as term:
            summer = begun(cast, term)
            laid(summer)
            assert cost(client_of(cast.headteacher), f"{summer.get_absolute_url()}?all") == one
            handed_in(summer, {})
            assert cost(moderator, reverse("moderation", args=[summer.pk])) == two


class TestFlags:
    LOWEST = "This is rated as the lowest risk, and neither evidence nor a figure stands behind it."

    def test_the_school_first_then_the_moderators_never_governors(
        self, cast: Cast, draft: Evaluation, client_of: Clients
    ) -> None:
        rate(draft, "curriculum", "full")
        page = reverse("evaluation", args=[draft.pk])
        assert self.LOWEST in words_of(client_of(cast.deputy_headteacher).get(page))
        for person in (cast.head_of_school_improvement, cast.chief_executive, cast.governor):
            assert self.LOWEST not in words_of(client_of(person).get(page))
        assert flags_of(draft, cast.head_of_school_improvement, ["curriculum"]) == {}
        handed_in(draft, {})
        assert self.LOWEST in words_of(
            client_of(cast.head_of_school_improvement).get(reverse("moderation", args=[draft.pk]))
        )
        assert self.LOWEST not in words_of(client_of(cast.governor).get(page))

    def test_evidence_takes_the_flag_away(self, cast: Cast, draft: Evaluation, client_of: Clients) -> None:
        rate(draft, "curriculum", "full")
        client, url = client_of(cast.headteacher), reverse("kpi_evidence_add", args=[own(draft).pk])
        assert "1 KPI worth a second look" in words_of(
            client.get(reverse("evaluation_submit", args=[draft.pk]))
        )
        assert self.LOWEST not in words_of(client.post(url, {**SENT, "link": "https://example.org/"}, **HTMX))

    def test_old_evidence_and_two_terms_unmoved(
        self, cast: Cast, draft: Evaluation, client_of: Clients
    ) -> None:
        """This framework says six months, and two terms."""
        laid(draft, day=date(2026, 5, 22))
        client = client_of(cast.headteacher)
        assert "The newest evidence speaks about 22 May 2026, more than 6 months ago." in words_of(
            client.get(draft.get_absolute_url())
        )
        handed_in(draft, {"curriculum": "As it is."})
        with in_term(cast, 2) as term:
            spring = begun(cast, term)
            same = "Rating and commentary have been the same for 2 terms, since the Autumn term 2026/27."
            assert same not in words_of(client.get(spring.get_absolute_url()))
            rate(spring, "curriculum", "partial")
            assert same in words_of(client.get(spring.get_absolute_url()))
            rate(spring, "curriculum", words="As it is now.")
            assert same not in words_of(client.get(spring.get_absolute_url()))

    def test_a_figure_stands_behind_a_rating_until_its_cycle_is_over(
        self, cast: Cast, draft: Evaluation
    ) -> None:
        """Attendance has a cycle of five months; a year's figure speaks until the year's last day."""

        def raised() -> list[str]:
            found = flags_of(draft, cast.headteacher, ["attendance"]).get("attendance", KpiFlags())
            return [flag.rule for flag in found.flags]

        def figure(year: str, **more: object) -> None:
            given = {"value": 94, "source": "School system", **more}
            Figure.objects.create(
                school=cast.alder, urn=cast.alder.urn, measure="attendance", period_kind="academic-year",
                academic_year=year, **given,
            )  # fmt: skip

        rate(draft, "attendance", "full")
        figure("2025/26", value=None, missing="not-collected")
        assert raised() == ["flag.lowest-risk-with-nothing-behind"], "That none was collected backs nothing."
        figure("2024/25")
        assert raised() == ["flag.figure-past-its-cycle"]
        figure("2025/26")
        assert raised() == []
        figure("2023/24", upto=date(2024, 7, 1))
        assert raised() == [], "The newest counts."


class TestCarriedWords:
    @pytest.fixture
    def spring(self, cast: Cast, draft: Evaluation) -> Iterator[Evaluation]:
        handed_in(draft, {"curriculum": "As it is.", "teaching": "Seen everywhere."})
        with in_term(cast, 2) as term:
            yield begun(cast, term)

    def test_they_are_marked_and_the_mark_follows_what_is_saved(
        self, cast: Cast, spring: Evaluation, client_of: Clients
    ) -> None:
        client, row = client_of(cast.headteacher), own(spring)
        page = client.get(spring.get_absolute_url())
        assert "Carried from Autumn term 2026/27 , unchanged." in words_of(page)
        assert "2 commentaries still say what they said last term." in words_of(page)
        url = reverse("rating_save", args=[row.pk])

        def saved(version: int, words: str) -> str:
            return words_of(client.post(url, boxes(row, version, words), **HTMX))

        assert "and changed." in saved(0, "As it is now.")
        assert ", unchanged." in saved(1, "As it is.")
        assert "and emptied." in saved(2, " ")
        assert "Carried from Autumn term 2026/27 and emptied." in words_of(
            client.get(spring.get_absolute_url())
        )

    def test_the_mark_costs_a_save_no_query(self, cast: Cast, spring: Evaluation, client_of: Clients) -> None:
        client = client_of(cast.headteacher)

        def queries(kpi: str) -> int:
            row = own(spring, kpi)
            url, typed = reverse("rating_save", args=[row.pk]), boxes(row, 0, "New.")
            with CaptureQueriesContext(connection) as made:
                client.post(url, typed, **HTMX)
            return len(made)

        queries("money")
        assert queries("curriculum") == queries("clubs")

    def test_the_moderator_reads_since_when_words_have_stood(
        self, cast: Cast, spring: Evaluation, client_of: Clients
    ) -> None:
        rate(spring, "teaching", words="Seen again.")
        handed_in(spring, {})
        page = words_of(
            client_of(cast.head_of_school_improvement).get(reverse("moderation", args=[spring.pk]))
        )
        assert page.count("Unchanged since Autumn term 2026/27") == 1
        assert "Carried from" not in page

    def test_one_button_empties_them(self, cast: Cast, spring: Evaluation, client_of: Clients) -> None:
        client, url = client_of(cast.headteacher), reverse("carried_clear", args=[spring.pk])
        assert url in client.get(spring.get_absolute_url()).content.decode()
        asked = words_of(client.get(url))
        assert "2 commentaries that still say word for word what you said last term are emptied." in asked
        assert "2 commentaries are empty now." in words_of(client.post(url, follow=True))
        assert "There was nothing to empty." in words_of(client.get(url, follow=True))
        assert client_of(cast.head_of_school_improvement).post(url).status_code == 403


class TestTheWork:
    def test_is_counted_for_the_school_and_for_the_trust(
        self, cast: Cast, draft: Evaluation, client_of: Clients
    ) -> None:
        handed_in(draft, {"curriculum": "As it is.", "teaching": "Seen everywhere."})
        with in_term(cast, 2) as term:
            spring = begun(cast, term)
            rate(spring, "curriculum", "full", "As it is now.")
            rate(spring, "money", "full")
            page = words_of(client_of(cast.headteacher).get(reverse("evaluation_submit", args=[spring.pk])))
            assert (
                "of 14 fields (a rating and a commentary for each KPI) 3 were entered; 2 had been filled in "
                "beforehand, and 1 of those stand unchanged; 10 are empty." in page
            )
            progress = reverse("progress", args=[term.pk])
            chief = client_of(cast.chief_executive)
            assert "3 of 14 , 1 of 2 pre-filled ones unchanged" in words_of(chief.get(progress))
            assert "on average" not in words_of(chief.get(progress))
            one = cost(chief, progress)
            handed_in(begun(cast, term, cast.birch), {})
            assert "entered 7 fields on average" in words_of(chief.get(progress))
            assert cost(chief, progress) == one
