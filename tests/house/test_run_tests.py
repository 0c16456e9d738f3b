"""`make test` is green only when both its runs were, says what it left out, and leaves nothing running."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import run_tests
from scripts.outcome import Outcome, exit_code
from tests.house.production import ROOT
from tests.house.test_serve import wait_until

GREEN = {"passed": 12, "failed": 0, "error": 0, "skipped": 0}


def outcome(code: int = 0, outcomes: dict[str, int] | None = None, **deselected: int) -> Outcome:
    return Outcome("SQLite", code, 61.4, GREEN if outcomes is None else outcomes, deselected)


# --- Green or not -------------------------------------------------------------------------------------------------
def test_two_green_runs_are_green() -> None:
    assert exit_code([outcome(), outcome()]) == 0


def test_a_run_that_was_killed_is_not_green() -> None:
    """The kernel ends the largest process when memory runs out: ``Popen.wait`` gives -9."""
    assert exit_code([outcome(), outcome(-9)]) == 9
    assert exit_code([outcome(-9), outcome()]) == 9


def test_the_first_that_went_wrong_gives_its_code() -> None:
    assert exit_code([outcome(1), outcome(124)]) == 1


def test_a_run_that_says_nothing_or_in_which_nothing_passed_is_not_green() -> None:
    assert exit_code([outcome(), outcome(outcomes={})]) == 1
    assert exit_code([outcome(outcomes={"passed": 0}), outcome()]) == 1
    assert exit_code([]) == 1


def test_a_run_is_told_in_two_lines() -> None:
    assert outcome(postgresql=3, browser=4).lines() == [
        "    7 deselected (browser 4, postgresql 3), 61 s, exit code 0",
        "SQLite: 12 passed, 0 failed",
    ]
    both = {"passed": 1, "failed": 2, "error": 3, "skipped": 4}
    assert outcome(1, both).lines() == [
        "    0 deselected, 61 s, exit code 1",
        "SQLite: 1 passed, 5 failed, 4 skipped",
    ]


def test_a_run_without_an_end_is_said_to_be_one() -> None:
    assert outcome(-9, {}).lines()[1] == "SQLite: 0 passed, 0 failed, ended by SIGKILL"
    assert outcome(124, {}).lines()[1] == "SQLite: 0 passed, 0 failed; it did not come to its end"


def test_what_needs_files_that_are_absent_is_left_out_and_counted(tmp_path: Path) -> None:
    environment = os.environ | {"REAL_DATA": str(tmp_path / "nowhere"), run_tests.FOLDER: str(tmp_path)}
    environment.pop("PYTEST_XDIST_WORKER", None)
    words = ["-m", "pytest", "-p", "scripts.pytest_counts", "-q", "--collect-only", "-m", "not postgresql"]
    files = ["tests/schools/test_import_real_files.py", "tests/schools/test_audit.py"]
    done = subprocess.run(  # noqa: S603
        [sys.executable, *words, *files], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    deselected = json.loads((tmp_path / "deselected.json").read_text())
    assert deselected["real_data"] >= 7
    assert deselected["postgresql"] >= 1


def test_a_run_leaves_it_to_pytest_which_settings_are_meant() -> None:
    """Were the portal's package imported, its own settings would be handed on to every test."""
    code = "import os, scripts.run_tests, scripts.pictures; print(os.environ.get('DJANGO_SETTINGS_MODULE'))"
    clean = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=ROOT, env=clean, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "None"


def test_what_shows_the_same_on_every_database_is_tried_on_postgresql_alone(tmp_path: Path) -> None:
    """Arithmetic and the walk of rights once; whatever else asks the database, on both."""
    environment = os.environ | {run_tests.FOLDER: str(tmp_path)}
    environment.pop("PYTEST_XDIST_WORKER", None)
    words = [sys.executable, "-m", "pytest", "-p", "scripts.pytest_counts", "-q", "--collect-only"]
    files = [
        f"tests/{name}.py" for name in ("kit/test_text", "house/walks/test_foreign_ids", "schools/test_terms")
    ]
    done = subprocess.run(  # noqa: S603
        [*words, "-m", run_tests.ON_SQLITE, *files],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    kept = {line.split("::")[0] for line in done.stdout.splitlines() if "::" in line}
    assert kept == {"tests/schools/test_terms.py"}
    assert json.loads((tmp_path / "deselected.json").read_text())["once"] > 10


# --- Twenty minutes for both --------------------------------------------------------------------------------------
def test_both_runs_share_one_deadline_and_the_whole_time_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = []

    def fake(arguments: list[str], environment: dict[str, str], limit: float) -> int:
        limits.append(limit)
        Path(environment[run_tests.FOLDER], "outcomes.json").write_text('{"passed": 1}')
        time.sleep(0.2)
        return 0

    monkeypatch.setattr(run_tests, "_pytest", fake)
    monkeypatch.setattr(run_tests, "servers", lambda: contextlib.nullcontext({}))
    monkeypatch.setattr("sys.argv", ["run_tests"])
    before = [signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGHUP)]
    try:
        assert run_tests.main() == 0
    finally:
        for name, handler in zip((signal.SIGTERM, signal.SIGHUP), before, strict=True):
            signal.signal(name, handler)
    first, second = limits
    assert first <= run_tests.LONGEST
    assert second <= first - 0.2
    assert "All together: 0 s" in capsys.readouterr().out


def test_what_goes_on_after_the_deadline_is_ended() -> None:
    assert run_tests.run("Late", {}, "--collect-only", deadline=time.monotonic()).code == 124


# --- Nothing is left behind ---------------------------------------------------------------------------------------
RUN = """
import contextlib, sys, time
from scripts import run_tests

@contextlib.contextmanager
def servers():
    try:
        print("servers are up", flush=True)
        yield {}
    finally:
        print("servers are down", flush=True)

run_tests.servers, run_tests.run, sys.argv = servers, lambda *_, **__: time.sleep(60), ["run_tests"]
sys.exit(run_tests.main())
"""


def as_from_a_terminal() -> None:
    """What a script starts in the background does not hear Ctrl-C, and neither does what is started from there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_run_that_is_ended_takes_its_servers_along(name: str) -> None:
    run = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", RUN],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=as_from_a_terminal,
    )
    assert run.stdout
    assert run.stdout.readline() == "servers are up\n"
    run.send_signal(signal.Signals[name])
    said, _ = run.communicate(timeout=30)
    assert "servers are down" in said
    assert run.returncode == 128 + signal.Signals[name]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A process whose parent has not yet asked for it has ended all the same.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.services
def test_redis_ends_even_with_a_run_that_is_killed(tmp_path: Path) -> None:
    code = f"""
import pathlib, time
from scripts.servers import _redis
with _redis(pathlib.Path({str(tmp_path)!r})) as socket:
    import redis
    print(redis.Redis(unix_socket_path=socket).info("server")["process_id"], flush=True)
    time.sleep(60)
"""
    run = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert run.stdout
    server = int(run.stdout.readline())
    assert is_alive(server)
    run.kill()
    run.wait()
    wait_until(lambda: not is_alive(server), seconds=10)
