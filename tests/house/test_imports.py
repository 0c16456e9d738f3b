"""The import contracts cover the whole house, and bite: each is broken once, in a copy."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from tests.house.production import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
APPS = CONTRACTS["root_packages"]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house's Python, to break."""
    folder = tmp_path_factory.mktemp("house")
    only_python = shutil.ignore_patterns("__pycache__", "*.yaml", "*.ttf")
    for app in APPS:
        shutil.copytree(ROOT / app, folder / app, ignore=only_python)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    linter = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(  # noqa: S603 (our own command, no shell)
        [str(linter), "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_every_app_of_ours_stands_in_the_layers() -> None:
    ours = {config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    assert ours == set(APPS)


def test_the_house_keeps_its_contracts(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("kit/text.py", "import schools.models", "lower apps know nothing"),
        ("monitoring/spec.py", "import riskmatrix.spec", "lower apps know nothing"),
        ("support/spec.py", "import governance.urls", "lower apps know nothing"),
        ("schools/rules.py", "import schools.services.people", "drawers open downwards"),
        ("schools/models/trust.py", "import schools.rules", "drawers open downwards"),
        ("riskmatrix/scoring.py", "import django.db", "knows no Django"),
        ("schools/calendar.py", "import kit.leases", "knows no Django"),
        ("governance/urls.py", "import weasyprint", "lays out PDFs"),
        ("kit/text.py", "import openpyxl", "spreadsheets"),
        ("schools/rules.py", "import csv", "spreadsheets"),
    ],
)
def test_a_broken_contract_is_noticed(path: str, line: str, contract: str, copy: Path) -> None:
    file = copy / path
    whole = file.read_text()
    file.write_text(f"{whole}\n{line}\n")
    try:
        done = lint(copy)
    finally:
        file.write_text(whole)
    assert done.returncode != 0
    broken = [name for name in done.stdout.split("\n\n") if "BROKEN" in name]
    assert contract in " ".join(" ".join(broken).split())
