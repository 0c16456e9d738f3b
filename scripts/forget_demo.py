"""Throws away what a demo has written: its SQLite database and the folders beside it, nothing else."""

import os
import shutil
import sys
from pathlib import Path

WRITTEN_BY_THE_DEMO = ("broker", "cache", "evidence", "files", "log", "mail")


def main() -> int:
    """Exit code 1 when the demo's rows lie in a database server, which this does not touch."""
    if os.environ.get("DATABASE_URL", "").strip():
        print(
            "DATABASE_URL is set: the rows lie in a database of yours, which is not thrown away from here. "
            "Unset it, or empty that database yourself.",
            file=sys.stderr,
        )
        return 1
    var = Path(os.environ.get("VAR_DIR") or "var")
    for name in WRITTEN_BY_THE_DEMO:
        shutil.rmtree(var / name, ignore_errors=True)
    for pattern in ("portal.sqlite3*", "beat-schedule*", "demo-sign-ins.csv"):
        for path in var.glob(pattern):
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
