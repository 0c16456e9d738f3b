"""healthcheck.py web|worker|beat: exit code 0 when this container does its work. Only the standard library."""

import http.client
import os
import subprocess
import sys
import time
from pathlib import Path

STALE = 10 * 60
"""Seconds. The timetable writes down every three minutes where it is."""


def web(port: int = 8000) -> bool:
    """Ask as a person's browser would: an address that the portal does not call its own is turned away."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == 200
    except OSError:
        return False


def worker() -> bool:
    """Ask this container's own worker over the broker."""
    name = f"celery@{os.uname().nodename}"
    asked = [
        sys.executable,
        "-m",
        "celery",
        "--app",
        "trust_portal",
        "inspect",
        "ping",
        "--destination",
        name,
    ]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0  # noqa: S603


def beat() -> bool:
    """Look when the timetable last wrote."""
    written = [path.stat().st_mtime for path in Path(os.environ.get("VAR_DIR", "var")).glob("beat-schedule*")]
    return bool(written) and time.time() - max(written) < STALE


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]() else 1)
