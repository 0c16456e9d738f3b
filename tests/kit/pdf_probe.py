"""The drawing child with the drawing replaced: says what the cage lets through. ``python -m tests.kit.pdf_probe``."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from kit.pdf import child, layout


def asked(html: str, **_: Any) -> bytes:
    """In the place of ``lay_out``: does what ``html`` says, ``<what> <port>``."""
    what, _, port = html.partition(" ")
    answer: Any = None
    if what == "environment":
        answer = {"environ": dict(os.environ), "cwd": os.getcwd()}
    elif what == "ways-out":
        answer = [
            _tried(lambda: socket.create_connection(("127.0.0.1", int(port)), 2)),
            _tried(lambda: subprocess.run(["true"])),  # noqa: S607
            _tried(lambda: os.system("true")),  # noqa: S605, S607
        ]
    elif what == "eat":
        answer = len([bytearray(10_000_000) for _ in range(1000)])
    elif what == "spin":
        sys.stderr.write(f"{os.getpid()}\n")
        sys.stderr.flush()
        while True:
            pass
    return b"%PDF-" + json.dumps(answer).encode()


def _tried(action: Callable[[], Any]) -> str:
    try:
        action()
    except PermissionError as error:
        return str(error)
    return "got out"


if __name__ == "__main__":
    layout.lay_out = asked
    child.main()
