"""Printed pages: written once, content afterwards, noticed when the code has moved on."""

from pathlib import Path

import pytest

from schools.access.roles import Role
from scripts import print_docs
from scripts.pages.refusals import page as refusals
from scripts.pages.roles import page as roles


def test_a_page_that_lags_behind_the_code_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(print_docs, "FOLDER", tmp_path)
    monkeypatch.setattr("sys.argv", ["print_docs"])
    assert print_docs.main() == 0
    monkeypatch.setattr("sys.argv", ["print_docs", "--check"])
    assert print_docs.main() == 0
    stale = tmp_path / "roles.md"
    stale.write_text(stale.read_text().replace("Headteacher", "Head"))
    (tmp_path / "rules.md").unlink()
    assert print_docs.main() == 1
    assert "roles.md, " in capsys.readouterr().out
    assert not (tmp_path / "rules.md").exists(), "--check writes nothing"


def test_every_role_stands_in_the_table() -> None:
    assert all(f"| {role.title} |" in roles() for role in Role)


def test_a_refusal_is_printed_with_its_code_and_sentence() -> None:
    line = (
        "| `last-administrator` | The trust would be left without an administrator. Appoint another first. |"
    )
    assert line in refusals()
    assert "| `…` | … |" not in refusals()
