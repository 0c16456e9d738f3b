"""When `.venv` is made, filled and left alone; its Python and its installer only write down what they are told."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.production import ROOT

PYTHON = """#!/usr/bin/env bash
[ "$1" = --version ] && echo "Python 3.12"
if [ "$1 $2" = "-m venv" ]; then
  mkdir -p "$3/bin"
  cp "$0" "$3/bin/python"
  cp "$(dirname "$0")/uv" "$3/bin/uv"
fi
exit 0
"""
UV = """#!/usr/bin/env bash
echo "$*" >>told
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with the script, two locks, and a machine that lacks nothing."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "requirements").mkdir()
    shutil.copy(ROOT / "scripts/install.sh", tmp_path / "scripts")
    texts = {
        "scripts/system_packages.sh": "exit 0\n",
        "scripts/find_python.sh": f"echo {tmp_path}/python\n",
        "requirements/base.txt": "django==5.2\n",
        "requirements/dev.txt": "django==5.2\npytest==9.2\n",
        "python": PYTHON,
        "uv": UV,
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    return tmp_path


def install(house: Path, kind: str) -> str:
    """What the installer was told; empty when there was nothing to do."""
    (house / "told").unlink(missing_ok=True)
    done = subprocess.run(  # noqa: S603
        ["bash", "scripts/install.sh", kind],  # noqa: S607
        cwd=house, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = house / "told"
    return told.read_text() if told.exists() else ""


def test_a_second_time_there_is_nothing_to_do(house: Path) -> None:
    assert "requirements/base.txt" in install(house, "base")
    assert install(house, "base") == ""


def test_what_has_left_the_lock_leaves_the_environment(house: Path) -> None:
    """``sync`` takes out what is not in the file; ``install`` would leave it."""
    assert install(house, "dev").startswith("pip sync ")


def test_a_changed_lock_is_installed(house: Path) -> None:
    install(house, "dev")
    (house / "requirements/dev.txt").write_text("django==5.3\n")
    assert "requirements/dev.txt" in install(house, "dev")


def test_an_environment_whose_python_has_gone_is_made_anew(house: Path) -> None:
    """After an upgrade of the system the link in it leads nowhere."""
    install(house, "base")
    (house / ".venv/bin/python").unlink()
    (house / ".venv/bin/python").symlink_to("/nowhere/python3")
    assert "requirements/base.txt" in install(house, "base")
    assert (house / ".venv/bin/python").exists()


def test_an_environment_for_development_stays_one(house: Path) -> None:
    install(house, "dev")
    assert install(house, "base") == ""
    (house / "requirements/base.txt").write_text("django==5.3\n")
    (house / "requirements/dev.txt").write_text("django==5.3\npytest==9.2\n")
    assert "requirements/dev.txt" in install(house, "base")


def test_one_that_only_ran_the_demo_becomes_one_for_development(house: Path) -> None:
    install(house, "base")
    assert "requirements/dev.txt" in install(house, "dev")
