"""How categories were decided over the years, and which schools deserve a second look."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kit.refusals import Refusal, require
from schools.access.checks import has_anywhere
from schools.access.permissions import Permission
from support.queries.category_trends import category_trends


@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    if not has_anywhere(request.user, Permission.SEE_DASHBOARD):
        require(Refusal("not-yours", "Your posts do not open this page."))
    return render(request, "support/categories.html", {"page": category_trends(request.user)})
