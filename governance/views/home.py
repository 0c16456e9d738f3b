"""The first page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from governance.queries.home import home_page
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from schools.queries.here import current_school, my_schools


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The dashboard for those who have one; else the home of the school at hand."""
    user = request.user
    if has_anywhere(user, Permission.SEE_DASHBOARD):
        return redirect("dashboard")
    page = home_page(user, current_school(request), my_schools(user))
    return render(request, "governance/home.html", {"page": page})
