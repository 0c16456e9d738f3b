"""`make check`: everything that can be said without running the tests. All are run, then the failed ones named."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

BIN = Path(sys.executable).parent
PYTHON = sys.executable
# Only for looking at the settings as production has them: nothing is started with these.
PRODUCTION = {
    "PORTAL_MODE": "production",
    "SECRET_KEY": "only-to-look-at-the-production-settings-never-to-run-with-them",
    "ALLOWED_HOSTS": "portal.example",
    "BASE_URL": "https://portal.example",
}


@dataclass(frozen=True)
class Check:
    """What is asked, the command that answers, and what its environment needs besides."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


CHECKS = [
    Check("Python reads as the house wants it", [f"{BIN}/ruff", "check", "."]),
    Check("Python is in the house's format", [f"{BIN}/ruff", "format", "--check", "."]),
    Check("Types", [f"{BIN}/mypy"]),
    Check("Imports keep to the layers", [f"{BIN}/lint-imports"]),
    Check("Migrations are current", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    Check("Migrations stand in one line", [PYTHON, "-m", "scripts.linear_migrations"]),
    Check(
        "Production settings",
        [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION,
    ),
    Check("Templates", [f"{BIN}/djlint", "templates", "--lint", "--quiet"]),
    Check("Printed pages are current", [PYTHON, "-m", "scripts.print_docs", "--check"]),
]


def main() -> int:
    failed = []
    for check in CHECKS:
        started = time.monotonic()
        done = subprocess.run(  # noqa: S603 (the commands above, no shell)
            check.command, env=os.environ | check.environment, capture_output=True, text=True, check=False
        )
        verdict = "FAILED" if done.returncode else "ok"
        print(f"{verdict:7}{time.monotonic() - started:5.1f} s  {check.name}", flush=True)
        if done.returncode:
            failed.append(check.name)
            print(f"{done.stdout}{done.stderr}".rstrip(), flush=True)
    if failed:
        print(f"\n{len(failed)} of {len(CHECKS)} checks failed: {'; '.join(failed)}.")
    else:
        print(f"\nAll {len(CHECKS)} checks are content.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
