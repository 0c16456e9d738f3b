"""The pages of figures: entered in a form, sent in as a file, told what its columns hold, carried out, undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.sheets import read_table
from riskmatrix.entry_reading import read_entry
from riskmatrix.models import Benchmark, Evaluation, Figure, FigureImport, Framework
from riskmatrix.queries.kpi_figures import figures_of
from riskmatrix.services import figures
from riskmatrix.services.frameworks import PACKS
from schools.models import Person, School
from schools.services.schools import add_school
from tests.cast import Cast
from tests.fixtures import published
from tests.riskmatrix.figuring import brought_in, sheet, type_in

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]
AUTUMN = "autumn term 2026/27"


@pytest.fixture(autouse=True)
def _framework(framework: Framework) -> None:
    """The trust's own framework is in force."""


def upload(data: bytes, name: str = "ours.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def sent_to(answer: Any) -> str:
    """Where the person is led to."""
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def text_of(answer: Any) -> str:
    assert answer.status_code in (200, 422), answer
    main = answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", main[main.index("<main") :]).split())


# --- Entering by hand -------------------------------------------------------------------------------------------
def test_a_figure_is_entered_and_stands_with_what_it_was_counted_from(
    cast: Cast, client_of: ClientOf
) -> None:
    client, url = client_of(cast.headteacher), reverse("figure_enter", args=[cast.alder.urn, "attendance"])
    assert "Attendance" in text_of(client.get(url))
    sent = {
        "period": AUTUMN, "state": "known", "value": "", "numerator": "1,890", "denominator": "2,000",
        "cohort": "402", "source": "Register", "provisional": "on",
    }  # fmt: skip
    answer = client.post(url, sent)
    assert sent_to(answer) == reverse("figure_history", args=[cast.alder.urn, "attendance"])
    assert "94.5%" in text_of(client.get(sent_to(answer)))
    client.post(url, {**sent, "value": "94.2", "numerator": "", "denominator": ""})
    page = text_of(client.get(sent_to(answer)))
    assert page.index("94.2%") < page.index("What stood here before") < page.rindex("94.5%")


def test_a_missing_value_and_nought_are_asked_apart(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.headteacher), reverse("figure_enter", args=[cast.alder.urn, "suspensions"])
    base = {"period": AUTUMN, "source": "Log"}
    client.post(url, {**base, "state": "suppressed", "value": ""})
    assert Figure.objects.get().missing == "suppressed"
    both = client.post(url, {**base, "state": "suppressed", "value": "0"})
    assert "Leave the value empty" in text_of(both)
    neither = client.post(url, {**base, "state": "known", "value": ""})
    assert "Write the value, or choose above why there is none." in text_of(neither)
    client.post(url, {**base, "state": "known", "value": "0"})
    assert [str(row.value) for row in Figure.objects.order_by("pk")] == ["None", "0.0000"]


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    cast: Cast, client_of: ClientOf
) -> None:
    url = reverse("figure_enter", args=[cast.alder.urn, "persistent-absence"])
    sent = {
        "period": "year-to-date",
        "day": "24 November 2026",
        "state": "known",
        "value": "9 and a half",
        "source": "Mine",
    }
    answer = client_of(cast.headteacher).post(url, sent)
    html = answer.content.decode()
    assert (answer.status_code, Figure.objects.count()) == (422, 0)
    assert "neither a number nor a word for a missing one" in html
    assert 'value="9 and a half"' in html
    assert 'value="Mine"' in html
    sent |= {"value": "9.5"}
    assert "has not begun" in text_of(client_of(cast.headteacher).post(url, sent))
    sent |= {"day": ""}
    assert "Say which day." in text_of(client_of(cast.headteacher).post(url, sent))


def test_a_date_is_entered_as_the_day_it_is(cast: Cast, client_of: ClientOf) -> None:
    client, url = (
        client_of(cast.headteacher),
        reverse("figure_enter", args=[cast.alder.urn, "safeguarding-audit"]),
    )
    client.post(url, {"period": "day", "state": "known", "value": "12/10/2026", "source": "Audit"})
    figure = Figure.objects.get()
    assert (figure.day, figure.upto, figure.value) == (figure.upto, figure.day, None)
    assert "12 October 2026" in text_of(client.get(reverse("figures", args=[cast.alder.urn])))
    late = client.post(url, {"period": "day", "state": "known", "value": "1 April 2027", "source": "Audit"})
    assert late.status_code == 422


def test_there_is_no_page_of_a_measure_that_nobody_knows(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.headteacher)
    for name in ("figure_history", "figure_enter", "figure_chart"):
        assert client.get(reverse(name, args=[cast.alder.urn, "no-such"])).status_code == 404
    assert client.get(reverse("figure_chart", args=[cast.alder.urn, "attendance"])).status_code == 404
    official = reverse("figure_enter", args=[cast.alder.urn, "overall-absence"])
    assert client.get(official).status_code == 404, "What only official statistics have, nobody types in."


def test_a_chart_is_drawn_once_there_are_two_figures(cast: Cast, client_of: ClientOf) -> None:
    for period, value in (("autumn term 2025/26", "94"), (AUTUMN, "95")):
        type_in(cast.alder, "attendance", period, value, by=cast.headteacher)
    client = client_of(cast.headteacher)
    page = client.get(reverse("figure_history", args=[cast.alder.urn, "attendance"])).content.decode()
    url = reverse("figure_chart", args=[cast.alder.urn, "attendance"])
    assert f'src="{url}"' in page
    assert "Aut 25 94%" in page, "The chart says in words what it shows."
    assert client.get(url)["Content-Type"] == "image/svg+xml"


# --- Files ------------------------------------------------------------------------------------------------------
def test_a_file_from_template_to_undo(cast: Cast, client_of: ClientOf) -> None:
    client, urn = client_of(cast.school_business_manager), cast.alder.urn
    for ending in ("csv", "xlsx"):
        answer = client.get(reverse("figures_template", args=[urn, ending]))
        assert answer["Content-Disposition"] == f'attachment; filename="figures-{urn}.{ending}"'
        assert "Attendance" in {row["Measure"] for row in read_table(answer.content).rows}
    assert client.get(reverse("figures_template", args=[urn, "pdf"])).status_code == 404
    rows = [["", "Attendance", AUTUMN, "94.5", "", "", "402", "Register"], ["", "Suspensions", AUTUMN, "0"]]
    answer = client.post(reverse("figures_import", args=[urn]), {"file": upload(sheet(rows))})
    page = text_of(client.get(sent_to(answer)))
    assert "2 new, 0 changed, 0 the same as before." in page
    assert "0.00 per 100 pupils" in page
    assert not Figure.objects.exists()
    found = FigureImport.objects.get()
    client.post(reverse("figure_import_apply", args=[found.pk]))
    assert Figure.objects.standing().count() == 2
    assert "File “ours.csv”" in {row.source for row in Figure.objects.all()}
    assert "ours.csv" in text_of(client.get(reverse("figures", args=[urn])))
    undo = reverse("figure_import_undo", args=[found.pk])
    assert "The 2 figures it brought in are shown nowhere any more." in text_of(client.get(undo))
    client.post(undo)
    assert Figure.objects.standing().count() == 0
    assert "Undone" in text_of(client.get(reverse("figure_import", args=[found.pk])))


def test_a_wrong_file_shows_row_column_and_remedy_and_can_only_be_thrown_away(
    cast: Cast, client_of: ClientOf
) -> None:
    client = client_of(cast.headteacher)
    rows = [
        ["900002", "Attendance", AUTUMN, "94"],
        ["", "Atendance", AUTUMN, "94"],
        ["", "Attendance", AUTUMN, "=2+2"],
    ]
    answer = client.post(reverse("figures_import", args=[cast.alder.urn]), {"file": upload(sheet(rows))})
    page = text_of(client.get(sent_to(answer)))
    assert "3 things to mend first" in page
    assert "Send the corrected file" in page
    assert "Row 2 URN “900002” is not this school. Write the URN" in page
    assert "Row 3 Measure There is no measure “Atendance”." in page
    assert "Bring all of it in" not in page
    found = FigureImport.objects.get()
    assert client.post(reverse("figure_import_apply", args=[found.pk])).status_code == 403
    client.post(reverse("figure_import_throw_away", args=[found.pk]))
    assert not FigureImport.objects.exists()


NO_TABLES = (
    ("ours.csv", b"", "The file is empty."),
    ("ours.xlsx", b"a,b\n1,2\n", "is called “ours.xlsx” but is plain text"),
    ("ours.csv", b"<html><script>alert(1)</script>", "not plain text"),
    ("ours.exe", b"MZ\x90\x00", "not taken"),
    ("ours.csv", b"Measure,Period,Value\n", "headers and no rows"),
    ("ours.csv", b'a,b\n"1,2\n', "never closed"),
    ("ours.csv", (",".join(f"h{n}" for n in range(90)) + "\n1\n").encode(), "90 columns"),
)


def test_what_is_no_table_is_refused_with_a_sentence(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.headteacher), reverse("figures_import", args=[cast.alder.urn])
    for name, data, says in NO_TABLES:
        answer = client.post(url, {"file": upload(data, name), "period": "Spring, or so"})
        assert answer.status_code == 422, name
        assert says in text_of(answer)
        assert "Spring, or so" in answer.content.decode(), "What was typed beside it stays."
    assert not FigureImport.objects.exists()


def test_strange_columns_are_asked_for_and_the_next_file_is_read_by_itself(
    cast: Cast, client_of: ClientOf
) -> None:
    client, url = client_of(cast.headteacher), reverse("figures_import", args=[cast.alder.urn])
    data = sheet([["<b>All</b>", "94.5", "8.9"]], ("Group", "Sessions %", "PA"))
    answer = client.post(url, {"file": upload(data), "period": AUTUMN}, follow=True)
    columns = answer.redirect_chain[-1][0]
    assert columns == reverse("figure_import_columns", args=[FigureImport.objects.get().pk])
    assert "&lt;b&gt;All" in answer.content.decode()
    wrong = client.post(columns, {"column_1": "measure:attendance", "column_2": "measure:attendance"})
    assert "is said to hold the same" in text_of(wrong)
    nothing = client.post(columns, {})
    assert "Say which column names the measure" in text_of(nothing)
    good = client.post(
        columns, {"column_1": "measure:attendance", "column_2": "measure:persistent-absence"}, follow=True
    )
    assert "2 new" in text_of(good)
    again = client.post(url, {"file": upload(data), "period": "2025/26"}, follow=True)
    assert "2 new" in text_of(again)


def test_official_files_are_brought_in_together_for_the_trust(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.trust_administrator), reverse("trust_figures_official")
    files = []
    for name in ("absence", "census"):
        data = published.source(name).data
        assert isinstance(data, bytes)
        files.append(upload(data.replace(b"900101", b"900001"), f"{name}.csv"))
    silent = client.post(url, {"official": files}, follow=True)
    assert "The file does not say which year it is of." in text_of(silent)
    for file in files:
        file.seek(0)
    assert client.post(url, {"official": files, "academic_year": "2018"}).status_code == 422
    for file in files:
        file.seek(0)
    client.post(url, {"official": files, "academic_year": "2018/19"})
    found = FigureImport.objects.first()
    assert found is not None
    assert found.file_name == "absence.csv and 1 more"
    client.post(reverse("figure_import_apply", args=[found.pk]))
    assert set(Figure.objects.values_list("measure", flat=True)) == {
        "overall-absence", "persistent-absence", "number-on-roll",
    }  # fmt: skip
    page = text_of(client.get(reverse("figures", args=[cast.alder.urn])))
    assert "Published besides" in page
    assert "England, primary schools" in page


def test_the_command_brings_packs_and_files_in_or_only_says_what_it_would(
    cast: Cast, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    arguments: dict[str, Any] = {"trust": cast.trust.name, "by": cast.trust_administrator.email}
    pack = str(PACKS / "benchmarks-national.yaml")
    call_command("import_figures", pack, dry_run=True, **arguments)
    assert "Dry run: nothing was written." in capsys.readouterr().out
    assert not FigureImport.objects.exists()
    call_command("import_figures", pack, **arguments)
    assert Benchmark.objects.standing().count() >= 15
    call_command("import_figures", pack, **arguments)
    assert "0 new, 0 changed" in capsys.readouterr().out
    assert FigureImport.objects.count() == 1
    strange = tmp_path / "strange.csv"
    strange.write_text("a,b\n1,2\n")
    for files, more in (
        ([str(strange)], {}), ([pack], {"by": "nobody@x.example"}), (["absent.csv"], {}),
        ([pack], {"by": cast.headteacher.email}), ([pack], {"trust": "No such trust"}),
    ):  # fmt: skip
        with pytest.raises(CommandError):
            call_command("import_figures", *files, **(arguments | more))
    assert FigureImport.objects.count() == 1


# --- Whose eyes, and how often the database is asked ------------------------------------------------------------
def test_the_trusts_page_adds_pupils_up_and_names_who_is_lacking(cast: Cast, client_of: ClientOf) -> None:
    type_in(cast.alder, "attendance", AUTUMN, by=cast.headteacher, numerator="1890", denominator="2000")
    client, url = client_of(cast.chief_executive), reverse("trust_figures")
    assert "what was counted is not known for Birch Junior, and schools are not averaged" in text_of(
        client.get(url)
    )
    type_in(cast.birch, "attendance", AUTUMN, by=cast.other_head, numerator="980", denominator="1000")
    page = text_of(client.get(url))
    assert "95.7%" in page
    assert "Added up from 2 schools, not averaged." in page
    assert client_of(cast.headteacher).get(url).status_code == 403
    assert "Alder" not in text_of(client_of(cast.foreign_chief).get(url))


def test_a_small_line_shows_how_a_measure_has_run_with_its_figures_behind_it(
    cast: Cast, client_of: ClientOf
) -> None:
    url, head = reverse("figures", args=[cast.alder.urn]), cast.headteacher
    type_in(cast.alder, "attendance", "summer term 2025/26", "93.9", by=head, cohort="402")
    client = client_of(head)
    assert 'class="fold run"' not in client.get(url).content.decode(), "One figure has not run anywhere."
    type_in(cast.alder, "attendance", AUTUMN, "94.5", by=head, cohort="402")
    page = client.get(url).content.decode()
    assert page.count('class="fold run"') == 1
    assert 'alt="Small line: Attendance. This school: Sum 26 93.9%, Aut 26 94.5%."' in page
    assert '<th scope="row">Sum 26</th><td class="number">93.9%</td>' in page


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_the_pages_cost_the_same_with_one_figure_and_with_many(cast: Cast, client_of: ClientOf) -> None:
    head, chief = client_of(cast.headteacher), client_of(cast.chief_executive)
    pages = [
        (head, reverse("figures", args=[cast.alder.urn])),
        (head, reverse("figure_history", args=[cast.alder.urn, "attendance"])),
        (chief, reverse("trust_figures")),
    ]
    brought_in(
        cast, [["", "Attendance", AUTUMN, "94", "", "", "402"]], school=cast.alder, by=cast.headteacher
    )
    one = [queries(*page) for page in pages]
    for name in ("Dune Infant", "Elm Primary"):
        add_school(
            trust=cast.trust, urn=900_010 + School.objects.count(), name=name, phase="primary",
            by=cast.trust_administrator,
        )  # fmt: skip
    schools = list(School.objects.filter(trust=cast.trust))
    for year in ("2024/25", "2025/26"):
        rows = [
            [str(school.urn), measure, f"autumn term {year}", "9", "", "", "402"]
            for school in schools
            for measure in ("Attendance", "Persistent absence", "Suspensions", "Staff absence")
        ]
        brought_in(cast, rows, school=None, by=cast.chief_executive)
        brought_in(
            cast, [["", "Pupil survey", f"1 May {year[:4]}", "90"]], school=cast.alder, by=cast.headteacher
        )
    call_command(
        "import_figures", str(PACKS / "benchmarks-national.yaml"), trust=cast.trust.name,
        by=cast.trust_administrator.email,
    )  # fmt: skip
    assert [queries(*page) for page in pages] == one


def test_39_kpis_cost_five_queries_and_one_kpi_does_too(cast: Cast, evaluation: Evaluation) -> None:
    brought_in(cast, [["", "Attendance", AUTUMN, "94"]], school=cast.alder, by=cast.headteacher)
    every = [kpi.code for _, kpi in evaluation.framework.spec.kpis()]
    for kpis in (every, ["pupil-attendance-rates"]):
        with CaptureQueriesContext(connection) as caught:
            found = figures_of(evaluation, cast.headteacher, kpis)
        assert "pupil-attendance-rates" in found
        assert len(caught) == 5, kpis
    assert len(found) == 1


def test_without_the_right_the_page_of_kpis_shows_no_figures(cast: Cast, evaluation: Evaluation) -> None:
    type_in(cast.alder, "attendance", AUTUMN, "94.5", by=cast.headteacher)
    every = [kpi.code for _, kpi in evaluation.framework.spec.kpis()]
    assert figures_of(evaluation, cast.deputy_headteacher, every)["pupil-attendance-rates"].known
    for person in (cast.governor, cast.other_head, cast.foreign_chief):
        assert figures_of(evaluation, person, every) == {}


def test_beside_a_term_that_is_over_stands_what_speaks_of_it(
    cast: Cast, evaluation: Evaluation, at: Callable[[str], Any]
) -> None:
    type_in(cast.alder, "attendance", AUTUMN, "94.5", by=cast.headteacher)
    with at("2027-05-03"):
        later = {"period": "spring term 2026/27", "value": "90", "source": "Register"}
        read = read_entry(evaluation.framework.spec.measure("attendance"), later, date(2027, 5, 3))
        assert read.entry is not None
        figures.enter(school=cast.alder, entry=read.entry, by=cast.headteacher)
        (view,) = figures_of(evaluation, cast.headteacher, ["pupil-attendance-rates"])[
            "pupil-attendance-rates"
        ].known
    assert (view.words, view.period) == ("94.5%", AUTUMN)


def test_what_people_write_is_text_on_every_page(cast: Cast, client_of: ClientOf) -> None:
    hostile = '=HYPERLINK("x") <script>alert(1)</script> {{ 7*7 }}'
    rows = [["", "Attendance", AUTUMN, "94.5", "", "", "402", hostile]]
    found = brought_in(cast, rows, school=cast.alder, by=cast.headteacher)
    client = client_of(cast.headteacher)
    for url in (
        reverse("figures", args=[cast.alder.urn]),
        reverse("figure_history", args=[cast.alder.urn, "attendance"]),
        reverse("figure_import", args=[found.pk]),
    ):
        assert "<script>alert" not in client.get(url).content.decode()
    page = client.get(reverse("figure_history", args=[cast.alder.urn, "attendance"])).content.decode()
    assert "=HYPERLINK(&quot;x&quot;) &lt;script&gt;" in page
