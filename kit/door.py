"""The door is closed until a view opens it with ``login_not_required``.

A page that saves itself must not be swapped for a sign-in form: what is typed would be gone. Such a request is
answered 401, the page keeps every word, and the person signs in in another tab.
"""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase


class Door(LoginRequiredMiddleware):
    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            return HttpResponse("You are signed out. Sign in to go on.", status=401)
        return super().handle_no_permission(request, view_func)
