"""Keeps a few processes running side by side, and takes all of them along when it goes.

Used by `manage.py serve`. In production the container engine does this work.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kit.processes import die_with_parent

LONGEST_PAUSE = 30.0
"""Seconds. A process that cannot start is tried again ever more slowly, up to this."""
SETTLED = 60.0
"""Seconds after which a process counts as having started well."""
PATIENCE = 10.0
"""Seconds between asking a process to end and ending it."""


@dataclass
class Service:
    """One process: its name, what starts it, and how it has fared so far."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    born: float = 0.0
    due: float = 0.0
    falls: int = 0
    """How often it has ended without settling first."""

    def pause(self) -> float:
        """Seconds to wait before the next start: half a second, doubled with each fall."""
        return min(LONGEST_PAUSE, 0.5 * 2.0 ** max(0, self.falls - 1))


@dataclass
class Supervisor:
    """Starts ``services``, starts again whichever ends, and ends all of them on SIGINT, SIGTERM or SIGHUP.

    What each writes goes to ``logs/<name>.log``; what happens to them is told to ``say``.
    """

    services: Sequence[Service]
    environment: Mapping[str, str]
    logs: Path
    say: Callable[[str], None] = print
    stopping: bool = field(default=False, init=False)

    def run(self, *, each_look: Callable[[], None] = lambda: None) -> None:
        """Stay until a signal comes. ``each_look`` is called about five times a second."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._stop)
        self.logs.mkdir(parents=True, exist_ok=True)
        try:
            while not self.stopping:
                for service in self.services:
                    self._look_after(service)
                each_look()
                time.sleep(0.2)
        finally:
            self._end_all()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _look_after(self, service: Service) -> None:
        now = time.monotonic()
        if service.process is not None and (code := service.process.poll()) is not None:
            service.process = None
            service.falls = 1 if now - service.born > SETTLED else service.falls + 1
            service.due = now + service.pause()
            self.say(
                f"The {service.name} ended ({_manner(code)}); it is started again. See {self._log(service)}"
            )
        if service.process is None and now >= service.due:
            service.born = now
            service.process = self._start(service)

    def _start(self, service: Service) -> "subprocess.Popen[bytes]":
        with self._log(service).open("ab") as log:
            return subprocess.Popen(  # noqa: S603 (our own commands, no shell)
                list(service.command),
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A session of its own: Ctrl-C reaches the supervisor alone, which then ends the others in order.
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def _log(self, service: Service) -> Path:
        return self.logs / f"{service.name}.log"

    def _end_all(self) -> None:
        running = [service.process for service in self.services if service.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            # The group too: a worker's children must not outlive it.
            _kill_group(process.pid)
            process.wait()


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def _manner(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
