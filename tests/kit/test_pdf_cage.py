"""What the cage stops, and what it does not tell."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kit.pdf import Limits, PdfError, render
from kit.pdf.cage import ROOT, _run
from tests.kit.pdf_sample import ABOUT, ISSUED

PROBE = "tests.kit.pdf_probe"


def request(do: str, limits: Limits) -> bytes:
    about = {**ABOUT, "issued_at": ISSUED.isoformat()}
    return json.dumps({"html": do, **about, "assets": {}, "limits": asdict(limits)}).encode()


def probe(do: str, limits: Limits | None = None) -> Any:
    limits = limits or Limits()
    return json.loads(_run(PROBE, request(do, limits), ISSUED, limits).removeprefix(b"%PDF-"))


def test_the_child_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://portal:planted-secret@db/portal")
    monkeypatch.setenv("SECRET_KEY", "planted-secret")
    told = probe("environment")
    assert "planted-secret" not in json.dumps(told)
    assert told["environ"]["SOURCE_DATE_EPOCH"] == str(int(ISSUED.timestamp()))
    assert not Path(told["cwd"]).exists(), "the child's folder outlived it"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_the_child_reaches_no_network_and_starts_no_program(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with socket.create_connection(("127.0.0.1", port), 2):
        pass  # the control: the address does answer
    assert probe(f"ways-out {port}") == [
        "socket.getaddrinfo is not possible while drawing",
        "subprocess.Popen is not possible while drawing",
        "os.system is not possible while drawing",
    ]


def test_a_child_that_spins_is_killed_at_the_wall() -> None:
    started = time.monotonic()
    with pytest.raises(PdfError) as failed:
        probe("spin", Limits(wall=1.5))
    assert time.monotonic() - started < 6
    assert failed.value.sentence == (
        "The document was not drawn within 1.5 seconds, so the attempt was stopped."
    )


def test_a_child_that_spins_runs_out_of_processor_time() -> None:
    with pytest.raises(PdfError, match="too much of the computer's time"):
        probe("spin", Limits(wall=30, cpu=1))


def test_a_child_that_eats_memory_is_refused_more() -> None:
    with pytest.raises(PdfError, match="needs more memory than a document may have"):
        probe("eat", Limits(memory=600_000_000))


def test_the_child_dies_with_the_worker_that_waits_for_it() -> None:
    waiting = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-m', 'tests.kit.pdf_probe'], stdin=subprocess.PIPE,"
        " stderr=sys.stdout)\n"
        f"child.communicate({request('spin', Limits())!r})\n"
    )
    worker = subprocess.Popen(  # noqa: S603
        [sys.executable, "-W", "ignore", "-c", waiting],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
    )
    assert worker.stdout is not None
    child = int(worker.stdout.readline())
    os.kill(child, 0)  # it lives
    worker.kill()
    worker.wait()
    assert _gone(child, within=5), "the child went on without anybody to draw for"


def _gone(pid: int, within: float) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return False


def test_a_document_that_hangs_the_layout_ends_with_a_sentence() -> None:
    """Real text in a style that breaks our rule; the house's own style draws the same at once."""
    words = (
        f"<html lang='en-GB'><link rel=stylesheet href=asset:pdf.css><h1>T</h1><table><tr><td>{'x' * 5_000}"
    )
    hanging = b"table { table-layout: auto } td { overflow-wrap: anywhere }"
    with pytest.raises(PdfError, match="was not drawn within 4 seconds"):
        render(words, **ABOUT, assets={"pdf.css": hanging}, limits=Limits(wall=4))
    assert render(words, **ABOUT, limits=Limits(wall=10)).startswith(b"%PDF-")


def test_a_fault_in_the_document_comes_back_as_its_reason() -> None:
    with pytest.raises(PdfError) as failed:
        render("<html lang='en-GB'><p><img src='asset:missing.png' alt='x'>", **ABOUT)
    assert "asset:missing.png" in failed.value.detail
    assert "missing.png" not in failed.value.sentence


def test_a_naive_date_of_issue_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render("<p>x", **{**ABOUT, "issued_at": datetime(2026, 12, 11)})


def test_limits_are_plain_values() -> None:
    assert replace(Limits(), wall=5).wall == 5
