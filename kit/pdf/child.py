"""The inside of the cage: ``python -m kit.pdf.child`` reads one request from stdin and writes one PDF to
stdout.

It ties its own hands before it looks at the document. An error goes to stderr as one line of JSON, exit code
3.
"""

import base64
import ctypes
import json
import os
import resource
import signal
import sys
from datetime import datetime
from typing import Any

from kit.pdf.errors import FAILED, PdfError

_PR_SET_PDEATHSIG = 1
_NOT_IN_HERE = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "ftplib.",
    "smtplib.",
)


def main() -> None:
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up inside the PDF
    request = json.load(sys.stdin)
    _tie_hands(request["limits"])
    try:
        pdf = _draw(request)
    except PdfError as error:
        sys.stderr.write("\n" + json.dumps({"sentence": error.sentence, "detail": error.detail}))
        sys.exit(FAILED)
    answer.write(pdf)
    answer.close()


def _draw(request: dict[str, Any]) -> bytes:
    from kit.pdf.layout import lay_out

    sys.addaudithook(_no_way_out)  # after the imports, which may look for shared libraries
    return lay_out(
        request["html"],
        title=request["title"],
        author=request["author"],
        identifier=request["identifier"],
        issued_at=datetime.fromisoformat(request["issued_at"]),
        assets={name: base64.b64decode(content) for name, content in request["assets"].items()},
    )


def _tie_hands(limits: dict[str, int]) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # do not outlive a worker that was killed
    for kind, limit in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["cpu"]),
        (resource.RLIMIT_FSIZE, limits["file"]),
        (resource.RLIMIT_NOFILE, limits["files"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))


def _no_way_out(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_NOT_IN_HERE):
        raise PermissionError(f"{event} is not possible while drawing")


if __name__ == "__main__":
    main()
