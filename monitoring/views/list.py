"""The monitoring of a school: its forms, and a new one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from monitoring.content import HeadText
from monitoring.filters import MonitoringFilter
from monitoring.forms.draft import StartForm
from monitoring.queries.leads import possible_leads
from monitoring.queries.list import forms_of
from monitoring.rules import may_start
from monitoring.services import forms, packs
from monitoring.tables import MonitoringTable
from schools.access.permissions import Permission
from schools.models import School


@require_safe
def monitoring(request: HttpRequest, urn: int) -> HttpResponse:
    schools = School.objects.visible_to(request.user, Permission.SEE_MONITORING)
    school = get_object_or_404(schools, urn=urn)
    everything = forms_of(school, request.user)
    chosen = MonitoringFilter(request.GET or None, queryset=everything, school=school)
    table = MonitoringTable(chosen.qs)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {
        "school": school,
        "table": table,
        "filter": chosen,
        "may_start": may_start(request.user, school),
        "has_any": bool(table.rows) or everything.exists(),
    }
    return render(request, "monitoring/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def monitoring_new(request: HttpRequest, urn: int) -> HttpResponse:
    schools = School.objects.visible_to(request.user, Permission.WRITE_MONITORING)
    school = get_object_or_404(schools.select_related("trust"), urn=urn)
    pack = packs.asked_in(school.trust)
    form = StartForm(
        request.POST or None, spec=pack, leads=possible_leads(school), shown=HeadText(lead=request.user.pk)
    )
    if request.method == "POST" and form.is_valid():
        started = forms.start(school=school, by=request.user, head=form.text())
        messages.success(request, "The draft is saved. Write about one class or year group after the other.")
        return redirect(started)
    return render(request, "monitoring/new.html", {"school": school, "form": form, "spec": pack})
