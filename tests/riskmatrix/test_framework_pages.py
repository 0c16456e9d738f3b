"""The pages of the framework: two editors at once, a file with faults, a preview that writes nothing."""

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

from riskmatrix.models import Framework, Rating
from riskmatrix.services import framework_drafts as service
from riskmatrix.services.frameworks import load_pack, publish
from riskmatrix.spec import dump, loads
from schools.models import Person
from schools.services.schools import add_school
from tests.cast import Cast
from tests.house.actors import Thing
from tests.house.frameworks import shown
from tests.riskmatrix.versions import HARBOUR, harbour
from tests.states import moderated

ClientOf = Callable[[Person], Client]
OLD, NEW = harbour()


@pytest.fixture
def in_force(cast: Cast) -> Framework:
    row = load_pack(path=HARBOUR, trust=cast.trust, by=cast.trust_administrator)
    return publish(framework=row, by=cast.trust_administrator)


@pytest.fixture
def draft(cast: Cast, in_force: Framework) -> Framework:
    return service.begin(trust=cast.trust, version="2", by=cast.trust_administrator)


@pytest.fixture
def editor(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.head_of_school_improvement)


def clubs(draft: Framework) -> str:
    return reverse("framework_item", args=[draft.pk, "kpi", "clubs"])


def typed(draft: Framework, code: str, **changes: Any) -> dict[str, Any]:
    """The form of a KPI as it is shown now, with ``changes`` typed into it."""
    return shown(Thing("", (draft.pk, "kpi", code)), **changes)


def kpi(draft: Framework, code: str) -> Any:
    return Framework.objects.get(pk=draft.pk).spec.kpi(code)


def test_of_two_editors_of_one_kpi_neither_overwrites_the_other(
    cast: Cast, draft: Framework, editor: Client, client_of: ClientOf
) -> None:
    mine, theirs = (
        typed(draft, "clubs", title="Clubs for all"),
        typed(draft, "clubs", title="Clubs and teams"),
    )
    assert client_of(cast.chief_executive).post(clubs(draft), theirs).status_code == 302

    answer = editor.post(clubs(draft), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else has saved this while you were writing" in page
    assert 'value="Clubs for all"' in page
    assert "Clubs and teams" in page
    assert kpi(draft, "clubs").title == "Clubs and teams"

    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    assert editor.post(clubs(draft), {**mine, "seen": seen[1]}).status_code == 302
    assert kpi(draft, "clubs").title == "Clubs for all"


def test_two_editors_of_different_parts_do_not_stand_in_each_others_way(
    cast: Cast, draft: Framework, editor: Client, client_of: ClientOf
) -> None:
    mine, theirs = typed(draft, "clubs", title="Clubs for all"), typed(draft, "money", title="Money ahead")
    money = reverse("framework_item", args=[draft.pk, "kpi", "money"])
    assert client_of(cast.chief_executive).post(money, theirs).status_code == 302
    assert editor.post(clubs(draft), mine).status_code == 302
    assert (kpi(draft, "clubs").title, kpi(draft, "money").title) == ("Clubs for all", "Money ahead")


def test_words_that_can_no_longer_be_saved_are_handed_back(
    cast: Cast, draft: Framework, editor: Client
) -> None:
    mine = typed(draft, "clubs", question="Does <b>every</b> child take part?")
    seen = {"seen": Framework.objects.get(pk=draft.pk).fingerprint}
    remove = reverse("framework_remove", args=[draft.pk, "kpi", "clubs"])
    assert "No longer rated: “Clubs”." in editor.get(remove).content.decode()
    assert editor.post(remove, {"seen": "long ago"}).status_code == 409
    assert editor.post(remove, seen).status_code == 302

    answer = editor.post(clubs(draft), mine)
    assert answer.status_code == 409
    assert "Does &lt;b&gt;every&lt;/b&gt; child take part?" in answer.content.decode()
    publish(framework=Framework.objects.get(pk=draft.pk), by=cast.trust_administrator)
    answer = editor.post(clubs(draft), mine)
    assert (answer.status_code, "frozen" in answer.content.decode()) == (409, True)


def test_a_fault_is_said_beside_the_field_and_nothing_typed_is_lost(draft: Framework, editor: Client) -> None:
    answer = editor.post(clubs(draft), typed(draft, "clubs", weight="0", question="Is everybody in?"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Weight: `weight` is 0" in page
    assert "Is everybody in?" in page
    assert kpi(draft, "clubs").weight == 1.0


def test_a_part_that_something_else_needs_is_not_taken_out(draft: Framework, editor: Client) -> None:
    url = reverse("framework_remove", args=[draft.pk, "strand", "operational"])
    assert "It cannot be taken out yet" in editor.get(url).content.decode()
    assert editor.post(url, {"seen": draft.fingerprint}).status_code == 422


def test_parts_are_moved(draft: Framework, editor: Client) -> None:
    move = reverse("framework_move", args=[draft.pk, "kpi", "clubs"])
    assert editor.post(move, {"to": "up"})["Location"].endswith("#kpi-clubs")
    codes = [kpi.code for kpi in Framework.objects.get(pk=draft.pk).spec.criteria[0].kpis]
    assert codes == ["curriculum", "clubs", "teaching"]
    assert editor.post(move, {"to": "sideways"}).status_code == 404
    assert editor.post(move.replace("clubs", "no-such"), {"to": "up"}).status_code == 404


class TestPackFiles:
    URL = "/frameworks/upload/"

    def send(self, editor: Client, text: str, do: str = "check") -> Any:
        file = SimpleUploadedFile("harbour.yaml", text.encode())
        return editor.post(self.URL, {"file": file, "do": do})

    def test_faults_are_told_by_line_and_the_file_can_be_mended_on_the_page(
        self, cast: Cast, editor: Client
    ) -> None:
        wrong = HARBOUR.read_text().replace("weight: 2", "weight: heavy")
        line = next(n for n, text in enumerate(wrong.splitlines(), 1) if "heavy" in text)
        answer = self.send(editor, wrong)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f"harbour.yaml:{line}: `weight` is &#x27;heavy&#x27;." in page
        assert "weight: heavy" in page  # in the box, to be mended
        mended = editor.post(self.URL, {"text": wrong.replace("heavy", "2"), "do": "check"})
        assert "The file is in order" in mended.content.decode()
        assert not Framework.objects.exists()

    def test_a_file_in_order_says_what_it_brings_and_is_kept_on_demand(
        self, cast: Cast, editor: Client
    ) -> None:
        text = HARBOUR.read_text()
        page = self.send(editor, text).content.decode()
        assert "3 criteria, 7 KPIs" in page
        assert not Framework.objects.exists()
        answer = editor.post(self.URL, {"text": text.replace("\n", "\r\n"), "do": "keep"})
        row = Framework.objects.get()
        assert answer["Location"] == reverse("framework_draft", args=[row.pk])
        assert (row.spec, row.published_at) == (OLD, None)
        assert "a version 1 already" in self.send(editor, text, "keep").content.decode()

    @pytest.mark.parametrize("body", [{}, {"text": " "}, {"text": "just words"}, {"text": "a: [1"}])
    def test_what_is_no_pack_is_refused_in_a_sentence(
        self, cast: Cast, editor: Client, body: dict[str, str]
    ) -> None:
        assert editor.post(self.URL, {**body, "do": "keep"}).status_code == 422
        file = SimpleUploadedFile("x.yaml", b"\xff\xfe\x00")
        assert "not UTF-8" in editor.post(self.URL, {"file": file}).content.decode()
        assert not Framework.objects.exists()

    def test_the_file_that_is_downloaded_brings_the_same_version_in(
        self, cast: Cast, in_force: Framework, editor: Client, client_of: ClientOf
    ) -> None:
        answer = editor.get(reverse("framework_export", args=[in_force.pk]))
        assert answer["Content-Disposition"] == 'attachment; filename="harbour-assurance-1.yaml"'
        text = answer.content.decode()
        assert (text, loads(text)) == (dump(OLD), OLD)
        answer = client_of(cast.foreign_chief).post(self.URL, {"text": text, "do": "keep"})
        assert answer.status_code == 302
        assert Framework.objects.get(trust=cast.foreign_trust).spec == OLD


def test_the_preview_shows_last_term_by_the_draft_and_writes_nothing(
    cast: Cast, draft: Framework, editor: Client
) -> None:
    moderated(cast, cast.alder, cast.autumn, {"clubs": "limited"}, default="substantial")
    parts = typed(draft, "clubs", weight="10")
    assert editor.post(clubs(draft), parts).status_code == 302
    add = reverse("framework_add", args=[draft.pk, "kpi"]) + "?in=classroom"
    new = {
        "title": "Families", "question": "Would families speak up?", "look_at": "The last survey", "weight": "1",
        **{f"steps__{step.code}": f"Families at {step.label}." for step in OLD.scale.steps},
    }  # fmt: skip
    assert editor.post(add, new).status_code == 302
    before = Rating.objects.count(), Framework.objects.get(pk=draft.pk).fingerprint
    with CaptureQueriesContext(connection) as queries:
        page = editor.get(reverse("framework_preview", args=[draft.pk])).content.decode()
    assert not [q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert (Rating.objects.count(), Framework.objects.get(pk=draft.pk).fingerprint) == before
    assert "Alder Primary, Autumn term 2026/27: 1 of 3 criteria differ, 1 KPI without an answer" in page
    assert "Families: New in this version: nobody has rated it yet." in page
    assert "Without a moderated term: Birch Junior." in page


def test_who_edits_a_framework_does_not_therefore_see_what_schools_agreed(
    cast: Cast, draft: Framework, client_of: ClientOf
) -> None:
    moderated(cast, cast.alder, cast.autumn, default="substantial")
    page = (
        client_of(cast.trust_administrator)
        .get(reverse("framework_preview", args=[draft.pk]))
        .content.decode()
    )
    assert "Nothing to preview" in page
    assert "Substantial" not in page


def test_the_list_and_the_preview_cost_the_same_with_one_row_and_with_three(
    cast: Cast, draft: Framework, editor: Client
) -> None:
    def cost(url: str) -> int:
        editor.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(url).status_code == 200
        return len(queries)

    preview, list_ = reverse("framework_preview", args=[draft.pk]), reverse("frameworks")
    moderated(cast, cast.alder, cast.autumn, default="substantial")
    alone = cost(preview), cost(list_)
    moderated(cast, cast.birch, cast.autumn, default="partial")
    for number, version in enumerate(("3", "4")):
        add_school(
            trust=cast.trust, urn=900_050 + number, name=f"School {number}", phase="primary",
            by=cast.trust_administrator,
        )  # fmt: skip
        service.begin(trust=cast.trust, version=version, by=cast.trust_administrator)
    assert (cost(preview), cost(list_)) == alone
    assert editor.get(list_).content.decode().count("framework-version") == 4


def test_publishing_says_what_changes_and_only_what_was_read_is_published(
    cast: Cast, draft: Framework, editor: Client
) -> None:
    url = reverse("framework_publish", args=[draft.pk])
    page = editor.get(url).content.decode()
    assert "Nothing changes but its version." in page
    assert "you, Ines Moreau, published it" in page
    editor.post(clubs(draft), typed(draft, "clubs", question="Is everybody in a club?"))
    assert editor.post(url, {"seen": draft.fingerprint}).status_code == 409
    assert "other guidance: “Clubs”" in editor.get(url).content.decode()
    fresh = Framework.objects.get(pk=draft.pk)
    assert editor.post(url, {"seen": fresh.fingerprint}).status_code == 302
    published = Framework.objects.in_force(cast.trust)
    assert (published.pk, published.published_by) == (draft.pk, cast.head_of_school_improvement)


def test_drafts_are_nobody_elses(cast: Cast, draft: Framework, client_of: ClientOf) -> None:
    for who in (cast.foreign_chief, cast.foreign_administrator, cast.headteacher, cast.trustee):
        client = client_of(who)
        for name in ("framework_draft", "framework_export", "framework_publish", "framework_preview"):
            assert client.get(reverse(name, args=[draft.pk])).status_code == 404
        assert client.post(clubs(draft), typed(draft, "clubs")).status_code == 404
    assert "version 2" not in client_of(cast.foreign_chief).get(reverse("frameworks")).content.decode()
