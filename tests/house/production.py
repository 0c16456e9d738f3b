"""A process of its own with the settings of production: they are read once, when they are imported."""

import os
import subprocess
import sys
from pathlib import Path

SAFE = {
    "PORTAL_MODE": "production",
    "SECRET_KEY": "a-secret-of-more-than-fifty-characters-for-tests-alone-0123456789",
    "ALLOWED_HOSTS": "portal.example",
    "BASE_URL": "https://portal.example",
    "TRUSTED_PROXY_COUNT": "1",
}
ROOT = Path(__file__).resolve().parents[2]


def in_production(
    code: str, *, folder: Path, without: str = "", **changes: str
) -> "subprocess.CompletedProcess[str]":
    """Run ``code`` with safe production settings in ``folder``, less the variable ``without``, plus ``changes``."""
    inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    environment = (
        inherited | SAFE | {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "trust_portal.settings"}
    )
    environment.pop(without, None)
    return subprocess.run(  # noqa: S603 (our own code, no shell)
        [sys.executable, "-c", code],
        env=environment | changes,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
