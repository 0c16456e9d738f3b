"""`make demo-reset` throws away what the demo wrote, and nothing that lies beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import forget_demo
from scripts.forget_demo import WRITTEN_BY_THE_DEMO
from tests.house.production import ROOT

FILES = ("portal.sqlite3", "portal.sqlite3-wal", "beat-schedule", "demo-sign-ins.csv")


@pytest.fixture
def var(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).write_text("something")
    for name in (*WRITTEN_BY_THE_DEMO, "my-notes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "inside").write_text("something")
    (tmp_path / "keep-me.csv").write_text("something")
    return tmp_path


def forget(var: Path, **more: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    command = [sys.executable, "-m", "scripts.forget_demo"]
    environment = clean | {"VAR_DIR": str(var), **more}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def test_what_the_demo_wrote_goes_and_the_rest_stays(var: Path) -> None:
    assert forget(var).returncode == 0
    assert sorted(path.name for path in var.iterdir()) == ["keep-me.csv", "my-notes"]
    assert (var / "my-notes" / "inside").exists()


def test_a_second_time_there_is_nothing_to_do(var: Path) -> None:
    forget(var)
    assert forget(var).returncode == 0


def test_rows_in_a_database_of_ones_own_are_not_touched(var: Path) -> None:
    before = sorted(path.name for path in var.iterdir())
    done = forget(var, DATABASE_URL="postgres://somebody@somewhere/portal")
    assert done.returncode == 1
    assert "DATABASE_URL is set" in done.stderr
    assert sorted(path.name for path in var.iterdir()) == before


def test_it_knows_where_the_settings_put_things(settings) -> None:
    """Every folder that the settings put below VAR_DIR goes."""
    var = Path(settings.VAR)
    told = [settings.MEDIA_ROOT, settings.EVIDENCE_ROOT, settings.EMAIL_FILE_PATH]
    places = [*told, var / "cache", var / "broker", var / "log"]
    assert {Path(place).relative_to(var).parts[0] for place in places} == set(forget_demo.WRITTEN_BY_THE_DEMO)
