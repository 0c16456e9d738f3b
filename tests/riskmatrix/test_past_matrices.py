"""Matrices from before the portal: brought in whole or not at all, and movement shows from the first day."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.refusals import Refused
from riskmatrix.models import Evaluation, Framework, MatrixUpload, Rating
from riskmatrix.queries.matrix import agreed_matrix
from riskmatrix.queries.past_matrices import past_terms
from riskmatrix.services import past_matrices
from schools.models import AuditEntry, Notice, Term
from schools.services.schools import add_school
from tests.cast import Cast
from tests.riskmatrix.conftest import own
from tests.riskmatrix.sheets import Clients, Row, as_file, as_upload, rows_of, with_formula, workbook
from tests.states import moderated

INTENT = "clarity-of-curriculum-intent"
At = Callable[[str], AbstractContextManager[None]]
FULL = {
    "Self-rating": "Low",
    "Commentary": "As we saw it.",
    "Moderated rating": "High",
    "Reason": "As they saw it.",
}


@pytest.fixture
def past(cast: Cast) -> Term:
    return cast.term(3, 2025)


def template(cast: Cast, past: Term, client_of: Clients) -> list[Row]:
    answer = client_of(cast.trust_administrator).get(reverse("past_template", args=[past.pk]))
    assert answer.status_code == 200
    return rows_of(b"".join(answer.streaming_content))  # type: ignore[attr-defined]


@pytest.fixture
def sheet(cast: Cast, framework: Framework, past: Term, client_of: Clients) -> list[Row]:
    """The template with every KPI of Alder filled in; Birch's rows are empty."""
    rows = template(cast, past, client_of)
    return [{**row, **FULL} if row["School"] == "Alder Primary" else row for row in rows]


def read(cast: Cast, past: Term, rows: list[Row]) -> MatrixUpload:
    return past_matrices.read(term=past, upload=as_upload(workbook(rows)), by=cast.trust_administrator)


def changed(rows: list[Row], **cells: str) -> list[Row]:
    """The same with other cells in Alder's row of the first KPI: ``agreed_rating`` is “Agreed rating”."""
    names = {name.replace("_", " ").capitalize(): text for name, text in cells.items()}
    names = {
        {"Urn": "URN", "Kpi code": "KPI code", "Self rating": "Self-rating"}.get(k, k): v
        for k, v in names.items()
    }
    return [{**rows[0], **names}, *rows[1:]]


def test_what_was_kept_comes_in_as_moderated(
    cast: Cast, past: Term, sheet: list[Row], client_of: Clients
) -> None:
    client = client_of(cast.trust_administrator)
    notices = Notice.objects.count()
    sent = client.post(
        reverse("past_term", args=[past.pk]), {"file": as_file(workbook(sheet), "old years.xlsx")}
    )
    page = client.get(sent.headers["Location"]).content.decode()
    for said in ("Bring in 1 school", "39 KPIs come in.", "As they saw it.", "Nothing has been changed yet."):
        assert said in page
    assert not Evaluation.objects.exists()
    done = client.post(sent.headers["Location"], follow=True).content.decode()
    assert "The summer term 2025/26 of 1 school is in the portal now." in done
    evaluation = Evaluation.objects.get()
    assert (evaluation.school, evaluation.term, evaluation.status) == (cast.alder, past, "moderated")
    kinds = {kind: evaluation.ratings.filter(kind=kind).count() for kind in Rating.Kind.values}
    assert kinds == {"self": 39, "moderated": 39, "decided": 0, "agreed": 39}
    agreed = evaluation.ratings.get(kpi__code=INTENT, kind="agreed")
    assert (own(evaluation, INTENT).answer, agreed.answer) == ("low", "high")
    assert own(evaluation, INTENT).commentary == "As we saw it."
    step = evaluation.changes.get()
    assert (step.said, step.by, step.comment) == (
        "Brought in from a spreadsheet",
        cast.trust_administrator,
        "From the file “old years.xlsx”.",
    )
    assert AuditEntry.objects.filter(verb="brought in past matrix", school=cast.alder).count() == 1
    assert AuditEntry.objects.filter(verb="brought in past matrices", trust=cast.trust).count() == 1
    assert Notice.objects.count() == notices
    head = client_of(cast.headteacher).get(evaluation.get_absolute_url()).content.decode()
    assert "Brought in from a spreadsheet" in head


def test_movement_shows_from_the_first_day(cast: Cast, past: Term, sheet: list[Row]) -> None:
    past_matrices.bring_in(upload=read(cast, past, sheet), by=cast.trust_administrator)
    now = agreed_matrix(moderated(cast, cast.alder, cast.autumn))
    assert now.previous is not None
    assert now.previous.term == past
    moved = {kpi.code: kpi.movement for criterion in now.criteria for kpi in criterion.kpis}
    assert moved[INTENT] == "lower"


def test_what_is_missing_stays_missing(cast: Cast, past: Term, sheet: list[Row]) -> None:
    """One KPI with an agreed rating alone, everything else empty: not rated, and nothing of Birch."""
    empty = dict.fromkeys(FULL, "")
    rows = [{**row, **empty} for row in sheet]
    rows[0] |= {"Agreed rating": "moderate"}
    (evaluation,) = past_matrices.bring_in(upload=read(cast, past, rows), by=cast.trust_administrator)
    assert [each.answer for each in evaluation.ratings.filter(kind="agreed")] == ["moderate"]
    assert not evaluation.ratings.filter(kind="moderated").exists()
    assert evaluation.ratings.filter(kind="self", step=None).count() == 39
    shown = [kpi.agreed for criterion in agreed_matrix(evaluation).criteria for kpi in criterion.kpis]
    assert shown.count("unrated") == 38


def test_what_a_junior_school_is_spared_stands_as_not_applicable(
    cast: Cast, past: Term, sheet: list[Row]
) -> None:
    rows = [
        {**row, **dict.fromkeys(FULL, "")} | ({"Agreed rating": "Low"} if row["KPI code"] == INTENT else {})
        for row in sheet
        if row["School"] == "Birch Junior"
    ]
    (evaluation,) = past_matrices.bring_in(upload=read(cast, past, rows), by=cast.trust_administrator)
    spared = evaluation.ratings.filter(kind="agreed", not_applicable=True)
    assert spared.exists()
    assert spared.count() == evaluation.ratings.filter(kind="self", not_applicable=True).count()


FAULTS = [
    ({"urn": "900003"}, "No open school of the trust has the URN “900003”."),
    ({"urn": "Alder"}, "No open school of the trust has the URN “Alder”."),
    ({"kpi_code": "nonsense"}, "“nonsense” is no KPI of the framework."),
    ({"kpi_code": INTENT}, "already. Delete one of the two rows."),
    ({"self_rating": "Bad"}, "“Bad” is no rating."),
    ({"moderated_rating": ""}, "A reason stands beside no moderated rating."),
    ({"moderated_rating": "", "reason": ""}, "What was agreed is missing."),
    ({"agreed_rating": "Not applicable"}, "This KPI applies to the school"),
    ({"reason": "x" * 5_001}, "This has 5,001 characters."),
]


@pytest.mark.parametrize(("cells", "sentence"), FAULTS)
def test_one_wrong_cell_holds_back_every_school(
    cast: Cast, past: Term, sheet: list[Row], cells: dict[str, str], sentence: str
) -> None:
    upload = read(cast, past, changed(sheet, **cells))
    told = [f"{each['problem']} {each['remedy']}" for each in upload.findings]
    assert any(sentence in each for each in told), told
    with pytest.raises(Refused, match="Mend what is refused"):
        past_matrices.bring_in(upload=upload, by=cast.trust_administrator)
    assert not Evaluation.objects.exists()


def test_a_formula_is_refused(cast: Cast, past: Term, sheet: list[Row]) -> None:
    data = with_formula(workbook(sheet), "J2", "=H2")
    upload = past_matrices.read(term=past, upload=as_upload(data), by=cast.trust_administrator)
    assert upload.findings[0]["problem"] == "The cell holds a formula."


def test_a_school_that_has_an_evaluation_of_the_term_is_refused(
    cast: Cast, past: Term, sheet: list[Row], client_of: Clients
) -> None:
    first, second = read(cast, past, sheet), MatrixUpload.objects.get()
    second.pk = None
    second.save()
    past_matrices.bring_in(upload=first, by=cast.trust_administrator)
    with pytest.raises(Refused, match="has an evaluation of the summer term 2025/26 already"):
        past_matrices.bring_in(upload=second, by=cast.trust_administrator)
    (finding,) = read(cast, past, sheet).findings
    assert finding["problem"] == "Alder Primary has an evaluation of the summer term 2025/26 already."
    assert {row["School"] for row in template(cast, past, client_of)} == {"Birch Junior"}


def test_only_for_terms_that_the_portal_was_not_used_for(
    cast: Cast, past: Term, sheet: list[Row], at: At
) -> None:
    assert cast.autumn not in [row.term for row in past_terms(cast.trust_administrator)]
    with pytest.raises(Refused, match="is not over"):
        read(cast, cast.autumn, sheet)
    with at("2027-01-02"):  # over, but still the term at work
        assert cast.autumn not in [row.term for row in past_terms(cast.trust_administrator)]
        with pytest.raises(Refused, match="is the term at work"):
            read(cast, cast.autumn, sheet)


def test_only_by_those_who_keep_the_framework(
    cast: Cast, past: Term, sheet: list[Row], client_of: Clients
) -> None:
    upload = read(cast, past, sheet)
    for person in (cast.headteacher, cast.trustee):
        assert client_of(person).get(reverse("past_matrices")).status_code == 403
        assert client_of(person).get(reverse("past_term", args=[past.pk])).status_code == 403
        with pytest.raises(Refused, match="keep the trust's framework"):
            past_matrices.read(term=past, upload=as_upload(workbook(sheet)), by=person)
        with pytest.raises(Refused, match="keep the trust's framework"):
            past_matrices.bring_in(upload=upload, by=person)
    stranger = client_of(cast.foreign_administrator)
    for address in (
        reverse("past_term", args=[past.pk]),
        reverse("past_template", args=[past.pk]),
        upload.get_absolute_url(),
    ):
        assert stranger.get(address).status_code == 404
    assert client_of(cast.chief_executive).get(upload.get_absolute_url()).status_code == 404


def test_the_list_of_terms_costs_the_same_with_more(
    cast: Cast, past: Term, sheet: list[Row], client_of: Clients
) -> None:
    client, counts = client_of(cast.trust_administrator), []
    for number in (1, 2, 3):
        if number > 1:
            add_school(
                trust=cast.trust,
                urn=900100 + number,
                name=f"Elm {number}",
                phase="primary",
                by=cast.trust_administrator,
            )
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("past_matrices"))
        assert page.status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert [row.term.number for row in past_terms(cast.trust_administrator)] == [3, 2, 1]


def test_the_command_does_the_same(
    cast: Cast, past: Term, sheet: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "past.xlsx"
    file.write_bytes(workbook(sheet))
    named = {"trust": cast.trust.name, "term": "Summer 2025/26", "by": cast.trust_administrator.email}
    call_command("import_matrices", file, **named, dry_run=True)
    assert capsys.readouterr().out == "Alder Primary: 39 agreed ratings.\nDry run: nothing was written.\n"
    assert not Evaluation.objects.exists()
    assert not MatrixUpload.objects.exists()
    call_command("import_matrices", file, **named)
    assert Evaluation.objects.get().school == cast.alder
    with pytest.raises(CommandError, match=r"Mend what is refused.* Nothing was written."):
        call_command("import_matrices", file, **named)
    assert "already. Delete the rows of this school." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"trust": "Nowhere"}, "There is no trust “Nowhere”"),
        ({"term": "summer 1999/00"}, "has no term “summer 1999/00” in its calendar"),
        ({"by": "nobody@example.org"}, "Nobody who may sign in"),
        ({"by": "hanna.osei@larkfield.example"}, "keep the trust's framework"),
        ({"file": "/nowhere/at/all.xlsx"}, "cannot be read"),
    ],
)
def test_the_command_says_what_it_lacks(
    cast: Cast, framework: Framework, tmp_path: Path, wrong: dict[str, str], sentence: str
) -> None:
    file = tmp_path / "past.csv"
    file.write_text("URN,KPI code\n1,x\n")
    right = {"trust": cast.trust.name, "term": "summer term 2025/26", "by": cast.trust_administrator.email}
    named = right | {name: text for name, text in wrong.items() if name != "file"}
    with pytest.raises(CommandError, match=sentence):
        call_command("import_matrices", wrong.get("file", file), **named)


def test_a_term_and_its_dry_run_cost_the_same_with_more_schools(
    cast: Cast, past: Term, sheet: list[Row], client_of: Clients
) -> None:
    client, counts = client_of(cast.trust_administrator), []
    for number in (1, 2, 3):
        if number > 1:
            add_school(
                trust=cast.trust, urn=900100 + number, name=f"Elm {number}", phase="primary",
                by=cast.trust_administrator,
            )  # fmt: skip
        schools = ["Alder Primary", "Elm 2", "Elm 3"][:number]
        rows = [{**row, **FULL} for row in template(cast, past, client_of) if row["School"] in schools]
        upload = read(cast, past, rows)
        for address in (reverse("past_term", args=[past.pk]), reverse("past_upload", args=[upload.pk])):
            with CaptureQueriesContext(connection) as queries:
                page = client.get(address)
            assert page.status_code == 200
            counts.append(len(queries))
    assert len(set(counts[::2])) == len(set(counts[1::2])) == 1, counts
