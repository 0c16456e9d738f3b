"""Requests of somebody signed in to the portal, and to the bare views beside it.

Both are asked in turns, some requests a turn, so that other work of the machine meets both: through the web server
(bench_server.py), or as one hands them on to the portal in this process, where the drawing of a page is the question.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

from schools.models import Person

HOST = "localhost"


class Site(Protocol):
    """Something that answers requests."""

    def answer(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """The status and the body of the answer."""


class InProcess:
    """The site as it stands in this process: no web server, no test client."""

    def __init__(self) -> None:
        self.site = WSGIHandler()

    def answer(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        path, _, query = address.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
        }
        statuses: list[str] = []
        response = self.site(environ, lambda status, _headers, _exc=None: statuses.append(status) or _ignore)  # type: ignore[func-returns-value]
        try:
            return int(statuses[0][:3]), b"".join(response)
        finally:
            response.close()


def _ignore(_written: bytes) -> None:
    """What WSGI calls ``write``; Django does not use it."""


@dataclass(frozen=True)
class Browser:
    """Somebody signed in, with the cookies of their browser."""

    session: str
    token: str

    @classmethod
    def of(cls, person: Person) -> Browser:
        client = Client(SERVER_NAME=HOST)
        client.force_login(person)
        return cls(client.cookies[settings.SESSION_COOKIE_NAME].value, _get_new_csrf_string())

    def ask(self, site: Site, address: str, sent: dict[str, Any] | None = None) -> bytes:
        """The answer's body; a request with ``sent`` is a POST with the CSRF token, as htmx sends it.

        :raises RuntimeError: for any other status than 200, so that no refusal passes for a quick answer.
        """
        cookies = {settings.SESSION_COOKIE_NAME: self.session, settings.CSRF_COOKIE_NAME: self.token}
        headers = {"Host": HOST, "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        body = b""
        if sent is not None:
            body = urlencode({"csrfmiddlewaretoken": self.token, **sent}).encode()
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        status, answer = site.answer("GET" if sent is None else "POST", address, body, headers)
        if status != 200:
            raise RuntimeError(f"{address}: {status}")
        return answer


@dataclass(frozen=True)
class Pace:
    """Requests a second of two sites asked in turns; ``ratio`` is how many of the second to one of the first."""

    question: str
    base_name: str
    name: str
    base: float
    measured: float
    ratio: float

    def line(self) -> str:
        return (
            f"{self.question}\n  {self.base_name}: {self.base:.1f} a second; {self.name}: "
            f"{self.measured:.1f} a second; ratio {self.ratio:.2f}\n"
        )


def in_rounds(
    base: Callable[[], object], measured: Callable[[], object], *, rounds: int, a_round: int
) -> tuple[float, float, float]:
    """Requests a second of each, and how many times the first the second is: medians over the rounds.

    The ratio is taken round by round, so that it holds when the machine's speed drifts.
    """
    paces: list[tuple[float, float]] = []
    for turn in range(rounds + 2):
        pair = (_pace(base, a_round), _pace(measured, a_round))
        if turn >= 2:  # the first two load what is loaded once
            paces.append(pair)
    firsts, seconds = zip(*paces, strict=True)
    return median(firsts), median(seconds), median(second / first for first, second in paces)


def _pace(request: Callable[[], object], number: int) -> float:
    began = time.perf_counter()
    for _ in range(number):
        request()
    return number / (time.perf_counter() - began)
