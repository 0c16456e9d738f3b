"""Requests as a web server hands them to the portal, and to the bare views beside it: no network, no test client.

Both sites run in this process on the same database, cache and session; they are asked in turns, some requests a turn,
so that other work of the machine meets both.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

from schools.models import Person

HOST = "localhost"


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

    def ask(self, site: WSGIHandler, address: str, sent: dict[str, Any] | None = None) -> bytes:
        """The answer's body; a request with ``sent`` is a POST with the CSRF token, as htmx sends it.

        :raises RuntimeError: for any other status than 200, so that no refusal passes for a quick answer.
        """
        path, _, query = address.partition("?")
        body = urlencode({"csrfmiddlewaretoken": self.token, **sent}).encode() if sent is not None else b""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET" if sent is None else "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "" if sent is None else "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={self.session}; "
            f"{settings.CSRF_COOKIE_NAME}={self.token}",
            "HTTP_HOST": HOST,
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
        }
        if sent is not None:
            environ["HTTP_HX_REQUEST"] = "true"
        statuses: list[str] = []
        response = site(environ, lambda status, _headers, _exc=None: statuses.append(status) or _ignore)  # type: ignore[func-returns-value]
        try:
            answer = b"".join(response)
        finally:
            response.close()
        if not statuses[0].startswith("200"):
            raise RuntimeError(f"{address}: {statuses[0]}")
        return answer


def _ignore(_written: bytes) -> None:
    """What WSGI calls ``write``; Django does not use it."""


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
