"""A refusal that nobody caught becomes a page with its sentence."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kit.refusals import Refused
from kit.retyping import texts_of


class RefusalPages:
    """Answers 403 with the sentence; nothing was changed, since services refuse before they write.

    What was typed stands in the page, so that somebody whose turn was over meanwhile loses no word of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        typed = texts_of(request) if request.method == "POST" else []
        shown = {"refusal": exception.refusal, "typed": typed}
        return render(request, "errors/refused.html", shown, status=403)
