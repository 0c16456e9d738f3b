"""What is installed is what was asked for, and comes with hashes and without addresses."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.production import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = {name: (ROOT / f"requirements/{name}.txt").read_text() for name in ("base", "dev", "uv")}
ASKED = {
    "base": PROJECT["project"]["dependencies"],
    "dev": PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"],
    "uv": PROJECT["dependency-groups"]["installer"],
}
OURS = {
    "kit",
    "schools",
    "riskmatrix",
    "monitoring",
    "support",
    "governance",
    "trust_portal",
    "scripts",
    "tests",
}


def plain(name: str) -> str:
    """A package's name as the index compares it, without extras."""
    return re.sub(r"[-_.]+", "-", name.split("[")[0]).lower()


def locked(lock: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", LOCKS[lock], flags=re.MULTILINE)
    return {plain(name): version for name, version in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_asked_for_is_locked_in_that_very_version(lock: str) -> None:
    asked = dict(requirement.split("==") for requirement in ASKED[lock])
    assert {plain(name): version for name, version in asked.items()}.items() <= locked(lock).items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z])", LOCKS[lock].strip())
    assert len(entries) == len(locked(lock))
    assert [entry.split("\n")[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_of_an_index_stands_in_a_lock(lock: str) -> None:
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links|@ ?file|\.whl", LOCKS[lock]) == []


def test_development_has_the_same_versions_as_production() -> None:
    assert locked("base").items() <= locked("dev").items()


def test_every_dependency_carries_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    block = text[text.index("dependencies = [") : text.index("# Installs the others")]
    without = [
        line.strip() for line in block.splitlines() if "==" in line and "# " not in line.split('",')[1]
    ]
    assert without == ['"pytest==9.2.0",']


def test_the_code_imports_only_what_is_asked_for() -> None:
    """A package that is there only because another needs it may be gone tomorrow."""
    owners = packages_distributions()
    missing = set()
    for path in ROOT.rglob("*.py"):
        place = path.relative_to(ROOT)
        if place.parts[0] not in OURS and len(place.parts) > 1:
            continue
        asked = {plain(one.split("==")[0]) for one in ASKED["dev" if place.parts[0] == "tests" else "base"]}
        asked |= {plain(one.split("==")[0]) for one in ASKED["dev"]} if place.parts[0] == "scripts" else set()
        for module in imported(path):
            if module not in OURS | set(sys.stdlib_module_names):
                names = {plain(name) for name in owners.get(module, [module])}
                if not names & asked:
                    missing.add(f"{place} imports {module} ({', '.join(sorted(names))})")
    assert missing == set()


def imported(path: Path) -> set[str]:
    """The first part of every module that the file imports by its full name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
