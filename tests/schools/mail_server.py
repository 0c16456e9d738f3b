"""A mail server of the machine's own, just grown-up enough to take a message, refuse a person, or be away."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message


class MailServer:
    """``with server.open():`` it answers; outside of that nobody listens on its port.

    :ivar answers: what is said to a recipient (``{"ada@school.example": "550 Unknown"}``); the others are taken.
    """

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.answers: dict[str, str] = {}
        with _Listener(("127.0.0.1", 0), _Talk) as free:
            self.port: int = free.server_address[1]

    @contextmanager
    def open(self) -> Iterator[None]:
        with _Listener(("127.0.0.1", self.port), _Talk) as listener:
            listener.server = self
            thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield
            finally:
                listener.shutdown()
                thread.join()


class _Listener(socketserver.TCPServer):
    allow_reuse_address = True
    server: MailServer


class _Talk(socketserver.StreamRequestHandler):
    server: _Listener

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "RCPT":
                address = line.partition("<")[2].rstrip(">")
                self._say(self.server.server.answers.get(address, "250 fine"))
            elif word == "DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.server.taken.append(message_from_bytes(b"".join(lines)))
                self._say("250 taken")
            else:
                self._say("221 goodbye" if word == "QUIT" else "250 fine")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
