"""The trust at a glance."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance.forms import DashboardForm
from governance.queries.dashboard import dashboard_page
from schools.access.permissions import Permission
from schools.access.scope import trusts_where
from schools.models import Trust


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """The first trust of this person's posts that shows them a dashboard, or the one asked for by ``?trust``."""
    mine = trusts_where(request.user, Permission.SEE_DASHBOARD)
    trusts = {trust.pk: trust for trust in Trust.objects.filter(pk__in=mine)}
    if not trusts:
        raise Http404
    asked = request.GET.get("trust", "")
    trust = trusts.get(int(asked) if asked.isdecimal() else 0) or next(iter(trusts.values()))
    form = DashboardForm(request.GET)
    page = dashboard_page(request.user, trust, form.choice())
    return render(request, "governance/dashboard.html", {"page": page})
