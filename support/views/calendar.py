"""A person's own calendar: its private address, and what a calendar program fetches there."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from support.feed import drawn
from support.models import CalendarAddress
from support.queries.my_calendar import my_calendar
from support.services import calendar_addresses


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_address(request: HttpRequest) -> HttpResponse:
    """The address and how to use it; POST makes or renews it, or with ``do=revoke`` takes it away."""
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            calendar_addresses.revoke(by=request.user)
            messages.success(request, "The address opens nothing any more.")
        else:
            calendar_addresses.renew(by=request.user)
            messages.success(request, "The address is made. Any you had before opens nothing any more.")
        return redirect("calendar_address")
    address = CalendarAddress.objects.filter(person=request.user.pk).first()
    context = {"address": address, "full": f"{settings.BASE_URL}{address.path}" if address else ""}
    return render(request, "support/calendar_address.html", context)


# Whoever holds the address reads the calendar: programs cannot sign in.
@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    address = CalendarAddress.of_token(token)
    if address is None:
        raise Http404
    body = drawn(my_calendar(address.person), name=settings.PORTAL_NAME)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="trust-portal.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    # A tag of the contents alone: a date of last change would hide what moves without anybody touching it.
    answer.headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag=answer.headers["ETag"], response=answer)
    return unchanged or answer
