"""The door is closed until a view opens it with ``login_not_required``.

Nobody loses what they typed because their session ended. A page that saves itself must not be swapped for a sign-in
form: such a request is answered 401, the page keeps every word, and the person signs in in another tab. A form sent
without script comes back with everything in it.
"""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from kit.retyping import typed_again


class Door(LoginRequiredMiddleware):
    def handle_no_permission(  # type: ignore[override]  # Django's stubs say it can only redirect
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            return HttpResponse("You are signed out. Sign in to go on.", status=401)
        return typed_again(request, status=401) or super().handle_no_permission(request, view_func)
