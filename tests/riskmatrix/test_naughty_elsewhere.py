"""The other texts of the matrix, by the same rule: comments, reasons, titles of evidence, texts of a framework.

Those that stand on one line have their white space made one space as well; all others lose it at both ends only.
"""

from __future__ import annotations

import html
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from kit.text import printable
from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.services import evidence, framework_drafts, moderation, self_evaluation
from riskmatrix.services.frameworks import publish
from riskmatrix.spec import loads
from schools.models import Evidence
from schools.services.evidence import About
from tests.cast import Cast
from tests.house.actors import Thing
from tests.house.frameworks import shown
from tests.monitoring.test_pdf import words_of
from tests.riskmatrix.laying import ABOUT, at
from tests.riskmatrix.naughty import OWN, strings
from tests.riskmatrix.sheets import Clients, downloaded, rows_of
from tests.riskmatrix.test_naughty_strings import own_ratings
from tests.states import submitted

HTMX = {"HX-Request": "true"}


def batches(limit: int, apart: str = "\n.") -> list[str]:
    """All strings that fit, in as few texts of ``limit`` characters as it takes; ours first."""
    texts, text = [], ""
    for each in (string for string in strings() if len(string) < limit - 4):
        if len(text) + len(each) + len(apart) > limit:
            texts.append(text)
            text = ""
        text += each + apart
    return [*texts, text]


def on_one_line(text: str) -> str:
    return " ".join(printable(text).split())


class Read(HTMLParser):
    """A page as a browser takes it: what it says, and what in it would do something that no page of ours does."""

    FOREIGN = frozenset(
        {"iframe", "object", "embed", "video", "audio", "marquee", "bgsound", "xss", "style", "base"}
    )

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said, self.acts = "", list[str]()
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.said += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "").strip().casefold() for name, value in attrs}
        led = any(
            given.get(name, "").startswith("javascript:") for name in ("href", "src", "action", "formaction")
        )
        inline = tag == "script" and not given.get("src", "").startswith("/static/")
        if (
            tag in self.FOREIGN
            or inline
            or led
            or "style" in given
            or any(name[:2] == "on" for name in given)
        ):
            self.acts.append(str(self.get_starttag_text()))


def assert_inert(page: str) -> None:
    assert Read(page).acts == []


def assert_said(page: str, texts: list[str]) -> None:
    """Every line of every text stands on the page as it is stored, and none of it does anything."""
    assert_inert(page)
    said = on_one_line(Read(page).said)
    missing = [line for text in texts for line in text.split("\n") if on_one_line(line) not in said]
    assert missing == []


def assert_harmless(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as document:
        kinds = {str(each.get("/S", "")) for each in document.objects if isinstance(each, pikepdf.Dictionary)}
    assert not kinds & {"/JavaScript", "/Launch"}
    assert "<script>alert(1)</script>" in " ".join(words_of(pdf).split())


def got(client: Client, name: str, *args: Any, query: str = "") -> str:
    answer: Any = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def made(client: Client, name: str, pk: int) -> bytes:
    return b"".join(client.get(reverse(name, args=[pk])).streaming_content)  # type: ignore[attr-defined]


@pytest.fixture
def head(cast: Cast, client_of: Clients) -> Client:
    return client_of(cast.headteacher)


def test_comments(evaluation: Evaluation, head: Client) -> None:
    texts, ratings = batches(900), own_ratings(evaluation)
    for number, text in enumerate(texts):
        rating = ratings[number % len(ratings)]
        answer = head.post(reverse("comment_add", args=[rating.pk]), {"text": text}, headers=HTMX)
        assert answer.status_code == 200
        assert_said(answer.content.decode(), [printable(text).strip()])
    stored = [each.text for each in evaluation.comments.order_by("pk")]
    assert stored == [printable(text).strip() for text in texts]
    assert_said(got(head, "evaluation", evaluation.pk, query="?all"), stored)
    # Refused, it stands in its box as it was typed.
    answer = head.post(
        reverse("comment_add", args=[ratings[0].pk]), {"text": "\n".join(OWN) * 3}, headers=HTMX
    )
    assert_inert(answer.content.decode())
    assert html.escape(OWN[1]) in answer.content.decode()


def test_titles_of_evidence(evaluation: Evaluation, head: Client, cast: Cast) -> None:
    rating = own_ratings(evaluation)[0]
    about = {"kind": ABOUT.kind, "speaks_of": "3/11/2026", "link": "https://example.org/"}
    for text in OWN:
        sent = {**about, "title": text}
        answer = head.post(reverse("kpi_evidence_add", args=[rating.pk]), sent, headers=HTMX)
        assert answer.status_code == 200, text
    assert_said(answer.content.decode(), [on_one_line(text) for text in OWN])
    place = at(evaluation, rating.kpi.code)
    rest = batches(200, apart=" . ")
    for text in rest:
        with_title = About(text, ABOUT.kind, ABOUT.speaks_of)
        evidence.add_link(place=place, about=with_title, link="https://example.org/", by=cast.headteacher)
    titles = [on_one_line(text) for text in (*OWN, *rest)]
    assert list(Evidence.objects.order_by("pk").values_list("title", flat=True)) == titles
    assert_said(got(head, "evaluation", evaluation.pk, query="?all"), titles)
    assert_inert(got(head, "school_evidence", cast.alder.urn))


def test_reasons_from_the_moderator_to_the_agreed_matrix(
    framework: Framework, cast: Cast, client_of: Clients
) -> None:
    draft = submitted(cast.alder, cast.autumn, cast.headteacher)
    texts = [printable(text) for text in batches(1_900)]
    by_strand = {
        "academic": cast.head_of_school_improvement,
        "operational": cast.chief_financial_officer,
    }
    chosen = own_ratings(draft)[: len(texts)]
    assert len(chosen) == len(texts)
    for rating, text in zip(chosen, texts, strict=True):
        by = client_of(by_strand[moderation.strand_of(draft, rating.kpi)])
        code = rating.kpi.code
        sent = {f"{code}-version": 0, f"{code}-answer": "critical", f"{code}-commentary": text}
        answer = by.post(reverse("rating_moderate", args=[rating.pk]), sent, headers=HTMX)
        assert answer.status_code == 200
        assert_inert(answer.content.decode())
    assert stored(draft, "moderated") == texts
    assert_inert(got(by, "moderation", draft.pk, query="?all"))
    for strand, person in by_strand.items():
        moderation.agree_as_rated(evaluation=draft, strand=strand, by=person)
        moderation.finish_part(evaluation=draft, strand=strand, by=person)

    head, chief = client_of(cast.headteacher), client_of(cast.chief_executive)
    assert_said(got(head, "answers", draft.pk), texts)
    sent = typed(
        {rating: {"agrees": "no", "reason": text} for rating, text in zip(chosen, texts, strict=True)}
    )
    assert head.post(reverse("answers", args=[draft.pk]), {**sent, "do": "finish"}).status_code == 302
    assert [each.reason for each in draft.responses.order_by("kpi__position")] == [
        text.strip() for text in texts
    ]
    assert_said(got(chief, "disagreements", draft.pk), texts)
    sent = typed(
        {rating: {"answer": "high", "reason": text} for rating, text in zip(chosen, texts, strict=True)}
    )
    assert chief.post(reverse("disagreements", args=[draft.pk]), {**sent, "do": "finish"}).status_code == 302
    assert stored(draft, "decided") == [text.strip() for text in texts]
    for person in (cast.governor, cast.headteacher):
        assert_inert(got(client_of(person), "agreed_matrix", draft.pk))
    assert_said(got(head, "agreed_matrix", draft.pk), texts)


def stored(evaluation: Evaluation, kind: str) -> list[str]:
    """The reasons of a kind; what was agreed with as it was rated has none."""
    rows = Rating.objects.filter(evaluation=evaluation, kind=kind).exclude(commentary="")
    return [each.commentary for each in rows.order_by("kpi__position")]


def typed(answers: dict[Rating, dict[str, str]]) -> dict[str, Any]:
    return {
        f"{rating.kpi.code}-{name}": value
        for rating, fields in answers.items()
        for name, value in {"version": 0, **fields}.items()
    }


def test_texts_of_a_framework(framework: Framework, cast: Cast, client_of: Clients) -> None:
    draft = framework_drafts.begin(trust=cast.trust, version="next", by=cast.trust_administrator)
    editor, codes = client_of(cast.head_of_school_improvement), [kpi.code for _, kpi in draft.spec.kpis()]
    notes = batches(880, apart=" . ")
    assert max(len(notes), len(OWN)) <= len(codes)
    titles = [f"{text} ." for text in OWN]
    expected = {}
    for number, code in enumerate(codes[: max(len(notes), len(OWN))]):
        changes = {
            name: texts[number] for name, texts in (("title", titles), ("note", notes)) if number < len(texts)
        }
        thing = Thing("", (draft.pk, "kpi", code))
        answer = editor.post(reverse("framework_item", args=thing.args), shown(thing, **changes))
        assert answer.status_code == 302, (changes, answer.content.decode()[-3000:])
        expected[code] = {name: on_one_line(text) for name, text in changes.items()}
    draft.refresh_from_db()
    assert {
        code: {name: getattr(draft.spec.kpi(code), name) for name in fields}
        for code, fields in expected.items()
    } == expected
    assert_inert(got(editor, "framework_item", draft.pk, "kpi", codes[0]))
    assert_inert(got(editor, "framework_draft", draft.pk))

    # As a pack file and back, whatever YAML makes of such words.
    publish(framework=draft, by=cast.trust_administrator)
    answer: Any = editor.get(reverse("framework_export", args=[draft.pk]))
    pack = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert loads(pack) == draft.spec

    begun = self_evaluation.begin(school=cast.alder, term=cast.autumn, by=cast.headteacher)
    shown_titles = [fields["title"] for fields in expected.values() if "title" in fields]
    head = client_of(cast.headteacher)
    for name, args, query in (
        ("framework", [draft.pk], ""), ("evaluation", [begun.pk], "?all"), ("evaluation_submit", [begun.pk], ""),
    ):  # fmt: skip
        assert_said(got(head, name, *args, query=query), shown_titles)
    for name in ("evaluation_sheet", "evaluation_sheet_csv"):
        rows = {row["KPI code"]: row["KPI"] for row in rows_of(downloaded(head, begun, name))}
        assert {code: rows[code] for code in expected} == {
            code: fields.get("title", rows[code]) for code, fields in expected.items()
        }
    assert_harmless(made(head, "evaluation_blank_pdf", begun.pk))


@pytest.mark.parametrize(
    "page",
    ["<p>a<iframe src=x>", "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<a href=' JavaScript:a()'>",
     "<p style='color:red'>", "<b/onclick=alert(1)>"],
)  # fmt: skip
def test_control_what_is_looked_for_would_be_found(page: str) -> None:
    with pytest.raises(AssertionError):
        assert_inert(page)
    assert_inert(f"<p title='{html.escape(page)}'>{html.escape(page)}</p>")
