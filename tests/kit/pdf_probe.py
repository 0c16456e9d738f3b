"""Stands in for the drawing child: says what the cage lets through. Run as ``python -m tests.kit.pdf_probe``."""

import json
import os
import socket
import subprocess
import sys

from kit.pdf.child import _no_way_out, _tie_hands


def main() -> None:
    request = json.load(sys.stdin)
    _tie_hands(request["limits"])
    what = request["do"]
    if what == "environment":
        answer: object = {"environ": dict(os.environ), "cwd": os.getcwd()}
    elif what == "ways out":
        sys.addaudithook(_no_way_out)
        answer = [_tried(lambda: socket.create_connection(("127.0.0.1", request["port"]), 2))]
        answer += [_tried(lambda: subprocess.run(["true"])), _tried(lambda: os.system("true"))]  # noqa: S605, S607
    elif what == "eat":
        answer = len([bytearray(10_000_000) for _ in range(1000)])
    else:
        sys.stderr.write(f"{os.getpid()}\n")
        sys.stderr.flush()
        while True:
            pass
    sys.stdout.write("%PDF-" + json.dumps(answer))


def _tried(action: object) -> str:
    try:
        action()  # type: ignore[operator]
    except PermissionError as error:
        return str(error)
    return "got out"


if __name__ == "__main__":
    main()
