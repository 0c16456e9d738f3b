"""`make test` and `make trials`: brings servers of its own, runs the suite on both kinds, and counts."""

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from kit.processes import die_with_parent
from scripts.outcome import Outcome, exit_code, read_counts
from scripts.pytest_counts import FOLDER
from scripts.servers import servers

ON_SQLITE = "not postgresql and not services and not browser and not once"
MEANT = 20 * 60
"""Seconds that both short runs together are meant to take at most, on two cores with nothing else to do."""
LONGEST = 3 * MEANT
"""Seconds after which they count as stuck and are ended: a busy machine is slow without being wrong."""


def run(name: str, environment: Mapping[str, str], *arguments: str, deadline: float | None = None) -> Outcome:
    """One run of the suite in a process of its own; what it writes goes to the screen as it comes.

    :param deadline: on the clock of ``time.monotonic``; without one it may take as long as it likes.
    """
    print(f"\n===== {name} =====", flush=True)
    clean = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    with tempfile.TemporaryDirectory(prefix="portal-run-") as folder:
        places = {FOLDER: folder, "PORTAL_TESTS_ROOT": f"{folder}/places", "CHROMIUM": _browser()}
        started = time.monotonic()
        limit = None if deadline is None else max(0.0, deadline - started)
        code = _pytest(["-q", *arguments], clean | places | dict(environment), limit)
        return Outcome(
            name,
            code,
            time.monotonic() - started,
            read_counts(Path(folder, "outcomes.json")),
            read_counts(Path(folder, "deselected.json")),
        )


def _pytest(arguments: list[str], environment: Mapping[str, str], limit: float | None) -> int:
    """pytest's exit code; 124 when it took longer than ``limit`` seconds. Nothing of it outlives this call."""
    process = subprocess.Popen(  # noqa: S603 (our own command, no shell)
        [sys.executable, "-m", "pytest", "-p", "scripts.pytest_counts", *arguments],
        env=environment,
        # A group of its own, workers and browsers in it: ended as one.
        start_new_session=True,
        preexec_fn=die_with_parent,
    )
    try:
        return process.wait(limit)
    except subprocess.TimeoutExpired:
        print(f"Not done after {limit:.0f} s; ended.", flush=True)
        return 124
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to tidy up, and then end what is left of it."""
    with contextlib.suppress(ProcessLookupError):
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def short_runs(arguments: list[str]) -> list[Outcome]:
    """Everything short: what SQLite can do on SQLite, then everything on PostgreSQL and Redis."""
    both = ["-n", "2", *arguments]
    environment = {"HYPOTHESIS_PROFILE": "short"}
    deadline = time.monotonic() + LONGEST
    with servers() as places:
        return [
            run("SQLite", environment, "-m", ON_SQLITE, *both, deadline=deadline),
            run("PostgreSQL", environment | places, *both, deadline=deadline),
        ]


def long_trials(arguments: list[str]) -> list[Outcome]:
    """What is marked as a trial, at length, on PostgreSQL and Redis. Without TRIAL_SEED a new seed each time."""
    seed = os.environ.get("TRIAL_SEED") or str(random.randrange(10**8))  # noqa: S311 (a trial, not a secret)
    print(f"This run again: make trials TRIAL_SEED={seed}")
    environment = {"HYPOTHESIS_PROFILE": "long", "TRIAL_SEED": seed}
    with servers() as places:
        return [
            run(
                "Trials",
                environment | places,
                "-m",
                "trial",
                f"--hypothesis-seed={seed}",
                "--timeout=0",
                *arguments,
            )
        ]


def _browser() -> str:
    """Debian calls it one way, others another; the tests ask CHROMIUM."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return os.environ.get("CHROMIUM") or next(filter(None, found), "chromium")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", action="store_true")
    options, arguments = parser.parse_known_args()
    # A run that is terminated, or whose terminal is closed, stops its servers too.
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda number, _: sys.exit(128 + number))
    began = time.monotonic()
    try:
        outcomes = (long_trials if options.trials else short_runs)(arguments)
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130
    print("\n===== Summary =====")
    for outcome in outcomes:
        print("\n".join(outcome.lines()))
    took = time.monotonic() - began
    late = f", which is more than the {MEANT} s they are meant to take" if took > MEANT else ""
    print(f"All together: {took:.0f} s{late if not options.trials else ''}")
    return exit_code(outcomes)


if __name__ == "__main__":
    sys.exit(main())
