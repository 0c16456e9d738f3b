"""One command runs the portal; nothing of it is lost while it runs, and nothing is left behind when it ends."""

import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest
from celery.signals import worker_process_init

from tests.house.production import ROOT
from trust_portal.management.commands.serve import sign_ins
from trust_portal.ports import refuse_port
from trust_portal.supervisor import Service, Supervisor


def free_port() -> int:
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        return int(knock.getsockname()[1])


def wait_until(condition: Callable[[], object], seconds: float = 30.0) -> float:
    """Seconds it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "waited too long"
        time.sleep(0.1)
    return time.monotonic() - began


class Portal:
    """`manage.py serve` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        # Without servers, as the demo runs: whatever this test run itself has.
        inherited = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        self.environment = inherited | {"VAR_DIR": str(folder), "PORTAL_MODE": "development"}
        self.environment["DJANGO_SETTINGS_MODULE"] = "trust_portal.settings"

    def manage(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(  # noqa: S603 (our own command, no shell)
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self) -> None:
        self.output = (self.folder / "output").open("w+")
        self.supervisor = subprocess.Popen(  # noqa: S603
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env=self.environment,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        wait_until(lambda: "Ctrl-C ends all of it" in self.said())

    def said(self) -> str:
        return (self.folder / "output").read_text()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as page:
                return page.read() == b"ok"
        except OSError:
            return False

    def processes(self, word: str = "") -> list[int]:
        """Everything that runs on this folder's data, the supervisor aside; ``word`` stands in its command."""
        mark = f"VAR_DIR={self.folder}".encode()
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                ours = mark in (place / "environ").read_bytes().split(b"\0")
                command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if ours and command and word in command and int(place.name) != self.supervisor.pid:
                found.append(int(place.name))
        return sorted(found)

    def clean(self) -> None:
        if self.supervisor.poll() is None:
            self.supervisor.kill()
        self.supervisor.wait()
        for process in self.processes():
            os.kill(process, signal.SIGKILL)
        self.output.close()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty database: making one takes longer than what is tried with it."""
    folder = tmp_path_factory.mktemp("migrated")
    assert Portal(folder).manage("migrate", "--verbosity", "0").returncode == 0
    return folder


@pytest.fixture
def portal(tmp_path: Path, migrated: Path) -> Iterator[Portal]:
    shutil.copytree(migrated, tmp_path, dirs_exist_ok=True)
    one = Portal(tmp_path)
    (tmp_path / "demo-sign-ins.csv").write_text(
        "role,name,email,password\nHeadteacher,Ada Reed,head@school.example,a good long password\n"
    )
    try:
        one.start()
        yield one
    finally:
        one.clean()


@pytest.mark.services
def test_serve(portal: Portal) -> None:
    assert portal.answers()
    assert f"The portal answers at http://localhost:{portal.port}/" in portal.said()
    assert "  Headteacher  Ada Reed  head@school.example  a good long password" in portal.said()
    wait_until(lambda: len(portal.processes("celery")) == 3)  # the worker, its child, beat

    # The same address and the same data are refused in a sentence.
    taken = portal.manage("serve", "--port", str(portal.port))
    assert taken.returncode != 0
    assert f"Port {portal.port} is taken by another program." in taken.stderr
    other = portal.manage("serve", "--port", str(free_port()), "--only-look")
    assert other.returncode != 0
    assert "The portal is running already on the data in" in other.stderr
    assert "Traceback" not in taken.stderr + other.stderr

    # Whatever is killed comes back; a killed worker's child does not go on without it.
    for name in ("worker", "beat", "gunicorn"):
        before = portal.processes(name)
        os.kill(before[0], signal.SIGKILL)
        took = wait_until(lambda name=name, before=before: set(portal.processes(name)) - set(before))
        wait_until(lambda name=name, before=before: not set(portal.processes(name)) & set(before))
        print(f"{name} came back after {took:.1f} s")
    wait_until(portal.answers)
    assert portal.said().count("it is started again") == 3

    # Ended, it takes all of them along.
    portal.supervisor.terminate()
    assert portal.supervisor.wait(20) == 0
    assert portal.processes() == []
    assert portal.said().rstrip().endswith("The portal is closed.")
    assert refuse_port("127.0.0.1", portal.port) is None


@pytest.mark.services
def test_nothing_is_left_when_the_supervisor_is_killed(portal: Portal) -> None:
    wait_until(lambda: len(portal.processes("celery")) == 3)
    portal.supervisor.kill()
    portal.supervisor.wait()
    wait_until(lambda: portal.processes() == [], 5)


def test_a_port_that_is_taken_or_none_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        sentence = refuse_port("127.0.0.1", port)
        assert sentence is not None
        assert sentence.startswith(f"Port {port} is taken by another program.")
        done = Portal(tmp_path).manage("serve", "--port", str(port))
    assert done.returncode != 0
    assert sentence in done.stderr
    assert not (tmp_path / "log").exists(), "something was started"
    assert "70000 is no port" in (refuse_port("127.0.0.1", 70000) or "")
    assert "PORT is “eight”" in Portal(tmp_path).manage("serve", "--port", "eight").stderr


def test_a_database_that_lags_behind_is_a_sentence(tmp_path: Path) -> None:
    portal = Portal(tmp_path)
    done = portal.manage("serve", "--port", str(portal.port))
    assert done.returncode != 0
    assert "migrations. First: manage.py migrate" in done.stderr
    assert not (tmp_path / "log").exists(), "something was started"


def test_one_that_cannot_start_is_tried_ever_more_slowly(tmp_path: Path) -> None:
    service = Service("web", [sys.executable, "-c", "raise SystemExit(3)"])
    said: list[str] = []
    supervisor = Supervisor([service], os.environ, tmp_path, said.append)
    began = time.monotonic()

    def enough() -> None:
        if service.falls == 3:
            supervisor.stopping = True

    kept = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        supervisor.run(each_look=enough)
    finally:
        for name, handler in kept.items():
            signal.signal(name, handler)
    assert time.monotonic() - began >= 0.5 + 1.0
    assert len(said) == 3
    assert said[0].startswith("The web ended (exit code 3); it is started again.")
    service.falls = 50
    assert service.pause() == 30.0


def test_without_a_demo_there_is_no_table(tmp_path: Path) -> None:
    assert sign_ins(tmp_path / "demo-sign-ins.csv") == ""


@pytest.mark.parametrize("guarded", [True, False])
def test_a_guarded_child_ends_with_its_parent(guarded: bool) -> None:
    code = f"""
import os, sys, time
from trust_portal.supervisor import die_with_parent
if os.fork() == 0:
    {"die_with_parent()" if guarded else ""}
    print(os.getpid(), flush=True)
time.sleep(60)"""
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    if guarded:
        wait_until(lambda: not runs(child), 5)
    else:
        time.sleep(0.5)
        assert runs(child)
        os.kill(child, signal.SIGKILL)


def runs(process: int) -> bool:
    """A process that has ended but was not yet asked about counts as ended."""
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False


def test_the_children_of_worker_and_web_server_are_guarded() -> None:
    with mock.patch("trust_portal.celery.die_with_parent") as guard:
        worker_process_init.send(sender=None)
    guard.assert_called_once_with()
    hooks = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    with mock.patch("trust_portal.supervisor.die_with_parent") as guard:
        hooks["post_fork"](None, None)
    guard.assert_called_once_with()
