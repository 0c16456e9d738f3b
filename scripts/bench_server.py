"""The portal behind its web server, for what is measured as it runs for real.

gunicorn with the portal's own configuration and one process, which answers the bare views as well, on a socket in a
folder of its own. The one client keeps its connection, as a browser and a proxy do.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from kit.processes import die_with_parent

PATIENCE = 60  # seconds until the server has to answer


class Line(http.client.HTTPConnection):
    """A connection through a Unix socket."""

    def __init__(self, address: Path) -> None:
        super().__init__("localhost", timeout=PATIENCE)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.address))


class Served:
    """A site at the other end of a line, as ``Browser.ask`` asks it."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def answer(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        self.line.request(method, address, body, headers)
        response = self.line.getresponse()
        return response.status, response.read()


@contextlib.contextmanager
def web_server() -> Iterator[Served]:
    """The portal, answering on the database this process is connected to, until the block ends.

    :raises RuntimeError: when it does not answer within a minute.
    """
    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        address = Path(folder) / "web.sock"
        command = [sys.executable, "-m", "gunicorn", "--bind", f"unix:{address}", "--log-level", "warning"]
        server = subprocess.Popen(  # noqa: S603
            [*command, "trust_portal.wsgi:application"],
            env=os.environ | {"DATABASE_URL": _database(), "WEB_CONCURRENCY": "1"},
            preexec_fn=die_with_parent,
        )
        try:
            yield Served(_line(address, server))
        finally:
            server.terminate()
            server.wait()


def _database() -> str:
    """This process's database: the test's, not the one the address was given for."""
    name = connection.settings_dict["NAME"]
    return re.sub(r"[^/]+$", str(name), os.environ["DATABASE_URL"])


def _line(address: Path, server: subprocess.Popen[bytes]) -> Line:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        line = Line(address)
        with contextlib.suppress(OSError):
            line.request("GET", "/healthz")
            if line.getresponse().read():
                return line
        time.sleep(0.1)
    raise RuntimeError("The web server does not answer.")
