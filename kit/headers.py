"""The headers every answer carries.

The content security policy keeps the setting name of Django 6 (``SECURE_CSP``), so that moving to the next
long-term release deletes this file.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class SecurityHeaders:
    """Adds the content security policy, and keeps signed-in pages out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            f"{directive} {' '.join(sources)}" for directive, sources in settings.SECURE_CSP.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store, private"
        return response


def believed(response: HttpResponse) -> HttpResponse:
    """The portal's own word that it has saved: the page believes no other (static/js/saving.js), since whatever stands
    between it and here may answer 200 as well."""
    response["Portal-Saved"] = "yes"
    return response
