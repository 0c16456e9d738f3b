"""Evidence beside a judgement: laid, used again, taken away, withdrawn, opened by those who may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from kit.refusals import Refused
from kit.uploads import Damaged
from riskmatrix.models import Evaluation
from riskmatrix.queries.evidence_page import evidence_visible_to, reusable
from riskmatrix.queries.kpi_evidence import evidence_of
from riskmatrix.services import evidence as service
from riskmatrix.services import moderation, self_evaluation
from schools.models import AuditEntry, Evidence, Person
from schools.services import evidence as pieces
from schools.services.evidence import About
from tests.cast import Cast
from tests.riskmatrix.laying import ABOUT, TEXT, at, laid, own
from tests.riskmatrix.terms import begun, handed_in, harbour_in_force, in_term

Clients = Callable[[Person], Client]
HOSTILE = '"><script>alert(1)</script>\r\nSet-Cookie: x=1; ../../é\u202etxt.exe'


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """A store of the test's own, so that what lies in it can be counted."""
    stores = dict(settings.STORAGES)
    stores["evidence"] = {**stores["evidence"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = stores
    return tmp_path


@pytest.fixture
def draft(cast: Cast) -> Iterator[Evaluation]:
    """Alder's of the autumn term by the small framework, begun; it is still that afternoon."""
    harbour_in_force(cast)
    with in_term(cast, 1) as term:
        yield begun(cast, term)


def files(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def refused_with(code: str, call: Callable[..., object], **arguments: object) -> str:
    with pytest.raises(Refused) as refused:
        call(**arguments)
    assert refused.value.refusal.code == code
    return refused.value.refusal.sentence


class TestLaying:
    def test_a_file_with_the_rating_it_points_to(self, cast: Cast, draft: Evaluation, store: Path) -> None:
        use = laid(draft, points_to="limited")
        assert (use.evidence.school, use.kpi.code, use.points_to.code) == (
            cast.alder,
            "curriculum",
            "limited",
        )
        verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
        assert verbs[-2:] == ["added evidence", "laid evidence beside KPI"]
        assert len(files(store)) == 1

    def test_only_while_the_school_may_edit_and_nothing_is_left_behind(
        self, cast: Cast, draft: Evaluation, store: Path
    ) -> None:
        for person in (cast.governor, cast.head_of_school_improvement, cast.other_head):
            refused_with("not-yours", service.add_file, place=at(draft), about=ABOUT, upload=TEXT, by=person)
        handed_in(draft, {})
        by = {"about": ABOUT, "by": cast.headteacher}
        submitted = Evaluation.objects.get()
        refused_with("not-editable", service.add_file, place=at(submitted), upload=TEXT, **by)
        refused_with("not-editable", service.add_link, place=at(submitted), link="https://example.org", **by)
        assert not Evidence.objects.exists()
        assert files(store) == []

    def test_the_page_may_be_older_than_the_submission(
        self, cast: Cast, draft: Evaluation, store: Path
    ) -> None:
        """The evaluation is looked at again once it is locked; the file goes with its row."""
        stale = Evaluation.objects.get(pk=draft.pk)
        handed_in(draft, {})
        refused_with(
            "not-editable", service.add_file, place=at(stale), about=ABOUT, upload=TEXT, by=cast.headteacher
        )
        assert (Evidence.objects.count(), files(store)) == (0, [])

    def test_kinds_and_steps_are_the_frameworks(self, cast: Cast, draft: Evaluation, store: Path) -> None:
        survey = About("Survey", "survey", ABOUT.speaks_of)
        by = {"upload": TEXT, "by": cast.headteacher}
        refused_with("no-such-kind", service.add_file, place=at(draft), about=survey, **by)
        refused_with("no-such-step", service.add_file, place=at(draft, points_to="low"), about=ABOUT, **by)
        assert (Evidence.objects.count(), files(store)) == (0, [])

    def test_taking_away_leaves_it_with_the_school(self, cast: Cast, draft: Evaluation) -> None:
        use, other = laid(draft), laid(draft, "teaching")
        piece = use.evidence
        refused_with("not-yours", service.take_away, use=use, by=cast.head_of_school_improvement)
        service.take_away(use=use, by=cast.deputy_headteacher)
        assert not piece.uses.exists()
        assert Evidence.objects.standing().filter(pk=piece.pk).exists()
        assert AuditEntry.objects.filter(verb="took evidence from KPI", before__kpi="curriculum").exists()
        handed_in(draft, {})
        refused_with("not-editable", service.take_away, use=other, by=cast.headteacher)


class TestReuse:
    def test_across_kpis_and_terms(self, cast: Cast, draft: Evaluation) -> None:
        piece = laid(draft).evidence
        chosen = {"chosen": [piece.pk], "by": cast.headteacher}
        assert service.reuse(place=at(draft, "teaching", "full"), **chosen) == 1
        handed_in(draft, {})
        with in_term(cast, 2) as term:
            spring = begun(cast, term)
            assert list(reusable(spring, at(spring).kpi)) == [piece]
            assert service.reuse(place=at(spring), **chosen) == 1
            assert list(reusable(spring, at(spring).kpi)) == []
        assert {(use.evaluation.term_id, use.kpi.code) for use in piece.uses.all()} == {
            (draft.term_id, "curriculum"),
            (draft.term_id, "teaching"),
            (spring.term_id, "curriculum"),
        }

    def test_two_people_who_choose_the_same_do_not_meet(self, cast: Cast, draft: Evaluation) -> None:
        piece = laid(draft, points_to="full").evidence
        place = at(draft, points_to="none")
        for person in (cast.headteacher, cast.deputy_headteacher):
            assert service.reuse(place=place, chosen=[piece.pk], by=person) == 0
        use = piece.uses.get()
        assert use.points_to is not None
        assert use.points_to.code == "full"

    def test_not_another_schools_and_not_what_is_withdrawn(self, cast: Cast, draft: Evaluation) -> None:
        theirs = pieces.add_link(
            school=cast.birch, about=ABOUT, link="https://example.org/birch", by=cast.other_head
        )
        gone = laid(draft, "teaching").evidence
        service.withdraw(evidence=gone, by=cast.headteacher)
        by = {"place": at(draft), "by": cast.headteacher}
        refused_with("not-yours", service.reuse, chosen=[theirs.pk], **by)
        refused_with("withdrawn", service.reuse, chosen=[gone.pk], **by)
        assert list(reusable(draft, at(draft).kpi)) == []

    def test_words_of_the_title_find_it(self, cast: Cast, draft: Evaluation) -> None:
        laid(draft, title="Books of Year 4")
        laid(draft, title="Books of Year 5")
        there = at(draft, "teaching").kpi
        assert [piece.title for piece in reusable(draft, there, "year books 4")] == ["Books of Year 4"]


class TestVisibility:
    def test_a_drafts_evidence_is_the_schools_alone(self, cast: Cast, draft: Evaluation) -> None:
        laid(draft)
        seeing = {"headteacher", "deputy_headteacher", "senior_leader", "school_business_manager"}
        for role, person in cast.everybody().items():
            assert evidence_visible_to(person).exists() == (role in seeing), role
            assert bool(evidence_of(draft, person, ["curriculum"])) == (role in seeing), role

    def test_once_submitted_the_trust_reads_it_and_governors_do_not(
        self, cast: Cast, draft: Evaluation
    ) -> None:
        laid(draft)
        submitted = handed_in(draft, {})
        for person, sees in (
            (cast.head_of_school_improvement, True),
            (cast.improvement_adviser, True),
            (cast.governor, False),
            (cast.trustee, False),
            (cast.trust_administrator, False),
            (cast.other_head, False),
            (cast.foreign_chief, False),
        ):
            assert evidence_visible_to(person).exists() is sees, person
            assert bool(evidence_of(submitted, person, ["curriculum"])) is sees, person
        # Returned to the school it is the school's own again.
        moderation.return_to_school(
            evaluation=submitted, comment="Look again.", by=cast.head_of_school_improvement
        )
        assert not evidence_visible_to(cast.head_of_school_improvement).exists()

    def test_what_a_draft_uses_again_is_still_read_through_the_earlier_term(
        self, cast: Cast, draft: Evaluation, client_of: Clients
    ) -> None:
        piece = laid(draft).evidence
        handed_in(draft, {})
        with in_term(cast, 2) as term:
            spring = begun(cast, term)
            service.reuse(place=at(spring, "teaching"), chosen=[piece.pk], by=cast.headteacher)
            laid(spring, "money", title="Only of the draft")
            page = client_of(cast.chief_executive).get(reverse("school_evidence", args=[cast.alder.urn]))
        text = page.content.decode()
        assert "Autumn term 2026/27" in text
        assert "Only of the draft" not in text
        assert "Spring term 2026/27" not in text


class TestOpening:
    def test_a_download_is_an_attachment_and_written_down(
        self, cast: Cast, draft: Evaluation, client_of: Clients
    ) -> None:
        piece = laid(draft).evidence
        answer = client_of(cast.headteacher).get(reverse("evidence_download", args=[piece.pk]))
        assert b"".join(answer) == TEXT.data
        assert answer.headers["Content-Disposition"] == 'attachment; filename="seen.txt"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        [entry] = AuditEntry.objects.filter(verb="downloaded evidence")
        assert (entry.by, entry.after["sha256"]) == (cast.headteacher, piece.sha256)

    def test_nobody_else_finds_it(self, cast: Cast, draft: Evaluation, client_of: Clients) -> None:
        url = reverse("evidence_download", args=[laid(draft).evidence.pk])
        for person in (cast.governor, cast.head_of_school_improvement, cast.other_head, cast.foreign_head):
            assert client_of(person).get(url).status_code == 404
        assert not AuditEntry.objects.filter(verb="downloaded evidence").exists()

    def test_the_rule_stands_behind_the_list(self, cast: Cast, draft: Evaluation) -> None:
        piece = laid(draft).evidence
        refused_with("with-the-school", service.download, evidence=piece, by=cast.chief_executive)
        refused_with("not-yours", service.download, evidence=piece, by=cast.governor)

    def test_a_file_that_changed_is_not_handed_out_and_a_page_says_so(
        self, cast: Cast, draft: Evaluation, client_of: Clients, store: Path
    ) -> None:
        piece = laid(draft).evidence
        (store / piece.stored_as).write_bytes(b"<script>")
        with pytest.raises(Damaged):
            service.download(evidence=piece, by=cast.headteacher)
        answer = client_of(cast.headteacher).get(reverse("evidence_download", args=[piece.pk]))
        assert answer.status_code == 500
        assert "This file cannot be handed out" in answer.content.decode()
        assert not AuditEntry.objects.filter(verb="downloaded evidence").exists()

    def test_a_hostile_name_harms_neither_page_nor_header(
        self, cast: Cast, draft: Evaluation, client_of: Clients
    ) -> None:
        client = client_of(cast.headteacher)
        url = reverse("kpi_evidence_add", args=[own(draft).pk])
        sent = {"title": HOSTILE, "kind": "observation", "speaks_of": "3 November 2026", "points_to": ""}
        file = SimpleUploadedFile(f"{HOSTILE}.txt", b"Harmless.")
        assert client.post(url, {**sent, "file": file}).status_code == 302
        piece = Evidence.objects.get()
        for page in (draft.get_absolute_url(), reverse("school_evidence", args=[cast.alder.urn])):
            text = client.get(page).content.decode()
            assert "<script>alert" not in text
            assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        answer = client.get(reverse("evidence_download", args=[piece.pk]))
        assert set(answer.headers) >= {"Content-Disposition"}
        assert "Set-Cookie" not in answer.headers
        named = answer.headers["Content-Disposition"]
        assert not set(named) & {"\r", "\n", "\u202e", "/"}
        assert named.startswith("attachment; filename")


class TestWithdrawing:
    def test_out_of_the_draft_and_out_of_reach(
        self,
        cast: Cast,
        draft: Evaluation,
        django_capture_on_commit_callbacks: Callable[..., object],
        store: Path,
    ) -> None:
        piece = laid(draft).evidence
        with django_capture_on_commit_callbacks(execute=True):
            service.withdraw(evidence=piece, by=cast.headteacher)
        assert (piece.uses.count(), files(store)) == (0, [])
        piece.refresh_from_db()
        refused_with("withdrawn", service.download, evidence=piece, by=cast.headteacher)
        refused_with("withdrawn", service.withdraw, evidence=piece, by=cast.headteacher)

    def test_not_while_the_trust_judges_by_it_but_afterwards(
        self, cast: Cast, draft: Evaluation, client_of: Clients
    ) -> None:
        piece = laid(draft).evidence
        submitted = handed_in(draft, {})
        sentence = refused_with("with-the-trust", service.withdraw, evidence=piece, by=cast.headteacher)
        assert "the Autumn term 2026/27" in sentence
        for strand, by in (
            ("academic", cast.head_of_school_improvement),
            ("operational", cast.chief_financial_officer),
        ):
            moderation.agree_as_rated(evaluation=submitted, strand=strand, by=by)
            moderation.finish_part(evaluation=submitted, strand=strand, by=by)
        service.withdraw(evidence=piece, by=cast.headteacher)
        assert piece.uses.count() == 1, "What was agreed keeps its record."
        page = client_of(cast.head_of_school_improvement).get(draft.get_absolute_url()).content.decode()
        assert "withdrawn on 23 November 2026 by Hanna Osei" in page
        assert reverse("evidence_download", args=[piece.pk]) not in page

    def test_by_the_schools_leaders_only(self, cast: Cast, draft: Evaluation) -> None:
        piece = laid(draft).evidence
        for person in (cast.governor, cast.head_of_school_improvement, cast.other_head):
            refused_with("not-yours", service.withdraw, evidence=piece, by=person)

    def test_after_a_withdrawn_submission_it_can_go(self, cast: Cast, draft: Evaluation) -> None:
        piece = laid(draft).evidence
        self_evaluation.withdraw(evaluation=handed_in(draft, {}), by=cast.headteacher)
        service.withdraw(evidence=piece, by=cast.headteacher)
        assert not piece.uses.exists()
