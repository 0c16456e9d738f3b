"""``manage.py import_schools``: what it prints, when it fails, what it leaves."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from schools.models import AuditEntry, School, Trust
from tests.cast import Cast
from tests.fixtures.gias import ALL, FOLDER, TRUST, edited
from tests.fixtures.gias.importing import founded

FILES = [str(FOLDER / f"{name}.csv") for name in ALL]


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import_schools", *map(str, arguments), stdout=out, skip_checks=True)
    return out.getvalue()


def fails(*arguments: object) -> tuple[str, str]:
    """What stands on the error stream, and the last sentence; the exit code is 1."""
    err = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("import_schools", *map(str, arguments), stdout=StringIO(), stderr=err, skip_checks=True)
    assert caught.value.returncode == 1
    assert School.objects.filter(trust__uid=TRUST).count() == 0
    return err.getvalue(), str(caught.value)


@pytest.mark.django_db
def test_without_a_trust_it_only_reports() -> None:
    out = run(*FILES)
    assert "extract.csv: establishment extract, 8 rows, Windows-1252\n  8 schools: 6 open, 2 closed\n" in out
    assert "11 links: 6 Multi-academy trust, 5 School sponsor" in out
    assert "trust 90001 LARKMOOR LEARNING TRUST: 5 schools" in out
    assert "trust 90003 FIERÉ VALE TRUST: 1 school\n" in out
    assert out.endswith("Nothing was written. Name a trust with --trust UID to import its schools.\n")
    assert (Trust.objects.count(), School.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_dry_run_then_import_then_nothing_to_change() -> None:
    rehearsed = run(*FILES, "--trust", TRUST, "--dry-run")
    assert "+ 900102 St Chloë’s Junior School: new" in rehearsed
    assert (
        "predecessor 700104 Brackwater à la Rivière School (Predecessor - amalgamated, of 800103)"
        in rehearsed
    )
    assert rehearsed.endswith("Dry run: nothing was written.\n")
    assert School.objects.count() == 0
    assert run(*FILES, "--trust", f" {TRUST} ").endswith("Done.\n")
    assert School.objects.count() == 5
    assert "Nothing to change: 5 schools as the files say." in run(*FILES, "--trust", TRUST)


@pytest.mark.django_db
def test_what_only_some_schools_lack_is_told_with_their_urns() -> None:
    out = run(*FILES, "--trust", TRUST)
    assert "  Not recorded for any school: published admission number\n" in out
    assert "  Not recorded: number on roll (900103)\n" in out
    assert "  Not recorded: capacity (900104)\n" in out


@pytest.mark.django_db
def test_findings_go_to_the_error_stream_and_nothing_is_written(tmp_path: Path) -> None:
    bad = tmp_path / "links.csv"
    bad.write_bytes(edited("links", ("900199", "?")))
    findings, sentence = fails(*FILES, bad, "--trust", TRUST)
    assert (
        findings
        == "links.csv, row 10, “LinkURN”: “?” is not a whole number. Correct it, or leave it empty.\n"
    )
    assert sentence == "1 thing is wrong with these files. Nothing was written."


@pytest.mark.django_db
def test_every_bad_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x81")
    findings, sentence = fails(tmp_path / "empty.csv", tmp_path / "photo.csv", tmp_path / "none.csv", *FILES)
    assert [line.split(":")[0] for line in findings.splitlines()] == [
        "empty.csv",
        "photo.csv, row 3",
        "none.csv",
    ]
    assert sentence == "3 things are wrong with these files. Nothing was written."


@pytest.mark.django_db
def test_a_thousand_findings_are_cut_short(tmp_path: Path) -> None:
    many = tmp_path / "dates.csv"
    many.write_text("urn,name,open_date,close_date\n" + "x,y,z,\n" * 100)
    findings, sentence = fails(many)
    assert findings.splitlines()[-1] == "… and 150 more."
    assert sentence.startswith("200 things are wrong")


@pytest.mark.django_db
def test_a_sponsor_is_refused() -> None:
    findings, _ = fails(*FILES, "--trust", "90002")
    assert "The trust of this name is 90001." in findings


@pytest.mark.django_db
def test_whose_name_stands_in_the_audit(cast: Cast) -> None:
    _, sentence = fails(*FILES, "--trust", TRUST, "--by", "nobody@larkfield.example")
    assert sentence == "Nobody who may sign in has the address nobody@larkfield.example. Nothing was written."
    _, sentence = fails(*FILES, "--trust", TRUST, "--by", cast.trust_administrator.email)
    assert sentence == "Amy Administrator cannot bring in a trust that is not here yet. Nothing was written."
    _, ada = founded()
    run(*FILES, "--trust", TRUST, "--by", ada.email.upper())
    entries = AuditEntry.objects.filter(school__urn=900101)
    assert [(entry.by_name, entry.verb) for entry in entries] == [("Ada Vale", "imported from the register")]
