"""A form that could not be taken, offered again with all that was typed: nobody types a page twice.

It happens when a session ends while somebody writes and the page has no script to notice: the form arrives, but
nobody is signed in; or it arrives with the token of the session before. Nothing of it is stored here: it goes back
to the browser it came from, in a page that no cache keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)
SECRET = {"code", "otp"}
LONG = 60  # characters from which a value is shown in a box instead of being carried along unseen


@dataclass(frozen=True)
class Field:
    """One value of the form, as it was sent."""

    name: str
    value: str

    @property
    def is_long(self) -> bool:
        return len(self.value) >= LONG or "\n" in self.value

    @property
    def label(self) -> str:
        """The field's name as a person may read it; this page does not know the form's own labels."""
        words = self.name.replace("_", " ").replace("-", " ").strip()
        return words[:1].upper() + words[1:]


def texts_of(request: HttpRequest) -> list[Field]:
    """What a person wrote in the form that was sent: values of some length or of several words, and no secret."""
    sent = [Field(name, str(value)) for name, values in request.POST.lists() for value in values]
    if any("password" in field.name or field.name in SECRET for field in sent):
        return []
    return [field for field in sent if field.name != TOKEN and (field.is_long or " " in field.value.strip())]


def typed_again(request: HttpRequest, *, status: int) -> HttpResponse | None:
    """The page that offers the form again; None where there is nothing to keep or it must not be offered.

    Only what comes from a page of this very host is offered: a form that another site made this browser send would
    otherwise be brought before the person for a confirming press. A form with a password is never offered.
    """
    if request.method != "POST" or not comes_from_here(request):
        return None
    sent = [Field(name, str(value)) for name, values in request.POST.lists() for value in values]
    fields = [field for field in sent if field.name != TOKEN and field.value.strip()]
    if not fields or any("password" in field.name or field.name in SECRET for field in sent):
        return None
    context = {
        "action": request.get_full_path(),
        "fields": fields,
        "files": [upload.name for name in request.FILES for upload in request.FILES.getlist(name)],
        "is_signed_in": request.user.is_authenticated,
    }
    return render(request, "errors/keep_typing.html", context, status=status)


def comes_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this host sent it; silence is no."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        origin = urlsplit(said)
    except ValueError:
        return False
    return (origin.scheme, origin.netloc) == (request.scheme, request.get_host())
